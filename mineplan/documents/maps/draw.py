"""Drawing by matplotlib's object interface: paths, frames, circles, north arrow, scale bar, footers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps.scale import Window, bar_length, tick_values
from mineplan.documents.maps.styles import Style
from mineplan.documents.numbers import day

if TYPE_CHECKING:
    from mineplan.plans import Printed

WIDTH_MM = 156.0
DPI = 300
# Height of a line of a sheet's table and legend.
LINE_MM = 2.9
_POINTS_A_MM = 72 / 25.4


def new_figure(height_mm: float) -> tuple[Any, Any]:
    """Return a figure of the sheet's width and an axes over all of it in millimetres, y upwards."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_MM / 25.4, height_mm / 25.4), dpi=DPI)
    FigureCanvasAgg(figure)
    paper = figure.add_axes((0, 0, 1, 1), label="paper")
    paper.set_xlim(0, WIDTH_MM)
    paper.set_ylim(0, height_mm)
    paper.axis("off")
    return figure, paper


def new_panel(figure: Any, box_mm: tuple[float, float, float, float], window: Window) -> Any:
    """Return an axes at (left, bottom, width, height) in millimetres that shows a window."""
    height = figure.get_figheight() * 25.4
    left, bottom, wide, high = box_mm
    axes = figure.add_axes((left / WIDTH_MM, bottom / height, wide / WIDTH_MM, high / height))
    axes.set_xlim(window.west, window.east)
    axes.set_ylim(window.south, window.north)
    axes.set_aspect("equal", adjustable="box")
    for spine in axes.spines.values():
        spine.set_linewidth(0.6)
    return axes


