"""A good plan quickly: merge what saves most, then let groups trade atoms."""

from __future__ import annotations

from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds, a_moment_more, is_over
from mineplan.partition.merging import merged
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


def merge_greedily(draft: Draft, seconds: Seconds) -> None:
    """Merge touching pairs, those that save most first, until none saves anything."""
    after = set(merged(draft.block, [draft.groups[at] for at in sorted(draft.groups)], seconds))
    gone = [at for at in sorted(draft.groups) if draft.groups[at] not in after]
    kept = {draft.groups[at] for at in draft.groups} & after
    draft.replace(gone, sorted(after - kept, key=sorted))


def trade(draft: Draft, seconds: Seconds) -> None:
    """Move atoms to touching groups, or out on their own, while that saves something."""
    moves = 0
    for _ in range(_PASSES):
        before = moves
        for atom in range(len(draft.block.atoms)):
            if moves >= _MOVES or is_over(seconds):
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
