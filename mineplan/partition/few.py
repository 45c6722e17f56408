"""The best plan of a block with few groups, looked for through all plans that may be it: no need to load HiGHS."""

from __future__ import annotations

from math import lcm

from mineplan.partition.pool import Pool

# Atoms of a block with few groups: 255 groups at most.
FEW = 8
_PARTS = lcm(*range(1, FEW + 1))


def best_of_few(pool: Pool, hashes: list[int]) -> tuple[int, list[int]] | None:
    """Return half-units and columns of the cheapest plan, of equal ones that with the least sum of hashes.

    Each atom bears at least the least share that a column asks of it, whatever credits are due; plans that
    cannot be as cheap as the best known are left out.

    Parameters
    ----------
    pool
        All groups of a block of at most `FEW` atoms.
    hashes
        A number for each column.
    """
    search = _Search(pool, hashes)
    search.extend((1 << pool.atoms) - 1, 0, [])
    return None if search.best is None else (search.best[0], search.best[2])


class _Search:
    """Covers in the order of their first bare atoms; `best` is value, sum of hashes, and columns."""

    def __init__(self, pool: Pool, hashes: list[int]) -> None:
        self.pool, self.hashes = pool, hashes
        groups = [pool.group(c) for c in range(len(pool))]
        self.masks = [sum(1 << atom for atom in group) for group in groups]
        self.least = pool.cost.tolist()
        for column, credit in zip(pool.trace_column.tolist(), pool.trace_credit.tolist(), strict=True):
            self.least[column] -= credit
        self.of_first: list[list[int]] = [[] for _ in range(pool.atoms)]
        dear = 1 + max(map(abs, self.least)) * _PARTS
        self.share = [dear] * pool.atoms
        for column, group in enumerate(groups):
            self.of_first[min(group)].append(column)
            for atom in group:
                self.share[atom] = min(self.share[atom], self.least[column] * (_PARTS // len(group)))
        self.best: tuple[int, int, list[int]] | None = None

    def extend(self, bare: int, spent: int, chosen: list[int]) -> None:
        """Cover the bare atoms in every way that may be as cheap as the best plan known."""
        if not bare:
            plan = (self.pool.value(chosen), sum(self.hashes[c] for c in chosen), sorted(chosen))
            self.best = plan if self.best is None else min(self.best, plan)
            return
        if self.best is not None:
            rest = sum(share for atom, share in enumerate(self.share) if bare >> atom & 1)
            if spent * _PARTS + rest > self.best[0] * _PARTS:
                return
        first = (bare & -bare).bit_length() - 1
        for column in self.of_first[first]:
            if not self.masks[column] & ~bare:
                self.extend(bare & ~self.masks[column], spent + self.least[column], [*chosen, column])
