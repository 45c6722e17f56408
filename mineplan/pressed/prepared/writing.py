"""Write a prepared copy: whole or not at all, the same bytes for the same data."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely

from mineplan.pressed.prepared.head import TABLES, Head
from mineplan.pressed.rows import blank_free_rows
from mineplan.pressed.world import World
from mineplan.schema import INPUT_TABLES

_NONE: Mapping[str, Any] = MappingProxyType({})


def write_prepared(path: Path, head: Head, tables: Mapping[str, Any], reports: Mapping[str, Any] = _NONE) -> None:
    """Write a prepared copy under its final name in one step.

    Parameters
    ----------
    path
        The copy; its folder must be writable.
    head
        What it says of the dataset as a whole.
    tables
        Checked frames in the analysis CRS.
    reports
        Orebody -> right -> reported tonnage, as `reports_dict` gives it.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    draft, whole = path.with_name(path.name + ".draft"), path.with_name(path.name + ".partial")
    for left in (draft, whole):
        left.unlink(missing_ok=True)
    connection = sqlite3.connect(draft)
    try:
        with connection:
            connection.execute("CREATE TABLE head (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
            said = sorted(asdict(head).items())
            connection.executemany(
                "INSERT INTO head VALUES (?, ?)", [(n, json.dumps(v, sort_keys=True)) for n, v in said]
            )
            for name in TABLES:
                _write_table(connection, name, tables.get(name), reports if name == "orebodies" else _NONE)
        connection.execute("VACUUM INTO ?", (str(whole),))
    finally:
        connection.close()
        draft.unlink(missing_ok=True)
    whole.replace(path)


def _write_table(connection: sqlite3.Connection, name: str, frame: Any, reports: Mapping[str, Any]) -> None:
    connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, facts TEXT, shape BLOB)")
    connection.execute(f"CREATE VIRTUAL TABLE {name}_boxes USING rtree (id, west, east, south, north)")
    columns = {column.name for column in INPUT_TABLES[name].columns} - {"geometry", "coordinates"}
    rows = list(blank_free_rows(frame))
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [row["geometry"] for row in rows]
    boxes = shapely.bounds(shapes)[:, [0, 2, 1, 3]].tolist() if rows else []
    facts = [{k: _plain(v) for k, v in sorted(row.items()) if k in columns and v is not None} for row in rows]
    for cells in facts if reports else ():
        if found := reports.get(cells["orebody_id"]):
            cells["reports"] = found
    blobs = shapely.to_wkb(shapes).tolist()
    connection.executemany(
        f"INSERT INTO {name} VALUES (?, ?, ?)",
        [(k, json.dumps(f, ensure_ascii=False), b) for k, (f, b) in enumerate(zip(facts, blobs, strict=True))],
    )
    connection.executemany(
        f"INSERT INTO {name}_boxes VALUES (?, ?, ?, ?, ?)", [(k, *box) for k, box in enumerate(boxes)]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return str(value) if isinstance(value, str) else value


def ore_head(world: World) -> dict[str, Any]:
    """Return the parts of a head that sum up the orebodies."""
    slabs = world.slabs
    known = slabs.lowest_m[~np.isnan(slabs.lowest_m)]
    dips: dict[str, set[float]] = {}
    for body, dip, is_upright in zip(world.orebodies, slabs.dip_deg, slabs.is_upright, strict=True):
        mineral = "" if body.mineral is None else body.mineral.value
        dips.setdefault(mineral, set()).update({0.0} if is_upright else {float(np.floor(dip)), float(np.ceil(dip))})
    return {
        "lowest_m": float(known.min()) if len(known) else None,
        "highest_m": max((b.surface_m for b in world.orebodies if b.surface_m is not None), default=None),
        "loosest_m": max((b.loose_m for b in world.orebodies if b.loose_m is not None), default=None),
        "dips_deg": {mineral: sorted(found) for mineral, found in sorted(dips.items())},
    }
