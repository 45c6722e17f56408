"""The scenario's section `pressed`, and what the command does with remarks and words."""

import datetime
import json

import pytest
import shapely
from click.testing import CliRunner

from mineplan.cli import cli
from mineplan.errors import ScenarioError
from mineplan.policy import Assumption, read_policy
from mineplan.pressed.numbers import numbers_of
from mineplan.scenario import Pressed, read_scenario, scenario_schema
from mineplan.terms import ProjectLevel, ZoneKind
from tests.pressed.valley import project, write_projects, write_valley

DAY = datetime.date(2026, 11, 23)


def test_labels_and_code_names_are_taken():
    choices = Pressed.model_validate(
        {"deducted_zones": ["城市建设用地", "military"], "defaults": {"level": "省级重点", "protection_grade": "Ⅱ级"}}
    )
    assert choices.deducted_zones == (ZoneKind.URBAN_CONSTRUCTION, ZoneKind.MILITARY)
    assert choices.defaults.level is ProjectLevel.PROVINCIAL_KEY and choices.defaults.protection_grade == "II"


def test_an_unknown_key_or_word_is_told_with_its_line(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text(
        "title: 甲\ndataset: d\nas_of: 2026-11-23\npressed:\n  judge_on: 明天\n  breite: 3\n", encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as refused:
        read_scenario(path)
    assert {(p.row, p.what.split(":")[0]) for p in refused.value.problems} == {
        (5, "pressed.judge_on"),
        (6, "pressed.breite"),
    }


def test_every_key_is_explained():
    defined = scenario_schema()["$defs"]
    for name in ("Pressed", "ProjectDefaults"):
        assert all(entry.get("description") for entry in defined[name]["properties"].values()), name


def test_only_what_is_settled_draws_a_pillar():
    plain = numbers_of(read_policy(DAY), Pressed())
    assert plain is not None
    assert (plain.buffers_m, plain.loose_deg) == ({"II": 15.0}, 45.0)
    assert plain.angles["coal"].gamma_deg is None
    assume = {
        f"draw_angle_{name}.coal.national": Assumption(reason="设计")
        for name in ("beta", "gamma", "delta", "beta_per_dip")
    }
    assumed = numbers_of(read_policy(DAY, assume=assume), Pressed())
    assert assumed is not None
    coal = assumed.angles["coal"]
    assert (coal.beta_deg, coal.gamma_deg, coal.delta_deg, coal.beta_per_dip) == (62.0, 62.0, 62.0, 0.6)
    del assume["draw_angle_beta_per_dip.coal.national"]
    half = numbers_of(read_policy(DAY, assume=assume), Pressed())
    assert half is not None and half.angles["coal"].beta_deg is None
    assert numbers_of(read_policy(DAY), Pressed(has_pillars=False)) is None


def run(folder, *extra):
    scenario = write_valley(folder)
    path = write_projects(folder / "projects.geojson", project("P1", shapely.box(400, 400, 500, 500)))
    words = ["pressed", str(path), "--scenario", str(scenario), "--out", str(folder / "runs"), "--no-documents"]
    return CliRunner().invoke(cli, [*words, *extra])


def test_the_terminal_tells_ore_tonnage_ground_and_checklist(tmp_path):
    done = run(tmp_path)
    assert done.exit_code == 0, done.output
    for words in (
        "P1  须经审批（省自然资源厅）  P1工程",
        "矿体 K1（铁矿）须经审批，采矿权人 甲县示例矿业有限公司",
        "占地范围 10000 m2：控制资源量 5.00 万吨，探明资源量 10.00 万吨，可信储量 1.19 万吨",
        "[ ] 向省自然资源厅申请压覆审批",
        "第三十二条第四款：“战略性矿产资源原则上不得压覆；",
        "regime C: 1 approval_required",
    ):
        assert words in done.stdout, words
    done.stdout.encode("gbk")


def test_reviewers_remarks_are_printed_beside_the_project(tmp_path):
    remarks = {"run": "r", "decisions": [
        {"at": "2026-11-24T09:00:00", "by": "王工", "group_id": "P1", "action": "comment", "text": "已请示省厅"}
    ]}  # fmt: skip
    path = tmp_path / "decisions.json"
    path.write_text(json.dumps(remarks, ensure_ascii=False), encoding="utf-8")
    done = run(tmp_path, "--decisions", str(path), "--json")
    assert done.exit_code == 0, done.output
    notes = json.loads(done.stdout)["note_list"]
    assert "王工（2026-11-24T09:00:00）：已请示省厅" in [n["text"] for n in notes if n["code"] == "review"]
