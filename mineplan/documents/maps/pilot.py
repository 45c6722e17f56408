"""The sheet of one pilot mine: plan with the line of section, and the vertical section with coal, bauxite and water."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents.context.allocation import words
from mineplan.documents.maps import draw, paper, sheet_name, styles
from mineplan.documents.maps.paper import LINE_MM, Imprint, Paper, imprint_of
from mineplan.documents.maps.printing import Press, Sheet, print_sheets
from mineplan.documents.maps.scale import Window, label_places, window_of
from mineplan.documents.maps.section import Section, draw_section, westwards_left
from mineplan.documents.numbers import elevations, fixed, mass, trimmed
from mineplan.geodesy import native_zones, transform, zone_crs
from mineplan.terms import ResourceClass

if TYPE_CHECKING:
    from mineplan.plans import AllocationPlan
    from mineplan.plans.allocation import PilotMine

PANEL_MM = (69.0, 62.0)
_LEFT, _GAP, _TOP = 7.0, 9.0, 11.5
_MARGIN_MM, _CIRCLE_MM = 5.0, 1.55


@dataclass(frozen=True)
class Ground:
    """A mine's surroundings in its native zone.

    Attributes
    ----------
    bodies
        Outlines of its bauxite bodies, in the order of its table.
    others
        Rights around it.
    section
        The section from west to east, {} where there is none; `line` are its ends on the map.
    """

    zone: int
    extent: Any
    bodies: tuple[Any, ...]
    others: tuple[Any, ...]
    section: Section
    line: tuple[Any, ...]


def write_pilot_sheets(plan: AllocationPlan, folder: Path, press: Press | None = None) -> dict[str, Path]:
    """Draw the sheet of each pilot mine into a folder and return its PNG by right_id.

    Raises
    ------
    InputError
        The machine has no font with Chinese glyphs.
    """
    sheets = pilot_sheets(plan, folder)
    print_sheets(list(sheets.values()), press or Press())
    return {name: sheet.path for name, sheet in sheets.items()}


def pilot_sheets(plan: AllocationPlan, folder: Path) -> dict[str, Sheet]:
    """Return the sheet of each pilot mine by right_id."""
    imprint = imprint_of(plan)
    return {
        mine.right_id: Sheet(
            folder / f"pilot-{sheet_name(mine.right_id)}.png", draw_mine, (imprint, mine, ground_of(plan, mine))
        )
        for mine in plan.pilot
        if mine.extent is not None
    }


def ground_of(plan: AllocationPlan, mine: PilotMine) -> Ground:
    """Gather what the plan view of a mine shows."""
    import shapely

    zone = int(native_zones([mine.extent], plan.crs)[0])
    extent = _native(plan, zone, [mine.extent])[0]
    cut = mine.facts.get("section")
    section = westwards_left(cut) if cut else {}
    ends = [shapely.Point(*section[name]) for name in ("start", "end")] if section else []
    others = _others(plan, mine, zone, _window(extent))
    return Ground(zone, extent, _bodies(plan, mine, zone), others, section, _native(plan, zone, ends))


def draw_mine(plan: Imprint, mine: PilotMine, ground: Ground) -> Any:
    """Return the finished figure of a mine."""
    rows = _rows(mine)
    height = _TOP + PANEL_MM[1] + 9.0 + max(LINE_MM * (len(rows) + 1) + 2.0, 20.0) + 9.0
    page = Paper(height)
    bottom = height - _TOP - PANEL_MM[1]
    window = _window(ground.extent)
    axes = draw.new_panel(page, "plan", (_LEFT, bottom, *PANEL_MM), window)
    _draw_ground(axes, ground, window)
    if ground.section:
        _draw_line(axes, ground.line, window)
        draw_section(page, (_LEFT + PANEL_MM[0] + _GAP, bottom, *PANEL_MM), ground.section, mine)
    _draw_heads(page, plan, mine)
    _draw_table(page, rows, bottom - 7.0)
    paper.draw_legend(page, _legend(mine), (97.0, bottom - 7.0), 28.5)
    paper.draw_north(page, _LEFT + PANEL_MM[0] + 2.0, height - _TOP - 9.0)
    paper.draw_bar(page, 112.0, 10.5, window)
    paper.draw_footer(page, plan, ground.zone)
    return page.figure


def _window(extent: Any) -> Window:
    return window_of(extent.bounds, PANEL_MM, _MARGIN_MM)


def _native(plan: AllocationPlan, zone: int, geometries: list[Any]) -> tuple[Any, ...]:
    return tuple(transform(geometries, plan.crs, zone_crs(zone))) if geometries else ()


def _bodies(plan: AllocationPlan, mine: PilotMine, zone: int) -> tuple[Any, ...]:
    frame = plan.tables.get("orebodies")
    if frame is None:
        return ()
    shapes = dict(zip(frame["orebody_id"], frame.geometry, strict=True))
    return _native(plan, zone, [shapes[b.orebody_id] for b in mine.bodies if b.orebody_id in shapes])


def _others(plan: AllocationPlan, mine: PilotMine, zone: int, window: Window) -> tuple[Any, ...]:
    rights = plan.tables["rights"]
    others = rights[rights["right_id"] != mine.right_id]
    reach = mine.extent.buffer(window.metres(PANEL_MM[0]))
    near = others[others.intersects(reach)].sort_values("right_id")
    return tuple(g for g in _native(plan, zone, list(near.geometry)) if g.intersects(window.box))


def _draw_ground(axes: Any, ground: Ground, window: Window) -> None:
    draw.draw_areas(axes, ground.others, styles.OTHER, 2)
    draw.draw_areas(axes, [ground.extent], styles.MEMBER, 3)
    draw.draw_areas(axes, ground.bodies, styles.BAUXITE, 4)
    draw.draw_areas(axes, [ground.extent], styles.EXTENT_LINE, 5)
    shown = [body.intersection(window.box) for body in ground.bodies]
    numbered = [(k, body) for k, body in enumerate(shown, start=1) if not body.is_empty]
    places = label_places([body for _, body in numbered], window, _CIRCLE_MM)
    for (number, _), (place, foot) in zip(numbered, places, strict=True):
        draw.draw_circle(axes, str(number), place, foot)


def _draw_line(axes: Any, ends: tuple[Any, ...], window: Window) -> None:
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


def _draw_heads(page: Paper, plan: Imprint, mine: PilotMine) -> None:
    paper.draw_title(page, plan, f"{mine.mine_name or mine.right_id}　煤下铝试点示意图　{mine.right_id}")
    when = f"{mine.year}年启动" if mine.year else words.STATUSES[mine.status]
    heads = (f"平面图：{when}，{mine.order.label}，成熟度{fixed(mine.readiness, 2)}", _interval(mine))
    for k, text in enumerate(heads):
        middle = _LEFT + k * (PANEL_MM[0] + _GAP) + PANEL_MM[0] / 2
        paper.draw_head(page, middle, page.height_mm - _TOP + 1.6, text, PANEL_MM[0] + 4)


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


def _draw_table(page: Paper, rows: list[tuple[str, ...]], top: float) -> None:
    starts, ends = (2.0, 7.0, 32.0, 52.0, 60.0), (7.0, 32.0, 52.0, 60.0, 95.0)
    for line, row in enumerate([("编号", "层位", "区内标高（米）", "厚度", "开采状态、资源量"), *rows]):
        y = top - 1.2 - line * LINE_MM
        for cell, start, end in zip(row, starts, ends, strict=True):
            page.cell(start, y, cell, end - start - 0.8)
    page.line([2, 94], [top - 2.75, top - 2.75])


def _legend(mine: PilotMine) -> list[tuple[styles.Style, str]]:
    section = mine.facts.get("section") or {}
    states = {bed["state"] for bed in section.get("beds", ()) if bed["kind"] == "seam"}
    entries = [(styles.MEMBER, "试点煤矿矿区范围"), (styles.OTHER, "其他采矿权")]
    entries += [(styles.BAUXITE, "铝土矿体")] if mine.bodies else []
    entries += [
        (styles.SEAMS[state], f"煤层（{words.state(state) if state else '状态不明'}）") for state in sorted(states)
    ]
    entries += [(styles.as_line(styles.WATER), "奥灰水位")] if section.get("water_level_m") is not None else []
    return entries
