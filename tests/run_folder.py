"""A run folder of the 3x3 county, written by the real jobs."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd

from mineplan import jobs
from tests.county import orebodies_frame, rights_frame, zones_frame

SCENARIO = """\
title: 九宫县方案
dataset: county
as_of: 2026-11-23
assume:
  minimum_capacity.iron.shanxi-2025: {reason: 测试}
  minimum_life.iron.shanxi-2025: {reason: 测试}
consolidate:
  minerals: [iron]
"""


def county_project(folder: Path) -> Path:
    """Write the county as a dataset and a scenario; return the scenario's path."""
    data = folder / "datasets" / "county"
    data.mkdir(parents=True)
    rights = rights_frame().drop(columns=["ellipsoid_km2", "planar_km2", "area_match", "zone"])
    frames: dict[str, gpd.GeoDataFrame] = {"rights": rights, "orebodies": orebodies_frame(), "zones": zones_frame()}
    for name, frame in frames.items():
        frame.to_crs("EPSG:4490").to_parquet(data / f"{name}.parquet")
    tables = {name: {"file": f"{name}.parquet"} for name in frames}
    (data / "dataset.yaml").write_text(
        json.dumps({"title": "九宫县", "version": "1", "synthetic": True, "tables": tables}, ensure_ascii=False),
        encoding="utf-8",
    )
    path = folder / "scenarios" / "county.yaml"
    path.parent.mkdir()
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def county_run(folder: Path, *, has_documents: bool = False) -> Path:
    """Run the county; return the run folder."""
    scenario = county_project(folder)
    answer = jobs.consolidate(scenario, jobs.RunOptions(folder / "runs", has_documents), lambda _: None)
    return Path(answer["run"])
