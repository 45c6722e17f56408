"""Numbers of each project's ground, as arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from mineplan.pressed.geometry import mitre_ratios
from mineplan.pressed.geometry.outline import MITRE_LIMIT
from mineplan.pressed.measures import ProjectFacts
from mineplan.pressed.setting import Setting, Surface, floats

__all__ = ["Sites", "Surface", "sites_of"]


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
        Highest elevation that a drawn plane can begin on: of the raster around the outline, or that elevation.
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


def sites_of(projects: Sequence[ProjectFacts], taken: np.ndarray, setting: Setting) -> Sites:
    """Return the numbers of each project's ground.

    Parameters
    ----------
    projects, taken
        Projects and the ground they take, (n,).
    setting
        Buffer strips, and a raster of the ground.
    """
    widths = setting.numbers.buffers_m
    buffer_m = np.array([widths.get(p.protection_grade, math.nan) for p in projects], dtype=float)
    stated = floats(projects, "surface_m")
    mean = _seen(taken, setting.surface)
    basis = np.where(~np.isnan(mean), "dem", np.where(~np.isnan(stated), "project", ""))
    surface_m, loose_m = np.where(np.isnan(mean), stated, mean), floats(projects, "loose_m")
    highest_m = np.fmax(surface_m, _highest(taken, buffer_m, loose_m, setting))
    return Sites(buffer_m, surface_m, basis.tolist(), highest_m, loose_m, mitre_ratios(taken))


def _highest(taken: np.ndarray, buffer_m: np.ndarray, loose_m: np.ndarray, setting: Setting) -> np.ndarray:
    """Return the highest ground that a drawn plane can begin on, NaN without a raster."""
    if setting.surface is None or not len(taken):
        return np.full(len(taken), np.nan)
    width = np.nan_to_num(buffer_m) + np.fmax(loose_m, setting.loosest_m) * setting.loose_cot
    margin = (MITRE_LIMIT * width)[:, None] * np.array([-1.0, -1.0, 1.0, 1.0])
    return setting.surface.highest_m(shapely.bounds(taken) + margin)


def _seen(taken: np.ndarray, surface: Surface | None) -> np.ndarray:
    """Return the mean elevation of the raster under each outline's vertices, each once."""
    if surface is None or not len(taken):
        return np.full(len(taken), np.nan)
    parts, shape_of_part = shapely.get_parts(taken, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    is_closing = np.diff(ring, append=-1) != 0  # the last point of a ring is its first
    points, owner = points[~is_closing], shape_of_part[part_of_ring[ring[~is_closing]]]
    elevations = surface.elevations_m(points)
    known = ~np.isnan(elevations)
    counts = np.bincount(owner[known], minlength=len(taken))
    sums = np.bincount(owner[known], elevations[known], minlength=len(taken))
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
