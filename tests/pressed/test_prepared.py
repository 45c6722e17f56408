"""Prepared copies: the same answer as from the data themselves, and never an old one."""

import datetime
import json
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mineplan import geodesy
from mineplan.jobs import FileOptions, ProjectOptions, answer
from mineplan.pressed.measures import Angles, PillarNumbers
from mineplan.pressed.prepared import Head, open_prepared, ore_head, quick_projects, write_prepared
from mineplan.pressed.rows import world_of
from mineplan.pressed.setting import Setting
from mineplan.pressed.sites import sites_of
from mineplan.pressed.world import World
from tests.pressed.scenes import works

CRS = geodesy.analysis_crs(geodesy.XINZHOU)
ROOT = Path(__file__).resolve().parent.parent.parent


def county(folder: Path, count: int = 60) -> Path:
    """Write a dataset of orebodies, rights and zones in a row, and return the scenario beside it."""
    data = folder / "datasets" / "row"
    data.mkdir(parents=True)
    squares = [shapely.box(x, 0, x + 900, 900) for x in range(0, 1000 * count, 1000)]
    ids = [f"{k:03d}" for k in range(count)]
    frames = {
        "rights": gpd.GeoDataFrame(
            {"采矿许可证号": [f"C{k}" for k in ids], "采矿权人": "示例公司", "有效期止": datetime.date(2030, 1, 1)},
            geometry=squares,
            crs=CRS,
        ),
        "orebodies": gpd.GeoDataFrame(
            {
                "矿体编号": [f"K{k}" for k in ids],
                "矿种": "铁矿",
                "标高上限(米)": 900.0,
                "标高下限(米)": 700.0,
                "倾角(度)": [float(k % 30) for k in range(count)],
                "倾向(度)": 90.0,
                "探明资源量(吨)": 1e6,
            },
            geometry=squares,
            crs=CRS,
        ),
        "zones": gpd.GeoDataFrame(
            {"区域编号": ["Z1"], "区域类型": ["城市建设用地"]}, geometry=[shapely.box(0, 0, 450, 900)], crs=CRS
        ),
    }
    for name, frame in frames.items():
        frame.to_crs("EPSG:4490").to_file(data / f"{name}.gpkg", layer=name)
    (data / "dataset.yaml").write_text(
        "title: 一排\nversion: '1'\nsynthetic: true\ntables:\n"
        + "".join(f"  {name}: {{file: {name}.gpkg}}\n" for name in frames)
        + "region: {name: 忻州市, box_deg: [110.9, 38.1, 114.0, 39.7], centre_deg: [112.45, 38.9]}\n",
        encoding="utf-8",
    )
    scenario = folder / "scenarios" / "s.yaml"
    scenario.parent.mkdir()
    scenario.write_text("title: 一排\ndataset: row\nas_of: 2026-11-23\npressed: {surface_m: 1000}\n", encoding="utf-8")
    return scenario


def project_file(path: Path, x: float = 400.0) -> Path:
    frame = gpd.GeoDataFrame(
        {"项目编号": ["P1"], "建设单位": ["示例公司"], "保护等级": ["Ⅱ级"], "申请日期": ["2026-10-01"]},
        geometry=[shapely.box(x, 400, x + 100, 480)],
        crs=CRS,
    )
    if path.suffix == ".txt":
        return boundary_file(path, frame.to_crs("EPSG:4526"))
    frame = frame.to_crs("EPSG:4490")
    frame.to_file(path, layer="projects") if path.suffix == ".gpkg" else frame.to_file(path, driver="GeoJSON")
    return path


def boundary_file(path: Path, frame: gpd.GeoDataFrame, datum: str = "2000国家大地坐标系", unit: float = 1e4) -> Path:
    """Write a boundary TXT of one plot, its columns under [项目信息]."""
    row = frame.iloc[0]
    lines = ["[项目信息]", *(f"{name}={row[name]}" for name in frame.columns if name != "geometry")]
    lines += ["[属性描述]", f"坐标系={datum}", "几度分带=3", "带号=38", "[地块坐标]"]
    corners = [(round(y, 3), round(x, 3)) for x, y in row.geometry.exterior.coords]
    lines.append(f"{len(corners)},{row.geometry.area / unit:.4f},{row['项目编号']},甲,面,,,,@")
    lines += [f"J{k},1,{y:.3f},{x:.3f}" for k, (y, x) in enumerate(corners[:-1], 1)]
    lines.append(f"J1,1,{corners[0][0]:.3f},{corners[0][1]:.3f}")
    path.write_text("\r\n".join(lines), encoding="gb18030", newline="")
    return path


