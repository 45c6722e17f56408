"""Tonnage by class: stated resources first, then area, thickness and density; what is not known is never 0."""

import math

import pytest

from mineplan.pressed.tonnage import Volume, pressed_tonnages, vertical_thickness_m
from tests.pressed.scenes import FIELD, level, seam

TENTH = Volume(400_000.0, 0.1)


def test_classes_are_taken_by_share_and_never_added():
    body = seam(tonnages={"measured": 100.0, "inferred": 50.0, "proved": 30.0})
    assert pressed_tonnages(body, TENTH) == (
        {"inferred": 5.0, "measured": 10.0, "proved": pytest.approx(3.0)},
        "resources",
    )


def test_a_class_that_the_table_does_not_state_is_left_out_and_not_0():
    assert set(pressed_tonnages(seam(tonnages={"indicated": 1.0}), TENTH)[0]) == {"indicated"}


@pytest.mark.parametrize("dip", [0.0, 8.0, 45.0, 70.0])
def test_thickness_of_a_dipping_seam(dip):
    tonnages, basis = pressed_tonnages(seam(tonnages={}, dip_deg=dip), TENTH)
    true = 400_000 / math.cos(math.radians(dip)) * 3.0 * 1.4
    assert (tonnages, basis) == ({"unclassified": pytest.approx(true)}, "thickness")
    if dip:  # the steep form: vertical projection, level thickness
        steep = (400_000 * math.tan(math.radians(dip))) * (3.0 / math.sin(math.radians(dip))) * 1.4
        assert true == pytest.approx(steep)


def test_dip_that_follows_from_the_elevations_counts_where_none_is_stated():
    tonnages, _ = pressed_tonnages(seam(tonnages={}, dip_deg=None), TENTH, 20.0)
    assert tonnages["unclassified"] == pytest.approx(400_000 / math.cos(math.radians(20)) * 3.0 * 1.4)


@pytest.mark.parametrize("missing", [{"thickness_m": None}, {"density_t_m3": None}])
def test_not_known_is_none(missing):
    assert pressed_tonnages(seam(tonnages={}, **missing), TENTH) == ({"unclassified": None}, "not_known")


def test_an_upright_body_has_its_height():
    upright = seam(tonnages={}, dip_deg=90.0, thickness_m=None)
    assert vertical_thickness_m(upright) == 360.0
    assert pressed_tonnages(upright, Volume(1000.0, 0.1))[0]["unclassified"] == pytest.approx(1000 * 360 * 1.4)


def test_a_level_seam_has_its_true_thickness():
    assert vertical_thickness_m(level(shape=FIELD)) == 3.0
