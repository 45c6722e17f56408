"""Before and after in figures."""

from __future__ import annotations

from typing import Any

from mineplan.consolidate.prepare import Consolidation
from mineplan.plans import Group, Indicators, RightOutcome
from mineplan.stock import minimum_of
from mineplan.terms import Disposition

GONE = (Disposition.CLOSE, Disposition.WITHDRAW)


def indicators_of(work: Consolidation, groups: tuple[Group, ...], rights: tuple[RightOutcome, ...]) -> Indicators:
    """Return rights, split orebodies, split tonnage, conflicts and undersized mines, before and after.

    After: a group is one right, and rights that withdraw or close hold nothing any more.
    """
    before = {r.right_id: r.right_id for r in rights}
    after = {r.right_id: r.group_id or r.right_id for r in rights if r.disposition not in GONE}
    split_before, split_after = _split(work.links, before), _split(work.links, after)
    small_before, small_after = _below_minimum(work, groups, rights)
    return Indicators(
        len(before),
        len(set(after.values())),
        split_before[0],
        split_after[0],
        split_before[1],
        split_after[1],
        _conflicts(work.adjacency, before),
        _conflicts(work.adjacency, after),
        small_before,
        small_after,
    )


def _split(links: Any, home: dict[str, str]) -> tuple[int, float]:
    """Return how many orebodies several hold, and the tonnage outside the largest part of each."""
    if links.empty:
        return 0, 0.0
    held = links.assign(home=links["right_id"].map(home)).dropna(subset="home")
    by = held.groupby(["orebody_id", "home"])["tonnage_t"].sum().reset_index()
    several = by.groupby("orebody_id")["tonnage_t"].agg(["size", "sum", "max"])
    several = several[several["size"] > 1]
    return len(several), round(float((several["sum"] - several["max"]).sum()), 1)


def _conflicts(adjacency: Any, home: dict[str, str]) -> int:
    raised = adjacency[adjacency["triggers"] != ""]
    a, b = raised["right_a"].map(home), raised["right_b"].map(home)
    return int((a.notna() & b.notna() & (a != b)).sum())


def _below_minimum(work: Consolidation, groups: tuple[Group, ...], rights: tuple[RightOutcome, ...]) -> tuple[int, int]:
    small = {r.right_id for r in rights if _is_small(r.facts["capacity_t_a"], r.facts["minimum_capacity_t_a"])}
    left = sum(1 for r in rights if r.right_id in small and r.group_id is None and r.disposition not in GONE)
    for group in groups:
        minimum = minimum_of(work.policy, None if group.mineral is None else group.mineral.value)
        left += _is_small(group.capacity_t_a, minimum.capacity_t_a)
    return len(small), left


def _is_small(capacity: float | None, minimum: float | None) -> bool:
    return capacity is not None and minimum is not None and capacity < minimum
