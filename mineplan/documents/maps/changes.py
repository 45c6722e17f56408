"""The sheet of two consolidation runs: what one plan and the next make of the rights, place by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mineplan.documents.maps import draw, paper, styles
from mineplan.documents.maps.paper import LINE_MM, Imprint, Paper
from mineplan.documents.maps.scale import Window, label_places, window_of
from mineplan.documents.numbers import numeral
from mineplan.geodesy import native_zones, transform, zone_crs
from mineplan.terms import Disposition, term_of

PANEL_MM = (69.0, 48.0)
_LEFT, _GAP, _TOP, _ROW_MM = 7.0, 4.0, 11.5, 62.0
_MARGIN_MM, _CIRCLE_MM = 6.0, 1.55
# Places and table rows on one sheet; the tables of the comparison have all.
_MOST_PLACES, _MOST_ROWS = 6, 60
# A window of one small right alone would hide where it lies.
_LEAST_M = 400.0


@dataclass(frozen=True)
class Standing:
    """One run on the ground.

    Attributes
    ----------
    name
        Of its folder.
    groups, fates
        Members by group id; code of the disposition by right_id.
    extents, rights
        New extent by group id, geometry by right_id, in analysis CRS.
    """

    name: str
    groups: Mapping[str, tuple[str, ...]]
    fates: Mapping[str, str]
    extents: Mapping[str, Any]
    rights: Mapping[str, Any]

    def company(self, right_id: str) -> frozenset[str]:
        """Return the rights that one stands in a group with, itself included; none where it stands alone."""
        return next((frozenset(ids) for ids in self.groups.values() if right_id in ids), frozenset())


@dataclass(frozen=True)
class Moved:
    """A right that stands differently in the two plans; what it was and is, in words."""

    number: int
    right_id: str
    mine_name: str
    before: str
    after: str
    geometry: Any


@dataclass(frozen=True)
class Half:
    """One run at a place: extents of groups that only this run has, and of those that both have."""

    head: str
    own: tuple[Any, ...]
    common: tuple[Any, ...]


@dataclass(frozen=True)
class Place:
    """Rights whose changes hang together, in the zone of their middle."""

    zone: int
    moved: tuple[Moved, ...]
    others: tuple[Any, ...]
    halves: tuple[Half, Half]


@dataclass(frozen=True)
class Changes:
    """Everything that changed: places in the order of their smallest licence number."""

    places: tuple[Place, ...]

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Rights that stand differently, in the order of their numbers."""
        return tuple(right for place in self.places for right in place.moved)


def changes_of(a: Standing, b: Standing, names: Mapping[str, str], crs: Any) -> Changes:
    """Gather what changed from run a to run b.

    Parameters
    ----------
    a, b
        The runs; geometries of both in `crs`.
    names
        Name of the mine by right_id.
    """
    places: list[Place] = []
    number = 0
    for right_ids in _clusters(a, b):
        places.append(_place((a, b), right_ids, names, (crs, number)))
        number += len(right_ids)
    return Changes(tuple(places))


def _clusters(a: Standing, b: Standing) -> list[list[str]]:
    """Return the rights that stand differently; those that share a group in either run are in one list."""
    moved = {
        right_id
        for right_id in a.rights.keys() | b.rights.keys()
        if (a.fates.get(right_id), a.company(right_id)) != (b.fates.get(right_id), b.company(right_id))
    }
    found: list[set[str]] = []
    for right_id in sorted(moved):
        whole = {right_id} | ((a.company(right_id) | b.company(right_id)) & moved)
        near = [cluster for cluster in found if cluster & whole]
        found = [cluster for cluster in found if not cluster & whole] + [whole.union(*near)]
    return sorted(sorted(cluster) for cluster in found)


def _place(
    runs: tuple[Standing, Standing], right_ids: list[str], names: Mapping[str, str], rest: tuple[Any, int]
) -> Place:
    import shapely

    crs, before = rest
    shapes = dict(runs[0].rights) | dict(runs[1].rights)
    whole = shapely.box(*shapely.total_bounds([shapes[right_id] for right_id in right_ids]))
    zone = int(native_zones([whole], crs)[0])

    def native(geometries: list[Any]) -> tuple[Any, ...]:
        return tuple(transform(geometries, crs, zone_crs(zone))) if geometries else ()

    geometries = native([shapes[right_id] for right_id in right_ids])
    moved = tuple(
        Moved(before + k, right_id, names.get(right_id, ""), *_told(runs, right_id), geometry)
        for k, (right_id, geometry) in enumerate(zip(right_ids, geometries, strict=True), start=1)
    )
    around = whole.buffer(max(2000.0, whole.bounds[2] - whole.bounds[0], whole.bounds[3] - whole.bounds[1]))
    others = native([g for r, g in shapes.items() if r not in right_ids and g.intersects(around)])
    same = set(map(frozenset, runs[0].groups.values())) & set(map(frozenset, runs[1].groups.values()))
    halves = [_half(run, same, around, native) for run in runs]
    return Place(zone, moved, others, (halves[0], halves[1]))


def _half(run: Standing, same: set[frozenset[str]], around: Any, native: Any) -> Half:
    near = [(g, run.extents[g]) for g in run.groups if g in run.extents and run.extents[g].intersects(around)]
    own = [extent for g, extent in near if frozenset(run.groups[g]) not in same]
    common = [extent for g, extent in near if frozenset(run.groups[g]) in same]
    return Half(run.name, native(own), native(common))


def _told(runs: tuple[Standing, Standing], right_id: str) -> tuple[str, str]:
    before, after = (_words(run, right_id) for run in runs)
    return (before, after) if before != after else (before, f"{after}，成员有变")


