"""Rights (or blocks) x zones: where rulings of the day forbid mining, and what of each right lies there."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.errors import ScenarioError
from mineplan.links.triggers import in_scope
from mineplan.policy import Policy, Ruling
from mineplan.terms import ZoneKind

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

# A buffer's chords fall short of its circle; this widens it so that nothing nearer than the law
# allows stays outside (0.5 % too wide at most).
# GEOS may span one and a half steps with a chord at the end of an arc.
_QUAD_SEGS = 16
_WIDER = 1 / math.cos(1.5 * math.pi / (4 * _QUAD_SEGS))


@dataclass(frozen=True)
class Exclusion:
    """One zone under one ruling.

    Attributes
    ----------
    geometry
        The zone with the ruling's distance around it, analysis CRS.
    effect
        `ban`, `consent` or `restrict`.
    is_for_new_only
        It bars new ground (gap resources) and leaves existing extents alone.
    covered_ids, right_ids
        The rights whose mineral, method and size the ruling covers; those of them that it touches.
    """

    zone_id: str
    kind: ZoneKind
    name: str
    ruling: Ruling
    effect: str
    is_for_new_only: bool
    is_line: bool
    geometry: Any
    covered_ids: frozenset[str]
    right_ids: frozenset[str]

    @property
    def is_ban(self) -> bool:
        """Whether ground may be taken out on its strength: a ban, and a settled one."""
        return self.effect == "ban" and self.ruling.is_settled


def exclusions_of(rights: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None, policy: Policy) -> tuple[Exclusion, ...]:
    """Return every zone in force that day with every ruling that bears on some right near it.

    Raises
    ------
    ScenarioError
        For each zone that a ban closes as an area and that is drawn as a line or a point.
    """
    import shapely

    if zones is None or zones.empty or rights.empty:
        return ()
    _refuse_shapeless(rights, zones, policy)
    # New ground lies between members, so a zone may bear on a group without touching any of them.
    hull = shapely.convex_hull(shapely.union_all(rights.geometry.to_numpy()))
    tree = shapely.STRtree(rights.geometry.to_numpy())
    found: list[Exclusion] = []
    for zone in zones.to_dict("records"):
        if _is_in_force(zone, policy):
            found += [e for e in _of_zone(zone, rights, tree, policy) if shapely.intersects(e.geometry, hull)]
    return tuple(sorted(found, key=lambda e: (e.zone_id, e.ruling.ruling_id)))


def _refuse_shapeless(rights: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, policy: Policy) -> None:
    lost = [z for z in shapeless(rights, zones, policy) if z.effect == "ban"]
    if lost:
        words = "closes an area to mining and is drawn as a line or a point; draw it as a polygon"
        raise ScenarioError([f"zones: “{z.name}” ({z.kind.label}, zone_id {z.zone_id}) {words}" for z in lost])


@dataclass(frozen=True)
class Shapeless:
    """A zone whose ruling speaks of an area, drawn as a line or a point."""

    zone_id: str
    name: str
    kind: ZoneKind
    effect: str


def shapeless(rights: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, policy: Policy) -> list[Shapeless]:
    """Return the zones in force near the rights whose settled rulings cannot be applied for want of an area."""
    import shapely

    hull = shapely.convex_hull(shapely.union_all(rights.geometry.to_numpy()))
    found: dict[str, Shapeless] = {}
    for zone in zones[shapely.get_dimensions(zones.geometry.to_numpy()) < 2].to_dict("records"):
        if not _is_in_force(zone, policy) or not shapely.intersects(zone["geometry"], hull):
            continue
        for ruling, _ in _rulings_on(zone, rights, policy).values():
            if not _distance(ruling) and ruling.is_settled and in_scope(ruling, rights).any():
                effect, name = str(ruling.scope.get("effect") or "ban"), _name_of(zone)
                made = Shapeless(str(zone["zone_id"]), name, ZoneKind(zone["kind"]), effect)
                found[made.zone_id] = made if effect == "ban" else found.get(made.zone_id, made)
    return [found[key] for key in sorted(found)]


def _name_of(zone: dict[str, Any]) -> str:
    # A blank cell is NaN, which is true.
    name = zone.get("name")
    return name if isinstance(name, str) and name else str(zone["zone_id"])


def _distance(ruling: Ruling) -> float:
    is_figure = isinstance(ruling.amount, int | float) and not isinstance(ruling.amount, bool)
    return float(str(ruling.amount)) if is_figure else 0.0


def _is_in_force(zone: dict[str, Any], policy: Policy) -> bool:
    start, end = _day(zone.get("valid_from")), _day(zone.get("valid_to"))
    return (start is None or start <= policy.on) and (end is None or end >= policy.on)


def _day(value: Any) -> datetime.date | None:
    # NaT, pandas' missing day, is a date that equals nothing, not even itself.
    return value if isinstance(value, datetime.date) and value == value else None


def _of_zone(zone: dict[str, Any], rights: Any, tree: Any, policy: Policy) -> list[Exclusion]:
    rulings = _rulings_on(zone, rights, policy)
    return [made for ruling, of in rulings.values() if (made := _exclusion(zone, ruling, of, rights, tree))]


def _rulings_on(zone: dict[str, Any], rights: Any, policy: Policy) -> dict[str, tuple[Ruling, set[str]]]:
    """Return the rulings on a zone, each with the minerals of the rights that it speaks of."""
    minerals = sorted({str(m) for m in rights["mineral"].dropna()}) if "mineral" in rights else []
    rulings: dict[str, tuple[Ruling, set[str]]] = {}
    is_blank = "mineral" in rights and bool(rights["mineral"].isna().any())
    for mineral in [*minerals, *([""] if is_blank or not minerals else [])]:
        facts = {"zone": str(zone["kind"])} | ({"mineral": mineral} if mineral else {})
        facts |= {"zone_level": str(zone["level"])} if isinstance(zone.get("level"), str) else {}
        for ruling in policy.all("exclusion", **facts):
            rulings.setdefault(ruling.ruling_id, (ruling, set()))[1].add(mineral)
    return rulings


def _exclusion(zone: dict[str, Any], ruling: Ruling, minerals: set[str], rights: Any, tree: Any) -> Exclusion | None:
    import numpy as np
    import shapely

    distance = _distance(ruling)
    shape = zone["geometry"]
    if distance:
        shape = shapely.buffer(shape, distance * _WIDER, quad_segs=_QUAD_SEGS)
    elif shapely.get_dimensions(shape) < 2:
        return None
    covered = in_scope(ruling, rights)
    if "mineral" in rights:
        # Where the ledger names no mineral, only rulings on every mineral can be shown to apply.
        unnamed = rights["mineral"].isna().to_numpy() & ("" in minerals)
        covered &= rights["mineral"].isin(minerals).to_numpy() | unnamed
    if not covered.any():
        return None
    near = np.zeros(len(rights), dtype=bool)
    near[tree.query(shape, predicate="intersects")] = True
    ids = rights["right_id"].to_numpy()
    return Exclusion(
        str(zone["zone_id"]),
        ZoneKind(zone["kind"]),
        _name_of(zone),
        ruling,
        str(ruling.scope.get("effect") or "ban"),
        not ruling.binds_existing,
        bool(shapely.get_dimensions(zone["geometry"]) < 2),
        shape,
        frozenset(ids[covered]),
        frozenset(ids[covered & near]),
    )


def banned_ground(exclusions: tuple[Exclusion, ...], right_ids: set[str], around: Any = None) -> Any:
    """Return the union of the bans that cover any of some rights.

    With `around`, a geometry, it is the ground near it on which new extents may not stand either.
    """
    import shapely

    is_new = around is not None
    shapes = [
        e.geometry
        for e in exclusions
        if e.is_ban
        and (
            e.covered_ids & right_ids and shapely.intersects(e.geometry, around)
            if is_new
            else e.right_ids & right_ids and not e.is_for_new_only
        )
    ]
    return shapely.union_all(shapes)


def lawful_shares(rights: gpd.GeoDataFrame, exclusions: tuple[Exclusion, ...]) -> np.ndarray:
    """Return, for each right, the share of its area outside banned ground."""
    import numpy as np
    import shapely

    shares = np.ones(len(rights))
    touched = {r for e in exclusions if e.is_ban and not e.is_for_new_only for r in e.right_ids}
    for k, (right_id, shape) in enumerate(zip(rights["right_id"], rights.geometry, strict=True)):
        if right_id in touched:
            ground = banned_ground(exclusions, {right_id})
            shares[k] = 1 - shapely.area(shapely.intersection(shape, ground)) / shapely.area(shape)
    return shares
