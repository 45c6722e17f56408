"""The desk of pressed-ore questions: the same answer as the command's, read again when data change."""

import datetime
import shutil

import pytest

from mineplan import jobs
from mineplan.errors import InputError
from mineplan.jobs import desk as module
from mineplan.jobs.desk import Desk
from mineplan.shipped import shipped


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    (folder / "scenarios").mkdir()
    shutil.copy(shipped("scenarios") / "pressed.yaml", folder / "scenarios")
    shutil.copytree(shipped("datasets") / "xinzhou-pressed", folder / "datasets" / "xinzhou-pressed")
    return folder


@pytest.fixture(scope="module")
def desk():
    return Desk()


def file(project, name):
    return project / "datasets" / "xinzhou-pressed" / "projects" / name


def test_the_answer_is_the_commands(project, desk):
    scenario, path = project / "scenarios" / "pressed.yaml", file(project, "05-变电站.txt")
    given = {"query_date": "2026-09-21", "protection_grade": "I"}
    found = desk.answer(scenario, [path], given)
    options = jobs.ProjectOptions(missing={"query_date": datetime.date(2026, 9, 21), "protection_grade": "I"})
    known = jobs.answer([path], scenario, options, lambda _: None)
    assert found["projects"] == known["projects"] and found["verdicts"] == {"compensation_only": 1}
    drawing = found["drawings"][0]
    assert drawing["zone"] == 38 and drawing["footprint"].startswith("M") and drawing["footprint"].endswith("Z")
    assert drawing["box"][0] >= 400 and drawing["bar_m"] == 100
    assert [item["kind"] for item in drawing["items"]] == ["矿体", "采矿权"]
    x, y = map(float, drawing["footprint"][1:].split("L")[0].split())
    assert drawing["west_m"] + x == pytest.approx(38411319.48, abs=100)
    assert drawing["north_m"] - y == pytest.approx(4263366.64, abs=100)


def test_data_that_changed_are_read_again(project, desk):
    scenario = project / "scenarios" / "pressed.yaml"
    first = desk.setting(scenario)
    assert desk.setting(scenario) is first
    scenario.write_text(scenario.read_text("utf-8").replace("（示例）", "（改名）"), encoding="utf-8")
    assert desk.setting(scenario).scenario.title.endswith("（改名）")


def test_outlines_with_too_many_vertices_are_refused(project, desk, monkeypatch):
    monkeypatch.setattr(module, "MOST_VERTICES", 4)
    with pytest.raises(InputError, match="5 vertices"):
        desk.answer(project / "scenarios" / "pressed.yaml", [file(project, "05-变电站.txt")], {})


def test_bad_files_are_told_with_their_row(project, desk, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_text("[地块坐标]\n3,0.1,P,x,面,,,,@\nJ1,1,a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.txt"):
        desk.answer(project / "scenarios" / "pressed.yaml", [bad], {})
