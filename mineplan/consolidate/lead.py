"""Which member leads a group (整合主体), by a score that can be recomputed by hand."""

from __future__ import annotations

import datetime
from typing import Any

from mineplan.plans import LeadScoreRow
from mineplan.scenario import LeadScore


def lead_scores(
    members: Any, quantities: dict[str, float | None], as_of: datetime.date, weights: LeadScore
) -> tuple[LeadScoreRow, ...]:
    """Return the members' scores, best first; ties go to the smallest licence number.

    Parameters
    ----------
    members
        RIGHTS rows of the group.
    quantities
        Minable quantity of each member in tonnes, None where unknown.
    as_of
        Day from which the licence term left is counted.
    weights
        A criterion that no member has a figure for drops out, and the rest are scaled up to 1.
    """
    rows = members.set_index("right_id")
    figures = {
        "remaining": {r: quantities.get(r) for r in rows.index},
        "capacity": _column(rows, "capacity_t_a"),
        "term": _terms(rows, as_of),
    }
    prices = weights_of(weights)
    figures |= {name: _column(rows, name) for name in sorted(weights.further)}
    figures = {name: values for name, values in figures.items() if prices[name] and any(values.values())}
    whole = sum(prices[name] for name in figures) or 1.0
    scored = []
    for right_id in rows.index:
        parts = {name: _relative(values, right_id) for name, values in figures.items()}
        total = sum(prices[name] / whole * part for name, part in parts.items())
        scored.append(LeadScoreRow(str(right_id), round(total, 6), {n: round(p, 6) for n, p in parts.items()}))
    return tuple(sorted(scored, key=lambda row: (-row.total, row.right_id)))


def weights_of(weights: LeadScore) -> dict[str, float]:
    """Return every criterion's weight by the name it has in `LeadScoreRow.parts`."""
    named = {"remaining": weights.remaining, "capacity": weights.capacity, "term": weights.term}
    return named | dict(sorted(weights.further.items()))


def _relative(values: dict[str, float | None], right_id: str) -> float:
    largest = max(v for v in values.values() if v)
    return max(0.0, values[right_id] or 0.0) / largest


def _column(rows: Any, name: str) -> dict[str, float | None]:
    if name not in rows:
        return dict.fromkeys(rows.index)
    return {r: None if v != v else float(v) for r, v in rows[name].astype(float).items()}


def _terms(rows: Any, as_of: datetime.date) -> dict[str, float | None]:
    if "valid_to" not in rows:
        return dict.fromkeys(rows.index)
    return {
        r: max(0.0, (day - as_of).days / 365.25) if isinstance(day, datetime.date) and day == day else None
        for r, day in rows["valid_to"].items()
    }
