"""Max-p regions: as many connected regions as possible, each reaching a minimum, then as alike inside as possible.

The field's standard problem (Duque, Anselin and Rey 2012). A region's heterogeneity is the sum of Manhattan
distances of the attributes over its pairs. Components of the graph are independent, since the most regions in
all are the most in each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mineplan.errors import ScenarioError
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints

_DECIMALS = 6
_MOST = 2.0**45


@dataclass(frozen=True)
class RegionProblem:
    """Areas to be joined into regions.

    Attributes
    ----------
    n, edges
        Number of areas; pairs that touch.
    values, threshold
        What each area adds to its region, not negative; what each region must reach, positive.
    attributes
        One row an area; areas are alike where their rows are close.
    """

    n: int
    edges: tuple[tuple[int, int], ...]
    values: tuple[float, ...]
    threshold: float
    attributes: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Regions:
    """An answer to the max-p problem.

    Attributes
    ----------
    status
        'optimal' (both goals proven), 'feasible', 'infeasible' or 'no_plan_in_time'.
    groups
        The regions, each ascending, in the order of their first areas.
    p_bound, is_p_proven
        No answer has more regions; whether `groups` reaches it.
    heterogeneity, bound, gap
        Of the regions; no answer with as many regions has less than the bound. The gap is a share.
    seconds
        Wall time.
    reasons
        When infeasible: a sentence for each component that cannot reach the threshold.
    """

    status: str
    groups: tuple[tuple[int, ...], ...] = ()
    p_bound: int = 0
    is_p_proven: bool = False
    heterogeneity: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One component in local indices and whole numbers.

    Attributes
    ----------
    nodes
        Original index of each area, ascending.
    near, hops
        Which areas touch; steps between them, (areas, areas).
    values, threshold
        As in `RegionProblem`.
    apart
        Distance of each pair in units, (areas, areas).
    """

    nodes: Ints
    near: np.ndarray
    hops: Ints
    values: Floats
    threshold: float
    apart: Floats

    @property
    def total(self) -> float:
        """Return the sum of all values."""
        return float(self.values.sum())

    @property
    def is_counted(self) -> bool:
        """Whether every area counts the same."""
        return bool((self.values == self.values[0]).all())

    def slack(self) -> float:
        """Return what float sums of values may be off by; nothing for whole numbers."""
        is_whole = bool((self.values == np.rint(self.values)).all()) and float(self.threshold).is_integer()
        return 0.0 if is_whole else 1e-12 * self.total

    def reaches(self, weight: Floats) -> np.ndarray:
        """Whether sums of values reach the threshold."""
        return np.asarray(weight >= self.threshold - self.slack())

    def cost(self, group: tuple[int, ...]) -> int:
        """Return the heterogeneity of a group in units."""
        at = list(group)
        return round(float(self.apart[np.ix_(at, at)].sum()) / 2)

    def is_connected(self, group: list[int]) -> bool:
        """Whether the areas of a group hang together."""
        if not group:
            return False
        inside = np.zeros(len(self.values), dtype=bool)
        inside[group] = True
        seen = np.zeros_like(inside)
        seen[group[0]] = True
        while True:
            grown = (self.near[seen].any(axis=0) & inside) | seen
            if (grown == seen).all():
                return bool((seen == inside).all())
            seen = grown


def check_regions(problem: RegionProblem) -> None:
    """Refuse a problem that is no problem.

    Raises
    ------
    ScenarioError
        With every mistake.
    """
    n, problems = problem.n, []
    for name, rows in (("values", problem.values), ("attributes", problem.attributes)):
        if len(rows) != n:
            problems.append(f"{name}: has {len(rows)} entries, {n} are needed")
    for at, (a, b) in enumerate(problem.edges):
        if not (0 <= a < n and 0 <= b < n):
            problems.append(f"edges[{at}]: {a} and {b} are not both within 0..{n - 1}")
    for at, value in enumerate(problem.values):
        if not np.isfinite(value) or value < 0:
            problems.append(f"values[{at}]: {value!r} is not a number of at least 0")
    if len({len(row) for row in problem.attributes}) > 1:
        problems.append("attributes: rows differ in length")
    for at, row in enumerate(problem.attributes):
        if not all(np.isfinite(v) for v in row):
            problems.append(f"attributes[{at}]: {row!r} holds what is not a finite number")
    if not np.isfinite(problem.threshold) or problem.threshold <= 0:
        problems.append(f"threshold: {problem.threshold!r} is not a positive number")
    if problems:
        raise ScenarioError(problems)


def fields_of(problem: RegionProblem) -> tuple[list[Field], float]:
    """Return the components of a problem and the units per 1 of heterogeneity."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components, shortest_path

    ends = np.array([e for e in problem.edges if e[0] != e[1]], dtype=np.int64).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(problem.n, problem.n)).tocsr()
    label = connected_components(graph, directed=False)[1]
    attributes = np.array(problem.attributes, dtype=np.float64).reshape(problem.n, -1)
    unit = _unit(attributes)
    whole = np.rint(attributes * unit)
    values = np.array(problem.values, dtype=np.float64)
    fields = []
    for part in dict.fromkeys(label.tolist()):
        nodes = np.flatnonzero(label == part)
        near = graph[nodes][:, nodes].toarray() > 0
        near |= near.T
        hops = shortest_path(near.astype(float), unweighted=True).astype(np.int64)
        apart = np.abs(whole[nodes][:, None, :] - whole[nodes][None, :, :]).sum(axis=2)
        fields.append(Field(nodes, near, hops, values[nodes], float(problem.threshold), apart))
    return fields, unit


def _unit(attributes: Floats) -> float:
    """Return units per 1 so that all attributes are whole, or as fine as float sums stay exact."""
    spread = float(np.ptp(attributes, axis=0).sum()) if attributes.size else 0.0
    pairs = max(1.0, len(attributes) ** 2 / 2)
    for decimals in range(_DECIMALS + 1):
        scaled = attributes * 10**decimals
        if np.abs(scaled - np.rint(scaled)).max(initial=0) <= 1e-6:
            return float(10**decimals)
    return min(float(10**_DECIMALS), _MOST / (pairs * max(spread, 1e-300)))
