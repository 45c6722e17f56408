"""The text of each document varies with the facts: no empty heading, no nought of anything, whatever there is."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path
from typing import Any

import pytest
from papers import code_names, empty_headings, misprints, words_of
from pressed_sample import pressed_sample
from sample_plan import sample_plan

from mineplan.documents.allocation import write_plan_document
from mineplan.documents.context import context_of
from mineplan.documents.context.pressed import letter_of, surroundings_of
from mineplan.documents.pressed.letter import write_letter
from mineplan.documents.proposal import write_proposal
from mineplan.documents.template import sample_contexts
from mineplan.plans import ConsolidationPlan

TEMPLATES = Path(__file__).parents[2] / "templates"
BARE = {"rulings": (), "notes": (), "alternatives": ()}


def without_rights(plan: ConsolidationPlan) -> ConsolidationPlan:
    tables = {name: frame.iloc[:0] for name, frame in plan.tables.items()}
    return dataclasses.replace(plan, groups=(), rights=(), tables=tables, **BARE)


@pytest.mark.parametrize(
    "plan",
    [
        *(sample_plan(n) for n in (0, 1, 9)),
        dataclasses.replace(sample_plan(2), **BARE),
        dataclasses.replace(sample_plan(2), status="feasible", bound=100.0, gap=0.4),
        dataclasses.replace(sample_plan(2), rights=sample_plan(2).rights[:5], minerals=()),
        without_rights(sample_plan(0)),
    ],
    ids=["none", "one", "nine", "no law", "not proven", "few rights", "no rights"],
)
def test_proposal(plan: ConsolidationPlan, tmp_path: Path) -> None:
    write_proposal(context_of(plan), {}, TEMPLATES / "proposal.docx", tmp_path / "a.docx")
    assert (misprints(tmp_path / "a.docx"), empty_headings(tmp_path / "a.docx")) == ([], [])
    # Without its rulings a plan has only their keys to name them by.
    assert not plan.rulings or not code_names(tmp_path / "a.docx")
    text = words_of(tmp_path / "a.docx")
    assert ("本方案未划定整合区块" in text) == (not plan.groups)
    assert ("依据条款一览表" in text) == bool(plan.rulings)
    assert ("区块对照图集目录" in text) == bool(plan.groups)


def test_pins_that_cannot_hold_leave_a_trace(tmp_path: Path) -> None:
    """A pin on a right that the plan does not have, and one that the plan could not keep."""
    plan = sample_plan(2)
    pins = {"keep_together": ((plan.groups[0].right_ids[0], "C0"),), "keep_apart": (plan.groups[0].right_ids[:2],)}
    context = context_of(dataclasses.replace(plan, limits=plan.limits | pins))
    write_proposal(context, {}, TEMPLATES / "proposal.docx", tmp_path / "a.docx")
    text = words_of(tmp_path / "a.docx")
    assert "不在本方案内" in text and misprints(tmp_path / "a.docx") == []


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("has_map", [True, False])
def test_letter(number: int, has_map: bool, tmp_path: Path) -> None:
    plan = pressed_sample(number)
    context = letter_of(plan, plan.projects[0], surroundings_of(plan), has_map=has_map)
    write_letter(context, None, TEMPLATES / "letter.docx", tmp_path / "a.docx")
    assert misprints(tmp_path / "a.docx") == [] == code_names(tmp_path / "a.docx")
    assert [h for h in empty_headings(tmp_path / "a.docx") if not has_map] == []


def emptied(context: dict[str, Any], *paths: str) -> dict[str, Any]:
    changed = copy.deepcopy(context)
    for path in paths:
        *parents, last = path.split(".")
        place = changed
        for name in parents:
            place = place[name]
        value = place[last]
        place[last] = type(value)() if isinstance(value, list | dict | str) else 0
    return changed


GRANT = ("grant.planned", "grant.matches", "grant.to_pilot", "grant.projects", "grant.project_count", "annexes.plan")
COAL = ("continuation.proposed", "continuation.postponed", "continuation.left_out", "continuation.depleted",
        "continuation.depleted_count", "continuation.excluded", "continuation.channels", "continuation.block_count",
        "continuation.blocks", "annexes.blocks")  # fmt: skip
LAW = ("law.rulings", "law.main", "law.documents", "law.assumed", "law.unconfirmed", "law.expired", "annexes.rulings",
       "annexes.doubts")  # fmt: skip


@pytest.mark.parametrize(
    "gone", [(), GRANT, COAL, LAW, ("sensitivity.runs", "pilot.scheduled", "notes", "annexes.notes")]
)
def test_allocation(gone: tuple[str, ...], tmp_path: Path) -> None:
    [context] = sample_contexts("allocation")
    write_plan_document(emptied(context, *gone), {}, TEMPLATES / "allocation.docx", tmp_path / "a.docx")
    assert (misprints(tmp_path / "a.docx"), empty_headings(tmp_path / "a.docx")) == ([], [])


@pytest.mark.parametrize("part", ["continuation", "grant", "pilot"])
def test_allocation_of_one_part(part: str, tmp_path: Path) -> None:
    [context] = sample_contexts("allocation")
    annexes = {"continuation": {"mines", "blocks"}, "grant": {"plan", "screening"}, "pilot": {"sheets"}}
    others = {key for name, keys in annexes.items() if name != part for key in keys}
    content = context | {
        "parts": {name: name == part for name in annexes},
        "annexes": {key: {} if key in others else annex for key, annex in context["annexes"].items()},
    }
    write_plan_document(content, {}, TEMPLATES / "allocation.docx", tmp_path / "a.docx")
    assert (misprints(tmp_path / "a.docx"), empty_headings(tmp_path / "a.docx")) == ([], [])
