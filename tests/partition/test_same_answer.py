import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mineplan.partition import Limits, PartitionProblem, partition_dict, problem_dict, solve

from .small_problems import random_problem
from .test_enumeration import grid

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys
from mineplan.partition import partition_dict, read_problem, solve
out = partition_dict(solve(read_problem(json.load(sys.stdin)), alternatives=2))
out.pop("seconds")
print(json.dumps(out))
"""


def said(problem, alternatives=0):
    out = partition_dict(solve(problem, alternatives=alternatives))
    out.pop("seconds")
    return json.dumps(out)


def shuffled(problem, seed):
    draw = random.Random(seed)

    def mixed(rows):
        return tuple(draw.sample(rows, len(rows)))

    return replace(
        problem,
        edges=tuple((b, a) for a, b in mixed(problem.edges)),
        conflicts=mixed(problem.conflicts),
        orebodies=mixed(problem.orebodies),
        together=mixed(problem.together),
        apart=mixed(problem.apart),
    )


@pytest.mark.parametrize("seed", range(30))
def test_the_order_of_the_input_does_not_matter(seed):
    problem = random_problem(seed)
    answer = solve(problem)
    other = solve(shuffled(problem, seed))
    assert (answer.status, answer.groups, answer.objective) == (other.status, other.groups, other.objective)


def test_ties_are_broken_the_same_way_under_other_weights():
    # Every plan of eight dominoes on the 4 x 4 board costs the same; so do their multiples.
    board = PartitionProblem(16, grid(4, 4), group_weight=1, limits=Limits(members=2))
    plans = {solve(replace(board, group_weight=weight)).groups for weight in (1, 2, 1000, 12.5)}
    assert len(plans) == 1


def test_no_hash_seed_and_no_second_run_changes_a_byte():
    problem = random_problem(5)
    assert said(problem, 2) == said(problem, 2)
    text = json.dumps(problem_dict(problem))
    answers = set()
    for seed in ("0", "1", "77"):
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        answers.add(run.stdout)
    # Nothing but the JSON is on standard output, the banner of HiGHS least of all.
    assert answers == {said(problem, 2) + "\n"}


def test_imports_stay_light():
    code = "import sys, mineplan.partition; print([m for m in ('highspy', 'pandas', 'shapely') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"