def asked(path: Path, scenario: Path, said: list[str] | None = None, given: ProjectOptions | None = None):
    made = answer([path], scenario, given or ProjectOptions(), (said if said is not None else []).append)
    made.pop("seconds")
    return json.loads(json.dumps(made))


@pytest.fixture
def without_full_readers(monkeypatch):
    """Fail when the data themselves are read."""

    def forbidden(*_):
        raise AssertionError("the data were read in full")

    return lambda: monkeypatch.setattr("mineplan.jobs.answering._fully", forbidden)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "txt"])
def test_the_copy_answers_as_the_data_do(tmp_path, without_full_readers, ending):
    scenario = county(tmp_path)
    one = project_file(tmp_path / f"p.{ending}")
    said: list[str] = []
    first = asked(one, scenario, said)
    assert "prepared copy" in said[0]
    assert first["run"] is None
    assert first["plan"]["projects"][0]["findings"][0]["orebody_id"] == "K000"
    without_full_readers()
    assert asked(one, scenario) == first
    assert not (tmp_path / "runs").exists()


def test_a_single_question_loads_no_frames_and_no_proj(tmp_path):
    scenario = county(tmp_path, 2)
    one = project_file(tmp_path / "p.geojson")
    first = asked(one, scenario)
    words = ["pressed", str(one), "--scenario", str(scenario), "--no-run", "--json"]
    heavy = {"pandas", "geopandas", "pyogrio", "pyproj", "pydantic", "ruamel.yaml", "scipy", "matplotlib"}
    code = (
        "import sys\nfrom mineplan.cli import cli\n"
        f"try:\n    cli({words!r})\nfinally:\n    print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=tmp_path)
    assert done.stderr.decode().strip() == "[]"
    answer = json.loads(done.stdout)
    answer.pop("seconds")
    assert answer == first
    assert not (tmp_path / "runs").exists()


def changed_dataset(tmp_path):
    path = tmp_path / "datasets" / "row" / "orebodies.gpkg"
    frame = gpd.read_file(path)
    frame.iloc[1:].to_file(path, layer="orebodies")


def changed_scenario(tmp_path):
    scenario = tmp_path / "scenarios" / "s.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("2026-11-23", "2025-11-23"), encoding="utf-8")


def damaged_copy(tmp_path):
    (tmp_path / "prepared" / "row.pressed.sqlite").write_bytes(b"not a database")


def damaged_law(tmp_path):
    (tmp_path / "prepared" / "s.law.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize("change", [changed_dataset, changed_scenario, damaged_copy, damaged_law])
def test_whatever_changes_the_answer_is_that_of_the_data(tmp_path, change):
    scenario = county(tmp_path, 3)
    one = project_file(tmp_path / "p.geojson")
    asked(one, scenario)
    change(tmp_path)
    now = asked(one, scenario)
    shutil.rmtree(tmp_path / "prepared")
    assert now == asked(one, scenario)


def test_a_copy_of_another_build_is_not_opened(tmp_path):
    scenario = county(tmp_path, 2)
    asked(project_file(tmp_path / "p.geojson"), scenario)
    copy = tmp_path / "prepared" / "row.pressed.sqlite"
    assert open_prepared(copy, "0.0.0/1/x") is None


def test_the_same_data_give_the_same_bytes(tmp_path):
    one = county(tmp_path / "a", 5)
    asked(project_file(tmp_path / "p.geojson"), one)
    first = (tmp_path / "a" / "prepared" / "row.pressed.sqlite").read_bytes()
    shutil.rmtree(tmp_path / "a" / "prepared")
    asked(tmp_path / "p.geojson", one)
    assert (tmp_path / "a" / "prepared" / "row.pressed.sqlite").read_bytes() == first


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path):
    scenario = county(tmp_path, 2)
    (tmp_path / "prepared").write_text("in the way", encoding="utf-8")
    said: list[str] = []
    found = asked(project_file(tmp_path / "p.geojson"), scenario, said)
    assert found["status"] == "complete"
    assert any("no prepared copy" in text for text in said)


def test_options_fill_what_the_file_does_not_say(tmp_path, without_full_readers):
    scenario = county(tmp_path, 2)
    one = project_file(tmp_path / "p.geojson")
    given = ProjectOptions(FileOptions(), {"level": "provincial_key", "query_date": datetime.date(2026, 11, 1)})
    first = asked(one, scenario, given=given)
    without_full_readers()
    again = asked(one, scenario, given=given)
    assert again == first
    assert (again["plan"]["projects"][0]["level"], again["plan"]["projects"][0]["query_date"]) == (
        "provincial_key",
        "2026-11-01",
    )


NOT_PLAIN = {
    "no number": {"properties": {"名称": "x"}},
    "bad cell": {"properties": {"项目编号": "P", "保护等级": "九级"}},
    "bow tie": {
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[112, 38.9], [112.1, 39], [112.1, 38.9], [112, 39], [112, 38.9]]],
        }
    },
    "elsewhere": {"geometry": {"type": "Polygon", "coordinates": [[[10, 38.9], [10.1, 39], [10.1, 38.9], [10, 38.9]]]}},
    "swapped": {
        "geometry": {"type": "Polygon", "coordinates": [[[38.9, 112], [39, 112.1], [38.9, 112.1], [38.9, 112]]]}
    },
    "nothing": {"geometry": None},
}


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_raises_a_question_is_left_to_the_full_readers(tmp_path, name):
    plain = {
        "type": "Feature",
        "properties": {"项目编号": "P"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[112, 38.9], [112.001, 38.9], [112.001, 38.901], [112, 38.9]]],
        },
    }
    path = tmp_path / "p.geojson"
    for feature, is_plain in ((plain, True), (plain | NOT_PLAIN[name], False)):
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        assert (quick_projects(path, geodesy.XINZHOU) is not None) is is_plain


