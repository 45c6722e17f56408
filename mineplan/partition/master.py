"""The master problem in HiGHS: choose columns that cover every atom once.

`Relaxation` is the LP over a growing choice of columns; `best_choice` is the integer problem over a slice.
HiGHS 1.13-1.15 may answer "Solve error", or call a presolve that removed a violated row optimal, on set
partitionings: an unknown status is no answer, the answer's cover is checked, and presolve is then left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool

_HUGE = 1e30
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Rows and columns over a pool: cover rows, one row an orebody, one row a trace.

    Columns are those of the pool, then one u for each distinct (orebody, credit).
    """

    cost: Floats
    row: Ints
    column: Ints
    value: Floats
    lower: Floats
    upper: Floats
    columns: int


@dataclass(frozen=True)
class Choice:
    """What the integer problem said.

    Attributes
    ----------
    status
        'optimal', 'infeasible', 'stopped' or 'unknown'.
    columns
        The chosen columns of the slice, None without an answer.
    bound
        Lower bound on the objective handed in, in its unit; -inf when unknown.
    """

    status: str
    columns: list[int] | None
    bound: float


def model_of(pool: Pool, shifted: Floats) -> Model:
    """Build rows and columns; `shifted` is the cost of each column (less cover duals, say)."""
    column, atom = pool.members()
    keys = pool.trace_ore * (1 << 44) + pool.trace_credit
    distinct, which = np.unique(keys, return_inverse=True)
    ore, credit = distinct >> 44, distinct & ((1 << 44) - 1)
    used = np.unique(ore)
    at = np.full(pool.ores, -1, dtype=np.int64)
    at[used] = pool.atoms + np.arange(len(used))
    links = pool.atoms + len(used)
    u = len(pool) + np.arange(len(distinct))
    claims = at[pool.claim_ore] >= 0
    row = [atom, at[ore], at[pool.claim_ore[claims]], links + np.arange(len(u)), links + which]
    col = [column, u, pool.claim_column[claims], u, pool.trace_column]
    sign = [1.0, 1.0, 1.0, 1.0, -1.0]
    rows = links + len(u)
    lower, upper = np.full(rows, -_HUGE), np.zeros(rows)
    lower[: pool.atoms], upper[:links] = 1.0, 1.0
    return Model(
        cost=np.concatenate([shifted, -credit.astype(np.float64)]),
        row=np.concatenate(row),
        column=np.concatenate(col),
        value=np.concatenate([np.full(len(r), s) for r, s in zip(row, sign, strict=True)]),
        lower=lower,
        upper=upper,
        columns=len(pool),
    )


@cache
def _silent_class() -> Any:
    """Return the HiGHS class with printing off before its constructor says anything.

    highspy 1.16 prints a banner on standard output from the constructor, where no option can be set yet.
    """
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent


def quiet_highs(seconds: float | None) -> Any:
    """Return a HiGHS object that prints nothing, on one thread, with a fixed seed."""
    highs = _silent_class()()
    options = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    if seconds is not None:
        highs.setOptionValue("time_limit", max(0.01, seconds))
    return highs


def load(highs: Any, model: Model, integer: bool) -> None:
    """Hand a model to HiGHS, columns sorted as compressed columns."""
    import highspy

    count = len(model.cost)
    order = np.lexsort((model.row, model.column))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(model.lower)
    lp.col_cost_, lp.row_lower_, lp.row_upper_ = model.cost, model.lower, model.upper
    lp.col_lower_, lp.col_upper_ = np.zeros(count), np.full(count, _HUGE)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(model.column[order], np.arange(count + 1)).astype(np.int32)
    lp.a_matrix_.index_ = model.row[order].astype(np.int32)
    lp.a_matrix_.value_ = model.value[order]
    if integer:
        lp.col_upper_ = np.concatenate([np.ones(model.columns), np.full(count - model.columns, 1.0)])
        kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
        lp.integrality_ = [kinds[0]] * model.columns + [kinds[1]] * (count - model.columns)
    highs.passModel(lp)


def best_choice(
    model: Model, pool: Pool, gap: float, nodes: int, seconds: float | None, start: list[int] | None = None
) -> Choice:
    """Solve the integer problem; the answer covers every atom once or there is none.

    Parameters
    ----------
    model, pool
        What to choose from.
    gap
        Absolute gap at which two objectives count as equal.
    nodes
        Most branch-and-bound nodes.
    seconds
        Seconds left, None without limit.
    start
        Columns of a known choice.
    """
    answer = Choice("unknown", None, -np.inf)
    # "Infeasible" is believed only when it is said without presolve too, and never against a known choice.
    for presolve in ("choose", "off"):
        highs = quiet_highs(seconds)
        highs.setOptionValue("presolve", presolve)
        highs.setOptionValue("mip_abs_gap", gap)
        highs.setOptionValue("mip_max_nodes", nodes)
        load(highs, model, integer=True)
        if start is not None:
            highs.setSolution(len(start), np.array(start, dtype=np.int32), np.ones(len(start)))
        highs.run()
        answer = _answer(highs, pool)
        if answer.status in ("optimal", "stopped"):
            break
    if answer.status == "infeasible" and start is not None:
        return Choice("unknown", None, -np.inf)
    return answer


