import json
import subprocess
import sys

import pytest

from mineplan.errors import InputError
from mineplan.jobs.reviewing import what_if
from mineplan.partition import score, solve
from mineplan.partition.piece import piece_of, touched
from tests.partition.small_problems import random_problem


def run_of(project):
    return next((project / "runs").iterdir())


def ask(project, *changes, group_id=""):
    listed = [{"action": action, "right_ids": list(ids)} for action, ids in changes]
    return what_if(run_of(project), listed, 20.0, group_id)


def test_what_leaving_a_right_out_costs(county):
    answer = ask(county, ("leave_out", "F"))
    # One right more (100), two groups short of 300,000 t/a by 280 units of 2, one holder (400) and 13 spans fewer.
    assert answer["terms"] | {"conflicts": 0} == {
        "group": 100,
        "conflicts": 0,
        "orebody_split": 0,
        "shortfall": 560,
        "mixed_holder": -400,
        "compactness": -13,
    }
    assert (answer["cost"], answer["gap"], answer["status"]) == (247, 0, "optimal")
    plan = json.loads((run_of(county) / "plan.json").read_text(encoding="utf-8"))
    assert answer["objective"] == plan["objective"] + 247 == answer["bound"]
    assert answer["words"][0] == f"目标值由{plan['objective']:g}变为{answer['objective']:g}，多花247分（已证明最优）"
    assert answer["words"][2:] == ["不再有区块：D、E、F", "新的区块：D、E", "F改为单独设置"]
    assert answer["rights"] == 3  # the other group was not asked about


def test_a_change_of_lead_costs_nothing(county):
    answer = ask(county, ("lead", "A"))
    assert (answer["cost"], answer["groups"]) == (0, [])
    assert answer["words"][1:] == ["区块划分不变", "整合主体改为A不计入目标值"]


def test_what_cannot_be_is_explained(county):
    answer = ask(county, ("add", "G"), group_id="G-A")
    assert (answer["status"], answer["objective"]) == ("infeasible", None)
    assert "B与G须同组" in answer["words"]
    answer = ask(county, ("keep_together", "AB"), ("keep_apart", "AB"))
    assert answer["words"][1:] == ["A与B须同组", "A与B须分开"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("leave_out", "X")], "X不在本次方案中"),
        ([("add", "H")], "不再参与整合"),
        ([], "未列修改内容"),
        ([("lead", "")], "须列一个采矿许可证号"),
    ],
)
def test_faulty_questions_are_refused_in_words(county, changes, words):
    with pytest.raises(InputError, match=words):
        ask(county, *changes)


def test_no_geometry_is_imported(county):
    code = (
        "import sys; from pathlib import Path; from mineplan.jobs.reviewing import what_if;"
        "what_if(Path(sys.argv[1]), [{'action': 'leave_out', 'right_ids': ['F']}], 20.0);"
        "print([m for m in ('geopandas', 'pandas', 'shapely', 'pyogrio', 'matplotlib') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(run_of(county))], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


@pytest.mark.parametrize("seed", range(25))
def test_a_piece_and_the_rest_make_the_whole(seed):
    problem = random_problem(seed, largest=7, pins=False)
    whole = solve(problem)
    nodes = touched(problem, [0])
    rest = [k for k in range(problem.n) if k not in nodes]
    parts = [(own, solve(piece_of(problem, own))) for own in (nodes, rest) if own]
    groups = [[own[k] for k in g] for own, part in parts for g in part.groups]
    assert score(problem, groups) == pytest.approx(whole.objective)
    assert sum(part.objective for _, part in parts) == pytest.approx(whole.objective)
