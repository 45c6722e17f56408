"""One block, or a few, solved with what time there is: the piece of work that an engine hands around."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from mineplan.partition.block import Block
from mineplan.partition.clock import Deadline, Seconds, some_of
from mineplan.partition.enumeration import TooManyGroupsError
from mineplan.partition.exact import Caps, Solved, solve_exactly

# Of the time left, what the exact way may take of a block; the rest finds a plan where that found none.
_SHARE = 0.75
# Atoms of a task: small blocks travel together, or handing them around would take longer than solving them.
_TASK = 150

Stopped = Callable[[], bool]
# Works off tasks somewhere, in any number at a time, and gives the results in order; None where one was lost.
Each = Callable[[Callable[[Any, Stopped], Any], Iterable[Any], Stopped], Iterable[Any]]


@dataclass(frozen=True)
class Task:
    """Some blocks to solve within some seconds, and whether their pools are wanted back."""

    blocks: tuple[Block, ...]
    caps: Caps
    seconds: float | None
    has_pools: bool


def one_by_one(work: Callable[[Any, Stopped], Any], tasks: Iterable[Any], is_stopped: Stopped) -> Iterator[Any]:
    """Work off tasks here, one after the other."""
    for task in tasks:
        yield work(task, is_stopped)


def work_off(task: Task, is_stopped: Stopped) -> list[Solved]:
    """Solve the blocks of a task, one after the other."""
    deadline = Deadline(task.seconds, time.monotonic, is_stopped)
    out = [solve_block(block, task.caps, deadline, task.has_pools) for block in task.blocks]
    return out if task.has_pools else [replace(s, pool=None, proof=None) for s in out]


def cut_into_tasks(blocks: list[Block], order: list[int]) -> list[list[int]]:
    """Return the numbers of blocks in the order given, small ones joined."""
    out: list[list[int]] = []
    room = 0
    for at in order:
        room -= len(blocks[at].atoms)
        if room < 0 or not out:
            out.append([])
            room = _TASK - len(blocks[at].atoms)
        out[-1].append(at)
    return out


def solve_block(block: Block, caps: Caps, deadline: Deadline, has_pool: bool = True) -> Solved:
    """Return the best that can be said about one block in the time left, with its pool where that is wanted."""
    try:
        return _solved(block, caps, deadline.left, has_pool)
    except KeyboardInterrupt:
        # The user wants what there is: this block and those to come get their quick plans.
        deadline.stop()
        return _solved(block, caps, deadline.left, has_pool)


def _solved(block: Block, caps: Caps, seconds: Seconds, has_pool: bool) -> Solved:
    try:
        solved = solve_exactly(block, caps, some_of(seconds, _SHARE), has_pool)
    except TooManyGroupsError:
        from mineplan.partition.closing import solve_by_generation
        from mineplan.partition.rough import solve_roughly

        return solve_by_generation(block, caps, seconds) or solve_roughly(block, caps, seconds)
    if solved.status != "unknown":
        return solved
    from mineplan.partition.rough import solve_roughly

    # All groups were looked at: what was proven about them holds for any plan.
    rough = solve_roughly(block, caps, seconds)
    bound = max(rough.bound, solved.bound)
    is_proven = rough.groups is not None and bound >= rough.value
    return replace(rough, bound=bound, status="optimal" if is_proven else rough.status)
