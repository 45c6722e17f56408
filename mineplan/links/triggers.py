"""Which pairs of rights the law of the day wants looked at together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.policy import Policy, Ruling, reaches
from mineplan.scenario import Consolidate
from mineplan.terms import Trigger

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd


def raise_triggers(
    adjacency: pd.DataFrame,
    rights: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame | None,
    policy: Policy,
    choices: Consolidate,
) -> pd.DataFrame:
    """Return ADJACENCY with `triggers` and `rulings`, each joined by ';'.

    A trigger is raised only where a ruling in force that day asks for it. Pairs whose elevations are
    known not to meet raise none but that of a common orebody, which both hold at levels of their own.
    """
    import numpy as np
    import pandas as pd

    index = pd.Index(rights["right_id"])
    a, b = index.get_indexer(adjacency["right_a"]), index.get_indexer(adjacency["right_b"])
    meets = (adjacency["is_elevation_shared"] != False).to_numpy()  # noqa: E712 - None is "unknown", which meets
    words: list[list[str]] = [[] for _ in range(len(adjacency))]
    grounds: list[list[str]] = [[] for _ in range(len(adjacency))]
    for trigger, holds, rulings in _tests(adjacency, rights, zones, policy, choices):
        on_levels = trigger in (Trigger.SAME_OREBODY, Trigger.SHARED_OREBODY)
        for ruling in (r for r in rulings if r.binds_existing):
            covered = in_scope(ruling, rights)
            for row in np.flatnonzero(holds & (meets | on_levels) & covered[a] & covered[b]):
                words[row] += [trigger.value] if trigger.value not in words[row] else []
                grounds[row] += [ruling.ruling_id] if ruling.ruling_id not in grounds[row] else []
    table = adjacency.copy()
    table["triggers"] = [";".join(w) for w in words]
    table["rulings"] = [";".join(g) for g in grounds]
    return table


_Test = tuple[Trigger, "np.ndarray", tuple[Ruling, ...]]


def _tests(adjacency: pd.DataFrame, rights: Any, zones: Any, policy: Policy, choices: Consolidate) -> list[_Test]:
    """Return, for each trigger, the pairs whose facts would raise it and the rulings that may."""
    on_one_body = (adjacency["shared_orebodies"] != "").to_numpy()
    is_same = (adjacency["is_same_holder"] == True).to_numpy()  # noqa: E712 - None is "unknown"
    body = (*policy.all("one_orebody_one_right"), *policy.all("merger_trigger", trigger="same_orebody"))
    large = (adjacency["overlap_m2"] >= choices.minimum_overlap_m2).to_numpy()
    tests: list[_Test] = [
        (Trigger.SAME_OREBODY, on_one_body & ~is_same, body),
        (Trigger.SHARED_OREBODY, on_one_body & is_same, body),
        (Trigger.OVERLAP, large, policy.all("right_overlap")),
    ]
    tests += _distance_tests(adjacency, rights, policy)
    if zones is not None and (zones["kind"] == "ridge_line").any():
        along = _along_ridge(adjacency, rights, zones, choices)
        tests.append((Trigger.RIDGE_BOUNDARY, along, policy.all("merger_trigger", trigger="ridge_boundary")))
    return tests


def _distance_tests(adjacency: pd.DataFrame, rights: Any, policy: Policy) -> list[_Test]:
    """Return the pairs of small quarries nearer than their rule allows; the merger ruling rests on that rule."""
    import pandas as pd

    rule = policy.find("quarry_distance")
    if rule is None or not rule.is_settled or rule.amount is None:
        return []
    index, covered = pd.Index(rights["right_id"]), in_scope(rule, rights)
    near = adjacency["gap_m"].map(lambda gap: not reaches(rule, gap)).to_numpy(dtype=bool)
    for column in ("right_a", "right_b"):
        near = near & covered[index.get_indexer(adjacency[column])]
    return [(Trigger.SAFETY_DISTANCE, near, (rule, *policy.all("merger_trigger", trigger="safety_distance")))]


# Minerals whose mining is quarrying (采石) in the language of the protection laws.
QUARRIED = ("sand_gravel", "building_stone", "dimension_stone", "limestone", "dolomite")


def in_scope(ruling: Ruling, rights: Any) -> np.ndarray:
    """Return which rights a ruling's scope covers: minerals, methods, activities, largest capacity.

    What the ledger does not state is not covered: the ruling cannot be shown to apply.
    """
    import numpy as np

    scope: Any = ruling.scope
    covered = np.ones(len(rights), dtype=bool)
    for key, column in (("minerals", "mineral"), ("methods", "method")):
        if scope.get(key):
            listed = [str(item) for item in scope[key]]
            covered &= rights[column].isin(listed).to_numpy() if column in rights else False
    if scope.get("not_minerals") and "mineral" in rights:
        covered &= ~rights["mineral"].isin([str(item) for item in scope["not_minerals"]]).to_numpy()
    if scope.get("activities") and "mining" not in scope["activities"]:
        named = [
            *(QUARRIED if "quarrying" in scope["activities"] else ()),
            *(["river_sand"] if "river_sand" in scope["activities"] else ()),
        ]
        covered &= rights["mineral"].isin(named).to_numpy() if "mineral" in rights else False
    if scope.get("max_capacity_t_a"):
        most = float(scope["max_capacity_t_a"])
        covered &= (rights["capacity_t_a"] <= most).to_numpy() if "capacity_t_a" in rights else False
    return covered


def _along_ridge(adjacency: pd.DataFrame, rights: Any, zones: Any, choices: Consolidate) -> np.ndarray:
    """Return which pairs both run along a ridge line for at least the chosen length."""
    import numpy as np
    import pandas as pd
    import shapely

    result = np.zeros(len(adjacency), dtype=bool)
    near = np.flatnonzero((adjacency["gap_m"] <= 2 * choices.ridge_tolerance_m).to_numpy())
    if not len(near):
        return result
    ridges = shapely.union_all(zones.geometry[zones["kind"] == "ridge_line"].to_numpy())
    index = pd.Index(rights["right_id"])
    outlines = shapely.boundary(rights.geometry.to_numpy())
    common = np.full(len(near), ridges, dtype=object)
    for column in ("right_a", "right_b"):
        side = outlines[index.get_indexer(adjacency[column].to_numpy()[near])]
        common = shapely.intersection(common, shapely.buffer(side, choices.ridge_tolerance_m, quad_segs=4))
    result[near] = shapely.length(common) >= choices.ridge_length_m
    return result
