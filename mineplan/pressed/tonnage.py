"""Tonnage of a pressed part: block resources by volume share, or area x thickness x density."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from mineplan.plans.pressed import UNCLASSIFIED, Tonnages
from mineplan.pressed.geometry.slab import STEEP_DEG
from mineplan.pressed.measures import OrebodyFacts

NOT_KNOWN: Tonnages = {UNCLASSIFIED: None}


class Volume(NamedTuple):
    """How much of an orebody a part is: plan area in m², volume share 0 to 1, and height where it stands upright."""

    area_m2: float
    share: float
    height_m: float | None = None


def pressed_tonnages(body: OrebodyFacts, part: Volume) -> tuple[Tonnages, str]:
    """Return tonnage by class and what it rests on: `resources`, `thickness` or `not_known`.

    Parameters
    ----------
    body
        The orebody; classes that its table does not state are left out, never 0.
    part
        The pressed part.

    Notes
    -----
    Where the table states block resources, each class is taken by the pressed share of the volume. Otherwise
    Q = S m d with the vertical thickness, which is the true one over the cosine of the dip; that equals
    (S tan dip) (m / sin dip) d, the form used for steep bodies with their vertical projection and level thickness.
    An upright body takes its height between the elevations for m. The result of a formula has no class.
    """
    if body.tonnages:
        return {name: tonnes * part.share for name, tonnes in sorted(body.tonnages.items())}, "resources"
    height_m = vertical_thickness_m(body) if part.height_m is None else part.height_m
    if height_m is None or body.density_t_m3 is None:
        return NOT_KNOWN, "not_known"
    return {UNCLASSIFIED: part.area_m2 * height_m * body.density_t_m3}, "thickness"


def vertical_thickness_m(body: OrebodyFacts) -> float | None:
    """Return the thickness along the plumb line, None where it is unknown; upright bodies have their height."""
    dip_deg = body.dip_deg or 0.0
    if dip_deg >= STEEP_DEG:
        return None if body.top_m is None or body.bottom_m is None else body.top_m - body.bottom_m
    return None if body.thickness_m is None else body.thickness_m / math.cos(math.radians(dip_deg))


def added(first: Tonnages, second: Tonnages) -> Tonnages:
    """Return the sum class by class; what is not known on either side stays not known."""
    names = sorted({*first, *second})
    return {name: _sum(first.get(name, 0.0), second.get(name, 0.0)) for name in names}


def _sum(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b


def scaled(tonnages: Tonnages, share: float) -> Tonnages:
    """Return tonnages times a share; not known stays not known."""
    return {name: None if tonnes is None else tonnes * share for name, tonnes in tonnages.items()}


def stated(tonnages: Mapping[str, float | None]) -> dict[str, float]:
    """Return the classes that a table states; a blank cell says nothing and is no 0."""
    return {name: float(t) for name, t in tonnages.items() if t is not None and not math.isnan(t)}
