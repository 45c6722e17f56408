"""The assignment against every assignment there is."""

import math
import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.assignment.continuing import PUBLIC, ContinuationProblem, Pair, assign


def best_by_trying(problem):
    """Return the most points over all assignments, None where no assignment is allowed."""
    blocks = len(problem.stock)
    ways = [
        [None, *[(p.mine, y) for p in problem.pairs if p.block == b for y in range(problem.years)]]
        for b in range(blocks)
    ]
    points = {(p.block, p.mine, y): p.points[y] for p in problem.pairs for y in range(problem.years)}
    best = None
    for choice in product(*ways):
        if is_allowed(problem, choice):
            total = sum(points[b, *way] for b, way in enumerate(choice) if way is not None)
            best = total if best is None else max(best, total)
    return best


def is_allowed(problem, choice):
    if any(choice[b] is None for b in problem.required):
        return False
    for mine, room in enumerate(problem.room):
        given_to = [b for b, way in enumerate(choice) if way is not None and way[0] == mine]
        if sum(problem.stock[b] for b in given_to) > room:
            return False
        if problem.blocks_per_mine is not None and len(given_to) > problem.blocks_per_mine:
            return False
    for year, total in enumerate(problem.total):
        now = [b for b, way in enumerate(choice) if way is not None and way[1] == year]
        if sum(problem.counted[b] for b in now) > total:
            return False
        if problem.blocks_per_year is not None and len(now) > problem.blocks_per_year:
            return False
    return True


@st.composite
def problems(draw):
    blocks, mines, years = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    points = st.lists(st.integers(-3, 20), min_size=years, max_size=years).map(tuple)
    keys = [(b, m) for b in range(blocks) for m in (PUBLIC, *range(mines)) if draw(st.booleans())]
    pairs = [Pair(b, m, draw(points)) for b, m in keys]
    tonnes = st.sampled_from([10.0, 25.0, 30.0, 40.5])
    some = st.sampled_from([0.0, 25.0, 50.0, 65.5, math.inf])
    offered = sorted({p.block for p in pairs})
    return ContinuationProblem(
        years=years,
        pairs=tuple(pairs),
        stock=tuple(draw(tonnes) for _ in range(blocks)),
        room=tuple(draw(some) for _ in range(mines)),
        counted=tuple(draw(st.sampled_from([0.0, 20.0, 30.0])) for _ in range(blocks)),
        total=tuple(draw(some) for _ in range(years)),
        blocks_per_mine=draw(st.sampled_from([None, 1, 2])),
        blocks_per_year=draw(st.sampled_from([None, 1, 2])),
        required=(draw(st.sampled_from(offered)),) if offered and draw(st.booleans()) else (),
    )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_no_assignment_earns_more(problem):
    answer = assign(problem)
    best = best_by_trying(problem)
    if best is None:
        assert answer.solved.status == "infeasible" and answer.shortages
        return
    points = {(p.block, p.mine, y): p.points[y] for p in problem.pairs for y in range(problem.years)}
    assert sum(points[key] for key in answer.chosen) == best
    choice = {b: (m, y) for b, m, y in answer.chosen}
    assert len(choice) == len(answer.chosen) and is_allowed(problem, [choice.get(b) for b in range(len(problem.stock))])
    assert answer.solved.status in ("optimal", "empty") and answer.solved.gap == 0


# Two mines of one block each; block 0 suits both, block 1 only mine 0.
NAPKIN = ContinuationProblem(
    years=2,
    pairs=(Pair(0, 0, (9, 8)), Pair(0, 1, (7, 5)), Pair(1, 0, (5, 4))),
    stock=(10.0, 10.0),
    room=(10.0, 10.0),
    counted=(0.0, 0.0),
    total=(math.inf, math.inf),
)


def test_a_block_gives_way_where_its_mine_has_no_room_for_two():
    assert assign(NAPKIN).chosen == ((0, 1, 0), (1, 0, 0))


def test_one_block_a_year_sends_the_cheaper_to_the_second():
    assert assign(replace(NAPKIN, blocks_per_year=1)).chosen == ((0, 1, 0), (1, 0, 1))


def test_what_earns_nothing_is_left_out_unless_it_must_be_in():
    worthless = replace(NAPKIN, pairs=(Pair(0, 0, (9, 8)), Pair(1, 1, (-2, -4))))
    assert assign(worthless).chosen == ((0, 0, 0),)
    assert assign(replace(worthless, required=(1,))).chosen == ((0, 0, 0), (1, 1, 0))


def test_a_total_that_cannot_hold_says_by_how_much():
    tight = replace(NAPKIN, counted=(1_200_000.0, 900_000.0), total=(1_000_000.0, 800_000.0), required=(0, 1))
    answer = assign(tight)
    # Both years are wanted; the least in all is 100 000 t/a in the second and 200 000 t/a in the first.
    assert answer.solved.status == "infeasible" and answer.chosen == ()
    assert [(s.name, round(s.amount), round(s.side)) for s in answer.shortages] == [
        (("total", 0), 200_000, 1_000_000),
        (("total", 1), 100_000, 800_000),
    ]


def test_the_same_problem_gives_the_same_answer():
    assert len({assign(replace(NAPKIN, blocks_per_year=1)).chosen for _ in range(3)}) == 1


def test_nothing_to_choose_from():
    empty = ContinuationProblem(1, (), (), (), (), (math.inf,))
    assert assign(empty).solved.status == "empty"


def test_a_time_limit_states_what_is_proven():
    draw = random.Random(5)
    pairs = tuple(
        Pair(b, m, tuple(draw.randint(20, 90) for _ in range(5))) for b in range(60) for m in draw.sample(range(20), 3)
    )
    big = ContinuationProblem(
        5,
        tuple(sorted(pairs, key=lambda p: (p.block, p.mine))),
        tuple(float(draw.randint(10, 99)) for _ in range(60)),
        (120.0,) * 20,
        tuple(float(draw.choice([0, 30, 45, 60])) for _ in range(60)),
        (130.0,) * 5,
    )
    for seconds in (0.0, 0.05, 0.2):
        hurried = assign(big, seconds=seconds)
        assert hurried.solved.status in ("optimal", "feasible", "no_plan_in_time")
        if hurried.solved.status != "no_plan_in_time":
            assert math.isfinite(hurried.solved.bound) and hurried.solved.gap >= 0


@pytest.mark.parametrize("unit", [1.0, 10_000.0])
def test_units_do_not_matter(unit):
    scaled = replace(NAPKIN, stock=tuple(s * unit for s in NAPKIN.stock), room=tuple(r * unit for r in NAPKIN.room))
    assert assign(scaled).chosen == assign(NAPKIN).chosen
