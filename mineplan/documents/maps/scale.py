"""Scales and windows: a sheet is printed at a round scale, both halves alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

_ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)


@dataclass(frozen=True)
class Window:
    """A rectangle of ground shown in a frame of paper; `scale` is metres of ground to a metre of paper."""

    west: float
    south: float
    east: float
    north: float
    scale: float

    @property
    def box(self) -> Any:
        """The window as a polygon."""
        import shapely

        return shapely.box(self.west, self.south, self.east, self.north)

    def metres(self, paper_mm: float) -> float:
        """Return the ground length of a length on paper."""
        return paper_mm / 1000 * self.scale


def window_of(bounds: tuple[float, float, float, float], frame_mm: tuple[float, float], margin_mm: float) -> Window:
    """Return the window around `bounds` at the largest round scale that leaves the margin free."""
    west, south, east, north = bounds
    width, height = frame_mm
    need = max((east - west) / (width - 2 * margin_mm), (north - south) / (height - 2 * margin_mm), 0.1) * 1000
    scale = _round_up(need)
    half_w, half_h = width * scale / 2000, height * scale / 2000
    x, y = (west + east) / 2, (south + north) / 2
    return Window(x - half_w, y - half_h, x + half_w, y + half_h, scale)


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in _ROUND if step * power >= value * (1 - 1e-9))


def tick_values(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round numbers within a range."""
    step = 1.0
    while (high - low) / step > most:
        step = _next_step(step)
    return [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _next_step(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step) + 1e-9)
    return next(s * power for s in (2.0, 5.0, 10.0) if s * power > step * 1.0001)


def bar_length(window: Window, longest_mm: float) -> float:
    """Return the ground length of a scale bar: the longest 1, 2 or 5 times a power of ten that fits."""
    longest = window.metres(longest_mm)
    power = 10.0 ** math.floor(math.log10(longest))
    return max(s * power for s in (1.0, 2.0, 5.0) if s * power <= longest)


def label_places(geometries: list[Any], window: Window, radius_mm: float, off: Any = None) -> list[tuple[Any, Any]]:
    """Place one circle for each polygon.

    Parameters
    ----------
    geometries, window, radius_mm
        What is numbered, where it is seen, and how large a circle is on paper.
    off
        What no circle may cover; then one may stand on a neighbour where there is no open ground.

    Returns
    -------
    list
        (place, foot) points: `foot` is in the polygon, `place` is where the circle stands, the same
        point where it fits inside; otherwise outside all polygons of the list, free of other circles.
    """
    import shapely

    radius, union = window.metres(radius_mm), shapely.union_all(geometries)
    placed: list[tuple[Any, Any]] = []
    for geometry in geometries:
        foot, room = _middle(geometry)
        options = [foot] if room >= radius else []
        options += _ring(geometry, foot, radius)
        taken = [place for place, _ in placed]
        free = [p for p in options if _is_free(p, foot, taken, (union, window, radius))]
        if off is not None:
            free += [p for p in options if _is_free(p, foot, taken, (geometry, window, radius))]
            free = [p for p in free if p.distance(off) > 1.1 * radius]
        placed.append((free[0] if free else foot, foot))
    return placed


def _middle(geometry: Any) -> tuple[Any, float]:
    """Return a point well inside the largest part, and its distance to the outline.

    The centroid where it is nearly as roomy as the centre of the largest inscribed circle, which
    may stand anywhere along a box.
    """
    import shapely

    largest = max(shapely.get_parts(geometry), key=shapely.area)
    line = shapely.maximum_inscribed_circle(largest, tolerance=max(math.sqrt(largest.area) / 100, 1e-3))
    centroid = largest.centroid
    room = float(centroid.distance(largest.boundary)) if largest.contains(centroid) else 0.0
    return (centroid, room) if room >= 0.85 * line.length else (shapely.Point(line.coords[0]), float(line.length))


def _ring(geometry: Any, foot: Any, radius: float) -> list[Any]:
    import shapely

    west, south, east, north = geometry.bounds
    half = math.hypot(east - west, north - south) / 2
    return [
        shapely.Point(foot.x + (half + k * radius) * math.cos(a), foot.y + (half + k * radius) * math.sin(a))
        for k in (-2.0, 0.0, 1.6, 3.0, 5.0, 8.0, 12.0)
        for a in (math.radians(45 + 22.5 * turn) for turn in range(16))
        if half + k * radius > 0
    ]


def _is_free(place: Any, foot: Any, taken: list[Any], surroundings: tuple[Any, Window, float]) -> bool:
    union, window, radius = surroundings
    if any(place.distance(other) < 2.15 * radius for other in taken):
        return False
    if place is foot:
        return True
    inside = (
        window.west + radius < place.x < window.east - radius
        and window.south + radius < place.y < window.north - radius
    )
    return bool(inside and place.distance(union) > 1.15 * radius)
