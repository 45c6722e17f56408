"""Which rights the builder holds, and which ground that makes its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely

from mineplan.plans import Note
from mineplan.plans.pressed import Tonnages
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
    return _piece(part, outside, ids, is_inside=False), _piece(part, inside, ids, is_inside=True)


def _piece(part: MeasuredPart, shape: Any, own: set[str], *, is_inside: bool) -> MeasuredPart:
    ores = tuple(found for ore in part.ores if (found := _cut(ore, own, is_inside)) is not None)
    rights = tuple(
        touched
        for touched in part.rights
        if (touched.right.right_id not in own or is_inside)
        and shapely.intersects(touched.right.shape, shape)
        and shapely.area(shapely.intersection(touched.right.shape, shape)) >= _SLIVER_M2
    )
    return replace(part, shape=shape, area_m2=float(shapely.area(shape)), ores=ores, rights=rights)


def _cut(ore: PressedOre, own: set[str], is_inside: bool) -> PressedOre | None:
    """Return what of an ore's pressing lies in the own rights, or what lies outside them; None for nothing."""
    held = [touched for touched in ore.rights if touched.right.right_id in own]
    others = tuple(touched for touched in ore.rights if touched.right.right_id not in own)
    footprint = _gathered([touched.footprint for touched in held])
    pillars = [touched.with_pillar for touched in held if touched.with_pillar is not None]
    with_pillar = _gathered(pillars) if ore.with_pillar is not None else None
    if not is_inside:
        footprint = _less(ore.footprint, footprint)
        with_pillar = None if ore.with_pillar is None or with_pillar is None else _less(ore.with_pillar, with_pillar)
    rights = tuple(sorted((*held, *others), key=lambda t: t.right.right_id)) if is_inside else others
    if footprint.area_m2 < _SLIVER_M2 and (with_pillar is None or with_pillar.area_m2 < _SLIVER_M2):
        return None
    return replace(ore, footprint=footprint, with_pillar=with_pillar, rights=rights)


def _gathered(pressings: Iterable[Pressing]) -> Pressing:
    some = list(pressings)
    if len(some) == 1:
        return some[0]
    shape = shapely.union_all([one.shape for one in some if one.shape is not None])
    tonnages: dict[str, float | None] = {}
    for one in some:
        for name, tonnes in one.tonnages.items():
            before = tonnages.get(name, 0.0)
            tonnages[name] = None if tonnes is None or before is None else before + tonnes
    return Pressing(shape, float(shapely.area(shape)), sum(one.share for one in some), tonnages)


def _less(whole: Pressing, taken: Pressing) -> Pressing:
    shape = shapely.difference(whole.shape, taken.shape) if whole.shape is not None else None
    return Pressing(
        shape, max(0.0, whole.area_m2 - taken.area_m2), max(0.0, whole.share - taken.share),
        _less_tonnes(whole.tonnages, taken.tonnages),
    )  # fmt: skip


def _less_tonnes(whole: Tonnages, taken: Tonnages) -> Tonnages:
    found: dict[str, float | None] = {}
    for name, tonnes in whole.items():
        out = taken.get(name, 0.0)
        found[name] = None if tonnes is None or out is None else max(0.0, tonnes - out)
    return found
