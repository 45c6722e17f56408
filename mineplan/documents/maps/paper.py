"""The paper of a sheet: everything outside the frames, placed in millimetres from the lower left corner, y upwards."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps.scale import Window, bar_length
from mineplan.documents.maps.styles import Style
from mineplan.documents.numbers import day

if TYPE_CHECKING:
    from mineplan.plans import Printed

WIDTH_MM = 156.0
DPI = 300
# Height of a line of a sheet's table and legend, and its letters in points.
LINE_MM, FONT = 2.9, 5.0
_SMALL = 4.6
_POINTS_A_MM = 72 / 25.4
_SWATCH_MM = (4.4, 1.9)


@dataclass(frozen=True)
class Imprint:
    """What the margin of a sheet says of its run: the head of a plan, light enough to be sent to another process."""

    title: str
    as_of: datetime.date
    dataset_title: str
    dataset_version: str
    is_synthetic: bool


def imprint_of(plan: Printed) -> Imprint:
    """Return what the sheets of a plan say of it."""
    return Imprint(plan.title, plan.as_of, plan.dataset_title, plan.dataset_version, plan.is_synthetic)


class Paper:
    """A figure of the sheet's width; places are millimetres.

    Attributes
    ----------
    figure
        The matplotlib figure.
    height_mm
        Its height.
    """

    def __init__(self, height_mm: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.height_mm = height_mm
        self.figure = Figure(figsize=(WIDTH_MM / 25.4, height_mm / 25.4), dpi=DPI)
        FigureCanvasAgg(self.figure)
        self._mm = Affine2D().scale(1 / 25.4) + self.figure.dpi_scale_trans

    def text(self, x: float, y: float, words: str, **look: Any) -> None:
        """Write a line of text; `look` as matplotlib's `Text` takes it."""
        self.figure.text(x, y, words, transform=self._mm, **look)

    def cell(self, x: float, y: float, words: str, room_mm: float, size: float = FONT) -> None:
        """Write a line that is cut with an ellipsis where it would not fit."""
        self.text(x, y, fit(words, size, room_mm), fontsize=size, va="center_baseline")

    def patch(self, kind: str, *place: Any, **look: Any) -> None:
        """Draw one of matplotlib's patches, such as Rectangle or Polygon."""
        from matplotlib import patches

        self.figure.add_artist(getattr(patches, kind)(*place, transform=self._mm, **look))

    def line(self, xs: Sequence[float], ys: Sequence[float], width: float = 0.4, **look: Any) -> None:
        """Draw a line."""
        from matplotlib.lines import Line2D

        given: dict[str, Any] = {"color": "black", "linewidth": width, "transform": self._mm} | look
        self.figure.add_artist(Line2D(xs, ys, **given))

    def ring(self, x: float, y: float, number: str) -> None:
        """Write a circled number of a table."""
        circle = {"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": "black", "linewidth": 0.4}
        self.text(x, y, number, fontsize=4.4, ha="center", va="center_baseline", bbox=circle)

    def axes(self, box_mm: tuple[float, float, float, float], name: str) -> Any:
        """Return bare axes at (left, bottom, width, height)."""
        left, bottom, wide, high = box_mm
        place = (left / WIDTH_MM, bottom / self.height_mm, wide / WIDTH_MM, high / self.height_mm)
        axes = self.figure.add_axes(place, label=name)
        axes.set_axis_off()
        return axes


def draw_title(paper: Paper, plan: Imprint, title: str) -> None:
    """Write the sheet's title, and the warning of invented data where it applies."""
    y = paper.height_mm - 3.6
    paper.text(2, y, fit(title, 7.6, 118 if plan.is_synthetic else 150), fontsize=7.6, va="center")
    if plan.is_synthetic:
        red = "#a50f15"
        frame = {"boxstyle": "square,pad=0.25", "facecolor": "white", "edgecolor": red, "linewidth": 0.6}
        paper.text(WIDTH_MM - 2, y, "示例数据（虚构）", fontsize=6.4, ha="right", va="center", color=red, bbox=frame)


