"""The linear relaxation of the master problem in HiGHS, over columns that come in as they are called for."""

from __future__ import annotations

import numpy as np

from mineplan.highs import quiet_highs
from mineplan.partition.clock import Seconds
from mineplan.partition.cuts import Cuts, no_cuts
from mineplan.partition.master import HUGE, Floats, finished
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool

_NONE: Ints = np.zeros(0, dtype=np.int64)


class Relaxation:
    """The LP over a growing choice of a pool's columns, and of columns from outside it.

    Invariant: the HiGHS model holds exactly the columns `inside`, every trace they bear, and one dear
    artificial column an atom, so that it always has a solution.
    """

    def __init__(self, pool: Pool, dear: float, seconds: Seconds) -> None:
        self.pool, self.dear, self.highs = pool, dear, quiet_highs(seconds())
        self._seconds, self.is_lost = seconds, False
        self.inside = np.zeros(len(pool), dtype=bool)
        self.order: list[int] = []
        self.unit = max(1.0, dear / 1e6)
        self._trace_row: dict[tuple[int, int], int] = {}
        self._ore_row: dict[int, int] = {}
        for _ in range(pool.atoms):
            self.highs.addRow(1.0, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        for atom in range(pool.atoms):
            self.highs.addCol(dear / self.unit, 0.0, HUGE, 1, np.array([atom], dtype=np.int32), np.ones(1))
        self._columns_at: list[int] = []
        self.cuts = no_cuts()
        self._cut_rows = np.zeros(0, dtype=np.int64)
        # An orebody without traces needs no row: whoever holds the majority has the credit in its cost.
        self._has_traces = np.zeros(pool.ores, dtype=bool)
        self._has_traces[pool.trace_ore] = True

    def add(self, columns: Ints) -> None:
        """Add columns of the pool, given ascending, with the traces they bring."""
        column, cut = self.cuts.of_some(columns, len(self.pool))
        self.admit(self.pool.take(columns), self._cut_rows[cut], column)
        self.inside[columns] = True
        self.order.extend(columns.tolist())

    def cut(self, cuts: Cuts) -> None:
        """Take further cuts in: `cuts` begins with those that are there; not after columns from outside the pool."""
        at = np.full(len(self.pool), -1, dtype=np.int64)
        at[self.order] = self._columns_at
        fresh = (cuts.cut >= len(self.cuts)) & (at[cuts.column] >= 0)
        where = np.split(
            at[cuts.column[fresh]], np.searchsorted(cuts.cut[fresh], np.arange(len(self.cuts) + 1, len(cuts)))
        )
        rows = self.highs.getNumRow() + np.arange(len(cuts) - len(self.cuts))
        for columns in where:
            self.highs.addRow(-HUGE, 1.0, len(columns), columns.astype(np.int32), np.ones(len(columns)))
        self.cuts, self._cut_rows = cuts, np.concatenate([self._cut_rows, rows])

    def prices(self) -> Floats:
        """Return the prices of the cuts in half-units, none negative."""
        dual = np.asarray(self.highs.getSolution().row_dual)[self._cut_rows]
        return np.asarray(np.maximum(0.0, -dual * self.unit))

    def admit(self, part: Pool, rows: Ints = _NONE, columns: Ints = _NONE) -> None:
        """Add columns with the traces they bring, and cuts' `rows` that some of them bear.

        Those from outside the pool need `open_all`.
        """
        self._open_rows(part)
        column, atom = part.members()
        live = self._has_traces[part.claim_ore]
        row = [atom, self._ore_rows(part.claim_ore[live]), rows, self._trace_rows(part)]
        col = [column, part.claim_column[live], columns, part.trace_column]
        value = np.concatenate([np.ones(sum(map(len, row[:3]))), -np.ones(len(row[3]))])
        self._add_columns(part.cost / self.unit, np.concatenate(row), np.concatenate(col), value)

    def open_all(self) -> None:
        """Expect traces of every orebody, and make room for `box`, before any column is there."""
        self._has_traces[:] = True
        self._brakes = self.highs.getNumCol()
        for atom in range(self.pool.atoms):
            self.highs.addCol(HUGE / 1e12, 0.0, HUGE, 1, np.array([atom], dtype=np.int32), -np.ones(1))

    def box(self, least: Floats, most: Floats) -> None:
        """Keep the cover duals, in half-units, within a box; some feasible duals must be in it.

        Taking more or less than one of an atom is for sale at these prices.
        """
        for atom in range(self.pool.atoms):
            self.highs.changeColCost(atom, float(most[atom]) / self.unit)
            self.highs.changeColCost(self._brakes + atom, -float(least[atom]) / self.unit)

    def _add_columns(self, cost: Floats, row: Ints, col: Ints, value: Floats) -> None:
        count = len(cost)
        order = np.lexsort((row, col))
        starts = np.searchsorted(col[order], np.arange(count)).astype(np.int32)
        first = self.highs.getNumCol()
        self.highs.addCols(
            count,
            cost,
            np.zeros(count),
            np.full(count, HUGE),
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
                self.highs.addRow(-HUGE, 1.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
        for ore, credit in np.unique(np.column_stack([part.trace_ore, part.trace_credit]), axis=0).tolist():
            if (ore, credit) not in self._trace_row:
                at = self._trace_row[ore, credit] = self.highs.getNumRow()
                self.highs.addRow(-HUGE, 0.0, 0, np.zeros(0, dtype=np.int32), np.zeros(0))
                rows = np.array([self._ore_row[ore], at], dtype=np.int32)
                self.highs.addCol(-credit / self.unit, 0.0, HUGE, 2, rows, np.ones(2))

    def _ore_rows(self, ores: Ints) -> Ints:
        return np.array([self._ore_row[o] for o in ores.tolist()], dtype=np.int64)

    def _trace_rows(self, part: Pool) -> Ints:
        pairs = zip(part.trace_ore.tolist(), part.trace_credit.tolist(), strict=True)
        return np.array([self._trace_row[pair] for pair in pairs], dtype=np.int64)

    def solve(self) -> tuple[Floats, Floats] | None:
        """Return cover duals (atoms,) and claim prices (ores,) in half-units; None without an answer."""
        import highspy

        if self.is_lost or not finished(self.highs, self._seconds, self.highs.getNumCol()):
            self.is_lost = True
            return None
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
