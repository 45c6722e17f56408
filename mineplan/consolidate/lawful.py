"""What of each right's ore lies on ground where it may still be mined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.links import link_orebodies
from mineplan.links.exclusions import Exclusion, banned_ground
from mineplan.links.orebodies import CLASSES

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True)
class LawfulOre:
    """Prisms and LINKS without banned ground: what resources and service lives are reckoned on.

    Attributes
    ----------
    parts
        The prisms of every right of the dataset, settled bans cut out.
    links
        LINKS over them; reported tonnage is cut by the share of plan area that is left.
    """

    parts: gpd.GeoDataFrame
    links: pd.DataFrame


def lawful_ore(
    rights: gpd.GeoDataFrame,
    parts: gpd.GeoDataFrame,
    orebodies: gpd.GeoDataFrame | None,
    links: pd.DataFrame,
    exclusions: tuple[Exclusion, ...],
    minimum_share: float = 0.0,
) -> LawfulOre:
    """Cut the bans of the day out of prisms and LINKS; what falls below the smallest share is left out."""
    import pandas as pd

    touched = sorted({r for e in exclusions if e.is_ban and not e.is_for_new_only for r in e.right_ids})
    if not touched or links.empty:
        return LawfulOre(parts, links)
    cut = _cut(parts, touched, exclusions)
    rows = rights[rights["right_id"].isin(touched)]
    left = cut[cut["right_id"].isin(touched) & ~cut.geometry.is_empty]
    again = link_orebodies(rows, left, orebodies, None, minimum_share)
    old = links[links["right_id"].isin(touched)]
    reported = _scaled(old[old["basis"] == "report"], again)
    keys = ["right_id", "orebody_id"]
    listed = pd.MultiIndex.from_frame(reported[keys])
    again = again[~pd.MultiIndex.from_frame(again[keys]).isin(listed)]
    frames = [f for f in (links[~links["right_id"].isin(touched)], again, reported) if len(f)]
    joined = pd.concat(frames, ignore_index=True) if frames else links.iloc[:0]
    return LawfulOre(cut, joined.sort_values(keys, ignore_index=True))


def _cut(parts: gpd.GeoDataFrame, touched: list[str], exclusions: tuple[Exclusion, ...]) -> gpd.GeoDataFrame:
    import shapely

    ground = {right_id: banned_ground(exclusions, {right_id}) for right_id in touched}
    cut = parts.copy()
    shapes: Any = [
        shapely.difference(shape, ground[right_id]) if right_id in ground else shape
        for right_id, shape in zip(parts["right_id"], parts.geometry, strict=True)
    ]
    return cut.set_geometry(shapes, crs=parts.crs)


def _scaled(reported: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    """Cut reported tonnage by the share of the pair's plan area that is left."""
    left = reported[["right_id", "orebody_id"]].merge(
        again[["right_id", "orebody_id", "shared_m2"]], on=["right_id", "orebody_id"], how="left"
    )["shared_m2"]
    before = reported["shared_m2"].to_numpy(dtype=float)
    # A report on ground that nobody drew cannot be cut.
    share = [1.0 if not b else (0.0 if a != a else min(1.0, a / b)) for a, b in zip(left, before, strict=True)]
    scaled = reported.copy()
    for name in (*CLASSES, "tonnage_t", "tonnage_share", "shared_m2"):
        scaled[name] = scaled[name].astype(float) * share
    return scaled
