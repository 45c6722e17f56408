"""Regions made more alike by redrawing the boundary of two neighbours at a time, each time as well as possible."""

from __future__ import annotations

import numpy as np

from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.growing import Growth, Prices, connected
from mineplan.partition.regions import Field

# Areas of two neighbours that are still looked at together, and groups listed of them.
_WIDE = 18
_LISTED = 60_000

Groups = list[tuple[int, ...]]


def improved(area: Field, groups: Groups, seconds: Seconds) -> Groups:
    """Return the regions after redrawing pairs of neighbours for as long as that makes them more alike."""
    regions = dict(enumerate(groups))
    home = np.empty(len(area.values), dtype=np.int64)
    for at, group in regions.items():
        home[list(group)] = at
    todo = _touching(area, home)
    while todo and not is_over(seconds):
        a, b = todo.pop(0)
        found = _redrawn(area, regions[a], regions[b], seconds)
        if found is None:
            continue
        for at, group in zip((a, b), found, strict=True):
            regions[at] = group
            home[list(group)] = at
        again = [pair for pair in _touching(area, home) if {a, b} & set(pair) and set(pair) != {a, b}]
        todo = [pair for pair in todo if pair not in again] + again
    return [regions[at] for at in sorted(regions)]


def _touching(area: Field, home: np.ndarray) -> list[tuple[int, int]]:
    """Return the pairs of regions that touch."""
    a, b = np.nonzero(area.near)
    return sorted({(int(x), int(y)) for x, y in zip(home[a], home[b], strict=True) if x < y})


def _redrawn(area: Field, one: tuple[int, ...], two: tuple[int, ...], seconds: Seconds) -> Groups | None:
    """Return the best two regions over the areas of both, None if these are the best."""
    both = np.array(sorted({*one, *two}))
    if len(both) > _WIDE:
        return None
    part = Field(
        both,
        area.near[np.ix_(both, both)],
        area.hops[np.ix_(both, both)],
        area.values[both],
        area.threshold,
        area.apart[np.ix_(both, both)],
    )
    before, best = area.cost(one) + area.cost(two), None
    growth = Growth(part, part.total - part.threshold)
    found = growth.search(Prices(np.zeros(len(both)), float(before), growth.most), 10 * _LISTED, _LISTED, seconds)
    for size, levels in sorted(found.groups.items()):
        every = np.sort(np.concatenate(levels), axis=1)
        held = np.zeros((len(every), len(both)), dtype=bool)
        held[np.arange(len(every))[:, None], every] = True
        # Each split comes twice; the half with the first area stands for both.
        every, held = every[held[:, 0]], held[held[:, 0]]
        rest = np.nonzero(~held)[1].reshape(len(every), len(both) - size)
        inside = part.apart[every[:, :, None], every[:, None, :]].sum(axis=(1, 2))
        cost = (inside + part.apart[rest[:, :, None], rest[:, None, :]].sum(axis=(1, 2))) / 2
        for row in np.flatnonzero(cost < before).tolist():
            if cost[row] < before and part.reaches(part.values[rest[row]].sum()) and connected(part, rest[[row]])[0]:
                before, best = round(float(cost[row])), (every[row], rest[row])
    return None if best is None else [tuple(both[half].tolist()) for half in best]
