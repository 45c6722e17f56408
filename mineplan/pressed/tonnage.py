"""Tonnage of a pressed part: block resources by volume share, or area x thickness x density."""

from __future__ import annotations

import math
from typing import NamedTuple

from mineplan.plans.pressed import UNCLASSIFIED, Tonnages
from mineplan.pressed.geometry.slab import STEEP_DEG
from mineplan.pressed.measures import OrebodyFacts

NOT_KNOWN: Tonnages = {UNCLASSIFIED: None}


class Volume(NamedTuple):
    """How much of an orebody a part is: plan area (averaged over the height) in m², and volume share 0 to 1."""

    area_m2: float
    share: float


def pressed_tonnages(body: OrebodyFacts, part: Volume, dip_deg: float = 0.0) -> tuple[Tonnages, str]:
    """Return tonnage by class and what it rests on: `resources`, `thickness` or `not_known`.

    Parameters
    ----------
    body
        The orebody; classes that its table does not state are left out, never 0.
    part
        The pressed part.
    dip_deg
        Dip reckoned with where the table states none.

    Notes
    -----
    Where the table states block resources, each class is taken by the pressed share of the volume. Otherwise
    Q = S m d with the vertical thickness, which is the true one over the cosine of the dip; that equals
    (S tan dip) (m / sin dip) d, the form used for steep bodies with their vertical projection and level thickness.
    An upright body takes its height between the elevations for m. The result of a formula has no class.
    """
    if body.tonnages:
        return {name: tonnes * part.share for name, tonnes in sorted(body.tonnages.items())}, "resources"
    height_m = vertical_thickness_m(body, dip_deg)
    if height_m is None or body.density_t_m3 is None:
        return NOT_KNOWN, "not_known"
    return {UNCLASSIFIED: part.area_m2 * height_m * body.density_t_m3}, "thickness"


def vertical_thickness_m(body: OrebodyFacts, dip_deg: float = 0.0) -> float | None:
    """Return the thickness along the plumb line, None where it is unknown; upright bodies have their height.

    Parameters
    ----------
    body
        The orebody; `thickness_m` is the true thickness, square to the slab.
    dip_deg
        Dip reckoned with where the table states none.
    """
    dip_deg = dip_deg if body.dip_deg is None else body.dip_deg
    if dip_deg >= STEEP_DEG:
        return None if body.top_m is None or body.bottom_m is None else body.top_m - body.bottom_m
    return None if body.thickness_m is None else body.thickness_m / math.cos(math.radians(dip_deg))
