"""The proof of a whole run folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, PlanError, Problem
from mineplan.runs import RunFiles, file_hashes, read_run
from mineplan.verify import allocation, pressed
from mineplan.verify.case import open_case
from mineplan.verify.decided import decided
from mineplan.verify.ground import extents
from mineplan.verify.groups import groups
from mineplan.verify.head import alternatives, heading
from mineplan.verify.indicators import indicators
from mineplan.verify.lead import lead
from mineplan.verify.membership import connectivity, coverage, edges, limits, pins
from mineplan.verify.mining import mining
from mineplan.verify.objective import objective
from mineplan.verify.optimality import Optimality, certificate, optimality
from mineplan.verify.rights import dispositions, facts
from mineplan.verify.shadows import shadows
from mineplan.verify.structure import misshapen

_Check = Callable[[Any], Iterator[str]]


@dataclass(frozen=True)
class _Proof:
    """How plans of one kind are proved.

    Attributes
    ----------
    misshapen
        What a plan lacks to be reckoned with at all.
    open_case
        Reads what the checks look at from the run's inputs.
    optimality
        What is known about better plans, None where a plan is not chosen among others.
    structure, checks
        The checks proper are made only where the structure holds: figures over groups that are not even sets of
        rights would only repeat it.
    """

    misshapen: Callable[[RunFiles], list[str]]
    open_case: Callable[[RunFiles], Any]
    structure: tuple[_Check, ...]
    checks: tuple[_Check, ...]
    optimality: Callable[[Any], Optimality] | None = None


_KINDS = {
    "consolidation": _Proof(
        misshapen,
        open_case,
        (coverage,),
        (
            heading,
            alternatives,
            connectivity,
            limits,
            pins,
            decided,
            edges,
            extents,
            objective,
            groups,
            mining,
            lead,
            facts,
            dispositions,
            indicators,
            shadows,
            certificate,
        ),
        optimality,
    ),
    "pressed": _Proof(pressed.misshapen_pressed, pressed.open_pressed, pressed.STRUCTURE, pressed.CHECKS),
    "allocation": _Proof(
        allocation.misshapen_allocation, allocation.open_allocation, allocation.STRUCTURE, allocation.CHECKS
    ),
}
# What reading a damaged table, or reckoning with its cells, may raise.
_DAMAGE = (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, OSError)


def verify_run(folder: Path) -> int:
    """Prove a run folder; return how many checks held.

    Every figure, extent and ground of the plan is reckoned again from the input tables. That no better plan
    exists is proved from `certificate.json` where the run has one, else it is the solver's word. Remarks and
    notes are sentences; that they are there is looked at, not what they say.

    Raises
    ------
    InputError
        It is no run folder.
    PlanError
        With every reason why it does not hold.
    """
    return prove(folder).checks


@dataclass(frozen=True)
class Proved:
    """A run that holds: how many checks did, and what is known about better plans (None: there is nothing to know)."""

    checks: int
    optimality: Optimality | None


def prove(folder: Path) -> Proved:
    """Prove a run folder like `verify_run`, and say how far its optimality was proved."""
    run, proof, case = _opened(folder)
    reasons = _changed(run)
    reasons += _failures(case, proof.structure) or _failures(case, proof.checks)
    if reasons:
        raise PlanError(reasons)
    checks = len(proof.structure) + len(proof.checks) + bool(run.manifest)
    return Proved(checks, None if proof.optimality is None else proof.optimality(case))


def _opened(folder: Path) -> tuple[RunFiles, _Proof, Any]:
    if not (folder / "plan.json").is_file() or not (folder / "inputs").is_dir():
        read_run(folder)  # says what is missing
    try:
        run = read_run(folder)
        proof = _KINDS.get(str(run.plan.get("kind")))
        if proof is None:
            raise PlanError(f"plan.json: kind is {run.plan.get('kind')!r}, not one of {', '.join(_KINDS)}")
        if faults := proof.misshapen(run):
            raise PlanError(faults)
        return run, proof, proof.open_case(run)
    except InputError as error:
        raise PlanError(error.problems) from None
    except _DAMAGE as error:
        raise PlanError(Problem(f"the inputs cannot be read back ({_words(error)})", file=str(folder))) from error


def _failures(case: Any, checks: tuple[_Check, ...]) -> list[str]:
    return [reason for check in checks for reason in _failing(case, check)]


def _failing(case: Any, check: _Check) -> Iterator[str]:
    """Yield a check's complaints; a cell that nothing can be reckoned with is a complaint too."""
    try:
        yield from check(case)
    except _DAMAGE as error:
        yield f"{check.__name__}: the plan or its tables hold something that cannot be reckoned with ({_words(error)})"


def _words(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}"


def _changed(run: RunFiles) -> list[str]:
    """Compare the files with the manifest; a folder that is still being written has none yet."""
    if not run.manifest:
        is_partial = run.folder.resolve().name.endswith(".partial")
        return [] if is_partial else ["manifest.json is missing; checksums could not be compared"]
    listed, found = run.manifest["files"], file_hashes(run.folder)
    changed = sorted(n for n in listed.keys() & found.keys() if listed[n] != found[n])
    return [
        *(f"{name} has changed since the run" for name in changed),
        *(f"{name} is missing" for name in sorted(listed.keys() - found.keys())),
        *(f"{name} is not listed in the manifest" for name in sorted(found.keys() - listed.keys())),
    ]
