"""What a prepared copy says of its dataset; read without anything that takes long to load."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

# Raised with every change of what a copy holds, so that copies of an older build are not taken for good ones.
FORMAT = 2
TABLES = ("orebodies", "rights", "zones")


@dataclass(frozen=True)
class Head:
    """What a copy says of the dataset as a whole.

    Attributes
    ----------
    build
        Version of the program and of the copy's format.
    checksums
        File -> sha256 of everything that the dataset was read from, `dataset.yaml` among it.
    title, version, is_synthetic, region_name, centre_deg, box_deg
        As the dataset has them; the analysis CRS follows from the centre.
    has_projects
        Whether the dataset has a table of projects of its own, which a copy does not hold.
    lowest_m, highest_m, loosest_m
        Least floor of any orebody, highest ground and thickest loose layer that orebodies state; None for none.
    dips_deg
        Mineral ("" for none) -> dips of its orebodies, sorted, in whole degrees both downwards and upwards;
        upright bodies as 0.
    notes
        Code, text and subject of the dataset's doubts.
    """

    build: str
    checksums: Mapping[str, str]
    title: str
    version: str
    is_synthetic: bool
    region_name: str
    centre_deg: tuple[float, float]
    box_deg: tuple[float, float, float, float] | None
    has_projects: bool = False
    lowest_m: float | None = None
    highest_m: float | None = None
    loosest_m: float | None = None
    dips_deg: Mapping[str, list[float]] = field(default_factory=dict)
    notes: tuple[tuple[str, str, str], ...] = ()


def read_head(path: Path, build: str) -> Head | None:
    """Return the head of a copy, None where there is none of this build; `is_fresh` tells whether it still holds.

    Parameters
    ----------
    path
        The copy.
    build
        What it must have been written by.
    """
    try:
        connection = sqlite3.connect(f"file:{quoted(path)}?mode=ro&immutable=1", uri=True)
        try:
            said = {name: json.loads(value) for name, value in connection.execute("SELECT name, value FROM head")}
        finally:
            connection.close()
    except (sqlite3.Error, ValueError):
        return None
    if said.get("build") != build or {one.name for one in fields(Head)} != set(said):
        return None
    box = said["box_deg"]
    said["box_deg"] = None if box is None else tuple(box)
    said["centre_deg"] = tuple(said["centre_deg"])
    said["notes"] = tuple(tuple(note) for note in said["notes"])
    return Head(**said)


def is_fresh(head: Head, current: Mapping[str, str]) -> bool:
    """Whether a copy was made from exactly these files: name -> sha256."""
    return dict(head.checksums) == dict(current)


def quoted(path: Path) -> str:
    """Return a path as an SQLite URI holds it."""
    from urllib.parse import quote

    return quote(str(path.resolve()).replace("\\", "/"))
