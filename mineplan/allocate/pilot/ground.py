"""What lies under one coal mine: seams, bauxite by class and elevation, the interval between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mineplan.allocate.lives import number, text
from mineplan.allocate.pilot.slabs import Interval, Slab, elevations_over, interval_between, share_below, slab_of
from mineplan.allocate.zones import grounds_of
from mineplan.plans.allocation import PilotBody, Seam, ZoneHit
from mineplan.policy import Policy
from mineplan.stock import CLASSES
from mineplan.terms import Mineral

if TYPE_CHECKING:
    import pandas as pd

# Plan overlaps below this are slivers of surveying.
_SLIVER_M2 = 100.0


@dataclass(frozen=True)
class Under:
    """One bauxite body under the mine, with what a plan does not print.

    Attributes
    ----------
    ground
        Plan geometry of the part inside the extent.
    interval
        To the floor of the lowest seam; None where either is not on file.
    seam
        That seam's name; `source_row` the body's row.
    below_share
        Share of the ground over which the bauxite's floor lies below the licence's lower elevation; None unknown.
    slab, dip
        The body as a dipping bed (None where its elevations are not on file); direction and angle, degrees, NaN
        unknown.
    hits
        Zones that the ground reaches into.
    """

    body: PilotBody
    ground: Any
    interval: Interval | None
    seam: str
    dip_rad: float
    source_row: int
    below_share: float | None = None
    slab: Slab | None = None
    dip: tuple[float, float] = (math.nan, math.nan)
    hits: tuple[ZoneHit, ...] = ()


def seams_of(right_id: str, seams: pd.DataFrame | None) -> tuple[Seam, ...]:
    """Return the seams of a mine from high to low; the lowest of them is what stands nearest to the bauxite."""
    if seams is None:
        return ()
    rows = seams[seams["right_id"] == right_id].to_dict("records")
    rows.sort(key=lambda r: (-_or(number(r.get("bottom_m")), math.inf), str(r["seam"])))
    known = [r for r in rows if number(r.get("bottom_m")) is not None]
    lowest = known[-1]["seam"] if known else None
    return tuple(
        Seam(
            seam=str(r["seam"]),
            top_m=number(r.get("top_m")),
            bottom_m=number(r.get("bottom_m")),
            thickness_m=number(r.get("thickness_m")),
            state=text(r.get("mining_state")),
            is_lowest_worked=r["seam"] == lowest,
            last_year=None if (year := number(r.get("last_year"))) is None else int(year),
        )
        for r in rows
    )


def lowest_of(seams: tuple[Seam, ...]) -> Seam | None:
    """Return the lowest seam with a floor on file."""
    return next((seam for seam in seams if seam.is_lowest_worked), None)


@dataclass(frozen=True)
class Extent:
    """A mine's extent: plan geometry and the elevations of its licence, NaN unknown."""

    geometry: Any
    top_m: float
    bottom_m: float


def bodies_under(
    extent: Extent, lowest: Seam | None, orebodies: Any, reported: Mapping[str, Mapping[str, Any]]
) -> tuple[Under, ...]:
    """Return the bauxite bodies that meet the extent in plan, sorted by id.

    Parameters
    ----------
    orebodies
        OREBODIES; None gives none.
    reported
        Orebody -> the mine's row of RESOURCES, which overrides apportionment by plan area.

    Notes
    -----
    Elevations do not limit what is counted: bauxite under a coal licence commonly lies below its lower elevation,
    and `relation` says so.
    """
    import shapely

    if orebodies is None or "mineral" not in orebodies:
        return ()
    found = []
    bauxite = orebodies[orebodies["mineral"] == str(Mineral.BAUXITE)]
    for row in bauxite.sort_values("orebody_id").to_dict("records"):
        ground = shapely.intersection(extent.geometry, row["geometry"])
        if shapely.area(ground) >= _SLIVER_M2:
            found.append(_under(extent, lowest, row, ground, reported.get(str(row["orebody_id"]))))
    return tuple(found)


