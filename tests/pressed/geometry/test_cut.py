"""Outlines cut by a dipping seam: the level limit, turning the scene, and the ray as a judge."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mineplan.pressed.geometry import DrawCots, Ground, cut_outlines, draw_widths_m, mitre_ratios
from mineplan.pressed.geometry.outline import grown
from mineplan.pressed.measures import Angles

SQUARE = shapely.box(-50, -30, 50, 30)
ELL = shapely.Polygon([(0, 0), (100, 0), (100, 30), (30, 30), (30, 100), (0, 100)])
RING = shapely.box(0, 0, 300, 300).difference(shapely.box(20, 20, 280, 280))
APART = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(60, 0, 90, 20)])
THIN = shapely.Polygon([(0, 0), (1000, 0), (1000, 60)])
ROUND = shapely.Point(0, 0).buffer(80)
SHAPES = {"square": SQUARE, "ell": ELL, "ring": RING, "apart": APART, "thin": THIN, "round": ROUND}


def cut(shape, depth=100.0, dip=0.0, azimuth=0.0, cots=(0.5, 0.5, 0.5), origin=(0.0, 0.0)):
    angle = math.radians(azimuth)
    ground = Ground(
        np.array([depth]),
        np.array([origin]),
        np.array([math.tan(math.radians(dip))]),
        np.array([[math.sin(angle), math.cos(angle)]]),
        DrawCots(*(np.array([cot]) for cot in cots)),
    )
    return cut_outlines(shapely.orient_polygons(np.array([shape], dtype=object)), ground)[0]


@pytest.mark.parametrize("name", SHAPES)
def test_a_level_seam_gives_an_ordinary_buffer(name):
    pressed = cut(SHAPES[name])
    ordinary = grown(np.array([SHAPES[name]], dtype=object), 50.0)[0]
    assert pressed.is_valid
    assert pressed.symmetric_difference(ordinary).area < 1e-6 * ordinary.area


@pytest.mark.parametrize("theta", [0, 30, 60, 90])
def test_edges_at_the_check_values(theta):
    """The middle of an edge whose outward normal makes `theta` with the up-dip (down-dip) line is q (l) away."""
    angles = Angles(57.2, 62.0, 62.0)
    cots = tuple(1 / math.tan(math.radians(a)) for a in (57.2, 62.0, 62.0))
    azimuth = 180.0 - theta
    pressed = cut(shapely.box(-500, -1e-9, 500, 1e-9), 260.0, 8.0, azimuth, cots)
    q, down = draw_widths_m(260.0, 8.0, theta, angles)
    north = pressed.intersection(shapely.LineString([(0, 0), (0, 2000)])).length
    south = pressed.intersection(shapely.LineString([(0, 0), (0, -2000)])).length
    assert (north, south) == pytest.approx((q, down), abs=1e-6)
    if theta == 0:
        assert (north, south) == pytest.approx((153.64, 149.41), abs=0.01)


def test_the_width_varies_along_an_edge_that_runs_down_the_dip():
    pressed = cut(SQUARE, 200.0, 20.0, 180.0, (0.6, 0.5, 0.5))
    across = [pressed.intersection(shapely.LineString([(0, y), (5000, y)])).length - 50 for y in (30.0, 0.0, -30.0)]
    fall = math.tan(math.radians(20))
    assert across == pytest.approx([0.5 * (200 - fall * y) for y in (30.0, 0.0, -30.0)], rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    name=st.sampled_from(sorted(SHAPES)),
    turn=st.floats(0, 360),
    azimuth=st.floats(0, 360),
    dip=st.floats(0, 40),
)
def test_turning_the_whole_scene_turns_the_pressed_outline(name, turn, azimuth, dip):
    cots = (0.7, 0.5, 0.55)
    still = cut(SHAPES[name], 150.0, dip, azimuth, cots)
    turned = cut(shapely.affinity.rotate(SHAPES[name], -turn, origin=(0, 0)), 150.0, dip, azimuth + turn, cots)
    back = shapely.affinity.rotate(turned, turn, origin=(0, 0))
    assert back.symmetric_difference(still).area < 1e-6 * still.area


def star(radii: list[float]):
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    return shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(radii)[:, None])


STARS = st.lists(st.floats(30, 200), min_size=3, max_size=9).map(star)


def is_pressed(point, shape, depth, dip, azimuth, cots) -> bool:
    """Whether a straight ray from a point of the seam, no flatter than the draw angles allow, comes up in the shape.

    The reach of a point at depth D is D times an ellipse of the draw cotangents, half for each side of the dip.
    """
    angle = math.radians(azimuth)
    down, along = np.array([math.sin(angle), math.cos(angle)]), np.array([math.cos(angle), -math.sin(angle)])
    below = depth + math.tan(math.radians(dip)) * float(np.dot(point, down))
    if below <= 0:
        return shape.contains(shapely.Point(point))
    t = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    side = np.where(np.cos(t) < 0, cots[1], cots[0])  # up-dip of the point stands what presses it down-dip
    reach = shapely.Polygon(
        np.array(point) + below * (np.outer(side * np.cos(t), down) + np.outer(cots[2] * np.sin(t), along))
    )
    return bool(reach.intersects(shape))


@settings(deadline=None, max_examples=25)
@given(shape=STARS, azimuth=st.floats(0, 360), dip=st.floats(0, 35), seed=st.integers(0, 1000))
def test_whatever_a_ray_reaches_is_pressed(shape, azimuth, dip, seed):
    cots = (0.7, 0.5, 0.6)
    pressed = cut(shape, 150.0, dip, azimuth, cots)
    assert pressed.is_valid
    points = np.random.default_rng(seed).uniform(-600, 600, (60, 2))
    for point in points:
        if is_pressed(point, shape, 150.0, dip, azimuth, cots):
            assert pressed.buffer(1e-6).contains(shapely.Point(point))


def test_around_a_spike_that_points_down_the_dip_the_ore_is_pressed():
    """The lines of its two edges part instead of meeting, since the seam gets deeper there."""
    spike = star([30.0, 164.0, 30.0])
    pressed = cut(spike, 150.0, 25.0, 0.0, (0.7, 0.5, 0.6))
    beyond = (-102.4, 281.4)
    assert is_pressed(beyond, spike, 150.0, 25.0, 0.0, (0.7, 0.5, 0.6))
    assert pressed.contains(shapely.Point(beyond))
    assert pressed.is_valid


COTS = (0.7, 0.5, 0.6)


def depths_at(points, dip, azimuth):
    angle = math.radians(azimuth)
    return 150.0 + math.tan(math.radians(dip)) * (points @ np.array([math.sin(angle), math.cos(angle)]))


def steepest_change(depth, dip):
    """Return the largest change of an edge's width by its direction, metres a radian, from the formula of widths."""
    theta = np.linspace(0, 2 * np.pi, 3601)
    along = np.where(np.cos(theta) < 0, COTS[0], COTS[1])
    cot = np.hypot(along * np.cos(theta), COTS[2] * np.sin(theta))
    width = depth * cot / (1 - cot * math.tan(math.radians(dip)) * np.cos(theta))
    return float(np.abs(np.gradient(width, theta)).max())


