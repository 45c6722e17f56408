"""Who leads a group, by a score that is reckoned again."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from mineplan.verify.case import Case
from mineplan.verify.stock import quantity_bounds, remaining_t, right_stock

# Scores and their parts are printed with six digits.
_DIGIT = 2e-6
_Bounds = tuple[float, float]


def lead(case: Case) -> Iterator[str]:
    """Each part, each total and the order of each group's scores; the best leads, ties to the smallest number.

    A right that reviewers want to lead does so whatever its score.
    """
    for group in case.plan["groups"]:
        name, rows = group["group_id"], group["lead_scores"]
        if sorted(r["right_id"] for r in rows) != sorted(group["right_ids"]):
            yield f"group {name}: lead_scores are not over its members"
            continue
        yield from _parts(case, group)
        if [r["right_id"] for r in rows] != [r["right_id"] for r in sorted(rows, key=_rank)]:
            yield f"group {name}: lead_scores do not stand in order"
        best = min(rows, key=_rank)["right_id"]
        wanted = sorted(set(case.asked.leads) & set(group["right_ids"]))
        if wanted:
            if group["lead_id"] not in wanted:
                yield f"group {name}: reviewers want {wanted[0]} to lead, the plan is led by {group['lead_id']}"
            continue
        if group["lead_id"] != best:
            yield f"group {name}: {best} has the best score, the plan is led by {group['lead_id']}"


def _rank(row: dict[str, Any]) -> tuple[float, str]:
    return (-row["total"], row["right_id"])


def _parts(case: Case, group: dict[str, Any]) -> Iterator[str]:
    weights = case.choices.lead_score
    prices = {"remaining": weights.remaining, "capacity": weights.capacity, "term": weights.term} | weights.further
    found = {name: _column(case, group["right_ids"], name) for name, price in prices.items() if price}
    found = {name: values for name, values in found.items() if any(high for _, high in values.values())}
    whole = sum(prices[name] for name in found) or 1.0
    for row in group["lead_scores"]:
        place = f"group {group['group_id']}: lead score of {row['right_id']}"
        if set(row["parts"]) != set(found):
            yield f"{place} has the parts {sorted(row['parts'])}, not {sorted(found)}"
            continue
        for name, values in found.items():
            least, most = _relative(values, row["right_id"])
            if not least - _DIGIT <= row["parts"][name] <= most + _DIGIT:
                yield f"{place}: {name} is {least:.6f} to {most:.6f} by the tables, the plan says {row['parts'][name]}"
        total = sum(prices[name] / whole * part for name, part in row["parts"].items())
        if abs(total - row["total"]) > _DIGIT:
            yield f"{place}: total is {total:.6f} by its parts, the plan says {row['total']}"


def _relative(values: dict[str, _Bounds], right_id: str) -> _Bounds:
    least, most = values[right_id]
    others_least = max((low for r, (low, _) in values.items() if r != right_id), default=0.0)
    others_most = max((high for r, (_, high) in values.items() if r != right_id), default=0.0)
    return least / max(least, others_most) if least else 0.0, most / max(most, others_least) if most else 0.0


def _column(case: Case, members: list[str], name: str) -> dict[str, _Bounds]:
    """Return the least and the greatest figure of each member for one criterion; 0 where it has none."""
    if name == "remaining":
        return {r: _quantity(case, r) for r in members}
    if name == "term":
        return {r: _term(case, r) for r in members}
    column = "capacity_t_a" if name == "capacity" else name
    figures = {r: max(0.0, float(case.value(r, column) or 0.0)) for r in members}
    return {r: (v, v) for r, v in figures.items()}


def _quantity(case: Case, right_id: str) -> _Bounds:
    least, most = quantity_bounds(case, right_stock(case, right_id), remaining_t(case, [right_id]))
    return min(least or 0.0, most or 0.0), max(least or 0.0, most or 0.0)


def _term(case: Case, right_id: str) -> _Bounds:
    day = case.value(right_id, "valid_to")
    years = max(0.0, (day - case.scenario.as_of).days / 365.25) if isinstance(day, datetime.date) else 0.0
    return years, years
