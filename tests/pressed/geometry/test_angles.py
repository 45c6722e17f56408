"""Widths of the perpendicular method against its check values and against a ray that is followed down."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineplan.pressed.geometry import draw_cots, draw_widths_m
from mineplan.pressed.measures import Angles

CHECKED = Angles(62.0, 62.0, 62.0, 0.6)  # beta = 62 - 0.6 x 8 = 57.2 degrees


@pytest.mark.parametrize(
    ("theta", "q", "down"),
    [(0, 153.64, 149.41), (30, 149.48, 147.81), (60, 140.57, 143.61), (90, 138.24, 138.24)],
)
def test_check_values(theta, q, down):
    assert draw_widths_m(300 - 40, 8, theta, CHECKED) == pytest.approx((q, down), abs=0.005)


@given(
    depth=st.floats(1, 1000),
    dip=st.floats(0, 40),
    theta=st.floats(0, 90),
    beta=st.floats(50, 80),
    gamma=st.floats(50, 80),
    delta=st.floats(50, 80),
)
def test_a_ray_down_the_drawn_plane_meets_the_seam_there(depth, dip, theta, beta, gamma, delta):
    angles = Angles(beta, gamma, delta)
    q, down = draw_widths_m(depth, dip, theta, angles)
    fall = math.tan(math.radians(dip)) * math.cos(math.radians(theta))
    for width, angle, sign in ((q, beta, -1), (down, gamma, 1)):
        steepness = 1 / math.sqrt(
            (math.cos(math.radians(theta)) / math.tan(math.radians(angle))) ** 2
            + (math.sin(math.radians(theta)) / math.tan(math.radians(delta))) ** 2
        )
        assert width * steepness == pytest.approx(depth + sign * fall * width, rel=1e-9)


def test_an_angle_that_nobody_knows_gives_no_width():
    with pytest.raises(ValueError, match="unknown"):
        draw_widths_m(100, 8, 0, Angles(62.0, None, 62.0))


def test_a_plane_flatter_than_the_seam_never_meets_it_down_dip():
    with pytest.raises(ValueError, match="never meets"):
        draw_widths_m(100, 70, 0, Angles(62.0, 62.0, 62.0))


@pytest.mark.parametrize("beta", [0.0, -5.0, 95.0])
def test_angles_that_are_none(beta):
    assert draw_cots(Angles(beta, 60.0, 60.0), 0) is None


def test_a_beta_that_falls_to_nothing_draws_nothing():
    assert draw_cots(Angles(30.0, 60.0, 60.0, 0.6), 50) is None
    assert draw_cots(Angles(30.0, 60.0, 60.0, 0.6), 49) is not None
