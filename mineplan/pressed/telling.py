"""Doubts about the geometry of a project, as notes in the users' language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from mineplan.plans import Note
from mineplan.pressed.measures import PressedOre
from mineplan.pressed.world import World

if TYPE_CHECKING:
    from mineplan.pressed.assembling import Batch

# A lower elevation above the ground by more than a survey's rounding contradicts it.
_ABOVE_M = 1.0
# Further than this from any ore a missing number changes nothing.
_UNKNOWN_REACH_M = 1000.0


def notes_of(batch: Batch, at: int, ores: tuple[PressedOre, ...], world: World) -> tuple[Note, ...]:
    """Return the doubts about one project of a batch."""
    project = batch.projects[at]
    found = [*_mended(batch, at), *_sloping(ores, world)]
    if batch.pillared is not None and (ores or (_has_gap(batch, at) and _is_ore_near(batch, at, world))):
        found += _missing(batch, at, ores)
    said = [Note(code, text, project.project_id) for code, text in found]
    said += [
        Note(
            "tonnage_unknown",
            f"矿体{ore.orebody.orebody_id}没有资源量，也缺厚度或体重，压覆资源量不详，只列面积",
            project.project_id,
        )
        for ore in ores
        if ore.tonnage_basis == "not_known"
    ]
    return tuple(said)


def _mended(batch: Batch, at: int) -> list[tuple[str, str]]:
    drawn, taken = batch.drawn[at], batch.taken[at]
    if drawn is taken or "Polygon" not in drawn.geom_type:
        return []
    return [("polygon_mended", f"图形自相交或重复，已自动修复，面积变化{abs(taken.area - drawn.area):.1f}平方米")]


def _has_gap(batch: Batch, at: int) -> bool:
    """Whether a number of the project's own is missing."""
    numbers, sites = batch.setting.numbers, batch.sites
    has_surface = not math.isnan(sites.surface_m[at]) or numbers.surface_m is not None
    return math.isnan(sites.buffer_m[at]) or numbers.loose_deg is None or not has_surface


def _is_ore_near(batch: Batch, at: int, world: World) -> bool:
    return bool(len(world.ore.near(shapely.bounds(batch.taken[at : at + 1]), _UNKNOWN_REACH_M)[0]))


def _missing(batch: Batch, at: int, ores: tuple[PressedOre, ...]) -> list[tuple[str, str]]:
    """Say which numbers kept a pillar from being drawn, or were taken for granted."""
    fallen = "，只按占地范围计算"
    project, numbers = batch.projects[at], batch.setting.numbers
    if math.isnan(batch.sites.buffer_m[at]):
        grade = project.protection_grade
        what = f"保护等级“{grade}”的围护带宽度未确认" if grade else "没有保护等级，围护带宽度不详"
        return [("protection_grade_unknown", what + fallen)]
    if numbers.loose_deg is None:
        return [("angles_unknown", "松散层移动角未确认" + fallen)]
    found = []
    without = [ore for ore in ores if ore.with_pillar is None]
    ids = "、".join(ore.orebody.orebody_id for ore in without)
    has_surface = not math.isnan(batch.sites.surface_m[at]) or numbers.surface_m is not None
    if not has_surface and (not ores or any(ore.orebody.surface_m is None for ore in without)):
        found.append(("surface_unknown", "没有地面标高，矿体埋深不详" + fallen))
    elif without:
        found.append(("depth_unknown", f"矿体{ids}缺标高或移动角" + fallen))
    stated = [project.loose_m, numbers.loose_m, *(ore.orebody.loose_m for ore in ores)]
    if any(ore.with_pillar is not None for ore in ores) and all(value is None for value in stated):
        found.append(("loose_unknown", "松散层厚度不详，按无松散层计算"))
    return found


def _sloping(ores: tuple[PressedOre, ...], world: World) -> list[tuple[str, str]]:
    found = []
    for ore in ores:
        body, steps = ore.orebody, ore.steps
        row = world.row_of_orebody[body.orebody_id]
        if world.slabs.is_contradicted[row]:
            text = f"矿体{body.orebody_id}按倾角{body.dip_deg:g}度推算的高差超出标高{body.top_m:g}至{body.bottom_m:g}米"
            found.append(("dip_against_elevations", text + "，标高范围以外的部分不计"))
        if body.dip_deg and body.dip_direction_deg is None and not world.slabs.is_upright[row]:
            found.append(("direction_unknown", f"矿体{body.orebody_id}没有倾向，按水平矿体、标高下限计算保护范围"))
        surface_m = steps.get("surface_m")
        if surface_m is not None and body.bottom_m is not None and body.bottom_m > surface_m + _ABOVE_M:
            text = (
                f"矿体{body.orebody_id}标高下限{body.bottom_m:g}米高于地面标高{surface_m:g}米，按占地范围和围护带计算"
            )
            found.append(("ore_above_ground", text))
    return found
