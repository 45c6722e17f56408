"""Tonnage that a report gives for a right's part of an orebody: on that part it goes before the orebody's own."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from mineplan.plans.pressed import Tonnages
from mineplan.pressed.elevations import held_between
from mineplan.pressed.geometry.overlay import differences, intersections
from mineplan.pressed.measures import RightFacts
from mineplan.pressed.tonnage import Volume, pressed_tonnages
from mineplan.pressed.world import World, areas_only

# Pressed ground beside every reported part is a sliver below this, and its tonnage is not asked for where nobody
# knows it.
_SLIVER_M2 = 1.0


class Counted(NamedTuple):
    """Tonnage by class, what it rests on, and the rights whose reports were used."""

    tonnages: Tonnages
    basis: str
    right_ids: tuple[str, ...] = ()


def counted_tonnages(world: World, row: int, shape: Any, areas_m2: tuple[float, float]) -> Counted:
    """Return the tonnage of a pressed part of an orebody.

    Parameters
    ----------
    world, row
        The orebody; `reports` hold tonnage by right.
    shape
        Plan of the pressed part; None or empty for nothing.
    areas_m2
        Its plan area, and that area averaged over the height.

    Notes
    -----
    Inside a right with a report: reported tonnes x pressed volume in the right / volume of the orebody in the right.
    Elsewhere the orebody's own tonnage by volume share, or area x thickness x density. Ground in two reported rights
    counts for the first by licence number; so every cubic metre counts once.
    """
    body, dip_deg = world.orebodies[row], float(world.slabs.dip_deg[row])
    area_m2, mean_m2 = areas_m2
    held = _net_m2(world, row, shape, mean_m2 / area_m2) if body.reports and area_m2 > 0 else {}
    left_m2 = mean_m2 - math.fsum(held.values())
    rest, basis = pressed_tonnages(body, volume_of(world, row, left_m2 if held else mean_m2), dip_deg)
    if not held:
        return Counted(rest, basis)
    found: dict[str, float | None] = {}
    for right_id, part_m2 in held.items():
        _add(found, _by_report(world, row, right_id, part_m2))
    if left_m2 > (1e-9 * mean_m2 if basis == "resources" else _SLIVER_M2):
        _add(found, rest)
    return Counted(found, "reports", tuple(held))


def held_tonnages(world: World, row: int, right: RightFacts, pressed: tuple[Any, float, float], part_m2: float) -> Any:
    """Return what a right holds of the tonnage of a pressed part, which is (shape, area, mean area).

    `part_m2` is the mean area that it holds; a right without a report of its own takes it of the orebody's tonnage.
    """
    body = world.orebodies[row]
    shape, area_m2, mean_m2 = pressed
    if right.right_id in body.reports and whole_m2(world, row).get(right.right_id, 0.0) > 0:
        held = _net_m2(world, row, shape, mean_m2 / area_m2 if area_m2 > 0 else 0.0)
        return _by_report(world, row, right.right_id, held.get(right.right_id, 0.0))
    return pressed_tonnages(body, volume_of(world, row, part_m2), float(world.slabs.dip_deg[row]))[0]


def whole_m2(world: World, row: int) -> Mapping[str, float]:
    """Return right -> area, averaged over the height, of its part of an orebody; only rights with a report."""
    known = world.reported_m2
    if row not in known:
        reports = world.orebodies[row].reports
        stated = {right_id: report.held_m2 for right_id, report in sorted(reports.items())}
        if None in stated.values():
            known[row] = dict(_slices(world, row, world.ore.shapes[row]))
        else:
            known[row] = {right_id: m2 for right_id, m2 in stated.items() if m2}
    return known[row]


def _net_m2(world: World, row: int, shape: Any, height: float) -> dict[str, float]:
    whole = whole_m2(world, row)
    return {name: m2 * height for name, m2 in _slices(world, row, shape) if whole.get(name, 0.0) > 0 and m2 > 0}


def _by_report(world: World, row: int, right_id: str, part_m2: float) -> Tonnages:
    share = min(1.0, part_m2 / whole_m2(world, row)[right_id])
    return {name: tonnes * share for name, tonnes in sorted(world.orebodies[row].reports[right_id].tonnages.items())}


def volume_of(world: World, row: int, mean_m2: float) -> Volume:
    """Return an area, averaged over the height, as a volume of an orebody."""
    whole = float(world.ore.areas_m2[row])
    mean_m2 = max(0.0, mean_m2)
    return Volume(mean_m2, min(1.0, mean_m2 / whole) if whole > 0 else 0.0)


def _slices(world: World, row: int, shape: Any) -> Iterator[tuple[str, float]]:
    """Yield what each reported right holds of a shape of an orebody, ground held by an earlier one left out."""
    before: list[tuple[Any, RightFacts]] = []
    for right_id in sorted(world.orebodies[row].reports):
        right = world.right_of_id.get(right_id)
        if right is None:
            continue
        cut = _overlay(intersections, shape, right.shape)
        if cut.area <= 0:
            continue
        held, height, _ = held_between(world, row, cut, right)
        for other, theirs in before:
            if not _are_apart(right, theirs):
                held = _overlay(differences, held, other)
        before.append((held, right))
        yield right_id, float(held.area) * height


def _are_apart(first: RightFacts, second: RightFacts) -> bool:
    """Whether two rights lie above one another by their elevations."""
    if None in (first.top_m, first.bottom_m, second.top_m, second.bottom_m):
        return False
    return first.bottom_m >= second.top_m or second.bottom_m >= first.top_m  # type: ignore[operator]


def _overlay(work: Any, first: Any, second: Any) -> Any:
    one, two = (np.array([shape, None], dtype=object)[:1] for shape in (first, second))
    return areas_only(work(one, two))[0]


def _add(into: dict[str, float | None], more: Tonnages) -> None:
    for name, tonnes in more.items():
        before = into.get(name, 0.0)
        into[name] = None if tonnes is None or before is None else before + tonnes


def reports_dict(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    """Return orebody -> right -> report as plain data, with the right's part of the orebody reckoned."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row, body in enumerate(world.orebodies):
        for right_id, report in sorted(body.reports.items()):
            said = {"tonnages": dict(report.tonnages), "name": report.name}
            part = {"held_m2": whole_m2(world, row).get(right_id, 0.0)}
            found.setdefault(body.orebody_id, {})[right_id] = said | part
    return found
