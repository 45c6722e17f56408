"""A county run without files: scenario in, plan out."""

import datetime

from mineplan.consolidate import Consolidation, plan_of, prepare
from mineplan.partition import solve
from mineplan.plans import ConsolidationPlan
from mineplan.policy import read_policy
from mineplan.scenario import Consolidate, Scenario
from tests.county import county

DAY = datetime.date(2026, 11, 23)
# The figures for iron, 300,000 t/a and 5 a, are known from another city's plan only.
ASSUMED = {
    "minimum_capacity.iron.shanxi-2025": {"reason": "测试"},
    "minimum_life.iron.shanxi-2025": {"reason": "测试"},
}


def prepared(dataset=None, day=DAY, assume=None, **choices) -> Consolidation:
    made = Consolidate(**({"minerals": ["iron"]} | choices))
    scenario = Scenario(
        title="九宫县方案", dataset="county", as_of=day, consolidate=made, assume=ASSUMED if assume is None else assume
    )
    return prepare(scenario, dataset or county(), read_policy(day, scenario.jurisdictions, scenario.assume))


def planned(dataset=None, **choices) -> ConsolidationPlan:
    work = prepared(dataset, **choices)
    return plan_of(work, solve(work.problem))


def groups(plan: ConsolidationPlan) -> dict[str, tuple[str, ...]]:
    return {g.group_id: g.right_ids for g in plan.groups}


def dispositions(plan: ConsolidationPlan) -> dict[str, str]:
    return {r.right_id: r.disposition.value for r in plan.rights}
