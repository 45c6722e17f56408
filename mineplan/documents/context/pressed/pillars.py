"""The numbers that a pillar was drawn with, and the rulings they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mineplan.documents import numbers
from mineplan.plans import Finding, PressedPlan, PressedProject
from mineplan.policy import Ruling

_ANGLES = "draw_angle_"


def pillar_rows(project: PressedProject) -> list[dict[str, Any]]:
    """Return the numbers of each orebody's pillar; none where no pillar was drawn."""
    return [
        _row(no, finding)
        for no, finding in enumerate(project.findings, start=1)
        if finding.buffered_m2 is not None and finding.geometry_steps
    ]


def _row(no: int, finding: Finding) -> dict[str, Any]:
    steps: Mapping[str, Any] = finding.geometry_steps
    told = {name: numbers.trimmed(steps.get(name), 2) for name in _NAMES}
    return {"mark": numbers.circled(no), "orebody_id": finding.orebody_id, **told}


_NAMES = (
    "buffer_m",
    "surface_m",
    "loose_m",
    "loose_deg",
    "dip_deg",
    "dip_direction_deg",
    "beta_deg",
    "gamma_deg",
    "delta_deg",
)


def drawn_with(plan: PressedPlan, project: PressedProject) -> list[Ruling]:
    """Return the rulings of the widths and angles that the project's pillars were drawn with."""
    if project.outline is None:
        return []
    minerals = {f.mineral.value for f in project.findings if f.mineral is not None and f.buffered_m2 is not None}
    grade = {"protection_grade": project.protection_grade}
    found = [r for r in plan.rulings if r.rule == "buffer_strip" and r.applies(grade)]
    if minerals:
        found += [r for r in plan.rulings if r.rule == "loose_layer_angle"]
    rules = sorted({r.rule for r in plan.rulings if r.rule.startswith(_ANGLES)})
    for rule in rules:
        own = [r for r in plan.rulings if r.rule == rule]
        found += [one for mineral in sorted(minerals) for one in _for_mineral(own, mineral)]
    return list({ruling.ruling_id: ruling for ruling in found}.values())


def _for_mineral(rulings: list[Ruling], mineral: str) -> list[Ruling]:
    """Return the rulings of a mineral, or the general one where it has none."""
    own = [r for r in rulings if r.where.get("mineral") == mineral]
    return own or [r for r in rulings if "mineral" not in r.where]
