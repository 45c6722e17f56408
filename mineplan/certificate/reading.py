"""The problem as exact integers, read again from its JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

Pairs = list[tuple[int, int]]


class CertificateError(Exception):
    """A certificate, or the plan in it, does not hold; the sentence says why."""


@dataclass(frozen=True)
class Amounts:
    """A problem in integers: every price is multiplied by `unit`, every limit by a factor of its own.

    Attributes
    ----------
    n, edges, together, apart
        As in the problem.
    unit
        By what prices were multiplied; even multiples, so that half a conflict is whole.
    group, mixed
        Price of a group and of a further holder.
    conflicts
        (a, b, price).
    orebodies
        For each, node -> tonnage times weight.
    minimum, capacity
        Price of the full minimum capacity and what each node takes off it; None without.
    holder
        Holder of each node; None without.
    distance
        Price of each distance, as a function of two nodes; None without.
    members, far, sums
        Largest number of members; whether two nodes lie too far apart; sum limits as (name, values, most).
    """

    n: int
    edges: Pairs
    together: Pairs
    apart: Pairs
    unit: int
    group: int
    mixed: int
    conflicts: list[tuple[int, int, int]]
    orebodies: list[dict[int, int]]
    minimum: int
    capacity: list[int] | None
    holder: list[Any] | None
    distance: list[list[int]] | None
    members: int | None
    span: tuple[list[list[Any]], Any] | None
    sums: list[tuple[str, list[int], int]]

    def is_far(self, a: int, b: int) -> bool:
        """Whether two nodes may not share a group by their distance."""
        return self.span is not None and (self.span[0][a][b] > self.span[1] or self.span[0][b][a] > self.span[1])


def amounts_of(data: Mapping[str, Any]) -> Amounts:
    """Return the problem in integers.

    Parameters
    ----------
    data
        The problem (`interface.md`, section 4), parsed with `fractions.Fraction` for numbers with a point.

    Raises
    ------
    CertificateError
        When a part is missing or has the wrong length.
    """
    try:
        return _amounts(data)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError) as error:
        raise CertificateError(f"the problem cannot be read: {type(error).__name__}: {error}") from None


def _amounts(data: Mapping[str, Any]) -> Amounts:
    n, limits = int(data["n"]), data.get("limits") or {}
    weight = {
        name: Fraction(data.get(name) or 0)
        for name in ("group_weight", "minimum_capacity", "shortfall_weight", "mixed_holder_weight")
    }
    compactness = Fraction(data.get("compactness_weight") or 0)
    conflicts = [(int(a), int(b), Fraction(w)) for a, b, w in data.get("conflicts") or []]
    bodies = [_body(body) for body in data.get("orebodies") or []]
    capacity = data.get("capacity") if weight["shortfall_weight"] else None
    relief = None if capacity is None else [weight["shortfall_weight"] * Fraction(v) for v in capacity]
    minimum = weight["shortfall_weight"] * weight["minimum_capacity"] if relief is not None else Fraction(0)
    table = data.get("distance")
    distance = _priced(table, compactness) if table is not None and compactness else None
    holder = data.get("holder")
    mixed = weight["mixed_holder_weight"] if holder is not None else Fraction(0)
    prices = [weight["group_weight"], mixed, minimum, *(w for _, _, w in conflicts), *(relief or [])]
    prices += [t for body in bodies for t in body.values()]
    unit = 2 * lcm(_common(prices), distance[0] if distance else 1)
    for name, values in (("capacity", relief), ("holder", holder), ("distance", table)):
        if values is not None and len(values) != n:
            raise CertificateError(f"the problem's {name} has {len(values)} entries, not {n}")
    span = limits.get("span")
    return Amounts(
        n=n,
        edges=_pairs(data.get("edges"), n),
        together=_pairs(data.get("together"), n),
        apart=_pairs(data.get("apart"), n),
        unit=unit,
        group=_whole(weight["group_weight"], unit),
        mixed=_whole(mixed, unit),
        conflicts=[(a, b, _whole(w, unit)) for a, b, w in conflicts if a != b],
        orebodies=[{node: _whole(t, unit) for node, t in body.items()} for body in bodies],
        minimum=_whole(minimum, unit),
        capacity=None if relief is None else [_whole(v, unit) for v in relief],
        holder=None if holder is None or not mixed else list(holder),
        distance=None if distance is None else [[v * (unit // distance[0]) for v in row] for row in distance[1]],
        members=None if limits.get("members") is None else int(limits["members"]),
        span=None if span is None or table is None else (table, span),
        sums=[_sum(entry, n) for entry in limits.get("sums") or []],
    )


def _body(body: Mapping[str, Any]) -> dict[int, Fraction]:
    weight = Fraction(body["weight"])
    return {int(m): weight * Fraction(t) for m, t in zip(body["members"], body["tonnage"], strict=True)}


def _priced(table: Sequence[Sequence[Any]], weight: Fraction) -> tuple[int, list[list[int]]]:
    """Return a denominator and all distances times the weight as numerators over it."""
    denominator = lcm(*({v.denominator for row in table for v in row} or {1})) * weight.denominator
    top = weight.numerator * (denominator // weight.denominator)
    rows = [[v.numerator * (top // v.denominator) for v in row] for row in table]
    return denominator, rows


def _sum(entry: Mapping[str, Any], n: int) -> tuple[str, list[int], int]:
    """Return a sum limit in integers; it may be passed by float noise where its numbers are not whole."""
    values, most = [Fraction(v) for v in entry["values"]], Fraction(entry["max"])
    if len(values) != n:
        raise CertificateError(f"the limit {entry['name']!r} has {len(values)} values, not {n}")
    if any(v.denominator > 1 for v in (*values, most)):
        most += sum(map(abs, values), Fraction(0)) / 10**12
    factor = _common([*values, most])
    return str(entry["name"]), [_whole(v, factor) for v in values], _whole(most, factor)


def _pairs(rows: Any, n: int) -> Pairs:
    out = [(int(a), int(b)) for a, b in rows or []]
    if any(not (0 <= a < n and 0 <= b < n) for a, b in out):
        raise CertificateError("the problem names a node that does not exist")
    return out


def _common(values: Iterable[Fraction]) -> int:
    return lcm(1, *{v.denominator for v in values})


def _whole(value: Fraction, factor: int) -> int:
    out = value * factor
    if out.denominator != 1:
        raise ValueError(f"{value} is not whole at {factor}")
    return out.numerator


def common_step(values: Iterable[int]) -> int:
    """Return the greatest common divisor, 1 when there is nothing or only zeros."""
    return gcd(*values) or 1
