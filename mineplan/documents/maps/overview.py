"""The overview: every right in grey, the new extents with their numbers, the ids in a table below."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps import draw, styles
from mineplan.documents.maps.scale import label_places, window_of
from mineplan.geodesy import native_zones, transform, zone_crs

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

FRAME_MM = (142.0, 96.0)
_LEFT, _TOP, _ROW_MM, _FONT = 7.0, 9.0, 2.9, 5.0
# Above so many groups the table leaves out the names, and then itself (the sheet must fit a page).
_MOST_NAMED, _MOST_LISTED = 24, 120


def draw_overview(plan: ConsolidationPlan) -> Any:
    """Return the figure of the whole area, in the zone of the middle of all rights."""
    import shapely

    zone, rights, extents = _geometries(plan)
    rows = _rows(len(plan.groups))
    height = _TOP + FRAME_MM[1] + 5.0 + max(12.0, _ROW_MM * rows + 11.0) + 7.0
    figure, paper = draw.new_figure(height)
    bounds = shapely.total_bounds([*rights, *extents])
    window = window_of(tuple(bounds), FRAME_MM, 5.0)
    bottom = height - _TOP - FRAME_MM[1]
    axes = draw.new_panel(figure, (_LEFT, bottom, *FRAME_MM), window)
    axes.set_label("overview")
    draw.draw_ticks(axes, window, northings="left")
    draw.draw_areas(axes, rights, styles.OTHER, 3)
    draw.draw_areas(axes, extents, styles.EXTENT_SMALL, 5)
    for number, (place, foot) in enumerate(label_places(list(extents), window, 1.55) if len(extents) else [], start=1):
        draw.draw_circle(axes, str(number), place, foot)
    draw.draw_title(paper, plan, f"{plan.title}：整合区块总图（{len(plan.groups)}个区块）", height)
    _draw_keys(paper, plan, bottom - 5.5)
    _draw_legend(paper, bottom - 5.5 - _ROW_MM * rows - 2.5, bool(plan.groups))
    draw.draw_north(paper, 152.4, bottom + FRAME_MM[1] - 9.0)
    draw.draw_bar(paper, 112.0, 10.5, window, 30.0)
    draw.draw_footer(paper, plan, zone)
    return figure


def _geometries(plan: ConsolidationPlan) -> tuple[int, Any, Any]:
    import shapely

    rights = list(plan.tables["rights"].geometry)
    extents = [group.extent for group in plan.groups]
    whole = shapely.box(*shapely.total_bounds([*rights, *extents]))
    zone = int(native_zones([whole], plan.crs)[0])
    made = transform([*rights, *extents], plan.crs, zone_crs(zone))
    return zone, made[: len(rights)], made[len(rights) :]


def _columns(groups: int) -> int:
    return 2 if groups <= _MOST_NAMED else 4


def _rows(groups: int) -> int:
    return 1 if groups > _MOST_LISTED else math.ceil(groups / _columns(groups))


def _draw_keys(paper: Any, plan: ConsolidationPlan, top: float) -> None:
    if len(plan.groups) > _MOST_LISTED:
        paper.text(2, top, f"区块共{len(plan.groups)}个，序号与编号对照见附表。", fontsize=_FONT, va="center_baseline")
        return
    columns, rows, names = _columns(len(plan.groups)), _rows(len(plan.groups)), _lead_names(plan)
    wide = (draw.WIDTH_MM - 4) / columns
    for index, group in enumerate(plan.groups):
        column, row = divmod(index, rows)
        words = f"{index + 1}　{group.group_id}"
        if columns == 2:
            words += f"　{names.get(group.lead_id, '')}等{len(group.right_ids)}宗"
        paper.text(
            2 + column * wide,
            top - row * _ROW_MM,
            draw.fit(words, _FONT, wide - 1.5),
            fontsize=_FONT,
            va="center_baseline",
        )


def _lead_names(plan: ConsolidationPlan) -> dict[str, str]:
    rights = plan.tables["rights"]
    if "mine_name" not in rights:
        return {}
    names = zip(rights["right_id"], rights["mine_name"], strict=True)
    return {right_id: name for right_id, name in names if isinstance(name, str)}


def _draw_legend(paper: Any, y: float, has_groups: bool) -> None:
    from matplotlib.patches import Rectangle

    entries = [(styles.OTHER, "现有采矿权")]
    if has_groups:
        entries.append((styles.EXTENT_SMALL, "拟设采矿权范围（圈内数字为区块序号）"))
    for k, (style, words) in enumerate(entries):
        paper.add_patch(Rectangle((2 + 28 * k, y - 0.9), 4.4, 1.9, **style))
        paper.text(7.4 + 28 * k, y, words, fontsize=_FONT, va="center_baseline")
