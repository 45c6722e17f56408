"""The manifest: versions, data, law, and a checksum of every file of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan import __version__

if TYPE_CHECKING:
    from mineplan.plans import Printed


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, the manifest excepted."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    return {p.relative_to(folder).as_posix(): "sha256:" + hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def versions() -> dict[str, str]:
    """Return the versions a result may depend on."""
    import platform
    from importlib.metadata import version

    import pyproj
    import shapely

    names = (
        "geopandas",
        "shapely",
        "pyproj",
        "pyogrio",
        "numpy",
        "pandas",
        "scipy",
        "highspy",
        "docxtpl",
        "matplotlib",
    )
    return {
        "mineplan": __version__,
        "python": platform.python_version(),
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    } | {name: version(name) for name in names}


def manifest_of(plan: Printed, facts: Mapping[str, Any], checksums: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Return the manifest of a run whose other files all stand.

    Parameters
    ----------
    plan
        The plan.
    facts
        What only the job knows: kind of plan, command, scenario name and text, times, solver figures.
    checksums
        Of the dataset's files as they were read.
    folder
        The run folder.
    """
    import dataclasses

    return {
        **facts,
        "versions": versions(),
        "dataset": {
            "title": plan.dataset_title,
            "version": plan.dataset_version,
            "is_synthetic": plan.is_synthetic,
            "checksums": dict(checksums),
        },
        "crs": plan.crs.to_string(),
        "rulings": [dataclasses.asdict(r) | {"certainty": r.certainty.value} for r in plan.rulings],
        "notes": [vars(note) for note in plan.notes],
        "files": file_hashes(folder),
    }
