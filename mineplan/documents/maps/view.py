"""What one sheet shows: the geometries of a group and its neighbourhood in one plane CRS."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps.effects import effect_of_row, zone_effects
from mineplan.geodesy import transform, zone_crs
from mineplan.terms import Disposition, ZoneEffect, ZoneKind, term_of

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan, Group

# How far around a group neighbours are looked up, as a share of the group's size, and at least in metres.
_AROUND_SHARE, _AROUND_M = 1.5, 600.0
# Slivers of rounding (corners are printed to the centimetre) are no gap resource.
_SLIVER_M2 = 25.0
_LEAVES = (Disposition.WITHDRAW, Disposition.CLOSE)


@dataclass(frozen=True)
class Member:
    """One right of the group; `number` is the one printed in its circle."""

    number: int
    right_id: str
    mine_name: str
    holder: str
    is_lead: bool
    geometry: Any


@dataclass(frozen=True)
class Zone:
    """A zone near the group: its kind's Chinese label and what the rulings make of it."""

    label: str
    effect: ZoneEffect | None
    geometry: Any


@dataclass(frozen=True)
class View:
    """Everything a sheet draws, in the group's native zone.

    Attributes
    ----------
    others
        Rights outside the group, before. `staying` and `leaving` are what the plan leaves of them.
    other_extents
        New extents of the other groups.
    gap, removed
        What the extent takes in beyond the members, and what it leaves out of them.
    """

    group_id: str
    zone: int
    members: tuple[Member, ...]
    others: tuple[Any, ...]
    staying: tuple[Any, ...]
    leaving: tuple[Any, ...]
    other_extents: tuple[Any, ...]
    orebodies: tuple[Any, ...]
    zones: tuple[Zone, ...]
    extent: Any
    gap: Any
    removed: Any


def view_of(plan: ConsolidationPlan, group: Group) -> View:
    """Gather what the sheet of one group shows."""
    import shapely

    rights = plan.tables["rights"]
    own = rights.set_index("right_id").loc[list(group.right_ids)]
    around = _around(shapely.union_all([group.extent, *own.geometry]))
    members = _members(plan, group, own)
    union = shapely.union_all([m.geometry for m in members])
    extent = _native(plan, group.zone, [group.extent])[0]
    near = rights[rights.geometry.intersects(around) & ~rights["right_id"].isin(group.right_ids)]
    leaving = [o.right_id for o in plan.rights if o.disposition in _LEAVES]
    merged = [o.right_id for o in plan.rights if o.group_id is not None]

    def native(geometries: Any) -> tuple[Any, ...]:
        return tuple(_native(plan, group.zone, list(geometries)))

    return View(
        group.group_id,
        group.zone,
        members,
        native(near.geometry),
        native(near.geometry[~near["right_id"].isin([*leaving, *merged])]),
        native(near.geometry[near["right_id"].isin(leaving)]),
        native(g.extent for g in plan.groups if g is not group and g.extent.intersects(around)),
        native(_near(plan, "orebodies", around).geometry),
        _zones(plan, group.zone, around),
        extent,
        _parts(extent.difference(union)),
        _parts(union.difference(extent)),
    )


def cut_to(view: View, window: Any) -> View:
    """Return the view without what lies outside a window, so that the legend names only what is seen."""

    def seen(geometries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(g for g in geometries if g.intersects(window))

    return replace(
        view,
        others=seen(view.others),
        staying=seen(view.staying),
        leaving=seen(view.leaving),
        other_extents=seen(view.other_extents),
        orebodies=seen(view.orebodies),
        zones=tuple(z for z in view.zones if z.geometry.intersects(window)),
    )


def _around(geometry: Any) -> Any:
    import shapely

    west, south, east, north = geometry.bounds
    reach = max(_AROUND_SHARE * max(east - west, north - south), _AROUND_M)
    return shapely.box(west - reach, south - reach, east + reach, north + reach)


def _near(plan: ConsolidationPlan, table: str, around: Any) -> Any:
    import geopandas

    frame = plan.tables.get(table)
    if frame is None or not len(frame) or "geometry" not in frame:
        return geopandas.GeoDataFrame({"geometry": []}, geometry="geometry", crs=plan.crs)
    return frame[frame.geometry.intersects(around)]


def _native(plan: ConsolidationPlan, zone: int, geometries: list[Any]) -> Any:
    return transform(geometries, plan.crs, zone_crs(zone)) if geometries else []


def _members(plan: ConsolidationPlan, group: Group, own: Any) -> tuple[Member, ...]:
    geometries = _native(plan, group.zone, list(own.geometry))
    return tuple(
        Member(
            number,
            right_id,
            _text(own, right_id, "mine_name"),
            _text(own, right_id, "holder"),
            right_id == group.lead_id,
            geometry,
        )
        for number, (right_id, geometry) in enumerate(zip(group.right_ids, geometries, strict=True), start=1)
    )


def _text(frame: Any, key: str, column: str) -> str:
    if column not in frame:
        return ""
    value = frame.at[key, column]
    return value if isinstance(value, str) else ""


def _zones(plan: ConsolidationPlan, zone: int, around: Any) -> tuple[Zone, ...]:
    near, effects = _near(plan, "zones", around), zone_effects(plan)
    found = []
    for (_, row), geometry in zip(near.iterrows(), _native(plan, zone, list(near.geometry)), strict=True):
        kind = term_of(ZoneKind, str(row.get("kind")))
        label = _short_label(kind) if kind is not None else str(row.get("kind"))
        found.append(Zone(label, effect_of_row(row, effects), geometry))
    return tuple(found)


def _short_label(kind: ZoneKind) -> str:
    """Return a label that a legend has room for."""
    return min((kind.label, *kind.aliases), key=len) if len(kind.label) > 9 else kind.label


def _parts(geometry: Any) -> Any:
    """Return the polygons of a difference that are more than slivers."""
    import shapely

    parts = [
        p
        for p in shapely.get_parts(geometry)
        if p.geom_type == "Polygon" and p.area >= _SLIVER_M2 and not p.buffer(-0.2).is_empty
    ]
    return shapely.MultiPolygon(parts)
