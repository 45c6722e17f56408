"""Which rights lie near, touch or overlap each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.links.boundaries import Edges, edges_of, shared_lengths
from mineplan.links.orebodies import elevations

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

# Boundaries count as shared within this distance: licence corners are rounded to 0.01 m, so a
# neighbour's corner in the middle of an edge misses the edge by some millimetres.
BOUNDARY_TOLERANCE_M = 0.01
# Pairs are measured in slices of this many, which bounds memory on provinces.
_SLICE = 200_000
COLUMNS = [
    "right_a",
    "right_b",
    "gap_m",
    "shared_boundary_m",
    "overlap_m2",
    "shared_top_m",
    "shared_bottom_m",
    "is_elevation_shared",
    "shared_orebodies",
    "is_same_holder",
]


def link_rights(
    rights: gpd.GeoDataFrame, parts: gpd.GeoDataFrame, links: pd.DataFrame | None, max_gap_m: float
) -> pd.DataFrame:
    """Return the ADJACENCY table without triggers, sorted, `right_a` before `right_b`.

    Parameters
    ----------
    rights, parts
        Rights and their prisms, in a plane equal-area CRS.
    links
        LINKS; rights on one orebody are listed however far apart they lie. None for none.
    max_gap_m
        Pairs at most this far apart in plan are listed.

    Notes
    -----
    `gap_m` is the plan distance between prisms whose elevations overlap or are unknown; only where no
    such prisms exist is it the distance of the outlines, and `is_elevation_shared` is False then.
    """
    import numpy as np
    import pandas as pd

    owner = pd.Index(rights["right_id"]).get_indexer(parts["right_id"])
    i, j = _near_pairs(parts.geometry.to_numpy(), owner, max_gap_m)
    shared = _shared_orebody_pairs(rights, links)
    if len(shared):
        i, j = _with_orebody_pairs(i, j, owner, shared)
    table = _measured(parts, i, j, owner)
    if len(parts) > len(rights):
        table = _by_right(table, parts.geometry.to_numpy())
    table = _with_elevation_state(table)
    chosen = table["gap_m"].to_numpy() <= max_gap_m
    pairs = pd.MultiIndex.from_arrays([table["a"], table["b"]])
    table["shared_orebodies"] = shared.reindex(pairs).fillna("").to_numpy() if len(shared) else ""
    table = table[chosen | (table["shared_orebodies"] != "").to_numpy()]
    names = rights["right_id"].to_numpy()
    table["right_a"], table["right_b"] = names[table["a"]], names[table["b"]]
    table["is_same_holder"] = _same_holder(rights, table["a"].to_numpy(), table["b"].to_numpy())
    order = np.lexsort([table["right_b"].to_numpy(dtype=str), table["right_a"].to_numpy(dtype=str)])
    return table.iloc[order][COLUMNS].reset_index(drop=True)


def _near_pairs(shapes: np.ndarray, owner: np.ndarray, max_gap_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Return index pairs of prisms of different rights whose boxes come within the gap, owner[i] < owner[j]."""
    import numpy as np
    import shapely

    bounds = shapely.bounds(shapes)
    grown = shapely.box(
        bounds[:, 0] - max_gap_m, bounds[:, 1] - max_gap_m, bounds[:, 2] + max_gap_m, bounds[:, 3] + max_gap_m
    )
    i, j = shapely.STRtree(shapes).query(grown)
    keep = owner[i] < owner[j]
    i, j = i[keep], j[keep]
    near = np.concatenate([shapely.distance(shapes[i[s]], shapes[j[s]]) <= max_gap_m for s in _slices(len(i))] or [[]])
    return i[near.astype(bool)], j[near.astype(bool)]


def _slices(count: int) -> list[slice]:
    return [slice(start, min(start + _SLICE, count)) for start in range(0, count, _SLICE)]


def _shared_orebody_pairs(rights: Any, links: pd.DataFrame | None) -> pd.Series:
    """Return, for each pair (a, b) of right indices on one orebody, the orebodies joined by ';'."""
    import pandas as pd

    if links is None or links.empty:
        return pd.Series(dtype=object)
    index = pd.Index(rights["right_id"])
    held = pd.DataFrame({"r": index.get_indexer(links["right_id"]), "o": links["orebody_id"].to_numpy()})
    held = held[held["r"] >= 0]
    both = held.merge(held, on="o", suffixes=("_a", "_b"))
    both = both[both["r_a"] < both["r_b"]].sort_values(["r_a", "r_b", "o"])
    return both.groupby(["r_a", "r_b"])["o"].agg(";".join)


