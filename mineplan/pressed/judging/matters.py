"""What the law looks at in a part: one matter for each orebody, one for each right over no known ore."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mineplan.plans.pressed import UNCLASSIFIED, Tonnages
from mineplan.policy import Policy
from mineplan.pressed.judging.ownership import Ownership, is_standing, own_ground
from mineplan.pressed.law import Holding, Matter
from mineplan.pressed.measures import MeasuredPart, MeasuredProject, PressedOre, TouchedRight
from mineplan.terms import Mineral, ResourceClass, YesNo

# Identified resources (GB/T 17766-2020); reserves are part of them and never added.
_RESOURCES = tuple(c.value for c in ResourceClass if not c.is_reserve)


@dataclass(frozen=True)
class Bench:
    """What holds for every matter of a project.

    Attributes
    ----------
    matter
        The project's own facts, without part and orebody.
    ownership
        Which rights are the builder's.
    is_pillar_counted
        Whether the tonnage that thresholds look at is that with the pillar.
    by_mineral, by_deposit
        Resources pressed by the whole project; None is not known.
    """

    matter: Matter
    ownership: Ownership
    is_pillar_counted: bool
    by_mineral: Mapping[Mineral | None, float | None]
    by_deposit: Mapping[str, float | None]


def bench_of(measured: MeasuredProject, policy: Policy, ownership: Ownership) -> Bench:
    """Gather what all matters of a project have in common."""
    project = measured.project
    pillar = policy.find("pressed_pillar")
    is_counted = pillar is not None and pillar.is_settled and pillar.amount is True
    matter = Matter(
        policy,
        level=project.level,
        kind=project.kind,
        owner=project.owner,
        query_date=project.query_date,
        has_safety_argument=answer(project.more.get("has_safety_argument")),
        has_agreement=answer(project.more.get("has_agreement")),
        is_state_approved=answer(project.more.get("is_state_approved")),
    )
    pressed = [(ore, pressed_t(ore, is_counted)) for ore in measured.ores]
    by_mineral = _totals((ore.orebody.mineral, tonnes) for ore, tonnes in pressed)
    by_deposit = _totals((_deposit(ore), tonnes) for ore, tonnes in pressed)
    return Bench(matter, ownership, is_counted, by_mineral, by_deposit)


def answer(value: Any) -> bool | None:
    """Read a yes or no of a table; None where it is silent."""
    if isinstance(value, bool):
        return value
    return {YesNo.YES.value: True, YesNo.NO.value: False}.get(value) if isinstance(value, str) else None


def number(value: Any) -> float | None:
    """Read a number of a table; None where it is silent."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else None


def _deposit(ore: PressedOre) -> str:
    return ore.orebody.deposit or ore.orebody.orebody_id


def _totals(pairs: Iterable[tuple[Any, float | None]]) -> dict[Any, float | None]:
    found: dict[Any, float | None] = {}
    for name, tonnes in pairs:
        before = found.get(name, 0.0)
        found[name] = None if tonnes is None or before is None else before + tonnes
    return found


def pressed_t(ore: PressedOre, is_pillar_counted: bool) -> float | None:
    """Return the resources of an ore that count as pressed, tonnes; None is not known.

    What only the pillar presses counts where nothing lies under the footprint, or where the law counts the pillar.
    """
    counted = ore.footprint
    if ore.with_pillar is not None and (is_pillar_counted or counted.area_m2 <= 0):
        counted = ore.with_pillar
    return resources_t(counted.tonnages)


def resources_t(tonnages: Tonnages) -> float | None:
    """Return the sum of the resource classes; reserves stand apart. None where nothing or not everything is known."""
    known = [tonnages[name] for name in (*_RESOURCES, UNCLASSIFIED) if name in tonnages]
    return None if not known or any(t is None for t in known) else math.fsum(t for t in known if t is not None)


def matters_of(bench: Bench, part: MeasuredPart) -> list[Matter]:
    """Return the matters of a part: its orebodies by id, then the rights over no known ore, or nothing at all.

    A right without known ore counts where the footprint itself lies in it: the law speaks of the ground taken, and a
    pillar over no ore presses nothing.
    """
    own = tuple(_holding(touched, bench.ownership) for touched in own_ground(part, bench.ownership))
    ground = replace(bench.matter, zones=part.zones, own_ground=own)
    found = [ore_matter(bench, ground, ore) for ore in part.ores]
    spoken_for = {h.right_id for matter in found for h in matter.holdings}
    bare = tuple(
        _holding(touched, bench.ownership)
        for touched in part.rights
        if is_standing(touched) and touched.right.right_id not in spoken_for and touched.footprint.area_m2 > 0
    )
    if bare or not found:
        found.append(replace(ground, holdings=bare))
    return found


def ore_matter(bench: Bench, ground: Matter, ore: PressedOre) -> Matter:
    """Return the matter of one orebody."""
    body = ore.orebody
    return replace(
        ground,
        orebody_id=body.orebody_id,
        mineral=body.mineral,
        ore_type=str(body.more.get("ore_type") or ""),
        footprint_m2=ore.footprint.area_m2,
        buffered_m2=None if ore.with_pillar is None else ore.with_pillar.area_m2,
        is_filed=body.is_filed,
        pressed_t=bench.by_mineral.get(body.mineral),
        deposit_pressed_t=bench.by_deposit.get(_deposit(ore)),
        deposit_t=number(body.more.get("deposit_t")),
        holdings=tuple(_holding(t, bench.ownership) for t in ore.rights if is_affected(t, ore) is not False),
    )


def is_affected(touched: TouchedRight, ore: PressedOre) -> bool | None:
    """Whether a right holds the pressed ore: same mineral and shared elevations; None where either is not known."""
    if not is_standing(touched) or touched.is_elevation_shared is False:
        return False
    mine, ours = touched.right.mineral, ore.orebody.mineral
    if mine is not None and ours is not None and mine is not ours:
        return False
    return None if mine is None or ours is None or touched.is_elevation_shared is None else True


def _holding(touched: TouchedRight, ownership: Ownership) -> Holding:
    right = touched.right
    return Holding(right.right_id, right.holder, right.mineral, ownership.is_own.get(right.right_id, False))


def is_expired(touched: TouchedRight, on: datetime.date) -> bool:
    """Whether a licence has run out by a day."""
    return touched.right.valid_to is not None and touched.right.valid_to < on
