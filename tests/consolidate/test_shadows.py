from dataclasses import replace

import pytest

from mineplan.consolidate import plan_of, with_shadows
from mineplan.consolidate.shadows import tilts_of
from mineplan.documents.context import context_of
from mineplan.documents.context.sheets import sheets_of
from mineplan.documents.context.stability import limit_costs, pin_cost, stability_of
from mineplan.partition import solve
from mineplan.plans import LimitCost, Stability, plan_dict
from mineplan.terms import Firmness
from tests.consolidate.runs_of import planned, prepared


def shadowed(seconds=lambda: None, **choices):
    work = prepared(**choices)
    partition = solve(work.problem)
    return with_shadows(plan_of(work, partition), work, partition, seconds)


def objective(**choices):
    return planned(**choices).objective


def test_a_pin_costs_the_difference_of_two_runs():
    pins = {"keep_together": [["D", "E"]], "keep_apart": [["A", "B", "C"]]}
    plan = shadowed(**pins)
    costs = {(c.kind, c.right_ids): c.points for c in plan.shadows.pins}
    alone = objective(keep_apart=pins["keep_apart"])
    assert costs["keep_together", ("D", "E")] == plan.objective - alone
    assert costs["keep_apart", ("A", "B", "C")] == plan.objective - objective(keep_together=pins["keep_together"]) > 0


def test_a_pin_that_another_repeats_costs_nothing_by_itself():
    plan = shadowed(keep_apart=[["A", "B"], ["A", "B", "C"]])
    assert [c.points == 0 for c in plan.shadows.pins] == [True, False]


def test_a_limit_costs_the_difference_of_two_runs():
    plan = shadowed(limits={"members": 2})
    [cost] = [c for c in plan.shadows.limits if c.name == "members"]
    assert cost.points == plan.objective - objective(limits={"members": None})
    looser = int(cost.next_value)
    assert cost.next_points == plan.objective - objective(limits={"members": looser}) > 0
    assert objective(limits={"members": looser - 1}) == plan.objective


@pytest.mark.parametrize(("key", "value"), [("span_m", 1000), ("area_km2", 1.5), ("capacity_t_a", 250e3)])
def test_the_next_value_of_a_limit_is_in_its_own_unit(key, value):
    plan = shadowed(limits={key: value})
    [cost] = [c for c in plan.shadows.limits if c.name == key]
    assert cost.points == plan.objective - objective(limits={key: None})
    assert cost.next_points == plan.objective - objective(limits={key: cost.next_value}) > 0


def test_a_group_is_firm_where_doing_without_it_is_dear():
    plan = shadowed()
    [group] = [g for g in plan.groups if g.group_id == "G-A"]
    assert group.stability.firmness is Firmness.FIRM
    assert group.stability.survived == group.stability.trials == 20
    # Nothing is farther off than all of the part's points.
    dearest = shadowed(stability={"near_share": 1.0})
    share = dearest.groups[0].stability.share_without
    assert dearest.groups[0].stability.firmness is (Firmness.FIRM if share > 1 else Firmness.REPLACEABLE)


def test_a_pinned_group_is_forced():
    plan = shadowed(keep_together=[["A", "B", "C"]], limits={"members": 3})
    [group] = [g for g in plan.groups if g.group_id == "G-A"]
    assert group.stability == Stability(Firmness.FORCED, None, None, 20, 20)


def test_the_seed_decides_the_other_weights_and_nothing_else_does():
    one, same, other = (tilts_of(prepared(stability={"seed": s})) for s in (1, 1, 2))
    assert one == same != other
    assert len(one) == 20
    assert all(80 <= f <= 120 for t in one for f in (t.group, t.orebody, t.shortfall, t.mixed, t.compactness))
    assert tilts_of(prepared(stability={"perturbations": 0})) == []
    problem = prepared().problem
    assert {len(t.conflicts) for t in one} == {len(problem.conflicts)}
    [own] = tilts_of(prepared(stability={"spread_share": 0, "perturbations": 1}))
    assert own.conflicts == tuple(w for _, _, w in problem.conflicts)


