"""Ground against zones: what lies in each, measured between the distance asked and the widest a plan may draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from mineplan import geodesy
from mineplan.policy import Policy, Ruling
from mineplan.verify.bans import WIDEST, distance_of, effect_of, is_in_force, rulings_on

# An overlap that only the rounding of coordinates makes, m².
_SPECK_M2 = 1e-6


@dataclass(frozen=True)
class Reach:
    """One zone under one ruling on new mines.

    Attributes
    ----------
    least, most
        The ground that it reaches: with the distance asked, and with the widest that a plan may draw.
    covered
        Ids of the ground that the ruling speaks of, wherever it lies.
    """

    zone_id: str
    kind: str
    name: str
    ruling: Ruling
    least: Any
    most: Any
    covered: frozenset[str]

    @property
    def is_ban(self) -> bool:
        """Whether ground is taken out on its strength."""
        return effect_of(self.ruling) == "ban" and self.ruling.is_settled


def reaches_of(ground: Any, zones: Any, policy: Policy) -> list[Reach]:
    """Return every zone of the day under every ruling on new mines; `ground` is indexed by id."""
    if zones is None or zones.empty or ground.empty:
        return []
    found = []
    for zone in zones.to_dict("records"):
        for ruling, covered in rulings_on(zone, ground, policy) if is_in_force(zone, policy) else ():
            distance, shape = distance_of(ruling), zone["geometry"]
            if not ruling.binds_new or (not distance and shapely.get_dimensions(shape) < 2):
                continue
            name = zone.get("name")
            found.append(
                Reach(
                    str(zone["zone_id"]),
                    str(zone["kind"]),
                    name if isinstance(name, str) and name else str(zone["zone_id"]),
                    ruling,
                    shapely.buffer(shape, distance, quad_segs=64) if distance else shape,
                    shapely.buffer(shape, distance * WIDEST, quad_segs=64) if distance else shape,
                    covered,
                )
            )
    return found


def lawful_ground(item: str, shape: Any, reaches: list[Reach]) -> tuple[Any, Any]:
    """Return what of a piece of ground lies outside settled bans: the least of it and the most."""
    bans = [r for r in reaches if r.is_ban and item in r.covered]
    return (
        shapely.difference(shape, shapely.union_all([r.most for r in bans])),
        shapely.difference(shape, shapely.union_all([r.least for r in bans])),
    )


def shares_of(shape: Any, pieces: tuple[Any, Any]) -> tuple[float, float]:
    """Return the plan shares of a shape that two pieces of it have."""
    whole = float(shapely.area(shape))
    return float(shapely.area(pieces[0])) / whole, float(shapely.area(pieces[1])) / whole


def ellipsoidal_km2(crs: Any, shape: Any) -> float:
    """Return the area of the polygons of a shape: a cut may leave lines and points along a common edge."""
    parts = [p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) == 2]
    return float(geodesy.area_km2(parts, crs).sum()) if parts else 0.0


def hit_faults(name: str, item: str, shape: Any, reaches: list[Reach], said: list[dict[str, Any]]) -> Iterator[str]:
    """Compare the zones that a piece of ground reaches into with those a plan lists for it."""
    listed = {(hit["zone_id"], hit["ruling"]): hit for hit in said}
    if len(listed) != len(said):
        yield f"{name}: a zone is listed twice under one ruling"
    for reach in (r for r in reaches if item in r.covered):
        key = (reach.zone_id, reach.ruling.ruling_id)
        least, most = (float(shapely.area(shapely.intersection(shape, g))) for g in (reach.least, reach.most))
        hit = listed.pop(key, None)
        if hit is not None:
            yield from _hit_faults(name, reach, (least, most), float(shapely.area(shape)), hit)
        elif least > _SPECK_M2:
            yield f"{name}: reaches {least:.1f} m² into zone {key[0]} under {key[1]}, the plan does not say so"
    for zone_id, ruling_id in listed:
        yield f"{name}: the plan says it reaches into zone {zone_id} under {ruling_id}, by the tables it does not"


def _hit_faults(
    name: str, reach: Reach, overlap: tuple[float, float], area: float, hit: dict[str, Any]
) -> Iterator[str]:
    consent = reach.ruling.scope.get("consent_of")
    facts = {
        "kind": reach.kind,
        "name": reach.name,
        "effect": effect_of(reach.ruling),
        "is_settled": reach.ruling.is_settled,
        "consent_of": str(consent) if consent else "",
    }
    where = f"{name}, zone {reach.zone_id}"
    for key, value in facts.items():
        if hit[key] != value:
            yield f"{where}: {key} is {value} by the tables, the plan says {hit[key]}"
    least, most = overlap
    if not least - 0.01 <= hit["overlap_m2"] <= most + 0.01 or hit["overlap_m2"] <= 0:
        yield f"{where}: overlap_m2 is {least:.2f} to {most:.2f} by the tables, the plan says {hit['overlap_m2']:.2f}"
    if abs(hit["overlap_share"] - hit["overlap_m2"] / area) > 1e-6:
        yield f"{where}: overlap_share is {hit['overlap_m2'] / area:.6f}, the plan says {hit['overlap_share']:.6f}"
