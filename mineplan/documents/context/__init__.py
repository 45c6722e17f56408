"""Plan -> one plain dict: all that the proposal prints, already formatted."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.annexes import annexes_of, atlas_rows, note_rows, right_rows, single_rows
from mineplan.documents.context.constraints import constraints_of
from mineplan.documents.context.decided import decisions_of
from mineplan.documents.context.evidence import evidence_of
from mineplan.documents.context.groups import groups_of
from mineplan.documents.context.head import head_of
from mineplan.documents.context.law import law_of
from mineplan.documents.context.ledger import Ledger, ledger_of, minerals_of
from mineplan.documents.context.proof import proof_of
from mineplan.documents.context.situation import dispositions_of, situation_of, targets_of
from mineplan.plans import ConsolidationPlan

__all__ = ["context_of"]


def context_of(plan: ConsolidationPlan) -> dict[str, Any]:
    """Return what the templates see: str, int, float, bool, list and dict only; same plan, same dict."""
    ledger, law = ledger_of(plan), law_of(plan)
    groups = groups_of(plan, ledger)
    proof = proof_of(plan, ledger, groups)
    for group, row in zip(plan.groups, groups, strict=True):
        row["evidence"] = evidence_of(plan, group, row, proof["alternatives"])
    rights = right_rows(plan, ledger, groups)
    single, notes = single_rows(rights), note_rows(plan, ledger)
    present = {
        "rights": bool(rights),
        "corners": bool(groups),
        "atlas": bool(groups),
        "single": bool(single),
        "rulings": bool(law["rulings"]),
        "doubts": bool(law["assumed"] or law["unconfirmed"]),
        "notes": bool(notes),
        "proof": True,
    }
    return _head(plan, ledger) | {
        "law": law,
        "situation": situation_of(plan, ledger),
        "targets": targets_of(plan),
        "dispositions": dispositions_of(plan),
        "groups": groups,
        "has_groups": bool(groups),
        "merged_rights": sum(g["rights"] for g in groups),
        "totals": _totals(plan),
        "rights": rights,
        "atlas": atlas_rows(groups),
        "single": single,
        "notes": notes,
        "decisions": decisions_of(plan, ledger, groups),
        "constraints": constraints_of(plan, ledger, groups),
        "proof": proof,
        "annexes": annexes_of(present)["by_key"],
        "annex_list": annexes_of(present)["all"],
    }


def _head(plan: ConsolidationPlan, ledger: Ledger) -> dict[str, Any]:
    minerals = minerals_of(plan, ledger)
    return head_of(plan) | {"minerals": "、".join(minerals), "has_minerals": bool(minerals)}


def _totals(plan: ConsolidationPlan) -> dict[str, str]:
    return {
        "area": numbers.area(sum(g.area_km2 for g in plan.groups)),
        "members": numbers.area(sum(g.members_km2 for g in plan.groups)),
        "gap": numbers.area(sum(g.gap_km2 for g in plan.groups)),
        "corners": str(sum(len(g.corners) for g in plan.groups)),
    }
