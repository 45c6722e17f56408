"""GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, back to WGS 84 by iteration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

# Krassovsky 1940 and the published form of the shift.
_A, _E2 = 6378245.0, 0.00669342162296594323
_ROUNDS = 12


def from_gcj(points: np.ndarray) -> np.ndarray:
    """Return (n, 2) longitude and latitude in WGS 84 of points in GCJ-02.

    Notes
    -----
    The shift changes by less than 1e-3 of a move, so each round gains three digits; after a few rounds the rest is
    below 1 mm. The published formula itself differs from the maps by up to some metres.
    """
    guess = points.copy()
    for _ in range(_ROUNDS):
        guess = points - shift_of(guess)
    return guess


def from_bd(points: np.ndarray) -> np.ndarray:
    """Return (n, 2) longitude and latitude in WGS 84 of points in BD-09, which shifts GCJ-02 once more."""
    guess = points.copy()
    for _ in range(_ROUNDS):
        guess = points - bd_shift_of(guess)
    return from_gcj(guess)


def bd_shift_of(points: np.ndarray) -> np.ndarray:
    """Return by how many degrees BD-09 moves points given in GCJ-02, by the published form."""
    import numpy as np

    lon, lat = points.T
    wave = np.pi * 3000 / 180
    away = np.hypot(lon, lat) + 2e-5 * np.sin(lat * wave)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * wave)
    moved: np.ndarray = np.column_stack([away * np.cos(angle) + 0.0065, away * np.sin(angle) + 0.006]) - points
    return moved


def shift_of(points: np.ndarray) -> np.ndarray:
    """Return by how many degrees GCJ-02 moves points given in WGS 84."""
    import numpy as np

    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    waves = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + waves
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + waves
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    phi = np.radians(points[:, 1])
    w = 1 - _E2 * np.sin(phi) ** 2
    lat = np.degrees(north / (_A * (1 - _E2) / (w * np.sqrt(w))))
    lon = np.degrees(east / (_A / np.sqrt(w) * np.cos(phi)))
    return np.column_stack([lon, lat])