def _answer(highs: Any, pool: Pool) -> Choice:
    import highspy

    status = highs.getModelStatus()
    known = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kSolutionLimit: "stopped",
        highspy.HighsModelStatus.kTimeLimit: "stopped",
        highspy.HighsModelStatus.kIterationLimit: "stopped",
    }.get(status, "unknown")
    if known in ("infeasible", "unknown"):
        return Choice(known, None, -np.inf)
    values = np.asarray(highs.getSolution().col_value)
    columns = np.flatnonzero(values[: len(pool)] > 0.5).tolist() if values.size else []
    bound = float(highs.getInfo().mip_dual_bound)
    if not is_cover(pool, columns):
        return Choice("stopped" if known == "stopped" else "unknown", None, bound)
    return Choice(known, columns, bound)


def is_cover(pool: Pool, columns: list[int]) -> bool:
    """Whether the columns cover each atom exactly once."""
    seen = np.zeros(pool.atoms, dtype=np.int64)
    for column in columns:
        seen[list(pool.group(column))] += 1
    return bool((seen == 1).all())


class Relaxation:
    """The LP over a growing choice of a pool's columns.

    Invariant: the HiGHS model holds exactly the columns `inside`, every trace they bear, and one dear
    artificial column an atom, so that it always has a solution.
    """

    def __init__(self, pool: Pool, dear: float, seconds: float | None) -> None:
        self.pool, self.highs = pool, quiet_highs(seconds)
        self.inside = np.zeros(len(pool), dtype=bool)
        self.order: list[int] = []
        self.unit = max(1.0, dear / 1e6)
        self._trace_row: dict[tuple[int, int], int] = {}
        self._ore_row: dict[int, int] = {}
        for _ in range(pool.atoms):
            self.highs.addRow(1.0, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        for atom in range(pool.atoms):
            self.highs.addCol(dear / self.unit, 0.0, _HUGE, 1, np.array([atom], dtype=np.int32), np.ones(1))
        self._columns_at: list[int] = []
        # An orebody without traces needs no row: whoever holds the majority has the credit in its cost.
        self._has_traces = np.zeros(pool.ores, dtype=bool)
        self._has_traces[pool.trace_ore] = True

    def add(self, columns: Ints) -> None:
        """Add columns of the pool, given ascending, with the traces they bring."""
        part = self.pool.take(columns)
        self._open_rows(part)
        column, atom = part.members()
        live = self._has_traces[part.claim_ore]
        row = [atom, self._ore_rows(part.claim_ore[live])]
        col = [column, part.claim_column[live]]
        row.append(self._trace_rows(part))
        col.append(part.trace_column)
        value = np.concatenate([np.ones(len(row[0]) + len(row[1])), -np.ones(len(row[2]))])
        self._add_columns(part.cost / self.unit, np.concatenate(row), np.concatenate(col), value)
        self.inside[columns] = True
        self.order.extend(columns.tolist())

    def _add_columns(self, cost: Floats, row: Ints, col: Ints, value: Floats) -> None:
        count = len(cost)
        order = np.lexsort((row, col))
        starts = np.searchsorted(col[order], np.arange(count)).astype(np.int32)
        first = self.highs.getNumCol()
        self.highs.addCols(
            count,
            cost,
            np.zeros(count),
            np.full(count, _HUGE),
            len(row),
            starts,
            row[order].astype(np.int32),
            value[order],
        )
        self._columns_at.extend(range(first, first + count))

    def _open_rows(self, part: Pool) -> None:
        """Add the orebody and trace rows that the columns need and that are not there yet."""
        ores = np.unique(np.concatenate([part.trace_ore, part.claim_ore]))
        for ore in ores[self._has_traces[ores]].tolist():
            if ore not in self._ore_row:
                self._ore_row[ore] = self.highs.getNumRow()
                self.highs.addRow(-_HUGE, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        for ore, credit in np.unique(np.column_stack([part.trace_ore, part.trace_credit]), axis=0).tolist():
            if (ore, credit) not in self._trace_row:
                at = self._trace_row[ore, credit] = self.highs.getNumRow()
                self.highs.addRow(-_HUGE, 0.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
                rows = np.array([self._ore_row[ore], at], dtype=np.int32)
                self.highs.addCol(-credit / self.unit, 0.0, _HUGE, 2, rows, np.ones(2))

    def _ore_rows(self, ores: Ints) -> Ints:
        return np.array([self._ore_row[o] for o in ores.tolist()], dtype=np.int64)

    def _trace_rows(self, part: Pool) -> Ints:
        pairs = zip(part.trace_ore.tolist(), part.trace_credit.tolist(), strict=True)
        return np.array([self._trace_row[pair] for pair in pairs], dtype=np.int64)

    def solve(self) -> tuple[Floats, Floats] | None:
        """Return cover duals (atoms,) and claim prices (ores,) in half-units; None without an answer."""
        import highspy

        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        dual = np.asarray(self.highs.getSolution().row_dual) * self.unit
        p = np.zeros(self.pool.ores)
        for ore, row in self._ore_row.items():
            p[ore] = max(0.0, -dual[row])
        return dual[: self.pool.atoms], p

    def weights(self) -> tuple[Ints, Floats, float]:
        """Return the columns inside, what the LP takes of each, and the largest artificial share."""
        value = np.asarray(self.highs.getSolution().col_value)
        columns = np.array(self.order, dtype=np.int64)
        return columns, value[self._columns_at], float(value[: self.pool.atoms].max(initial=0))
