"""Whether a plan is the best one: proved by the run's certificate, or left to the solver's word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mineplan.certificate import CertificateError, Verdict, check_text
from mineplan.verify.case import Case

FILE = "certificate.json"


@dataclass(frozen=True)
class Optimality:
    """What is known about better plans.

    Attributes
    ----------
    state
        'proved' (no better plan exists), 'partly' (in some components), 'solver' (the bound is the solver's word).
    words
        The same in a sentence.
    """

    state: str
    words: str


def certificate(case: Case) -> Iterator[str]:
    """The certificate, where there is one, holds, and is that of this plan."""
    try:
        verdict = _verdict(case)
    except CertificateError as error:
        yield f"{FILE}: {error}"
        return
    if verdict is None:
        return
    plan = case.plan
    if not abs(float(verdict.objective) - plan["objective"]) <= 1e-6 * max(1.0, abs(plan["objective"])):
        yield f"{FILE}: its plan costs {float(verdict.objective):g}, the plan says {plan['objective']:g}"
    if float(verdict.bound) > plan["objective"] + 1e-6 * max(1.0, abs(plan["objective"])):
        yield f"{FILE}: it proves a bound of {float(verdict.bound):g} above the plan's objective"
    if verdict.groups_of_plan != _groups(case):
        yield f"{FILE}: it is the certificate of other groups"


def optimality(case: Case) -> Optimality:
    """Say what is known about better plans; for a case whose checks hold."""
    verdict = _verdict(case)
    if verdict is None:
        return Optimality("solver", f"optimality is the solver's word: there is no {FILE}")
    count = f"{verdict.groups:,} groups looked at"
    if verdict.is_optimal:
        return Optimality("proved", f"no better plan exists: proved in exact integers, {count}")
    share = f"{verdict.proved} of {verdict.blocks} components"
    return Optimality("partly", f"optimality is proved in {share} ({count}), and the solver's word in the others")


def _verdict(case: Case) -> Verdict | None:
    folder = case.run.folder
    if not (folder / FILE).is_file():
        return None
    return _checked((folder / FILE).read_text("utf-8"), (folder / "problem.json").read_text("utf-8"))


@lru_cache(maxsize=1)
def _checked(certificate: str, problem: str) -> Verdict:
    return check_text(certificate, problem)


def _groups(case: Case) -> frozenset[tuple[int, ...]]:
    place = {right_id: at for at, right_id in enumerate(case.run.problem["ids"])}
    groups = [tuple(sorted(place[r] for r in g["right_ids"])) for g in case.plan["groups"]]
    held = {v for group in groups for v in group}
    return frozenset(groups) | {(v,) for v in place.values() if v not in held}
