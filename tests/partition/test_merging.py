import numpy as np
import pytest

from mineplan.partition.block import blocks_of
from mineplan.partition.merging import _Merging, merged
from mineplan.partition.money import prices_of
from mineplan.partition.pinned import pinned_groups
from mineplan.partition.plan import Draft, keeps_rules
from mineplan.partition.rough import value_of

from .small_problems import random_problem


def no_end():
    return None


@pytest.mark.parametrize("seed", range(60))
def test_every_pair_is_priced_as_the_draft_prices_it(seed):
    problem = random_problem(seed)
    for block in blocks_of(problem, prices_of(problem))[0]:
        start = pinned_groups(block)
        if start is None or len(start) < 2:
            continue
        merging = _Merging(block, start)
        merging.merge_best()
        groups = {at: frozenset(np.flatnonzero(merging.home == at).tolist()) for at in set(merging.home.tolist())}
        draft = Draft(block, list(groups.values()))
        gains = merging.saved + merging._credit()
        for (a, b), gain, may in zip(merging.pairs.tolist(), gains.tolist(), merging.may.tolist(), strict=True):
            one, two = groups[a], groups[b]
            assert may == draft.may_join(one, two)
            if may:
                assert gain == draft.gain([one, two], [one | two])


@pytest.mark.parametrize("seed", range(60))
def test_merging_keeps_rules_and_never_costs(seed):
    problem = random_problem(seed)
    for block in blocks_of(problem, prices_of(problem))[0]:
        start = pinned_groups(block)
        if start is None:
            continue
        after = merged(block, start, no_end)
        assert sorted(a for g in after for a in g) == list(range(len(block.atoms)))
        draft = Draft(block, after)
        assert all(draft.is_connected(g) and keeps_rules(block, g) for g in after)
        assert value_of(block, after) <= value_of(block, start)
