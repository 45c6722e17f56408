from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.consolidate.problem import Pins, pinned
from mineplan.partition import PartitionProblem, score, solve, violations
from tests.partition.small_problems import set_partitions

N = 5
IDS = [f"R{k}" for k in range(N)]
NODES = st.integers(0, N - 1)
PAIRS = st.tuples(NODES, NODES).filter(lambda p: p[0] < p[1])


def named(nodes):
    return tuple(IDS[k] for k in sorted(nodes))


@st.composite
def wishes(draw):
    return Pins(
        together=tuple(map(named, draw(st.lists(PAIRS, max_size=1)))),
        apart=tuple(map(named, draw(st.lists(PAIRS, max_size=2)))),
        locked=tuple(map(named, draw(st.lists(st.sets(NODES, min_size=2, max_size=3), max_size=1)))),
        leads=named(draw(st.sets(NODES, max_size=3))),
    )


def heeds(groups, pins):
    """Whether a partition does what was asked, read word by word."""
    sets = [{IDS[k] for k in group} for group in groups]
    return (
        all(any({a, b} <= s for s in sets) for a, b in pins.together)
        and not any({a, b} <= s for a, b in pins.apart for s in sets)
        and all(set(members) in sets for members in pins.locked)
        and not any(len(set(pins.leads) & s) > 1 for s in sets)
    )


@settings(max_examples=60, deadline=None)
@given(
    st.sets(PAIRS, min_size=3, max_size=8), st.lists(st.tuples(NODES, NODES, st.integers(1, 9)), max_size=6), wishes()
)
def test_pins_say_what_was_asked(edges, conflicts, pins):
    problem = PartitionProblem(
        n=N,
        edges=tuple(sorted(edges)),
        conflicts=tuple((min(a, b), max(a, b), w) for a, b, w in conflicts if a != b),
        group_weight=4,
        holder=(0, 0, 1, 1, 2),
        mixed_holder_weight=3,
    )
    answer = solve(pinned(problem, IDS, pins))
    allowed = [g for g in set_partitions(N) if not violations(problem, g) and heeds(g, pins)]
    assert (answer.status == "optimal") == bool(allowed)
    if allowed:
        assert heeds(answer.groups, pins)
        assert answer.objective == min(score(problem, g) for g in allowed)
