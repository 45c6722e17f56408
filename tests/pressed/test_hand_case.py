"""A case that can be worked with a pocket calculator, step by step; every printed digit must agree.

The ground
    A works of 120 m (east-west) by 80 m (north-south), protection grade II, stands on level ground at 1000 m. Under it
    lie 20 m of loose cover, and a coal seam that dips 10 degrees due south. The seam's outline is a square of 2000 m
    around the middle of the works; its elevations run from 600 m (floor at the southern edge) to 960 m; its true
    thickness is 3.00 m, its density 1.40 t/m3, and the report states 17 000 000 t of measured resources for the whole.

Step 1, buffer strip (围护带, grade II: 15 m) and loose layer (angle 45 degrees: 20 m x cot 45 = 20 m)
    Half-lengths 60 + 15 + 20 = 95 m east and west, 40 + 15 + 20 = 75 m north and south.

Step 2, draw angles
    gamma = delta = 62.00, beta = 62 - 0.6 x 10 = 56.00 degrees.
    cot 62 = 0.531709, cot 56 = 0.674509, tan 10 = 0.176327.

Step 3, depth under the edges
    The floor lies at 600 + 0.176327 (1000 + y) m, y counted northwards from the middle of the works. The loose layer
    ends at 980 m, so H - h = 203.673 - 0.176327 y: 190.448 m under the northern edge (y = 75), 216.898 m under the
    southern one (y = -75).

Step 4, widths
    Up-dip (north):  q = 190.448 x 0.674509 / (1 + 0.674509 x 0.176327) = 114.80 m, so the outline ends at y = 189.80.
    Down-dip (south): l = 216.898 x 0.531709 / (1 - 0.531709 x 0.176327) = 127.26 m, so it ends at y = -202.26.
    East and west run along the dip (theta = 90): the half-width is 95 + 0.531709 (203.673 - 0.176327 y), which is
    185.50 m at the northern end and 222.26 m at the southern one: the width varies along these edges.

Step 5, area
    A trapezoid: S = (185.50 + 222.26) x (189.80 + 202.26) = 159 866 m2.
    Inside the footprint alone: 120 x 80 = 9 600 m2.

Step 6, tonnage
    By volume share of the stated resources: 159 866 / 4 000 000 x 17 000 000 = 679 432 t measured
    (footprint alone: 9 600 / 4 000 000 x 17 000 000 = 40 800 t).
    Without stated resources: Q = S / cos 10 x 3.00 x 1.40 = 681 796 t, of no class
    (footprint alone: 9 600 / 0.984808 x 4.20 = 40 942 t).

Step 7, holders
    A right covers everything east of the middle of the works and reaches from 500 m to 1000 m: half of each figure.
"""

import pytest
import shapely

from mineplan.pressed.geometry import draw_widths_m
from mineplan.pressed.measures import RightFacts
from mineplan.pressed.measuring import measure
from tests.pressed.scenes import ANGLES, NUMBERS, seam, works, world

EAST = RightFacts("R1", shapely.box(0, -1000, 1000, 1000), "示例煤矿", "示例公司", None, None, 1000.0, 500.0)


def test_steps_2_to_4():
    assert draw_widths_m(190.4484957, 10, 0, ANGLES)[0] == pytest.approx(114.80, abs=0.005)
    assert draw_widths_m(216.8975428, 10, 0, ANGLES)[1] == pytest.approx(127.26, abs=0.005)


def test_step_4_corners_of_the_outline():
    found = measure(works(), world(seam()), NUMBERS)
    corners = {(round(x, 2), round(y, 2)) for x, y in shapely.get_coordinates(found.ores[0].with_pillar.shape)}
    assert corners == {(-185.5, 189.8), (185.5, 189.8), (-222.26, -202.26), (222.26, -202.26)}


def test_steps_5_and_6():
    ore = measure(works(), world(seam()), NUMBERS).ores[0]
    assert (round(ore.footprint.area_m2), round(ore.with_pillar.area_m2)) == (9_600, 159_866)
    assert ore.tonnage_basis == "resources"
    assert round(ore.footprint.tonnages["measured"]) == 40_800
    assert round(ore.with_pillar.tonnages["measured"]) == 679_432


def test_step_6_without_stated_resources():
    ore = measure(works(), world(seam(tonnages={})), NUMBERS).ores[0]
    assert ore.tonnage_basis == "thickness"
    assert round(ore.footprint.tonnages["unclassified"]) == 40_942
    assert round(ore.with_pillar.tonnages["unclassified"]) == 681_796


def test_step_7():
    held = measure(works(), world(seam(), rights=[EAST]), NUMBERS).ores[0].rights
    assert [right.right.right_id for right in held] == ["R1"]
    assert held[0].is_elevation_shared is True
    assert round(held[0].with_pillar.area_m2) == round(159_866.26 / 2)
    assert held[0].with_pillar.tonnages["measured"] == pytest.approx(679_431.61 / 2, abs=0.01)
