"""What the rulings of the day do to mining in each kind of zone, as far as the plan says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.terms import ZoneEffect, term_of

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

_MILDEST_FIRST = (ZoneEffect.RESTRICT, ZoneEffect.CONSENT, ZoneEffect.BAN)


def zone_effects(plan: ConsolidationPlan) -> dict[str, ZoneEffect]:
    """Return the gravest effect by zone kind (code name) among the rulings in force that the plan relies on.

    A kind that none of them names is absent: the sheet then says 其他管控区域 and claims nothing.
    """
    found: dict[str, ZoneEffect] = {}
    for effect in _MILDEST_FIRST:
        for ruling in plan.rulings:
            if ruling.valid_to is not None and ruling.valid_to < plan.as_of:
                continue
            if ruling.scope and ruling.scope.get("effect") == effect.value and "zone" in ruling.where:
                found[str(ruling.where["zone"])] = effect
    return found


def effect_of_row(row: Any, effects: dict[str, ZoneEffect]) -> ZoneEffect | None:
    """Return the effect of one row of the zones table; its own `effect` column wins."""
    own = row.get("effect")
    if isinstance(own, str) and own:
        return term_of(ZoneEffect, own)
    return effects.get(str(row.get("kind")))
