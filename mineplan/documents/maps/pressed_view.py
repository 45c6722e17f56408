"""What a project's sheet shows: geometries in the project's native zone, numbered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mineplan.documents.numbers import fixed, percent
from mineplan.geodesy import native_zones, transform, zone_crs
from mineplan.terms import ZoneKind, ZoneLevel, term_of

if TYPE_CHECKING:
    from mineplan.plans import Finding, PressedPlan, PressedProject

# How far around a project neighbours are looked up, as a share of its size, and at least in metres.
_AROUND_SHARE, _AROUND_M = 1.0, 1200.0
# A number stands beside what lies on top where so much of its shape is left there.
_ROOM_SHARE = 0.15


@dataclass(frozen=True)
class Item:
    """One numbered thing: an orebody, a right or a zone; `label` is what its number may stand in."""

    number: int
    kind: str
    name: str
    words: str
    geometry: Any
    label: Any


@dataclass(frozen=True)
class View:
    """Everything a sheet draws, in the project's native zone; shapes that are not there are empty.

    Attributes
    ----------
    orebodies, rights, zones
        Numbered: those that the project presses or touches.
    other_orebodies, other_rights
        The neighbourhood.
    pressed
        Pressed parts of all orebodies, with the pillar where one was drawn.
    """

    zone: int
    footprint: Any
    outline: Any
    pillar: Any
    pressed: Any
    orebodies: tuple[Item, ...]
    rights: tuple[Item, ...]
    zones: tuple[Item, ...]
    other_orebodies: tuple[Any, ...]
    other_rights: tuple[Any, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that bears a number, in order."""
        return (*self.orebodies, *self.rights, *self.zones)


def view_of(plan: PressedPlan, project: PressedProject) -> View:
    """Gather what the sheet of one project shows."""
    import shapely

    zone = int(native_zones([project.footprint], plan.crs)[0])
    around = _around(project)
    pressed = [_pressed(finding) for finding in project.findings]
    orebodies = _orebodies(plan, project, zone, pressed)
    rights = _rights(plan, project, zone, len(orebodies))
    zones = _zones(plan, project, zone, len(orebodies) + len(rights))
    shown = shapely.union_all([p for p in pressed if p is not None])
    return View(
        zone,
        _native(plan, zone, project.footprint),
        _native(plan, zone, project.outline),
        _native(plan, zone, project.pillar),
        _native(plan, zone, shown),
        orebodies,
        rights,
        zones,
        _others(plan, "orebodies", [f.orebody_id for f in project.findings], around, zone),
        _others(plan, "rights", [r.right_id for r in project.rights], around, zone),
    )


