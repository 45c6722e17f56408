"""Figures and grounds as Chinese clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mineplan.policy import Policy


def tonnes(amount_t: float) -> str:
    """Return tonnes in 万吨."""
    return f"{amount_t / 1e4:,.2f}".rstrip("0").rstrip(".") + "万吨"


def rate(amount_t_a: float) -> str:
    """Return tonnes a year in 万吨/年."""
    return tonnes(amount_t_a) + "/年"


def years(amount_a: float) -> str:
    """Return years with one decimal."""
    return f"{amount_a:.1f}年"


def ground_text(policy: Policy, ruling_ids: Iterable[str]) -> str:
    """Return the documents, numbers and articles behind rulings, each once, in the order given."""
    found: list[str] = []
    for ruling_id in ruling_ids:
        ruling = policy.get(ruling_id)
        number = f"（{ruling.citation.number}）" if ruling.citation.number else ""
        text = f"《{ruling.citation.document}》{number}{ruling.citation.article}"
        text += "" if ruling.is_settled else "（待核实）"
        if text not in found:
            found.append(text)
    return "；".join(found)


def row_text(table: str, row: Mapping[str, Any]) -> str:
    """Return table and row of some figures, the row as the spreadsheet counts it."""
    number = row.get("source_row")
    return table if number is None or number != number else f"{table}第{int(number)}行"
