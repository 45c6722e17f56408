"""Rows of the plan's tables as plain dicts, unknown cells as None, and how a right is called."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from mineplan.documents.numbers import MISSING, is_known
from mineplan.plans import ConsolidationPlan, PressedPlan
from mineplan.terms import Mineral, Term, term_of

Row = dict[str, Any]
Rows = list[Row]


def rows_of(plan: ConsolidationPlan | PressedPlan, name: str) -> Rows:
    """Return a table's rows without geometry; none where the plan has no such table."""
    frame = plan.tables.get(name)
    if frame is None or not len(frame):
        return []
    columns = [str(c) for c in frame.columns if c != "geometry"]
    cells = [[_cell(value) for value in frame[c].tolist()] for c in columns]
    return [dict(zip(columns, row, strict=True)) for row in zip(*cells, strict=True)]


def _cell(value: Any) -> Any:
    """Return None for nothing, a date for a time stamp, and Python's own numbers for numpy's."""
    if not is_known(value):
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    return value.item() if hasattr(value, "item") else value


@dataclass(frozen=True)
class Ledger:
    """The plan's tables, read once.

    Attributes
    ----------
    rights, orebodies, pairs
        Rows by licence number, by orebody, and by both licence numbers of a pair.
    """

    rights: dict[str, Row]
    orebodies: dict[str, Row]
    pairs: dict[frozenset[str], Row]
    links: Rows
    zones: Rows

    def right(self, right_id: str) -> Row:
        """Return the row of a right; a row of its number alone where the table lacks it."""
        return self.rights.get(right_id, {"right_id": right_id})


def ledger_of(plan: ConsolidationPlan) -> Ledger:
    """Read the plan's tables, every right of the plan among the rights."""
    rows = {str(row["right_id"]): row for row in rows_of(plan, "rights")}
    return Ledger(
        rights={o.right_id: rows.get(o.right_id, {"right_id": o.right_id}) for o in plan.rights},
        orebodies={str(row["orebody_id"]): row for row in rows_of(plan, "orebodies")},
        pairs={frozenset((str(row["right_a"]), str(row["right_b"]))): row for row in rows_of(plan, "adjacency")},
        links=rows_of(plan, "links"),
        zones=rows_of(plan, "zones"),
    )


def label(kind: type[Term], value: Any) -> str:
    """Return the Chinese label of a code name; the word itself when it is none; a dash for nothing."""
    if not is_known(value):
        return MISSING
    member = term_of(kind, str(value))
    return str(value) if member is None else member.label


def text(value: Any) -> str:
    """Return a cell's words; a dash for nothing."""
    return str(value) if is_known(value) else MISSING


def name_of(row: Row) -> str:
    """Return what a right is called in running text: its mine, or its licence number."""
    return str(row.get("mine_name") or row["right_id"])


def spoken(sentence: str, ledger: Ledger) -> str:
    """Return a remark with mines in place of licence numbers, without its full stop."""

    def name(found: re.Match[str]) -> str:
        row = ledger.rights.get(found[0])
        return found[0] if row is None else name_of(row)

    return re.sub(r"[0-9A-Za-z_\-]{6,}", name, sentence).rstrip("。；;")


def minerals_of(plan: ConsolidationPlan, ledger: Ledger) -> list[str]:
    """Return the labels of the minerals that take part: those chosen, else those of the ledger."""
    if plan.minerals:
        return [m.label for m in plan.minerals]
    found = {label(Mineral, row.get("mineral")) for row in ledger.rights.values()}
    return sorted(found - {MISSING})


def split(joined: Any) -> list[str]:
    """Return the words that a table joins by semicolons."""
    return [word for word in str(joined).split(";") if word] if is_known(joined) else []