def reached_within(far, shape, points, dip, azimuth) -> bool:
    """Whether rays from all points come up within a distance of the shape; the judge's ellipse has 720 corners."""
    judge = 150.0 * 4 * max(COTS) * (1 - math.cos(math.pi / 720))
    wide = shape.buffer(far + judge, quad_segs=30)
    shapely.prepare(wide)
    return all(is_pressed(point, wide, 150.0, dip, azimuth, COTS) for point in points)


@settings(deadline=None, max_examples=12)
@given(azimuth=st.floats(0, 360), dip=st.floats(0, 35), quad_segs=st.sampled_from([4, 16, 45]))
@example(azimuth=153.0, dip=20.0, quad_segs=90)
def test_of_a_round_works_only_what_a_ray_reaches_is_pressed(azimuth, dip, quad_segs):
    """No corner of the pressed outline outruns the ray by more than the facets of the circle explain."""
    shape = shapely.Point(0, 0).buffer(80, quad_segs=quad_segs)
    points = shapely.get_coordinates(cut(shape, 150.0, dip, azimuth, COTS))
    assert len(points) == 4 * quad_segs + 1
    turn, k, m = math.pi / 2 / quad_segs, max(COTS), min(COTS)
    deepest = float(depths_at(points, dip, azimuth).max())
    assert reached_within(turn**2 / 8 * deepest * (k + k**2 / m), shape, points, dip, azimuth)


