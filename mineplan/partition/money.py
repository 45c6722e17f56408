"""Every price of a problem as an integer, so that optimality is decided without rounding later on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.labels import label_of, pair_array
from mineplan.partition.problem import PartitionProblem

Ints = NDArray[np.int64]
# Beyond this many units float64 and the LP solver's tolerances cannot tell two plans apart.
_EXACT = 10**12
_ROUNDED = 10**9
_DECIMALS = (1, 10, 100, 1000, 10**4, 10**5, 10**6)


@dataclass(frozen=True)
class Distances:
    """Compactness in units, worked out where it is asked for: a province's whole table would not fit."""

    table: Any
    weight: float
    factor: float

    def among(self, nodes: Ints) -> Ints:
        """Return the units between some nodes, (nodes, nodes)."""
        part = np.asarray(table_among(self.table, nodes), dtype=np.float64)
        units = part if self.weight == self.factor == 1 else part * self.weight * self.factor
        return np.asarray(np.rint(units), dtype=np.int64)


@dataclass(frozen=True)
class Prices:
    """The weights of a problem multiplied out, in integer units.

    Attributes
    ----------
    factor
        Units per 1 of the objective.
    error
        Largest difference between a plan's price in units and its true price times `factor`.
    group, mixed, minimum
        Units for a group, a further holder, the full minimum capacity.
    conflicts, tonnage
        Units for each conflict; for each orebody, units for each member's tonnage.
    ratio
        `factor` as an exact fraction.
    capacity, distance
        Units of shortfall that a node's capacity saves, (n,); units of compactness; None without.
    """

    factor: float
    error: float
    group: int
    mixed: int
    minimum: int
    conflicts: Ints
    tonnage: tuple[Ints, ...]
    capacity: Ints | None
    distance: Distances | None
    ratio: tuple[int, int] = (1, 1)


def prices_of(problem: PartitionProblem) -> Prices:
    """Multiply the weights out and turn them into integers, exactly where that is possible."""
    terms = _terms(problem)
    ratio, is_exact = _factor(terms, _magnitude(problem, terms))
    factor = ratio[0] / ratio[1]
    has_distance = problem.distance_table is not None and bool(problem.compactness_weight)
    ints = {name: np.rint(value * factor).astype(np.int64) for name, value in terms.items()}
    count = 4 * problem.n + sum(v.size for k, v in terms.items() if k == "conflicts" or k.startswith("ore"))
    return Prices(
        factor=factor,
        error=0.0 if is_exact else 0.5 * count,
        group=int(ints["group"]),
        mixed=int(ints["mixed"]),
        minimum=int(ints["minimum"]),
        conflicts=ints["conflicts"],
        tonnage=tuple(ints[f"ore{i}"] for i in range(len(problem.orebodies))),
        capacity=ints.get("capacity"),
        distance=Distances(problem.distance_table, problem.compactness_weight, factor) if has_distance else None,
        ratio=ratio,
    )


def _terms(problem: PartitionProblem) -> dict[str, NDArray[np.float64]]:
    def product(weight: float, values: Any) -> NDArray[np.float64]:
        return np.asarray(values, dtype=np.float64) * weight

    terms = {
        "group": product(1, problem.group_weight),
        "mixed": product(problem.mixed_holder_weight, 1.0 if problem.holder is not None else 0.0),
        "conflicts": product(1, [w for _, _, w in problem.conflicts]),
        "minimum": product(0, 0),
    }
    for at, body in enumerate(problem.orebodies):
        terms[f"ore{at}"] = product(body.weight, body.tonnage)
    if problem.capacity is not None and problem.shortfall_weight and problem.minimum_capacity:
        terms["capacity"] = product(problem.shortfall_weight, problem.capacity)
        terms["minimum"] = product(problem.shortfall_weight, problem.minimum_capacity)
    if problem.distance is not None and problem.compactness_weight and problem.n:
        terms["distance"] = product(problem.compactness_weight, _near(problem))
    return terms


def _near(problem: PartitionProblem) -> NDArray[np.float64]:
    """Return the distances inside components, one after the other: others play no part, and may be very many."""
    table: Any = problem.distance_table
    label = label_of(problem.n, pair_array(problem.edges))
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return np.concatenate([_different(table_among(table, p)) for p in parts])


def _different(table: NDArray[Any]) -> NDArray[np.float64]:
    """Return each distance once where they are whole and small, else all of them, sooner than sorting would."""
    flat = np.asarray(table, dtype=np.float64).ravel()
    if not flat.size or flat.max() > max(1000, flat.size) or not bool((flat == np.rint(flat)).all()):
        return flat
    return np.flatnonzero(np.bincount(flat.astype(np.int64))).astype(np.float64)


def table_among(table: NDArray[Any], nodes: Ints) -> NDArray[Any]:
    """Return the rows and columns of some nodes; the table itself, not to be written to, where these are all."""
    if len(nodes) == len(table) and bool((nodes == np.arange(len(nodes))).all()):
        return table
    return np.asarray(table[np.ix_(nodes, nodes)])


def _magnitude(problem: PartitionProblem, terms: dict[str, NDArray[np.float64]]) -> float:
    """Return more than any plan's price."""
    total = problem.n * float(terms["group"] + terms["mixed"] + terms["minimum"])
    total += float(terms["conflicts"].sum())
    total += sum(float(v.sum()) for k, v in terms.items() if k.startswith("ore"))
    if "distance" in terms:
        total += problem.n * float(terms["distance"].max(initial=0))
    return max(1.0, total)


def _factor(terms: dict[str, NDArray[np.float64]], total: float) -> tuple[tuple[int, int], bool]:
    """Return units per 1 of the objective, and whether all prices are whole at that scale."""
    for scale in _DECIMALS:
        if all(_is_whole(value * scale) for value in terms.values()):
            whole = [np.rint(value * scale) for value in terms.values()]
            if max((float(w.max()) for w in whole if w.size), default=0) >= 2.0**62:
                break
            common = max(1, int(np.gcd.reduce([np.gcd.reduce(w.astype(np.int64), axis=None) for w in whole])))
            if total * scale / common <= _EXACT:
                return (scale, common), True
            break
    return (_ROUNDED / total).as_integer_ratio(), False


def _is_whole(values: NDArray[np.float64]) -> bool:
    if bool((values == np.rint(values)).all()):
        return True
    return bool(np.all(np.abs(values - np.rint(values)) <= 1e-7 + 4e-16 * np.abs(values)))
