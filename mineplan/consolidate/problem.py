"""Links, choices and policy turned into the solver's integers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from mineplan.errors import ScenarioError
from mineplan.links.triggers import QUARRIED
from mineplan.partition import Limits, Orebody, PartitionProblem, SumLimit
from mineplan.plans import Note
from mineplan.policy import Policy
from mineplan.scenario import Consolidate, Objective
from mineplan.stock import minimum_of
from mineplan.terms import Trigger

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

# Units inside the problem: whole 10,000 t of ore, 1,000 t/a of capacity, 100 m, ha.
TONNES, TONNES_A, METRES, KM2 = 10_000.0, 1_000.0, 100.0, 0.01
# What a quotient may be off by as a float.
_NOISE = 1e-9


@dataclass(frozen=True)
class Pins:
    """Pairs of licence numbers that must, or must not, stand in one group; beside them what reviewers settled.

    Attributes
    ----------
    together, apart
        The pairs.
    locked
        Accepted groups: all of their members together, and nobody beside them.
    leads
        Rights that lead the groups they stand in, whatever their score.
    """

    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    locked: tuple[tuple[str, ...], ...] = ()
    leads: tuple[str, ...] = ()


def pins_of(choices: Consolidate) -> Pins:
    """Return the scenario's pins as pairs: a chain for together, every pair for apart."""
    return Pins(
        tuple((a, b) for pin in choices.keep_together for a, b in pairwise(pin)),
        tuple((a, b) for pin in choices.keep_apart for a, b in combinations(pin, 2)),
    )


def check_pins(pins: Pins, rights: gpd.GeoDataFrame, taking_part: gpd.GeoDataFrame) -> None:
    """Refuse pins on rights that do not exist or do not take part.

    Raises
    ------
    ScenarioError
        With every such pin.
    """
    known, inside = set(rights["right_id"]), set(taking_part["right_id"])
    problems = []
    for kind, pairs in (("keep_together", pins.together), ("keep_apart", pins.apart)):
        for right_id in sorted({r for pair in pairs for r in pair} - inside):
            why = (
                "does not take part (mineral, closed, or inside a banned zone)"
                if right_id in known
                else "is not in the dataset"
            )
            problems.append(f"{kind} names {right_id}, which {why}")
    if problems:
        raise ScenarioError(problems)


def edges_of(adjacency: pd.DataFrame, rights: gpd.GeoDataFrame, choices: Consolidate) -> tuple[tuple[int, int], ...]:
    """Return the pairs that may stand in one group: on one orebody, or within the gap as solids.

    Rights of different minerals never do, quarries of stone and sand excepted: coal above bauxite
    is not merged by accident.
    """
    import pandas as pd

    index = pd.Index(rights["right_id"])
    meets = adjacency["is_elevation_shared"] != False  # noqa: E712 - None is "unknown", which meets
    joined = adjacency["shared_orebodies"] != ""
    if choices.connect == "orebody_or_gap":
        joined |= (adjacency["gap_m"] <= choices.gap_m) & meets
    a, b = index.get_indexer(adjacency["right_a"]), index.get_indexer(adjacency["right_b"])
    keep = joined.to_numpy() & (a >= 0) & (b >= 0)
    keep[keep] &= _same_kind(rights, a[keep], b[keep])
    return tuple(sorted((min(i, j), max(i, j)) for i, j in zip(a[keep].tolist(), b[keep].tolist(), strict=True)))


