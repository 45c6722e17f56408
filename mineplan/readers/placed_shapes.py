"""Shapes of formats without coordinate system (DXF, MapGIS): axis order, zone and datum as for coordinate lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.errors import Problem, ReadError
from mineplan.geodesy import geographic_crs, transform, zone_crs
from mineplan.readers.datums import settled_datum, shift_findings, shifted
from mineplan.readers.deciding import Hints, Placed, place_rings
from mineplan.readers.source import Source
from mineplan.readers.zoning import stated_frame
from mineplan.tables import Decision

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class PlacedShapes:
    """Geometries in one CRS, and how they came there."""

    geometry: np.ndarray
    crs: Any
    findings: tuple[tuple[str, str], ...]
    decisions: tuple[Decision, ...]


def placed_shapes(source: Source, shapes: Sequence[Any], datum: str, labels: Sequence[str]) -> PlacedShapes:
    """Decide where shapes lie whose file says nothing of it.

    Parameters
    ----------
    source
        The file, with what the user states.
    shapes
        Geometries as drawn.
    datum
        The datum that the file names, "" for none.
    labels
        How messages call the shapes.

    Raises
    ------
    ReadError
        The datum is not stated or is an older one, or the zone of a shape cannot be decided.
    """
    problems, decisions = [], []
    frame = None
    try:
        decisions.append(settled_datum(datum, source))
        frame = stated_frame(source.crs) if source.shift is None else None
    except ReadError as error:
        problems += [Problem(p.what, source.name) for p in error.problems]
    hints = Hints(frame=frame, angles="decimal", box_deg=source.box_deg)
    placed = place_rings([_corners(shape) for shape in shapes], hints)
    seen: set[str] = set()
    for problem in placed.problems:
        if problem.what not in seen:
            problems.append(Problem(f"“{labels[problem.ring]}”: {problem.what}", source.name, row=problem.ring + 1))
        seen.add(problem.what)
    if problems:
        raise ReadError(problems)
    geometry, crs, swapped = _moved(source, shapes, placed)
    # In a drawing, unlike in a list, the easting comes first.
    findings = tuple(found for found in placed.findings if found[0] != "axes_swapped")
    if swapped:
        text = f"{source.name}有{swapped}个图形为先X（北）后Y（东），已按数值范围对调"
        findings = (*findings, ("axes_swapped", text))
    findings = (*findings, *shift_findings(source, placed.rings, placed.zones))
    return PlacedShapes(geometry, crs, findings, (*decisions, *placed.decisions))


def _corners(shape: Any) -> list[tuple[str, str]]:
    west, south, east, north = shape.bounds
    return [(f"{east:.8f}", f"{north:.8f}"), (f"{west:.8f}", f"{south:.8f}")]


def _moved(source: Source, shapes: Sequence[Any], placed: Placed) -> tuple[np.ndarray, Any, int]:
    """Return the shapes with easting first and prefix added, in the zone of the first; and how many were swapped."""
    import numpy as np
    import shapely

    made = np.empty(len(shapes), dtype=object)
    zones, swapped = list(placed.zones), 0
    for k, (shape, corners, zone) in enumerate(zip(shapes, placed.rings, zones, strict=True)):
        # The placed corner is the drawn one with axes in order and the prefix added.
        is_swapped = bool(abs(corners[0, 1] - shape.bounds[3]) > 1e-6)
        swapped += is_swapped

        def place(points: np.ndarray, is_swapped: bool = is_swapped, zone: int | None = zone) -> np.ndarray:
            ordered = points[:, ::-1] if is_swapped else points
            if zone is not None:
                ordered = np.column_stack([ordered[:, 0] % 1e6 + zone * 1e6, ordered[:, 1]])
            return shifted([ordered], [zone], source)[0]

        made[k] = shapely.transform(shape, place)
    crs = _crs(zones[0])
    for zone in set(zones[1:]) - {zones[0]}:
        others = np.array([z == zone for z in zones])
        made[others] = transform(made[others], _crs(zone), crs)
    return made, crs, swapped


def _crs(zone: int | None) -> Any:
    return geographic_crs() if zone is None else zone_crs(zone)
