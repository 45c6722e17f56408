import math

import pytest

from mineplan.errors import ScenarioError
from mineplan.partition import read_problem

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