def square(size: float, **cells: str) -> gpd.GeoDataFrame:
    shape = shapely.box(38_450_000, 4_310_000, 38_450_000 + size, 4_310_000 + size)
    return gpd.GeoDataFrame({"项目编号": ["P"], **{k: [v] for k, v in cells.items()}}, geometry=[shape], crs=4526)


@pytest.mark.parametrize(
    ("said", "is_plain"),
    [
        ((square(100),), True),
        ((square(0.9),), False),
        ((square(100, 保护等级="九级"),), False),
        ((square(100), "1980西安坐标系"), False),
        ((square(100), ""), False),
        ((square(100), "2000国家大地坐标系", 10_000 / 15), False),
        ((square(100).translate(0, 2e6).to_frame("geometry").assign(项目编号="P"),), False),
    ],
    ids=["plain", "a sliver", "bad cell", "older datum", "no datum", "area in mu", "elsewhere"],
)
def test_a_boundary_text_that_raises_a_question_is_left_to_the_full_readers(tmp_path, said, is_plain):
    path = boundary_file(tmp_path / "p.txt", *said)
    assert (quick_projects(path, geodesy.XINZHOU) is not None) is is_plain


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"type": "FeatureCollection"}', '{"type": "Feature", "features": []}']
)
def test_broken_files_are_left_to_the_full_readers(tmp_path, content):
    for ending in ("geojson", "gpkg", "txt"):
        path = tmp_path / f"p.{ending}"
        path.write_text(content, encoding="utf-8")
        assert quick_projects(path, geodesy.XINZHOU) is None


def head(world: World) -> Head:
    return Head("b", {}, "t", "1", True, "r", (112.45, 38.9), None, **ore_head(world))


@pytest.mark.parametrize("dip", [0.0, 8.4, 44.9, 70.2, 89.0])
def test_the_copy_reaches_as_far_as_any_pillar(tmp_path, dip):
    """Whatever the whole world lets a project press lies among the rows that the copy hands out."""
    random = np.random.default_rng(5)
    corners = random.uniform(-3000, 3000, (150, 2))
    frame = gpd.GeoDataFrame(
        {
            "orebody_id": [f"K{k:03d}" for k in range(150)],
            "top_m": 900.0,
            "bottom_m": random.uniform(100, 800, 150),
            "dip_deg": dip,
            "dip_direction_deg": random.uniform(0, 360, 150),
        },
        geometry=[shapely.box(x, y, x + 200, y + 200) for x, y in corners],
        crs=CRS,
    )
    numbers = PillarNumbers({"II": 15.0}, 45.0, {None: Angles(62.0, 62.0, 62.0, 0.6)})
    world = world_of({"orebodies": frame}, CRS)
    write_prepared(tmp_path / "c.sqlite", head(world), {"orebodies": frame})
    copy = open_prepared(tmp_path / "c.sqlite", "b")
    project = works(surface_m=1000.0)
    sites = sites_of([project], np.array([project.shape], dtype=object), Setting(World((), (), ()), numbers))
    near = copy.world_near(shapely.bounds(np.array([project.shape], dtype=object)), copy.reach_m(sites, numbers))
    from mineplan.pressed.measuring import measure

    whole, part = measure(project, world, numbers), measure(project, near, numbers)
    assert [ore.orebody.orebody_id for ore in part.ores] == [ore.orebody.orebody_id for ore in whole.ores]
    assert [ore.with_pillar.area_m2 for ore in part.ores] == [ore.with_pillar.area_m2 for ore in whole.ores]
    assert len(near.orebodies) <= len(world.orebodies)
