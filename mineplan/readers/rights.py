"""What rights get beyond the ledger: elevations of their rings, prisms, areas held against the registered ones."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mineplan.plans import Note
from mineplan.readers.loading import Loaded, Report
from mineplan.readers.placing import drawn_geometry, measured_areas, ring_polygons
from mineplan.readers.rings import Registration, Ring, elevation_range
from mineplan.readers.solids import prisms

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Licences state four decimals of a km².
_HALF_DECIMAL = 0.00005 + 1e-9
_LARGEST_AREA_ERROR = 0.01
_SAME_ELEVATION_M = 0.005


def parts_of(loaded: Loaded, geometry: np.ndarray, crs: Any, report: Report) -> pd.DataFrame:
    """Return the prisms of the rights of one file, and write the overall elevations into its frame.

    Parameters
    ----------
    loaded
        Rights; `top_m` and `bottom_m` of the frame are filled in place.
    geometry
        Their plan geometry in the analysis CRS.
    crs
        The analysis CRS.
    report
        Gathers problems and notes.

    Returns
    -------
    Columns `right_id`, `part`, `top_m`, `bottom_m`, `geometry`.
    """
    import numpy as np
    import pandas as pd

    frame = loaded.frame
    for name in ("top_m", "bottom_m"):
        if name not in frame:
            frame[name] = np.nan
    ids = frame["right_id"].to_numpy(dtype=object) if "right_id" in frame else np.full(len(frame), None, dtype=object)
    if not loaded.registrations:
        return pd.DataFrame(
            {
                "right_id": ids,
                "part": 0,
                "top_m": frame["top_m"].to_numpy(),
                "bottom_m": frame["bottom_m"].to_numpy(),
                "geometry": geometry,
            }
        )
    rows: list[tuple[Any, ...]] = []
    for at, shapes in enumerate(ring_polygons(loaded.registrations, crs)):
        registration = loaded.registrations[at]
        if registration is None:
            continue
        rings = _with_elevations(loaded, at, registration, report)
        parts = prisms(rings, shapes)
        rows += [(ids[at], k, part.top_m, part.bottom_m, part.geometry) for k, part in enumerate(parts)]
        frame.loc[frame.index[at], ["top_m", "bottom_m"]] = elevation_range(rings)
    return pd.DataFrame(rows, columns=["right_id", "part", "top_m", "bottom_m", "geometry"])


def _with_elevations(loaded: Loaded, at: int, registration: Registration, report: Report) -> list[Ring]:
    """Return the rings with unknown elevations taken from the ledger's columns; known ones win over these."""
    top, bottom = (float(loaded.frame[name].iloc[at]) for name in ("top_m", "bottom_m"))
    stated = elevation_range(registration.rings)
    pairs = ((own, column) for own, column in zip(stated, (top, bottom), strict=True))
    if any(abs(own - column) > _SAME_ELEVATION_M for own, column in pairs):
        text = (
            f"台账标高（{_metres(top)}—{_metres(bottom)}）与区域坐标标高"
            f"（{_metres(stated[0])}—{_metres(stated[1])}）不一致，以区域坐标为准"
        )
        report.notes.append(Note("elevations_contradict", text, loaded.subject(at)))
    rings = [
        ring
        if ring.sign < 0
        else replace(
            ring,
            top_m=top if math.isnan(ring.top_m) else ring.top_m,
            bottom_m=bottom if math.isnan(ring.bottom_m) else ring.bottom_m,
        )
        for ring in registration.rings
    ]
    for k, ring in enumerate(rings, 1):
        if ring.top_m < ring.bottom_m:
            what = f"ring {k}: upper elevation {ring.top_m:g} m below lower elevation {ring.bottom_m:g} m"
            report.problems.append(loaded.problem(what, at, "coordinates"))
    return rings


def _metres(elevation: float) -> str:
    return "未知" if math.isnan(elevation) else f"{elevation:g}米"


def add_areas(loaded: Loaded, geometry: np.ndarray, crs: Any, report: Report) -> None:
    """Write zone, areas and how they match the registered area into the frame of the rights, in place."""
    import numpy as np

    frame = loaded.frame
    drawn, own = (drawn_geometry(loaded), loaded.raw.crs) if loaded.has_geometry else (geometry, crs)
    frame["zone"], frame["planar_km2"], frame["ellipsoid_km2"] = measured_areas(drawn, own, loaded.registrations)
    registered = frame["area_km2"].to_numpy(dtype=float) if "area_km2" in frame else np.full(len(frame), np.nan)
    off = np.abs(np.column_stack([frame["planar_km2"], frame["ellipsoid_km2"]]) - registered[:, None])
    frame["area_match"] = _matches(off, registered)
    nearest = off.min(axis=1) if len(off) else np.zeros(0)
    for at in np.flatnonzero(nearest > _LARGEST_AREA_ERROR * registered).tolist():
        _note_area(loaded, at, registered[at], report)


def _matches(off: np.ndarray, registered: np.ndarray) -> np.ndarray:
    import numpy as np

    near = off <= _HALF_DECIMAL
    words = [np.isnan(registered), near.all(axis=1), near[:, 0], near[:, 1]]
    return np.select(words, ["", "both", "planar", "ellipsoid"], default="none").astype(object)


def _note_area(loaded: Loaded, at: int, registered: float, report: Report) -> None:
    row = loaded.frame.iloc[at]
    if row["planar_km2"] == 0:
        return
    share = (row["planar_km2"] - registered) / registered if registered else math.inf
    text = (
        f"登记面积{registered:.4f}平方千米，按坐标计算平面面积{row['planar_km2']:.4f}、"
        f"椭球面积{row['ellipsoid_km2']:.4f}平方千米，相差{abs(share):.1%}，请核对"
    )
    report.notes.append(Note("registered_area_off", text, loaded.subject(at)))
