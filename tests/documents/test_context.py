"""The context: plain, the same twice, and telling only what the plan says."""

from __future__ import annotations

import dataclasses
import datetime
import json

import pandas as pd
import pytest
from sample_plan import sample_plan

from mineplan.documents import numbers
from mineplan.documents.context import context_of
from mineplan.documents.context.sheets import sheets_of
from mineplan.plans import ConsolidationPlan, Decided, Heeded, Note
from mineplan.policy import Citation
from mineplan.terms import Certainty, Disposition, Heeding


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
    assert rows[0]["difference"] == "区块（一）改为代县东沟第1铁矿、代县西沟第2铁矿整合，代县南沟第3铁矿单独设置"


def test_union_of_two_groups_is_told_once() -> None:
    plan = sample_plan(3)
    first, second, third = (g.right_ids for g in plan.groups)
    plan = dataclasses.replace(plan, alternatives=((9000.0, ((*first, *third),)), (9001.0, (first, second, third))))
    told = [row["difference"] for row in context_of(plan)["proof"]["alternatives"]]
    assert (
        told[0].count("整合") == 2
        and told[0].startswith("区块（一）、区块（三）改为")
        and told[0].endswith("区块（二）不整合")
    )
    assert told[1] == "区块划分相同"


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


def _conflicting(plan: ConsolidationPlan, a: str, b: str, **given: object) -> ConsolidationPlan:
    frame = plan.tables["adjacency"]
    row = frame.iloc[0].to_dict() | {"right_a": a, "right_b": b, "triggers": "same_orebody"} | given
    frame = pd.concat([frame, pd.DataFrame([row])], ignore_index=True)
    return dataclasses.replace(plan, tables=plan.tables | {"adjacency": frame})


def _alone(plan: ConsolidationPlan, fate: Disposition) -> str:
    return next(o.right_id for o in plan.rights if o.disposition is fate)


def test_every_limit_is_told_and_none_is_called_unlimited() -> None:
    limits = {row["name"]: row["value"] for row in context_of(sample_plan(2))["constraints"]["limits"]}
    assert list(limits.values())[:5] == ["12宗", "8000米", "不限", "不限", "300米"] and "共有矿体" in limits["连接方式"]
    bare = dataclasses.replace(sample_plan(2), limits={"members": 12})
    assert context_of(bare)["constraints"]["limits_text"] == "一个区块最多采矿权数12宗"


def test_pins_are_told_with_names_and_places() -> None:
    context = context_of(sample_plan(2))
    assert [(p["kind"], p["names"], p["result"]) for p in context["constraints"]["pins"]] == [
        ("须并入同一区块", "代县东沟第1铁矿、代县西沟第2铁矿", "均在区块（一）"),
        ("不得并入同一区块", "代县东沟第1铁矿、繁峙县东沟第4铁矿", "依次在区块（一）、区块（二）"),
    ]
    assert context["groups"][0]["pins"] == [
        "按方案约束“须并入同一区块”，代县东沟第1铁矿、代县西沟第2铁矿一并划入本区块",
        "按方案约束“不得并入同一区块”，代县东沟第1铁矿未与繁峙县东沟第4铁矿（区块（二））并入同一区块",
    ]
    assert context_of(sample_plan(0))["constraints"]["pins"] == []


def test_right_kept_apart_says_so() -> None:
    plan = sample_plan(1)
    alone = _alone(plan, Disposition.KEEP)
    plan = dataclasses.replace(plan, limits=plan.limits | {"keep_apart": ((alone, plan.groups[0].right_ids[0]),)})
    row = next(r for r in context_of(plan)["single"] if r["right_id"] == alone)
    assert row["reason"].endswith("按方案约束“不得并入同一区块”，未与代县东沟第1铁矿并入同一区块")


