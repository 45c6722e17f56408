"""A good plan quickly: merge what saves most, then let groups trade atoms."""

from __future__ import annotations

import heapq

from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds, a_moment_more
from mineplan.partition.pinned import pinned_groups
from mineplan.partition.plan import Draft, Group, keeps_rules

_MOVES = 20_000
_PASSES = 4
_MOMENT = 1.2


def drafted(block: Block, seconds: Seconds) -> Draft | None:
    """Return a locally best plan from lone atoms and joined classes; None if no start is found."""
    start = pinned_groups(block)
    if start is None:
        return None
    draft = Draft(block, start)
    # A plan of lone nodes is no plan: merging gets a moment even when time is up.
    merge_greedily(draft, a_moment_more(seconds, _MOMENT))
    trade(draft, seconds)
    return draft


def _is_over(seconds: Seconds) -> bool:
    left = seconds()
    return left is not None and left <= 0


def merge_greedily(draft: Draft, seconds: Seconds) -> None:
    """Merge the touching pair that saves most until none saves anything."""
    heap: list[tuple[int, int, int]] = []
    for at in sorted(draft.groups):
        _offer(draft, heap, at, above=True)
    while heap and not _is_over(seconds):
        saved, a, b = heapq.heappop(heap)
        if a not in draft.groups or b not in draft.groups:
            continue
        old = [draft.groups[a], draft.groups[b]]
        union = draft.union(*old)
        gain = draft.saved_by_joining(*old)
        if gain <= 0:
            continue
        if gain < -saved:
            # An orebody's largest part grew elsewhere since the offer was made.
            heapq.heappush(heap, (-gain, a, b))
            continue
        (new,) = draft.replace([a, b], [union])
        _offer(draft, heap, new, above=False)


def _offer(draft: Draft, heap: list[tuple[int, int, int]], at: int, above: bool) -> None:
    group = draft.groups[at]
    for other in draft.touching(at):
        if above and other < at:
            continue
        if draft.may_join(group, draft.groups[other]):
            gain = draft.saved_by_joining(group, draft.groups[other])
            if gain > 0:
                heapq.heappush(heap, (-gain, at, other))


def trade(draft: Draft, seconds: Seconds) -> None:
    """Move atoms to touching groups, or out on their own, while that saves something."""
    moves = 0
    for _ in range(_PASSES):
        before = moves
        for atom in range(len(draft.block.atoms)):
            if moves >= _MOVES or _is_over(seconds):
                return
            moves += _move(draft, atom)
        if moves == before:
            return


def _move(draft: Draft, atom: int) -> int:
    home = draft.home[atom]
    group = draft.groups[home]
    rest = group - {atom}
    if rest and not (draft.is_connected(rest) and keeps_rules(draft.block, rest)):
        return 0
    lone: Group = frozenset([atom])
    best: tuple[int, list[int], list[Group]] = (0, [], [])
    for other in sorted({draft.home[b] for b in draft.near[atom]} - {home}):
        if draft.may_join(draft.groups[other], lone):
            union = draft.union(draft.groups[other], lone)
            new = [g for g in (rest, union) if g]
            gain = draft.gain([group, draft.groups[other]], new)
            if gain > best[0]:
                best = (gain, [home, other], new)
    if rest and keeps_rules(draft.block, lone):
        gain = draft.gain([group], [rest, lone])
        if gain > best[0]:
            best = (gain, [home], [rest, lone])
    if not best[0]:
        return 0
    draft.replace(best[1], best[2])
    return 1
