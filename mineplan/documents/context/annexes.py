"""What the annexes print: every right, every corner, what stays alone, and what is in doubt."""

from __future__ import annotations

import re
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.constraints import pins_of_right
from mineplan.documents.context.law import grounds
from mineplan.documents.context.ledger import Ledger, label, spoken, text
from mineplan.documents.context.solver_words import chinese
from mineplan.documents.maps import sheet_name
from mineplan.plans import ConsolidationPlan, RightOutcome
from mineplan.terms import Disposition, Mineral, MiningMethod, ZoneKind

_TITLES = (
    ("rights", "现有采矿权一览及处置表"),
    ("corners", "拟设采矿权拐点坐标表"),
    ("atlas", "区块对照图集目录"),
    ("single", "未纳入整合的采矿权及理由"),
    ("rulings", "依据条款一览表"),
    ("doubts", "假定事项和待核实条款"),
    ("notes", "数据说明与疑点"),
    ("proof", "求解证明"),
)


def annexes_of(present: dict[str, bool]) -> dict[str, Any]:
    """Return number and title of each annex that has something to say, and the list of them."""
    titles = [(key, title) for key, title in _TITLES if present[key]]
    numbered = {key: {"no": no, "title": title} for no, (key, title) in enumerate(titles, start=1)}
    return {"by_key": {key: numbered.get(key, {}) for key, _ in _TITLES}, "all": list(numbered.values())}


def right_rows(plan: ConsolidationPlan, ledger: Ledger, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row for each right: what it is and what becomes of it."""
    names = {g["group_id"]: g for g in groups}
    outcomes = sorted(plan.rights, key=lambda o: (str(ledger.right(o.right_id).get("county") or ""), o.right_id))
    return [
        _right(no, outcome, ledger, names.get(outcome.group_id or ""))
        | {
            "grounds": grounds(outcome.reasons, plan),
            "remarks": [spoken(r, ledger) for r in outcome.remarks] + pins_of_right(plan, ledger, outcome.right_id),
        }
        for no, outcome in enumerate(outcomes, start=1)
    ]


def _right(no: int, outcome: RightOutcome, ledger: Ledger, group: dict[str, Any] | None) -> dict[str, Any]:
    row = ledger.right(outcome.right_id)
    is_lead = group is not None and group["raw"]["lead_id"] == outcome.right_id
    return {
        "no": no,
        "right_id": outcome.right_id,
        "county": text(row.get("county")),
        "mine_name": text(row.get("mine_name")),
        "holder": text(row.get("holder")),
        "mineral": label(Mineral, row.get("mineral")),
        "method": label(MiningMethod, row.get("method")),
        "capacity": numbers.capacity(row.get("capacity_t_a")),
        "registered": numbers.area(row.get("area_km2")),
        "area": numbers.area(row.get("ellipsoid_km2")),
        "elevations": numbers.elevations(row.get("top_m"), row.get("bottom_m")),
        "valid_to": numbers.short_day(row.get("valid_to")),
        "disposition": outcome.disposition.label,
        "code": outcome.disposition.value,
        "group": "" if group is None else group["numeral"],
        "group_id": outcome.group_id or "",
        "is_lead": is_lead,
        "role": "整合主体" if is_lead else "",
    }


def atlas_rows(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row a sheet: which file holds it; the sheets themselves stand at the head of each group."""
    overview = {
        "no": 1,
        "name": "全部区块",
        "group_id": numbers.MISSING,
        "title": "整合区块分布示意图",
        "file": "overview",
    }
    sheets = [
        {
            "no": no,
            "name": f"（{group['numeral']}）{group['name']}",
            "group_id": group["group_id"],
            "title": "整合前后对照示意图",
            "file": sheet_name(group["group_id"]),
        }
        for no, group in enumerate(groups, start=2)
    ]
    return [overview, *sheets] if sheets else []


def single_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rights outside every group, numbered afresh, with reason and grounds in one cell each."""
    order = {d.label: k for k, d in enumerate(Disposition)}
    alone = sorted((row for row in rows if not row["group_id"]), key=lambda row: order[row["disposition"]])
    return [
        row
        | {
            "no": no,
            "reason": "；".join(row["remarks"]) or numbers.MISSING,
            "grounds_text": "；".join(row["grounds"]) or numbers.MISSING,
        }
        for no, row in enumerate(alone, start=1)
    ]


def note_rows(plan: ConsolidationPlan, ledger: Ledger) -> list[dict[str, Any]]:
    """Return the doubts, those about the whole run first."""
    notes = sorted(plan.notes, key=lambda n: (bool(n.subject), n.code, n.subject, n.text))
    titles = {ruling.ruling_id: ruling.title for ruling in plan.rulings}
    rows = []
    for no, note in enumerate(notes, start=1):
        is_ruling = note.subject in titles or note.code in ("unconfirmed_ruling", "ruling_expired")
        subject = "依据条款" if is_ruling else note.subject or "全部数据"
        rows.append(
            {
                "no": no,
                "subject": subject,
                "name": titles.get(note.subject) or _called(note.subject, ledger),
                "text": chinese(note).rstrip("。"),
                "code": note.code,
            }
        )
    return rows


def _called(subject: str, ledger: Ledger) -> str:
    """Return the mine of a licence number, or what else a note is about; a dash where the run has no such thing."""
    if subject in ledger.rights:
        return text(ledger.rights[subject].get("mine_name"))
    if subject in ledger.orebodies:
        return "矿体"
    kinds = [row.get("kind") for row in ledger.zones if subject and subject in (row.get("name"), row.get("zone_id"))]
    if kinds:
        return label(ZoneKind, kinds[0])
    return "未列入本方案" if re.fullmatch(r"[A-Z]?\d{12,}", subject) else numbers.MISSING
