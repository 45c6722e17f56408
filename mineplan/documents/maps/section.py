"""A vertical section: beds as they dip, surface, licence elevations and the Ordovician water level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps import draw, styles
from mineplan.documents.maps.scale import tick_values
from mineplan.documents.numbers import trimmed

if TYPE_CHECKING:
    from mineplan.plans.allocation import PilotMine

# A bed thinner than this on paper is drawn thicker, or nobody would see it.
_LEAST_MM = 0.5
_ROOM_SHARE = 0.08


def draw_section(
    figure: Any, box_mm: tuple[float, float, float, float], section: Mapping[str, Any], mine: PilotMine
) -> Any:
    """Draw a section into a frame at (left, bottom, width, height) in millimetres; return its axes.

    Heights are exaggerated so that the beds fill the frame; the factor stands below it.
    """
    axes, (low, high) = _frame(figure, box_mm, section)
    metres_a_mm = (high - low) / box_mm[3]
    for bed in section["beds"]:
        _draw_bed(axes, bed, metres_a_mm)
    _draw_levels(axes, section)
    _draw_interval(axes, section, mine)
    _name_beds(axes, section, metres_a_mm)
    factor = (section["length_m"] / box_mm[2]) / metres_a_mm
    axes.set_xlabel(
        f"距A点水平距离（米）；方位角{trimmed(section['azimuth_deg'], 1)}°；垂直放大{factor:.1f}倍；纵坐标为标高（米）",
        fontsize=4.6,
        labelpad=1.0,
    )
    return axes


def _frame(
    figure: Any, box_mm: tuple[float, float, float, float], section: Mapping[str, Any]
) -> tuple[Any, tuple[float, float]]:
    height = figure.get_figheight() * 25.4
    left, bottom, wide, high = box_mm
    axes = figure.add_axes((left / draw.WIDTH_MM, bottom / height, wide / draw.WIDTH_MM, high / height))
    axes.set_label("section")
    levels = [z for bed in section["beds"] for span in bed["spans"] for z in (*span["roof_m"], *span["floor_m"])]
    levels += [section[name] for name in _LEVELS if section[name] is not None]
    lowest, highest = (min(levels), max(levels)) if levels else (0.0, 1.0)
    room = max(_ROOM_SHARE * (highest - lowest), 5.0)
    limits = (lowest - room, highest + room)
    axes.set_xlim(0, section["length_m"])
    axes.set_ylim(*limits)
    columns = tick_values(0, section["length_m"], 5)
    rows = tick_values(*limits, 6)
    axes.set_xticks(columns, [f"{value:.0f}" for value in columns])
    axes.set_yticks(rows, [f"{value:.0f}" for value in rows])
    axes.tick_params(labelsize=4.6, length=2, width=0.4, pad=1.5)
    axes.grid(visible=True, linewidth=0.25, color="#9a9a9a", alpha=0.5)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_linewidth(0.6)
    return axes, limits


_LEVELS = ("surface_m", "water_level_m", "extent_top_m", "extent_bottom_m")


def _draw_bed(axes: Any, bed: Mapping[str, Any], metres_a_mm: float) -> None:
    style = styles.BAUXITE_BED if bed["kind"] == "bauxite" else styles.SEAMS.get(bed["state"], styles.SEAMS[""])
    for span in bed["spans"]:
        roof, floor = span["roof_m"], span["floor_m"]
        grow = max(0.0, (_LEAST_MM * metres_a_mm - (roof[0] - floor[0])) / 2)
        ends = (span["from_m"], span["to_m"])
        axes.fill_between(ends, [z - grow for z in floor], [z + grow for z in roof], zorder=5, **style)


def _draw_levels(axes: Any, section: Mapping[str, Any]) -> None:
    lines = (
        ("surface_m", "地面", {"color": "#4d4d4d", "linewidth": 0.9}),
        ("water_level_m", "奥灰水位", {"color": "#1f78b4", "linewidth": 0.9, "linestyle": (0, (5, 2))}),
        ("extent_top_m", "许可证标高上限", {"color": "#0b4a86", "linewidth": 0.6, "linestyle": (0, (1, 1.5))}),
        ("extent_bottom_m", "许可证标高下限", {"color": "#0b4a86", "linewidth": 0.6, "linestyle": (0, (1, 1.5))}),
    )
    for name, label, style in lines:
        level = section[name]
        if level is not None:
            axes.axhline(level, zorder=4, **style)
            place = {"ha": "right", "va": "bottom", "fontsize": 4.4, "color": style["color"], "zorder": 7}
            axes.text(section["length_m"] * 0.995, level, f"{label}{trimmed(level, 1)}", **place, **_halo())


def _name_beds(axes: Any, section: Mapping[str, Any], metres_a_mm: float) -> None:
    """Write the name of each seam above its first end, that of bauxite below it, clear of the coal."""
    for bed in section["beds"]:
        span = bed["spans"][0]
        name = bed["name"] if bed["kind"] == "bauxite" else f"{bed['name']}煤"
        is_below = bed["kind"] == "bauxite"
        level = span["floor_m"][0] - 0.8 * metres_a_mm if is_below else span["roof_m"][0] + 0.6 * metres_a_mm
        place = {"ha": "left", "va": "top" if is_below else "bottom", "fontsize": 4.6, "zorder": 8}
        axes.text(span["from_m"] + 0.01 * section["length_m"], level, name, **place, **_halo())


def _draw_interval(axes: Any, section: Mapping[str, Any], mine: PilotMine) -> None:
    """Draw an arrow between the lowest seam and the bauxite nearest to it, in the middle of the bauxite."""
    lowest = next((seam.seam for seam in mine.seams if seam.is_lowest_worked), None)
    seams = [bed for bed in section["beds"] if bed["kind"] == "seam" and bed["name"] == lowest]
    bauxite = [bed for bed in section["beds"] if bed["kind"] == "bauxite"]
    if not seams or not bauxite or mine.interval_m is None:
        return
    span = max(bauxite[0]["spans"], key=lambda s: float(s["to_m"] - s["from_m"]))
    middle = (span["from_m"] + span["to_m"]) / 2
    upper = next((_at(s, "floor_m", middle) for s in seams[0]["spans"] if s["from_m"] <= middle <= s["to_m"]), None)
    if upper is None:
        return
    lower = _at(span, "roof_m", middle)
    axes.annotate(
        "",
        xy=(middle, lower),
        xytext=(middle, upper),
        zorder=9,
        arrowprops={"arrowstyle": "<->", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0},
    )
    words = f"此处铅垂{upper - lower:.1f}米"
    place = {"ha": "right", "va": "top", "fontsize": 4.6, "zorder": 9}
    axes.text(middle, lower - 0.02 * (axes.get_ylim()[1] - axes.get_ylim()[0]), words, **place, **_halo())


def _halo() -> dict[str, Any]:
    """Return white around letters, which stand on lines and beds."""
    from matplotlib.patheffects import withStroke

    return {"path_effects": [withStroke(linewidth=1.4, foreground="white")]}


def _at(span: Mapping[str, Any], name: str, along: float) -> float:
    share = (along - span["from_m"]) / (span["to_m"] - span["from_m"])
    near, far = span[name]
    return float(near + share * (far - near))
