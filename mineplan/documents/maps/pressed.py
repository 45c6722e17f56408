"""The sheet of one construction project: footprint, pillar, orebodies, rights, zones; numbers keyed to a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps import draw, settings_of, styles
from mineplan.documents.maps.fonts import chinese_fonts
from mineplan.documents.maps.pressed_view import Item, View, cut_to, view_of
from mineplan.documents.maps.scale import Window, label_places, window_of

if TYPE_CHECKING:
    from mineplan.plans import PressedPlan, PressedProject

PANEL_MM = (142.0, 92.0)
_LEFT, _TOP = 7.0, 11.5
_MARGIN_MM, _CIRCLE_MM, _ROW_MM = 16.0, 1.55, draw.LINE_MM
_LEGEND_MM, _FONT = 92.0, 5.0
# Rows that fit on the page of a letter below the map; the annexes have all.
_MOST_ROWS = 20
# The narrowest window: a substation of 50 m alone would hide where it lies.
_LEAST_M = 400.0


def write_pressed_sheets(
    plan: PressedPlan, projects: Sequence[PressedProject], folder: Path, names: Mapping[str, str]
) -> dict[str, Path]:
    """Draw a sheet for each project as PNG (300 dpi, 156 mm wide).

    Parameters
    ----------
    plan, projects
        The run, and those of its projects that get a sheet.
    folder, names
        Where to, and the file name by project_id.

    Returns
    -------
    dict
        PNG path by project_id.

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
        for project in projects:
            written[project.project_id] = folder / f"{names[project.project_id]}.png"
            draw.save_png(draw_project(plan, project, view_of(plan, project)), written[project.project_id])
    return written


def draw_project(plan: PressedPlan, project: PressedProject, whole: View) -> Any:
    """Return the finished figure of a project."""
    window = _window(whole)
    view = cut_to(whole, window.box)
    legend = _legend(view)
    rows = max(min(len(view.items), _MOST_ROWS + 1) + 1, math.ceil(len(legend) / 2) + 4)
    height = _TOP + PANEL_MM[1] + 5.0 + max(_ROW_MM * rows + 2.0, 16.0) + 9.0
    figure, paper = draw.new_figure(height)
    bottom = height - _TOP - PANEL_MM[1]
    axes = draw.new_panel(figure, (_LEFT, bottom, *PANEL_MM), window)
    axes.set_label("project")
    draw.draw_ticks(axes, window, northings="left")
    _draw_ground(axes, view)
    _draw_numbers(axes, view, window)
    _draw_heads(paper, plan, project, height)
    _draw_table(paper, view.items, bottom - 5.0)
    draw.draw_legend(paper, legend, (_LEGEND_MM + 4.0, bottom - 5.0), 28.5)
    draw.draw_north(paper, _LEFT + PANEL_MM[0] + 3.5, height - _TOP - 9.0)
    draw.draw_bar(paper, 118.0, 10.5, window, 30.0)
    draw.draw_footer(paper, plan, view.zone)
    return figure


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
    """Write the number of every orebody, right and zone that the sheet shows, inside its visible part."""
    shown = [item for item in view.items if not item.label.is_empty]
    for item, (place, foot) in zip(shown, label_places([i.label for i in shown], window, _CIRCLE_MM), strict=True):
        draw.draw_circle(axes, str(item.number), place, foot)


def _draw_heads(paper: Any, plan: PressedPlan, project: PressedProject, height: float) -> None:
    name = project.name or project.project_id
    draw.draw_title(paper, plan, f"{name}　压覆矿产资源位置示意图　{project.project_id}", height)
    words = f"用地面积{project.footprint_m2 / 1e4:.4f}公顷{_pillar_words(project)}；核查结论：{project.verdict.label}"
    middle = _LEFT + PANEL_MM[0] / 2
    paper.text(middle, height - _TOP + 1.6, draw.fit(words, 5.4, PANEL_MM[0]), fontsize=5.4, ha="center", va="center")


def _pillar_words(project: PressedProject) -> str:
    """Tell the pillar's area, or that there is none; a project over no ore needs none."""
    if not project.findings:
        return ""
    if project.pillar_m2 is None or all(finding.buffered_m2 is None for finding in project.findings):
        return "，未圈定保护矿柱"
    return f"，含保护矿柱{project.pillar_m2 / 1e4:.4f}公顷"


def _draw_table(paper: Any, items: Sequence[Item], top: float) -> None:
    """Write number, kind, name and what the sheet says of each."""
    starts, ends = (2.0, 7.0, 18.0, 50.0), (7.0, 18.0, 50.0, _LEGEND_MM)
    shown = items if len(items) <= _MOST_ROWS + 1 else items[:_MOST_ROWS]
    rows = [("编号", "类别", "名称", "说明"), *((str(i.number), i.kind, i.name, i.words) for i in shown)]
    if len(shown) < len(items):
        rows.append(("", "", f"其余{len(items) - len(shown)}项见表格", ""))
    for line, row in enumerate(rows):
        y = top - 1.2 - line * _ROW_MM
        for column, (cell, start, end) in enumerate(zip(row, starts, ends, strict=True)):
            if column == 0 and line and cell:
                ring = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": "black", "linewidth": 0.4}
                paper.text(4.5, y, cell, fontsize=4.4, ha="center", va="center_baseline", bbox=ring)
            else:
                paper.text(start, y, draw.fit(cell, _FONT, end - start - 0.8), fontsize=_FONT, va="center_baseline")
    paper.plot([2, _LEGEND_MM - 1], [top - 2.75, top - 2.75], color="black", linewidth=0.4)


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
    entries += [(styles.PRESSED_ZONE, "管控区域")] if view.zones else []
    return entries
