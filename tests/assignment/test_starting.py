"""Starts of mines against brute force."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.assignment.starting import Start, StartingProblem, start


def best_by_hand(problem):
    """Return the most points over every choice of at most one start a mine."""
    mines = sorted({s.mine for s in problem.starts})
    options = [[None, *(s for s in problem.starts if s.mine == mine)] for mine in mines]
    best = 0
    for choice in itertools.product(*options):
        taken = [s for s in choice if s is not None]
        if all(sum(s.output[y] for s in taken) <= problem.total[y] for y in range(problem.years)) and all(
            problem.starts_per_year is None or sum(s.year == y for s in taken) <= problem.starts_per_year
            for y in range(problem.years)
        ):
            best = max(best, sum(s.points for s in taken))
    return best


@st.composite
def problems(draw):
    years = draw(st.integers(1, 3))
    starts = []
    for mine in range(draw(st.integers(0, 5))):
        rate = draw(st.integers(0, 6)) * 1e5
        for year in range(draw(st.integers(0, years - 1)), years):
            left, output = draw(st.integers(1, 15)) * 1e5, []
            for y in range(years):
                output.append(min(rate, left) if y >= year else 0.0)
                left -= output[-1]
            starts.append(Start(mine, year, draw(st.integers(1, 100)), tuple(output)))
    totals = tuple(draw(st.sampled_from([math.inf, 0.0, 3e5, 8e5, 12e5])) for _ in range(years))
    return StartingProblem(years, tuple(starts), totals, draw(st.sampled_from([None, 1, 2])))


@settings(max_examples=120, deadline=None)
@given(problems())
def test_as_good_as_brute_force(problem):
    done = start(problem)
    assert done.solved.objective == best_by_hand(problem)
    assert done.solved.bound == done.solved.objective
    chosen = {(s.mine, s.year): s for s in problem.starts}
    taken = [chosen[key] for key in done.chosen]
    assert len({s.mine for s in taken}) == len(taken)
    for y in range(problem.years):
        assert sum(s.output[y] for s in taken) <= problem.total[y]
        assert problem.starts_per_year is None or sum(s.year == y for s in taken) <= problem.starts_per_year


def test_nothing_to_start_is_no_fault():
    done = start(StartingProblem(2, (), (math.inf, math.inf)))
    assert (done.chosen, done.solved.status, done.solved.objective) == ((), "empty", 0.0)


def test_a_year_without_tonnage_starts_nothing():
    late = Start(0, 1, 9, (0.0, 5.0))
    done = start(StartingProblem(2, (Start(0, 0, 10, (5.0, 5.0)), late), (0.0, 5.0)))
    assert done.chosen == ((0, 1),)
    assert done.solved.objective == pytest.approx(9)
