"""Which right holds how much of which orebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.schema import TONNAGE_COLUMNS

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

CLASSES = tuple(column.name for column in TONNAGE_COLUMNS)
RESOURCE_CLASSES = ("measured_t", "indicated_t", "inferred_t")
RESERVE_CLASSES = ("proved_t", "probable_t")
_COLUMNS = [
    "right_id",
    "orebody_id",
    "shared_m2",
    "shared_top_m",
    "shared_bottom_m",
    "tonnage_share",
    "tonnage_t",
    *CLASSES,
    "basis",
]


def link_orebodies(
    rights: gpd.GeoDataFrame,
    parts: gpd.GeoDataFrame,
    orebodies: gpd.GeoDataFrame | None,
    resources: pd.DataFrame | None,
    minimum_share: float = 0.0,
) -> pd.DataFrame:
    """Return the LINKS table, sorted by right and orebody.

    Parameters
    ----------
    rights, parts
        Rights and their prisms, in a plane equal-area CRS.
    orebodies
        Orebodies in the same CRS; None gives an empty table.
    resources
        Reported tonnage by right and orebody; it overrides apportionment.
    minimum_share
        Links below this share of the orebody are left out, unless a report names them.

    Notes
    -----
    Tonnage is apportioned by volume. An orebody with a dip direction is a slab whose elevation falls
    evenly from its upper elevation on the up-dip side of its outline to its lower one on the down-dip
    side; a right with elevations holds the strip of the slab between them. Without a dip direction it
    is a prism, and the share is that of area times that of the elevation range.
    """
    if orebodies is None or orebodies.empty:
        return _no_links()
    has_reports = resources is not None and not resources.empty
    if not has_reports and len(parts):
        # A few rights meet few of a province's orebodies, and all that follows goes by rows of orebodies.
        west, south, east, north = parts.total_bounds
        box = orebodies.bounds
        meets = (box["minx"] <= east) & (box["maxx"] >= west) & (box["miny"] <= north) & (box["maxy"] >= south)
        orebodies = orebodies[meets].reset_index(drop=True)
    pieces = _pieces(rights, parts, orebodies)
    if pieces.empty and not has_reports:
        return _no_links()
    links = _summed(pieces)
    links = links[(links["tonnage_share"] > 0) & (links["tonnage_share"] >= minimum_share)]
    links = _with_tonnage(links, orebodies)
    links = _overridden(links, orebodies, resources)
    return links[_COLUMNS].sort_values(["right_id", "orebody_id"], ignore_index=True)


def _no_links() -> pd.DataFrame:
    import pandas as pd

    words = ("right_id", "orebody_id", "basis")
    return pd.DataFrame({name: pd.Series(dtype=object if name in words else float) for name in _COLUMNS})


def _pieces(rights: gpd.GeoDataFrame, parts: gpd.GeoDataFrame, orebodies: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row for each prism and orebody that meet as solids."""
    import numpy as np
    import pandas as pd
    import shapely

    prisms, bodies = parts.geometry.to_numpy(), orebodies.geometry.to_numpy()
    p, o = shapely.STRtree(bodies).query(prisms)
    keep = _same_mineral(rights, parts, orebodies, p, o)
    p, o = p[keep], o[keep]
    high, low = _shared_elevations(parts, orebodies, p, o)
    keep = ~(high <= low)
    p, o, high, low = p[keep], o[keep], high[keep], low[keep]
    shared = shapely.intersection(prisms[p], bodies[o])
    area = shapely.area(shared)
    keep = area > 0
    p, o, high, low, shared, area = p[keep], o[keep], high[keep], low[keep], shared[keep], area[keep]
    return pd.DataFrame(
        {
            "right_id": parts["right_id"].to_numpy()[p],
            "orebody_id": orebodies["orebody_id"].to_numpy()[o],
            "geometry": shared,
            "shared_m2": area,
            "shared_top_m": high,
            "shared_bottom_m": low,
            "tonnage_share": np.minimum(1.0, _volume_share(orebodies, o, shared, high, low)),
        }
    )


