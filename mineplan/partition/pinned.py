"""Groups for atoms that pins hold together although they do not touch, and proofs that there are none."""

from __future__ import annotations

import heapq

import numpy as np

from mineplan.partition.block import Block
from mineplan.partition.enumeration import neighbours_of
from mineplan.partition.money import Ints
from mineplan.partition.plan import Group, keeps_rules


def pinned_groups(block: Block) -> list[Group] | None:
    """Return a sound partition that joins each open class by short paths, or None if that fails.

    None proves nothing.
    """
    near = neighbours_of(block)
    held = {atom for klass in block.classes for atom in klass}
    groups: list[Group] = []
    for klass in block.classes:
        group = _joined(block, near, klass, held - set(klass))
        if group is None:
            return None
        groups.append(group)
        held |= group
    lone = sorted(set(range(len(block.atoms))) - held)
    groups += [frozenset([atom]) for atom in lone]
    # A lone node breaks no limit, and there are many of them.
    is_free = (block.size == 1) & ~block.clash.diagonal()
    open_atoms = [group for group in groups if len(group) > 1 or not is_free[min(group)]]
    return groups if all(keeps_rules(block, group) for group in open_atoms) else None


def _joined(block: Block, near: list[Ints], klass: tuple[int, ...], taken: set[int]) -> Group | None:
    group = {klass[0]}
    while not group.issuperset(klass):
        barred = taken | _clashing(block, group | set(klass))
        path = _path(near, group, set(klass) - group, barred)
        if path is None:
            return None
        group |= path
    return frozenset(group)


def _clashing(block: Block, group: set[int]) -> set[int]:
    return set(np.flatnonzero(block.clash[sorted(group)].any(axis=0)).tolist()) - group


def _path(near: list[Ints], start: set[int], goals: set[int], barred: set[int]) -> set[int] | None:
    """Return the atoms of a shortest path from `start` to a goal around barred atoms."""
    came: dict[int, int] = dict.fromkeys(sorted(start), -1)
    queue = sorted(start)
    for atom in queue:
        if atom in goals:
            return _trail(came, atom)
        for other in near[atom].tolist():
            if other not in came and other not in barred:
                came[other] = atom
                queue.append(other)
    return None


def _trail(came: dict[int, int], atom: int) -> set[int]:
    out = set()
    while atom >= 0:
        out.add(atom)
        atom = came[atom]
    return out


def is_hopeless(block: Block) -> bool:
    """Whether some pinned atoms provably fit in no group, whatever else the plan does.

    Any group with an open class holds a path between its atoms, clear of all that may not join them, and
    the path alone must keep the limits that only tighten as a group grows.
    """
    hard = block.hereditary
    if any(_is_alone_broken(block, atom) for atom in np.flatnonzero(block.size > 1).tolist()):
        return True
    weights = [(block.size.astype(np.float64), float(block.most))]
    weights += [(block.sums[:, k], float(block.maxima[k])) for k in np.flatnonzero(hard).tolist()]
    near = neighbours_of(block) if block.classes else []
    for klass in block.classes:
        atoms = list(klass)
        if block.clash[np.ix_(atoms, atoms)].any():
            return True
        barred = _clashing(block, set(klass))
        if any(_is_too_far(near, klass, barred, values, most) for values, most in weights):
            return True
    return False


def _is_alone_broken(block: Block, atom: int) -> bool:
    hard = block.hereditary
    return bool(
        block.clash[atom, atom] or block.size[atom] > block.most or (block.sums[atom, hard] > block.maxima[hard]).any()
    )


def _is_too_far(near: list[Ints], klass: tuple[int, ...], barred: set[int], values: object, most: float) -> bool:
    """Whether the lightest path from the first atom of a class to another weighs more than `most`."""
    weight = np.asarray(values, dtype=np.float64)
    if weight[list(klass)].sum() > most:
        return True
    best = {klass[0]: float(weight[klass[0]])}
    heap = [(best[klass[0]], klass[0])]
    while heap:
        far, atom = heapq.heappop(heap)
        if far > best[atom]:
            continue
        for other in near[atom].tolist():
            total = far + float(weight[other])
            if other not in barred and total < best.get(other, np.inf):
                best[other] = total
                heapq.heappush(heap, (total, other))
    # A path's float sum may differ from the group's by rounding; only a clear excess is a proof.
    return any(best.get(atom, np.inf) > most + 1e-9 * abs(most) for atom in klass)
