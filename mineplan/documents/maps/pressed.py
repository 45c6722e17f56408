"""The sheet of one construction project: footprint, pillar, orebodies, rights, zones; numbers keyed to a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps import draw, paper, styles
from mineplan.documents.maps.paper import LINE_MM, Imprint, Paper, imprint_of
from mineplan.documents.maps.pressed_view import Item, View, cut_to, view_of
from mineplan.documents.maps.printing import Sheet
from mineplan.documents.maps.scale import Window, label_places, window_of

if TYPE_CHECKING:
    from mineplan.plans import PressedPlan, PressedProject

PANEL_MM = (142.0, 92.0)
_LEFT, _TOP = 7.0, 11.5
_MARGIN_MM, _CIRCLE_MM, _LEGEND_MM = 16.0, 1.55, 92.0
# Rows that fit on the page of a letter below the map; the annexes have all.
_MOST_ROWS = 20
# The narrowest window: a substation of 50 m alone would hide where it lies.
_LEAST_M = 400.0


def project_sheets(
    plan: PressedPlan, projects: Sequence[PressedProject], folder: Path, names: Mapping[str, str]
) -> dict[str, Sheet]:
    """Return the sheets of `projects` by project_id; `names` holds the file name of each."""
    imprint = imprint_of(plan)
    return {
        project.project_id: Sheet(
            folder / f"{names[project.project_id]}.png", draw_project, (imprint, project, view_of(plan, project))
        )
        for project in projects
    }


def draw_project(plan: Imprint, project: PressedProject, whole: View) -> Any:
    """Return the finished figure of a project."""
    window = _window(whole)
    view = cut_to(whole, window.box)
    legend = _legend(view)
    rows = max(min(len(view.items), _MOST_ROWS + 1) + 1, math.ceil(len(legend) / 2) + 4)
    height = _TOP + PANEL_MM[1] + 5.0 + max(LINE_MM * rows + 2.0, 16.0) + 9.0
    page = Paper(height)
    bottom = height - _TOP - PANEL_MM[1]
    axes = draw.new_panel(page, "project", (_LEFT, bottom, *PANEL_MM), window)
    _draw_ground(axes, view)
    _draw_numbers(axes, view, window)
    _draw_heads(page, plan, project)
    _draw_table(page, view.items, bottom - 5.0)
    paper.draw_legend(page, legend, (_LEGEND_MM + 4.0, bottom - 5.0), 28.5)
    paper.draw_north(page, _LEFT + PANEL_MM[0] + 3.5, height - _TOP - 9.0)
    paper.draw_bar(page, 118.0, 10.5, window)
    paper.draw_footer(page, plan, view.zone)
    return page.figure


def _window(view: View) -> Window:
    """Show what is pressed with some ground around it, never a spot without surroundings."""
    import shapely

    west, south, east, north = shapely.union_all([view.footprint, view.pillar]).bounds
    room = max(0.0, _LEAST_M - max(east - west, north - south)) / 2
    return window_of((west - room, south - room, east + room, north + room), PANEL_MM, _MARGIN_MM)


def _draw_ground(axes: Any, view: View) -> None:
    for zone in view.zones:
        draw.draw_areas(axes, [zone.geometry], styles.PRESSED_ZONE, 2)
    draw.draw_areas(axes, view.other_rights, styles.OTHER, 2.5)
    draw.draw_areas(axes, [r.geometry for r in view.rights], styles.MEMBER, 3)
    draw.draw_areas(axes, view.other_orebodies, styles.OREBODY_FAR, 4)
    draw.draw_areas(axes, [o.geometry for o in view.orebodies], styles.OREBODY, 4.5)
    draw.draw_areas(axes, [view.pressed], styles.PRESSED_ORE, 5)
    draw.draw_areas(axes, [z.geometry for z in view.zones], styles.PRESSED_ZONE | styles.ZONE_OVER, 5.5)
    draw.draw_areas(axes, [view.pillar], styles.PILLAR, 6)
    draw.draw_areas(axes, [view.outline], styles.STRIP, 6.5)
    draw.draw_areas(axes, [view.footprint], styles.FOOTPRINT, 7)


def _draw_numbers(axes: Any, view: View, window: Window) -> None:
    """Write the number of each orebody, right and zone in what is seen of it, or beside it off the footprint."""
    shown = [item for item in view.items if not item.label.is_empty]
    places = label_places([i.label for i in shown], window, _CIRCLE_MM, view.footprint)
    for item, (place, foot) in zip(shown, places, strict=True):
        draw.draw_circle(axes, str(item.number), place, foot)


def _draw_heads(page: Paper, plan: Imprint, project: PressedProject) -> None:
    name = project.name or project.project_id
    paper.draw_title(page, plan, f"{name}　压覆矿产资源位置示意图　{project.project_id}")
    words = f"用地面积{project.footprint_m2 / 1e4:.4f}公顷{_pillar_words(project)}；核查结论：{project.verdict.label}"
    paper.draw_head(page, _LEFT + PANEL_MM[0] / 2, page.height_mm - _TOP + 1.6, words, PANEL_MM[0])


def _pillar_words(project: PressedProject) -> str:
    """Tell the pillar's area, or that there is none; a project over no ore needs none."""
    if not project.findings:
        return ""
    if project.pillar_m2 is None or all(finding.buffered_m2 is None for finding in project.findings):
        return "，未圈定保护矿柱"
    return f"，含保护矿柱{project.pillar_m2 / 1e4:.4f}公顷"


