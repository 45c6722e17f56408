import hashlib
import json
import math
import re

import pytest

from mineplan.errors import ReadError
from mineplan.runs import compare, in_words, plain, read_run, run_name, write_json, writing
from tests.run_folder import county_project, county_run


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    from mineplan import jobs

    folder = tmp_path_factory.mktemp("project")
    scenario = county_project(folder)
    first = jobs.consolidate(scenario, jobs.RunOptions(folder / "runs", False), lambda _: None)
    other = scenario.with_name("apart.yaml")
    other.write_text(
        scenario.read_text(encoding="utf-8") + "  keep_apart: [[A, B], [B, C], [A, C]]\n", encoding="utf-8"
    )
    second = jobs.consolidate(other, jobs.RunOptions(folder / "runs", False), lambda _: None)
    return read_run(folder / "runs" / first["run"]), read_run(folder / "runs" / second["run"])


def test_a_run_folder_is_whole(runs):
    run = runs[0]
    names = {p.relative_to(run.folder).as_posix() for p in run.folder.rglob("*") if p.is_file()}
    assert {
        "plan.json",
        "problem.json",
        "manifest.json",
        "plan.gpkg",
        "log.txt",
        "tables/tables.xlsx",
        "tables/groups.csv",
        "tables/rights.csv",
        "tables/corners.csv",
        "inputs/scenario.yaml",
    } <= names
    assert set(run.manifest["files"]) == names - {"manifest.json"}
    assert (
        run.manifest["solver"]["status"] == "optimal"
        and run.manifest["rulings"]
        and run.manifest["versions"]["mineplan"]
    )
    assert run.problem["ids"] == ["A", "B", "C", "D", "E", "F", "G"] and run.problem["n"] == 7


def test_plan_json_has_what_others_rely_on(runs):
    plan = runs[0].plan
    assert (
        plan["kind"] == "consolidation"
        and {"status", "objective", "bound", "gap", "alternatives", "notes"} <= plan.keys()
    )
    group = plan["groups"][0]
    assert {
        "group_id",
        "right_ids",
        "lead_id",
        "orebody_ids",
        "area_km2",
        "top_m",
        "bottom_m",
        "capacity_t_a",
        "life_a",
        "resources_t",
        "authority",
        "reasons",
        "corners",
    } <= group.keys()
    assert {"ring", "no", "northing_m", "easting_m", "zone"} <= group["corners"][0].keys()
    assert {"right_id", "disposition", "group_id", "reasons"} <= plan["rights"][0].keys()
    assert {
        "rights_before",
        "rights_after",
        "split_orebodies_before",
        "split_orebodies_after",
        "split_t_before",
        "split_t_after",
    } <= plan["indicators"].keys()


def test_comparison_in_words(runs):
    difference = compare(*runs)
    assert "G-A" in difference["groups_gone"] or any(c["group_id"] == "G-A" for c in difference["groups_changed"])
    assert any("Objective" in line for line in in_words(difference))
    assert in_words(compare(runs[0], runs[0])) == [
        f"The plans of {runs[0].folder.name} and {runs[0].folder.name} are the same."
    ]


def test_same_input_same_bytes(tmp_path):
    first, second = county_run(tmp_path / "a", has_documents=True), county_run(tmp_path / "b", has_documents=True)
    for path in sorted(first.rglob("*")):
        # The review sheet names its run too, inside a packed workbook.
        if path.is_file() and path.name not in ("manifest.json", "log.txt", "审查意见表.xlsx"):
            other = (second / path.relative_to(first)).read_bytes()
            # Opinions are bound to their run, so the review page names it.
            assert path.read_bytes().replace(first.name.encode(), second.name.encode()) == other, path.name
    check_review_page(first)


def check_review_page(run):
    """The page is bound to its run and to what the run holds."""
    files = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["files"]
    text = (run / "documents" / "review.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', text)[1])
    lines = f"{files['plan.json']}\n{files['problem.json']}\n"
    assert (data["run"], data["input_hash"]) == (run.name, hashlib.sha256(lines.encode()).hexdigest())


def test_nothing_is_left_when_a_run_fails(tmp_path):
    with pytest.raises(RuntimeError), writing(tmp_path / "runs", "x") as folder:
        (folder / "half").write_text("half", encoding="utf-8")
        raise RuntimeError
    assert list((tmp_path / "runs").iterdir()) == []


def test_what_is_no_run_folder_is_refused(tmp_path):
    with pytest.raises(ReadError, match="not a run folder"):
        read_run(tmp_path)


def test_json_knows_no_nan(tmp_path):
    write_json(tmp_path / "x.json", {"a": math.nan, "b": (1, 2)})
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8")) == {"a": None, "b": [1, 2]}
    assert plain({"s": {3, 1}}) == {"s": [1, 3]}


def test_names():
    import datetime

    assert run_name("iron", datetime.datetime(2026, 11, 23, 7, 5, 9), "0123456789") == "iron-20261123T070509-01234567"


def test_hash_seeds_change_nothing(tmp_path):
    import os
    import subprocess
    import sys
    from pathlib import Path

    root = Path(__file__).resolve().parent.parent
    script = (
        "import sys, pathlib; from tests.run_folder import county_run; print(county_run(pathlib.Path(sys.argv[1])))"
    )
    folders = []
    for seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        command = [sys.executable, "-c", script, str(tmp_path / seed)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        folders.append(Path(done.stdout.strip().splitlines()[-1]))
    for name in (
        "plan.json",
        "problem.json",
        "plan.gpkg",
        "tables/tables.xlsx",
        "tables/groups.csv",
        "tables/adjacency.csv",
    ):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name
