"""Projects that must be mended: each is told in a sentence, none stops the others, and nothing is lost."""

import json
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner

from mineplan.cli import cli
from tests.pressed.valley import CRS, ORE, frames, project, write_projects, write_valley

GOOD = project("G", shapely.box(3100, 500, 3200, 600))
BOW = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 90)])


def press(folder: Path, *rows, extra=(), day="2026-11-23", files=()):
    scenario = write_valley(folder, day)
    paths = [write_projects(folder / "projects.geojson", *rows)] if rows else []
    words = ["pressed", *map(str, [*paths, *files]), "--scenario", str(scenario), "--out", str(folder / "runs")]
    return CliRunner().invoke(cli, [*words, "--no-documents", "--json", *extra])


def told(done) -> dict:
    return json.loads(done.stdout)


BAD = {
    "self_crossing": (
        project("B", BOW),
        "projects.geojson row 2: outline is invalid (self-intersection); mending would change",
    ),
    "no_area": (
        project("B", shapely.Polygon([(0, 0), (100, 0), (200, 0), (0, 0)])),
        "projects.geojson row 2: outline encloses no area",
    ),
    "unknown_grade": (
        project("B", shapely.box(0, 0, 10, 10), protection_grade="五级"),
        "projects.geojson row 2 “protection_grade”: unknown value “五级” (known: 特级、Ⅰ级、Ⅱ级、Ⅲ级、Ⅳ级 …)",
    ),
    "unknown_level": (
        project("B", shapely.box(0, 0, 10, 10), level="乡级"),
        "projects.geojson row 2 “level”: unknown value “乡级” (known: 国家级重点、省级重点、其他 …)",
    ),
    "no_date": (
        project("B", shapely.box(0, 0, 10, 10), query_date="去年"),
        "projects.geojson row 2 “query_date”: is not a date (“去年”)",
    ),
    "outside": (
        project("B", shapely.box(2e6, 0, 2e6 + 10, 10)),
        "projects.geojson row 2: lies ",
    ),
    "same_number": (
        project("G", shapely.box(0, 0, 10, 10)),
        "projects.geojson row 2 “project_id”: “G” stands twice (first in row 1)",
    ),
    "a_line_without_width": (
        project("B", shapely.LineString([(0, 0), (100, 0)])),
        "is a line without a width (用地宽度)",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_project_is_told_and_stops_no_other(tmp_path, name):
    row, words = BAD[name]
    done = press(tmp_path, GOOD, row)
    answer = told(done)
    assert done.exit_code == 3, done.output
    assert words in json.dumps(answer["refused"], ensure_ascii=False)
    assert words in done.stderr
    assert [p["project_id"] for p in answer["projects"]] == ["G"]
    plan = json.loads((Path(answer["run"]) / "plan.json").read_text(encoding="utf-8"))
    assert len(plan["refused"]) == 1 and [p["project_id"] for p in plan["projects"]] == ["G"]


def test_when_every_project_is_bad_nothing_is_written(tmp_path):
    done = press(tmp_path, *(row for row, _ in list(BAD.values())[:3]))
    assert done.exit_code == 3
    assert told(done)["status"] == "error" and len(told(done)["problems"]) >= 3
    assert not (tmp_path / "runs").exists()


def test_a_file_without_crs_is_refused_and_the_others_go_on(tmp_path):
    bare = tmp_path / "无坐标系.csv"
    bare.write_text('项目编号,区域坐标\nB,"1,4,1,100,200,2,100,300,3,200,300,4,200,200"\n', encoding="utf-8")
    done = press(tmp_path, GOOD, files=[bare])
    assert done.exit_code == 3
    (refusal,) = told(done)["refused"]
    assert refusal["file"] == "无坐标系.csv" and [p["project_id"] for p in told(done)["projects"]] == ["G"]


def test_an_old_datum_is_refused_and_the_others_go_on(tmp_path):
    old = tmp_path / "西安80.txt"
    corners = "J1,1,4318000,38472000\nJ2,1,4318000,38472100\nJ3,1,4318100,38472100\n"
    text = f"[属性描述]\n坐标系=1980西安坐标系\n带号=38\n[地块坐标]\n3,,B-1,甲地块,面,,,,@\n{corners}"
    old.write_text(text, encoding="gb18030")
    done = press(tmp_path, GOOD, files=[old])
    assert done.exit_code == 3
    (refusal,) = told(done)["refused"]
    assert "西安80.txt" in refusal["problems"][0] and "--datum-params" in " ".join(refusal["problems"])


def test_ore_without_tonnage_is_not_known_and_never_nought(tmp_path):
    blank = {n: [float("nan")] * 2 for n in ("measured_t", "indicated_t", "probable_t", "thickness_m")}
    bodies = frames()["orebodies"].assign(**blank)
    scenario = write_valley(tmp_path, orebodies=bodies)
    path = write_projects(tmp_path / "projects.geojson", project("P", shapely.box(400, 400, 500, 500)))
    words = ["pressed", str(path), "--scenario", str(scenario), "--out", str(tmp_path / "runs"), "--json"]
    done = CliRunner().invoke(cli, [*words, "--no-documents"])
    assert done.exit_code == 0, done.output
    plan = json.loads((Path(told(done)["run"]) / "plan.json").read_text(encoding="utf-8"))
    (ore,) = plan["projects"][0]["findings"]
    assert ore["footprint_m2"] == pytest.approx(1e4, abs=0.01)
    assert (ore["footprint_t"], ore["tonnage_basis"]) == ({"unclassified": None}, "not_known")
    assert "tonnage_unknown" in [note["code"] for note in plan["projects"][0]["notes"]]
    assert ORE["orebody_id"] and CRS is not None


def test_as_of_outside_every_regime_says_so(tmp_path):
    done = press(tmp_path, GOOD, day="2010-09-07")
    assert done.exit_code == 3
    (problem,) = told(done)["problems"]
    assert "as_of: 2010-09-07 lies outside every regime; the rules on pressed ore know A 2010-09-08" in problem["text"]


def test_an_application_before_every_regime_is_refused_alone(tmp_path):
    scenario = write_valley(tmp_path)
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("pressed:\n", "pressed:\n  judge_on: application\n"), encoding="utf-8")
    rows = [dict(GOOD, date="2026-10-12"), project("B", shapely.box(0, 0, 10, 10), date="2009-01-01")]
    path = write_projects(tmp_path / "projects.geojson", *rows)
    words = ["pressed", str(path), "--scenario", str(scenario), "--out", str(tmp_path / "runs"), "--no-documents"]
    done = CliRunner().invoke(cli, [*words, "--json"])
    assert done.exit_code == 3
    (refusal,) = told(done)["refused"]
    assert "“申请日期”: 2009-01-01 lies outside every regime" in refusal["problems"][0]
    assert [p["project_id"] for p in told(done)["projects"]] == ["G"]


def test_a_folder_means_all_files_in_it(tmp_path):
    folder = tmp_path / "项目"
    folder.mkdir()
    write_projects(folder / "a.geojson", GOOD)
    write_projects(folder / "b.geojson", project("H", shapely.box(3100, 500, 3200, 600)))
    (folder / "说明.docx").write_bytes(b"PK")
    (folder / "~$b.xlsx").write_bytes(b"")
    done = press(tmp_path, files=[folder])
    assert done.exit_code == 0, done.output
    assert [p["project_id"] for p in told(done)["projects"]] == ["G", "H"]
    assert "file_left_out" in [n["code"] for n in told(done)["note_list"]]


def test_unknown_words_of_options_are_refused_together(tmp_path):
    done = press(tmp_path, GOOD, extra=["--grade", "五级", "--level", "乡级"])
    assert done.exit_code == 3
    texts = [p["text"] for p in told(done)["problems"]]
    assert len(texts) == 2 and "--grade: unknown value “五级”" in texts[1]


def test_no_project_at_all(tmp_path):
    done = press(tmp_path)
    assert done.exit_code == 3
    assert "no project: name files or folders" in told(done)["problems"][0]["text"]


def test_one_bad_plot_of_a_text_stops_no_other(tmp_path):
    corners = "J1,1,4318000,38472000\nJ2,1,4318000,38472100\nJ3,1,4318100,38472100\n"
    crossed = "J1,1,4319000,38472000\nJ2,1,4319100,38472100\nJ3,1,4319000,38472100\nJ4,1,4319100,38472000\n"
    text = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=38\n[地块坐标]\n"
    text += f"4,,P-1,甲地块,面,,,,@\n{crossed}3,,P-2,乙地块,面,,,,@\n{corners}"
    path = tmp_path / "两块.txt"
    path.write_text(text, encoding="gb18030")
    done = press(tmp_path, files=[path])
    assert done.exit_code == 3
    assert [p["project_id"] for p in told(done)["projects"]] == ["P-2"]
    (refusal,) = told(done)["refused"]
    assert refusal["row"] == 5
    assert "两块.txt row 6: plot “P-1” ring 1 crosses itself near" in refusal["problems"][0]


def test_a_plot_whose_points_lie_in_a_line_encloses_no_area(tmp_path):
    corners = "".join(f"J{k},1,{4318000 + 10 * k},{38472000 + 10 * k}\n" for k in range(1, 5))
    path = tmp_path / "一线.txt"
    text = f"[属性描述]\n坐标系=2000国家大地坐标系\n带号=38\n[地块坐标]\n4,,P-1,甲地块,面,,,,@\n{corners}"
    path.write_text(text, encoding="gb18030")
    done = press(tmp_path, GOOD, files=[path])
    assert done.exit_code == 3
    (refusal,) = told(done)["refused"]
    assert refusal["problems"] == ["一线.txt row 6: plot “P-1” ring 1 encloses no area"]


def test_a_text_whose_head_is_bad_is_refused_whole(tmp_path):
    text = "[属性描述]\n坐标系=1954北京坐标系\n带号=38\n[地块坐标]\n3,,P-2,乙地块,面,,,,@\n"
    path = tmp_path / "旧.txt"
    path.write_text(text + "J1,1,4318000,38472000\nJ2,1,4318000,38472100\n", encoding="gb18030")
    done = press(tmp_path, GOOD, files=[path])
    (refusal,) = told(done)["refused"]
    assert (refusal["file"], refusal["row"]) == ("旧.txt", None)
