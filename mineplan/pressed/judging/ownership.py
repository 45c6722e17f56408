"""Which rights the builder holds, and which ground that makes its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely

from mineplan.plans import Note
from mineplan.pressed.law import SameOwner, compare_owners
from mineplan.pressed.measures import MeasuredPart, MeasuredProject, PressedOre, Pressing, TouchedRight
from mineplan.terms import RightStatus

# Less ground than this is a sliver of surveying and no part of its own.
_SLIVER_M2 = 1.0
_ANSWERS = {SameOwner.SAME: True, SameOwner.VARIANT: True, SameOwner.ASK: None, SameOwner.DIFFERENT: False}


@dataclass(frozen=True)
class Ownership:
    """What comparing the builder with the holders said: licence number -> own, not own, or None for asked."""

    is_own: Mapping[str, bool | None]
    notes: tuple[Note, ...] = ()


def ownership_of(measured: MeasuredProject) -> Ownership:
    """Compare the builder with the holder of every right that the project touches."""
    owner, project_id = measured.project.owner, measured.project.project_id
    answers: dict[str, bool | None] = {}
    notes = []
    for touched in _all_rights(measured):
        right = touched.right
        if right.right_id in answers:
            continue
        found = compare_owners(owner, right.holder)
        answers[right.right_id] = _ANSWERS[found]
        if found is SameOwner.VARIANT:
            text = (
                f"建设单位“{owner}”与采矿权{right.right_id}的采矿权人“{right.holder}”只是公司形式写法不同，按同一主体"
            )
            notes.append(Note("owner_variant", text, project_id))
        if found is SameOwner.ASK:
            text = f"建设单位“{owner}”与采矿权{right.right_id}的采矿权人“{right.holder}”名称相近，是否同一主体须问清"
            notes.append(Note("owner_asked", text, project_id))
    if answers and not owner:
        notes.append(Note("owner_missing", "建设单位未填，未考虑本矿区范围的例外", project_id))
    return Ownership(answers, tuple(notes))


def _all_rights(measured: MeasuredProject) -> list[TouchedRight]:
    found = [*measured.rights, *(touched for ore in measured.ores for touched in ore.rights)]
    return sorted(found, key=lambda touched: touched.right.right_id)


def is_standing(touched: TouchedRight) -> bool:
    """Whether a right still stands; a closed one is nobody's to compensate."""
    return touched.right.status is not RightStatus.CLOSED


def divided(part: MeasuredPart, ownership: Ownership) -> tuple[MeasuredPart, ...]:
    """Split a part at the outline of the builder's own mining areas: the ground outside them first."""
    own = [
        touched.right
        for touched in part.rights
        if ownership.is_own.get(touched.right.right_id) is not False and is_standing(touched)
    ]
    if not own:
        return (part,)
    ground = shapely.union_all([right.shape for right in own])
    inside = shapely.intersection(part.shape, ground)
    outside = shapely.difference(part.shape, ground)
    if shapely.area(inside) < _SLIVER_M2 or shapely.area(outside) < _SLIVER_M2:
        return (part,)
    ids = {right.right_id for right in own}
    return (
        _piece(part, outside, ground, ids, is_inside=False),
        _piece(part, inside, ground, ids, is_inside=True),
    )


def _piece(part: MeasuredPart, shape: Any, ground: Any, own: set[str], *, is_inside: bool) -> MeasuredPart:
    ores = tuple(found for ore in part.ores if (found := _cut(ore, ground, own, is_inside)) is not None)
    rights = tuple(
        touched
        for touched in part.rights
        if (touched.right.right_id not in own or is_inside)
        and shapely.area(shapely.intersection(touched.right.shape, shape)) >= _SLIVER_M2
    )
    return replace(part, shape=shape, area_m2=float(shapely.area(shape)), ores=ores, rights=rights)


def _cut(ore: PressedOre, ground: Any, own: set[str], is_inside: bool) -> PressedOre | None:
    """Return what of an ore's pressing lies under the own ground, or what lies beyond it; None for nothing."""
    footprint = _share_of(ore.footprint, ground, is_inside)
    pillar = None if ore.with_pillar is None else _share_of(ore.with_pillar, ground, is_inside)
    if footprint.area_m2 < _SLIVER_M2 and (pillar is None or pillar.area_m2 < _SLIVER_M2):
        return None
    rights = tuple(t for t in ore.rights if is_inside or t.right.right_id not in own)
    return replace(ore, footprint=footprint, with_pillar=pillar, rights=rights)


def _share_of(whole: Pressing, ground: Any, is_inside: bool) -> Pressing:
    """Return the pressing under the ground, or beyond it; tonnage goes with the plan area."""
    if whole.shape is None or whole.area_m2 <= 0:
        return whole
    shape = shapely.intersection(whole.shape, ground) if is_inside else shapely.difference(whole.shape, ground)
    ratio = min(1.0, float(shapely.area(shape)) / whole.area_m2)
    tonnages = {name: None if tonnes is None else tonnes * ratio for name, tonnes in whole.tonnages.items()}
    return Pressing(shape, whole.area_m2 * ratio, whole.share * ratio, tonnages)


def own_ground(part: MeasuredPart, ownership: Ownership) -> tuple[TouchedRight, ...]:
    """Return the rights, the builder's own or asked to be, whose mining areas cover a part."""
    return tuple(
        touched
        for touched in part.rights
        if ownership.is_own.get(touched.right.right_id) is not False
        and is_standing(touched)
        and shapely.area(shapely.intersection(touched.right.shape, part.shape)) >= part.area_m2 - _SLIVER_M2
    )