def _same_mineral(rights: Any, parts: Any, orebodies: Any, p: np.ndarray, o: np.ndarray) -> np.ndarray:
    import numpy as np
    import pandas as pd

    if "mineral" not in rights or "mineral" not in orebodies:
        return np.ones(len(p), dtype=bool)
    of_part = parts["right_id"].map(rights.set_index("right_id")["mineral"]).to_numpy()[p]
    of_body = orebodies["mineral"].to_numpy()[o]
    return np.asarray(pd.isna(of_part) | pd.isna(of_body) | (of_part == of_body), dtype=bool)


def elevations(frame: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return upper and lower elevations as floats, NaN where the frame does not say."""
    import numpy as np

    def of(name: str) -> np.ndarray:
        return frame[name].to_numpy(dtype=float) if name in frame else np.full(len(frame), np.nan)

    return of("top_m"), of("bottom_m")


def _shared_elevations(a: Any, b: Any, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the top and bottom of what two sets of solids share; NaN where either is unknown."""
    import numpy as np

    (top_a, bottom_a), (top_b, bottom_b) = elevations(a), elevations(b)
    return np.minimum(top_a[i], top_b[j]), np.maximum(bottom_a[i], bottom_b[j])


def _volume_share(orebodies: Any, o: np.ndarray, shared: np.ndarray, high: np.ndarray, low: np.ndarray) -> np.ndarray:
    import numpy as np
    import shapely

    top, bottom = (values[o] for values in elevations(orebodies))
    whole = shapely.area(orebodies.geometry.to_numpy())[o]
    area_share = shapely.area(shared) / whole
    with np.errstate(invalid="ignore", divide="ignore"):
        height_share = np.where(top > bottom, (high - low) / (top - bottom), 1.0)
    share = area_share * np.where(np.isnan(height_share), 1.0, height_share)
    slab = np.isfinite(top) & np.isfinite(bottom) & (top > bottom) & np.isfinite(high) & np.isfinite(low)
    slab &= np.isfinite(_dip_directions(orebodies)[o])
    if slab.any():
        strips = _strips(orebodies, o[slab], high[slab], low[slab])
        share[slab] = shapely.area(shapely.intersection(shared[slab], strips)) / whole[slab]
    return np.asarray(share)


def _dip_directions(orebodies: Any) -> np.ndarray:
    import numpy as np

    if "dip_direction_deg" not in orebodies:
        return np.full(len(orebodies), np.nan)
    return np.asarray(orebodies["dip_direction_deg"].to_numpy(dtype=float))


def _strips(orebodies: Any, o: np.ndarray, high: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Return, for each orebody index, the strip of plan in which its slab lies between `low` and `high`."""
    import numpy as np
    import shapely

    bodies, angle = orebodies.geometry.to_numpy()[o], np.radians(_dip_directions(orebodies)[o])
    down = np.column_stack([np.sin(angle), np.cos(angle)])  # azimuth: clockwise from north
    near, far = _reach(bodies, down)
    top, bottom = (values[o] for values in elevations(orebodies))
    slope = (far - near) / (top - bottom)
    start, end = near + (top - high) * slope, near + (top - low) * slope
    bounds = shapely.bounds(bodies)
    wide = 2 * np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    centre = np.column_stack([bounds[:, 0] + bounds[:, 2], bounds[:, 1] + bounds[:, 3]]) / 2
    along = np.column_stack([-down[:, 1], down[:, 0]])
    middle = centre - (centre * down).sum(axis=1)[:, None] * down  # foot of the centre on the strike axis
    corners = [
        middle + t[:, None] * down + s * wide[:, None] * along
        for t, s in ((start, -1), (end, -1), (end, 1), (start, 1))
    ]
    return np.asarray(shapely.polygons(np.stack(corners, axis=1)))


def _reach(bodies: np.ndarray, down: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and greatest down-dip coordinate of each body."""
    import numpy as np
    import shapely

    points, index = shapely.get_coordinates(bodies, return_index=True)
    along = (points * down[index]).sum(axis=1)
    near, far = np.full(len(bodies), np.inf), np.full(len(bodies), -np.inf)
    np.minimum.at(near, index, along)
    np.maximum.at(far, index, along)
    return near, far


def _summed(pieces: pd.DataFrame) -> pd.DataFrame:
    """Add up the prisms of one right; plan area is counted once where prisms lie above each other."""
    import shapely

    keys = ["right_id", "orebody_id"]
    summed = pieces.groupby(keys, as_index=False, sort=True).agg(
        shared_m2=("shared_m2", "sum"),
        shared_top_m=("shared_top_m", "max"),
        shared_bottom_m=("shared_bottom_m", "min"),
        tonnage_share=("tonnage_share", "sum"),
        count=("shared_m2", "size"),
    )
    several = summed["count"] > 1
    if several.any():
        plan = {
            key: shapely.area(shapely.union_all(group["geometry"].to_numpy()))
            for key, group in pieces.groupby(keys)
            if len(group) > 1
        }
        summed.loc[several, "shared_m2"] = [
            plan[key] for key in zip(*(summed.loc[several, k] for k in keys), strict=True)
        ]
    summed["tonnage_share"] = summed["tonnage_share"].clip(upper=1.0)
    return summed.drop(columns="count")


def headline_tonnage(frame: pd.DataFrame) -> pd.Series:
    """Return the tonnage by which rows are compared: resources where stated, otherwise reserves.

    The two are never added (GB/T 17766-2020).
    """
    import numpy as np
    import pandas as pd

    def total(names: tuple[str, ...]) -> pd.Series:
        present = [name for name in names if name in frame]
        if not present:
            return pd.Series(np.nan, index=frame.index)
        return frame[present].astype(float).sum(axis=1, min_count=1)

    return total(RESOURCE_CLASSES).fillna(total(RESERVE_CLASSES))


def _with_tonnage(links: pd.DataFrame, orebodies: gpd.GeoDataFrame) -> pd.DataFrame:
    import numpy as np

    links = links.copy()
    of_body = orebodies.set_index("orebody_id")
    for name in CLASSES:
        whole = links["orebody_id"].map(of_body[name].astype(float)) if name in of_body else np.nan
        links[name] = whole * links["tonnage_share"].astype(float)
    links["tonnage_t"] = headline_tonnage(links)
    links["basis"] = "volume"
    return links


def _overridden(links: pd.DataFrame, orebodies: gpd.GeoDataFrame, resources: pd.DataFrame | None) -> pd.DataFrame:
    """Put reported tonnage in place of apportioned tonnage, pair by pair."""
    import numpy as np
    import pandas as pd

    if resources is None or resources.empty:
        return links
    keys = ["right_id", "orebody_id"]
    reported = resources[keys].copy()
    for name in CLASSES:
        reported[name] = resources[name].astype(float) if name in resources else np.nan
    reported["tonnage_t"] = headline_tonnage(reported)
    whole = reported["orebody_id"].map(pd.Series(headline_tonnage(orebodies).to_numpy(), index=orebodies["orebody_id"]))
    merged = reported.merge(
        links[[*keys, "shared_m2", "shared_top_m", "shared_bottom_m", "tonnage_share"]], on=keys, how="left"
    )
    by_report = (merged["tonnage_t"].to_numpy() / whole.to_numpy()).astype(float)
    merged["tonnage_share"] = np.where(np.isfinite(by_report), np.minimum(by_report, 1.0), merged["tonnage_share"])
    merged["shared_m2"] = merged["shared_m2"].fillna(0.0)
    merged["basis"] = "report"
    listed = pd.MultiIndex.from_frame(reported[keys])
    rest = links[~pd.MultiIndex.from_frame(links[keys]).isin(listed)]
    return pd.concat([frame for frame in (rest, merged) if len(frame)], ignore_index=True)
