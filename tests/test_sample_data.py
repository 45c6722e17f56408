"""The sample dataset: the same bytes each run, and every situation that it promises."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from mineplan.geodesy import XINZHOU, analysis_crs, area_km2, transform, zone_crs
from mineplan.scenario import read_scenario
from mineplan.yamlfile import read_yaml
from tests.generators import generator, other_versions

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "datasets" / "xinzhou-demo"
LICENCE = re.compile(r"C(\d{6})((?:19|20)\d{2})(0[1-9]|1[0-2])(\d)(\d{2})(\d{7})")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("demo")
    with generator(DEMO) as make:
        entries = make.main(out)
        make.main(again := tmp_path_factory.mktemp("again"))
        bodies = [body for site in make.demo_iron.iron_sites() for body in site.bodies]
    return {"out": out, "again": again, "entries": entries, "bodies": bodies}


@pytest.fixture(scope="module")
def rights(made):
    """Return shapes in the analysis plane by key."""
    shapes = transform([entry.shape for entry in made["entries"]], zone_crs(38), analysis_crs(XINZHOU))
    return {entry.right.key: shape for entry, shape in zip(made["entries"], shapes, strict=True)}


def _files():
    return sorted(read_yaml(DEMO / "dataset.yaml")["checksums"])


def test_two_runs_write_the_same_bytes(made):
    for name in [*_files(), "dataset.yaml"]:
        assert (made["out"] / name).read_bytes() == (made["again"] / name).read_bytes(), name


def test_committed_files_are_what_the_script_writes(made):
    if others := other_versions():
        pytest.skip(f"the files were written with {', '.join(others)}")
    for name in [*_files(), "dataset.yaml"]:
        assert (made["out"] / name).read_bytes() == (DEMO / name).read_bytes(), name


def test_checksums_match_and_the_folder_is_small():
    sums = read_yaml(DEMO / "dataset.yaml")["checksums"]
    for name, stated in sums.items():
        assert stated == "sha256:" + hashlib.sha256((DEMO / name).read_bytes()).hexdigest(), name
    assert sum(path.stat().st_size for path in DEMO.iterdir() if path.is_file()) < 2_000_000


def test_counts_and_licence_numbers(made):
    entries = made["entries"]
    numbers = [entry.right_id for entry in entries]
    minerals = [entry.right.mineral == "铁矿" for entry in entries]
    assert (sum(minerals), len(minerals) - sum(minerals)) == (60, 70)
    assert len(set(numbers)) == len(numbers)
    assert all(LICENCE.fullmatch(number) for number in numbers)
    assert len({entry.cells["矿山名称"] for entry in entries}) == len(entries)
    assert all("示例" in entry.cells["矿山名称"] + entry.cells["采矿权人"] for entry in entries)


def test_shapes_are_valid_and_inside_the_city(rights):
    import shapely

    from mineplan.geodesy import geographic_crs

    west, south, east, north = XINZHOU.box_deg
    box = shapely.box(west, south, east, north)
    lonlat = transform(list(rights.values()), analysis_crs(XINZHOU), geographic_crs())
    assert all(shapely.is_valid(list(rights.values())))
    assert all(shapely.contains(box, lonlat))
    iron = area_km2([s for k, s in rights.items() if len(k) == 2], analysis_crs(XINZHOU))
    assert iron.min() >= 0.05 and iron.max() <= 3


def test_both_zones_and_packed_degrees_occur(made):
    strings = [entry.cells["区域坐标"] for entry in made["entries"]]
    assert sum(",375" in s or ",376" in s for s in strings) > 30
    assert sum(",38" in s for s in strings) > 60
    assert sum(bool(re.match(r"\d,\d+,1,11\d\.\d{7},", s)) for s in strings) >= 5
    assert all(s.endswith((",1,", ",-1,")) for s in strings)


def test_gaps_around_the_safety_distance(rights):
    assert rights["SA1"].distance(rights["SA2"]) == pytest.approx(299, abs=0.05)
    assert rights["SA2"].distance(rights["SA3"]) == pytest.approx(301, abs=0.05)


def test_overlap_stack_shared_boundary_and_junction(rights, made):
    by_key = {entry.right.key: entry.right.rings[0] for entry in made["entries"]}
    assert rights["E1"].intersection(rights["E2"]).area > 10_000
    assert rights["E4"].equals(rights["E5"])
    assert by_key["E5"].top < by_key["E4"].bottom
    assert rights["C1"].interiors
    assert rights["A1"].intersection(rights["A2"].buffer(0.02)).area > 1
    corner = np.array(rights["B1"].exterior.coords)
    in_edge = [c for c in corner if rights["B5"].exterior.distance(_point(c)) < 0.02]
    assert len(in_edge) >= 2


def _point(corner):
    import shapely

    return shapely.Point(corner)


def test_one_belt_is_shared_by_eight_and_one_body_is_unheld(rights, made):
    shapes = {b.key: transform([_outline(b)], zone_crs(38), analysis_crs(XINZHOU))[0] for b in made["bodies"]}
    iron = {key: shape for key, shape in rights.items() if len(key) == 2}
    holders = {name: [k for k, s in iron.items() if s.intersection(shape).area > 100] for name, shape in shapes.items()}
    assert holders["I-A1"] == [f"A{k}" for k in range(1, 9)]
    assert holders["I-G3"] == []


def _outline(body):
    import shapely

    return shapely.Polygon(body.frame.surveyed(body.outline(), 38))


def test_situations_of_status_and_zone(made):
    import geopandas as gpd

    states = {entry.cells["矿山状态"] for entry in made["entries"]}
    assert states == {"生产", "停产", "在建", "关闭"}
    zones = gpd.read_file(DEMO / "zones.gpkg", layer="zones")
    assert zones.crs.to_epsg() == 4490
    assert set(zones.geom_type) == {"Polygon", "LineString"}
    assert {"自然保护区", "生态保护红线", "山脊线", "铁路", "高速公路", "国道"} <= set(zones["区域类型"])


def test_orebodies_are_gbk_in_zone_38():
    import pyogrio

    frame = pyogrio.read_dataframe(DEMO / "orebodies.shp")
    assert (DEMO / "orebodies.cpg").read_text() == "GBK"
    assert frame.crs.to_epsg() == 4526
    assert len(frame) == 36
    iron = frame[frame["矿种"] == "铁矿"]
    assert iron["品位"].between(25, 35).all()
    assert iron["体重"].between(3.2, 3.5).all()
    assert frame["倾向"].isna().sum() == 10


def test_iron_tonnage_follows_the_slab_formula():
    import pyogrio

    frame = pyogrio.read_dataframe(DEMO / "orebodies.shp").query("矿种 == '铁矿'")
    dip, height = np.radians(frame["倾角"]), frame["标高上限"] - frame["标高下限"]
    width = height / np.tan(dip) + frame["厚度"] / np.sin(dip)
    length = area_km2(frame.geometry.to_numpy(), frame.crs) * 1e6 / width
    expected = length * height / np.sin(dip) * frame["厚度"] * frame["体重"] * 0.9 / 1e4
    stated = frame["探明资源量"] + frame["控制资源量"] + frame["推断资源量"]
    assert np.allclose(stated, expected, rtol=2e-3, atol=0.03)


@pytest.mark.parametrize("name", ["iron", "sand-gravel"])
def test_scenarios_name_rights_of_the_dataset(name, made):
    scenario = read_scenario(ROOT / "scenarios" / f"{name}.yaml")
    pins = scenario.consolidate.keep_together + scenario.consolidate.keep_apart
    assert scenario.dataset == "xinzhou-demo"
    assert {right_id for pin in pins for right_id in pin} <= {entry.right_id for entry in made["entries"]}


@pytest.mark.parametrize("name", ["iron", "sand-gravel"])
def test_scenarios_assume_rulings_that_exist(name):
    from mineplan.policy import read_policy

    scenario = read_scenario(ROOT / "scenarios" / f"{name}.yaml")
    policy = read_policy(scenario.as_of, scenario.jurisdictions, scenario.assume)
    for mineral in scenario.consolidate.minerals:
        found = policy.find("minimum_capacity", mineral=str(mineral))
        assert found is not None and found.is_settled and found.amount