def _words(run: Standing, right_id: str) -> str:
    if right_id not in run.fates:
        return "不在方案中"
    group = next((g for g, ids in run.groups.items() if right_id in ids), None)
    if group is not None:
        return f"{group}（{len(run.groups[group])}宗）"
    fate = term_of(Disposition, run.fates[right_id])
    return run.fates[right_id] if fate is None else f"单独，{fate.label}"


def draw_changes(plan: Imprint, changes: Changes) -> Any:
    """Return the figure of two runs: a row of before and after for each place, the rights in a table below."""
    shown = changes.places[:_MOST_PLACES]
    rows = min(len(changes.moved), _MOST_ROWS + 1) + 1
    height = _TOP + _ROW_MM * len(shown) + LINE_MM * rows + 4.0 + 11.0
    page = Paper(height)
    paper.draw_title(page, plan, f"{plan.title}　两次方案变化对照图（{len(changes.moved)}宗采矿权）")
    for index, place in enumerate(shown):
        _draw_place(page, place, index, height - _TOP - _ROW_MM * index)
    _draw_table(page, changes.moved, len(changes.places) - len(shown), height - _TOP - _ROW_MM * len(shown) + 1.0)
    zones = {place.zone for place in shown}
    paper.draw_footer(page, plan, min(zones))
    return page.figure


def _draw_place(page: Paper, place: Place, index: int, top: float) -> None:
    """Draw one row; its legend and scale bar stand below it."""
    window, bottom = _window(place), top - PANEL_MM[1]
    for k, (name, side, word) in enumerate((("before", "left", "前"), ("after", "right", "后"))):
        box = (_LEFT + k * (PANEL_MM[0] + _GAP), bottom, *PANEL_MM)
        axes = draw.new_panel(page, f"{name}-{index + 1}", box, window, side)
        _draw_half(axes, place, place.halves[k], window)
        head = f"第{numeral(index + 1)}处　{word}：{place.halves[k].head}　第{place.zone}带"
        paper.draw_head(page, box[0] + PANEL_MM[0] / 2, top + 1.6, head, PANEL_MM[0])
    paper.draw_north(page, _LEFT + PANEL_MM[0] + _GAP / 2, top - 9.0)
    paper.draw_legend(page, _legend(place), (7.0, bottom - 3.6), 27.0, 4)
    paper.draw_bar(page, 120.0, bottom - 7.4, window, 24.0)


def _window(place: Place) -> Window:
    import shapely

    shapes = [*(m.geometry for m in place.moved), *(shape for half in place.halves for shape in half.own)]
    west, south, east, north = shapely.total_bounds(shapes)
    room = max(0.0, _LEAST_M - max(east - west, north - south)) / 2
    return window_of((west - room, south - room, east + room, north + room), PANEL_MM, _MARGIN_MM)


def _draw_half(axes: Any, place: Place, half: Half, window: Window) -> None:
    draw.draw_areas(axes, place.others, styles.OTHER, 3)
    draw.draw_areas(axes, [m.geometry for m in place.moved], styles.MEMBER, 4)
    draw.draw_areas(axes, half.common, styles.EXTENT_SAME, 5)
    for k, extent in enumerate(half.own):
        draw.draw_areas(axes, [extent], {"facecolor": styles.TINTS[k % len(styles.TINTS)], "edgecolor": "none"}, 4.5)
    draw.draw_areas(axes, [m.geometry for m in place.moved], styles.MEMBER | {"facecolor": "none"}, 5.5)
    draw.draw_areas(axes, half.own, styles.OUTLINE, 6)
    places = label_places([m.geometry for m in place.moved], window, _CIRCLE_MM)
    for right, (at, foot) in zip(place.moved, places, strict=True):
        draw.draw_circle(axes, str(right.number), at, foot)


def _draw_table(page: Paper, moved: tuple[Moved, ...], more_places: int, top: float) -> None:
    starts, ends = (2.0, 8.0, 36.0, 64.0, 109.0), (8.0, 36.0, 64.0, 109.0, 154.0)
    shown = moved if len(moved) <= _MOST_ROWS + 1 else moved[:_MOST_ROWS]
    rows = [("序号", "采矿许可证号", "矿山名称", "前", "后")]
    rows += [(str(m.number), m.right_id, m.mine_name, m.before, m.after) for m in shown]
    if len(shown) < len(moved):
        rows.append(("", f"其余{len(moved) - len(shown)}宗见对比表", "", "", ""))
    for line, row in enumerate(rows):
        y = top - 1.2 - line * LINE_MM
        for cell, start, end in zip(row, starts, ends, strict=True):
            if line and start == starts[0] and cell:
                page.ring(4.5, y, cell)
            else:
                page.cell(start, y, cell, end - start - 0.8)
    page.line([2, 154], [top - 2.75, top - 2.75])
    if more_places:
        page.text(154, top + 1.6, f"另有{more_places}处变化未绘图", fontsize=5.0, ha="right", va="center")


def _legend(place: Place) -> list[tuple[styles.Style, str]]:
    entries = [(styles.MEMBER, "单独的采矿权（有变）")]
    tinted = styles.OUTLINE | {"facecolor": styles.TINTS[0]}
    entries += [(tinted, "仅本次有的区块")] if any(half.own for half in place.halves) else []
    entries += [(styles.EXTENT_SAME, "两次相同的区块")] if any(half.common for half in place.halves) else []
    entries += [(styles.OTHER, "其他采矿权")] if place.others else []
    return entries
