import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mineplan.engine import local, open_engine, processes, workers_of_this_machine
from mineplan.errors import InputError
from mineplan.partition import Limits, PartitionProblem, partition_dict, solve
from tests.partition.small_problems import random_problem

ROOT = Path(__file__).resolve().parent.parent


def never():
    return False


def tripled(piece, is_stopped):
    assert not is_stopped()
    return 3 * piece


def fatal(piece, is_stopped):
    del is_stopped
    if piece == 2:
        os._exit(1)
    return piece


def wrong(piece, is_stopped):
    del is_stopped
    raise ZeroDivisionError(piece)


def patient(piece, is_stopped):
    for _ in range(2000):
        if is_stopped():
            return "stopped"
        time.sleep(0.01)
    return piece


@pytest.fixture(scope="module", params=["processes", "dask"])
def engine(request):
    with open_engine(request.param) as opened:
        yield opened


def said(problem, each):
    out = partition_dict(solve(problem, alternatives=2, each=each))
    out.pop("seconds")
    return json.dumps(out)


def several(count):
    """Random problems side by side as one: components of their own."""
    parts = [random_problem(seed, largest=8, pins=False) for seed in range(count)]
    starts = [sum(p.n for p in parts[:at]) for at in range(count)]
    return PartitionProblem(
        sum(p.n for p in parts),
        tuple((a + s, b + s) for p, s in zip(parts, starts, strict=True) for a, b in p.edges),
        conflicts=tuple((a + s, b + s, w) for p, s in zip(parts, starts, strict=True) for a, b, w in p.conflicts),
        holder=tuple(h for p in parts for h in p.holder),
        mixed_holder_weight=20,
        group_weight=50,
        limits=Limits(members=4),
    )


def test_results_come_in_order(engine):
    assert list(engine(tripled, iter(range(7)), never)) == [0, 3, 6, 9, 12, 15, 18]
    assert list(local(tripled, iter(range(3)), never)) == [0, 3, 6]


def test_a_fault_of_the_work_is_raised_here(engine):
    with pytest.raises(ZeroDivisionError):
        list(engine(wrong, [1], never))


def test_the_plan_does_not_depend_on_the_engine(engine):
    problem = several(40)
    assert said(problem, engine) == said(problem, local)


def test_what_is_worked_is_told_when_time_is_up():
    with processes(1) as engine:
        start = time.monotonic()
        assert list(engine(patient, ["a", "b"], lambda: time.monotonic() - start > 0.2)) == ["stopped", "stopped"]


def test_a_worker_that_dies_loses_its_piece_and_the_solver_goes_on():
    with processes(1) as engine:
        assert None in list(engine(fatal, [1, 2, 3], never))

    def lossy(work, pieces, is_stopped):
        return [None if at % 2 else work(piece, is_stopped) for at, piece in enumerate(pieces)]

    problem = several(40)
    assert said(problem, lossy) == said(problem, local)


def test_names_that_are_no_engine():
    with pytest.raises(InputError, match="is not one of"), open_engine("cloud"):
        pass


def test_there_is_somebody_to_work():
    assert workers_of_this_machine() >= 1


INTERRUPTED = """
import sys, threading, os, signal
from mineplan.engine import open_engine
from mineplan.partition import solve, violations
from tests.partition.test_time import board
if __name__ == "__main__":
    # A shell starts background jobs deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    problem = board(14)
    with open_engine(sys.argv[1]) as engine:
        threading.Timer(float(sys.argv[2]), os.kill, (os.getpid(), signal.SIGINT)).start()
        answer = solve(problem, each=engine)
    assert not violations(problem, answer.groups)
    assert 0 < answer.bound <= answer.objective
    print(answer.status, answer.notes[-1], answer.objective)
"""


@pytest.mark.parametrize("name", ["local", "processes"])
def test_ctrl_c_leaves_the_best_plan_found(tmp_path, name):
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(script), name, "3"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("feasible It was interrupted")
    # Worse than what a minute finds, far better than 196 groups of one.
    assert float(done.stdout.split()[-1]) < 0.6 * 60 * 196
    assert time.monotonic() - start < 60
