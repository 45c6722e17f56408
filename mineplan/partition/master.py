"""The master problem in HiGHS: choose columns that cover every atom once.

`best_choice` is the integer problem over a slice; the LP over a growing choice of columns is in `relaxation`.
HiGHS 1.13-1.15 may answer "Solve error", or call a presolve that removed a violated row optimal, on set
partitionings: an unknown status is no answer, the answer's cover is checked, and presolve is then left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mineplan.highs import quiet_highs
from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool

HUGE = 1e30
# Models of more columns are watched while they run; how often, and how long they may take to stop, in seconds.
_WATCHED = 1500
_GLANCE = 0.02
_PATIENCE = 0.6
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
    lower, upper = np.full(rows, -HUGE), np.zeros(rows)
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


def finished(highs: Any, watch: Seconds | None, size: int) -> bool:
    """Run HiGHS, and have an eye on the time and on Ctrl-C meanwhile; whether it came to its own end.

    HiGHS looks at its clock at steps of its own choice, and while it runs in this thread Python hears of no
    signal. So a large model runs in a thread of its own. When time is up it is asked to stop, and given up
    if it does not: then the object must not be touched again.
    """
    if watch is None or size < _WATCHED:
        highs.run()
        return True
    if highs.is_solver_running():
        # highspy has one lock for all objects, and one that was given up still holds it.
        if not is_over(watch):
            highs.run()
        return not is_over(watch)
    highs.HandleUserInterrupt = True
    highs.startSolve()
    waited = 0.0
    while not highs.wait(_GLANCE)[0]:
        if is_over(watch):
            highs.cancelSolve()
            waited += _GLANCE
            if waited > _PATIENCE:
                return False
    return True


def load(highs: Any, model: Model, integer: bool) -> None:
    """Hand a model to HiGHS, columns sorted as compressed columns."""
    import highspy

    count = len(model.cost)
    order = np.lexsort((model.row, model.column))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, len(model.lower)
    lp.col_cost_, lp.row_lower_, lp.row_upper_ = model.cost, model.lower, model.upper
    lp.col_lower_, lp.col_upper_ = np.zeros(count), np.full(count, HUGE)
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
    model: Model, pool: Pool, gap: float, nodes: int, seconds: Seconds, start: list[int] | None = None
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
        Seconds left; None without limit.
    start
        Columns of a known choice.
    """
    left = seconds()
    answer = Choice("unknown", None, -np.inf)
    # "Infeasible" is believed only when it is said without presolve too, and never against a known choice.
    for presolve in ("choose", "off"):
        highs = quiet_highs(left)
        highs.setOptionValue("presolve", presolve)
        highs.setOptionValue("mip_abs_gap", gap)
        highs.setOptionValue("mip_max_nodes", nodes)
        load(highs, model, integer=True)
        if start is not None:
            highs.setSolution(len(start), np.array(start, dtype=np.int32), np.ones(len(start)))
        if not finished(highs, seconds, len(pool)):
            return Choice("stopped", None, -np.inf)
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
        highspy.HighsModelStatus.kInterrupt: "stopped",
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
