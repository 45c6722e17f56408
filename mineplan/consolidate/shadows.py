"""What the scenario's wishes cost, and how firmly each group stands, in licence numbers and points."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise

from mineplan.consolidate.prepare import Consolidation
from mineplan.consolidate.problem import KM2, METRES, TONNES_A, conflicts_of
from mineplan.partition import Partition
from mineplan.partition.loosening import limit_names
from mineplan.partition.shadow import PER_UNIT, Margin, Tilt
from mineplan.partition.shadow import Shadows as Questions
from mineplan.plans import ConsolidationPlan, LimitCost, Note, PinCost, Shadows, Stability
from mineplan.terms import Firmness

# The solver's name of a limit: the scenario's, and the scenario's unit for one of the solver's.
_LIMITS = {
    "members": ("members", 1.0),
    "span": ("span_m", METRES),
    "area": ("area_km2", KM2),
    "capacity": ("capacity_t_a", TONNES_A),
}
Seconds = Callable[[], float | None]


def with_shadows(
    plan: ConsolidationPlan, work: Consolidation, partition: Partition, seconds: Seconds = lambda: None
) -> ConsolidationPlan:
    """Return the plan with what each pin and limit costs and how firmly each group stands.

    Parameters
    ----------
    plan, work, partition
        The plan, the scenario as it was given to the solver, and the solver's answer.
    seconds
        Seconds left; None without limit. What there is no time for is left open, and a note says so.
    """
    choices = work.choices.stability
    asked = Questions(work.problem, partition, seconds)
    place = {right_id: k for k, right_id in enumerate(work.taking_part["right_id"])}
    nodes = [tuple(sorted(place[i] for i in group.right_ids)) for group in plan.groups]
    margins = [asked.margin(group) for group in nodes]
    pins = _pin_costs(plan, asked, place)
    limits = tuple(_limit_cost(plan, asked, name) for name in limit_names(work.problem))
    counts = asked.survivals(nodes, tilts_of(work)) if choices.perturbations else [None] * len(nodes)
    found = [
        _stability(margin, count, choices.near_share, choices.perturbations)
        for margin, count in zip(margins, counts, strict=True)
    ]
    groups = tuple(replace(group, stability=stability) for group, stability in zip(plan.groups, found, strict=True))
    shadows = Shadows(choices.near_share, choices.perturbations, choices.spread_share, choices.seed, pins, limits)
    return replace(plan, groups=groups, shadows=shadows, notes=(*plan.notes, *_open_questions(found, shadows)))


def tilts_of(work: Consolidation) -> list[Tilt]:
    """Return the other weightings of a scenario: each weight of the objective drawn within the spread.

    Factors are whole hundredths, drawn in the order of the weights' names, so that the same seed draws the same.
    """
    import pandas as pd

    choices, objective = work.choices.stability, work.choices.objective
    draw = random.Random(choices.seed)
    most = round(choices.spread_share * PER_UNIT)
    index = pd.Index(work.taking_part["right_id"])
    tilts = []
    for _ in range(choices.perturbations):
        factor = {name: draw.randint(PER_UNIT - most, PER_UNIT + most) for name in sorted(objective.model_dump())}
        weights = objective.model_copy(
            update={name: getattr(objective, name) * f / PER_UNIT for name, f in factor.items()}
        )
        tilts.append(
            Tilt(
                group=factor["group"],
                orebody=factor["orebody_split"],
                shortfall=factor["shortfall"],
                mixed=factor["mixed_holder"],
                compactness=factor["compactness"],
                conflicts=tuple(w for _, _, w in conflicts_of(work.adjacency, index, weights)),
            )
        )
    return tilts


def _stability(margin: Margin | None, survived: int | None, near_share: float, trials: int) -> Stability:
    if margin is None:
        return Stability(Firmness.UNKNOWN, survived=survived, trials=trials)
    if margin.points is None:
        return Stability(Firmness.FORCED, survived=survived, trials=trials)
    share = margin.points / max(1.0, abs(margin.base))
    firmness = Firmness.FIRM if share > near_share else Firmness.REPLACEABLE if margin.points else Firmness.TIED
    return Stability(firmness, margin.points, share, survived, trials)


def _pin_costs(plan: ConsolidationPlan, asked: Questions, place: dict[str, int]) -> tuple[PinCost, ...]:
    """Return the cost of each pin as it was written; pairs that another pin asks for too stay in force."""
    named = [(kind, tuple(pin)) for kind in ("keep_together", "keep_apart") for pin in plan.limits.get(kind) or ()]
    pairs = [{_ordered(place[a], place[b]) for a, b in _pairs(kind, pin)} for kind, pin in named]
    costs = []
    for at, (kind, pin) in enumerate(named):
        others = set[tuple[int, int]]().union(*(p for k, p in enumerate(pairs) if k != at))
        gone = pairs[at] - others
        costs.append(PinCost(kind, pin, asked.cost_of_pins(sorted(gone)) if gone else 0.0))
    return tuple(costs)


def _pairs(kind: str, pin: tuple[str, ...]) -> list[tuple[str, str]]:
    return list(pairwise(pin) if kind == "keep_together" else combinations(pin, 2))


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (min(a, b), max(a, b))


def _limit_cost(plan: ConsolidationPlan, asked: Questions, name: str) -> LimitCost:
    key, unit = _LIMITS[name]
    relief = asked.relief(name)
    value = None if relief.next_value is None else round(relief.next_value * unit, 6)
    return LimitCost(key, float(plan.limits[key]), relief.points, value, relief.next_points, len(relief.unknown))


def _open_questions(found: list[Stability], shadows: Shadows) -> list[Note]:
    """Say what could not be computed."""
    notes = []
    known = [s for s in found if s.firmness is not Firmness.UNKNOWN]
    if len(known) < len(found):
        notes.append(
            f"{len(found) - len(known)}个区块所在的连片采矿权未求解到证明最优，或者可能的区块过多，未计算区块稳定性"
        )
    untried = sum(s.survived is None for s in known) if shadows.trials else 0
    if untried:
        notes.append(f"{untried}个区块所在的连片采矿权可能的区块过多，未作权重变动检验")
    if any(pin.points is None for pin in shadows.pins):
        notes.append("部分约束的代价未计算：所在的连片采矿权未求解到证明最优，或者取消后可能的区块过多")
    if any(cost.unknown_rights for cost in shadows.limits):
        notes.append("部分限制的代价只计算了一部分采矿权：取消该限制后可能的区块过多")
    return [Note("stability_open", text) for text in notes]
