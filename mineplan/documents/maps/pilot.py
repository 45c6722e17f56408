"""The sheet of one pilot mine: plan with the line of section, and the vertical section with coal, bauxite and water."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents.context.allocation import words
from mineplan.documents.maps import draw, settings_of, sheet_name, styles
from mineplan.documents.maps.fonts import chinese_fonts
from mineplan.documents.maps.scale import Window, label_places, window_of
from mineplan.documents.maps.section import draw_section
from mineplan.documents.numbers import elevations, fixed, mass, trimmed
from mineplan.geodesy import native_zones, transform, zone_crs
from mineplan.terms import ResourceClass

if TYPE_CHECKING:
    from mineplan.plans import AllocationPlan
    from mineplan.plans.allocation import PilotMine

PANEL_MM = (69.0, 62.0)
_LEFT, _GAP, _TOP = 7.0, 9.0, 11.5
_MARGIN_MM, _CIRCLE_MM, _FONT = 5.0, 1.55, 5.0


def write_pilot_sheets(plan: AllocationPlan, folder: Path) -> dict[str, Path]:
    """Draw a sheet for each pilot mine as PNG (300 dpi, 156 mm wide) and PDF.

    Returns
    -------
    dict
        PNG path by right_id; the PDF stands beside each under the same name.

    Raises
    ------
    InputError
        The machine has no font with Chinese glyphs.
    """
    import matplotlib

    fonts = chinese_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    with matplotlib.rc_context(settings_of(fonts)):
        for mine in plan.pilot:
            if mine.extent is not None:
                written[mine.right_id] = folder / f"pilot-{sheet_name(mine.right_id)}.png"
                draw.save(draw_mine(plan, mine), written[mine.right_id])
    return written


def draw_mine(plan: AllocationPlan, mine: PilotMine) -> Any:
    """Return the finished figure of a mine."""
    zone = int(native_zones([mine.extent], plan.crs)[0])
    extent = _native(plan, zone, [mine.extent])[0]
    bodies = _bodies(plan, mine, zone)
    rows = _rows(mine)
    height = _TOP + PANEL_MM[1] + 9.0 + max(draw.LINE_MM * (len(rows) + 1) + 2.0, 20.0) + 9.0
    figure, paper = draw.new_figure(height)
    bottom = height - _TOP - PANEL_MM[1]
    window = window_of(extent.bounds, PANEL_MM, _MARGIN_MM)
    axes = draw.new_panel(figure, (_LEFT, bottom, *PANEL_MM), window)
    axes.set_label("plan")
    draw.draw_ticks(axes, window, northings="left")
    _draw_ground(axes, _others(plan, mine, zone, window), extent, bodies, window)
    section = mine.facts.get("section")
    if section:
        _draw_line(axes, plan, zone, section, window)
        draw_section(figure, (_LEFT + PANEL_MM[0] + _GAP, bottom, *PANEL_MM), section, mine)
    _draw_heads(paper, plan, mine, height)
    _draw_table(paper, rows, bottom - 7.0)
    draw.draw_legend(paper, _legend(mine), (97.0, bottom - 7.0), 28.5)
    draw.draw_north(paper, _LEFT + PANEL_MM[0] + 2.6, height - _TOP - 9.0)
    draw.draw_bar(paper, 112.0, 10.5, window, 30.0)
    draw.draw_footer(paper, plan, zone)
    return figure


def _native(plan: AllocationPlan, zone: int, geometries: list[Any]) -> list[Any]:
    return list(transform(geometries, plan.crs, zone_crs(zone))) if geometries else []


def _bodies(plan: AllocationPlan, mine: PilotMine, zone: int) -> list[Any]:
    """Return the outlines of the mine's bauxite bodies, in the order of its table."""
    frame = plan.tables.get("orebodies")
    if frame is None:
        return []
    shapes = dict(zip(frame["orebody_id"], frame.geometry, strict=True))
    return _native(plan, zone, [shapes[b.orebody_id] for b in mine.bodies if b.orebody_id in shapes])


def _others(plan: AllocationPlan, mine: PilotMine, zone: int, window: Window) -> list[Any]:
    rights = plan.tables["rights"]
    others = rights[rights["right_id"] != mine.right_id]
    reach = mine.extent.buffer(window.metres(PANEL_MM[0]))
    near = others[others.intersects(reach)].sort_values("right_id")
    return [g for g in _native(plan, zone, list(near.geometry)) if g.intersects(window.box)]


def _draw_ground(axes: Any, others: list[Any], extent: Any, bodies: list[Any], window: Window) -> None:
    draw.draw_areas(axes, others, styles.OTHER, 2)
    draw.draw_areas(axes, [extent], styles.MEMBER, 3)
    draw.draw_areas(axes, bodies, styles.BAUXITE, 4)
    draw.draw_areas(axes, [extent], styles.EXTENT_LINE, 5)
    shown = [body.intersection(window.box) for body in bodies]
    numbered = [(k, body) for k, body in enumerate(shown, start=1) if not body.is_empty]
    places = label_places([body for _, body in numbered], window, _CIRCLE_MM)
    for (number, _), (place, foot) in zip(numbered, places, strict=True):
        draw.draw_circle(axes, str(number), place, foot)


