"""The overview: every right in grey, the new extents with their numbers, the ids in a table below."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps import draw, paper, styles
from mineplan.documents.maps.paper import LINE_MM, Imprint, Paper
from mineplan.documents.maps.scale import label_places, window_of
from mineplan.geodesy import native_zones, transform, zone_crs

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

FRAME_MM = (142.0, 96.0)
_LEFT, _TOP = 7.0, 9.0
# Above so many groups the table leaves out the names, and then itself (the sheet must fit a page).
_MOST_NAMED, _MOST_LISTED = 24, 120


@dataclass(frozen=True)
class Whole:
    """The whole area in the zone of its middle: all rights, the new extents, and `keys`, a line for each group."""

    zone: int
    rights: tuple[Any, ...]
    extents: tuple[Any, ...]
    keys: tuple[str, ...]


def draw_overview(plan: Imprint, whole: Whole) -> Any:
    """Return the figure of the whole area."""
    import shapely

    rows = _rows(len(whole.extents))
    height = _TOP + FRAME_MM[1] + 5.0 + max(12.0, LINE_MM * rows + 11.0) + 7.0
    page = Paper(height)
    bounds = shapely.total_bounds([*whole.rights, *whole.extents])
    window = window_of(tuple(bounds), FRAME_MM, 5.0)
    bottom = height - _TOP - FRAME_MM[1]
    axes = draw.new_panel(page, "overview", (_LEFT, bottom, *FRAME_MM), window)
    draw.draw_areas(axes, whole.rights, styles.OTHER, 3)
    draw.draw_areas(axes, whole.extents, styles.EXTENT_SMALL, 5)
    places = label_places(list(whole.extents), window, 1.55) if whole.extents else []
    for number, (place, foot) in enumerate(places, start=1):
        draw.draw_circle(axes, str(number), place, foot)
    paper.draw_title(page, plan, f"{plan.title}：整合区块总图（{len(whole.extents)}个区块）")
    _draw_keys(page, whole.keys, bottom - 5.5)
    _draw_legend(page, bottom - 5.5 - LINE_MM * rows - 2.5, bool(whole.extents))
    paper.draw_north(page, 152.4, bottom + FRAME_MM[1] - 9.0)
    paper.draw_bar(page, 112.0, 10.5, window)
    paper.draw_footer(page, plan, whole.zone)
    return page.figure


def whole_of(plan: ConsolidationPlan) -> Whole:
    """Gather what the overview shows."""
    import shapely

    rights = list(plan.tables["rights"].geometry)
    extents = [group.extent for group in plan.groups]
    whole = shapely.box(*shapely.total_bounds([*rights, *extents]))
    zone = int(native_zones([whole], plan.crs)[0])
    made = transform([*rights, *extents], plan.crs, zone_crs(zone))
    return Whole(zone, tuple(made[: len(rights)]), tuple(made[len(rights) :]), _keys(plan))


def _columns(groups: int) -> int:
    return 2 if groups <= _MOST_NAMED else 4


def _rows(groups: int) -> int:
    return 1 if groups > _MOST_LISTED else math.ceil(groups / _columns(groups))


def _draw_keys(page: Paper, keys: tuple[str, ...], top: float) -> None:
    if len(keys) > _MOST_LISTED:
        page.cell(2, top, f"区块共{len(keys)}个，序号与编号对照见附表。", paper.WIDTH_MM - 4)
        return
    columns, rows = _columns(len(keys)), _rows(len(keys))
    wide = (paper.WIDTH_MM - 4) / columns
    for index, words in enumerate(keys):
        column, row = divmod(index, rows)
        page.cell(2 + column * wide, top - row * LINE_MM, words, wide - 1.5)


def _keys(plan: ConsolidationPlan) -> tuple[str, ...]:
    names = mine_names(plan.tables["rights"]) if _columns(len(plan.groups)) == 2 else None
    return tuple(
        f"{number}　{group.group_id}"
        + ("" if names is None else f"　{names.get(group.lead_id, '')}等{len(group.right_ids)}宗")
        for number, group in enumerate(plan.groups, start=1)
    )


def mine_names(rights: Any) -> dict[str, str]:
    """Return the name of the mine by right_id, of the rights that have one."""
    if "mine_name" not in rights:
        return {}
    names = zip(rights["right_id"], rights["mine_name"], strict=True)
    return {right_id: name for right_id, name in names if isinstance(name, str)}


def _draw_legend(page: Paper, y: float, has_groups: bool) -> None:
    entries = [(styles.OTHER, "现有采矿权")]
    if has_groups:
        entries.append((styles.EXTENT_SMALL, "拟设采矿权范围（圈内数字为区块序号）"))
    paper.draw_legend(page, entries, (2.0, y + 1.2), 50.0)
