"""Checks across the columns of a row and across tables."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from mineplan.plans import Note
from mineplan.readers.loading import Loaded, Report
from mineplan.readers.rings import settled_elevations

# No licence is older than the republic; railways, dikes and monuments are.
FIRST_YEARS, LAST_YEAR = {"rights": 1949}, 2100
# C, division code, year and month of the first registration, class, serial (23 characters); before 2010 13 digits.
_LICENCE = re.compile(r"C\d{6}((?:19|20)\d{2})(0[1-9]|1[0-2])\d{10}|\d{13}")
_MOST_NAMED = 5
# Stated resources against area x thickness x density; further apart a unit or a figure is wrong.
_TONNAGE_RATIO = (0.5, 2.0)
_STEEPEST_DEG = 60.0
_RESOURCES = ("measured_t", "indicated_t", "inferred_t")


def check_dates(loaded: Loaded, report: Report) -> None:
    """Complain of years no licence bears, and of terms that end before they begin."""
    frame = loaded.frame
    first = FIRST_YEARS.get(loaded.source.table.name, 1000)
    names = [c.name for c in loaded.source.table.columns if c.kind == "date" and c.name in frame]
    for name in names:
        for at, day in enumerate(frame[name].tolist()):
            if isinstance(day, datetime.date) and not first <= day.year <= LAST_YEAR:
                what = f"impossible date {day}: years run from {first} to {LAST_YEAR}"
                report.problems.append(loaded.problem(what, at, name))
    if not {"valid_from", "valid_to"} <= set(names):
        return
    for at, (start, end) in enumerate(zip(frame["valid_from"].tolist(), frame["valid_to"].tolist(), strict=True)):
        if start is not None and end is not None and end < start:
            report.problems.append(loaded.problem(f"ends on {end}, before it begins on {start}", at, "valid_to"))


def check_licences(loaded: Loaded, report: Report) -> None:
    """Note licence numbers of wrong length or month, or of a month after the term's end, where most are sound."""
    frame = loaded.frame
    if loaded.source.table.name != "rights" or "right_id" not in frame:
        return
    ends = frame["valid_to"].tolist() if "valid_to" in frame else [None] * len(frame)
    stated = [(str(number), end) for number, end in zip(frame["right_id"].tolist(), ends, strict=True) if number]
    odd = [number for number, end in stated if not _is_licence(number, end)]
    if odd and len(odd) * 2 < len(stated):
        text = (
            f"{loaded.raw.file}有{len(odd)}个采矿许可证号不是23位（C、6位区划、年月等）或13位编号，"
            f"或者年月晚于有效期止，请核对：{'、'.join(odd[:_MOST_NAMED])}{' …' if len(odd) > _MOST_NAMED else ''}"
        )
        report.notes.append(Note("licence_number_odd", text, loaded.raw.file))


def _is_licence(number: str, end: Any) -> bool:
    match = _LICENCE.fullmatch(number)
    if match is None or match[1] is None or not isinstance(end, datetime.date):
        return match is not None
    return (int(match[1]), int(match[2])) <= (end.year, end.month)


def check_tonnages(loaded: Loaded, area_m2: Any, report: Report) -> None:
    """Note orebodies whose resources are far from area x thickness x density, as a wrong unit makes them.

    Parameters
    ----------
    loaded
        Orebodies or blocks; those of unknown or steep dip are left alone, since their plan area says little.
    area_m2
        Plan area of each row.
    report
        Gathers notes.
    """
    import numpy as np

    frame = loaded.frame
    known = [name for name in _RESOURCES if name in frame]
    if not known or not {"thickness_m", "density_t_m3", "dip_deg"} <= set(frame.columns):
        return
    dip, thick, density = (frame[n].to_numpy(dtype=float) for n in ("dip_deg", "thickness_m", "density_t_m3"))
    body_t = np.asarray(area_m2, dtype=float) / np.cos(np.radians(np.where(dip <= _STEEPEST_DEG, dip, np.nan)))
    body_t = body_t * thick * density
    stated_t = frame[known].sum(axis=1, min_count=1).to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = stated_t / body_t
    low, high = _TONNAGE_RATIO
    for at in np.flatnonzero((body_t > 0) & ((ratio < low) | (ratio > high))).tolist():
        text = (
            f"资源量合计{stated_t[at] / 1e4:.6g}万吨，为面积×厚度×体重（{body_t[at] / 1e4:.6g}万吨）的"
            f"{ratio[at]:.2g}倍，请核对单位和数值"
        )
        report.notes.append(Note("tonnage_off", text, loaded.subject(at)))


