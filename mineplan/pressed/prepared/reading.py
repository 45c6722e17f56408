"""Read from a prepared copy what lies around some projects."""

from __future__ import annotations

import datetime
import json
import math
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from mineplan.pressed.geometry import draw_cots
from mineplan.pressed.measures import PillarNumbers
from mineplan.pressed.prepared.head import TABLES, Head, quoted, read_head
from mineplan.pressed.rows import orebody_of, right_of, zone_of
from mineplan.pressed.sites import Sites
from mineplan.pressed.world import World
from mineplan.schema import INPUT_TABLES

# Notes speak of unknown numbers where ore lies this near; the copy must show as much.
LEAST_REACH_M = 1000.0
_MAKERS = {"orebodies": orebody_of, "rights": right_of, "zones": zone_of}


@dataclass(frozen=True)
class Prepared:
    """A prepared copy that agrees with its dataset."""

    path: Path
    head: Head

    def reach_m(self, sites: Sites, numbers: PillarNumbers) -> np.ndarray:
        """Return how far around each project ore could be pressed, metres; at least `LEAST_REACH_M`.

        Infinite where the copy cannot tell.
        """
        head = self.head
        flattest = _flattest(head.dips_deg, numbers)
        loose_cot = 1 / math.tan(math.radians(numbers.loose_deg)) if numbers.loose_deg else 0.0
        loosest = max(head.loosest_m or 0.0, numbers.loose_m or 0.0)
        elsewhere = max(_or_none(head.highest_m, -math.inf), _or_none(numbers.surface_m, -math.inf))
        highest = np.where(np.isnan(sites.highest_m), elsewhere, sites.highest_m)
        deep = np.maximum(0.0, highest - _or_none(head.lowest_m, math.inf))
        far = (sites.buffer_m + np.fmax(sites.loose_m, loosest) * loose_cot + deep * flattest) * sites.ratios
        return np.asarray(np.fmax(far, LEAST_REACH_M))

    def world_near(self, boxes: np.ndarray, reach_m: np.ndarray) -> World:
        """Return the rows whose boxes come within reach of any of the boxes (n, 4)."""
        uri = f"file:{quoted(self.path)}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True)
        try:
            found = {name: _rows(connection, name, boxes, reach_m) for name in TABLES}
        finally:
            connection.close()
        return World(found["orebodies"], found["rights"], found["zones"])


def _or_none(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _flattest(dips_deg: Mapping[str, Sequence[float]], numbers: PillarNumbers) -> float:
    """Return the largest cotangent of any draw angle; infinite where beta comes near nothing between two dips."""
    largest = 0.0
    for mineral, dips in dips_deg.items():
        angles = numbers.angles.get(mineral or None, numbers.angles.get(None))
        found = [] if angles is None else [draw_cots(angles, dip) for dip in dips]
        known = [max(cots) for cots in found if cots is not None]
        if known and len(known) < len(found):
            return math.inf
        largest = max([largest, *known])
    return largest


def _rows(connection: sqlite3.Connection, name: str, boxes: np.ndarray, reach_m: np.ndarray) -> list[Any]:
    ids: set[int] = set()
    for (west, south, east, north), reach in zip(boxes.tolist(), reach_m.tolist(), strict=True):
        asked = (west - reach, east + reach, south - reach, north + reach)
        sql = f"SELECT id FROM {name}_boxes WHERE east >= ? AND west <= ? AND north >= ? AND south <= ?"
        ids.update(row[0] for row in connection.execute(sql, asked))
    rows = []
    ordered = sorted(ids)
    for start in range(0, len(ordered), 900):
        some = ordered[start : start + 900]
        marks = ",".join("?" * len(some))
        rows += connection.execute(
            f"SELECT facts, shape FROM {name} WHERE id IN ({marks}) ORDER BY id", some
        ).fetchall()
    shapes = shapely.from_wkb([shape for _, shape in rows])
    return [
        _MAKERS[name](_typed(name, facts) | {"geometry": shape}) for (facts, _), shape in zip(rows, shapes, strict=True)
    ]


def _typed(name: str, facts: str) -> dict[str, Any]:
    """Return a row's cells as a checked table holds them."""
    cells: dict[str, Any] = json.loads(facts)
    for column in INPUT_TABLES[name].columns:
        if column.name not in cells:
            continue
        if column.kind == "date":
            cells[column.name] = datetime.date.fromisoformat(cells[column.name])
        elif column.term is not None:
            cells[column.name] = column.term(cells[column.name])
    return cells


def open_prepared(path: Path, build: str) -> Prepared | None:
    """Open a copy, None where there is none, or none of this build; `is_fresh` tells whether it still holds."""
    head = read_head(path, build)
    return None if head is None else Prepared(path, head)
