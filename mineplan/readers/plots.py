"""Plots of coordinate lists (boundary TXT, corner tables) to one raw table with geometries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from mineplan.errors import Problem, ReadError
from mineplan.geodesy import area_km2, geographic_crs, transform_points, zone_crs
from mineplan.readers.datums import settled_datum, shift_findings, shifted
from mineplan.readers.deciding import MOST_PROBLEMS, Hints, Pair, Placed, place_rings
from mineplan.readers.nesting import Nested, drawn, nested
from mineplan.readers.solids import VALID
from mineplan.readers.source import Source
from mineplan.readers.zoning import parted, stated_frame
from mineplan.tables import Decision, RawTable, Table

if TYPE_CHECKING:
    import numpy as np


class ListedRing(NamedTuple):
    """One ring as listed: pairs of texts, and the line or row of each."""

    pairs: tuple[Pair, ...]
    rows: tuple[int, ...]


class Plot(NamedTuple):
    """One plot as listed.

    Attributes
    ----------
    row
        Line or row where it begins, as the user counts.
    cells
        Header -> cell of its attributes.
    rings
        Its rings.
    kind
        `area`, `line` or `point`.
    label
        How messages call it.
    """

    row: int
    cells: Mapping[str, Any]
    rings: tuple[ListedRing, ...]
    kind: str = "area"
    label: str = ""


@dataclass(frozen=True)
class Listing:
    """Everything a file of coordinate lists says.

    Attributes
    ----------
    plots, sheet
        The plots, and the sheet they stand in.
    datum
        The datum that the file names, "" for none.
    hints
        What the file says of its numbers; the user's statements are added here.
    findings, decisions, problems
        What was noted while the text was taken apart.
    spare
        Headers of `cells` that the format supplies itself.
    """

    plots: tuple[Plot, ...]
    sheet: str = ""
    datum: str = ""
    hints: Hints = field(default_factory=Hints)
    findings: tuple[tuple[str, str], ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    spare: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class PlacedPlots:
    """Plots with geometries in one CRS; `is_placed` false where a problem was reported instead."""

    listing: Listing
    placed: Placed
    geometry: list[Any]
    crs: Any


def own_headers(table: Table) -> tuple[str, str]:
    """Return the headers under which a plot's number and name go into a table: those of its key and its name.

    A table without declared columns (any file of `inspect`) gets 编号 and 名称.
    """
    key = table.column(table.key[0]).label if table.key else "编号"
    names = [c for c in table.columns if c.name in ("name", "mine_name")]
    return key, names[0].label if names else "名称"


def table_of(source: Source, listing: Listing) -> tuple[RawTable, PlacedPlots]:
    """Place the plots of a file and return them as a raw table, with what `inspect` and area checks need.

    Raises
    ------
    ReadError
        With every problem: of the text, of the datum, of single points and of rings that overlap.
    """
    import pandas as pd

    made, decisions, findings = placed_plots(source, listing)
    cells = pd.DataFrame(
        [dict(plot.cells) for plot in listing.plots], index=[p.row for p in listing.plots], dtype=object
    )
    raw = RawTable(
        cells,
        source.name,
        listing.sheet,
        _array(made.geometry),
        made.crs,
        findings,
        spare=listing.spare,
        decisions=decisions,
    )
    return raw, made


def placed_plots(
    source: Source, listing: Listing
) -> tuple[PlacedPlots, tuple[Decision, ...], tuple[tuple[str, str], ...]]:
    """Place the plots of a file without making a data frame; return them with what was decided and what is in doubt.

    Raises
    ------
    ReadError
        As `table_of`.
    """
    decisions, problems = list(listing.decisions), list(listing.problems)
    try:
        decisions.append(settled_datum(listing.datum, source))
        frame = stated_frame(source.crs) if source.shift is None else None
    except ReadError as error:
        problems += [Problem(p.what, source.name, listing.sheet) for p in error.problems]
        frame = None
    hints = _joined(listing.hints, frame, source)
    flat = [ring.pairs for plot in listing.plots for ring in plot.rings]
    placed = place_rings(flat, hints)
    problems += _placed_problems(source, listing, placed)
    made = _geometries(source, listing, placed, problems)
    if problems:
        problems.sort(key=lambda problem: problem.row or 0)
        raise ReadError(problems)
    shifts = shift_findings(source, placed.rings, placed.zones)
    findings = (*listing.findings, *placed.findings, *shifts, *_mixed(placed))
    return made, (*decisions, *placed.decisions), findings


def _joined(hints: Hints, frame: Any, source: Source) -> Hints:
    from dataclasses import replace

    return replace(hints, frame=frame, box_deg=source.box_deg, angles=source.angles or hints.angles)


def _array(geometries: Sequence[Any]) -> np.ndarray:
    import numpy as np

    array = np.empty(len(geometries), dtype=object)
    array[:] = list(geometries)
    return array


def _placed_problems(source: Source, listing: Listing, placed: Placed) -> list[Problem]:
    if not placed.problems:
        return []
    where = [(plot, ring, k) for plot in listing.plots for k, ring in enumerate(plot.rings, 1)]
    found = []
    for problem in placed.problems:
        plot, ring, k = where[problem.ring]
        what = f"plot “{plot.label}” ring {k}: {problem.what}" if plot.label else f"ring {k}: {problem.what}"
        found.append(Problem(what, source.name, listing.sheet, ring.rows[min(problem.point, len(ring.rows) - 1)]))
    # One unwritten prefix or undecided angle holds for every ring alike: once is enough for those.
    first: dict[str, Problem] = {}
    for problem, place in zip(placed.problems, found, strict=True):
        first.setdefault(problem.what, place)
    return list(first.values())


def _mixed(placed: Placed) -> list[tuple[str, str]]:
    zones = sorted({zone for zone in placed.zones if zone is not None})
    if len(zones) < 2:
        return []
    words = "、".join(map(str, zones))
    return [("zones_mixed", f"坐标分属3度带第{words}带，逐圈判定后统一换算到一个带")]


def _geometries(source: Source, listing: Listing, placed: Placed, problems: list[Problem]) -> PlacedPlots:
    """Build the geometry of each plot in the zone that most rings are in; problems are appended."""
    import shapely

    rings = shifted(list(placed.rings), list(placed.zones), source) if not placed.problems else list(placed.rings)
    zone = _most_frequent([z for z, ring in zip(placed.zones, rings, strict=True) if len(ring)])
    crs = geographic_crs() if zone is None else zone_crs(zone)
    moved = _moved(rings, placed.zones, zone, crs)
    outlines = [open_ring(ring) for ring in moved]
    polygons = drawn(outlines)
    dots = _dots(moved)
    reasons = shapely.is_valid_reason(polygons)
    is_good = (reasons == VALID) & (shapely.area(polygons) > 0)
    made, at = [], 0
    for plot in listing.plots:
        own = slice(at, at + len(plot.rings))
        at += len(plot.rings)
        if plot.kind == "point" and len(plot.rings) == 1 and dots[own.start] is not None:
            made.append(dots[own.start])
        elif plot.kind != "area":
            made.append(_line_or_points(source, listing, plot, moved[own], problems))
        elif not plot.rings or any(not len(ring) for ring in moved[own]):
            made.append(None)
        elif len(plot.rings) == 1 and is_good[own.start]:
            made.append(polygons[own.start])
        else:
            found = nested(outlines[own], polygons[own], reasons[own])
            problems += _nesting_problems(source, listing, plot, found)
            made.append(found.geometry)
        if len(problems) > MOST_PROBLEMS:
            break
    return PlacedPlots(listing, placed, made, crs)


def _dots(rings: Sequence[np.ndarray]) -> np.ndarray:
    """Return a point for each ring of one corner, None for the others."""
    import numpy as np
    import shapely

    made = np.full(len(rings), None, dtype=object)
    single = [k for k, ring in enumerate(rings) if len(ring) == 1]
    if single:
        made[single] = shapely.points(np.concatenate([rings[k] for k in single]))
    return made


def _most_frequent(zones: Sequence[int | None]) -> int | None:
    return max(sorted(set(zones), key=str), key=zones.count) if zones else None


def _moved(rings: Sequence[np.ndarray], zones: Sequence[int | None], zone: int | None, crs: Any) -> list[np.ndarray]:
    """Return the rings in one CRS; those of each other zone are transformed together."""
    import numpy as np

    made = list(rings)
    for own in set(zones) - {zone}:
        chosen = [k for k, z in enumerate(zones) if z == own and len(rings[k])]
        if chosen:
            flat = np.concatenate([rings[k] for k in chosen])
            flat = transform_points(flat, geographic_crs() if own is None else zone_crs(own), crs)
            for k, ring in zip(chosen, parted(flat, [len(rings[k]) for k in chosen]), strict=True):
                made[k] = ring
    return made


def _nesting_problems(source: Source, listing: Listing, plot: Plot, found: Nested) -> list[Problem]:
    label = f"plot “{plot.label}” " if plot.label else ""
    return [
        Problem(f"{label}ring {k + 1} {what}", source.name, listing.sheet, plot.rings[k].rows[0])
        for k, what in found.problems
    ]


def _line_or_points(
    source: Source, listing: Listing, plot: Plot, rings: Sequence[np.ndarray], problems: list[Problem]
) -> Any:
    import numpy as np
    import shapely

    if not rings or any(not len(ring) for ring in rings):
        return None
    if plot.kind == "point":
        points = list(shapely.points(np.concatenate(rings)))
        return shapely.MultiPoint(points)
    short = [k for k, ring in enumerate(rings) if len(ring) < 2]
    what = f"plot “{plot.label}”: a line needs at least 2 points"
    problems += [Problem(what, source.name, listing.sheet, plot.rings[k].rows[0]) for k in short]
    lines = [shapely.LineString(ring) for ring in rings if len(ring) > 1]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def open_ring(ring: np.ndarray) -> np.ndarray:
    """Return a ring without its repeated last point (1 mm)."""
    if len(ring) < 2:
        return ring
    (a, b), (c, d) = ring[0].tolist(), ring[-1].tolist()
    return ring[:-1] if max(abs(a - c), abs(b - d)) <= (0.001 if abs(a) > 360 else 1e-9) else ring


def areas_m2(geometries: Sequence[Any], crs: Any) -> list[float]:
    """Return areas as such files state them: planar in the plots' zone, ellipsoidal for degrees."""
    import numpy as np
    import shapely

    array = np.array(list(geometries), dtype=object)
    if crs.is_geographic:
        return [float(area) * 1e6 for area in area_km2(array, crs)]
    return [float(area) for area in shapely.area(array)]
