"""The context: plain, the same twice, and telling only what the plan says."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pytest
from sample_plan import sample_plan

from mineplan.documents import numbers
from mineplan.documents.context import context_of
from mineplan.plans import ConsolidationPlan
from mineplan.terms import Certainty


@pytest.fixture(scope="module", params=[0, 1, 2, 9])
def plan(request: pytest.FixtureRequest) -> ConsolidationPlan:
    return sample_plan(request.param)


def test_is_json_and_the_same_twice(plan: ConsolidationPlan) -> None:
    text = json.dumps(context_of(plan), ensure_ascii=False, allow_nan=False)
    assert text == json.dumps(context_of(sample_plan(len(plan.groups))), ensure_ascii=False, allow_nan=False)


def test_every_right_has_one_row_and_one_fate(plan: ConsolidationPlan) -> None:
    context = context_of(plan)
    assert sorted(row["right_id"] for row in context["rights"]) == [o.right_id for o in plan.rights]
    assert sum(d["rights"] for d in context["dispositions"]) == len(plan.rights)
    assert len(context["single"]) == sum(o.group_id is None for o in plan.rights)


def test_corners_are_all_printed_with_two_decimals(plan: ConsolidationPlan) -> None:
    for printed, group in zip(context_of(plan)["groups"], plan.groups, strict=True):
        corners = [c for ring in printed["rings"] for c in ring["corners"]]
        assert [c["northing"] for c in corners] == [f"{c.northing_m:.2f}" for c in group.corners]
        abreast = [p[side] for ring in printed["rings"] for side in "ab" for p in ring["pairs"] if p[side]["no"]]
        assert sorted(c["no"] for c in abreast) == sorted(c["no"] for c in corners)


def test_nothing_is_counted_as_zero_where_there_are_no_groups() -> None:
    context = context_of(sample_plan(0))
    assert not context["has_groups"] and not context["annexes"]["corners"]
    assert "split_orebodies" not in json.dumps(context["targets"])
    assert [a["no"] for a in context["annex_list"]] == list(range(1, len(context["annex_list"]) + 1))
    assert not any("0宗" in p["text"] or "0对" in p["text"] for p in context["situation"]["problems"])


def test_resources_and_reserves_stand_apart() -> None:
    resources = context_of(sample_plan(2))["groups"][0]["resources"]
    assert resources["resources"] == "探明资源量108.00万吨、控制资源量306.00万吨、推断资源量256.50万吨"
    assert resources["reserves"] == "证实储量81.00万吨"


def test_expired_notice_is_a_task_and_no_ground() -> None:
    law = context_of(sample_plan(2))["law"]
    assert [(e["years"], e["last_day"], e["articles_text"]) for e in law["expired"]] == [
        (2, "2024年6月16日", "第十八条")
    ]
    assert not any("90号" in document for document in law["documents"])


def test_last_day_of_a_ruling_is_still_in_force() -> None:
    plan = dataclasses.replace(sample_plan(2), as_of=datetime.date(2024, 6, 16))
    assert context_of(plan)["law"]["expired"] == []
    plan = dataclasses.replace(plan, as_of=datetime.date(2024, 6, 17))
    assert len(context_of(plan)["law"]["expired"]) == 1


def test_unconfirmed_ruling_is_a_ground_only_when_assumed() -> None:
    law = context_of(sample_plan(2))["law"]
    assert [r["ruling_id"] for r in law["assumed"]] == ["shanxi.minimum_capacity"]
    assert [r["ruling_id"] for r in law["unconfirmed"]] == ["shanxi.no_renewal"]
    assert not any(r["ruling_id"] == "shanxi.no_renewal" for r in law["in_force"])
    assert {r["certainty"] for r in law["rulings"]} <= {c.label for c in Certainty}


def test_plan_without_any_settled_ruling_cites_nothing() -> None:
    plan = dataclasses.replace(sample_plan(2), rulings=())
    context = context_of(plan)
    assert context["law"]["documents"] == [] and not context["annexes"]["rulings"]


def test_missing_optional_columns_print_a_dash() -> None:
    plan = sample_plan(2)
    optional = [
        "holder",
        "capacity_t_a",
        "mine_name",
        "county",
        "valid_to",
        "top_m",
        "bottom_m",
        "mineral",
        "method",
        "area_km2",
    ]
    tables = plan.tables | {"rights": plan.tables["rights"].drop(columns=optional)}
    tables = {name: table for name, table in tables.items() if name not in ("zones", "orebodies", "adjacency")}
    context = context_of(dataclasses.replace(plan, tables=tables))
    assert {row["holder"] for row in context["rights"]} == {"—"}
    assert context["groups"][0]["lead"]["name"] == plan.groups[0].lead_id


def test_remarks_name_the_mine_not_its_licence() -> None:
    plan = sample_plan(2)
    group = dataclasses.replace(plan.groups[0], remarks=(f"采矿许可证已到期：{plan.groups[0].right_ids[0]}，须核实。",))
    context = context_of(dataclasses.replace(plan, groups=(group,)))
    assert context["groups"][0]["remarks"] == ["采矿许可证已到期：代县东沟第1铁矿，须核实"]


def test_two_groups_on_one_orebody_bear_different_names() -> None:
    plan = sample_plan(2)
    twin = dataclasses.replace(plan.groups[1], orebody_ids=plan.groups[0].orebody_ids, counties=plan.groups[0].counties)
    names = [g["name"] for g in context_of(dataclasses.replace(plan, groups=(plan.groups[0], twin)))["groups"]]
    assert len(set(names)) == 2


@pytest.mark.parametrize(
    ("value", "minimum", "word"), [(2.0, 3.0, "低于"), (3.0, 3.0, "等于"), (4.0, 3.0, "高于"), (4.0, None, "")]
)
def test_scale_is_compared_without_judging_the_edge(value: float, minimum: float | None, word: str) -> None:
    plan = sample_plan(1)
    group = dataclasses.replace(plan.groups[0], capacity_t_a=value, minimum_capacity_t_a=minimum)
    assert context_of(dataclasses.replace(plan, groups=(group,)))["groups"][0]["scale"]["capacity_verdict"] == word


def test_alternative_says_what_differs() -> None:
    rows = context_of(sample_plan(2))["proof"]["alternatives"]
    assert rows[0]["difference"] == "区块（一）改为代县东沟第1铁矿、代县西沟第2铁矿整合"


def test_a_gap_is_never_printed_as_nothing() -> None:
    plan = dataclasses.replace(sample_plan(2), status="feasible", gap=0.00001)
    proof = context_of(plan)["proof"]
    assert proof["gap"] == "不足0.01%" and not proof["is_optimal"]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (105, "一百零五"), (110, "一百一十")],
)
def test_numerals(number: int, text: str) -> None:
    assert numbers.numeral(number) == text


def test_printed_figures() -> None:
    assert (numbers.capacity(75_000.0), numbers.mass(1_234_567.0), numbers.mass(20.0)) == ("7.5", "123.46", "不足0.01")
    assert (numbers.area(-0.00001), numbers.area(float("nan")), numbers.percent(0.4826)) == ("0.0000", "—", "48.3%")
    assert numbers.day(datetime.date(2026, 11, 3)) == "2026年11月3日" and numbers.short_day(None) == "—"
    assert numbers.elevations(1500.0, 1060.5) == "1500～1060.5"
    assert numbers.span_of_years(datetime.date(2022, 6, 16), datetime.date(2024, 6, 15)) == 2
    assert numbers.span_of_years(datetime.date(2022, 6, 16), datetime.date(2024, 7, 1)) is None
