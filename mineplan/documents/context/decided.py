"""How the plan honours reviewers' decisions, for the proposal and the tables."""

from __future__ import annotations

from typing import Any

from mineplan.documents.context.ledger import Ledger, spoken
from mineplan.plans import ConsolidationPlan, Heeded

# Columns of the sheet 审查意见落实.
SHEET_COLUMNS = ("no", "group_id", "by", "at", "asked", "text", "heeding", "words", "changed", "right_ids")


def decisions_of(plan: ConsolidationPlan, ledger: Ledger, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Return each decision with what became of it, in words, and where they were kept."""
    decided = plan.decided
    if decided is None:
        return {"rows": [], "count": 0, "open": [], "changed": [], "run": "", "seq": 0, "hash": ""}
    numerals = {g["group_id"]: f"区块（{g['numeral']}）" for g in groups}
    rows = [_row(one, ledger, numerals) for one in decided.heeded]
    seq, digest = decided.head or (0, "")
    return {
        "rows": rows,
        "count": len(rows),
        "open": [row["no"] for row in rows if row["state"] in ("待落实", "无法落实")],
        "changed": [f"第{row['no']}条：{row['changed']}" for row in rows if row["changed"]],
        "run": decided.run,
        "seq": seq,
        "hash": digest,
    }


def _row(one: Heeded, ledger: Ledger, numerals: dict[str, str]) -> dict[str, Any]:
    def told(sentence: str) -> str:
        """Say mines and numbered groups in place of licence numbers, where there are such."""
        for group_id, numeral in numerals.items():
            sentence = sentence.replace(f"区块{group_id}", numeral).replace(group_id, numeral)
        return spoken(sentence, ledger)

    return {
        "no": one.no,
        "group_id": one.group_id,
        "who": f"{one.by}\n{_when(one.at)}",
        "asked": told(one.asked) + (f"（{one.text}）" if one.text else ""),
        "state": one.state.label,
        "words": told(one.words),
        "changed": "；".join(told(change) for change in one.changed),
    }


def _when(at: str) -> str:
    """Return a time as people read it; what is no ISO time stands as it was written."""
    return at[:16].replace("T", " ") if at[4:5] == "-" and at[10:11] == "T" else at


def decision_rows(plan: ConsolidationPlan) -> list[dict[str, Any]]:
    """Return the rows of the sheet 审查意见落实."""
    heeded = () if plan.decided is None else plan.decided.heeded
    return [
        {
            **{name: getattr(one, name) for name in ("no", "group_id", "by", "at", "asked", "text", "words")},
            "heeding": one.state.value,
            "changed": "；".join(one.changed),
            "right_ids": ";".join(one.right_ids),
        }
        for one in heeded
    ]
