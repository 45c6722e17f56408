"""A raster of the ground from file to letter: read with a scenario, bending the pillar, kept, proved again.

Pillow reads the GeoTIFF. The ground rises from 1450 m in the west to 1550 m in the east of the valley, 1500 m under
the middle of the works; the ore lies level at 1000 m, so that the pillar reaches further in the east.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from PIL import Image, TiffImagePlugin

from mineplan import geodesy, jobs
from tests.pressed.valley import CRS, project, write_projects, write_valley

CELL_M, SIDE_M = 25.0, 4000.0


def sloping_ground(path: Path, rise: float) -> Path:
    """Write a GeoTIFF of CGCS2000, zone 38: 1500 m at 450 m east of the valley's origin, `rise` metres a metre."""
    origin = geodesy.transform_points(np.array([[450.0, 450.0]]), CRS, geodesy.zone_crs(38))[0]
    west, north = origin[0] - SIDE_M / 2, origin[1] + SIDE_M / 2
    count = int(SIDE_M / CELL_M)
    middles = (np.arange(count) + 0.5) * CELL_M - SIDE_M / 2
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[33550], info.tagtype[33550] = (CELL_M, CELL_M, 0.0), 12
    info[33922], info.tagtype[33922] = (0.0, 0.0, 0.0, west, north, 0.0), 12
    info[34735], info.tagtype[34735] = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 4526), 3
    heights = np.tile(1500.0 + rise * middles, (count, 1)).astype(np.float32)
    Image.fromarray(heights).save(path, tiffinfo=info)
    return path


def run(folder: Path, rise: float) -> dict:
    scenario = write_valley(folder)
    sloping_ground(folder / "datasets" / "valley" / "dem.tif", rise)
    scenario.write_text(scenario.read_text(encoding="utf-8") + "  dem: dem.tif\n", encoding="utf-8")
    path = write_projects(folder / "p.geojson", project("P", shapely.box(400, 400, 500, 500), surface_m=2000.0))
    options = jobs.RunOptions(folder / "runs", has_documents=False)
    return jobs.press([path], scenario, options, jobs.ProjectOptions(), lambda _: None)


def test_the_ground_of_a_raster_bends_the_pillar_and_the_run_is_proved_again(tmp_path):
    answer = run(tmp_path, 0.1)
    folder = Path(answer["run"])
    found = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["projects"][0]
    assert found["surface_basis"] == "dem"
    assert found["surface_m"] == pytest.approx(1500.0, abs=0.5)  # and not the 2000 m that the project states
    steps = found["findings"][0]["geometry_steps"]
    assert steps["surface_m"] == pytest.approx(1500.0, abs=0.5)
    assert steps["surface_highest_m"] > 1505
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["dem"]) == ["dem.tif"]
    assert jobs.verify(folder)["status"] == "holds"


def test_level_ground_presses_alike_on_both_sides_and_rising_ground_more_in_the_east(tmp_path):
    import geopandas as gpd

    reach = {}
    for name, rise in (("level", 0.0), ("rising", 0.1)):
        (tmp_path / name).mkdir()
        gpkg = Path(run(tmp_path / name, rise)["run"]) / "plan.gpkg"
        layers = gpd.list_layers(gpkg)["name"].tolist()
        pillar = next(layer for layer in layers if "pillar" in layer or "矿柱" in layer)
        west, _, east, _ = gpd.read_file(gpkg, layer=pillar).to_crs(CRS).total_bounds
        reach[name] = (400 - west, east - 500)
    assert reach["level"][0] == pytest.approx(reach["level"][1], abs=0.5)
    assert reach["rising"][1] > reach["rising"][0] + 3
