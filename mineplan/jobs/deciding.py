"""Reviewers' decisions on an earlier run, carried through a consolidation: asked, explained, told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem

if TYPE_CHECKING:
    from mineplan.consolidate import Consolidation
    from mineplan.decisions import Asked, Decisions
    from mineplan.plans import ConsolidationPlan
    from mineplan.review.run import ReviewedRun


@dataclass(frozen=True)
class Brief:
    """Decisions as a run is given them, with the groups and rights they speak of, and what they ask."""

    decisions: Decisions
    asked: Asked


def read_decided(path: Path, scenario: Path, out: Path) -> Decisions:
    """Read a decisions file, and what it speaks of from the reviewed run where that is at hand.

    The run is looked for under its name beside the file, above it, where runs are written to, and in the project's
    `runs`.

    Raises
    ------
    InputError
        With every problem of the file, or when it does not belong to the run of that name.
    """
    from mineplan.decisions import read_decisions, with_run

    decisions = read_decisions(path)
    here, project = path.resolve().parent, scenario.resolve().parent
    run = _reviewed_run(decisions.run, (here, here.parent, out, project / "runs", project.parent / "runs"))
    try:
        return with_run(decisions, run)
    except InputError as error:
        raise InputError([replace(p, file=p.file or str(path)) for p in error.problems]) from None


def _reviewed_run(name: str, places: tuple[Path, ...]) -> ReviewedRun | None:
    from mineplan.review.run import read_reviewed

    if not name or Path(name).name != name:
        return None
    folders = [place if place.name == name else place / name for place in places]
    found = next((folder for folder in folders if (folder / "manifest.json").is_file()), None)
    return None if found is None else read_reviewed(found)


def heed(work: Consolidation, decisions: Decisions, path: Path) -> tuple[Consolidation, Brief]:
    """Return the scenario with what the decisions ask, and the decisions with it.

    Raises
    ------
    InputError
        With the place of each decision that names an unknown right.
    """
    from mineplan.consolidate import Pins, with_pins
    from mineplan.decisions import asked_of

    known, inside = (set(rows["right_id"]) for rows in (work.dataset.tables["rights"], work.taking_part))
    try:
        asked = asked_of(decisions, known, inside)
    except InputError as error:
        raise InputError([Problem(p.what, file=str(path)) for p in error.problems]) from None
    pins = Pins(asked.together, asked.apart, asked.locked, asked.leads)
    return with_pins(work, pins), Brief(decisions, asked)


def told(plan: ConsolidationPlan, brief: Brief, folder: Path) -> ConsolidationPlan:
    """Return the plan with how it honours each decision; `folder` holds the run's inputs already."""
    from mineplan.decisions import heeded
    from mineplan.decisions.heeding import GroupNow
    from mineplan.plans import Note
    from mineplan.review.run import stated_rows

    rows = stated_rows(folder, brief.decisions.rights)
    groups = [GroupNow(g.group_id, g.right_ids, g.lead_id) for g in plan.groups]
    made = heeded(brief.decisions, brief.asked, groups, rows)
    notes = [
        Note("decision_" + one.state.value, f"第{one.no}条审查意见（{one.by}，{one.asked}）：{one.words}", one.group_id)
        for one in made.heeded
        if one.state.value in ("open", "void")
    ]
    notes += [
        Note("decision_data_changed", f"第{one.no}条审查意见（{one.by}）作出后，{'；'.join(one.changed)}", one.group_id)
        for one in made.heeded
        if one.changed
    ]
    return replace(plan, decided=made, notes=(*plan.notes, *notes))


def conflict_lines(work: Consolidation, brief: Brief | None, conflict: dict[str, Any]) -> list[str]:
    """Say a minimal conflict, each pin with whoever asked for it."""
    ids = work.taking_part["right_id"].tolist()
    lines = []
    for kind in ("together", "apart"):
        for a, b in conflict.get(kind, []):
            who = " and ".join(_askers(work, brief, kind, (ids[a], ids[b])))
            lines.append(f"  keep {kind}: {ids[a]} and {ids[b]}" + (f", asked by {who}" if who else ""))
    return lines + [f"  limit: {name}" for name in conflict.get("limits", [])]


def _askers(work: Consolidation, brief: Brief | None, kind: str, pair: tuple[str, str]) -> list[str]:
    from mineplan.review.events import VERDICT_LABELS

    pins = work.choices.keep_together if kind == "together" else work.choices.keep_apart
    found = [
        f"the scenario (keep_{kind}[{k}])"
        for k, pin in enumerate(pins)
        if any({*p} == {*pair} for p in combinations(pin, 2))
    ]
    if brief is None:
        return found
    for wish in brief.asked.askers(kind, pair):
        one = brief.decisions.decisions[wish.no - 1]
        verdict = VERDICT_LABELS[one.verdict] if one.verdict else one.action
        about = f" on {one.group_id}" if one.group_id else ""
        found.append(f"“{verdict}”{about} of {one.by}, {one.at} (decisions[{wish.no - 1}])")
    return found
