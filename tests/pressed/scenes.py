"""Scenes that can be drawn on a napkin: a square seam two kilometres wide, a works in its middle."""

import shapely

from mineplan.pressed.measures import Angles, OrebodyFacts, PillarNumbers, ProjectFacts
from mineplan.pressed.world import World
from mineplan.terms import Mineral

ANGLES = Angles(62.0, 62.0, 62.0, 0.6)
NUMBERS = PillarNumbers({"II": 15.0}, 45.0, {None: ANGLES})
FIELD = shapely.box(-1000, -1000, 1000, 1000)
WORKS = shapely.box(-60, -40, 60, 40)


def seam(name: str = "K1", shape=FIELD, **changes) -> OrebodyFacts:
    """Return a coal seam that dips 10 degrees to the south, 600 m at its southern edge."""
    facts = {
        "mineral": Mineral.COAL,
        "top_m": 960.0,
        "bottom_m": 600.0,
        "dip_deg": 10.0,
        "dip_direction_deg": 180.0,
        "thickness_m": 3.0,
        "density_t_m3": 1.4,
        "tonnages": {"measured": 17_000_000.0},
    }
    return OrebodyFacts(name, shape, **(facts | changes))


def level(name: str = "K1", shape=FIELD, **changes) -> OrebodyFacts:
    """Return a level seam at 700 m."""
    flat = {"dip_deg": 0.0, "dip_direction_deg": None, "top_m": 703.0, "bottom_m": 700.0}
    return seam(name, shape, **(flat | changes))


def works(shape=WORKS, name: str = "P1", **changes) -> ProjectFacts:
    """Return a works of grade II on ground at 1000 m under 20 m of loose cover."""
    facts = {"protection_grade": "II", "surface_m": 1000.0, "loose_m": 20.0}
    return ProjectFacts(name, shape, **(facts | changes))


def world(*bodies, rights=(), zones=(), **more) -> World:
    return World(tuple(bodies), tuple(rights), tuple(zones), **more)