def _draw_table(page: Paper, items: Sequence[Item], top: float) -> None:
    """Write number, kind, name and what the sheet says of each."""
    starts, ends = (2.0, 7.0, 18.0, 50.0), (7.0, 18.0, 50.0, _LEGEND_MM)
    shown = items if len(items) <= _MOST_ROWS + 1 else items[:_MOST_ROWS]
    rows = [("编号", "类别", "名称", "说明"), *((str(i.number), i.kind, i.name, i.words) for i in shown)]
    if not items:
        rows.append(("", "", "图上无须编号的矿体、采矿权和管控区域", ""))
    if len(shown) < len(items):
        rows.append(("", "", f"其余{len(items) - len(shown)}项见表格", ""))
    for line, row in enumerate(rows):
        y = top - 1.2 - line * LINE_MM
        for column, (cell, start, end) in enumerate(zip(row, starts, ends, strict=True)):
            if column == 0 and line and cell:
                page.ring(4.5, y, cell)
            else:
                page.cell(start, y, cell, end - start - 0.8)
    page.line([2, _LEGEND_MM - 1], [top - 2.75, top - 2.75])


def _legend(view: View) -> list[tuple[styles.Style, str]]:
    """Return what this sheet really shows, and nothing else."""
    entries = [(styles.FOOTPRINT, "用地范围")]
    entries += [(styles.STRIP, "围护带")] if not view.outline.is_empty else []
    entries += [(styles.PILLAR, "保护矿柱")] if not view.pillar.is_empty else []
    entries += [(styles.PRESSED_ORE, "压覆部分")] if not view.pressed.is_empty else []
    entries += [(styles.OREBODY, "压覆的矿体")] if view.orebodies else []
    entries += [(styles.OREBODY_FAR, "其他矿体")] if view.other_orebodies else []
    entries += [(styles.MEMBER, "涉及的采矿权")] if view.rights else []
    entries += [(styles.OTHER, "其他采矿权")] if view.other_rights else []
    kinds = {"Line" in zone.geometry.geom_type for zone in view.zones}
    entries += [(styles.PRESSED_ZONE, "管控区域")] if False in kinds else []
    entries += [(styles.as_line(styles.PRESSED_ZONE), "管控线")] if True in kinds else []
    return entries