def cut_to(view: View, window: Any) -> View:
    """Return the view without what lies outside a window; numbers stand in what is seen of their shapes."""
    import shapely

    def seen(geometries: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(g for g in geometries if g.intersects(window))

    ore = shapely.union_all([view.pressed, view.pillar, *(o.geometry for o in view.orebodies)])

    def labelled(items: tuple[Item, ...], *hidden: Any) -> tuple[Item, ...]:
        return tuple(replace(item, label=_room(item.label.intersection(window), hidden)) for item in items)

    return replace(
        view,
        orebodies=labelled(view.orebodies, view.outline, view.footprint),
        rights=labelled(view.rights, ore, view.footprint),
        zones=labelled(view.zones, ore, view.footprint),
        other_orebodies=seen(view.other_orebodies),
        other_rights=seen(view.other_rights),
    )


def _room(shape: Any, hidden: tuple[Any, ...]) -> Any:
    """Return the part of a shape that nothing hides, where that is large enough for a number; else more of it."""
    whole = _areas(shape)
    for above in hidden:
        left = _areas(whole.difference(above))
        if left.area >= _ROOM_SHARE * whole.area:
            return left
    return whole


def _pressed(finding: Finding) -> Any:
    return finding.with_pillar if finding.with_pillar is not None else finding.footprint


def _around(project: PressedProject) -> Any:
    import shapely

    shape = project.pillar if project.pillar is not None else project.footprint
    west, south, east, north = shape.bounds
    reach = max(_AROUND_SHARE * max(east - west, north - south), _AROUND_M)
    return shapely.box(west - reach, south - reach, east + reach, north + reach)


def _native(plan: PressedPlan, zone: int, geometry: Any) -> Any:
    import shapely

    if geometry is None or geometry.is_empty:
        return shapely.MultiPolygon()
    return transform([geometry], plan.crs, zone_crs(zone))[0]


def _areas(geometry: Any) -> Any:
    import shapely

    return shapely.MultiPolygon([p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"])


def _orebodies(plan: PressedPlan, project: PressedProject, zone: int, pressed: list[Any]) -> tuple[Item, ...]:
    shapes = _by_id(plan, "orebodies", "orebody_id", [f.orebody_id for f in project.findings])
    items = []
    for number, (finding, part) in enumerate(zip(project.findings, pressed, strict=True), start=1):
        geometry = _native(plan, zone, shapes.get(finding.orebody_id, {}).get("geometry", part))
        mineral = "" if finding.mineral is None else f"{finding.mineral.label}　"
        label = _native(plan, zone, part)
        name = f"{finding.deposit}{finding.orebody_id}"
        items.append(Item(number, "矿体", name, mineral + _areas_words(finding), geometry, _areas(label)))
    return tuple(items)


def _areas_words(finding: Finding) -> str:
    own = f"用地内{fixed(finding.footprint_m2, 2)}㎡" if finding.footprint_m2 > 0 else "用地内未压覆"
    return own if finding.buffered_m2 is None else f"{own}，含矿柱{fixed(finding.buffered_m2, 2)}㎡"


def _rights(plan: PressedPlan, project: PressedProject, zone: int, before: int) -> tuple[Item, ...]:
    shapes = _by_id(plan, "rights", "right_id", [r.right_id for r in project.rights])
    items = []
    for number, right in enumerate(project.rights, start=before + 1):
        geometry = _native(plan, zone, shapes.get(right.right_id, {}).get("geometry"))
        shares = [r.footprint_share for f in project.findings for r in f.rights if r.right_id == right.right_id]
        share = f"　占压覆{percent(shares[0])}" if len(shares) == 1 and shares[0] is not None else ""
        items.append(
            Item(number, "采矿权", right.mine_name or right.right_id, f"{right.holder}{share}", geometry, geometry)
        )
    return tuple(items)


def _zones(plan: PressedPlan, project: PressedProject, zone: int, before: int) -> tuple[Item, ...]:
    rows = _by_id(plan, "zones", "zone_id", list(project.zone_ids))
    items = []
    for number, zone_id in enumerate(project.zone_ids, start=before + 1):
        row = rows.get(zone_id, {})
        kind, level = term_of(ZoneKind, str(row.get("kind"))), term_of(ZoneLevel, str(row.get("level")))
        words = f"{'' if level is None else level.label}{'' if kind is None else kind.label}"
        geometry = _native(plan, zone, row.get("geometry"))
        name = row.get("name")
        items.append(Item(number, "区域", name if isinstance(name, str) else zone_id, words, geometry, geometry))
    return tuple(items)


def _by_id(plan: PressedPlan, table: str, key: str, ids: list[str]) -> dict[str, dict[str, Any]]:
    frame = plan.tables.get(table)
    if frame is None or not len(frame) or not ids:
        return {}
    return {str(row[key]): row for row in frame[frame[key].isin(ids)].to_dict("records")}


def _others(plan: PressedPlan, table: str, known: list[str], around: Any, zone: int) -> tuple[Any, ...]:
    frame = plan.tables.get(table)
    if frame is None or not len(frame) or "geometry" not in frame:
        return ()
    key = "orebody_id" if table == "orebodies" else "right_id"
    near = frame.iloc[frame.sindex.query(around, predicate="intersects")]
    near = near[~near[key].isin(known)].sort_values(key)
    return tuple(_native(plan, zone, geometry) for geometry in near.geometry)