def test_pair_that_stays_in_conflict_is_told_with_its_reason() -> None:
    plan = sample_plan(2)
    (a, *_), (b, *_) = (g.right_ids for g in plan.groups)
    pinned = context_of(_conflicting(plan, a, b))["constraints"]["unsolved"]
    assert [(u["pair"], u["reason"]) for u in pinned] == [
        (
            "代县东沟第1铁矿（区块（一））与繁峙县东沟第4铁矿（区块（二））",
            "方案约束“不得并入同一区块”（代县东沟第1铁矿、繁峙县东沟第4铁矿）",
        )
    ]


@pytest.mark.parametrize(
    ("limits", "given", "reason"),
    [
        ({"members": 4}, {}, "限制条件：合并后采矿权5宗，超过4宗"),
        ({"span_m": 100.0}, {}, "限制条件：合并后采矿权中心间距离"),
        ({"capacity_t_a": 900_000.0}, {}, "限制条件：合并后规模之和95万吨/年，超过90万吨/年"),
        ({}, {"shared_orebodies": "", "gap_m": 900.0}, "不符合并入同一区块的连接方式"),
        ({}, {}, "权重：并入同一区块的目标值更高"),
    ],
)
def test_reason_of_a_conflict_is_the_first_that_holds(
    limits: dict[str, float], given: dict[str, object], reason: str
) -> None:
    plan = sample_plan(2)
    open_limits = {"keep_apart": (), "span_m": None, "members": 12}
    plan = dataclasses.replace(plan, limits=plan.limits | open_limits | limits)
    plan = _conflicting(plan, plan.groups[0].right_ids[0], plan.groups[1].right_ids[0], **given)
    told = context_of(plan)["constraints"]["unsolved"][0]["reason"]
    assert told.startswith(reason)


def test_conflict_with_a_right_that_leaves_is_solved() -> None:
    plan = sample_plan(1)
    plan = _conflicting(plan, plan.groups[0].right_ids[0], _alone(plan, Disposition.CLOSE))
    assert context_of(plan)["constraints"]["unsolved"] == []


def test_capacity_of_the_new_right_is_told_beside_the_old_ones() -> None:
    plan = sample_plan(1)
    group = dataclasses.replace(
        plan.groups[0], capacity_t_a=180_000.0, proposed_capacity_t_a=300_000.0, life_a=4.4, minimum_life_a=5.0
    )
    scale = context_of(dataclasses.replace(plan, groups=(group,)))["groups"][0]["scale"]
    assert (scale["capacity"], scale["proposed"], scale["proposed_verdict"]) == ("18", "30", "等于")
    assert scale["is_too_short"]


def test_score_names_the_minable_quantity() -> None:
    assert "保有资源量" not in context_of(sample_plan(2))["groups"][0]["lead"]["parts_text"]


def test_paraphrase_and_reported_title_are_marked() -> None:
    plan = sample_plan(2)
    ruling = dataclasses.replace(
        plan.rulings[0],
        citation=Citation("关于某事的通知（标题据报道）", "", "第一条", "大意如此。"),
        remark="意引，非原文。",
        valid_from=None,
    )
    row = context_of(dataclasses.replace(plan, rulings=(ruling,)))["law"]["rulings"][0]
    assert row["cited"] == "《关于某事的通知》（标题据报道）第一条"
    assert (row["sentence"], row["quoted"]) == ("（意引，非原文）大意如此", "（意引，非原文）大意如此。")
    assert row["period"] == "施行日期未查到"


def test_every_unsettled_ruling_is_listed() -> None:
    plan = sample_plan(2)
    more = dataclasses.replace(plan.rulings[3], ruling_id="exclusion.power_line", title="电力线路", remark="")
    plan = dataclasses.replace(plan, rulings=(*plan.rulings, more))
    unsettled = {r.ruling_id for r in plan.rulings if not r.is_settled}
    assert {r["ruling_id"] for r in context_of(plan)["law"]["unconfirmed"]} == unsettled


