"""The proof of a whole run folder."""

from __future__ import annotations

from pathlib import Path

from mineplan.errors import PlanError
from mineplan.runs import RunFiles, file_hashes, read_run
from mineplan.verify import figures, ground, membership
from mineplan.verify.case import Case, open_case

_STRUCTURE = (membership.coverage,)
_CHECKS = (
    membership.connectivity,
    membership.limits,
    membership.pins,
    ground.extents,
    figures.objective,
    figures.groups,
    figures.indicators,
    figures.tables_agree,
)


def verify_run(folder: Path) -> int:
    """Prove a run folder; return how many checks held.

    Raises
    ------
    PlanError
        With every reason why it does not hold.
    """
    run = read_run(folder)
    case = open_case(run)
    reasons = _changed(run)
    reasons += _failures(case, _STRUCTURE)
    if not reasons:
        reasons = _failures(case, _CHECKS)
    if reasons:
        raise PlanError(reasons)
    return len(_STRUCTURE) + len(_CHECKS) + bool(run.manifest)


def _failures(case: Case, checks: tuple[object, ...]) -> list[str]:
    return [reason for check in checks for reason in check(case)]  # type: ignore[operator]


def _changed(run: RunFiles) -> list[str]:
    """Compare the files with the manifest, where there is one already."""
    if not run.manifest:
        return []
    listed, found = run.manifest["files"], file_hashes(run.folder)
    reasons = [
        f"{name} has changed since the run"
        for name in sorted(listed.keys() & found.keys())
        if listed[name] != found[name]
    ]
    reasons += [f"{name} is missing" for name in sorted(listed.keys() - found.keys())]
    return reasons