def _with_orebody_pairs(
    i: np.ndarray, j: np.ndarray, owner: np.ndarray, shared: pd.Series
) -> tuple[np.ndarray, np.ndarray]:
    """Add the prism pairs of rights on one orebody to the near pairs."""
    import numpy as np
    import pandas as pd

    prisms = pd.DataFrame({"owner": owner, "prism": np.arange(len(owner))})
    wanted = pd.DataFrame(shared.index.tolist(), columns=["a", "b"])
    wanted = wanted.merge(prisms, left_on="a", right_on="owner").merge(
        prisms, left_on="b", right_on="owner", suffixes=("_i", "_j")
    )
    pairs = np.unique(np.column_stack([np.append(i, wanted["prism_i"]), np.append(j, wanted["prism_j"])]), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _measured(parts: gpd.GeoDataFrame, i: np.ndarray, j: np.ndarray, owner: np.ndarray) -> pd.DataFrame:
    """Measure prism pairs: gap, overlap, shared boundary, shared elevations."""
    import numpy as np
    import pandas as pd

    shapes = parts.geometry.to_numpy()
    top, bottom = elevations(parts)
    high, low = np.minimum(top[i], top[j]), np.maximum(bottom[i], bottom[j])
    edges = edges_of(shapes)
    chunks = [_contact(shapes, i[s], j[s], edges) for s in _slices(len(i))]
    gap, boundary, overlap = (np.concatenate([c[k] for c in chunks] or [np.zeros(0)]) for k in range(3))
    apart = high <= low
    return pd.DataFrame(
        {
            "a": owner[i],
            "b": owner[j],
            "i": i,
            "j": j,
            "gap_m": gap,
            "shared_boundary_m": boundary,
            "overlap_m2": overlap,
            "shared_top_m": np.where(apart, np.nan, high),
            "shared_bottom_m": np.where(apart, np.nan, low),
            "elevation": np.where(apart, 0, np.where(np.isnan(high) | np.isnan(low), 1, 2)),
        }
    )


def _contact(
    shapes: np.ndarray, i: np.ndarray, j: np.ndarray, edges: Edges
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return gap, shared boundary length and overlap area of paired polygons."""
    import numpy as np
    import shapely

    a, b = shapes[i], shapes[j]
    gap = shapely.distance(a, b)
    boundary, overlap = np.zeros(len(a)), np.zeros(len(a))
    near = np.flatnonzero(gap <= BOUNDARY_TOLERANCE_M)
    pairs = np.column_stack([i[near], j[near]])
    boundary[near] = shared_lengths(edges, shapely.bounds(shapes), pairs, BOUNDARY_TOLERANCE_M)
    crossing = near[~shapely.touches(a[near], b[near]) & (gap[near] == 0)]
    overlap[crossing] = shapely.area(shapely.intersection(a[crossing], b[crossing]))
    return gap, boundary, overlap


def _by_right(pairs: pd.DataFrame, shapes: np.ndarray) -> pd.DataFrame:
    """Sum prism pairs up to pairs of rights: those whose elevations meet, or all where none do."""
    best = pairs.groupby(["a", "b"])["elevation"].transform("max")
    pairs = pairs[(pairs["elevation"] > 0) | (best == 0)]
    table = pairs.groupby(["a", "b"], as_index=False, sort=True).agg(
        gap_m=("gap_m", "min"),
        shared_boundary_m=("shared_boundary_m", "max"),
        overlap_m2=("overlap_m2", "max"),
        shared_top_m=("shared_top_m", "max"),
        shared_bottom_m=("shared_bottom_m", "min"),
        elevation=("elevation", "max"),
        count=("gap_m", "size"),
    )
    for row in table.index[(table["count"] > 1) & (table["gap_m"] <= BOUNDARY_TOLERANCE_M)]:
        chosen = pairs[(pairs["a"] == table.at[row, "a"]) & (pairs["b"] == table.at[row, "b"])]
        boundary, overlap = _contact_of_many(shapes[chosen["i"]], shapes[chosen["j"]])
        table.loc[row, ["shared_boundary_m", "overlap_m2"]] = boundary, overlap
    return table


def _contact_of_many(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Return shared boundary and overlap of several prism pairs, each place of the plan counted once."""
    import numpy as np
    import shapely

    both = np.array([shapely.union_all(a), shapely.union_all(b)])
    pair = np.array([[0, 1]])
    boundary = shared_lengths(edges_of(both), shapely.bounds(both), pair, BOUNDARY_TOLERANCE_M)
    return float(boundary[0]), float(shapely.area(shapely.union_all(shapely.intersection(a, b))))


def _with_elevation_state(table: pd.DataFrame) -> pd.DataFrame:
    import numpy as np

    words = np.array([False, None, True], dtype=object)
    table["is_elevation_shared"] = words[table["elevation"].to_numpy()]
    return table


def _same_holder(rights: Any, a: np.ndarray, b: np.ndarray) -> Any:
    import numpy as np
    import pandas as pd

    if "holder" not in rights:
        return np.full(len(a), None, dtype=object)
    holder = rights["holder"].to_numpy(dtype=object)
    known = ~(pd.isna(holder[a]) | pd.isna(holder[b]))
    return np.where(known, holder[a] == holder[b], None)
