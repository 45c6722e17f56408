"""Exact pricing: the connected groups of least reduced cost, by branch and bound over their growth.

A state is a centre, the atoms a group has, and the atoms it may still take; it branches on taking or
refusing one atom that touches the group. Nothing below a state costs less than

    worth of the group - sum over free atoms of max(0, gain)

where a free atom gains its dual less its own price, its conflicts with the group and *half* of those with
other free atoms twice over (each pair shared by its two ends), the slope of the chord of each orebody's
convex credit between what the group holds and what it could hold, and `lean` times the shortfall that its
capacity relieves (max(0, x) >= lean x for 0 <= lean <= 1). A holder's price is set against the gains of the
atoms that would bring it in. Connection, sums and span only tighten this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.block import Bools
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints
from mineplan.partition.worth import Worth

_ROWS = 2048
_LEANS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class States:
    """Open states: centre, atoms inside, atoms free, whether just grown, lean, bound of the parent."""

    centre: Ints
    inside: Bools
    free: Bools
    fresh: Bools
    lean: Floats
    bound: Floats

    def rows(self, at: NDArray[np.intp] | NDArray[np.bool_] | slice) -> States:
        """Return some of the states."""
        return States(self.centre[at], self.inside[at], self.free[at], self.fresh[at], self.lean[at], self.bound[at])

    def __len__(self) -> int:
        """Return the number of states."""
        return len(self.centre)


@dataclass(frozen=True)
class Looked:
    """States as seen: worth of the group as it stands, lower bound on all below, gain of each atom."""

    worth: Floats
    bound: Floats
    gain: Floats


def roots(worth: Worth) -> States:
    """Return the state of each centre that may grow or stand alone."""
    count = len(worth.root)
    inside = np.zeros((count, len(worth.size)), dtype=bool)
    inside[np.arange(count), worth.root] = True
    alive = ~worth.clash.diagonal()[worth.root]
    free = worth.later & ~inside & ~worth.clash[worth.root] & ~worth.clash.diagonal()
    fits = (worth.size[worth.root] <= worth.most) & (worth.sums[worth.root] <= worth.maxima).all(axis=1)
    alive &= fits | (worth.size[worth.root] == 1)
    free &= fits[:, None] & _fitting(worth, inside)
    states = States(
        np.arange(count),
        inside,
        free,
        np.ones(count, dtype=bool),
        np.zeros(count),
        np.full(count, -np.inf),
    )
    states = states.rows(alive)
    best = np.full(len(states), -np.inf)
    lean = np.zeros(len(states))
    for trial in _LEANS if worth.minimum else ():
        bound = look(worth, replace(states, lean=np.full(len(states), trial))).bound
        lean = np.where(bound > best, trial, lean)
        best = np.maximum(best, bound)
    return replace(states, lean=lean)


def _fitting(worth: Worth, inside: Bools) -> Bools:
    """Return which atoms fit a group's limits on members and sums."""
    held = inside.astype(np.float64)
    size = held @ worth.size
    fits = size[:, None] + worth.size[None, :] <= worth.most
    for k in range(worth.sums.shape[1]):
        # A little slack for float noise: what is let through is checked again when it is priced.
        top = worth.maxima[k] + 1e-9 * (1 + abs(worth.maxima[k]))
        fits &= (held @ worth.sums[:, k])[:, None] + worth.sums[None, :, k] <= top
    return fits


def _is_whole(worth: Worth, inside: Bools) -> Bools:
    """Whether groups keep what binds whole groups only: pins at a distance, sums with negative parts."""
    out = np.ones(len(inside), dtype=bool)
    for klass in worth.classes:
        known = [a for a in klass if a >= 0]
        held = inside[:, known].sum(axis=1)
        out &= (held == 0) | (held == len(klass))
    held = inside.astype(np.float64)
    for k in range(worth.soft_sums.shape[1]):
        top = worth.soft_maxima[k] + 1e-9 * (1 + abs(worth.soft_maxima[k]))
        out &= (held @ worth.soft_sums[:, k] <= top) | (held @ worth.size == 1)
    return out


def look(worth: Worth, states: States) -> Looked:
    """Return worth, bound and gains of some states."""
    inside, free = states.inside.astype(np.float64), states.free.astype(np.float64)
    base = worth.base[states.centre]
    tied = worth.sums_of(inside, "pair")
    total = worth.fixed + (inside * (base - tied)).sum(axis=1)
    gain = 2 * tied + worth.sums_of(free, "pair") - base
    earned, forced = _ore_gains(worth, inside, free, gain)
    total -= earned
    held = worth.sums_of(inside, "holders") > 0
    total += worth.mixed * (held.sum(axis=1) - (1 if worth.holders.shape[1] else 0))
    lacking = worth.minimum - inside @ worth.capacity
    lean = np.where(lacking > 0, states.lean, 0.0)
    gain += 2 * lean[:, None] * worth.capacity[None, :]
    gain = np.where(states.free, gain, 0.0)
    bound = total + 2 * lean * lacking - _reachable_gain(worth, states, gain, held)
    return Looked(total + forced + 2 * np.maximum(0, lacking), bound - worth.margin, gain)


def _ore_gains(worth: Worth, inside: Floats, free: Floats, gain: Floats) -> tuple[Floats, Floats]:
    """Add the chord of each credit to the gains; return the credit that groups have, and forced losses."""
    if not len(worth.theta):
        return np.zeros(len(inside)), np.zeros(len(inside))
    has, more = worth.sums_of(inside, "tonnage"), worth.sums_of(free, "tonnage")
    now = np.maximum(0, has - worth.theta)
    then = np.maximum(0, has + more - worth.theta)
    gain += 2 * _spread(worth, (then - now) / np.maximum(more, 1e-300))
    loss = np.where(has > worth.half, worth.theta - has, 0.0)
    return np.asarray(2 * now.sum(axis=1)), np.asarray(2 * np.maximum(0, loss).sum(axis=1))