def _under(
    extent: Extent, lowest: Seam | None, row: Mapping[str, Any], ground: Any, report: Mapping[str, Any] | None
) -> Under:
    import shapely

    share = min(1.0, float(shapely.area(ground) / shapely.area(row["geometry"])))
    slab = _slab(row)
    top, bottom = (None, None) if slab is None else elevations_over(slab, ground)
    body = PilotBody(
        orebody_id=str(row["orebody_id"]),
        shared_m2=float(shapely.area(ground)),
        share=share,
        resources_t=_classes(row, 1 if report else share, report),
        top_m=top,
        bottom_m=bottom,
        thickness_m=number(row.get("thickness_m")),
        relation=_relation(extent, top, bottom),
        basis="report" if report else "area",
    )
    interval, name = _interval(extent, lowest, row, slab, ground)
    dip = 0.0 if slab is None else slab.dip_rad
    is_known = slab is not None and not math.isnan(extent.bottom_m)
    below = share_below(slab.floor, extent.bottom_m, ground) if slab is not None and is_known else None
    return Under(body, ground, interval, name, dip, int(row.get("source_row", 0)), below, slab, _dip(row))


def _classes(row: Mapping[str, Any], share: float, report: Mapping[str, Any] | None) -> dict[str, float]:
    given = report or row
    tonnes = {name: number(given.get(f"{name}_t")) for name in CLASSES}
    return {name: t * share for name, t in tonnes.items() if t}


def _slab(row: Mapping[str, Any]) -> Slab | None:
    top, bottom = number(row.get("top_m")), number(row.get("bottom_m"))
    if top is None or bottom is None:
        return None
    return slab_of(row["geometry"], (top, bottom), _or(number(row.get("thickness_m")), 0.0), _dip(row))


def _dip(row: Mapping[str, Any]) -> tuple[float, float]:
    return _or(number(row.get("dip_direction_deg")), math.nan), _or(number(row.get("dip_deg")), math.nan)


def _interval(
    extent: Extent, lowest: Seam | None, row: Mapping[str, Any], slab: Slab | None, ground: Any
) -> tuple[Interval | None, str]:
    """Return the interval to the lowest seam, which dips as the bauxite does."""
    if lowest is None or slab is None:
        return None, ""
    seam = seam_slab(extent, lowest, _dip(row))
    return (None, "") if seam is None else (interval_between(seam.floor, slab, ground), lowest.seam)


def seam_slab(extent: Extent, seam: Seam, dip: tuple[float, float]) -> Slab | None:
    """Return a seam as a bed over the whole extent that dips as given; None where its floor is not on file.

    A seam whose elevations differ by no more than its thickness is level whatever the dip.
    """
    if seam.bottom_m is None:
        return None
    thickness = seam.thickness_m or 0.0
    top = seam.bottom_m + thickness if seam.top_m is None else seam.top_m
    is_level = top - seam.bottom_m <= thickness * (1 + 1e-9)
    return slab_of(extent.geometry, (top, seam.bottom_m), thickness, (math.nan, math.nan) if is_level else dip)


def _relation(extent: Extent, top: float | None, bottom: float | None) -> str:
    """Return where the bauxite stands against the licence's elevations."""
    if top is None or bottom is None or math.isnan(extent.bottom_m) or math.isnan(extent.top_m):
        return "unknown"
    if top <= extent.bottom_m:
        return "below"
    if bottom >= extent.top_m:
        return "above"
    return "level"


def _or(value: float | None, other: float) -> float:
    return other if value is None else value


def with_zones(
    unders: Mapping[str, tuple[Under, ...]], methods: Mapping[str, Any], zones: Any, policy: Policy
) -> dict[str, tuple[Under, ...]]:
    """Return the bodies of each mine with the zones that they reach into and the share outside banned ones.

    Parameters
    ----------
    methods
        Licence number -> mining method, as the ledger has it.

    Raises
    ------
    ScenarioError
        For each zone that a ban closes as an area and that is drawn as a line or a point.
    """
    import geopandas as gpd

    pairs = [(right_id, under) for right_id in sorted(unders) for under in unders[right_id]]
    if zones is None or not pairs:
        return dict(unders)
    names = [f"{right_id} {under.body.orebody_id}" for right_id, under in pairs]
    columns = {"block_id": names, "mineral": str(Mineral.BAUXITE), "method": [methods.get(i) for i, _ in pairs]}
    frame = gpd.GeoDataFrame(columns, geometry=[under.ground for _, under in pairs], crs=zones.crs)
    found: dict[str, list[Under]] = {right_id: [] for right_id in unders}
    for (right_id, under), ground in zip(pairs, grounds_of(frame, zones, policy), strict=True):
        body = replace(under.body, lawful_share=ground.lawful_share)
        found[right_id].append(replace(under, body=body, hits=ground.hits))
    return {right_id: tuple(made) for right_id, made in found.items()}
