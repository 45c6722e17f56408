"""From rulings and the scenario's choices to the numbers that pillars are drawn with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mineplan.policy import Policy, Ruling
from mineplan.pressed.measures import Angles, PillarNumbers
from mineplan.terms import Mineral, ProtectionGrade, ZoneKind

if TYPE_CHECKING:
    from mineplan.scenario import Pressed

# Kinds of zones that may let a part of a footprint go, or change what is to be filed.
PART_ZONES = frozenset(
    {ZoneKind.URBAN_CONSTRUCTION, ZoneKind.DEVELOPMENT_ZONE, ZoneKind.AREA_ASSESSMENT, ZoneKind.NO_KNOWN_RESOURCES}
)
_ANGLES = ("draw_angle_beta", "draw_angle_gamma", "draw_angle_delta")


def numbers_of(policy: Policy, choices: Pressed) -> PillarNumbers | None:
    """Return the numbers of the day; None where the scenario wants no pillars.

    A width or an angle whose ruling is not confirmed is not known, until the scenario assumes it.
    """
    if not choices.has_pillars:
        return None
    own = {r.where.get("mineral") for r in policy.rulings if r.rule in _ANGLES}
    return PillarNumbers(
        buffers_m={
            grade.value: width
            for grade in ProtectionGrade
            if (width := _figure(policy.find("buffer_strip", protection_grade=grade.value))) is not None
        },
        loose_deg=_figure(policy.find("loose_layer_angle")),
        angles={None: _angles(policy, None)} | {m.value: _angles(policy, m) for m in Mineral if m.value in own},
        surface_m=choices.surface_m,
        loose_m=choices.loose_m,
        part_zones=PART_ZONES,
        exempt_zones=frozenset(choices.deducted_zones),
        minimum_m2=choices.minimum_overlap_m2,
        on=policy.on if choices.judge_on == "as_of" else None,
    )


def drawn_with(policy: Policy) -> tuple[Ruling, ...]:
    """Return the rulings of widths and angles that are settled, so that documents cite them."""
    rules = ("buffer_strip", "loose_layer_angle", *_ANGLES, "draw_angle_beta_per_dip")
    return tuple(r for r in policy.rulings if r.rule in rules and r.is_settled)


def _figure(ruling: Ruling | None) -> float | None:
    if ruling is None or not ruling.is_settled or isinstance(ruling.amount, bool):
        return None
    return float(ruling.amount) if isinstance(ruling.amount, int | float) else None


def _angles(policy: Policy, mineral: Mineral | None) -> Angles:
    facts = {} if mineral is None else {"mineral": mineral.value}
    beta, gamma, delta = (_figure(policy.find(rule, **facts)) for rule in _ANGLES)
    per_dip = policy.find("draw_angle_beta_per_dip", **facts)
    if per_dip is not None and not per_dip.is_settled:
        beta = None  # half of a formula is no angle
    return Angles(beta, gamma, delta, _figure(per_dip) or 0.0)