def draw_head(paper: Paper, middle: float, y: float, words: str, room_mm: float) -> None:
    """Write what a frame shows above it."""
    paper.text(middle, y, fit(words, 5.4, room_mm), fontsize=5.4, ha="center", va="center")


def draw_north(paper: Paper, left: float, bottom: float) -> None:
    """Draw a north arrow some 8 mm high; up is grid north in a plane zone."""
    paper.line([left, left], [bottom, bottom + 4.4], 0.7)
    head = [(left, bottom + 6.2), (left - 0.8, bottom + 4.0), (left + 0.8, bottom + 4.0)]
    paper.patch("Polygon", head, facecolor="black", linewidth=0)
    paper.text(left, bottom + 6.4, "北", fontsize=6, ha="center", va="bottom")


def draw_bar(paper: Paper, left: float, bottom: float, window: Window, longest_mm: float = 30.0) -> None:
    """Draw a scale bar in two halves and the scale as a fraction."""
    ground = bar_length(window, longest_mm)
    half = ground / window.scale * 1000 / 2
    for k, face in enumerate(("black", "white")):
        paper.patch("Rectangle", (left + k * half, bottom), half, 1.1, facecolor=face, edgecolor="black", linewidth=0.4)
    for k, value in enumerate((0, ground / 2, ground)):
        paper.text(left + k * half, bottom + 1.5, f"{value:g}", fontsize=_SMALL, ha="center", va="bottom")
    end = left + 2 * half + width_mm(f"{ground:g}", _SMALL) / 2
    paper.text(end + 0.6, bottom + 1.5, "米", fontsize=_SMALL, va="bottom")
    fraction = f"{window.scale:,.0f}".replace(",", " ")
    paper.text(left + half, bottom - 0.7, f"比例尺 1:{fraction}", fontsize=5, ha="center", va="top")


def draw_footer(paper: Paper, plan: Imprint, zone: int) -> None:
    """Write coordinate system, date of the data and the reservation along the lower edge."""
    paper.text(2, 5.0, crs_words(zone), fontsize=_SMALL, va="center")
    paper.text(2, 2.0, f"数据：{fit(data_words(plan), _SMALL, 96)}", fontsize=_SMALL, va="center")
    paper.text(WIDTH_MM - 2, 2.0, "示意图，不作为法定界线依据", fontsize=5.4, ha="right", va="center")
    paper.line([2, WIDTH_MM - 2], [7.0, 7.0])


def draw_legend(
    paper: Paper, entries: list[tuple[Style, str]], corner: tuple[float, float], column_mm: float, columns: int = 2
) -> None:
    """Draw a legend from its upper left corner; a style with `is_line` gets a line, any other a box."""
    rows = math.ceil(len(entries) / columns)
    for k, (style, words) in enumerate(entries):
        column, line = divmod(k, rows)
        x, y = corner[0] + column * column_mm, corner[1] - 1.2 - line * LINE_MM
        _draw_swatch(paper, style, x, y)
        paper.cell(x + 5.4, y, words, column_mm - 5.5, _SMALL)


def _draw_swatch(paper: Paper, style: Style, x: float, y: float) -> None:
    wide, high = _SWATCH_MM
    if style.get("is_line"):
        look = {name: style[name] for name in ("linestyle", "alpha") if name in style}
        width = line_width(style)
        paper.line([x, x + wide], [y + 0.1, y + 0.1], width, color=style["edgecolor"], **look)
    else:
        paper.patch("Rectangle", (x, y - 0.85), wide, high, **style)


def line_width(style: Style) -> float:
    """Return the width in points that a line of an area's style is drawn with."""
    return max(2 * float(style["linewidth"]), 1.0)


def crs_words(zone: int) -> str:
    """Name a 3-degree zone of CGCS2000 as surveyors do."""
    return (
        f"坐标系：2000国家大地坐标系，高斯-克吕格投影3度带第{zone}带（中央子午线{3 * zone}°），"
        "单位：米；横标为Y（东，含带号），竖标为X（北）"
    )


def data_words(plan: Imprint) -> str:
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