def test_delegation_is_told_with_the_authority() -> None:
    plan = sample_plan(2)
    ruling = dataclasses.replace(
        plan.rulings[0],
        ruling_id="x.delegation",
        rule="consolidation_delegation",
        where={"mineral": "iron"},
        amount="city",
    )
    context = context_of(dataclasses.replace(plan, rulings=(*plan.rulings, ruling)))
    assert "可一事一议委托市局办理（依据条款一览表第2项）" in context["groups"][0]["delegation"]
    row = next(r for r in context["law"]["rulings"] if r["ruling_id"] == "x.delegation")
    assert row["amount"] == "委托至：市规划和自然资源局"
    other = dataclasses.replace(ruling, where={"mineral": "gold"})
    assert not context_of(dataclasses.replace(plan, rulings=(other,)))["groups"][0]["delegation"]


def test_zones_that_touch_nothing_are_only_counted() -> None:
    plan = sample_plan(2)
    zones = plan.tables["zones"]
    far = zones.assign(zone_id="HX-002", name="远处红线", geometry=zones.geometry.translate(0, 50_000))
    both = pd.concat([zones, far], ignore_index=True)
    told = context_of(dataclasses.replace(plan, tables=plan.tables | {"zones": both}))["situation"]["zones"]
    assert told == {"total": 2, "touching": "生态保护红线1处（示例生态保护红线）", "others": 1}
    group = dataclasses.replace(plan.groups[0], remarks=("涉及“远处红线”（生态保护红线），开采受限制",))
    plan = dataclasses.replace(plan, groups=(group, plan.groups[1]), tables=plan.tables | {"zones": both})
    assert context_of(plan)["situation"]["zones"]["others"] == 0


def test_note_never_has_an_empty_name() -> None:
    plan = sample_plan(2)
    subjects = ("C1409262015047139000091", "KT-001", "示例生态保护红线", "", "某文件.xlsx")
    notes = tuple(Note("x", f"第{k}条", subject) for k, subject in enumerate(subjects))
    names = {row["text"]: row["name"] for row in context_of(dataclasses.replace(plan, notes=notes))["notes"]}
    assert names == {"第0条": "未列入本方案", "第1条": "矿体", "第2条": "生态保护红线", "第3条": "—", "第4条": "—"}


def test_notes_of_the_solver_are_chinese() -> None:
    known = (
        "The component of node 3 (45 nodes) has too many possible groups to look at all of them; "
        "its plan is feasible, its bound comes from a relaxation."
    )
    notes = (Note("solver", known), Note("solver", "Something new."))
    rows = context_of(dataclasses.replace(sample_plan(2), notes=notes))["notes"]
    assert rows[0]["text"] == "Something new." and rows[1]["text"].startswith("有45宗采矿权连成一片")


def test_a_group_agreed_to_is_the_reason_why_a_pair_stays_apart() -> None:
    plan = sample_plan(2)
    (a, *_), (b, *_) = (g.right_ids for g in plan.groups)
    agreed = plan.limits | {"keep_apart": (), "locked": (plan.groups[1].right_ids,)}
    told = context_of(dataclasses.replace(_conflicting(plan, a, b), limits=agreed))["constraints"]["unsolved"]
    assert [u["reason"] for u in told] == ["审查意见：已经同意的区块保持不变"]


def test_decisions_have_a_sheet_where_there_are_any() -> None:
    plan = sample_plan(1)
    one = Heeded(1, "G-X", "张示例", "2026-11-25", "否", "不同意", Heeding.OPEN, "须另行研究", ("甲", "乙"), ("A", "B"))
    sheet = {s.name: s for s in sheets_of(dataclasses.replace(plan, decided=Decided(heeded=(one,))))}["decisions"]
    assert (sheet.rows[0]["heeding"], sheet.rows[0]["changed"], sheet.rows[0]["right_ids"]) == ("open", "甲；乙", "A;B")
    assert [f.label for f in sheet.fields][4:8] == ["意见", "意见理由", "落实情况", "落实说明"]
    assert "decisions" not in {s.name for s in sheets_of(plan)}