def _spread(worth: Worth, slope: Floats) -> Floats:
    """Return the slopes of orebodies times what each atom holds of them, (states, atoms)."""
    return np.asarray((worth.sparse["tonnage"].T @ np.ascontiguousarray(slope.T)).T)


def _reachable_gain(worth: Worth, states: States, gain: Floats, held: Bools) -> Floats:
    """Return an upper bound on what the free atoms can gain together."""
    good = np.maximum(0, gain)
    if worth.mixed:
        by_holder = worth.sums_of(good, "first") - np.where(held, 0.0, worth.mixed)
        total = np.maximum(0, by_holder).sum(axis=1)
    else:
        total = good.sum(axis=1)
    room = worth.most - states.inside @ worth.size
    most = int(room.max(initial=0))
    if most < gain.shape[1]:
        # No atom has less than one node, so no more than `room` atoms can join.
        ranked = -np.sort(-good, axis=1)[:, : max(1, most)]
        sums = np.concatenate([np.zeros((len(good), 1)), np.cumsum(ranked, axis=1)], axis=1)
        total = np.minimum(total, sums[np.arange(len(good)), np.clip(room, 0, sums.shape[1] - 1)])
    return np.asarray(total)


def narrowed(worth: Worth, states: States, seen: Looked, below: Floats) -> tuple[States, Bools]:
    """Refuse atoms that would cost too much or cannot be reached; return the states and where they may grow.

    `below` is the reduced cost of interest for each state; what costs as much is of none.
    """
    free = states.free & (seen.bound[:, None] - np.minimum(0, seen.gain) < below[:, None])
    reached = states.inside.copy()
    while True:
        wider = reached | (free & (worth.sums_of(reached.astype(np.float64), "near") > 0))
        if np.array_equal(wider, reached):
            break
        reached = wider
    free &= reached
    dead = np.zeros(len(states), dtype=bool)
    for klass in worth.classes:
        known = [a for a in klass if a >= 0]
        whole = (states.inside | free)[:, known].all(axis=1) if len(known) == len(klass) else np.zeros(len(dead), bool)
        dead |= states.inside[:, known].any(axis=1) & ~whole
    edge = free & (worth.sums_of(states.inside.astype(np.float64), "near") > 0)
    edge[dead] = False
    return replace(states, free=free, bound=seen.bound), edge


def branched(worth: Worth, states: States, edge: Bools, gain: Floats) -> States:
    """Return the children of states that may grow: without, then with, the best atom at the edge."""
    row = np.flatnonzero(edge.any(axis=1))
    parent = states.rows(row)
    atom = np.where(edge[row], gain[row], -np.inf).argmax(axis=1)
    at = np.arange(len(row))
    without = parent.free.copy()
    without[at, atom] = False
    inside = parent.inside.copy()
    inside[at, atom] = True
    free = without & ~worth.clash[atom] & _fitting(worth, inside)
    no, yes = np.zeros(len(row), dtype=bool), np.ones(len(row), dtype=bool)
    return States(
        np.concatenate([parent.centre, parent.centre]),
        np.concatenate([parent.inside, inside]),
        np.concatenate([without, free]),
        np.concatenate([no, yes]),
        np.concatenate([parent.lean, parent.lean]),
        np.concatenate([parent.bound, parent.bound]),
    )


class Search:
    """Branch and bound over all groups of some centres.

    Invariant: `least[c]` is the least worth met at centre c, and every group of centre c that has not been
    met has a worth of at least min(`ceiling[c]`, bound of an open state of c).
    """

    def __init__(self, worth: Worth, below: Floats, is_best_only: bool) -> None:
        self.worth, self.ceiling, self.is_best_only = worth, below.copy(), is_best_only
        self.least = np.full(len(worth.root), np.inf)
        self.found: list[tuple[Bools, Floats]] = []
        self.count = self.work = 0
        self.stack = [roots(worth)]

    def step(self) -> None:
        """Look at the latest states and put their children in their place."""
        batch = self.stack.pop()
        if len(batch) > _ROWS:
            self.stack.append(batch.rows(slice(0, len(batch) - _ROWS)))
            batch = batch.rows(slice(len(batch) - _ROWS, None))
        batch = batch.rows(batch.bound < self.ceiling[batch.centre])
        self.work += len(batch)
        seen = look(self.worth, batch)
        self._note(batch, seen)
        alive = seen.bound < self.ceiling[batch.centre]
        batch = batch.rows(alive)
        seen = Looked(seen.worth[alive], seen.bound[alive], seen.gain[alive])
        batch, edge = narrowed(self.worth, batch, seen, self.ceiling[batch.centre])
        children = branched(self.worth, batch, edge, seen.gain)
        if len(children):
            self.stack.append(children)

    def _note(self, batch: States, seen: Looked) -> None:
        worth = seen.worth - self.worth.margin
        good = batch.fresh & (worth < self.ceiling[batch.centre]) & _is_whole(self.worth, batch.inside)
        self.found.append((batch.inside[good], worth[good]))
        self.count += int(good.sum())
        np.minimum.at(self.least, batch.centre[good], worth[good])
        if self.is_best_only:
            self.ceiling = np.minimum(self.ceiling, self.least)

    def floor(self) -> Floats:
        """Return a lower bound on the worth of every group of each centre, no higher than its ceiling."""
        out: Floats = np.minimum(self.ceiling, self.least)
        for batch in self.stack:
            np.minimum.at(out, batch.centre, batch.bound)
        return out
