import datetime

import pytest
import shapely

from mineplan.links import link_orebodies, link_rights, raise_triggers
from mineplan.policy import read_policy
from mineplan.scenario import Consolidate
from tests.county import orebodies_frame, parts_frame, rights_frame, square, zones_frame

TODAY = datetime.date(2026, 11, 23)


def triggers(rights, zones=None, day=TODAY, **choices):
    parts, made = parts_frame(rights), Consolidate(**choices)
    links = link_orebodies(rights, parts, orebodies_frame(), None, made.minimum_link_share)
    table = raise_triggers(link_rights(rights, parts, links, 400), rights, zones, read_policy(day), made)
    return table.set_index(["right_a", "right_b"])


def quarries(gap_m: float, **columns):
    """A and B as hillside quarries `gap_m` apart."""
    base = {"mineral": ["building_stone"] * 9, "method": ["open_pit"] * 9, "capacity_t_a": [500_000.0] * 9}
    rights = rights_frame(**(base | columns))
    rights["geometry"] = [
        shapely.affinity.translate(square(n), gap_m - 200 if n == "B" else 0, 0) for n in rights["right_id"]
    ]
    return rights


def test_one_orebody_several_operators():
    table = triggers(rights_frame())
    assert table.at[("A", "B"), "triggers"] == "same_orebody"
    assert "merger_trigger.same_orebody.shanxi-2024" in table.at[("A", "B"), "rulings"].split(";")
    assert table.at[("B", "C"), "triggers"] == "shared_orebody"  # one holder
    assert table.at[("D", "E"), "triggers"] == ""


def test_levels_of_one_orebody_are_one_orebody():
    # E above 1250 m, H below it: they share K2, though not a single metre of elevation.
    rights = rights_frame(bottom_m=[1000.0] * 4 + [1250.0] + [1000.0] * 4, top_m=[1500.0] * 7 + [1250.0, 1500.0])
    assert triggers(rights).at[("E", "H"), "triggers"] == "same_orebody"


@pytest.mark.parametrize(("gap", "expected"), [(299.0, "safety_distance"), (300.0, "safety_distance"), (300.01, "")])
def test_quarries_must_be_more_than_300_m_apart(gap, expected):
    assert triggers(quarries(gap)).at[("A", "B"), "triggers"] == expected


@pytest.mark.parametrize(
    "columns",
    [
        {"capacity_t_a": [500_000.01] * 9},
        {"method": ["underground"] * 9},
        {"mineral": ["dimension_stone"] * 9},
        {"mineral": ["river_sand"] * 9},
    ],
    ids=["larger", "underground", "dimension stone", "river sand"],
)
def test_the_rule_has_a_scope(columns):
    assert triggers(quarries(200, **columns)).at[("A", "B"), "triggers"] == ""


def test_iron_mines_have_no_such_distance():
    assert "safety_distance" not in ";".join(
        triggers(rights_frame(method=["open_pit"] * 9, capacity_t_a=[1e5] * 9))["triggers"]
    )


@pytest.mark.parametrize(("side", "expected"), [(9.99, ""), (10.0, "overlap")])
def test_overlaps_from_the_chosen_area_upwards(side, expected):
    rights = rights_frame(mineral=["coal"] * 9)
    rights["geometry"] = [
        shapely.box(1000 - side, 0, 1800, side) if n == "B" else square(n) for n in rights["right_id"]
    ]
    assert triggers(rights).at[("A", "B"), "triggers"] == expected


def test_a_ridge_between_quarries():
    zones = zones_frame().assign(kind="ridge_line")
    zones["geometry"] = [shapely.LineString([(1005, 0), (1005, 1000)])]
    table = triggers(quarries(10), zones)
    assert "ridge_boundary" in table.at[("A", "B"), "triggers"].split(";")
    assert "ridge_boundary" not in triggers(quarries(100), zones).at[("A", "B"), "triggers"]


def test_nothing_is_raised_before_there_was_a_rule():
    assert (triggers(rights_frame(), day=datetime.date(2010, 1, 1))["triggers"] == "").all()
