"""Pressed ore: one project from a cold shell, and 100,000 at once, each beside geopandas doing the same in one run."""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely

from mineplan import geodesy
from mineplan.plans import Refusal
from mineplan.pressed.measures import Angles, OrebodyFacts, PillarNumbers, ProjectFacts, RightFacts, ZoneFacts
from mineplan.pressed.measuring import measure_all
from mineplan.pressed.world import World
from mineplan.terms import Mineral, ZoneKind

SIDE_M = 150_000.0
TURN = 20_480
NUMBERS = PillarNumbers(
    {"I": 20.0, "II": 15.0, "III": 10.0, "IV": 5.0}, 45.0, {None: Angles(62.0, 62.0, 62.0, 0.6)}, None, 20.0
)


def blobs(random: np.random.Generator, count: int, radius_m: tuple[float, float]) -> np.ndarray:
    """Return star-shaped outlines of 4 to 40 corners, half of them in clusters."""
    centres = random.uniform(0, SIDE_M, (count, 2))
    hubs = random.uniform(0, SIDE_M, (60, 2))
    near = random.random(count) < 0.5
    centres[near] = hubs[random.integers(0, 60, near.sum())] + random.normal(0, 4000, (near.sum(), 2))
    made = []
    for centre in centres:
        corners = int(random.integers(4, 41))
        angles = np.sort(random.uniform(0, 2 * np.pi, corners)) + np.arange(corners) * 1e-6
        radius = random.uniform(*radius_m) * random.uniform(0.7, 1.0, corners)
        points = centre + radius[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
        made.append(shapely.Polygon(points).buffer(0))
    return np.array(made, dtype=object)


def sites(random: np.random.Generator, count: int) -> np.ndarray:
    """Return outlines of works: 7 in 10 rectangles at any bearing, 2 in 10 L-shaped, 1 in 10 bends of a road."""
    centres = random.uniform(0, SIDE_M, (count, 2))
    sizes = random.uniform(40, 400, (count, 2))
    turns = random.uniform(0, np.pi, count)
    kinds = random.random(count)
    made = []
    for centre, (a, b), turn, kind in zip(centres, sizes, turns, kinds, strict=True):
        if kind < 0.7:
            points = [(0, 0), (a, 0), (a, b), (0, b)]
        elif kind < 0.9:
            points = [(0, 0), (a, 0), (a, b / 3), (a / 3, b / 3), (a / 3, b), (0, b)]
        else:
            points = [(0, 0), (5 * a, 0), (5 * a, 3 * b), (5 * a - 25, 3 * b), (5 * a - 25, 25), (0, 25)]
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        made.append(shapely.Polygon(np.array(points) @ rotation + centre))
    return np.array(made, dtype=object)


def world(random: np.random.Generator, bodies: int, rights: int, zones: int) -> World:
    """Return an invented county."""
    minerals = [Mineral.COAL, Mineral.IRON, Mineral.BAUXITE, Mineral.SAND_GRAVEL]
    tops = random.uniform(600, 950, bodies)
    ore = [
        OrebodyFacts(
            f"K{k:05d}", shape, "", minerals[k % 4], top, top - drop, None, azimuth, 3.0, 1.4, None, {"measured": 1e6}
        )
        for k, (shape, top, drop, azimuth) in enumerate(
            zip(
                blobs(random, bodies, (200, 900)),
                tops,
                random.uniform(20, 200, bodies),
                random.uniform(0, 360, bodies),
                strict=True,
            )
        )
    ]
    held = [
        RightFacts(f"C{k:05d}", shape, "", f"H{k % 700}", None, None, 1000.0, 100.0)
        for k, shape in enumerate(blobs(random, rights, (200, 900)))
    ]
    areas = [
        ZoneFacts(f"Z{k:03d}", ZoneKind.URBAN_CONSTRUCTION if k % 5 == 0 else ZoneKind.FOREST, shape)
        for k, shape in enumerate(blobs(random, zones, (1000, 4000)))
    ]
    return World(tuple(ore), tuple(held), tuple(areas))


def works(random: np.random.Generator, count: int) -> list[ProjectFacts]:
    grades = ["I", "II", "III", "IV"]
    return [
        ProjectFacts(f"P{k:06d}", shape, protection_grade=grades[k % 4], surface_m=1000.0)
        for k, shape in enumerate(sites(random, count))
    ]


class Timed(NamedTuple):
    """Seconds by the wall clock, seconds of processor, projects that press ore."""

    wall_s: float
    cpu_s: float
    pressed: int

    def plus(self, other: Timed) -> Timed:
        return Timed(*(a + b for a, b in zip(self, other, strict=True)))


def timed(projects: list[ProjectFacts], county: World, numbers: PillarNumbers | None) -> Timed:
    start, before, pressed = time.perf_counter(), time.process_time(), 0
    for found in measure_all(iter(projects), county, numbers):
        pressed += not isinstance(found, Refusal) and bool(found.ores)
    return Timed(time.perf_counter() - start, time.process_time() - before, pressed)


GEOPANDAS = """
import json, sys
import geopandas as gpd
folder, project = sys.argv[1:]
works = gpd.read_file(project).to_crs("EPSG:4547")
answer = {}
for name in ("orebodies", "rights", "zones"):
    layer = gpd.read_file(f"{folder}/{name}.gpkg").to_crs("EPSG:4547")
    near = layer.loc[gpd.sjoin(layer, works, predicate="intersects").index.unique()]
    pieces = gpd.overlay(near, works, how="intersection", keep_geom_type=True)
    answer[name] = {row[0]: round(shape.area, 2) for row, shape in zip(pieces.values.tolist(), pieces.geometry)}
print(json.dumps(answer, ensure_ascii=False))
"""


def written(folder: Path, county: World) -> tuple[Path, Path]:
    """Write the county as a dataset with a scenario, and one project; return scenario and project."""
    import geopandas as gpd

    crs = geodesy.analysis_crs(geodesy.XINZHOU)
    data = folder / "datasets" / "county"
    data.mkdir(parents=True)
    columns = {
        "orebodies": {
            "矿体编号": [b.orebody_id for b in county.orebodies],
            "矿种": [b.mineral.label for b in county.orebodies],
            "标高上限(米)": [b.top_m for b in county.orebodies],
            "标高下限(米)": [b.bottom_m for b in county.orebodies],
            "倾向(度)": [b.dip_direction_deg for b in county.orebodies],
            "探明资源量(吨)": 1e6,
        },
        "rights": {
            "采矿许可证号": [r.right_id for r in county.rights],
            "采矿权人": [f"示例{r.holder}公司" for r in county.rights],
            "采深上限(米)": 1000.0,
            "采深下限(米)": 100.0,
        },
        "zones": {
            "区域编号": [z.zone_id for z in county.zones],
            "区域类型": [z.kind.label for z in county.zones],
        },
    }
    for name, cells in columns.items():
        shapes = shapely.transform([row.shape for row in getattr(county, name)], lambda points: points - SIDE_M / 2)
        gpd.GeoDataFrame(cells, geometry=shapes, crs=crs).to_crs("EPSG:4490").to_file(data / f"{name}.gpkg", layer=name)
    tables = "".join(f"  {name}: {{file: {name}.gpkg}}\n" for name in columns)
    (data / "dataset.yaml").write_text(
        f"title: 测试\nversion: '1'\nsynthetic: true\ntables:\n{tables}"
        "region: {name: 忻州市, box_deg: [110.0, 37.5, 115.0, 40.5], centre_deg: [112.45, 38.9]}\n",
        encoding="utf-8",
    )
    scenario = folder / "scenarios" / "s.yaml"
    scenario.parent.mkdir()
    scenario.write_text(
        "title: 测试\ndataset: county\nas_of: 2026-11-23\npressed: {surface_m: 1000}\n", encoding="utf-8"
    )
    body = county.orebodies[17].shape.representative_point()
    ground = shapely.transform(body.buffer(120, quad_segs=2), lambda points: points - SIDE_M / 2)
    project = folder / "p.geojson"
    gpd.GeoDataFrame(
        {"项目编号": ["P1"], "建设单位": ["示例公司"], "保护等级": ["Ⅱ级"], "查询日期": ["2026-10-01"]},
        geometry=[ground],
        crs=crs,
    ).to_crs("EPSG:4490").to_file(project, driver="GeoJSON")
    return scenario, project


class Cold(NamedTuple):
    """One command from a cold shell: seconds by the wall clock, seconds of processor, its answer."""

    wall_s: float
    cpu_s: float
    answer: dict


def cold(command: list[str]) -> Cold:
    """Run a command from a cold shell; compiled modules are kept, as in any installation."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, check=True, env=environment)
    wall_s, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cold(wall_s, cpu_s, json.loads(done.stdout))


def single(county: World, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenario, project = written(folder, county)
        script = folder / "with_geopandas.py"
        script.write_text(GEOPANDAS, encoding="utf-8")
        mineplan = str(Path(sys.executable).with_name("mineplan"))
        ours = [mineplan, "pressed", str(project), "--scenario", str(scenario), "--no-run", "--json"]
        theirs = [sys.executable, str(script), str(folder / "datasets" / "county"), str(project)]
        first = cold(ours)
        cold(theirs)
        pairs = [(cold(ours), cold(theirs)) for _ in range(rounds)]
        answer, check = (one.answer for one in pairs[-1])
        found = {f["orebody_id"] for f in answer["plan"]["projects"][0]["findings"] if f["footprint_m2"]}
        assert found == {name for name, area in check["orebodies"].items() if area >= 1}, (found, check)
        for field, said in (("wall_s", "wall"), ("cpu_s", "processor")):
            mine, other = (statistics.median(getattr(pair[side], field) for pair in pairs) for side in (0, 1))
            print(
                f"one project, cold shell to JSON, {said} time: {mine:.2f} s, geopandas {other:.2f} s, "
                f"ratio {mine / other:.2f} (goal 0.25)"
            )
        print(f"the first question, which prepares the copy: {first.wall_s:.1f} s, processor {first.cpu_s:.1f} s")


def batch(county: World, projects: list[ProjectFacts]) -> None:
    """Measure footprints alone and with pillars by turns, so that a busy machine slows both alike."""
    timed(projects[:100], county, NUMBERS)
    foot, both = Timed(0.0, 0.0, 0), Timed(0.0, 0.0, 0)
    for start in range(0, len(projects), TURN):
        some = projects[start : start + TURN]
        foot, both = foot.plus(timed(some, county, None)), both.plus(timed(some, county, NUMBERS))
    count = len(projects)
    for field, said in (("wall_s", "wall"), ("cpu_s", "processor")):
        alone, whole = getattr(foot, field), getattr(both, field)
        print(
            f"{count} projects, {said} time: {count / alone:.0f} footprints/s a core (goal 8000), "
            f"pillars {(whole - alone) / alone:.2f} times the footprints (goal 3)"
        )
    print(f"{foot.pressed} press ore under the footprint, {both.pressed} with pillars")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB (goal 2048)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", choices=["single", "batch", "all"], default="all")
    chosen = parser.parse_args()
    random = np.random.default_rng(4)
    county = world(random, 10_000, 10_000, 500)
    if chosen.part != "single":
        batch(county, works(random, chosen.projects))
    if chosen.part != "batch":
        single(county, chosen.rounds)


if __name__ == "__main__":
    main()
