"""The partition problem as data: what must be grouped, what it costs and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Orebody(NamedTuple):
    """One orebody: the nodes over it, the tonnage each holds and the price of a tonne split off."""

    members: tuple[int, ...]
    tonnage: tuple[float, ...]
    weight: float


class SumLimit(NamedTuple):
    """A limit on the sum of a value over a group of two or more."""

    name: str
    values: tuple[float, ...]
    max: float


@dataclass(frozen=True)
class Limits:
    """What a group of two or more must keep to; None limits nothing.

    Attributes
    ----------
    members
        Largest number of nodes.
    span
        Largest distance between two members, in the unit of `PartitionProblem.distance`.
    sums
        Limits on sums of values.
    """

    members: int | None = None
    span: float | None = None
    sums: tuple[SumLimit, ...] = ()


@dataclass(frozen=True)
class PartitionProblem:
    """Nodes 0..n-1 to be partitioned into connected groups (`interface.md`, section 4).

    A part that is missing costs nothing and limits nothing.

    Attributes
    ----------
    n, edges
        Number of nodes; pairs that touch.
    conflicts
        Triples (a, b, w): w is paid when a and b are in different groups.
    orebodies
        Weight times tonnage outside the largest part is paid for each.
    capacity, minimum_capacity, shortfall_weight
        Capacity of each node; every unit a group lacks to the minimum costs the weight.
    holder, mixed_holder_weight
        Holder of each node; every holder of a group beyond the first costs the weight.
    distance, compactness_weight
        Symmetric n x n distances, rows or an array; a group pays its least sum of distances from one member.
    group_weight
        Price of each group.
    limits
        What groups of two or more keep to.
    together, apart
        Pins: pairs that must, or must not, be in one group.
    """

    n: int
    edges: tuple[tuple[int, int], ...] = ()
    conflicts: tuple[tuple[int, int, float], ...] = ()
    orebodies: tuple[Orebody, ...] = ()
    capacity: tuple[float, ...] | None = None
    minimum_capacity: float = 0
    shortfall_weight: float = 0
    holder: tuple[int, ...] | None = None
    mixed_holder_weight: float = 0
    distance: tuple[tuple[float, ...], ...] | NDArray[Any] | None = None
    compactness_weight: float = 0
    group_weight: float = 0
    limits: Limits = field(default_factory=Limits)
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()

    @cached_property
    def distance_table(self) -> NDArray[Any] | None:
        """`distance` as an array, (n, n)."""
        if self.distance is None or isinstance(self.distance, np.ndarray):
            return self.distance
        return np.asarray(self.distance, dtype=np.float64)


def problem_dict(problem: PartitionProblem) -> dict[str, Any]:
    """Return the JSON form of a problem; parts that cost and limit nothing are left out."""
    out: dict[str, Any] = {"n": problem.n, "edges": [list(e) for e in problem.edges]}
    for name in ("conflicts", "together", "apart"):
        if getattr(problem, name):
            out[name] = [list(row) for row in getattr(problem, name)]
    if problem.orebodies:
        out["orebodies"] = [
            {"members": list(b.members), "tonnage": list(b.tonnage), "weight": b.weight} for b in problem.orebodies
        ]
    for name in ("capacity", "holder"):
        if getattr(problem, name) is not None:
            out[name] = list(getattr(problem, name))
    if problem.distance is not None:
        out["distance"] = [row.tolist() if isinstance(row, np.ndarray) else list(row) for row in problem.distance]
    for name in ("minimum_capacity", "shortfall_weight", "mixed_holder_weight", "compactness_weight", "group_weight"):
        if getattr(problem, name):
            out[name] = getattr(problem, name)
    limits = _limits_dict(problem.limits)
    if limits:
        out["limits"] = limits
    return out


def _limits_dict(limits: Limits) -> dict[str, Any]:
    out: dict[str, Any] = {}
    if limits.members is not None:
        out["members"] = limits.members
    if limits.span is not None:
        out["span"] = limits.span
    if limits.sums:
        out["sums"] = [{"name": s.name, "values": list(s.values), "max": s.max} for s in limits.sums]
    return out
