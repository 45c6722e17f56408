"""A MILP to be maximised: columns and named rows in, a proven choice or the rows that cannot hold out."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mineplan.errors import PlanError, SolveError
from mineplan.highs import quiet_highs

Floats = NDArray[np.float64]
_HUGE = 1e30
# What a row may miss its side by, as a share of the largest figure in it: HiGHS' own tolerance is 1e-6.
_TOLERANCE = 1e-5
_ROUNDING = 1e-9
# From this many columns a head start pays; of the time limit, what relaxing and starting may take.
_LARGE, _RELAXING, _STARTING = 10_000, 0.3, 0.5
# Without a limit the start ends by nodes, which are the same every time.
_START_NODES = 200


@dataclass(frozen=True)
class Row:
    """One row: lower <= sum of coefficients x columns <= upper.

    Attributes
    ----------
    name
        What it stands for, for explanations: a tuple of words and numbers.
    can_bend
        Whether `shortages` may break it: a total or a demand, not the logic of the model.
    asked
        Coefficients and sides as they were given, before whole figures were divided by what they have in common.
    """

    name: tuple[Any, ...]
    columns: tuple[int, ...]
    values: tuple[float, ...]
    lower: float
    upper: float
    can_bend: bool
    asked: tuple[tuple[float, ...], float, float]


@dataclass
class Model:
    """A MILP under construction, to be maximised."""

    points: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    is_whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, points: float, upper: float = 1.0, *, is_whole: bool = True) -> int:
        """Add a column between 0 and `upper`, and return its number."""
        self.points.append(points)
        self.upper.append(upper)
        self.is_whole.append(is_whole)
        return len(self.points) - 1

    def row(
        self,
        name: tuple[Any, ...],
        entries: list[tuple[int, float]],
        upper: float = math.inf,
        *,
        lower: float = -math.inf,
        can_bend: bool = False,
    ) -> None:
        """Add a row; one that binds nothing is left out, whole figures are divided by what they have in common."""
        if not entries and lower <= 0 <= upper:
            return
        columns, values = tuple(c for c, _ in entries), tuple(float(v) for _, v in entries)
        asked = (values, lower, upper)
        unit = self._common(columns, values)
        if unit > 1:
            # Rounding the sides inwards to whole units keeps every whole choice and tightens the relaxation.
            values = tuple(v / unit for v in values)
            lower = math.ceil(lower / unit - _ROUNDING) if math.isfinite(lower) else lower
            upper = math.floor(upper / unit + _ROUNDING) if math.isfinite(upper) else upper
        self.rows.append(Row(name, columns, values, lower, upper, can_bend, asked))

    def _common(self, columns: tuple[int, ...], values: tuple[float, ...]) -> float:
        if not all(self.is_whole[c] for c in columns) or not all(v.is_integer() for v in values):
            return 1.0
        return float(math.gcd(*[int(v) for v in values]) or 1)


@dataclass(frozen=True)
class Solved:
    """What the solver says.

    Attributes
    ----------
    status
        `optimal`, `feasible` (time ran out), `infeasible`, `no_plan_in_time` or `empty`.
    values
        One number a column, whole ones rounded; empty without a choice.
    objective, bound
        Points of the choice, recomputed here; the bound is never below them.
    """

    status: str
    values: Floats
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """Return (bound - objective)/max(1, abs(objective))."""
        return (self.bound - self.objective) / max(1.0, abs(self.objective))


def maximise(model: Model, seconds: float | None = None) -> Solved:
    """Return the best choice of a model, or the best found within the seconds.

    Raises
    ------
    PlanError
        When the choice breaks a row: a fault of the solver, never of the model.
    """
    if not model.points:
        broken = [row.name for row in model.rows if row.lower > 0 or row.upper < 0]
        return Solved("infeasible" if broken else "empty", np.zeros(0), 0.0, 0.0)
    start, left = _head_start(model, seconds)
    # Presolve costs assignments of whole columns more nodes than it saves; of HiGHS 1.13-1.15 it errs on rare cases,
    # so that "infeasible" is believed only when said with and without it.
    first, second = ("off", "choose") if all(model.is_whole) else ("choose", "off")
    status, values, bound = _run(model, first, left, start)
    if status in ("infeasible", "unknown"):
        status, values, bound = _run(model, second, left, start)
    if status == "unknown":
        raise SolveError("the solver gave no answer to a model that it should answer")
    if values is None:
        return Solved(status, np.zeros(0), -math.inf, bound)
    _check(model, values)
    objective = float(np.dot(model.points, values))
    # Without a limit the bound of a proven choice is the choice itself, up to the solver's arithmetic.
    bound = objective if status == "optimal" else max(min(bound, _all_points(model)), objective)
    return Solved(status, values, objective, bound)


def _all_points(model: Model) -> float:
    """Return what every column together would earn: a bound where the solver had no time for a better one."""
    return math.fsum(p * u for p, u in zip(model.points, model.upper, strict=True) if p > 0)


def _head_start(model: Model, seconds: float | None) -> tuple[Floats | None, float | None]:
    """Return a good choice of a large model and the seconds left: the best over the columns that its relaxation likes.

    Those are the columns in use and the seventh of all with the least reduced costs; searching them alone finds in
    seconds what the whole model finds in minutes. Nothing is proven by it.
    """
    if len(model.points) < _LARGE:
        return None, seconds
    import highspy

    highs = quiet_highs(None if seconds is None else seconds * _RELAXING)
    relaxed = Model(model.points, model.upper, [False] * len(model.points), model.rows)
    highs.passModel(_highs_model(relaxed))
    highs.run()
    used = highs.getRunTime()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None, None if seconds is None else max(0.0, seconds - used)
    solution = highs.getSolution()
    values, costs = np.asarray(solution.col_value), np.abs(np.asarray(solution.col_dual))
    is_kept = (values > 1e-9) | (costs <= np.quantile(costs, 1 / 7))
    upper = [u if kept else 0.0 for u, kept in zip(model.upper, is_kept, strict=True)]
    part = Model(model.points, upper, model.is_whole, model.rows)
    share = None if seconds is None else (seconds - used) * _STARTING
    _, start, _ = _run(part, "choose", share, None, nodes=_START_NODES)
    # The start takes its share whether it needs it or not: the clock is not looked at here.
    return start, None if seconds is None or share is None else max(0.0, seconds - used - share)


def _run(
    model: Model, presolve: str, seconds: float | None, start: Floats | None, nodes: int | None = None
) -> tuple[str, Floats | None, float]:
    import highspy

    highs = quiet_highs(seconds)
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", nodes)
    highs.setOptionValue("presolve", presolve)
    # Restarting the root after a few fixings costs more than it saves where ore flows beside the choices.
    highs.setOptionValue("mip_allow_restart", all(model.is_whole))
    highs.setOptionValue("mip_abs_gap", _smallest_step(model))
    highs.passModel(_highs_model(model))
    if start is not None:
        highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    highs.run()
    known = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
        highspy.HighsModelStatus.kTimeLimit: "feasible",
        highspy.HighsModelStatus.kSolutionLimit: "feasible",
    }.get(highs.getModelStatus(), "unknown")
    info = highs.getInfo()
    bound = float(info.mip_dual_bound if any(model.is_whole) else info.objective_function_value)
    has_choice = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if known in ("infeasible", "unknown"):
        return known, None, bound
    if not has_choice:
        return "no_plan_in_time", None, bound
    values = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    whole = np.array(model.is_whole)
    values[whole] = np.rint(values[whole])
    return known, np.clip(values, 0.0, np.array(model.upper)), bound


def _smallest_step(model: Model) -> float:
    """Return a gap below which two choices earn the same: just under one point where all points are whole."""
    is_whole = all(model.is_whole) and all(float(p).is_integer() for p in model.points)
    return 1 - 1e-6 if is_whole else 1e-6


def _highs_model(model: Model) -> Any:
    import highspy

    count = np.array([len(row.columns) for row in model.rows], dtype=np.int64)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.points), len(model.rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.array(model.points, dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(model.points)), np.minimum(model.upper, _HUGE)
    lp.row_lower_ = np.array([max(row.lower, -_HUGE) for row in model.rows], dtype=np.float64)
    lp.row_upper_ = np.array([min(row.upper, _HUGE) for row in model.rows], dtype=np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([c for row in model.rows for c in row.columns], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in model.rows for v in row.values], dtype=np.float64)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[whole] for whole in model.is_whole]
    return lp


def _check(model: Model, values: Floats) -> None:
    for row in model.rows:
        total = math.fsum(v * values[c] for c, v in zip(row.columns, row.values, strict=True))
        sides = [abs(s) for s in (row.lower, row.upper) if math.isfinite(s)]
        slack = _TOLERANCE * max([1.0, *map(abs, row.values), *sides])
        if not row.lower - slack <= total <= row.upper + slack:
            raise PlanError(f"the choice breaks {' '.join(map(str, row.name))}: {total!r}")


@dataclass(frozen=True)
class Shortage:
    """A row that cannot hold, and what it misses when all rows together miss least.

    Attributes
    ----------
    name
        The row's name.
    amount
        By how much its side must give way, in the row's unit.
    side
        The side as it was asked.
    """

    name: tuple[Any, ...]
    amount: float
    side: float


def shortages(model: Model, seconds: float | None = None) -> tuple[Shortage, ...]:
    """Return by how much the totals and demands of an infeasible model must give way, in sum least.

    Each miss is weighed as a share of what the row asks, so that no unit counts more than another.
    """
    bent = Model([0.0] * len(model.points), list(model.upper), list(model.is_whole))
    misses: list[tuple[Row, int, float]] = []
    for row in model.rows:
        values, lower, upper = row.asked
        entries = list(zip(row.columns, values, strict=True))
        for side, sign in ((lower, 1.0), (upper, -1.0)) if row.can_bend else ():
            if math.isfinite(side):
                column = bent.column(-1.0, math.inf, is_whole=False)
                entries.append((column, sign * max(1.0, abs(side))))
                misses.append((row, column, side))
        bent.row(row.name, entries, upper, lower=lower)
    solved = maximise(bent, seconds)
    if not len(solved.values):
        return ()
    shares = [(row, float(solved.values[column]), side) for row, column, side in misses]
    return tuple(Shortage(row.name, share * max(1.0, abs(side)), side) for row, share, side in shares if share > 1e-7)
