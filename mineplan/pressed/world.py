"""What projects are held against: orebodies, rights and zones with what makes looking them up quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from mineplan.pressed.geometry import Slabs, slabs_of
from mineplan.pressed.geometry.overlay import intersections
from mineplan.pressed.measures import OrebodyFacts, RightFacts, ZoneFacts


@dataclass(frozen=True, eq=False)
class Layer:
    """Shapes of one kind: valid geometries in the analysis CRS, (n,)."""

    shapes: np.ndarray

    @cached_property
    def tree(self) -> Any:
        """An index of their boxes."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def areas_m2(self) -> np.ndarray:
        """Their areas."""
        return np.asarray(shapely.area(self.shapes))

    @cached_property
    def prepared(self) -> np.ndarray:
        """The shapes, made ready for being asked often."""
        shapely.prepare(self.shapes)
        return self.shapes

    @cached_property
    def boxes(self) -> np.ndarray:
        """West, south, east, north of each, (n, 4)."""
        return np.asarray(shapely.bounds(self.shapes))

    def near(self, boxes: np.ndarray, reach_m: np.ndarray | float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Return the pairs (row of `boxes`, row of the layer) whose boxes come within `reach_m`, sorted.

        Parameters
        ----------
        boxes
            West, south, east, north; (m, 4), NaN for nothing.
        reach_m
            How far, single or (m,).
        """
        if not len(self.shapes) or not len(boxes):
            return np.empty(0, dtype=int), np.empty(0, dtype=int)
        west, south, east, north = boxes.T
        asked = shapely.box(west - reach_m, south - reach_m, east + reach_m, north + reach_m)
        found = self.tree.query(asked)
        order = np.lexsort((found[1], found[0]))
        return found[0][order], found[1][order]

    def shared(self, shapes: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Return what each shape shares with the layer's shape of its row, area by area.

        A shape that lies wholly inside is handed back as it is, which is most of the work saved.
        """
        theirs = self.prepared[rows]
        made = np.full(len(shapes), None, dtype=object)
        inside = shapely.covers(theirs, shapes)
        made[inside] = shapes[inside]
        partly = np.flatnonzero(~inside)
        partly = partly[shapely.intersects(theirs[partly], shapes[partly])]
        made[partly] = areas_only(intersections(theirs[partly], shapes[partly]))
        return made


def areas_only(shapes: np.ndarray) -> np.ndarray:
    """Return shapes without the lines and points that an overlay leaves where outlines run beside each other."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for at in mixed.tolist():
        parts = [part for part in shapely.get_parts(shapes[at]) if "Polygon" in part.geom_type]
        shapes[at] = shapely.union_all(parts) if parts else shapely.MultiPolygon()
    return shapes


@dataclass(frozen=True, eq=False)
class World:
    """Orebodies, rights and zones, each sorted by its key.

    Attributes
    ----------
    crs
        The analysis CRS.
    known_lowest_m
        Least elevation of any orebody's floor in the whole dataset, where only some of its rows are loaded.
    bounds
        West, south, east, north of the ground that the dataset covers; None asks nobody.
    """

    orebodies: Sequence[OrebodyFacts]
    rights: Sequence[RightFacts]
    zones: Sequence[ZoneFacts]
    crs: Any = None
    known_lowest_m: float | None = None
    bounds: tuple[float, float, float, float] | None = None

    @cached_property
    def row_of_orebody(self) -> dict[str, int]:
        """Orebody id -> row."""
        return {body.orebody_id: at for at, body in enumerate(self.orebodies)}

    @cached_property
    def right_of_id(self) -> dict[str, RightFacts]:
        """Licence number -> right."""
        return {right.right_id: right for right in self.rights}

    @cached_property
    def reported_m2(self) -> dict[int, dict[str, float]]:
        """Row of an orebody -> right with a report -> its part of the orebody, filled as it is asked for."""
        return {}

    @cached_property
    def slabs(self) -> Slabs:
        """The orebodies as slabs."""
        return slabs_of(self.orebodies)

    @cached_property
    def ore(self) -> Layer:
        """The parts of the orebodies' outlines that they fill."""
        return Layer(self.slabs.filled)

    @cached_property
    def ground(self) -> Layer:
        """The rights."""
        return Layer(_shapes(self.rights))

    @cached_property
    def areas(self) -> Layer:
        """The zones."""
        return Layer(_shapes(self.zones))

    @cached_property
    def lowest_m(self) -> float:
        """Least elevation of any floor; NaN where none is known."""
        if self.known_lowest_m is not None:
            return self.known_lowest_m
        known = self.slabs.lowest_m[~np.isnan(self.slabs.lowest_m)]
        return float(known.min()) if len(known) else float("nan")


def _shapes(rows: Sequence[Any]) -> np.ndarray:
    made = np.empty(len(rows), dtype=object)
    made[:] = [row.shape for row in rows]
    return made
