"""Blocks against zones under the rulings on new mines: what is banned, who must consent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mineplan.geodesy import area_km2
from mineplan.links.exclusions import Exclusion, exclusions_of
from mineplan.plans.allocation import ZoneHit
from mineplan.policy import Policy

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Ground:
    """What of a block may be granted.

    Attributes
    ----------
    extent
        The block without settled bans; `lawful_share` of its area lies outside them, `banned_m2` was cut out.
    usable_share
        Share of the block's area that `extent` has: less than the lawful where rights were cut out too.
    hits
        Every zone that the block reaches into, sorted by zone and ruling.
    """

    extent: Any
    lawful_share: float
    banned_m2: float
    usable_share: float
    hits: tuple[ZoneHit, ...]

    @property
    def consent_share(self) -> float:
        """Return the largest share of the block that lies in one zone needing consent or restricting mining."""
        return max((h.overlap_share for h in self.hits if h.effect != "ban"), default=0.0)


def grounds_of(blocks: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None, policy: Policy) -> list[Ground]:
    """Return the ground of each block under the rulings of the day on new mines.

    Raises
    ------
    ScenarioError
        For each zone that a ban closes as an area and that is drawn as a line or a point.
    """
    if blocks.empty:
        return []
    found = exclusions_of(blocks.rename(columns={"block_id": "right_id"}), zones, policy)
    bearing = [e for e in found if e.ruling.binds_new]
    return [
        _ground(shape, [e for e in bearing if block_id in e.right_ids])
        for block_id, shape in zip(blocks["block_id"], blocks.geometry, strict=True)
    ]


def _ground(shape: Any, exclusions: list[Exclusion]) -> Ground:
    import shapely

    area = float(shapely.area(shape))
    hits = [_hit(shape, area, e) for e in exclusions]
    bans = [e.geometry for e in exclusions if e.is_ban]
    left = shapely.difference(shape, shapely.union_all(bans)) if bans else shape
    # A cut may leave lines and points along a common edge.
    left = shapely.union_all([p for p in shapely.get_parts(left) if shapely.get_dimensions(p) == 2])
    share = float(shapely.area(left)) / area
    met = tuple(hit for hit in hits if hit.overlap_m2 > 0)
    return Ground(left, share, area - float(shapely.area(left)), share, met)


def _hit(shape: Any, area: float, exclusion: Exclusion) -> ZoneHit:
    import shapely

    overlap = float(shapely.area(shapely.intersection(shape, exclusion.geometry)))
    consent = exclusion.ruling.scope.get("consent_of")
    return ZoneHit(
        exclusion.zone_id,
        exclusion.kind.value,
        exclusion.name,
        exclusion.effect,
        exclusion.ruling.is_settled,
        overlap,
        overlap / area,
        exclusion.ruling.ruling_id,
        str(consent) if consent else "",
    )


def sentence_of(hit: ZoneHit, policy: Policy) -> str:
    """Return what a hit means, with figures and the ruling's title."""
    size = f"{hit.overlap_m2 / 1e6:.4f}平方千米（占{hit.overlap_share:.1%}）位于{hit.name}"
    title = policy.get(hit.ruling).title
    if not hit.is_settled:
        return f"{size}，“{title}”待核实，未据以扣除"
    if hit.effect == "ban":
        return f"{size}，依“{title}”予以扣除"
    return f"{size}，依“{title}”须征得{hit.consent_of or '主管部门'}同意"


def without(ground: Ground, shapes: list[Any]) -> Ground:
    """Return a ground with other shapes cut out."""
    import shapely

    if not shapes or shapely.is_empty(ground.extent):
        return ground
    left = shapely.difference(ground.extent, shapely.union_all(shapes))
    left = shapely.union_all([p for p in shapely.get_parts(left) if shapely.get_dimensions(p) == 2])
    share = ground.lawful_share * float(shapely.area(left) / shapely.area(ground.extent))
    return replace(ground, extent=left, usable_share=share)


def ground_km2(ground: Ground, crs: Any) -> float:
    """Return the ellipsoidal area of what may be granted."""
    return float(area_km2([ground.extent], crs)[0]) if ground.usable_share else 0.0
