"""Coal continuation as the document prints it."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.allocation import words
from mineplan.documents.context.law import ground_numbers, grounds
from mineplan.plans import AllocationPlan
from mineplan.plans.allocation import Candidate, ContinuationRow, MineLife, ZoneHit
from mineplan.terms import Channel, GrantMode


def continuation_of(plan: AllocationPlan) -> dict[str, Any]:
    """Return mines by remaining life, and what becomes of every coal block."""
    rows = [_block(no, row, plan) for no, row in enumerate(plan.continuation, start=1)]
    mines = [_mine(no, mine) for no, mine in enumerate(plan.mines, start=1)]
    proposed = [row for row in rows if row["status"] == "proposed"]
    ranked = [mine for mine in plan.mines if mine.life_a is not None and not mine.excluded]
    return {
        "mines": mines,
        "mine_count": len(mines),
        "ranked_count": len(ranked),
        "depleted": [mine for mine in mines if mine["is_depleted"]],
        "depleted_count": sum(mine.is_depleted for mine in plan.mines),
        "excluded": [mine for mine in mines if mine["excluded"]],
        "increased_count": sum(mine.has_increase for mine in plan.mines),
        "factor": numbers.trimmed(plan.mines[0].reserve_factor, 3) if plan.mines else numbers.MISSING,
        "blocks": rows,
        "block_count": len(rows),
        "proposed": proposed,
        "postponed": [row for row in rows if row["status"] == "postponed"],
        "left_out": [row for row in rows if row["status"] == "excluded"],
        "channels": _channels(plan),
        "recoverable": numbers.mass(
            sum(r.recoverable_t or 0.0 for r in plan.continuation if r.status == "proposed") or None
        ),
    }


def _channels(plan: AllocationPlan) -> list[dict[str, Any]]:
    """Count the blocks by channel, the proposed ones apart."""
    counted = []
    for kind in Channel:
        own = [r for r in plan.continuation if r.channel is kind]
        if not own:
            continue
        chosen = [r for r in own if r.status == "proposed"]
        counted.append(
            {
                "channel": kind.label,
                "blocks": len(own),
                "proposed": len(chosen),
                "competition": sum(r.mode is GrantMode.COMPETITION for r in chosen),
                "agreement": sum(r.mode is GrantMode.AGREEMENT for r in chosen),
                "counted": "占用" if any(r.is_in_total for r in own) else "不占用",
            }
        )
    return counted


def _mine(no: int, mine: MineLife) -> dict[str, Any]:
    marks = [("枯竭", mine.is_depleted), ("已核增", mine.has_increase)]
    return {
        "no": no,
        "right_id": mine.right_id,
        "mine_name": mine.mine_name or numbers.MISSING,
        "holder": mine.holder or numbers.MISSING,
        "county": mine.county or numbers.MISSING,
        "recoverable": numbers.mass(mine.recoverable_t),
        "capacity": numbers.capacity(mine.capacity_t_a),
        "life": numbers.years(mine.life_a),
        "life_after": numbers.years(mine.life_after_a if mine.block_ids else mine.life_a),
        "blocks": "、".join(mine.block_ids) or numbers.MISSING,
        "rank": mine.depletion_rank or numbers.MISSING,
        "is_depleted": mine.is_depleted,
        "excluded": mine.excluded.rstrip("。"),
        "remark": mine.excluded.rstrip("。") or "、".join(word for word, is_so in marks if is_so) or numbers.MISSING,
        "formula": mine.formula,
    }


def _block(no: int, row: ContinuationRow, plan: AllocationPlan) -> dict[str, Any]:
    qualified = [c for c in row.candidates if c.is_qualified]
    return {
        "no": no,
        "status": row.status,
        "status_label": words.STATUSES[row.status],
        "rank": row.rank or numbers.MISSING,
        "block_id": row.block_id,
        "name": row.block_name or row.block_id,
        "county": row.county or numbers.MISSING,
        "channel": numbers.MISSING if row.channel is None else row.channel.label,
        "channel_reason": row.channel_reason.rstrip("。"),
        "mode": numbers.MISSING if row.mode is None else row.mode.label,
        "mode_reason": row.mode_reason.rstrip("。"),
        "mine_name": row.mine_name or "社会公开",
        "right_id": row.right_id,
        "year": row.year or numbers.MISSING,
        "area": numbers.area(row.area_km2),
        "banned": numbers.area(row.banned_km2) if row.banned_km2 >= 5e-5 else "",
        "elevations": numbers.elevations(row.top_m, row.bottom_m),
        "recoverable": numbers.mass(row.recoverable_t),
        "capacity": numbers.capacity(row.capacity_t_a),
        "life_before": numbers.years(row.life_before_a),
        "life_after": numbers.years(row.life_after_a),
        "counted": "占用" if row.is_in_total else "不占用",
        "held": words.held(row.runs, row.held_runs),
        "held_year": words.held(row.runs, row.held_year_runs),
        "is_firm": words.is_firm(row.runs, row.held_runs),
        "candidates": [_candidate(c, row) for c in row.candidates],
        "qualified_count": len(qualified),
        "qualified": "、".join(c.mine_name or c.right_id for c in qualified),
        "zones": words.clauses(_zone(zone) for zone in row.zones) if row.zones else "",
        "legal_ground": row.legal_ground.rstrip("。"),
        "registration": row.registration.rstrip("。"),
        "remarks": [remark.rstrip("。") for remark in row.remarks],
        "remarks_text": words.clauses(row.remarks or (row.channel_reason,)),
        "grounds": grounds(row.rulings, plan),
        "ground_numbers": ground_numbers(row.rulings, plan),
    }


def _candidate(candidate: Candidate, row: ContinuationRow) -> dict[str, Any]:
    return {
        "mine_name": candidate.mine_name or candidate.right_id,
        "relation": words.RELATIONS.get(candidate.relation, candidate.relation),
        "gap": numbers.trimmed(candidate.gap_m, 1),
        "boundary": numbers.trimmed(candidate.shared_boundary_m, 1),
        "overlap": numbers.percent(candidate.overlap_share),
        "elevation": words.ELEVATIONS.get(candidate.elevation, candidate.elevation),
        "result": ("选定" if candidate.right_id == row.right_id else "符合") if candidate.is_qualified else "不符合",
        "reason": candidate.reason.rstrip("。"),
        "points": max(candidate.points.values()) if candidate.points else numbers.MISSING,
        "life_after": numbers.years(candidate.life_after_a),
    }


def _zone(zone: ZoneHit) -> str:
    consent = f"，须征得{zone.consent_of}同意" if zone.consent_of else ""
    doubt = "" if zone.is_settled else "（条款待核实）"
    share = f"{zone.overlap_m2 / 1e4:.4f}公顷（占{zone.overlap_share:.1%}）"
    return f"与{zone.name or zone.zone_id}重叠{share}{consent}{doubt}"
