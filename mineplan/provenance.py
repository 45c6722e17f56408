"""What was read from where, and what was decided on the way: one row a sheet or layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.datum import shift_record
from mineplan.geodesy import (
    geographic_crs,
    native_zones,
    stated_crs,
    zone_crs,
    zone_of_easting,
)
from mineplan.plans import Note
from mineplan.readers.files import checksums_of
from mineplan.readers.loading import Loaded
from mineplan.readers.placing import measured_areas
from mineplan.readers.rings import Registration
from mineplan.readers.source import Source
from mineplan.tables import Decision, RawTable

if TYPE_CHECKING:
    import numpy as np

# Licences state four decimals of a km2.
_HALF_DECIMAL = 0.00005 + 1e-9
_LARGEST_AREA_ERROR = 0.01
# Notes and findings that say that axes were exchanged.
_SWAPPED = ("axes_swapped", "header_and_values_disagree")
_TEXT_FORMATS = ("csv", "txt", "qyzb", "dxf", "shp")


@dataclass(frozen=True, eq=False)
class Reading:
    """One sheet or layer as it was read.

    Attributes
    ----------
    source, raw
        What was asked and what was found.
    geometry, crs
        One geometry a row (None for none) and their CRS; `crs` is None where nothing lies anywhere.
    registrations
        The rings, where coordinate strings were the extent.
    declared_km2, measured_km2
        Registered areas, NaN where not stated; planar and ellipsoidal areas. None where not known (yet).
    notes
        Doubts about rows of it.
    """

    source: Source
    raw: RawTable
    geometry: Any
    crs: Any
    registrations: Sequence[Registration | None] = ()
    declared_km2: np.ndarray | None = None
    measured_km2: tuple[np.ndarray, np.ndarray] | None = None
    notes: Sequence[Note] = ()


def reading_row(reading: Reading, sha256: Mapping[str, str]) -> dict[str, Any]:
    """Return the provenance of one reading as plain values.

    Parameters
    ----------
    reading
        What was read.
    sha256
        File -> checksum of everything the source consists of.
    """
    raw, source = reading.raw, reading.source
    encoding = decision_of(raw, "encoding") or _encoding_without_decision(source)
    row: dict[str, Any] = {
        "table": source.table.name,
        "file": raw.file,
        "layer": raw.sheet,
        "sha256": dict(sha256),
        "format": source.format,
        "rows": len(raw.frame),
        "encoding": encoding.chosen,
        "encoding_reason": encoding.reason,
    }
    row |= crs_story(reading) | shape_counts(reading) | area_sums(reading)
    if source.shift is not None:
        row["datum_shift"] = shift_record(source.shift)
    row["decisions"] = [vars(d) for d in raw.decisions if d.question not in ("encoding",)]
    warnings = [f"{text}" for _, text in raw.findings] + [
        f"{note.subject}：{note.text}" if note.subject else note.text for note in reading.notes
    ]
    return row | {"warnings": list(dict.fromkeys(warnings))}


def dataset_rows(
    sheets: Sequence[Loaded], shapes: Mapping[int, Any], crs: Any, notes: Sequence[Note]
) -> tuple[dict[str, Any], ...]:
    """Return the provenance of every sheet of a dataset.

    Parameters
    ----------
    sheets
        As loaded and enriched.
    shapes
        Id of a sheet -> its geometries in the analysis CRS.
    crs
        The analysis CRS.
    notes
        Of the whole dataset; each goes to the sheet that holds its subject.
    """
    rows = []
    for loaded in sheets:
        frame, raw = loaded.frame, loaded.raw
        has_own = loaded.has_geometry
        geometry = raw.geometry if has_own else shapes.get(id(loaded))
        own_crs = raw.crs if has_own else crs if geometry is not None else None
        declared = frame["area_km2"].to_numpy(dtype=float) if "area_km2" in frame else None
        names = ("planar_km2", "ellipsoid_km2")
        measured = tuple(frame[n].to_numpy(dtype=float) for n in names) if set(names) <= set(frame) else None
        reading = Reading(
            loaded.source, raw, geometry, own_crs, loaded.registrations, declared, measured, _notes_of(loaded, notes)
        )
        rows.append(reading_row(reading, checksums_of(loaded.source)))
    return tuple(rows)


def _notes_of(loaded: Loaded, notes: Sequence[Note]) -> list[Note]:
    keys = [name for name in loaded.source.table.key[:1] if name in loaded.frame]
    subjects = {str(value) for name in keys for value in loaded.frame[name].tolist()} | {loaded.raw.file}
    told = {text for _, text in loaded.raw.findings}
    return [note for note in notes if note.subject in subjects and note.text not in told]


def decision_of(raw: RawTable, question: str) -> Decision | None:
    """Return the first decision on a question, None when the reader had none to make."""
    return next((d for d in raw.decisions if d.question == question), None)


def _encoding_without_decision(source: Source) -> Decision:
    if source.format in _TEXT_FORMATS:
        return Decision("encoding", "", "读取程序未作记录")
    return Decision("encoding", "UTF-8", "格式规定")


def crs_story(reading: Reading) -> dict[str, Any]:
    """Return the CRS, why it is that one, what came second, and the order of axes."""
    if reading.crs is None:
        return {
            "crs": "",
            "crs_epsg": None,
            "crs_reason": "没有图形，也没有坐标",
            "crs_runner_up": "",
            "axes": "",
            "axes_swapped": False,
        }
    swapped = [text for code, text in reading.raw.findings if code in _SWAPPED]
    swapped += [note.text for note in reading.notes if note.code in _SWAPPED]
    axes = decision_of(reading.raw, "axes")
    is_planar = any(r is not None and r.zone is not None for r in reading.registrations)
    usual = "X（北）在前，Y（东）在后" if is_planar else "先东（经度）后北（纬度）"
    (name, epsg), (reason, runner_up) = _named(reading), _reasons(reading)
    order = axes.chosen if axes is not None else swapped[0] if swapped else usual
    return {
        "crs": name,
        "crs_epsg": epsg,
        "crs_reason": reason,
        "crs_runner_up": runner_up,
        "axes": order,
        "axes_swapped": bool(swapped),
    }


def _named(reading: Reading) -> tuple[str, int | None]:
    """Return the name and EPSG code of the CRS; coordinate strings of one file may lie in several."""
    zones = {r.zone for r in reading.registrations if r is not None}
    if not zones:
        return reading.crs.name, reading.crs.to_epsg()
    found = [zone_crs(zone) for zone in sorted(zone for zone in zones if zone is not None)]
    found += [geographic_crs()] * (None in zones)
    return "; ".join(crs.name for crs in found), found[0].to_epsg() if len(found) == 1 else None


def _reasons(reading: Reading) -> tuple[str, str]:
    """Return why the CRS was taken, and the next best one with what speaks against it."""
    made = [d for d in reading.raw.decisions if d.question in ("crs", "datum", "zone", "degrees")]
    deduced = [note.text for note in reading.notes if note.code == "zone_deduced"]
    if made and not any(reading.registrations):
        reasons = "；".join(dict.fromkeys(f"{d.chosen}：{d.reason}" for d in made))
        seconds = "；".join(dict.fromkeys(d.runner_up for d in made if d.runner_up))
        return reasons, seconds or _runner_up(reading)
    if reading.source.crs and not reading.registrations:
        return f"用户注明“{reading.source.crs}”，坐标数值与之相符", _runner_up(reading)
    if not reading.registrations:
        return "文件自带坐标系，坐标数值与之相符", _runner_up(reading)
    if deduced:
        return deduced[0], _runner_up(reading)
    zones = {r.zone for r in reading.registrations if r is not None}
    words = ["Y值带有3度带带号"] * bool(zones - {None}) + ["为压缩的度分秒经纬度"] * (None in zones)
    datums = [f"{d.chosen}：{d.reason}" for d in made if d.question == "datum"]
    said = "；".join(datums) or "登记数据按2000国家大地坐标系"
    return f"坐标串{'，或'.join(words)}；{said}", _runner_up(reading)


def _runner_up(reading: Reading) -> str:
    """Return what the same numbers could also be."""
    import numpy as np
    import shapely

    shapes = np.asarray(reading.geometry, dtype=object)
    box = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    if np.isnan(box).any():
        return ""
    zones = {r.zone for r in reading.registrations if r is not None and r.zone is not None}
    if not zones and (reading.crs.is_geographic or any(reading.registrations)):
        other = "CGCS2000（EPSG:4490）" if reading.crs.to_epsg() == 4326 else "WGS 84（EPSG:4326）"
        return f"{other}：与所定坐标系相差不到1分米，按同一坐标系处理"
    zone = min(zones) if zones else zone_of_easting(float(box[2])) or native_zones([shapely.box(*box)], reading.crs)[0]
    if not 25 <= zone <= 45:
        return ""
    old = stated_crs(f"EPSG:{2324 + zone}").name
    return f"{old}（EPSG:{2324 + zone}）：仅凭数值不能排除1980西安坐标系，相差约100米，以文件或用户注明的为准"


def shape_counts(reading: Reading) -> dict[str, int]:
    """Return the number of rings, parts and holes."""
    import numpy as np
    import shapely

    rings = [ring for r in reading.registrations if r is not None for ring in r.rings]
    if rings:
        parts = sum(ring.sign > 0 for ring in rings)
        return {"rings": len(rings), "parts": parts, "holes": len(rings) - parts}
    if reading.geometry is None:
        return {"rings": 0, "parts": 0, "holes": 0}
    parts_found = shapely.get_parts(np.asarray(reading.geometry, dtype=object))
    holes = int(shapely.get_num_interior_rings(parts_found).sum())
    areas = int((shapely.get_type_id(parts_found) == 3).sum())
    return {"rings": areas + holes, "parts": len(parts_found), "holes": holes}


def row_areas(reading: Reading) -> dict[str, np.ndarray]:
    """Return planar (native zone), ellipsoidal and declared area of each row in km2, and which one matches."""
    import numpy as np

    count = len(reading.raw.frame)
    declared = np.full(count, np.nan) if reading.declared_km2 is None else reading.declared_km2
    planar, ellipsoid = _measured(reading)
    return {
        "planar_km2": planar,
        "ellipsoid_km2": ellipsoid,
        "declared_km2": declared,
        "matches": _matches(planar, ellipsoid, declared),
    }


def _measured(reading: Reading) -> tuple[np.ndarray, np.ndarray]:
    """Return planar (native zone) and ellipsoidal areas, NaN for what is no area."""
    import numpy as np
    import shapely

    if reading.measured_km2 is not None:
        return reading.measured_km2
    count = len(reading.raw.frame)
    shift = reading.source.shift
    if shift is not None and shift.is_preview:
        return np.full(count, np.nan), np.full(count, np.nan)
    planar, ellipsoid = np.full(count, np.nan), np.full(count, np.nan)
    if reading.crs is not None:
        shapes = np.asarray(reading.geometry, dtype=object)
        kinds = shapely.get_type_id(shapes)
        chosen = (kinds == 3) | (kinds == 6)
        if chosen.any():
            registrations = (
                [reading.registrations[at] for at in np.flatnonzero(chosen).tolist()] if reading.registrations else ()
            )
            _, planar[chosen], ellipsoid[chosen] = measured_areas(shapes[chosen], reading.crs, registrations)
    return planar, ellipsoid


def _matches(planar: np.ndarray, ellipsoid: np.ndarray, declared: np.ndarray) -> np.ndarray:
    import numpy as np

    off = np.abs(np.column_stack([planar, ellipsoid]) - declared[:, None])
    near = off <= _HALF_DECIMAL
    about = (off <= _LARGEST_AREA_ERROR * np.abs(declared)[:, None]).any(axis=1)
    words = [np.isnan(declared) | np.isnan(planar), near.all(axis=1), near[:, 0], near[:, 1], about]
    return np.select(words, ["", "both", "planar", "ellipsoid", "within_1_percent"], default="none").astype(object)


def area_sums(reading: Reading) -> dict[str, Any]:
    """Return the sums of the areas, and how many rows match which."""
    import numpy as np

    areas = row_areas(reading)
    sums: dict[str, Any] = {
        name: float(np.nansum(areas[name])) if (~np.isnan(areas[name])).any() else None
        for name in ("planar_km2", "ellipsoid_km2", "declared_km2")
    }
    words = [str(word) for word in areas["matches"] if word]
    return sums | {"area_matches": {word: words.count(word) for word in sorted(set(words))}}


def zones_of(reading: Reading) -> list[int]:
    """Return the 3-degree zones that rows lie in."""
    import shapely

    if reading.crs is None:
        return []
    known = reading.geometry[~shapely.is_missing(reading.geometry)]
    return sorted({int(zone) for zone in native_zones(known, reading.crs)}) if len(known) else []
