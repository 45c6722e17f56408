"""A choice of regions among groups at hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mineplan.highs import quiet_highs
from mineplan.partition.clock import Seconds
from mineplan.partition.master import finished
from mineplan.partition.regions import Field

_NODES = 100_000
_EASE = 1e-6

Group = tuple[int, ...]


@dataclass(frozen=True)
class Alike:
    """Regions of one component: groups (None if none were found), their units, a bound, and what was proven."""

    groups: list[Group] | None
    value: int
    bound: float
    status: str


def chosen(
    area: Field,
    columns: list[Group],
    count: int,
    start: list[Group] | None,
    seconds: Seconds,
) -> Alike:
    """Choose `count` groups, as cheaply as possible, that cover once each area that any of them covers."""
    import highspy

    covered = sorted({v for g in columns for v in g})
    place, rows = {v: k for k, v in enumerate(covered)}, len(covered)
    left = seconds()
    highs = quiet_highs(None if left is None else max(left, 0.01))
    highs.setOptionValue("mip_abs_gap", 1 - 10 * _EASE)
    highs.setOptionValue("mip_max_nodes", _NODES)
    lp = highspy.HighsLp()
    sizes = np.array([len(g) + 1 for g in columns])
    lp.num_col_, lp.num_row_ = len(columns), rows + 1
    lp.col_cost_ = np.array([area.cost(g) for g in columns], dtype=np.float64)
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    lp.row_lower_ = lp.row_upper_ = np.append(np.ones(rows), float(count))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate([np.array([*(place[v] for v in g), rows], dtype=np.int32) for g in columns])
    lp.a_matrix_.value_ = np.ones(int(sizes.sum()))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    highs.passModel(lp)
    if start is not None:
        at = {g: k for k, g in enumerate(columns)}
        highs.setSolution(len(start), np.array([at[g] for g in start], dtype=np.int32), np.ones(len(start)))
    if not finished(highs, seconds, len(columns)):
        return Alike(None, 0, -np.inf, "unknown")
    values = np.asarray(highs.getSolution().col_value)
    groups = [columns[k] for k in np.flatnonzero(values > 0.5).tolist()] if values.size else []
    bound = float(highs.getInfo().mip_dual_bound)
    is_done = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if len(groups) != count or sorted(v for g in groups for v in g) != covered:
        return Alike(None, 0, -np.inf, "unknown")
    value = sum(map(area.cost, groups))
    return Alike(groups, value, float(value) if is_done else bound, "optimal" if is_done else "feasible")
