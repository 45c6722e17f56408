"""Resources, capacity and service life of a right or a group, against the minima of the day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from mineplan.policy import Policy, Ruling
from mineplan.scenario import Life

if TYPE_CHECKING:
    import pandas as pd

CLASSES = ("measured", "indicated", "inferred", "proved", "probable")


@dataclass(frozen=True)
class Stock:
    """What can be mined: tonnes by class, and the quantity Q that the service life counts.

    `basis` names the figures Q was taken from: resources, reserves, remaining, or "" for none.
    """

    classes_t: dict[str, float]
    quantity_t: float | None
    basis: str


def stock_of(links: pd.DataFrame, remaining_t: float | None, life: Life) -> Stock:
    """Return the stock of the rights whose LINKS rows are given.

    Q is measured + indicated + factor x inferred resources where resources are stated, otherwise
    proved + probable reserves, otherwise the ledger's remaining figure; resources and reserves are
    never added (GB/T 17766-2020).
    """
    if links.empty:
        return Stock({}, *quantity_of({}, remaining_t, life))
    sums = {c: float(links[f"{c}_t"].sum()) for c in CLASSES if f"{c}_t" in links and links[f"{c}_t"].notna().any()}
    classes = {c: t for c, t in sums.items() if t > 0}
    return Stock(classes, *quantity_of(classes, remaining_t, life))


def with_share(stock: Stock, shares: dict[str, float], orebodies: Any, life: Life) -> Stock:
    """Return a stock enlarged by plan shares of orebodies (gap resources)."""
    classes = dict(stock.classes_t)
    for body, share in sorted(shares.items()):
        row = orebodies.loc[body]
        for name in CLASSES:
            tonnes = row.get(f"{name}_t", math.nan)
            if tonnes == tonnes and tonnes:
                classes[name] = classes.get(name, 0.0) + share * float(tonnes)
    if not classes:
        return stock
    return Stock(classes, *quantity_of(classes, None, life))


class Counting(Protocol):
    """What of the resources a service life counts."""

    @property
    def inferred_factor(self) -> float:
        """Share of inferred resources that counts."""


def quantity_of(classes: dict[str, float], remaining_t: float | None, life: Counting) -> tuple[float | None, str]:
    """Return the tonnes that a service life counts, and which figures they are taken from (see `stock_of`)."""
    if any(c in classes for c in CLASSES[:3]):
        sure = classes.get("measured", 0.0) + classes.get("indicated", 0.0)
        return sure + life.inferred_factor * classes.get("inferred", 0.0), "resources"
    if classes:
        return classes.get("proved", 0.0) + classes.get("probable", 0.0), "reserves"
    if remaining_t is not None and remaining_t == remaining_t:
        return float(remaining_t), "remaining"
    return None, ""


def service_life_a(
    quantity_t: float | None, capacity_t_a: float | None, recovery: float, dilution: float
) -> float | None:
    """Return T = Q·recovery/(A·(1 − dilution)) in years; None where Q or A is unknown or A is 0.

    Source: the formula of Chinese mine design (矿山服务年限).
    """
    if quantity_t is None or not capacity_t_a:
        return None
    return quantity_t * recovery / (capacity_t_a * (1 - dilution))


@dataclass(frozen=True)
class Minimum:
    """What the day asks of a mineral's capacity (t/a) and life (a), with the rulings that say so."""

    capacity_t_a: float | None
    life_a: float | None
    rulings: tuple[Ruling, ...]
    open_rulings: tuple[Ruling, ...]


def minimum_of(policy: Policy, mineral: str | None, *, is_new: bool = False) -> Minimum:
    """Return the minima for a mine that exists, or a new one; unconfirmed rulings are listed apart, set no figure."""
    found = [_binding(policy, rule, mineral, is_new) for rule in ("minimum_capacity", "minimum_life")]
    amounts = []
    for ruling, unit in zip(found, ("t_a", "a"), strict=True):
        counts = (
            ruling is not None and ruling.is_settled and ruling.unit == unit and isinstance(ruling.amount, int | float)
        )
        amounts.append(float(str(ruling.amount)) if counts and ruling is not None else None)
    settled = tuple(r for r, amount in zip(found, amounts, strict=True) if r is not None and amount is not None)
    unsettled = tuple(r for r in found if r is not None and not r.is_settled)
    return Minimum(amounts[0], amounts[1], settled, unsettled)


def _binding(policy: Policy, rule: str, mineral: str | None, is_new: bool) -> Ruling | None:
    """Return the ruling for a mineral, if it binds mines in that situation."""
    ruling = policy.find(rule, mineral=mineral) if mineral else None
    return ruling if ruling is not None and (ruling.binds_new if is_new else ruling.binds_existing) else None
