"""The pressed-ore sample: the same bytes each run, every verdict once, every situation that its README promises."""

from __future__ import annotations

import collections
import importlib
import importlib.metadata
import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mineplan.cli import cli
from mineplan.terms import Verdict
from mineplan.yamlfile import read_yaml

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "datasets" / "xinzhou-pressed"
# Other versions of these may write other bytes for the same content.
VERSIONS = {"pyogrio": "0.13.0", "xlsxwriter": "3.3.1", "pyproj": "3.7.2", "numpy": "2.4.6"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folders = [SAMPLE, SAMPLE.with_name("xinzhou-demo")]
    out, again = tmp_path_factory.mktemp("pressed"), tmp_path_factory.mktemp("again")
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path[:0] = map(str, folders)
    try:
        sys.modules.pop("make", None)  # another folder has a script of that name
        make = importlib.import_module("make")
        entries, projects = make.main(out)
        make.main(again)
    finally:
        sys.dont_write_bytecode = before
        sys.path[:] = [p for p in sys.path if p not in map(str, folders)]
        for name in [n for n in sys.modules if n == "make" or n.startswith(("demo_", "pressed_"))]:
            del sys.modules[name]
    return {"out": out, "again": again, "entries": entries, "projects": projects}


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """Run the shipped scenario over the shipped projects and return its plan by project."""
    out = tmp_path_factory.mktemp("runs")
    words = ["pressed", str(SAMPLE / "projects"), "--scenario", str(ROOT / "scenarios" / "pressed.yaml")]
    done = CliRunner().invoke(cli, [*words, "--out", str(out), "--no-documents", "--json"])
    assert done.exit_code == 0, done.output
    summary = json.loads(done.stdout)
    assert summary["refused"] == []
    plan = json.loads((Path(summary["run"]) / "plan.json").read_text(encoding="utf-8"))
    return {project["project_id"]: project for project in plan["projects"]}


def files_of(folder):
    tables = [*read_yaml(SAMPLE / "dataset.yaml")["checksums"], "dataset.yaml"]
    return sorted([*tables, *(p.relative_to(folder).as_posix() for p in (folder / "projects").iterdir())])


def test_two_runs_write_the_same_bytes(made):
    assert files_of(made["out"]) == files_of(made["again"])
    for name in files_of(made["out"]):
        assert (made["out"] / name).read_bytes() == (made["again"] / name).read_bytes(), name


def test_committed_files_are_what_the_script_writes(made):
    for package, version in VERSIONS.items():
        if importlib.metadata.version(package) != version:
            pytest.skip(f"the files were written with {package} {version}")
    assert files_of(SAMPLE) == files_of(made["out"])
    for name in files_of(SAMPLE):
        assert (made["out"] / name).read_bytes() == (SAMPLE / name).read_bytes(), name


def test_thirty_projects_in_four_formats_with_invented_names(made):
    projects = made["projects"]
    assert len(projects) == len({p.project_id for p in projects}) == 30
    endings = collections.Counter(Path(p.file).suffix for p in projects)
    assert set(endings) == {".txt", ".shp", ".kml", ".xlsx"} and min(endings.values()) >= 4
    holders = {entry.holder for entry in made["entries"]}
    assert all(p.name.startswith("示例") for p in projects)
    assert all("示例" in p.owner for p in projects if p.owner) and all("示例" in holder for holder in holders)
    kinds = "道路|乡道|公路|环路|村道", "变电站|升压站|塔基", "风电", "厂"
    assert all(any(re.search(word, p.name) for p in projects) for word in kinds)


def test_every_verdict_occurs(answer):
    assert {project["verdict"] for project in answer.values()} == {v.value for v in Verdict}


# Number of the project -> verdict, the step that decided its ground or ore, and what the README says of it.
EXPECTED = {
    "SL-2026-001": ("not_pressed", "nothing"),
    "SL-2026-021": ("not_treated_as_pressed", "unaffected"),
    "SL-2023-026": ("own_mine_exempt", "own_mine"),
    "SL-2023-027": ("registration_only", "exempt_zone"),
    "SL-2026-007": ("compensation_only", "compensation"),
    "SL-2026-008": ("record_only", "record"),
    "SL-2026-018": ("approval_required", "approval"),
    "SL-2024-030": ("forbidden_in_principle", "key_project"),
    "SL-2026-015": ("query_needed", "query"),
    "SL-2026-010": ("needs_confirmation", "exempt_zone"),
}


@pytest.mark.parametrize("project_id", EXPECTED)
def test_the_walk_through_holds(project_id, answer):
    project = answer[project_id]
    verdict, step = EXPECTED[project_id]
    assert project["verdict"] == verdict
    assert step in {part["step"] for part in project["parts"]} | {f["step"] for f in project["findings"]}


def test_the_city_notice_ends_with_its_last_day(answer):
    """The same park, the same ore: registration while the notice was in force, no exemption on the day after."""
    before, after = answer["SL-2023-027"], answer["SL-2024-030"]
    assert [f["orebody_id"] for f in before["findings"]] == [f["orebody_id"] for f in after["findings"]] == ["LT-2"]
    rule = "pressed_registration_only.development_zone.xinzhou-2022"
    assert (rule in before["rulings"], rule in after["rulings"]) == (True, False)
    assert after["judged_on"] == "2024-06-17"


def test_the_answer_to_a_query_counts_on_its_last_day_and_not_on_the_next(answer):
    last, late = answer["SL-2026-017"], answer["SL-2026-016"]
    assert (last["query_date"], late["query_date"]) == ("2026-04-12", "2026-04-11")
    assert last["date"] == late["date"] == "2026-10-12"
    assert (last["verdict"], late["verdict"]) == ("approval_required", "query_needed")


def test_a_footprint_astride_a_zone_is_split(answer):
    parts = {tuple(part["zone_ids"]): part for part in answer["SL-2023-028"]["parts"]}
    assert {zones: part["verdict"] for zones, part in parts.items()} == {
        (): "approval_required",
        ("Z01",): "registration_only",
    }
    assert sum(p["area_m2"] for p in parts.values()) == pytest.approx(answer["SL-2023-028"]["footprint_m2"], abs=0.02)


def test_what_is_not_known_is_not_nothing(answer):
    (radar,) = answer["SL-2026-020"]["findings"]
    assert radar["footprint_t"] == {"unclassified": None} and radar["footprint_m2"] > 0
    pump = answer["SL-2026-025"]
    assert [f["buffered_m2"] for f in pump["findings"]] == [None]
    assert "surface_unknown" in {note["code"] for note in pump["notes"]}


def test_a_report_of_the_right_gives_the_tonnage_and_is_named(answer):
    (finding,) = answer["SL-2026-018"]["findings"]
    assert finding["tonnage_basis"] == "reports"
    assert any("代县示例霜林铁矿资源储量核实报告（示例）" in remark for remark in finding["remarks"])
    assert {f["tonnage_basis"] for f in answer["SL-2026-016"]["findings"]} == {"resources"}


def test_names_that_differ_in_their_legal_form_are_told(answer):
    notes = [note["text"] for note in answer["SL-2026-006"]["notes"]]
    assert any("有限责任公司" in text and "有限公司" in text for text in notes)


def test_ore_beside_the_footprint_is_asked(answer):
    (finding,) = answer["SL-2026-024"]["findings"]
    assert finding["footprint_m2"] == 0 and finding["buffered_m2"] > 0
    assert finding["verdict"] == "needs_confirmation" and finding["questions"]


def test_the_readme_explains_every_verdict_with_a_project_of_it(answer):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` (\S+) \| (SL-\d{4}-\d{3}) (\S+) \|", text, flags=re.MULTILINE)
    assert {verdict for verdict, *_ in rows} == {v.value for v in Verdict}
    for verdict, label, project_id, name in rows:
        assert answer[project_id]["verdict"] == verdict and answer[project_id]["name"] == name
        assert Verdict(verdict).label == label


def test_the_datasets_readme_lists_all_thirty(answer):
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    listed = {}
    for numbers, verdicts in re.findall(r"^\| (SL-[\d, -]+) \| [\w]+ \| ([\w, ]+) \|", text, flags=re.MULTILINE):
        first, *more = numbers.split(", ")
        ids = [first, *(first[:8] + number for number in more)]
        named = verdicts.split(", ") * (len(ids) if "," not in verdicts else 1)
        listed |= dict(zip(ids, named, strict=True))
    assert listed == {project_id: project["verdict"] for project_id, project in answer.items()}
