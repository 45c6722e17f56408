"""Connected groups of areas grown area by area under a price for each, cut off where none can pay any more."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.enumeration import Frontier, Universe, grown, packed, roots_of
from mineplan.partition.master import Floats
from mineplan.partition.regions import Field

_ROWS = 4096
_DEEP = 12


@dataclass(frozen=True)
class Prices:
    """What areas earn, and up to which reduced cost groups are wanted.

    Attributes
    ----------
    y
        Dual of each area.
    ceiling
        Groups of worth c(S) - y(S) below it are wanted.
    most
        Largest sum of values of a group.
    """

    y: Floats
    ceiling: float
    most: float


@dataclass
class Found:
    """Groups found by size with their worths; `is_whole` when the search was not cut off."""

    groups: dict[int, list[np.ndarray]] = field(default_factory=dict)
    worths: dict[int, list[Floats]] = field(default_factory=dict)
    count: int = 0
    states: int = 0
    is_whole: bool = True

    def least(self) -> float:
        """Return the least worth of all groups found, inf without one."""
        return min((float(w.min()) for some in self.worths.values() for w in some if len(w)), default=np.inf)

    def best(self, most: int) -> list[tuple[int, ...]]:
        """Return the groups of least worth, at most so many."""
        rows: list[tuple[float, tuple[int, ...]]] = []
        for size, parts in sorted(self.groups.items()):
            worth = np.concatenate(self.worths[size])
            every = np.sort(np.concatenate(parts), axis=1)
            keep = np.argsort(worth, kind="stable")[:most]
            rows += zip(worth[keep].tolist(), map(tuple, every[keep].tolist()), strict=True)
        return [group for _, group in sorted(rows)[:most]]


def universe_of_field(area: Field, most: float) -> Universe:
    """Return the masks of all areas; a group's sum of values stays within `most`."""
    count = len(area.values)
    return Universe(
        names=np.arange(count, dtype=np.int32),
        touching=packed(area.near),
        banned=packed(np.zeros((count, count), dtype=bool)),
        own=packed(np.eye(count, dtype=bool)),
        upto=packed(np.tri(count, dtype=bool)),
        size=np.ones(count, dtype=np.int64),
        sums=area.values[:, None],
        maxima=np.array([most + area.slack()]),
        most=count,
    )