def settle_elevation_columns(loaded: Loaded, report: Report) -> None:
    """Complain of tops below bottoms; placeholders become NaN, in place, with a note."""
    import numpy as np

    frame = loaded.frame
    if not {"top_m", "bottom_m"} <= set(frame.columns):
        return
    tops, bottoms = frame["top_m"].to_numpy(dtype=float), frame["bottom_m"].to_numpy(dtype=float)
    placeholder = ((tops == 1000) & (bottoms == -1000)) | ((tops == 0) & (bottoms == 0))
    for at in np.flatnonzero((tops < bottoms) | placeholder).tolist():
        top, bottom, done = settled_elevations(tops[at], bottoms[at])
        if tops[at] < bottoms[at]:
            what = f"upper elevation {tops[at]:g} m lies below lower elevation {bottoms[at]:g} m (not depths)"
            report.problems.append(loaded.problem(what, at, "top_m"))
        elif done:
            text = f"标高{tops[at]:g}至{bottoms[at]:g}米为占位值，按未知处理"
            report.notes.append(Note("elevations_unknown", text, loaded.subject(at)))
            frame.loc[frame.index[at], ["top_m", "bottom_m"]] = (top, bottom)


def check_keys_across(sheets: Sequence[Loaded], report: Report) -> None:
    """Complain of keys that stand in two sheets of one table."""
    seen: dict[Any, tuple[int, str]] = {}
    if len(sheets) < 2:
        return
    for number, loaded in enumerate(sheets):
        keys = list(loaded.source.table.key)
        if not set(keys) <= set(loaded.frame.columns):
            continue
        for at, (row, *key) in enumerate(loaded.frame[["source_row", *keys]].itertuples(index=False, name=None)):
            first = seen.setdefault(tuple(key), (number, f"sheet “{loaded.raw.sheet}” row {row}"))
            if first[0] != number and all(part is not None for part in key):
                what = f"“{'/'.join(map(str, key))}” stands twice (first in {first[1]})"
                report.problems.append(loaded.problem(what, at, keys[0]))


def check_references(loaded: Loaded, name: str, known: Sequence[Any], report: Report) -> None:
    """Complain of values of a column that name no row of the table they point to."""
    present = set(known)
    if name not in loaded.frame:
        return
    for at, value in enumerate(loaded.frame[name].tolist()):
        if value is not None and value not in present:
            report.problems.append(loaded.problem(f"“{value}” names no row of the table it points to", at, name))


def check_seams(seams: Sequence[Loaded], pilots: Sequence[Loaded], report: Report) -> None:
    """Complain of coal seams that stand above the surface of their mine."""
    surface = {
        right_id: level
        for loaded in pilots
        if {"right_id", "surface_m"} <= set(loaded.frame.columns)
        for right_id, level in zip(loaded.frame["right_id"], loaded.frame["surface_m"], strict=True)
    }
    for loaded in seams:
        if not {"right_id", "top_m"} <= set(loaded.frame.columns):
            continue
        for at, (right_id, top) in enumerate(zip(loaded.frame["right_id"], loaded.frame["top_m"], strict=True)):
            level = surface.get(right_id)
            # A level that is not on file is NaN, and compares as false.
            if level is not None and top > level:
                what = f"the seam's roof at {top:g} m stands above the surface at {level:g} m"
                report.problems.append(loaded.problem(what, at, "top_m"))
