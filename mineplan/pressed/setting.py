"""What a run of measuring works with: the world, the numbers, a raster of the ground."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from mineplan.pressed.geometry import draw_cots
from mineplan.pressed.measures import PillarNumbers, ZoneFacts
from mineplan.pressed.world import Layer, World


class Surface(Protocol):
    """A raster of the ground."""

    def elevations_m(self, points: np.ndarray) -> np.ndarray:
        """Return elevations under points (n, 2) of the analysis CRS, NaN outside it."""

    def highest_m(self, boxes: np.ndarray) -> np.ndarray:
        """Return the highest elevation in boxes (n, 4) of west, south, east, north, NaN where nothing is known."""


@dataclass(frozen=True, eq=False)
class Setting:
    """What stays the same for every project of a run.

    Attributes
    ----------
    world
        What projects are held against.
    numbers
        Numbers of rulings and scenario.
    has_pillars
        Whether pillars are drawn, or footprints measured alone.
    surface
        A raster of the ground, preferred to what projects state.
    """

    world: World
    numbers: PillarNumbers
    has_pillars: bool = True
    surface: Surface | None = None

    @cached_property
    def cots(self) -> np.ndarray:
        """Cotangents of beta, gamma and delta of each orebody, (n, 3), NaN where an angle is not known.

        Both sides of an upright body are drawn alike, with gamma.
        """
        slabs = self.world.slabs
        found = []
        for body, is_upright, dip_deg in zip(
            self.world.orebodies, slabs.is_upright.tolist(), slabs.dip_deg.tolist(), strict=True
        ):
            mineral = None if body.mineral is None else body.mineral.value
            angles = self.numbers.angles.get(mineral, self.numbers.angles.get(None))
            cots = None if angles is None else draw_cots(angles, 0.0 if is_upright else dip_deg)
            up, down, strike = cots or (math.nan, math.nan, math.nan)
            found.append((down if is_upright else up, down, strike))
        return np.array(found, dtype=float).reshape(-1, 3)

    @cached_property
    def exempt(self) -> Layer:
        """The zones, valid on the day, whose ore is already pillared or exempt."""
        kinds = self.numbers.exempt_zones
        rows = [at for at, z in enumerate(self.world.zones) if z.kind in kinds and is_valid(z, self.numbers)]
        return Layer(self.world.areas.shapes[rows])

    @cached_property
    def angles_deg(self) -> list[list[float]]:
        """Beta, gamma and delta of each orebody as reckoned with, degrees."""
        found: list[list[float]] = np.degrees(np.arctan2(1.0, self.cots)).tolist()
        return found

    @cached_property
    def flattest(self) -> np.ndarray:
        """The largest cotangent of each orebody, (n,)."""
        return np.asarray(self.cots.max(axis=1))

    @cached_property
    def body_surface_m(self) -> np.ndarray:
        """Elevation of the ground as the orebodies state it, NaN where they do not."""
        return floats(self.world.orebodies, "surface_m")

    @cached_property
    def body_loose_m(self) -> np.ndarray:
        """Thickness of the loose layer as the orebodies state it, NaN where they do not."""
        return floats(self.world.orebodies, "loose_m")

    @property
    def loosest_m(self) -> float:
        """The thickest loose layer that any orebody or the scenario states."""
        known = self.body_loose_m[~np.isnan(self.body_loose_m)]
        return float(max([self.numbers.loose_m or 0.0, *known.tolist()]))

    @property
    def loose_cot(self) -> float:
        """Cotangent of the loose layer's draw angle; 0 where it is not known, and then no pillar is drawn."""
        return 0.0 if self.numbers.loose_deg is None else 1 / math.tan(math.radians(self.numbers.loose_deg))


def floats(rows: Sequence[Any], name: str) -> np.ndarray:
    """Return one attribute of all rows, None as NaN."""
    values = [getattr(row, name) for row in rows]
    return np.array([math.nan if value is None else value for value in values], dtype=float)


def is_valid(zone: ZoneFacts, numbers: PillarNumbers) -> bool:
    """Whether a zone is valid on the day of the numbers."""
    day = numbers.on
    return day is None or (
        (zone.valid_from is None or zone.valid_from <= day) and (zone.valid_to is None or day <= zone.valid_to)
    )