class Growth:
    """Searches of one field; what does not depend on prices is kept between them."""

    def __init__(self, area: Field, most: float) -> None:
        self.area, self.most = area, most
        self.universe = universe_of_field(area, most)
        ranked = np.sort(area.apart + np.where(np.eye(len(area.values), dtype=bool), np.inf, 0.0), axis=1)
        # What k others cost an area at the least; each pair is shared by its two ends.
        nearest = np.cumsum(np.where(np.isfinite(ranked), ranked, 0.0), axis=1)[:, :_DEEP] / 2
        self.nearest = np.concatenate([np.zeros((len(area.values), 1)), nearest], axis=1)

    def search(self, prices: Prices, states: int, wanted: int, seconds: Seconds) -> Found:
        """Return all groups that reach the threshold and are worth less than the ceiling.

        Parameters
        ----------
        prices
            Duals, ceiling, largest sum.
        states, wanted
            Most states to look at, most groups to find, before the search is cut off.
        seconds
            Seconds left.
        """
        found = Found()
        count = len(self.area.values)
        stack = [roots_of(self.universe, 0, count)]
        while stack:
            if found.states >= states or found.count >= wanted or is_over(seconds):
                found.is_whole = False
                return found
            front = stack.pop()
            if len(front.atoms) > _ROWS:
                stack += [front.rows(slice(at, at + _ROWS)) for at in range(0, len(front.atoms), _ROWS)][::-1]
                continue
            alive = self._look(front, prices, found)
            if alive.any():
                stack.append(grown(front.rows(np.flatnonzero(alive)), self.universe))
        return found

    def _look(self, front: Frontier, prices: Prices, found: Found) -> np.ndarray:
        """Note the groups that are wanted; return which may still grow into one."""
        area, atoms = self.area, front.atoms
        found.states += len(atoms)
        toward = area.apart[atoms].sum(axis=1)
        worth = np.take_along_axis(toward, atoms.astype(np.int64), axis=1).sum(axis=1) / 2
        worth -= prices.y[atoms].sum(axis=1)
        weight = front.sums[:, 0]
        good = (worth < prices.ceiling) & area.reaches(weight)
        if good.any():
            size = atoms.shape[1]
            found.groups.setdefault(size, []).append(atoms[good])
            found.worths.setdefault(size, []).append(worth[good])
            found.count += int(good.sum())
        return self._bound(front, toward - prices.y, worth, weight) < prices.ceiling

    def _bound(self, front: Frontier, extra: Floats, worth: Floats, weight: Floats) -> Floats:
        """Return the least worth that any group grown from each may have, itself apart.

        r further areas cost at least the sum of the r least of what an area costs towards the group and,
        shared by halves, towards its r - 1 nearest.
        """
        area = self.area
        closed = np.unpackbits(front.closed.view(np.uint8), axis=1, bitorder="little")[:, : len(area.values)] > 0
        reach = area.hops[front.atoms].min(axis=1)
        positive = area.values[area.values > 0]
        fewest = np.maximum(1, np.ceil((area.threshold - area.slack() - weight) / positive.max())).astype(np.int64)
        least = area.values.min()
        room = self.most + area.slack() - weight
        most = np.full(len(room), len(area.values)) if least <= 0 else np.floor(room / least).astype(np.int64)
        barred = closed | (reach > most[:, None]) | (area.values[None, :] > room[:, None])
        free = (~barred).sum(axis=1)
        most = np.minimum(most, free)
        best = np.full(len(worth), np.inf)
        deepest = min(_DEEP, extra.shape[1])
        for r in range(1, min(deepest, int(most.max(initial=0))) + 1):
            cost = np.where(barred, np.inf, extra + self.nearest[:, r - 1][None, :])
            least_r = np.partition(cost, r - 1, axis=1)[:, :r] if r < cost.shape[1] else cost
            total = worth + least_r.sum(axis=1)
            fits = (r >= fewest) & (r <= most)
            best = np.where(fits, np.minimum(best, total), best)
        if int(most.max(initial=0)) > deepest:
            cost = np.where(barred, 0.0, np.minimum(0.0, extra + self.nearest[:, deepest - 1][None, :]))
            best = np.where(most > deepest, np.minimum(best, worth + cost.sum(axis=1)), best)
        return best


def minimal_groups(area: Field, most: int, seconds: Seconds) -> list[np.ndarray] | None:
    """Return all connected groups that reach the threshold while no connected part of them does, by size.

    None when they are more than `most` or time is up.
    """
    universe = universe_of_field(area, float("inf"))
    found: dict[int, list[np.ndarray]] = {}
    count = 0
    stack = [roots_of(universe, 0, len(area.values))]
    while stack:
        front = stack.pop()
        if len(front.atoms) > 4 * _ROWS:
            stack += [front.rows(slice(at, at + 4 * _ROWS)) for at in range(0, len(front.atoms), 4 * _ROWS)]
            continue
        full = area.reaches(front.sums[:, 0])
        if full.any():
            kept = _minimal(area, front.atoms[full])
            count += len(kept)
            found.setdefault(front.atoms.shape[1], []).append(kept)
        if count > most or is_over(seconds):
            return None
        if not full.all():
            stack.append(grown(front.rows(np.flatnonzero(~full)), universe))
    return [np.sort(np.concatenate(found[k]), axis=1) for k in sorted(found)]


def _minimal(area: Field, groups: np.ndarray) -> np.ndarray:
    """Keep the groups in which each area that may go without parting the rest is needed for the threshold."""
    keep = np.ones(len(groups), dtype=bool)
    weight = area.values[groups].sum(axis=1)
    for k in range(groups.shape[1]):
        spare = keep & area.reaches(weight - area.values[groups[:, k]])
        rows = np.flatnonzero(spare)
        if len(rows):
            rest = np.delete(groups[rows], k, axis=1)
            keep[rows[connected(area, rest)]] = False
    return groups[keep]


def connected(area: Field, groups: np.ndarray) -> np.ndarray:
    """Whether the areas of each group hang together."""
    count, size = groups.shape
    if size == 0:
        return np.zeros(count, dtype=bool)
    near = area.near[groups[:, :, None], groups[:, None, :]]
    seen = np.zeros((count, size), dtype=bool)
    seen[:, 0] = True
    for _ in range(size - 1):
        seen |= (near & seen[:, :, None]).any(axis=1)
    return np.asarray(seen.all(axis=1))