@settings(deadline=None, max_examples=8)
@given(azimuth=st.floats(0, 360), dip=st.floats(0, 35), quad_segs=st.sampled_from([8, 24]))
@example(azimuth=0.0, dip=0.0, quad_segs=8)
def test_of_a_crooked_works_with_round_corners_little_more_than_a_ray_reaches_is_pressed(azimuth, dip, quad_segs):
    shape = ELL.buffer(30, quad_segs=quad_segs)
    points = shapely.get_coordinates(cut(shape, 150.0, dip, azimuth, COTS))
    turn, deepest = math.pi / 2 / quad_segs, float(depths_at(points, dip, azimuth).max())
    far = turn * steepest_change(deepest, dip) + turn**2 * deepest
    assert reached_within(far, shape, points, dip, azimuth)


@settings(deadline=None, max_examples=30)
@given(
    shape=STARS,
    dip=st.floats(0, 35),
    depths=st.tuples(st.floats(0, 400), st.floats(0, 400)),
    cots=st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8)),
)
def test_deeper_and_flatter_press_more_and_everything_presses_its_own_ground(shape, dip, depths, cots):
    less = cut(shape, min(depths), dip, 200.0, (min(cots),) * 3)
    more = cut(shape, max(depths), dip, 200.0, (max(cots),) * 3)
    assert less.difference(more).area < 1e-6 * more.area
    assert shape.difference(less).area < 1e-6 * shape.area


def test_down_dip_of_a_plane_that_is_flatter_than_the_seam_everything_is_pressed():
    pressed = cut(SQUARE, 100.0, 70.0, 180.0, (0.5, 0.5, 0.5))
    assert pressed.is_valid
    assert pressed.contains(shapely.Point(0, -100_000))
    assert not pressed.contains(shapely.Point(0, 200))


def test_ore_above_the_ground_is_pressed_under_the_outline_alone():
    assert cut(SQUARE, -20.0).equals(SQUARE)


def test_sharp_corners_are_cut_off_at_five_times_the_width():
    spike = cut(THIN)
    assert spike.bounds[0] > -5.1 * 50
    assert mitre_ratios(np.array([THIN], dtype=object))[0] > 30


@pytest.mark.parametrize(("shape", "ratio"), [(SQUARE, math.sqrt(2)), (ROUND, 1.0), (ELL, math.sqrt(2))])
def test_outrun_of_the_sharpest_corner(shape, ratio):
    assert mitre_ratios(np.array([shape], dtype=object))[0] == pytest.approx(ratio, rel=2e-3)


def test_many_pairs_at_once_are_each_as_if_alone():
    shapes = [SQUARE, ELL, RING, APART, ROUND, SQUARE]
    depths, dips = [50.0, 80.0, 20.0, 200.0, 90.0, 300.0], [0.0, 10.0, 20.0, 30.0, 40.0, 75.0]
    angle = math.radians(120)
    ground = Ground(
        np.array(depths),
        np.zeros((6, 2)),
        np.tan(np.radians(dips)),
        np.tile([math.sin(angle), math.cos(angle)], (6, 1)),
        DrawCots(*(np.full(6, cot) for cot in (0.6, 0.5, 0.4))),
    )
    together = cut_outlines(shapely.orient_polygons(np.array(shapes, dtype=object)), ground)
    for shape, depth, dip, found in zip(shapes, depths, dips, together, strict=True):
        assert found.equals(cut(shape, depth, dip, 120.0, (0.6, 0.5, 0.4)))
