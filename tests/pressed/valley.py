"""A valley on a napkin: one right, two orebodies, two zones, in metres of the analysis CRS.

   y
1000 +------ R1 (iron right of 甲矿业, 0..1000) -----+
     |   K1 iron, level, 1000..1300 m                |        Z1 provincial development zone 2000..3000 x 0..1000
     |   200..1600 x 200..800                        |        K2 sand and gravel 2100..2900 x 100..300, no right
   0 +------------------------------------------------+------ x
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from mineplan import geodesy, jobs

CRS = geodesy.analysis_crs(geodesy.XINZHOU)
OWNER = "甲县示例矿业有限公司"
SCENARIO = """\
title: 山谷压覆核查
dataset: valley
as_of: {day}
assume:
  draw_angle_beta.national: {{reason: 测试}}
  draw_angle_gamma.national: {{reason: 测试}}
  draw_angle_delta.national: {{reason: 测试}}
pressed:
  loose_m: 0
"""
RIGHT = {"right_id": "R1", "holder": OWNER, "mineral": "iron", "top_m": 1400.0, "bottom_m": 900.0}
ORE = {
    "orebody_id": ["K1", "K2"],
    "deposit": ["东坡", "河湾"],
    "mineral": ["iron", "sand_gravel"],
    "top_m": [1300.0, 1490.0],
    "bottom_m": [1000.0, 1480.0],
    "thickness_m": [10.0, 10.0],
    "density_t_m3": [3.3, 1.9],
    "measured_t": [8.4e6, float("nan")],
    "indicated_t": [4.2e6, 3.2e6],
    "probable_t": [1e6, float("nan")],
    "deposit_t": [12.6e6, 3.2e6],
    "is_filed": ["yes", "yes"],
}


def frames() -> dict[str, gpd.GeoDataFrame]:
    rights = gpd.GeoDataFrame([RIGHT], geometry=[shapely.box(0, 0, 1000, 1000)], crs=CRS)
    ore = gpd.GeoDataFrame(ORE, geometry=[shapely.box(200, 200, 1600, 800), shapely.box(2100, 100, 2900, 300)], crs=CRS)
    zone = {"zone_id": ["Z1"], "kind": ["development_zone"], "level": ["provincial"], "name": ["示例开发区"]}
    zones = gpd.GeoDataFrame(zone, geometry=[shapely.box(1400, 0, 3000, 1000)], crs=CRS)
    return {"rights": rights, "orebodies": ore, "zones": zones}


def project(name: str, shape: Any, **columns: Any) -> dict[str, Any]:
    base = {
        "project_id": name, "name": f"{name}工程", "owner": "乙市示例建设有限公司", "level": "provincial_key",
        "kind": "single_site", "protection_grade": "II", "query_date": "2026-10-01", "surface_m": 1500.0,
    }  # fmt: skip
    return base | columns | {"geometry": shape}


def write_projects(path: Path, *rows: dict[str, Any]) -> Path:
    gpd.GeoDataFrame(list(rows), geometry="geometry", crs=CRS).to_crs("EPSG:4490").to_file(path, driver="GeoJSON")
    return path


def write_valley(folder: Path, day: str = "2026-11-23", **changed: gpd.GeoDataFrame) -> Path:
    """Write dataset and scenario; return the scenario's path."""
    data = folder / "datasets" / "valley"
    data.mkdir(parents=True, exist_ok=True)
    tables = frames() | changed
    for name, frame in tables.items():
        frame.to_crs("EPSG:4490").to_parquet(data / f"{name}.parquet")
    content = {
        "title": "山谷",
        "version": "1",
        "synthetic": True,
        "tables": {name: {"file": f"{name}.parquet"} for name in tables},
    }
    (data / "dataset.yaml").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    path = folder / "valley.yaml"
    path.write_text(SCENARIO.format(day=day), encoding="utf-8")
    return path


def run_valley(folder: Path, *rows: dict[str, Any], day: str = "2026-11-23", **given: Any) -> dict[str, Any]:
    """Check projects; return the summary with the plan under `plan`."""
    scenario = write_valley(folder, day)
    path = write_projects(folder / "projects.geojson", *rows)
    options = jobs.RunOptions(folder / "runs", has_documents=False)
    answer = jobs.press([path], scenario, options, jobs.ProjectOptions(missing=given), lambda _: None)
    return answer | {"plan": json.loads((Path(answer["run"]) / "plan.json").read_text(encoding="utf-8"))}
