"""Checks across the columns of a row and across tables."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from mineplan.plans import Note
from mineplan.readers.loading import Loaded, Report
from mineplan.readers.rings import settled_elevations

# No licence is older than the republic; railways, dikes and monuments are.
FIRST_YEARS, LAST_YEAR = {"rights": 1949}, 2100


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
