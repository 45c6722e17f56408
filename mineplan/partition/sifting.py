"""The exact choice of groups: sift the LP, fix by reduced cost, settle what is left as a small MIP."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from mineplan.partition.block import Bools
from mineplan.partition.clock import Seconds
from mineplan.partition.cuts import Index, violated, with_cuts
from mineplan.partition.master import Choice, Floats, Model, best_choice, is_cover, model_of
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool
from mineplan.partition.proofs import STEP, Duals, Proof, float_reduced, proof_of
from mineplan.partition.relaxation import Relaxation

_ROUNDS = 200
_CUT_ROUNDS = 12
_CUTS = 30
_SLICE = 150
_WIDER = 6000
_WHOLE = 20_000
_MOST = 40_000
# Branch-and-bound nodes times columns: a limit of work that does not depend on the clock.
_WORK = 10_000_000


@dataclass(frozen=True)
class Settled:
    """The choice for one block: status 'optimal', 'feasible', 'infeasible' or 'unknown'."""

    status: str
    columns: list[int] | None
    value: int
    bound: int
    kept: int


def dear_of(pool: Pool) -> float:
    """Return a price above that of any plan, for what stands in where no column covers."""
    worst = np.abs(pool.cost).max(initial=1)
    credit = pool.trace_credit.max(initial=0) * max(1, pool.ores)
    return float(2 * (int(worst) + int(credit) + 1) * (pool.atoms + 1))


def sift(pool: Pool, seconds: Seconds, start: Ints | None = None, has_cuts: bool = True) -> Proof:
    """Solve the LP over all columns of a pool, a few columns at a time, cut it, and prove its bound exactly."""
    lp = Relaxation(pool, dear_of(pool), seconds)
    lp.add(np.union1d(_first(pool), start if start is not None else np.zeros(0, dtype=np.int64)))
    best = _sifted(lp, pool, 0, seconds)
    index, turn = Index(pool), 0
    while has_cuts and best.is_solved and best.guess is None and turn < _CUT_ROUNDS and not _is_over(seconds()):
        turn += 1
        columns, weight = best.point
        order = np.argsort(columns)
        part = pool.take(columns[order])
        fresh = violated(part, weight[order], lp.cuts, max(_CUTS, pool.atoms // 2))
        if not len(fresh):
            break
        lp.cut(index.joined(lp.cuts, fresh))
        better = _sifted(lp, pool, best.rounds, seconds)
        if not better.is_solved:
            break
        best = better
    proof = proof_of(pool, best.duals, best.rounds, best.guess)
    return replace(proof, point=best.point)


@dataclass(frozen=True)
class _Sifted:
    duals: Duals
    rounds: int
    is_solved: bool
    guess: list[int] | None
    point: tuple[Ints, Floats] = field(default_factory=lambda: (np.zeros(0, dtype=np.int64), np.zeros(0)))


def _sifted(lp: Relaxation, pool: Pool, rounds: int, seconds: Seconds) -> _Sifted:
    """Add columns until none that is left out has a negative reduced cost."""
    tolerance = 1e-9 * lp.dear / max(1, pool.atoms)
    duals, last = Duals(np.zeros(pool.atoms), np.zeros(pool.ores)), rounds + _ROUNDS
    while rounds < last and not _is_over(seconds()):
        rounds += 1
        found = lp.solve()
        if found is None:
            break
        duals = Duals(*found, lp.cuts, lp.prices())
        fresh = chosen_columns(pool, float_reduced(pool, duals), lp.inside, max(1e-6, tolerance))
        if not fresh.size:
            return _Sifted(duals, rounds, True, _integral(lp, pool), lp.weights()[:2])
        lp.add(fresh)
    return _Sifted(duals, rounds, False, None)


def _is_over(seconds: float | None) -> bool:
    return seconds is not None and seconds <= 0


def _integral(lp: Relaxation, pool: Pool) -> list[int] | None:
    columns, weight, artificial = lp.weights()
    if artificial > 1e-6 or np.any((weight > 1e-6) & (weight < 1 - 1e-6)):
        return None
    chosen = sorted(columns[weight > 0.5].tolist())
    return chosen if is_cover(pool, chosen) else None


def _first(pool: Pool) -> Ints:
    """Return lone atoms and, for each atom, cheap columns per atom covered."""
    if len(pool) <= 1000:
        return np.arange(len(pool))
    lone = np.flatnonzero(pool.sizes() == 1)
    credit = np.bincount(pool.trace_column, weights=pool.trace_credit, minlength=len(pool))
    rate = (pool.cost - 0.5 * credit) / pool.sizes()
    cheap = np.argpartition(rate, 500)[:500]
    return np.unique(np.concatenate([lone, cheap, _best_of_each(pool, rate)]))


def _best_of_each(pool: Pool, rate: Floats) -> Ints:
    """Return, for each atom and group size, the column with the least rate."""
    out = [np.zeros(0, dtype=np.int64)]
    for level, start in zip(pool.levels, pool.starts(), strict=False):
        order = np.argsort(-rate[start : start + len(level)], kind="stable")
        best = np.full(pool.atoms, -1, dtype=np.int64)
        for k in range(level.shape[1]):
            # The last write wins, and the order ends with the least rate.
            here = level[order, k]
            seen = np.full(pool.atoms, -1, dtype=np.int64)
            seen[here] = np.arange(len(order))
            best = np.maximum(best, seen)
        out.append(order[best[best >= 0]] + start)
    return np.unique(np.concatenate(out))


def chosen_columns(pool: Pool, rc: Floats, inside: Bools, tolerance: float) -> Ints:
    """Return columns worth adding: the least reduced costs, and the least at each atom."""
    negative = np.flatnonzero((rc < -tolerance) & ~inside)
    limit = max(500, 4 * pool.atoms)
    if len(negative) <= limit:
        return negative
    part = pool.take(negative)
    rate = rc[negative]
    least = np.argpartition(rate, limit // 2)[: limit // 2]
    return negative[np.union1d(least, _best_of_each(part, rate))]


def settle(pool: Pool, proof: Proof, seconds: Seconds, known: list[int] | None = None) -> Settled:
    """Find the cheapest cover of the atoms and prove it; `known` is a cover already at hand."""
    best = _better(pool, proof.guess, known)
    bound, kept = proof.bound(), 0
    for width in (max(_SLICE, 3 * pool.atoms), _WIDER, len(pool)):
        if best is not None and pool.value(best) <= bound:
            break
        if kept and width == _WIDER and best is not None and _is_few(pool, proof, best):
            continue
        columns, reach = _slice(pool, proof, best, width)
        if reach is None and len(columns) > _MOST:
            return _settled("feasible" if best else "unknown", pool, best, bound, kept)
        kept = len(columns)
        choice = _solve_slice(pool, proof, columns, best, seconds)
        if choice.columns is not None:
            best = _better(pool, best, columns[choice.columns].tolist())
        if choice.status in ("stopped", "unknown"):
            bound = max(bound, _proven(proof, choice, reach))
            return _settled("feasible" if best else "unknown", pool, best, bound, kept)
        if reach is None or (best is not None and pool.value(best) <= reach):
            break
        bound = max(bound, STEP * -(-reach // STEP))
    if best is None:
        return Settled("infeasible", None, 0, bound, kept)
    return _settled("optimal", pool, best, pool.value(best), kept)


def _is_few(pool: Pool, proof: Proof, best: list[int]) -> bool:
    """Whether what may still improve on `best` can be settled at one go."""
    return len(proof.within(pool.value(best) - STEP)) <= _WHOLE


def _settled(status: str, pool: Pool, best: list[int] | None, bound: int, kept: int) -> Settled:
    value = pool.value(best) if best is not None else 0
    return Settled(status, best, value, min(bound, value) if best is not None else bound, kept)


def _better(pool: Pool, a: list[int] | None, b: list[int] | None) -> list[int] | None:
    if a is None or b is None:
        return b if a is None else a
    return b if pool.value(b) < pool.value(a) else a


def _slice(pool: Pool, proof: Proof, best: list[int] | None, width: int) -> tuple[Ints, int | None]:
    """Return the columns to settle among, and the value up to which the answer is a proof (None: any).

    A plan with a column left out costs at least the end; ties at the edge may fall on either side.
    """
    every = np.arange(len(pool)) if best is None else proof.within(pool.value(best) - STEP)
    if len(every) <= width:
        end = None
    else:
        # Ties are taken from all over the pool: neighbours in canonical order cover the same atoms.
        order = np.lexsort(((every * 2654435761) % (1 << 32), proof.rc[every]))
        end = proof.cost_with(int(proof.rc[every[order[width]]]))
        every = every[order[:width]]
    keep = pool.sizes() == 1  # lone atoms, so that a slice seldom lacks a plan
    keep[every] = True
    if best is not None:
        keep[best] = True
    return np.flatnonzero(keep), end


def _proven(proof: Proof, choice: Choice, reach: int | None) -> int:
    """Return the bound that an unfinished slice still proves."""
    if not np.isfinite(choice.bound):
        return proof.bound()
    # The slice was priced less the cover duals; a unit of slack keeps HiGHS' tolerances out of the claim.
    low = choice.bound + float(proof.y.sum()) / proof.fine - 1e-6 * (1 + abs(choice.bound))
    steps = STEP * int(np.ceil(low / STEP))
    return steps if reach is None else min(steps, reach)


def shifted(pool: Pool, proof: Proof, columns: Ints) -> tuple[Pool, Model]:
    """Return a slice and its model priced less the cover duals, which no choice of a cover depends on."""
    part = pool.take(columns)
    model = model_of(part, part.less(proof.y, proof.fine) / proof.fine)
    live = np.flatnonzero(proof.mu)
    return part, with_cuts(model, columns, len(pool), proof.cuts.some(live))


def _solve_slice(pool: Pool, proof: Proof, columns: Ints, best: list[int] | None, seconds: Seconds) -> Choice:
    part, model = shifted(pool, proof, columns)
    left = seconds()
    if _is_over(left):
        return Choice("stopped", None, -np.inf)
    start = None if best is None else np.searchsorted(columns, best).tolist()
    return best_choice(model, part, STEP - 0.01, max(100, _WORK // len(part)), seconds, start)


def with_row(model: Model, row: Floats, lower: float, upper: float) -> Model:
    """Return the model with one more row over its columns; `row` may stop before the traces' columns."""
    at = np.flatnonzero(row)
    rows = len(model.lower)
    return replace(
        model,
        row=np.concatenate([model.row, np.full(len(at), rows)]),
        column=np.concatenate([model.column, at]),
        value=np.concatenate([model.value, row[at]]),
        lower=np.append(model.lower, lower),
        upper=np.append(model.upper, upper),
    )
