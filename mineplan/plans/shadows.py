"""What a plan's wishes cost and how firmly its groups stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mineplan.terms import Firmness


@dataclass(frozen=True)
class Stability:
    """How firmly one group stands in the plan.

    Attributes
    ----------
    firmness
        The verdict, from `points_without` and the scenario's near share.
    points_without, share_without
        What the best plan without the group costs more: points, and share of the points of the connected part
        the group stands in. None where no plan does without it, or it was not computed.
    survived, trials
        Under how many of how many seeded other weightings the group is still in the best plan; `survived` is
        None where that was not tried.
    """

    firmness: Firmness
    points_without: float | None = None
    share_without: float | None = None
    survived: int | None = None
    trials: int = 0


@dataclass(frozen=True)
class PinCost:
    """What one pin costs: points the best plan without it would save; None where that was not computed."""

    kind: str
    right_ids: tuple[str, ...]
    points: float | None


@dataclass(frozen=True)
class LimitCost:
    """What one limit costs.

    Attributes
    ----------
    name, value
        Key and value of the scenario's limit.
    points
        What the best plan without the limit would save, over the parts that could be computed.
    next_value, next_points
        The tightest looser value that saves anything, and what it saves; None where nothing is saved or some
        part could not be computed.
    unknown_rights
        Rights in the parts that could not be computed.
    """

    name: str
    value: float
    points: float
    next_value: float | None = None
    next_points: float | None = None
    unknown_rights: int = 0


@dataclass(frozen=True)
class Shadows:
    """Costs of all pins and limits, and the choices under which stability was judged.

    Attributes
    ----------
    near_share
        A group is replaceable where a plan at most this share dearer does without it.
    trials, spread_share, seed
        How many other weightings were drawn, how far each weight strayed, and from what seed.
    """

    near_share: float
    trials: int
    spread_share: float
    seed: int
    pins: tuple[PinCost, ...] = ()
    limits: tuple[LimitCost, ...] = ()


def stability_dict(stability: Stability | None) -> dict[str, Any] | None:
    """Return the JSON form of a group's stability."""
    return None if stability is None else vars(stability) | {"firmness": stability.firmness.value}


def shadows_dict(shadows: Shadows | None) -> dict[str, Any] | None:
    """Return the JSON form of the costs."""
    if shadows is None:
        return None
    return vars(shadows) | {"pins": [vars(p) for p in shadows.pins], "limits": [vars(c) for c in shadows.limits]}