def _draw_line(axes: Any, plan: AllocationPlan, zone: int, section: Mapping[str, Any], window: Window) -> None:
    import shapely

    ends = _native(plan, zone, [shapely.Point(*section["start"]), shapely.Point(*section["end"])])
    (x0, y0), (x1, y1) = ((end.x, end.y) for end in ends)
    axes.plot([x0, x1], [y0, y1], color="#a50f15", linewidth=0.9, linestyle="-.", zorder=8, scalex=False, scaley=False)
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    away = window.metres(2.2)
    for letter, (x, y), turn in (("A", (x0, y0), -1.0), ("A′", (x1, y1), 1.0)):
        axes.text(
            x + turn * away * (x1 - x0) / length,
            y + turn * away * (y1 - y0) / length,
            letter,
            fontsize=6,
            color="#a50f15",
            ha="center",
            va="center",
            zorder=9,
        )


def _draw_heads(paper: Any, plan: AllocationPlan, mine: PilotMine, height: float) -> None:
    draw.draw_title(paper, plan, f"{mine.mine_name or mine.right_id}　煤下铝试点示意图　{mine.right_id}", height)
    when = f"{mine.year}年启动" if mine.year else words.STATUSES[mine.status]
    heads = (f"平面图：{when}，{mine.order.label}，成熟度{fixed(mine.readiness, 2)}", _interval(mine))
    for k, text in enumerate(heads):
        middle = _LEFT + k * (PANEL_MM[0] + _GAP) + PANEL_MM[0] / 2
        paper.text(
            middle, height - _TOP + 1.6, draw.fit(text, 5.4, PANEL_MM[0] + 4), fontsize=5.4, ha="center", va="center"
        )


def _interval(mine: PilotMine) -> str:
    interval = f"煤铝层间距最小{trimmed(mine.interval_m, 1)}米" if mine.interval_m is not None else "层间距不明"
    return f"A—A′剖面图：{interval}，{words.WATERS[mine.water.verdict]}"


def _rows(mine: PilotMine) -> list[tuple[str, ...]]:
    """Return seams from high to low, then the numbered bauxite bodies."""
    seams = [
        (
            "",
            f"{seam.seam}煤层",
            elevations(seam.top_m, seam.bottom_m),
            trimmed(seam.thickness_m),
            words.state(seam.state),
        )
        for seam in mine.seams
    ]
    bodies = [
        (
            str(number),
            f"铝土矿{body.orebody_id}",
            elevations(round(body.top_m, 1), round(body.bottom_m, 1))
            if body.top_m is not None and body.bottom_m is not None
            else "—",
            trimmed(body.thickness_m),
            _short(body.resources_t),
        )
        for number, body in enumerate(mine.bodies, start=1)
    ]
    return [*seams, *bodies]


def _short(resources_t: Mapping[str, float]) -> str:
    """Tell tonnages by class in as few letters as a table of the sheet has room for."""
    known = [term for term in ResourceClass if resources_t.get(term.value)]
    said = "、".join(f"{term.label[:2]}{mass(resources_t[term.value])}" for term in known)
    return f"{said}万吨" if said else "资源量不明"


def _draw_table(paper: Any, rows: list[tuple[str, ...]], top: float) -> None:
    starts, ends = (2.0, 7.0, 32.0, 52.0, 60.0), (7.0, 32.0, 52.0, 60.0, 95.0)
    for line, row in enumerate([("编号", "层位", "区内标高（米）", "厚度", "开采状态、资源量"), *rows]):
        y = top - 1.2 - line * draw.LINE_MM
        for cell, start, end in zip(row, starts, ends, strict=True):
            paper.text(start, y, draw.fit(cell, _FONT, end - start - 0.8), fontsize=_FONT, va="center_baseline")
    paper.plot([2, 94], [top - 2.75, top - 2.75], color="black", linewidth=0.4)


def _legend(mine: PilotMine) -> list[tuple[styles.Style, str]]:
    section = mine.facts.get("section") or {}
    states = {bed["state"] for bed in section.get("beds", ()) if bed["kind"] == "seam"}
    entries = [(styles.MEMBER, "试点煤矿矿区范围"), (styles.OTHER, "其他采矿权")]
    entries += [(styles.BAUXITE, "铝土矿体")] if mine.bodies else []
    entries += [
        (styles.SEAMS[state], f"煤层（{words.state(state) if state else '状态不明'}）") for state in sorted(states)
    ]
    entries += [(styles.WATER, "奥灰水位")] if section.get("water_level_m") is not None else []
    return entries
