"""Which zones bear on the rights of the plan, and how many were looked at besides."""

from __future__ import annotations

from collections import Counter
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.ledger import Ledger, label
from mineplan.plans import ConsolidationPlan
from mineplan.terms import ZoneKind

_MOST_NAMES = 4


def zones_of(plan: ConsolidationPlan, ledger: Ledger) -> dict[str, Any]:
    """Return the touching zones by kind with their names, and how many touch nothing."""
    near = [row for row, is_near in zip(ledger.zones, _touching(plan, ledger), strict=True) if is_near]
    counts = Counter(label(ZoneKind, row.get("kind")) for row in near)
    words = []
    for kind, count in sorted(counts.items()):
        names = [str(r["name"]) for r in near if label(ZoneKind, r.get("kind")) == kind and r.get("name")]
        told = f"（{numbers.listing(names, most=_MOST_NAMES, counter='处')}）" if names else ""
        words.append(f"{kind}{count}处{told}")
    return {"total": len(ledger.zones), "touching": "、".join(words), "others": len(ledger.zones) - len(near)}


def _touching(plan: ConsolidationPlan, ledger: Ledger) -> list[bool]:
    """Whether each zone reaches a right or a new extent, with the distance that a ruling keeps around its kind.

    A zone that a remark names bears on the plan, whatever the drawing says.
    """
    import shapely

    frame = plan.tables.get("zones")
    if frame is None or "geometry" not in frame:
        return [True] * len(ledger.zones)
    ground = [*plan.tables["rights"].geometry, *(group.extent for group in plan.groups)]
    tree = shapely.STRtree([g for g in ground if g is not None])
    told = "".join(r for remarks in _remarks(plan) for r in remarks)
    reach = _distances(plan)
    found = []
    for row, shape in zip(ledger.zones, frame.geometry, strict=True):
        is_named = bool(row.get("name")) and f"“{row['name']}”" in told
        metres = reach.get(str(row.get("kind")), 0.0)
        is_near = shape is not None and len(tree.query(shape, predicate="dwithin", distance=metres)) > 0
        found.append(is_named or is_near)
    return found


def _remarks(plan: ConsolidationPlan) -> list[tuple[str, ...]]:
    return [*(group.remarks for group in plan.groups), *(right.remarks for right in plan.rights)]


def _distances(plan: ConsolidationPlan) -> dict[str, float]:
    """Return the largest distance by zone kind among the rulings of the plan, metres."""
    found: dict[str, float] = {}
    for ruling in plan.rulings:
        kind, amount = str(ruling.where.get("zone", "")), ruling.amount
        if kind and ruling.unit == "m" and isinstance(amount, int | float) and not isinstance(amount, bool):
            found[kind] = max(found.get(kind, 0.0), float(amount))
    return found
