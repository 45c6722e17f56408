"""The sheet of one group: 整合前 and 整合后 side by side at one scale, its table and legend below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps import draw, paper, styles
from mineplan.documents.maps.paper import FONT, LINE_MM, Imprint, Paper
from mineplan.documents.maps.scale import Window, label_places, window_of
from mineplan.documents.maps.view import cut_to
from mineplan.documents.numbers import numeral

if TYPE_CHECKING:
    from mineplan.documents.maps.view import Member, View, Zone
    from mineplan.plans import Group

PANEL_MM = (69.0, 58.0)
_LEFT, _GAP, _TOP = 7.0, 4.0, 11.5
_MARGIN_MM, _CIRCLE_MM = 6.0, 1.55
_BAND_MM = 20.5
_TABLE_MM = 93.0


def draw_sheet(plan: Imprint, group: Group, whole: View, index: int) -> Any:
    """Return the finished figure of a group; `index` is its number on the overview."""
    import shapely

    everything = shapely.union_all([whole.extent, *(m.geometry for m in whole.members)])
    window = window_of(everything.bounds, PANEL_MM, _MARGIN_MM)
    view = cut_to(whole, window.box)
    legend = _legend(view)
    height = _sheet_height(len(view.members), len(legend))
    page = Paper(height)
    bottom = height - _TOP - PANEL_MM[1]
    _draw_panels(page, (view, group), window, bottom)
    _draw_heads(page, plan, group, index)
    _draw_table(page, view.members, bottom - 5.0)
    paper.draw_legend(page, legend, (97.0, bottom - 5.0), 28.5)
    paper.draw_north(page, _LEFT + PANEL_MM[0] + _GAP / 2, height - _TOP - 9.0)
    paper.draw_bar(page, 118.0, 10.5, window)
    paper.draw_footer(page, plan, view.zone)
    return page.figure


def _sheet_height(members: int, entries: int) -> float:
    """Return the height in millimetres: some 104, more when table or legend need it."""
    table = LINE_MM * (_rows(members) + 1) + 1.0
    legend = LINE_MM * math.ceil(entries / 2) + 8.0
    return _TOP + PANEL_MM[1] + 5.0 + max(_BAND_MM, table, legend) + 8.0


def _columns(members: int) -> int:
    return 1 if members <= 40 else 2


def _rows(members: int) -> int:
    return math.ceil(members / _columns(members))


def _draw_panels(page: Paper, subject: tuple[View, Group], window: Window, bottom: float) -> None:
    view, group = subject
    for index, (name, side) in enumerate((("before", "left"), ("after", "right"))):
        box = (_LEFT + index * (PANEL_MM[0] + _GAP), bottom, *PANEL_MM)
        axes = draw.new_panel(page, name, box, window, side)
        _draw_ground(axes, view)
        if name == "before":
            _draw_before(axes, view, window)
        else:
            _draw_after(axes, view, group)


def _draw_ground(axes: Any, view: View) -> None:
    for zone in view.zones:
        style = styles.ZONES[zone.effect]
        draw.draw_areas(axes, [zone.geometry], style, 2)
        draw.draw_areas(axes, [zone.geometry], style | styles.ZONE_OVER, 6.5)
    draw.draw_areas(axes, view.orebodies, styles.OREBODY, 6)


def _draw_before(axes: Any, view: View, window: Window) -> None:
    draw.draw_areas(axes, view.others, styles.OTHER, 3)
    for member in view.members:
        draw.draw_areas(axes, [member.geometry], styles.LEAD if member.is_lead else styles.MEMBER, 5)
    places = label_places([m.geometry for m in view.members], window, _CIRCLE_MM)
    for member, (place, foot) in zip(view.members, places, strict=True):
        draw.draw_circle(axes, str(member.number), place, foot)


def _draw_after(axes: Any, view: View, group: Group) -> None:
    draw.draw_areas(axes, [*view.staying, *view.other_extents], styles.OTHER, 3)
    draw.draw_areas(axes, view.leaving, styles.LEAVING, 3.5)
    draw.draw_areas(axes, [view.extent], styles.EXTENT, 4)
    draw.draw_areas(axes, [view.gap], styles.GAP, 5)
    draw.draw_areas(axes, [view.removed], styles.REMOVED, 5)
    draw.draw_areas(axes, [m.geometry for m in view.members], styles.FORMER, 7)
    draw.draw_areas(axes, [view.extent], styles.OUTLINE, 8)
    axes.plot(
        [c.easting_m for c in group.corners],
        [c.northing_m for c in group.corners],
        linestyle="none",
        marker="o",
        markersize=1.7,
        markerfacecolor="white",
        markeredgecolor="#a50f15",
        markeredgewidth=0.5,
        zorder=9,
        scalex=False,
        scaley=False,
    )


def _draw_heads(page: Paper, plan: Imprint, group: Group, index: int) -> None:
    paper.draw_title(page, plan, f"区块（{numeral(index)}）整合前后对照图　{group.group_id}")
    words = (
        f"整合前：采矿权{len(group.right_ids)}宗，面积合计{group.members_km2:.4f}平方千米",
        f"整合后：采矿权1宗，面积{group.area_km2:.4f}平方千米{_changes(group)}",
    )
    for k, text in enumerate(words):
        middle = _LEFT + k * (PANEL_MM[0] + _GAP) + PANEL_MM[0] / 2
        paper.draw_head(page, middle, page.height_mm - _TOP + 1.6, text, PANEL_MM[0] + _GAP)


def _changes(group: Group) -> str:
    values = (("纳入夹缝", group.gap_km2), ("划出", group.banned_km2))
    parts = [f"{word}{value:.4f}" for word, value in values if value >= 5e-5]
    return f"（{'，'.join(parts)}）" if parts else ""


def _draw_table(page: Paper, members: tuple[Member, ...], top: float) -> None:
    """Write number, licence number, mine name (and holder where one column is enough)."""
    columns, rows = _columns(len(members)), _rows(len(members))
    wide = _TABLE_MM / columns
    licence = max(paper.width_mm(m.right_id, FONT) for m in members) + 1.5
    licence = min(max(licence, 16.0), wide * 0.6)
    shape = (licence, wide, columns)
    for column in range(columns):
        left = 2.0 + column * wide
        _draw_row(page, left, top - 1.2, ("序号", "采矿许可证号", "矿山名称", "采矿权人"), shape)
        for row, member in enumerate(members[column * rows : (column + 1) * rows]):
            y = top - 1.2 - (row + 1) * LINE_MM
            name = ("（整合主体）" if member.is_lead else "") + member.mine_name
            _draw_row(page, left, y, (str(member.number), member.right_id, name, member.holder), shape)
    page.line([2, 2 + _TABLE_MM - 1], [top - 2.75, top - 2.75])


def _draw_row(page: Paper, left: float, y: float, cells: tuple[str, ...], shape: tuple[float, float, int]) -> None:
    licence, wide, columns = shape
    rest = wide - 6.0 - licence
    ends = (6.0, 6.0 + licence, wide if columns > 1 else 6.0 + licence + rest * 0.55, wide)
    starts = (0.0, 6.0, 6.0 + licence, ends[2])
    for cell, start, end in list(zip(cells, starts, ends, strict=True))[: 3 if columns > 1 else 4]:
        if cell.isdigit() and start == 0.0:
            page.ring(left + 2.5, y, cell)
        else:
            page.cell(left + start, y, cell, end - start - 0.8)


def _legend(view: View) -> list[tuple[styles.Style, str]]:
    """Return what this sheet really shows, and nothing else."""
    entries = [(styles.LEAD, "整合主体"), (styles.MEMBER, "参与整合的采矿权")]
    entries += [(styles.OTHER, "其他采矿权")] if view.others else []
    entries += [(styles.LEAVING, "拟退出、关闭的采矿权")] if view.leaving else []
    entries += [(styles.OREBODY, "矿体")] if view.orebodies else []
    entries += [(styles.EXTENT | styles.OUTLINE | {"facecolor": styles.EXTENT["facecolor"]}, "拟设采矿权范围")]
    entries += [(styles.as_line(styles.FORMER), "原采矿权界线")]
    entries += [(styles.GAP, "纳入的夹缝资源")] if not view.gap.is_empty else []
    entries += [(styles.REMOVED, "划出的原矿区范围")] if not view.removed.is_empty else []
    for effect, style in styles.ZONES.items():
        for is_line in (False, True):
            kinds = sorted({z.label for z in view.zones if z.effect is effect and _is_line(z) is is_line})
            shown = styles.as_line(style) if is_line else style
            entries += [(shown, _zone_words(effect, kinds))] if kinds else []
    return entries


def _is_line(zone: Zone) -> bool:
    return "Line" in zone.geometry.geom_type


def _zone_words(effect: Any, kinds: list[str]) -> str:
    words = styles.ZONE_WORDS[effect]
    return words if len(kinds) > 1 else f"{words.removesuffix('区域')}：{kinds[0]}"