def draw_ticks(axes: Any, window: Window, *, northings: str) -> None:
    """Write full coordinates along the frame: eastings below with the zone prefix, northings at `northings`."""
    # Half a label's length from the corners, or labels of the two sides run into each other.
    inset = window.metres(4.6)
    eastings = tick_values(window.west + inset, window.east - inset, 4)
    rows = tick_values(window.south + inset, window.north - inset, 4)
    axes.set_xticks(eastings, [f"{value:.0f}" for value in eastings])
    axes.set_yticks(rows, [f"{value:.0f}" for value in rows], rotation=90, va="center")
    axes.yaxis.set_ticks_position(northings)
    axes.tick_params(labelsize=4.6, length=2, width=0.4, pad=1.5)
    axes.grid(visible=True, linewidth=0.25, color="#9a9a9a", alpha=0.5)
    axes.set_axisbelow(True)


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
        axes.add_patch(PathPatch(_path(areas), zorder=order, **style))
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
        axes.add_collection(
            LineCollection(
                [shapely.get_coordinates(line) for line in lines],
                colors=style["edgecolor"],
                linewidths=max(2 * style["linewidth"], 1.0),
                zorder=order,
            ),
            autolim=False,
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


def draw_north(paper: Any, left: float, bottom: float) -> None:
    """Draw a north arrow some 8 mm high; up is grid north in a plane zone."""
    paper.annotate(
        "",
        xy=(left, bottom + 6.2),
        xytext=(left, bottom),
        arrowprops={"arrowstyle": "-|>,head_width=0.16,head_length=0.4", "facecolor": "black", "linewidth": 0.7},
    )
    paper.text(left, bottom + 6.4, "北", fontsize=6, ha="center", va="bottom")


def draw_bar(paper: Any, left: float, bottom: float, window: Window, longest_mm: float = 26.0) -> None:
    """Draw a scale bar in two halves and the scale as a fraction."""
    from matplotlib.patches import Rectangle

    ground = bar_length(window, longest_mm)
    half = ground / window.scale * 1000 / 2
    for k, face in enumerate(("black", "white")):
        paper.add_patch(
            Rectangle((left + k * half, bottom), half, 1.1, facecolor=face, edgecolor="black", linewidth=0.4)
        )
    for k, value in enumerate((0, ground / 2, ground)):
        paper.text(left + k * half, bottom + 1.5, f"{value:g}", fontsize=4.6, ha="center", va="bottom")
    end = left + 2 * half + width_mm(f"{ground:g}", 4.6) / 2
    paper.text(end + 0.6, bottom + 1.5, "米", fontsize=4.6, va="bottom")
    fraction = f"{window.scale:,.0f}".replace(",", " ")
    paper.text(left + half, bottom - 0.7, f"比例尺 1:{fraction}", fontsize=5, ha="center", va="top")


def draw_footer(paper: Any, plan: Printed, zone: int) -> None:
    """Write coordinate system, date of the data and the reservation along the lower edge."""
    paper.text(2, 5.0, crs_words(zone), fontsize=4.6, va="center")
    paper.text(2, 2.0, f"数据：{fit(data_words(plan), 4.6, 96)}", fontsize=4.6, va="center")
    paper.text(WIDTH_MM - 2, 2.0, "示意图，不作为法定界线依据", fontsize=5.4, ha="right", va="center")
    paper.axhline(7.0, xmin=2 / WIDTH_MM, xmax=1 - 2 / WIDTH_MM, linewidth=0.4, color="black")


def draw_title(paper: Any, plan: Printed, title: str, height: float) -> None:
    """Write the sheet's title, and the warning of invented data where it applies."""
    paper.text(2, height - 3.6, fit(title, 7.6, 118 if plan.is_synthetic else 150), fontsize=7.6, va="center")
    if plan.is_synthetic:
        frame = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": "#a50f15", "linewidth": 0.6}
        paper.text(
            WIDTH_MM - 2,
            height - 3.6,
            "示例数据（虚构）",
            fontsize=6.4,
            ha="right",
            va="center",
            color="#a50f15",
            bbox=frame,
        )


def draw_legend(paper: Any, entries: list[tuple[Style, str]], corner: tuple[float, float], column_mm: float) -> None:
    """Draw a legend in two columns from its upper left corner."""
    from matplotlib.patches import Rectangle

    rows = math.ceil(len(entries) / 2)
    for k, (style, words) in enumerate(entries):
        column, line = divmod(k, rows)
        x, y = corner[0] + column * column_mm, corner[1] - 1.2 - line * LINE_MM
        paper.add_patch(Rectangle((x, y - 0.85), 4.4, 1.9, **style))
        paper.text(x + 5.4, y, fit(words, 4.6, column_mm - 5.5), fontsize=4.6, va="center_baseline")


def crs_words(zone: int) -> str:
    """Name a 3-degree zone of CGCS2000 as surveyors do."""
    return (
        f"坐标系：2000国家大地坐标系，高斯-克吕格投影3度带第{zone}带（中央子午线{3 * zone}°），"
        "单位：米；横标为Y（东，含带号），竖标为X（北）"
    )


def data_words(plan: Printed) -> str:
    """Name the data set, its version and the day the plan speaks of."""
    return f"{plan.dataset_title}，版本 {plan.dataset_version}；基准日 {day(plan.as_of)}"


def fit(text: str, size: float, room_mm: float) -> str:
    """Cut a text with an ellipsis where it would not fit `room_mm` at a font size in points."""
    if width_mm(text, size) <= room_mm:
        return text
    while text and width_mm(text + "…", size) > room_mm:
        text = text[:-1]
    return text + "…"


def width_mm(text: str, size: float) -> float:
    """Estimate the width of a line: full-width characters are one em, the others 0.57 em."""
    return sum(1.0 if ord(c) > 0x2000 else 0.57 for c in text) * size / _POINTS_A_MM


def save_png(figure: Any, path: Any) -> None:
    """Write PNG; no version of a library gets into the bytes."""
    figure.savefig(path.with_suffix(".png"), dpi=DPI, metadata={"Software": None})


def save(figure: Any, path: Any) -> None:
    """Write PNG and PDF; no date and no version of a library gets into the bytes."""
    save_png(figure, path)
    figure.savefig(path.with_suffix(".pdf"), metadata={"Creator": None, "Producer": None, "CreationDate": None})
