"""What a whole run presses, ground that several projects press counted once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely

from mineplan.plans import Finding, PressedProject
from mineplan.plans.pressed import Tonnages

_KINDS = (("footprint_t", "footprint", "footprint_m2"), ("buffered_t", "with_pillar", "buffered_m2"))


def totals_of(projects: Iterable[PressedProject]) -> dict[str, dict[str, Tonnages]]:
    """Return pressed tonnage by mineral, range (`footprint_t`, `buffered_t`) and class.

    An orebody that several projects press counts their united ground: its tonnage is the sum of theirs, times the
    area of the union over the sum of the areas, since tonnage goes with the plan area of a slab. Not known stays so.
    """
    bodies: dict[str, list[Finding]] = {}
    for project in projects:
        for finding in project.findings:
            bodies.setdefault(finding.orebody_id, []).append(finding)
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    for _, findings in sorted(bodies.items()):
        mineral = findings[0].mineral
        into = found.setdefault("" if mineral is None else mineral.value, {})
        for tonnage, shape, area in _KINDS:
            _add(into.setdefault(tonnage, {}), _once(findings, tonnage, shape, area))
    return {mineral: dict(kinds) for mineral, kinds in found.items()}


def _add(into: dict[str, float | None], more: Mapping[str, float | None]) -> None:
    for name, tonnes in more.items():
        before = into.get(name, 0.0)
        into[name] = None if tonnes is None or before is None else before + tonnes


def _once(findings: Sequence[Finding], tonnage: str, shape: str, area: str) -> dict[str, float | None]:
    pressed = [f for f in findings if getattr(f, area)]
    summed: dict[str, float | None] = {}
    for finding in pressed:
        _add(summed, getattr(finding, tonnage))
    if len(pressed) < 2:
        return summed
    shared = _union_share([getattr(f, shape) for f in pressed], math.fsum(getattr(f, area) for f in pressed))
    return {name: None if tonnes is None else tonnes * shared for name, tonnes in summed.items()}


def _union_share(shapes: Sequence[Any], total_m2: float) -> float:
    known = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if len(known) < 2 or total_m2 <= 0:
        return 1.0
    united = float(shapely.area(shapely.union_all(known)))
    apart = math.fsum(float(shapely.area(shape)) for shape in known)
    return 1.0 if apart <= 0 else min(1.0, united / apart)
