"""Numbers of each project's ground and of each orebody's draw angles, as arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely

from mineplan.pressed.geometry import draw_cots, mitre_ratios
from mineplan.pressed.measures import PillarNumbers, ProjectFacts
from mineplan.pressed.world import World


class Surface(Protocol):
    """A raster of the ground."""

    def elevations_m(self, points: np.ndarray) -> np.ndarray:
        """Return elevations under points (n, 2) of the analysis CRS, NaN outside it."""


@dataclass(frozen=True, eq=False)
class Sites:
    """Numbers of each project's ground, (n,), NaN where not known.

    Attributes
    ----------
    buffer_m
        Width of the buffer strip.
    surface_m, surface_basis
        Elevation of the ground as raster or project state it, and which of them (`dem`, `project`, "").
    highest_m
        Highest elevation of the raster under the outline, or that elevation.
    loose_m
        Thickness of the loose layer as the project states it.
    ratios
        By how much a corner outruns a strip.
    """

    buffer_m: np.ndarray
    surface_m: np.ndarray
    surface_basis: Sequence[str]
    highest_m: np.ndarray
    loose_m: np.ndarray
    ratios: np.ndarray


def sites_of(
    projects: Sequence[ProjectFacts], taken: np.ndarray, numbers: PillarNumbers, surface: Surface | None
) -> Sites:
    """Return the numbers of each project's ground.

    Parameters
    ----------
    projects, taken
        Projects and the ground they take, (n,).
    numbers
        Numbers of rulings and scenario.
    surface
        A raster, preferred to what projects state.
    """
    buffer_m = np.array([numbers.buffers_m.get(p.protection_grade, math.nan) for p in projects], dtype=float)
    stated = floats(projects, "surface_m")
    mean, highest = _seen(taken, surface)
    basis = np.where(~np.isnan(mean), "dem", np.where(~np.isnan(stated), "project", ""))
    return Sites(
        buffer_m,
        np.where(np.isnan(mean), stated, mean),
        basis.tolist(),
        np.where(np.isnan(mean), stated, highest),
        floats(projects, "loose_m"),
        mitre_ratios(taken),
    )


def floats(rows: Sequence[Any], name: str) -> np.ndarray:
    """Return one attribute of all rows, None as NaN."""
    values = [getattr(row, name) for row in rows]
    return np.array([math.nan if value is None else value for value in values], dtype=float)


def _seen(taken: np.ndarray, surface: Surface | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and the highest elevation of the raster under each outline's vertices."""
    mean, highest = np.full(len(taken), np.nan), np.full(len(taken), np.nan)
    if surface is None or not len(taken):
        return mean, highest
    points, owner = shapely.get_coordinates(taken, return_index=True)
    elevations = surface.elevations_m(points)
    known = ~np.isnan(elevations)
    counts = np.bincount(owner[known], minlength=len(taken))
    sums = np.bincount(owner[known], elevations[known], minlength=len(taken))
    mean = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    np.fmax.at(highest, owner[known], elevations[known])
    return mean, highest


def body_cots(world: World, numbers: PillarNumbers) -> np.ndarray:
    """Return cotangents of beta, gamma and delta of each orebody, (n, 3), NaN where an angle is not known.

    Both sides of an upright body are drawn alike, with gamma.
    """
    known: dict[tuple[Any, float], tuple[float, float, float]] = {}
    rows = []
    for body, is_upright, dip_deg in zip(
        world.orebodies, world.slabs.is_upright.tolist(), world.slabs.dip_deg.tolist(), strict=True
    ):
        mineral = None if body.mineral is None else body.mineral.value
        key = (mineral, math.inf if is_upright else dip_deg)
        if key not in known:
            angles = numbers.angles.get(mineral, numbers.angles.get(None))
            found = None if angles is None else draw_cots(angles, 0.0 if is_upright else dip_deg)
            up, down, strike = found or (math.nan, math.nan, math.nan)
            known[key] = (down if is_upright else up, down, strike)
        rows.append(known[key])
    return np.array(rows, dtype=float).reshape(-1, 3)
