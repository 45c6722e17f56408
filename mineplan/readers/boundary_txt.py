"""Boundary TXT (报部/报批坐标文件) in all the forms that land bureaus and their tools write.

A plot's number becomes the key of the table and its name the table's name column (项目编号 and 项目名称 of a
project, 采矿许可证号 and 矿山名称 of a right); a plot without number is called by its name, or by its place
in the file. What the section [项目信息] says holds for every plot, where the table has such a column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.boundary_lines import (
    FEWEST_CORNERS,
    MOST_SMALL,
    PROJECT,
    BoundaryText,
    Corner,
    PlotText,
    is_boundary_text,
    taken_apart,
)
from mineplan.readers.collecting import uncollected
from mineplan.readers.datums import header_datum
from mineplan.readers.deciding import MOST_PROBLEMS, Hints
from mineplan.readers.plots import ListedRing, Listing, PlacedPlots, Plot, areas_m2, own_headers, placed_plots, table_of
from mineplan.readers.source import Source
from mineplan.readers.text import decoded
from mineplan.tables import Decision, RawTable, match_headers

# Unit of the stated area -> its square metres, in the order in which they are tried.
UNITS_M2 = {"公顷": 10_000.0, "平方米": 1.0, "亩": 10_000 / 15, "平方千米": 1e6}
_LARGEST_AREA_ERROR = 0.01
_AREA = re.compile(r"(\d+(?:\.\d*)?)\s*\D*")
_SAME_M, _SAME_DEG = 0.001, 1e-9
_RING_OF = attrgetter("ring")
_AREA_HEADER = "地块面积(平方米)"


def read_boundary_txt(source: Source) -> list[RawTable]:
    """Read a boundary TXT as one table, one row a plot; rows are line numbers.

    Raises
    ------
    ReadError
        With every problem: lines that are no points, numbers that lie nowhere, rings that overlap in part, a datum
        other than CGCS2000, or none.
    """
    try:
        text, encoding = decoded(source.path.read_bytes())
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    raw = parse_boundary_txt(text, source)
    return [replace(raw, decisions=(encoding, *raw.decisions))]


@uncollected()
def parse_boundary_txt(text: str, source: Source) -> RawTable:
    """Read the text of a boundary TXT; `source` gives table, names and choices, and its path is not opened."""
    taken = taken_apart(text, source.name)
    raw, made = table_of(source, _listing(taken, source))
    decisions, findings, cells = _area_units(taken.plots, made)
    frame = raw.frame.assign(**{_AREA_HEADER: cells}) if any(c is not None for c in cells) else raw.frame
    return replace(raw, frame=frame, findings=(*raw.findings, *findings), decisions=(*raw.decisions, *decisions))


def plain_plots(source: Source) -> PlacedPlots | None:
    """Return the plots of a boundary TXT that raises no question, None for any other file; no data frame is made.

    Raises
    ------
    ReadError
        As `read_boundary_txt`.
    """
    text, _ = decoded(source.path.read_bytes())
    if not text.lstrip().startswith("[") or not is_boundary_text(text) or "\ufffd" in text or "锟斤拷" in text:
        return None
    taken = taken_apart(text, source.name)
    made, _, findings = placed_plots(source, _listing(taken, source))
    _, doubts, _ = _area_units(taken.plots, made)
    return None if findings or doubts else made


def _listing(taken: BoundaryText, source: Source) -> Listing:
    """Return the plots as listed: rings split, kinds settled, number and name under the table's headers."""
    problems = list(taken.problems)
    if not taken.plots:
        problems.append(Problem("holds no plot: no line ends in @ and no line is a point", source.name))
    plots, findings = [], []
    shared, headers = _shared_cells(taken.header, source), own_headers(source.table)
    for k, plot in enumerate(taken.plots, 1):
        if len(problems) > MOST_PROBLEMS:
            break
        rings, doubts = _rings(plot, source.name)
        findings += doubts
        cells = _cells(plot, k, headers) | shared
        label = next(iter(cells.values()))
        kind = plot.kind or ("area" if len(plot.corners) >= 3 else "point")
        if not rings:
            problems.append(Problem(f"plot “{label}” has no points", source.name, row=plot.line))
        elif len(rings) > MOST_SMALL and sum(len(ring.rows) < FEWEST_CORNERS for ring in rings) > MOST_SMALL:
            what = f"plot “{label}” has more than {MOST_SMALL} rings of fewer than 3 points, so it is no outline"
            problems.append(Problem(what, source.name, row=plot.line))
            rings = []
        plots.append(Plot(plot.line, cells, tuple(rings), kind, label))
    own = {header for plot in plots for header in plot.cells if header not in shared} | {_AREA_HEADER}
    return Listing(
        tuple(plots),
        datum=header_datum(taken.header.get("坐标系", "")),
        hints=_hints(taken),
        findings=tuple(findings),
        problems=tuple(problems),
        spare=frozenset(own),
    )


def _hints(taken: BoundaryText) -> Hints:
    zone = re.search(r"\d{2,3}", taken.header.get("带号", ""))
    areas = [stated for plot in taken.plots if (stated := _stated_area(plot)) is not None]
    # Which unit is meant is open until the figures are placed, so all of them are offered.
    return Hints(
        zone=int(zone[0]) if zone else None,
        areas_km2=tuple(area * unit / 1e6 for area in areas for unit in UNITS_M2.values()),
    )


