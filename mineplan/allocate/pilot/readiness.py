"""How ready a pilot mine is: parts between 0 and 1, weighted; each part is shown."""

from __future__ import annotations

from dataclasses import dataclass

from mineplan.allocate.pilot.case import MineFacts
from mineplan.allocate.pilot.orders import Order
from mineplan.policy import Policy
from mineplan.scenario import PilotWeights
from mineplan.terms import Exploration, MiningOrder

# Even steps over the four stages of exploration.
_STAGES = {stage: k / (len(Exploration) - 1) for k, stage in enumerate(Exploration)}
_SHARES = {"design": "design_share", "safety": "safety_share", "water": "water_share", "consent": "consent_share"}


@dataclass(frozen=True)
class Readiness:
    """A score in 0..1 with its parts and the weights that counted."""

    score: float
    parts: dict[str, float]
    weights: dict[str, float]


def readiness_of(
    facts: MineFacts, order: Order, interval_m: float | None, policy: Policy, weights: PilotWeights, together_m: float
) -> Readiness:
    """Return the readiness of a mine: the weighted mean of its parts.

    Notes
    -----
    What the data leave blank counts as not done. `unpressured` counts only where the ruling that such ground goes
    first (`pilot_unpressured_first`) is confirmed or assumed: it is 1 above the water, and falls to 0 at the limit of
    T. `interval` is 1 from twice the interval that the order asks: twice the least ratio for mining the bauxite
    first, else twice the scenario's `together_interval_m`.
    """
    stage = facts.pilot.get("exploration")
    parts = {"exploration": _STAGES[Exploration(str(stage))] if isinstance(stage, str) else 0.0}
    parts |= {part: facts.number(column) or 0.0 for part, column in _SHARES.items()}
    if is_unpressured_first(policy):
        parts["unpressured"] = _unpressured(facts)
    parts["interval"] = _interval(facts, order, interval_m, together_m)
    counted = {part: float(getattr(weights, part)) for part in parts}
    total = sum(counted.values())
    score = sum(parts[p] * w for p, w in counted.items()) / total if total else 0.0
    return Readiness(score, parts, counted)


def is_unpressured_first(policy: Policy) -> bool:
    """Whether the day's law, or the scenario, lets unpressured ground go first."""
    ruling = policy.find("pilot_unpressured_first")
    return ruling is not None and ruling.is_settled and ruling.amount is True


def _unpressured(facts: MineFacts) -> float:
    water = facts.water
    if water.verdict == "unpressured":
        return 1.0
    if water.verdict != "within_limit" or not water.limit_mpa_m or water.coefficient_mpa_m is None:
        return 0.0
    return max(0.0, 1 - water.coefficient_mpa_m / water.limit_mpa_m)


def _interval(facts: MineFacts, order: Order, interval_m: float | None, together_m: float) -> float:
    if interval_m is None or interval_m <= 0 or not order.is_settled:
        return 0.0
    if order.order is MiningOrder.BAUXITE_FIRST and order.asked_ratio and facts.thickness_m:
        return min(1.0, interval_m / facts.thickness_m / (2 * order.asked_ratio))
    return min(1.0, interval_m / (2 * together_m)) if together_m else 1.0
