"""Many disjoint groups that reach the threshold, by search over spanning trees.

On a tree the most parts that each reach the threshold come from cutting from the leaves up, wherever a branch
reaches it. The search swaps one edge of the tree at a time and anneals what is not wasted: the number of parts
and what is left over at the root, in thresholds.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.regions import Field

_RUNS = 8
_SWAPS = 100_000
# Temperatures in thresholds at the first swap of a run, in turn; at the last one a tenth of it.
_WARMTH = (0.03, 0.1)
_COOLING = 0.1
_GLANCE = 256

Groups = list[tuple[int, ...]]


def cut_trees(area: Field, target: int, seconds: Seconds, runs: int = _RUNS, swaps: int = _SWAPS) -> Groups:
    """Return as many disjoint groups that reach the threshold as were found, at most `target` wanted.

    Parameters
    ----------
    area, target
        One connected component; the search ends once it holds so many groups.
    seconds
        Seconds left.
    runs, swaps
        Fresh starts, each from a random tree by its own seed; swaps of an edge in each.
    """
    best: Groups = []
    for seed in range(runs):
        goal = Goal(target, swaps, _WARMTH[seed % len(_WARMTH)])
        found = _annealed(area, random.Random(seed), goal, seconds)
        best = max(best, found, key=len)
        if len(best) >= target or is_over(seconds):
            break
    return best


@dataclass(frozen=True)
class Goal:
    """Groups wanted, swaps to spend, and how large a loss is taken at first, in thresholds."""

    target: int
    swaps: int
    warmth: float


@dataclass
class _Tree:
    """A spanning tree as neighbours of each area, and parents from area 0 (its own is -1)."""

    near: list[set[int]]
    parent: list[int]

    def swap(self, old: tuple[int, int], new: tuple[int, int]) -> None:
        """Let edge `new` take the place of `old`."""
        for (a, b), change in ((old, set.discard), (new, set.add)):
            change(self.near[a], b)
            change(self.near[b], a)

    def path(self, a: int, b: int) -> list[int]:
        """Return the areas on the way from a to b."""
        up = [a]
        while self.parent[up[-1]] >= 0:
            up.append(self.parent[up[-1]])
        place = {v: k for k, v in enumerate(up)}
        down = [b]
        while down[-1] not in place:
            down.append(self.parent[down[-1]])
        return up[: place[down[-1]] + 1] + down[-2::-1]


def _annealed(area: Field, draw: random.Random, goal: Goal, seconds: Seconds) -> Groups:
    """Return the groups of the best tree of one run."""
    edges = [(a, b) for a, b in zip(*(ends.tolist() for ends in area.near.nonzero()), strict=True) if a < b]
    values, need = area.values.tolist(), area.threshold - area.slack()
    tree = _random_tree(len(values), edges, draw)
    worth, tree.parent, tops, order = _cut(tree.near, values, need)
    best = _parts(order, tree.parent, tops)
    if len(edges) < len(values):
        return best
    for k in range(goal.swaps):
        if len(best) >= goal.target or (k % _GLANCE == 0 and is_over(seconds)):
            break
        a, b = draw.choice(edges)
        if b in tree.near[a]:
            continue
        path = tree.path(a, b)
        at = draw.randrange(len(path) - 1)
        tree.swap((path[at], path[at + 1]), (a, b))
        other, parent, tops, order = _cut(tree.near, values, need)
        warmth = goal.warmth * _COOLING ** (k / goal.swaps)
        if other < worth and draw.random() >= math.exp((other - worth) / warmth):
            tree.swap((a, b), (path[at], path[at + 1]))
            continue
        worth, tree.parent = other, parent
        if len(tops) > len(best):
            best = _parts(order, parent, tops)
    return best


def _random_tree(count: int, edges: list[tuple[int, int]], draw: random.Random) -> _Tree:
    near: list[set[int]] = [set() for _ in range(count)]
    root = list(range(count))

    def find(v: int) -> int:
        while root[v] != v:
            root[v] = v = root[root[v]]
        return v

    for a, b in draw.sample(edges, len(edges)):
        one, two = find(a), find(b)
        if one != two:
            root[one] = two
            near[a].add(b)
            near[b].add(a)
    return _Tree(near, [])


def _cut(near: list[set[int]], values: list[float], need: float) -> tuple[float, list[int], list[int], list[int]]:
    """Return what is not wasted, in thresholds; the parents; the tops of parts; all areas, parents first."""
    parent = [-2] * len(values)
    parent[0] = -1
    order = [0]
    for v in order:
        for w in near[v]:
            if parent[w] == -2:
                parent[w] = v
                order.append(w)
    weight, tops = list(values), []
    for v in reversed(order):
        if weight[v] >= need:
            tops.append(v)
        elif v:
            weight[parent[v]] += weight[v]
    left = 0.0 if tops and tops[-1] == 0 else weight[0] / need
    return len(tops) + left, parent, tops, order


def _parts(order: list[int], parent: list[int], tops: list[int]) -> Groups:
    """Return the areas below each top that belong to no top further down."""
    head = [-1] * len(order)
    for top in tops:
        head[top] = top
    groups: dict[int, list[int]] = {top: [] for top in tops}
    for v in order:
        if head[v] < 0 and v:
            head[v] = head[parent[v]]
        if head[v] >= 0:
            groups[head[v]].append(v)
    return [tuple(sorted(groups[top])) for top in sorted(tops)]
