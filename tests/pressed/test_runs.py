"""Run folders of the valley: proved again, lies found, two runs compared."""

import json
import shutil
from pathlib import Path

import pytest
import shapely

from mineplan import jobs
from mineplan.errors import PlanError
from mineplan.verify import verify_run
from tests.pressed.valley import OWNER, project, run_valley

ROWS = (
    project("P1", shapely.box(400, 400, 500, 500)),
    project("P2", shapely.box(1300, 300, 1500, 400), query_date="2025-05-01"),
    project("P3", shapely.box(900, 300, 1100, 400), owner=OWNER),
    project("P4", shapely.box(2200, 150, 2300, 250), level="other", kind="batch"),
    project("P5", shapely.LineString([(100, 900), (300, 900)]), width_m=10.0, kind="linear"),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    return Path(run_valley(tmp_path_factory.mktemp("valley"), *ROWS)["run"])


@pytest.fixture
def copy(run, tmp_path) -> Path:
    return Path(shutil.copytree(run, tmp_path / run.name))


def test_a_run_holds(run):
    assert jobs.verify(run)["status"] == "holds"
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    assert {p["project_id"]: p["verdict"] for p in plan["projects"]} == {
        "P1": "approval_required",
        "P2": "query_needed",
        "P3": "approval_required",
        "P4": "record_only",
        "P5": "needs_confirmation",
    }
    assert [len(p["parts"]) for p in plan["projects"]] == [1, 2, 2, 1, 1]


def lie(folder: Path, change) -> list[str]:
    """Change the plan, take the manifest's checksum of it along, and return what the proof says."""
    path = folder / "plan.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    change(plan)
    path.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    from mineplan.runs import file_hashes

    manifest["files"] = file_hashes(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        verify_run(folder)
    return [problem.what for problem in refused.value.problems]


def of(plan, project_id):
    return next(p for p in plan["projects"] if p["project_id"] == project_id)


def _scaled(finding, key, by):
    finding[key] = {name: None if t is None else t * by for name, t in finding[key].items()}


LIES = {
    "title": (lambda plan: plan.update(title="别的"), "title is “山谷压覆核查”, the plan says “别的”"),
    "regime": (lambda plan: plan.update(regime="A"), "regime is “C”, the plan says “A”"),
    "a_project_left_out": (lambda plan: plan["projects"].pop(0), "project P1 is neither checked nor refused"),
    "a_project_twice": (lambda plan: plan["projects"].append(of(plan, "P1")), "project P1 stands in the plan 2 times"),
    "footprint": (lambda plan: of(plan, "P1").update(footprint_m2=9999.0), "project P1: the footprint has 10000.00 m²"),
    "owner": (
        lambda plan: of(plan, "P1").update(owner=OWNER),
        "project P1: owner is “乙市示例建设有限公司” in its file",
    ),
    "part_area": (
        lambda plan: of(plan, "P2")["parts"][0].update(area_m2=12000.0),
        "project P2: 10000.00 m² lie in zones [], the plan says 12000.00",
    ),
    "parts_merged": (lambda plan: of(plan, "P2")["parts"].pop(1), "lie in zones ['Z1'], the plan says 0.00"),
    "ore_left_out": (
        lambda plan: of(plan, "P4")["findings"].pop(0),
        "m² of orebody K2 lie under it, the plan says 0.00",
    ),
    "ore_area": (
        lambda plan: of(plan, "P1")["findings"][0].update(footprint_m2=8000.0),
        "project P1: 10000.00 m² of orebody K1 lie under it, the plan says 8000.00",
    ),
    "pillar_too_small": (
        lambda plan: of(plan, "P1")["findings"][0].update(buffered_m2=10000.0),
        "project P1, orebody K1: the pillar presses",
    ),
    "tonnage": (
        lambda plan: _scaled(of(plan, "P1")["findings"][0], "footprint_t", 1.01),
        "project P1, orebody K1: measured of its footprint is 100000.0",
    ),
    "tonnage_not_known": (
        lambda plan: of(plan, "P1")["findings"][0]["footprint_t"].update(measured=None),
        "measured of its footprint is known, the plan says None",
    ),
    "reserves_added": (
        lambda plan: of(plan, "P1")["findings"][0]["footprint_t"].pop("probable"),
        "tonnage of its footprint stands in ['indicated', 'measured']",
    ),
    "share": (lambda plan: of(plan, "P1")["findings"][0].update(footprint_share=0.5), "its footprint presses 0.0119"),
    "right_left_out": (lambda plan: of(plan, "P1")["rights"].pop(0), "m² lie in right R1, the plan says 0.00"),
    "own_right": (
        lambda plan: of(plan, "P1")["rights"][0].update(is_own=True),
        "project P1: right R1 is told the builder's own",
    ),
    "not_own": (lambda plan: of(plan, "P3")["rights"][0].update(is_own=False), "the builder, and not told its own"),
    "totals": (
        lambda plan: plan["totals"]["iron"]["footprint_t"].update(measured=9e9),
        "totals: footprint_t of iron measured is 9000000000.000",
    ),
    "gravest": (
        lambda plan: of(plan, "P1").update(verdict="not_pressed"),
        "project P1: its gravest part is approval_required, the plan says not_pressed",
    ),
    "verdict": (
        lambda plan: (
            of(plan, "P1").update(verdict="not_pressed"),
            of(plan, "P1")["parts"][0].update(verdict="not_pressed"),
        ),
        "project P1: the part is approval_required, the plan says not_pressed",
    ),
    "query": (
        lambda plan: (
            of(plan, "P2").update(verdict="approval_required"),
            [part.update(verdict="approval_required") for part in of(plan, "P2")["parts"]],
        ),
        "project P2: the part is query_needed, the plan says approval_required",
    ),
    "lapsed_ruling": (
        lambda plan: of(plan, "P1")["rulings"].append("pressed_own_mine_exempt.xinzhou-2022"),
        "project P1: ruling pressed_own_mine_exempt.xinzhou-2022 was not in force on 2026-11-23",
    ),
    "ruling_not_listed": (
        lambda plan: plan["rulings"].remove("pressed_strategic_approval.national-2025"),
        "ruling pressed_strategic_approval.national-2025 is not among the plan's rulings",
    ),
    "checklist": (
        lambda plan: of(plan, "P1").update(checklist=[]),
        "project P1: approval_required, but its checklist has no item “approval”",
    ),
    "no_question": (
        lambda plan: of(plan, "P5").update(questions=[]),
        "project P5: needs confirmation, and asks nothing",
    ),
    "shape": (lambda plan: of(plan, "P1").update(verdict="vielleicht"), "plan.json: projects.0.verdict"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_found(copy, name):
    change, words = LIES[name]
    said = lie(copy, change)
    assert any(words in sentence for sentence in said), said


def test_a_changed_input_is_found(copy):
    (copy / "inputs" / "scenario.yaml").write_text("title: 别的\n", encoding="utf-8")
    with pytest.raises(PlanError):
        verify_run(copy)


def test_two_days_compared(tmp_path, run):
    other = Path(run_valley(tmp_path, *ROWS, day="2025-06-30")["run"])
    same = jobs.compare(run, run, None)
    assert same["is_same"] and same["words"] == [f"The projects of {run.name} and {run.name} are the same."]
    difference = jobs.compare(run, other, tmp_path / "tables")
    assert difference["regime"] == ["C", "A"]
    assert {"project_id": "P4", "before": "record_only", "after": "query_needed"} in difference["verdicts"]
    assert "Regime: C -> A." in difference["words"]
    assert {path.name for path in (tmp_path / "tables").iterdir()} == {
        "projects.csv",
        "verdicts.csv",
        "amounts.csv",
        "rulings.csv",
    }


def test_a_moved_project_shows_in_areas_and_tonnages(tmp_path, run):
    moved = (project("P1", shapely.box(400, 400, 500, 600)), *ROWS[1:4], project("P6", shapely.box(0, 0, 10, 10)))
    difference = jobs.compare(run, Path(run_valley(tmp_path, *moved)["run"]), None)
    assert (difference["projects_new"], difference["projects_gone"]) == (["P6"], ["P5"])
    assert any(row["figure"] == "footprint_t.measured" and row["project_id"] == "P1" for row in difference["amounts"])
    assert any(word.startswith("Project P1, orebody K1, footprint_m2: 10000 -> 20000") for word in difference["words"])


def test_only_like_is_compared_with_like(tmp_path, run):
    from mineplan.errors import InputError
    from tests.run_folder import county_run

    with pytest.raises(InputError, match="only like with like"):
        jobs.compare(run, county_run(tmp_path), None)