def _same_kind(rights: Any, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    import numpy as np
    import pandas as pd

    if "mineral" not in rights:
        return np.ones(len(a), dtype=bool)
    mineral = rights["mineral"].to_numpy(dtype=object)
    kind = np.array(["quarry" if m in QUARRIED else m for m in mineral], dtype=object)
    return np.asarray((kind[a] == kind[b]) | pd.isna(mineral[a]) | pd.isna(mineral[b]), dtype=bool)


def problem_of(
    rights: gpd.GeoDataFrame,
    links: pd.DataFrame,
    adjacency: pd.DataFrame,
    policy: Policy,
    choices: Consolidate,
    pins: Pins,
) -> tuple[PartitionProblem, tuple[Note, ...]]:
    """Return the partition problem over `rights` (node k = row k) and notes on criteria switched off.

    Weights keep their meaning of `scenario.Objective`; quantities are rounded to whole units of
    10,000 t, 1,000 t/a, 100 m and 0.01 km², so that the optimum is proven in integers.
    """
    import pandas as pd

    index = pd.Index(rights["right_id"])
    edges = edges_of(adjacency, rights, choices)
    weights, notes = choices.objective, []
    capacity = _capacity(rights, policy, weights.shortfall)
    holder = _holders(rights)
    distance = _distances(rights, edges)
    for missing, column, words in (
        (capacity is None, "capacity_t_a", "缺少生产规模或最低规模依据，未计规模不足"),
        (holder is None, "holder", "缺少采矿权人，未计主体协调难度"),
        (links.empty or links["tonnage_t"].isna().all(), "tonnage_t", "缺少矿体资源量，未计矿体分割资源量"),
    ):
        if missing:
            notes.append(Note("criterion_off", words, column))
    values, minimum, unit_weight = capacity or (None, 0.0, 0.0)
    problem = PartitionProblem(
        n=len(rights),
        edges=edges,
        conflicts=conflicts_of(adjacency, index, weights),
        orebodies=_orebodies(links, index, weights.orebody_split),
        capacity=values,
        minimum_capacity=minimum,
        shortfall_weight=unit_weight,
        holder=holder,
        mixed_holder_weight=_whole(weights.mixed_holder if holder else 0),
        distance=distance,
        compactness_weight=_whole(weights.compactness),
        group_weight=_whole(weights.group),
        limits=_limits(rights, choices),
        together=_indexed(pins.together, index),
        apart=_indexed(pins.apart, index),
    )
    return problem, tuple(notes)


def pinned(problem: PartitionProblem, ids: list[str], pins: Pins) -> PartitionProblem:
    """Return the problem with further pins; all of them name rights of `ids`, node k being `ids[k]`.

    A locked group is held together, and apart from every neighbour: a group hangs together, so whoever joins it
    joins through one. Two lead rights never share a group, since a group has one.
    """
    place = {right_id: k for k, right_id in enumerate(ids)}
    together = [(place[a], place[b]) for a, b in pins.together]
    apart = [(place[a], place[b]) for a, b in pins.apart]
    near: dict[int, set[int]] = {}
    for a, b in problem.edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    for members in pins.locked:
        nodes = {place[m] for m in members}
        together += pairwise(sorted(nodes))
        outside = set[int]().union(*(near.get(node, set()) for node in nodes)) - nodes
        apart += [(min(nodes), other) for other in outside]
    apart += _rivals(problem, {place[r] for r in pins.leads})
    return replace(
        problem,
        together=tuple(sorted({*problem.together, *((min(p), max(p)) for p in together)})),
        apart=tuple(sorted({*problem.apart, *((min(p), max(p)) for p in apart)})),
    )


def _rivals(problem: PartitionProblem, leads: set[int]) -> list[tuple[int, int]]:
    """Return the pairs of lead nodes that might come into one group."""
    from mineplan.partition.labels import label_of, pair_array

    part = label_of(problem.n, pair_array(problem.edges))
    return [(a, b) for a, b in combinations(sorted(leads), 2) if part[a] == part[b]]


def _whole(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _indexed(pairs: tuple[tuple[str, str], ...], index: pd.Index) -> tuple[tuple[int, int], ...]:
    place = {name: k for k, name in enumerate(index)}
    return tuple(sorted({(min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs}))


def conflicts_of(adjacency: pd.DataFrame, index: pd.Index, weights: Objective) -> tuple[tuple[int, int, float], ...]:
    """Return the price of each pair of rights with a trigger that stays apart; `index` holds the licence numbers."""
    price = {
        Trigger.SAME_OREBODY.value: weights.shared_orebody,
        Trigger.SHARED_OREBODY.value: weights.shared_orebody,
        Trigger.OVERLAP.value: weights.overlap,
        Trigger.SAFETY_DISTANCE.value: weights.safety_distance,
        Trigger.RIDGE_BOUNDARY.value: weights.ridge_boundary,
    }
    a, b = index.get_indexer(adjacency["right_a"]), index.get_indexer(adjacency["right_b"])
    rows = []
    for i, j, triggers in zip(a.tolist(), b.tolist(), adjacency["triggers"], strict=True):
        cost = sum(price[t] for t in triggers.split(";") if t)
        if i >= 0 and j >= 0 and cost:
            rows.append((min(i, j), max(i, j), _whole(cost)))
    return tuple(sorted(rows))


def _orebodies(links: pd.DataFrame, index: pd.Index, weight: float) -> tuple[Orebody, ...]:
    if links.empty or not weight:
        return ()
    held = links[links["right_id"].isin(index) & (links["tonnage_t"] > 0)]
    bodies = []
    for _, rows in held.groupby("orebody_id", sort=True):
        if len(rows) > 1:
            nodes = index.get_indexer(rows["right_id"]).tolist()
            tonnes = [max(1, round(t / TONNES)) for t in rows["tonnage_t"]]
            pairs = sorted(zip(nodes, tonnes, strict=True))
            bodies.append(Orebody(tuple(n for n, _ in pairs), tuple(t for _, t in pairs), _whole(weight)))
    return tuple(bodies)


def minimum_capacities(rights: gpd.GeoDataFrame, policy: Policy) -> np.ndarray:
    """Return each right's minimum capacity in t/a under settled rulings of the day; NaN where none."""
    import numpy as np

    if "mineral" not in rights:
        return np.full(len(rights), np.nan)
    found = {m: minimum_of(policy, str(m)).capacity_t_a for m in rights["mineral"].dropna().unique()}
    return np.array([found.get(m) for m in rights["mineral"]], dtype=float)


def _capacity(rights: Any, policy: Policy, weight: float) -> tuple[tuple[float, ...], float, float] | None:
    """Return capacities, the minimum and the price of a missing unit; None switches the criterion off.

    Where the minerals of a scenario have different minima, capacity is counted in thousandths of each
    right's own minimum and the price is that of the mean minimum.
    """
    import numpy as np

    minima = minimum_capacities(rights, policy)
    if "capacity_t_a" not in rights or not np.isfinite(minima).any() or not weight:
        return None
    known = rights["capacity_t_a"].to_numpy(dtype=float)
    # No figure, or no minimum for this mineral: no shortfall can be shown.
    stated = np.where(np.isnan(known) | np.isnan(minima), minima, known)
    if len(set(minima[np.isfinite(minima)])) == 1:
        minimum = float(np.nanmax(minima))
        stated = np.where(np.isnan(stated), minimum, stated)
        values = tuple(int(v) for v in np.rint(stated / TONNES_A))
        return values, _whole(minimum / TONNES_A), _whole(weight * TONNES_A / TONNES)
    share = np.where(np.isnan(minima), 1.0, stated / minima)
    values = tuple(int(v) for v in np.rint(share * 1000))
    return values, 1000, _whole(round(weight * float(np.nanmean(minima)) / TONNES / 1000, 3))


def _holders(rights: Any) -> tuple[int, ...] | None:
    import pandas as pd

    if "holder" not in rights or rights["holder"].isna().all():
        return None
    codes, _ = pd.factorize(rights["holder"].to_numpy(dtype=object), sort=True)
    # A right whose holder is not stated belongs to somebody else than every other.
    return tuple(int(c) if c >= 0 else len(rights) + k for k, c in enumerate(codes))


def _distances(rights: Any, edges: tuple[tuple[int, int], ...]) -> tuple[tuple[float, ...], ...]:
    """Return centre distances in whole units of 100 m; 0 between rights that can never meet."""
    import numpy as np
    import shapely
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    count = len(rights)
    ends = np.array(edges, dtype=int).reshape(-1, 2)
    _, label = connected_components(
        coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (count, count)), directed=False
    )
    points = shapely.get_coordinates(shapely.centroid(rights.geometry.to_numpy()))
    # Most rights of a province stand alone: they share one row of zeros.
    rows: list[tuple[float, ...]] = [(0,) * count] * count
    for group in np.unique(label[ends[:, 0]]) if len(ends) else ():
        nodes = np.flatnonzero(label == group)
        apart = np.hypot(*(points[nodes][:, None, k] - points[nodes][None, :, k] for k in (0, 1)))
        for node, own in zip(nodes.tolist(), rounded_up(apart, METRES).tolist(), strict=True):
            row = [0] * count
            for other, value in zip(nodes.tolist(), own, strict=True):
                row[other] = value
            rows[node] = tuple(row)
    return tuple(rows)


def rounded_up(values: np.ndarray, unit: float) -> np.ndarray:
    """Return values in whole units, rounded up: a limit kept in whole units is then kept in fact."""
    import numpy as np

    return np.asarray(np.ceil(values / unit - _NOISE)).astype(int)


def _limits(rights: Any, choices: Consolidate) -> Limits:
    import numpy as np

    limits, sums = choices.limits, []
    if limits.area_km2 is not None:
        hectares = rounded_up(rights["ellipsoid_km2"].to_numpy(dtype=float), KM2)
        sums.append(SumLimit("area", tuple(hectares.tolist()), math.floor(limits.area_km2 / KM2 + _NOISE)))
    if limits.capacity_t_a is not None and "capacity_t_a" in rights:
        units = rounded_up(np.nan_to_num(rights["capacity_t_a"].to_numpy(dtype=float)), TONNES_A)
        sums.append(SumLimit("capacity", tuple(units.tolist()), math.floor(limits.capacity_t_a / TONNES_A + _NOISE)))
    span = None if limits.span_m is None else math.floor(limits.span_m / METRES + _NOISE)
    return Limits(limits.members, span, tuple(sums))
