"""The search of `pricing` over all centres of a block, in pieces small enough to keep tables short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mineplan.partition.block import Bools
from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints
from mineplan.partition.pricing import Search, look, narrowed, roots
from mineplan.partition.worth import Worth

_UNIVERSE = 96
_ROWS = 256


def packs(worth: Worth, below: Floats, seconds: Seconds) -> list[tuple[Ints, Ints]] | None:
    """Return (atoms, centres) so that each centre's search fits into its atoms; None when time is up."""
    states = roots(worth)
    out: list[tuple[Bools, list[int]]] = []
    for at in range(0, len(states), _ROWS):
        if is_over(seconds):
            return None
        some = states.rows(slice(at, at + 512))
        for _ in range(3):
            seen = look(worth, some)
            alive = seen.bound < below[some.centre]
            some = some.rows(alive)
            seen = type(seen)(seen.worth[alive], seen.bound[alive], seen.gain[alive])
            some, _edge = narrowed(worth, some, seen, below[some.centre])
        for centre, wanted in zip(some.centre.tolist(), some.inside | some.free, strict=True):
            if out and (out[-1][0] | wanted).sum() <= max(_UNIVERSE, wanted.sum()):
                out[-1] = (out[-1][0] | wanted, [*out[-1][1], centre])
            else:
                out.append((wanted, [centre]))
    return [(np.flatnonzero(atoms), np.array(centres)) for atoms, centres in out]


@dataclass(frozen=True)
class Priced:
    """Groups found with their worth, lower bound by centre, whether the search was finished, states seen."""

    groups: list[tuple[int, ...]]
    worths: Floats
    floor: Floats
    is_whole: bool
    work: int


def priced(worth: Worth, below: Floats, states: int, seconds: Seconds, listing: int = 0) -> Priced:
    """Search all centres for groups worth less than `below` (centres,); with `listing` for all, else the best.

    Parameters
    ----------
    worth, below
        Tables; ceiling of each centre.
    states
        Most states to look at.
    seconds
        Seconds left.
    listing
        0 to find the least at each centre, else how many groups to list before giving up.
    """
    floor, values, is_whole, work = below.copy(), [np.zeros(0)], True, 0
    found: list[tuple[int, ...]] = []
    todo = packs(worth, below, seconds)
    if todo is None:
        return Priced([], np.zeros(0), np.full(len(below), -np.inf), False, 0)
    for turn, (atoms, centres) in enumerate(todo):
        search = Search(worth.part(atoms, centres), below[centres], listing == 0)
        share = (states - work) // (len(todo) - turn)
        while search.stack and search.work < share and (not listing or len(found) + search.count <= listing):
            if is_over(seconds):
                break
            search.step()
        work += search.work
        is_whole &= not search.stack
        floor[centres] = search.floor()
        for inside, worths in search.found:
            found += [tuple(atoms[row].tolist()) for row in inside]
            values.append(worths)
    return Priced(found, np.concatenate(values), floor, is_whole, work)
