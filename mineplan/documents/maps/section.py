"""A vertical section: beds as they dip, surface, licence elevations and the Ordovician water level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps import draw, styles
from mineplan.documents.maps.paper import Paper, width_mm
from mineplan.documents.maps.scale import tick_values
from mineplan.documents.numbers import trimmed

if TYPE_CHECKING:
    from mineplan.plans.allocation import PilotMine

Section = Mapping[str, Any]

# A bed thinner than this on paper is drawn thicker, or nobody would see it.
_LEAST_MM = 0.5
_ROOM_SHARE = 0.08
# Size of letters in points, and how high they are on paper.
_LETTERS, _LETTERS_MM = 4.6, 2.2
_LEVELS = ("surface_m", "water_level_m", "extent_top_m", "extent_bottom_m")


def westwards_left(section: Section) -> Section:
    """Return a section that begins at its western end, as readers hold it against a map."""
    start, end = section["start"], section["end"]
    if (start[0], start[1]) <= (end[0], end[1]):
        return section
    beds = [bed | {"spans": [_turned(span, section["length_m"]) for span in bed["spans"]]} for bed in section["beds"]]
    azimuth = (section["azimuth_deg"] + 180.0) % 360.0
    return {**section, "start": end, "end": start, "azimuth_deg": azimuth, "beds": beds}


def _turned(span: Mapping[str, Any], length_m: float) -> dict[str, Any]:
    return {
        **span,
        "from_m": length_m - span["to_m"],
        "to_m": length_m - span["from_m"],
        "roof_m": span["roof_m"][::-1],
        "floor_m": span["floor_m"][::-1],
    }


def draw_section(page: Paper, box_mm: tuple[float, float, float, float], section: Section, mine: PilotMine) -> Any:
    """Draw a section into a frame at (left, bottom, width, height) in millimetres; return its axes.

    Heights are exaggerated so that the beds fill the frame; the factor stands below it.
    """
    axes, (low, high) = _frame(page, box_mm, section)
    room = _Room(axes, section["length_m"] / box_mm[2], (high - low) / box_mm[3])
    for bed in section["beds"]:
        _draw_bed(room, bed)
    _draw_interval(room, section, mine)
    for bed in section["beds"]:
        _name_bed(room, bed)
    _draw_levels(room, section)
    bearing = trimmed(section["azimuth_deg"], 1)
    factor = room.along_m / room.up_m
    words = f"距A点水平距离（米）；方位角{bearing}°；垂直放大{factor:.1f}倍；纵坐标为标高（米）"
    page.text(box_mm[0] + box_mm[2] / 2, box_mm[1] - 3.4, words, fontsize=_LETTERS, ha="center", va="top")
    return axes


class _Room:
    """Where letters may still stand in a section.

    Attributes
    ----------
    along_m, up_m
        Metres of ground to a millimetre of paper, along and upwards.
    taken
        Shapes of beds and letters already there, in the section's plane.
    """

    def __init__(self, axes: Any, along_m: float, up_m: float) -> None:
        self.axes, self.along_m, self.up_m = axes, along_m, up_m
        self.taken: list[Any] = []

    def write(self, words: str, places: Sequence[tuple[float, float, str, str]], **look: Any) -> None:
        """Write at the first of some places (x, y, ha, va) that is free and in the frame, else at the first."""
        boxes = [self._box(words, place) for place in places]
        at = next((k for k, box in enumerate(boxes) if self._is_free(box)), 0)
        self.taken.append(boxes[at])
        x, y, side, foot = places[at]
        self.axes.text(x, y, words, ha=side, va=foot, fontsize=_LETTERS, **look, **_halo())

    def _is_free(self, box: Any) -> bool:
        import shapely

        (west, east), (south, north) = self.axes.get_xlim(), self.axes.get_ylim()
        inside = shapely.box(west, south, east, north).covers(box)
        return inside and not any(box.intersects(other) for other in self.taken)

    def _box(self, words: str, place: tuple[float, float, str, str]) -> Any:
        import shapely

        x, y, side, foot = place
        wide, high = width_mm(words, _LETTERS) * self.along_m, _LETTERS_MM * self.up_m
        west = x - {"left": 0.0, "center": 0.5, "right": 1.0}[side] * wide
        south = y - {"bottom": 0.0, "center": 0.5, "top": 1.0}[foot] * high
        return shapely.box(west, south, west + wide, south + high)


def _frame(page: Paper, box_mm: tuple[float, float, float, float], section: Section) -> tuple[Any, tuple[float, float]]:
    axes = page.axes(box_mm, "section")
    levels = [z for bed in section["beds"] for span in bed["spans"] for z in (*span["roof_m"], *span["floor_m"])]
    levels += [section[name] for name in _LEVELS if section[name] is not None]
    lowest, highest = (min(levels), max(levels)) if levels else (0.0, 1.0)
    room = max(_ROOM_SHARE * (highest - lowest), 5.0)
    limits = (lowest - room, highest + room)
    axes.set_xlim(0, section["length_m"])
    axes.set_ylim(*limits)
    ticks = tick_values(0, section["length_m"], 5), tick_values(*limits, 6)
    draw.draw_frame(page, axes, box_mm, ticks, is_upright=True)
    return axes, limits


def _draw_bed(room: _Room, bed: Mapping[str, Any]) -> None:
    import shapely

    style = styles.BAUXITE_BED if bed["kind"] == "bauxite" else styles.SEAMS.get(bed["state"], styles.SEAMS[""])
    for span in bed["spans"]:
        roof, floor = span["roof_m"], span["floor_m"]
        grow = max(0.0, (_LEAST_MM * room.up_m - (roof[0] - floor[0])) / 2)
        (x0, x1), low, high = (span["from_m"], span["to_m"]), [z - grow for z in floor], [z + grow for z in roof]
        room.axes.fill_between((x0, x1), low, high, zorder=5, gid="bed", **style)
        room.taken.append(shapely.Polygon([(x0, low[0]), (x1, low[1]), (x1, high[1]), (x0, high[0])]))


def _draw_levels(room: _Room, section: Section) -> None:
    """Draw the level lines, each with its words above or below it at the right, at the left, or between."""
    lines = (
        ("surface_m", "地面", {"color": "#4d4d4d", "linewidth": 0.9}),
        ("water_level_m", "奥灰水位", {"color": "#1f78b4", "linewidth": 0.9, "linestyle": (0, (5, 2))}),
        ("extent_top_m", "许可证标高上限", {"color": "#0b4a86", "linewidth": 0.6, "linestyle": (0, (1, 1.5))}),
        ("extent_bottom_m", "许可证标高下限", {"color": "#0b4a86", "linewidth": 0.6, "linestyle": (0, (1, 1.5))}),
    )
    length_m = section["length_m"]
    for name, label, style in lines:
        level = section[name]
        if level is not None:
            room.axes.axhline(level, zorder=4, **style)
            rows = ((level + 0.15 * room.up_m, "bottom"), (level - 0.15 * room.up_m, "top"))
            spots = ((0.995, "right"), (0.005, "left"), (0.7, "center"), (0.5, "center"), (0.3, "center"))
            places = [(share * length_m, y, side, foot) for share, side in spots for y, foot in rows]
            words = f"{label}{trimmed(level, 1)}"
            room.write(words, places, color=style["color"], zorder=7, gid="level")


def _name_bed(room: _Room, bed: Mapping[str, Any]) -> None:
    """Write the name of a seam along it, that of bauxite beyond an end, where nothing else is."""
    first, last = bed["spans"][0], bed["spans"][-1]
    is_falling = first["roof_m"][0] >= last["roof_m"][1]
    if bed["kind"] == "bauxite":
        gap = 0.7 * room.along_m
        ends = [
            (first["from_m"] - gap, first["roof_m"][0], "right", "center"),
            (last["to_m"] + gap, last["roof_m"][1], "left", "center"),
        ]
        room.write(bed["name"], ends if is_falling else ends[::-1], zorder=8, gid="name")
        return
    # Above the bed letters go down dip, below it up dip: so they are clear of it.
    lift = (_LEAST_MM / 2 + 0.3) * room.up_m
    sides = ("left", "right") if is_falling else ("right", "left")
    shares = (0.01, 0.15, 0.3, 0.5, 0.7, 0.85, 0.99)
    places = []
    for share in shares if is_falling else shares[::-1]:
        x = first["from_m"] + share * (last["to_m"] - first["from_m"])
        span = next((s for s in bed["spans"] if s["from_m"] <= x <= s["to_m"]), None)
        if span is not None:
            places.append((x, _at(span, "roof_m", x) + lift, sides[0], "bottom"))
            places.append((x, _at(span, "floor_m", x) - lift, sides[1], "top"))
    room.write(f"{bed['name']}煤", places, zorder=8, gid="name")


def _draw_interval(room: _Room, section: Section, mine: PilotMine) -> None:
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
    look = {"arrowstyle": "<->", "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
    room.axes.annotate("", xy=(middle, lower), xytext=(middle, upper), zorder=9, arrowprops=look)
    # Below the bauxite, on the side to which it rises.
    side = "right" if span["roof_m"][0] >= span["roof_m"][1] else "left"
    below = lower - 1.2 * room.up_m
    room.write(f"此处铅垂{upper - lower:.1f}米", [(middle, below, side, "top")], zorder=9, gid="interval")


def _halo() -> dict[str, Any]:
    """Return white around letters, which stand on lines."""
    from matplotlib.patheffects import withStroke

    return {"path_effects": [withStroke(linewidth=1.4, foreground="white")]}


def _at(span: Mapping[str, Any], name: str, along: float) -> float:
    share = (along - span["from_m"]) / (span["to_m"] - span["from_m"])
    near, far = span[name]
    return float(near + share * (far - near))
