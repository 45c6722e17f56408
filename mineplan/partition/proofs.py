"""What duals prove, in integers: the least that a plan costs, and which columns a better one may use.

Duals are rounded to fine integers, reduced costs of all columns are computed exactly, and the duals of atoms
in a column of negative reduced cost are lowered until none is negative; then the sum of the duals is a lower
bound whatever the LP solver said (weak duality).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mineplan.partition.cuts import Cuts, no_cuts
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool

# Every plan costs an even number of half-units, hence two plans that differ are two apart.
STEP = 2
_FINE = 1 << 20


@dataclass(frozen=True)
class Proof:
    """Exact duals of a pool.

    Attributes
    ----------
    y, p
        Cover duals and claim prices, in half-units / `fine`.
    rc
        Reduced cost of each column, none negative, in half-units / `fine`.
    fine
        Parts of a half-unit.
    low
        Lower bound on every plan, in half-units / `fine`.
    rounds
        Rounds of sifting.
    guess
        Columns of an integral LP answer, else None.
    cuts, mu
        Cuts and their prices, in half-units / `fine`.
    point
        Columns of the LP and how much it takes of each; empty where it was not solved.
    """

    y: Ints
    p: Ints
    rc: Ints
    fine: int
    low: int
    rounds: int
    guess: list[int] | None
    cuts: Cuts = field(default_factory=no_cuts)
    mu: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    point: tuple[Ints, Floats] = field(default_factory=lambda: (np.zeros(0, dtype=np.int64), np.zeros(0)))

    def bound(self) -> int:
        """Return the least half-units that a plan can cost."""
        return STEP * -(-self.low // (STEP * self.fine))

    def cost_with(self, rc: int) -> int:
        """Return the least half-units of a plan that holds a column of reduced cost `rc`."""
        return -(-(self.low + rc) // self.fine)

    def within(self, cost: int) -> Ints:
        """Return the columns that a plan of at most `cost` half-units may use."""
        return np.flatnonzero(self.rc <= cost * self.fine - self.low)


@dataclass(frozen=True)
class Duals:
    """Cover duals, claim prices, cuts and their prices, in half-units."""

    y: Floats
    p: Floats
    cuts: Cuts = field(default_factory=no_cuts)
    mu: Floats = field(default_factory=lambda: np.zeros(0))


def float_reduced(pool: Pool, duals: Duals) -> Floats:
    """Return reduced costs in floats, for choosing columns only."""
    y, p, cuts = duals.y, duals.p, duals.cuts
    out = pool.cost.astype(np.float64)
    for level, start in zip(pool.levels, pool.starts(), strict=False):
        for k in range(level.shape[1]):
            out[start : start + len(level)] -= y[level[:, k]]
    np.add.at(out, pool.claim_column, p[pool.claim_ore])
    np.subtract.at(out, pool.trace_column, np.maximum(0, pool.trace_credit - p[pool.trace_ore]))
    if len(cuts):
        out += np.bincount(cuts.column, weights=duals.mu[cuts.cut], minlength=len(pool))
    return out


def proof_of(pool: Pool, duals: Duals, rounds: int, guess: list[int] | None) -> Proof:
    """Round duals to exact ones and lower them until no column of the pool has a negative reduced cost."""
    y, p, mu, cuts = duals.y, duals.p, duals.mu, duals.cuts
    reach = float(np.abs(y).max(initial=1) * max(1, pool.atoms) + p.sum() + mu.sum())
    reach += float(np.abs(pool.cost).max(initial=1))
    fine = _FINE
    while fine > 1 and reach * fine > 2.0**60:
        fine //= 2
    fy, fp, fm = (np.rint(v * fine).astype(np.int64) for v in (y, p, mu))
    rc = _reduced(pool, fy, fp, fine, (cuts, fm))
    drop = np.zeros(pool.atoms, dtype=np.int64)
    for level, start in zip(pool.levels, pool.starts(), strict=False):
        # If every atom gives way by the worst share of its columns, no column stays negative.
        share = np.minimum(0, rc[start : start + len(level)] // level.shape[1])
        bad = np.flatnonzero(share < 0)
        for k in range(level.shape[1]):
            np.minimum.at(drop, level[bad, k], share[bad])
    if drop.any():
        fy = fy + drop
        rc = _reduced(pool, fy, fp, fine, (cuts, fm))
    return Proof(fy, fp, rc, fine, int(fy.sum() - fp.sum() - fm.sum()), rounds, guess, cuts, fm)


def _reduced(pool: Pool, y: Ints, p: Ints, fine: int, cut: tuple[Cuts, Ints]) -> Ints:
    cuts, mu = cut
    rc = pool.reduced(y, p, fine)
    np.add.at(rc, cuts.column, mu[cuts.cut])
    return rc
