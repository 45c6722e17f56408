"""Channels of coal blocks by where they lie, the mines that qualify, and the mode of grant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from mineplan.policy import keeps_within
from mineplan.scenario import Continuation
from mineplan.verify.allocation.case import AllocationCase, Row, amount_of, differences, outside, text
from mineplan.verify.allocation.surroundings import Near, near_rights, shared_m

# By how much a plan may take a gap for narrower than its largest circle, metres.
_WIDTH_DOUBT_M = 1.1


def channels(case: AllocationCase) -> Iterator[str]:
    """Prove channel, candidates, mode and law of every coal block from geometry, lives and rulings."""
    choices = case.choices.continuation
    if choices is None:
        return
    blocks = case.blocks("coal")
    for said in case.plan["continuation"]:
        block, name = blocks[said["block_id"]], f"block {said['block_id']}"
        near = near_rights(case, block, choices.touch_m)
        coal = {n.right_id: n for n in near if n.is_coal}
        yield from _candidates(name, coal, said)
        if {c["right_id"] for c in said["candidates"]} != set(coal):
            continue
        options = _channels(case, block, near, said, choices)
        if said["channel"] not in options:
            asked = " or ".join(sorted(str(option) for option in options))
            yield f"{name}: by the tables the channel is {asked}, the plan says {said['channel']}"
        elif said["channel"] is None:
            yield from _refused(name, said)
        else:
            yield from _granted(case, name, coal, said, choices)
            yield from _mode(case, name, block, said)


def _candidates(name: str, coal: dict[str, Near], said: Row) -> Iterator[str]:
    listed = [c["right_id"] for c in said["candidates"]]
    if listed != sorted(coal):
        odd = ", ".join(sorted(set(listed) ^ set(coal))) or "their order"
        yield f"{name}: its candidates are not the coal mines within reach: {odd}"
        return
    for candidate in said["candidates"]:
        near = coal[candidate["right_id"]]
        where = f"{name}, mine {near.right_id}"
        is_inside, is_touching = near.overlap_share >= 0.5, near.gap_m <= 0.05
        found = {
            "gap_m": near.gap_m,
            "overlap_share": near.overlap_share,
            "elevation": near.elevation,
            "relation": "inside" if is_inside else "touching" if is_touching else "near",
        }
        yield from differences(where, found, candidate)
        yield from outside(where, "shared_boundary_m", near.shared_m, candidate["shared_boundary_m"], 0.01)
        if not candidate["reason"]:
            yield f"{where}: no reason is given"


def _channels(case: AllocationCase, block: Row, near: list[Near], said: Row, choices: Continuation) -> set[str | None]:
    """Return the channels that geometry leaves open: one, unless a figure lies within a hair of its limit."""
    if said["lawful_share"] < choices.minimum_lawful_share:
        return {None}
    crossing = [n for n in near if n.overlap_m2 >= choices.minimum_overlap_m2]
    if crossing:
        only = crossing[0]
        is_within = len(crossing) == 1 and only.is_coal and only.overlap_share >= choices.within_share
        return {{"below": "deep", "above": "upper"}.get(only.elevation) if is_within else None}
    coal = [n for n in near if n.is_coal]
    beside = "adjacent" if any(_is_spent(case, c, choices) for c in said["candidates"]) else "capacity_gap"
    shape = block["geometry"]
    if len(coal) < 2 or shapely.area(shape) > choices.gap_maximum_km2 * 1e6:
        return {beside}
    bounds = shared_m(shape, [n.right["geometry"] for n in coal], choices.touch_m)
    enclosed = [length / float(shapely.length(shape)) for length in bounds]
    return {"gap" if share >= choices.gap_enclosed_share else beside for share in enclosed}


def _is_spent(case: AllocationCase, candidate: Row, choices: Continuation) -> bool:
    """Whether a mine is depleted and shares enough boundary, by the lives and lengths proved elsewhere."""
    mine = case.lives.get(candidate["right_id"])
    return bool(mine and mine["is_depleted"] and candidate["shared_boundary_m"] >= choices.minimum_boundary_m)


def _refused(name: str, said: Row) -> Iterator[str]:
    found: dict[str, Any] = {"mode": None, "is_in_total": False, "status": "excluded"}
    yield from differences(name, found, said)
    if any(c["is_qualified"] for c in said["candidates"]):
        yield f"{name}: it may not be granted and has qualified mines"
    if not said["channel_reason"]:
        yield f"{name}: no reason is given why it may not be granted"


def _granted(case: AllocationCase, name: str, coal: dict[str, Near], said: Row, choices: Continuation) -> Iterator[str]:
    channel = said["channel"]
    for candidate in said["candidates"]:
        is_good = _qualifies(case, channel, coal[candidate["right_id"]], candidate, said, choices)
        if candidate["is_qualified"] != is_good:
            word = "qualifies" if is_good else "does not qualify"
            yield f"{name}: mine {candidate['right_id']} {word} by the tables ({channel})"
    quota, mode = (case.settled(f"continuation_{rule}", channel=channel) for rule in ("quota", "mode"))
    if quota is None or mode is None:
        yield f"{name}: no settled ruling of {case.scenario.as_of} opens the channel {channel}"
        return
    yield from differences(name, {"is_in_total": quota.amount == "inside"}, said)
    for ruling in (quota, mode):
        if ruling.ruling_id not in said["rulings"]:
            yield f"{name}: it does not cite {ruling.ruling_id}"
        if ruling.citation.document not in said["legal_ground"]:
            yield f"{name}: the legal ground does not name 《{ruling.citation.document}》"


def _qualifies(
    case: AllocationCase, channel: str, near: Near, candidate: Row, said: Row, choices: Continuation
) -> bool:
    mine = case.lives.get(near.right_id)
    if channel == "capacity_gap" or mine is None or mine["life_a"] is None or said["recoverable_t"] is None:
        return False
    if channel in ("deep", "upper"):
        return near.overlap_m2 >= choices.minimum_overlap_m2 and mine["scale"] in ("large", "medium")
    return channel == "gap" or _is_spent(case, candidate, choices)


def _mode(case: AllocationCase, name: str, block: Row, said: Row) -> Iterator[str]:
    """Competition where several holders qualify or the channel asks it; agreement only where nothing bars it."""
    if said["status"] == "excluded":
        yield from differences(name, {"mode": None}, said)
        return
    modes = _modes(case, block, said)
    if said["mode"] not in modes:
        yield f"{name}: the mode is {' or '.join(sorted(modes))} by the rulings, the plan says {said['mode']}"
    if not said["mode_reason"] or not said["registration"]:
        yield f"{name}: mode or registration stands without words"


def _modes(case: AllocationCase, block: Row, said: Row) -> set[str]:
    channel, ruling = said["channel"], case.settled("continuation_mode", channel=said["channel"])
    qualified = [c["right_id"] for c in said["candidates"] if c["is_qualified"]]
    holders = {text(case.rights[i].get("holder")) or i for i in qualified}
    ground = case.settled("agreement_grant", channel=channel)
    if ruling is None or ruling.amount == "competition" or len(holders) != 1 or ground is None:
        return {"competition"}
    if channel != "gap":
        return {"agreement"}
    around = [text(case.rights[c["right_id"]].get("holder")) for c in said["candidates"]]
    if len(set(around)) > 1 or "" in around:
        return {"competition"}
    return _by_width(case, block)


def _by_width(case: AllocationCase, block: Row) -> set[str]:
    ruling = case.settled("gap_width")
    if ruling is None:
        return {"agreement"}
    widest = 2 * float(shapely.length(shapely.maximum_inscribed_circle(block["geometry"], tolerance=0.05)))
    if abs(widest - amount_of(ruling)) <= _WIDTH_DOUBT_M:
        return {"agreement", "competition"}
    return {"agreement" if keeps_within(ruling, widest) else "competition"}