def _cells(plot: PlotText, k: int, headers: tuple[str, str]) -> dict[str, Any]:
    """Return the attributes: key first, then name (under `headers`), then what else the header line bears."""
    key, name = headers
    given = dict(plot.cells)
    ident, called = given.pop("地块编号", ""), given.pop("地块名称", "")
    return {key: ident or called or f"地块{k}", name: called or None, **given}


def _shared_cells(header: Mapping[str, str], source: Source) -> dict[str, Any]:
    """Return what [项目信息] says as far as the table declares it; number and name are those of the plots."""
    section = f"{PROJECT}/"
    said = {key.removeprefix(section): value for key, value in header.items() if key.startswith(section) and value}
    found = match_headers(source.table, list(said), {})
    own = {*source.table.key, "name", "mine_name", "coordinates"}
    return {match.header: said[match.header] for name, match in found.items() if name not in own}


def _rings(plot: PlotText, file: str) -> tuple[list[ListedRing], list[tuple[str, str]]]:
    """Split a plot into rings: at a new ring number, after a repeated first point, where numbering restarts."""
    findings: list[tuple[str, str]] = []
    rings: list[list[Corner]] = []
    for _, same in groupby(plot.corners, key=_RING_OF):
        rings += _split(list(same), plot.kind, findings, file)
    count = int(plot.points) if plot.points.isdigit() else None
    points = len(plot.corners)
    if count is not None and not points - len(rings) <= count <= points + len(rings):
        text = f"{file}第{plot.line}行注明{count}个界址点，实有{points}个，按实有读取"
        findings.append(("point_count_differs", text))
    return [_listed(ring) for ring in rings], findings


def _listed(ring: Sequence[Corner]) -> ListedRing:
    lines, _, _, _, pairs = zip(*ring, strict=True)
    return ListedRing(pairs, lines)


def _split(corners: Sequence[Corner], kind: str, findings: list[tuple[str, str]], file: str) -> list[list[Corner]]:
    rings: list[list[Corner]] = [[]]
    for k, corner in enumerate(corners):
        ring = rings[-1]
        is_closed = kind != "line" and len(ring) > 3 and _is_same(ring[0], ring[-1])
        restarts = corner.no == 1 and len(ring) >= 3 and not _is_same(ring[0], corner)
        if restarts and _is_damaged_closing(corners, k, ring):
            text = f"{file}第{corner.line}行闭合点“{corner.pid}”坐标与首点不同（{'，'.join(corner.pair)}），按首点闭合"
            findings.append(("closing_point_damaged", text))
            continue
        if is_closed or restarts:
            rings.append([])
        rings[-1].append(corner)
    return [ring for ring in rings if ring]


def _is_same(one: Corner, other: Corner) -> bool:
    if one.pair == other.pair:
        return True
    try:
        a, b, c, d = map(float, one.pair + other.pair)
    except ValueError:
        return False
    return max(abs(a - c), abs(b - d)) <= (_SAME_M if max(abs(a), abs(b)) > 360 else _SAME_DEG)


def _is_damaged_closing(corners: Sequence[Corner], k: int, ring: Sequence[Corner]) -> bool:
    """Whether the last point bears the number of the first one but X,X for numbers, as one tool writes."""
    corner = corners[k]
    is_last = k + 1 == len(corners)
    return is_last and corner.pid == ring[0].pid and corner.pair[0] == corner.pair[1]


def _stated_area(plot: PlotText) -> float | None:
    match = _AREA.fullmatch(plot.area)
    return float(match[1]) if match and float(match[1]) > 0 else None


def _area_units(
    plots: Sequence[PlotText], made: PlacedPlots
) -> tuple[list[Decision], list[tuple[str, str]], list[float | None]]:
    """Find the unit in which each plot states its area; a plot that fits none is noted."""
    decisions: list[Decision] = []
    findings: list[tuple[str, str]] = []
    cells: list[float | None] = [None] * len(plots)
    listed = made.listing.plots
    # Ellipsoidal areas are worked ring by ring: those that nothing is held against are left alone.
    held = {k: a for k, plot in enumerate(plots) if (a := _stated_area(plot)) is not None and listed[k].kind == "area"}
    areas = areas_m2([made.geometry[k] for k in held], made.crs)
    for (k, stated), area in zip(held.items(), areas, strict=True):
        label, written = listed[k].label, plots[k].area
        unit = next((u for u, m2 in UNITS_M2.items() if abs(stated * m2 - area) <= _LARGEST_AREA_ERROR * area), None)
        if unit is None:
            findings.append(("stated_area_off", _off(label, written, area)))
            continue
        cells[k] = stated * UNITS_M2[unit]
        reason = f"所注{written}，按坐标计算{area:.2f}平方米"
        decisions.append(Decision("area_unit", unit, reason, "" if unit == "公顷" else "公顷：与计算面积不符", label))
        if unit != "公顷":
            text = f"地块“{label}”面积{written}按坐标判定单位为{unit}（标准为公顷）"
            findings.append(("area_unit", text))
    return decisions, findings, cells


def _off(label: str, stated: str, area: float) -> str:
    return (
        f"地块“{label}”所注面积{stated}按公顷、平方米、亩、平方千米均与坐标计算面积"
        f"{area:.2f}平方米（{area / 1e4:.4f}公顷）不符，请核对"
    )
