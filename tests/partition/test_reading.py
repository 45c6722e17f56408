import dataclasses
import json
import math

import pytest
from click.testing import CliRunner

from mineplan.cli import cli
from mineplan.documents.context.solver_words import chinese
from mineplan.errors import ScenarioError
from mineplan.partition import PartitionProblem, read_problem, solve
from mineplan.plans import Note

BAD = [
    ({"n": 2}, "'edges' is missing"),
    ({"n": 2, "edges": [], "colour": 1}, "unknown key 'colour'"),
    ({"n": 2, "edges": [[0, 2]]}, "edges[0]: node 2 is not within 0..1"),
    ({"n": 2, "edges": [[0, -1]]}, "edges[0]: node -1 is not within 0..1"),
    ({"n": 2, "edges": [[1, 1]]}, "edges[0]: joins node 1 with itself"),
    ({"n": 2, "edges": [[0]]}, "edges[0]: has 1 entries, 2 are needed"),
    ({"n": 2, "edges": [[0, True]]}, "True is not a node index"),
    ({"n": 2, "edges": "01"}, "edges: must be a list"),
    ({"n": 2, "edges": [], "conflicts": [[0, 1, -3]]}, "conflicts[0] weight: -3 is below 0"),
    ({"n": 2, "edges": [], "conflicts": [[0, 1, math.nan]]}, "nan is not a finite number"),
    ({"n": 2, "edges": [], "group_weight": -1}, "group_weight: -1 is below 0"),
    ({"n": 2, "edges": [], "group_weight": math.inf}, "group_weight: inf is not a finite number"),
    ({"n": 2, "edges": [], "group_weight": "1"}, "group_weight: '1' is not a finite number"),
    ({"n": 2, "edges": [], "capacity": [1]}, "capacity: has 1 entries, 2 are needed"),
    ({"n": 2, "edges": [], "holder": [1, 0.5]}, "holder[1]: 0.5 is not an integer"),
    ({"n": 2, "edges": [], "distance": [[0, 1], [2, 0]]}, "distance[1][0]: 2 is not distance[0][1], 1"),
    ({"n": 2, "edges": [], "distance": [[1, 1], [1, 0]]}, "distance[0][0]: 1 is not 0"),
    ({"n": 3, "edges": [], "distance": [[0, 12], [12, 0]]}, "distance: has 2 entries, 3 are needed"),
    (
        {"n": 2, "edges": [], "orebodies": [{"members": [0, 0], "tonnage": [1, 1], "weight": 1}]},
        "orebodies[0] members: a node stands there twice",
    ),
    (
        {"n": 2, "edges": [], "orebodies": [{"members": [0], "tonnage": [1, 1], "weight": 1}]},
        "orebodies[0] tonnage: has 2 entries, 1 are needed",
    ),
    ({"n": 2, "edges": [], "orebodies": [{"members": [0], "tonnage": [1]}]}, "'weight' is missing"),
    ({"n": 2, "edges": [], "limits": {"members": 0}}, "limits members: 0 is not an integer of at least 1"),
    ({"n": 2, "edges": [], "limits": {"height": 0}}, "limits: unknown key 'height'"),
    (
        {"n": 2, "edges": [], "limits": {"sums": [{"name": "span", "values": [1, 2], "max": 3}]}},
        "limits sums[0] name: 'span' is taken",
    ),
    ({"n": 2, "edges": [], "together": [[0, 0]]}, "together[0]: joins node 0 with itself"),
    ({"n": 2, "edges": [], "ids": ["a"]}, "ids: has 1 entries, 2 are needed"),
    ({"n": -1, "edges": []}, "n: -1 is not a number of nodes"),
    ([], "the problem must be an object"),
]


@pytest.mark.parametrize(("data", "sentence"), BAD, ids=[sentence for _, sentence in BAD])
def test_each_mistake_has_its_sentence(data, sentence):
    with pytest.raises(ScenarioError) as caught:
        read_problem(data)
    assert sentence in str(caught.value)


def test_all_mistakes_come_at_once():
    data = {
        "n": 2,
        "edges": [[0, 5]],
        "holder": [0],
        "group_weight": -1,
        "x": 1,
        "apart": [[1]],
        "limits": {"span": -2, "members": 1.5},
    }
    with pytest.raises(ScenarioError) as caught:
        read_problem(data)
    assert len(caught.value.problems) == 7


def test_null_is_a_missing_part():
    bare = read_problem({"n": 2, "edges": []})
    assert read_problem({"n": 2, "edges": [], "capacity": None, "limits": {"span": None}, "ids": None}) == bare


def problem_file(tmp_path, data):
    path = tmp_path / "problem.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return str(path)


def test_the_command_names_every_mistake_and_ends_with_3(tmp_path):
    data = {"n": 2, "edges": [[0, 9]], "group_weight": -4, "distance": [[0, 1], [2, 0]], "capacity": [1, math.nan]}
    run = CliRunner().invoke(cli, ["solve", problem_file(tmp_path, data)])
    assert run.exit_code == 3
    for words in ("node 9 is not within", "group_weight: -4 is below 0", "distance[1][0]", "nan is not a finite"):
        assert words in run.stderr
    assert run.stdout == ""


@pytest.mark.parametrize("text", ["[1,", "", "NaN", '"edges"'])
def test_what_is_no_problem_at_all_ends_with_3(tmp_path, text):
    run = CliRunner().invoke(cli, ["solve", problem_file(tmp_path, text)])
    assert run.exit_code == 3
    assert "problem" in run.stderr


def test_pins_that_contradict_each_other_are_all_named_and_end_with_4(tmp_path):
    data = {"n": 4, "edges": [[0, 1], [2, 3]], "together": [[0, 1], [1, 2]], "apart": [[1, 0]]}
    run = CliRunner().invoke(cli, ["solve", problem_file(tmp_path, data)])
    answer = json.loads(run.stdout)
    assert (run.exit_code, answer["status"]) == (4, "infeasible")
    assert answer["conflicts"] == [
        {"together": [[1, 2]], "apart": [], "limits": []},
        {"together": [[0, 1]], "apart": [[1, 0]], "limits": []},
    ]


@pytest.mark.parametrize("n", [0, 1])
def test_no_node_and_one_node_have_a_plan(tmp_path, n):
    run = CliRunner().invoke(cli, ["solve", problem_file(tmp_path, {"n": n, "edges": [], "group_weight": 5})])
    answer = json.loads(run.stdout)
    assert (run.exit_code, answer["groups"], answer["objective"]) == (0, [[0]][:n], 5 * n)


def test_weights_twelve_orders_apart_are_warned_of():
    problem = PartitionProblem(3, ((0, 1), (1, 2)), ((0, 1, 1), (1, 2, 2)), group_weight=1e12)
    [warning] = [note for note in solve(problem).notes if "orders of magnitude" in note]
    assert "12 orders of magnitude apart, from 1 (conflicts) to 1e+12 (group_weight)" in warning
    assert "不能区分优劣" in chinese(Note("solver", warning))
    small = dataclasses.replace(problem, group_weight=1e11)
    assert not [note for note in solve(small).notes if "orders of magnitude" in note]
