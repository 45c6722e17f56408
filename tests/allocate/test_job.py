"""The sample scenario as a user runs it, and files that must be mended first."""

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from mineplan.cli import cli

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "datasets" / "xinzhou-coal", folder / "datasets" / "xinzhou-coal")
    text = (ROOT / "scenarios" / "coal-bauxite.yaml").read_text(encoding="utf-8")
    (folder / "scenarios").mkdir()
    text = re.sub(r"runs: \d+", "runs: 1", text)
    (folder / "scenarios" / "coal.yaml").write_text(text, encoding="utf-8")
    return folder


def allocate(project, out, *options, scenario="coal.yaml"):
    arguments = ["allocate", str(project / "scenarios" / scenario), "--out", str(out), "--no-documents", *options]
    return CliRunner().invoke(cli, arguments)


@pytest.fixture(scope="module")
def run(project, tmp_path_factory):
    done = allocate(project, tmp_path_factory.mktemp("runs"), "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_summary_and_the_run_folder(run):
    assert run["status"] == "optimal" and run["notes"] == len(run["note_list"])
    plan = json.loads((Path(run["run"]) / "plan.json").read_text(encoding="utf-8"))
    assert list(plan)[:2] == ["kind", "title"] and plan["kind"] == "allocation"
    assert {"continuation", "grant_plan", "pilot", "by_year", "notes"} <= set(plan)
    assert len(plan["continuation"]) == 20 and len(plan["grant_plan"]) == 18 and len(plan["pilot"]) == 12
    assert len(plan["mines"]) == 40 and [y["year"] for y in plan["by_year"]] == [2027, 2028, 2029, 2030, 2031]
    assert all(part["gap"] == 0 for part in plan["solver"])
    manifest = json.loads((Path(run["run"]) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "allocation" and manifest["seed"] == 20220616


def test_every_channel_and_every_fate_is_in_the_sample(run):
    plan = json.loads((Path(run["run"]) / "plan.json").read_text(encoding="utf-8"))
    assert {r["channel"] for r in plan["continuation"]} >= {"gap", "deep", "upper", "adjacent", "capacity_gap"}
    assert {r["status"] for r in plan["continuation"]} == {"proposed", "postponed", "excluded"}
    assert {r["mode"] for r in plan["continuation"]} == {"competition", "agreement", None}
    assert {r["status"] for r in plan["grant_plan"]} >= {"planned", "to_pilot", "screened_out"}
    assert any(m["excluded"] and m["life_a"] is None for m in plan["mines"])


def test_the_same_scenario_gives_the_same_plan(project, run, tmp_path):
    again = json.loads(allocate(project, tmp_path, "--json").stdout)
    first, second = [(Path(r["run"]) / "plan.json").read_bytes() for r in (run, again)]
    assert first == second


def test_words_for_people(project, tmp_path):
    done = allocate(project, tmp_path)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[:4]] == ["continuation", "grant", "pilot", "optimal"]
    assert Path(lines[4]).is_dir() and "note: " in done.stderr


def changed(project, name, *edits):
    text = (project / "scenarios" / "coal.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (project / "scenarios" / name).write_text(text, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("edits", "code", "words"),
    [
        ([("2027: 1500000, 2028: 1500000,", "2026: 1, 2028: 1500000,")], 3, "outside the plan (2027-2031)"),
        ([("2027: 1500000, 2028: 1500000,", "2027: -1, 2028: 1500000,")], 3, "the total of 2027 is negative"),
        ([("- C1400002009041129100001 #", "- C9999 #")], 3, "allocate.pilot.mines names C9999"),
        ([("allocate:\n", "consolidate: {}\nallocated:\n")], 3, "allocated"),
        ([("    depleted_life_a: 10\n", "    depleted_life_a: 10\n    required: [C99]\n")], 3, "no coal block C99"),
    ],
)
def test_a_scenario_to_mend(project, tmp_path, edits, code, words):
    done = allocate(project, tmp_path, scenario=changed(project, "bad.yaml", *edits))
    assert done.exit_code == code and words in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_scenario_without_the_block(project, tmp_path):
    text = (project / "scenarios" / "coal.yaml").read_text(encoding="utf-8")
    (project / "scenarios" / "none.yaml").write_text(text[: text.index("allocate:\n")], encoding="utf-8")
    done = allocate(project, tmp_path, scenario="none.yaml")
    assert done.exit_code == 3 and "allocate: the scenario has no such block" in done.stderr


def test_a_total_that_nothing_can_meet(project, tmp_path):
    edits = [("2027: 1500000, 2028: 1500000,", "2027: 100, 2028: 100,")]
    edits += [("2029: 1500000, 2030: 1500000, 2031: 1500000}", "2029: 100, 2030: 100, 2031: 100}\n    required: [C16]")]
    done = allocate(project, tmp_path, scenario=changed(project, "tight.yaml", *edits))
    assert done.exit_code == 4 and "it would fit if total_t_a of 20" in done.stderr
    assert not list(tmp_path.iterdir())


def test_negative_demand_is_told_with_row_and_label(project, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(project, folder)
    book = openpyxl.load_workbook(folder / "datasets" / "xinzhou-coal" / "investments.xlsx")
    sheet = book["投资项目"]
    at, label = next(
        (c.column, c.value) for row in sheet.iter_rows(max_row=4) for c in row if str(c.value).startswith("年需求量")
    )
    sheet.cell(5, at).value = -5
    book.save(folder / "datasets" / "xinzhou-coal" / "investments.xlsx")
    declared = folder / "datasets" / "xinzhou-coal" / "dataset.yaml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text[: text.index("checksums:")], encoding="utf-8")
    done = allocate(folder, tmp_path / "runs")
    assert done.exit_code == 3 and "Traceback" not in done.stderr
    assert f"row 5 “{label}”" in done.stderr and "investments.xlsx" in done.stderr


def test_decisions_have_no_meaning_here(project, tmp_path):
    done = allocate(project, tmp_path, "--decisions", str(project / "scenarios" / "coal.yaml"))
    assert done.exit_code == 2 and "groups of rights" in done.stderr