def test_what_there_is_no_time_for_is_said():
    plan = shadowed(seconds=lambda: 0.0, keep_apart=[["A", "B"]])
    assert {g.stability.firmness for g in plan.groups} == {Firmness.UNKNOWN}
    assert plan.shadows.pins[0].points is None
    assert sum(n.code == "stability_open" for n in plan.notes) == 2
    context = context_of(plan)
    assert all("未计算稳定性" in g["stability"]["text"] for g in context["groups"])
    assert context["constraints"]["pins"][0]["cost"] == "取消该约束的效果未计算"


def test_the_documents_say_it():
    plan = shadowed(keep_apart=[["A", "B", "C"]], limits={"members": 2})
    context = context_of(plan)
    points = f"{plan.shadows.pins[0].points:g}"
    assert context["constraints"]["pins"][0]["cost"] == f"取消该约束，目标值可减少{points}分"
    assert any("一个区块最多采矿权数" in words for words in context["constraints"]["limit_costs"])
    for group in context["groups"]:
        assert "随机变动20次" in group["stability"]["text"]
    [sheet] = [s for s in sheets_of(plan) if s.name == "wishes"]
    assert [row["points"] for row in sheet.rows] == [
        *(c.points for c in plan.shadows.limits),
        *(c.points for c in plan.shadows.pins),
    ]
    written = plan_dict(plan)
    assert written["shadows"]["pins"][0]["right_ids"] == ("A", "B", "C")
    assert {g["stability"]["firmness"] for g in written["groups"]} <= {f.value for f in Firmness}


def test_a_plan_that_was_not_looked_at_says_nothing():
    plan = planned()
    assert plan_dict(plan)["shadows"] is None
    assert stability_of(plan.groups[0], plan)["text"] == ""
    assert limit_costs(plan) == []
    assert pin_cost(plan, "keep_apart", ("A", "B")) == ""


WORDS = [
    (LimitCost("members", 2, 0.0), "取消“一个区块最多采矿权数”的限制，目标值不变"),
    (
        LimitCost("members", 2, 90.0, 4, 90.0),
        "取消“一个区块最多采矿权数”的限制，目标值可减少90分；放宽到4宗即可如此",
    ),
    (
        LimitCost("capacity_t_a", 3e5, 90.0, 4e5, 50.0),
        "取消“一个区块规模之和上限”的限制，目标值可减少90分；放宽到40万吨/年，可减少50分",
    ),
    (
        LimitCost("span_m", 800, 0.0, unknown_rights=7),
        "取消“区块内两个采矿权中心间最大距离”的限制：7宗采矿权取消该限制后可能的区块过多，其效果未计算",
    ),
]


@pytest.mark.parametrize(("cost", "words"), WORDS, ids=range(len(WORDS)))
def test_words_for_limits(cost, words):
    plan = shadowed()
    assert limit_costs(replace(plan, shadows=replace(plan.shadows, limits=(cost,)))) == [words]


SENTENCES = [
    (Stability(Firmness.TIED, 0.0, 0.0, 9, 20), "另有目标值相同而不含本区块的方案"),
    (Stability(Firmness.REPLACEABLE, 4.0, 0.01, 9, 20), "本区块可被相近方案替代"),
    (Stability(Firmness.FIRM, 40.0, 0.1, 9, 20), "其中9次的最优方案含有本区块"),
    (Stability(Firmness.FORCED), "任何方案都含有本区块"),
    (Stability(Firmness.UNKNOWN), "未计算稳定性"),
]


@pytest.mark.parametrize(("stability", "words"), SENTENCES, ids=[s.firmness.value for s, _ in SENTENCES])
def test_words_for_groups(stability, words):
    plan = shadowed()
    said = stability_of(replace(plan.groups[0], stability=stability), plan)
    assert words in said["text"]
    assert stability.firmness.label in said["short"]
