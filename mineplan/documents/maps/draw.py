"""Drawing into frames: panels with their coordinates, areas and lines, circled numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mineplan.documents.maps.paper import Paper, line_width
from mineplan.documents.maps.scale import Window, tick_values
from mineplan.documents.maps.styles import Style

_SIZE, _TICK_MM, _APART_MM = 4.6, 0.7, 0.45
_GRID: dict[str, Any] = {"colors": "#9a9a9a", "linewidths": 0.25, "alpha": 0.5, "zorder": 0.5}


def new_panel(
    paper: Paper, name: str, box_mm: tuple[float, float, float, float], window: Window, side: str = "left"
) -> Any:
    """Return axes at (left, bottom, width, height) in millimetres that show a window of the same proportions.

    Eastings stand below the frame with the zone prefix, northings at its `side`, both as full numbers.
    """
    axes = paper.axes(box_mm, name)
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    # Half a label's length from the corners, or labels of the two sides run into each other.
    inset = window.metres(4.6)
    columns = tick_values(window.west + inset, window.east - inset, 4)
    rows = tick_values(window.south + inset, window.north - inset, 4)
    draw_frame(paper, axes, box_mm, (columns, rows), side)
    return axes


def draw_frame(
    paper: Paper,
    axes: Any,
    box_mm: tuple[float, float, float, float],
    ticks: tuple[list[float], list[float]],
    side: str = "left",
    *,
    is_upright: bool = False,
) -> None:
    """Draw a frame with grid lines, ticks and their numbers below and at one side.

    Matplotlib's own axes cost a quarter of a sheet's time.
    """
    from matplotlib.collections import LineCollection

    left, bottom, wide, high = box_mm
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    grid = [[(x, south), (x, north)] for x in ticks[0]] + [[(west, y), (east, y)] for y in ticks[1]]
    axes.add_artist(LineCollection(grid, **_GRID))
    paper.patch(
        "Rectangle", (left, bottom), wide, high, facecolor="none", edgecolor="black", linewidth=0.6, gid="frame"
    )
    for value in ticks[0]:
        x = left + (value - west) / (east - west) * wide
        paper.line([x, x], [bottom, bottom - _TICK_MM])
        paper.text(x, bottom - _TICK_MM - _APART_MM, f"{value:.0f}", fontsize=_SIZE, ha="center", va="top", gid="tick")
    start, away = (left, -1) if side == "left" else (left + wide, 1)
    turned = {"ha": "right" if away < 0 else "left"} | ({} if is_upright else {"rotation": 90})
    for value in ticks[1]:
        y = bottom + (value - south) / (north - south) * high
        paper.line([start, start + away * _TICK_MM], [y, y])
        x = start + away * (_TICK_MM + _APART_MM)
        paper.text(x, y, f"{value:.0f}", fontsize=_SIZE, va="center", gid="tick", **turned)


def draw_areas(axes: Any, geometries: Iterable[Any], style: Style, order: float) -> None:
    """Draw polygons as one patch and lines as one bundle; geometry is cut near the frame first."""
    import shapely
    from matplotlib.patches import PathPatch

    areas: list[Any] = []
    lines: list[Any] = []
    for part in shapely.get_parts([g for g in _clipped(axes, geometries) if g is not None]):
        if part.is_empty:
            continue
        (areas if part.geom_type == "Polygon" else lines).append(part)
    if areas:
        axes.add_artist(PathPatch(_path(areas), zorder=order, **style))
    _draw_lines(axes, [line for line in lines if line.geom_type in ("LineString", "LinearRing")], style, order)


def _clipped(axes: Any, geometries: Iterable[Any]) -> list[Any]:
    import shapely

    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    reach = 0.2 * (east - west)
    box = (west - reach, south - reach, east + reach, north + reach)
    return [shapely.clip_by_rect(g, *box) if _sticks_out(g.bounds, box) else g for g in geometries]


def _sticks_out(bounds: tuple[float, ...], box: tuple[float, ...]) -> bool:
    return bounds[0] < box[0] or bounds[1] < box[1] or bounds[2] > box[2] or bounds[3] > box[3]


def _path(polygons: list[Any]) -> Any:
    import numpy as np
    import shapely
    from matplotlib.path import Path

    rings = [r for p in polygons for o in [shapely.orient_polygons(p)] for r in (o.exterior, *o.interiors)]
    codes = [np.r_[Path.MOVETO, np.full(len(r.coords) - 2, Path.LINETO), Path.CLOSEPOLY] for r in rings]
    points = [shapely.get_coordinates(ring) for ring in rings]
    return Path(np.concatenate(points), np.concatenate(codes).astype(Path.code_type))


def _draw_lines(axes: Any, lines: list[Any], style: Style, order: float) -> None:
    import shapely
    from matplotlib.collections import LineCollection

    if lines:
        axes.add_artist(
            LineCollection(
                [shapely.get_coordinates(line) for line in lines],
                colors=style["edgecolor"],
                linewidths=line_width(style),
                zorder=order,
            )
        )


def draw_circle(axes: Any, text: str, place: Any, foot: Any, size: float = 5.6) -> None:
    """Write a circled number at `place`, with a leader to `foot` where the two differ."""
    if place.distance(foot) > 0:
        axes.plot(
            [place.x, foot.x],
            [place.y, foot.y],
            color="black",
            linewidth=0.5,
            marker="o",
            markevery=[1],
            markersize=1.4,
            zorder=19,
            scalex=False,
            scaley=False,
        )
    axes.text(
        place.x,
        place.y,
        text,
        fontsize=size,
        ha="center",
        va="center_baseline",
        zorder=20,
        gid=f"no-{text}",
        bbox={"boxstyle": "circle,pad=0.22", "facecolor": "white", "edgecolor": "black", "linewidth": 0.5},
    )
