import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.consolidate.extents import Ground, extent_of, rivals_of
from mineplan.links import link_orebodies, link_rights
from tests.county import CRS, orebodies_frame, parts_frame, rights_frame, square

NOTHING = shapely.Polygon()


def ground(rights):
    parts = parts_frame(rights)
    links = link_orebodies(rights, parts, orebodies_frame(), None)
    return Ground(rights, rivals_of(link_rights(rights, parts, links, 300)), orebodies_frame(), links, 400.0)


def moved(**shapes):
    rights = rights_frame()
    rights["geometry"] = [shapes.get(n, square(n)) for n in rights["right_id"]]
    return rights


def test_what_a_rival_holds_is_left_out_and_reported():
    rights = moved(D=shapely.box(900, 0, 1150, 350))  # D bites into A, and is not in the group
    extent = extent_of(("A", "B"), ground(rights), NOTHING, NOTHING, CRS)
    assert extent.disputed_m2 == pytest.approx(100 * 350)
    assert extent.geometry.intersection(rights.geometry.iloc[3]).area < 20


def test_a_right_above_does_not_take_ground_but_bars_new_ground():
    rights = moved(D=shapely.box(1000, 450, 1200, 550), E=square("A"))
    rights.loc[rights["right_id"].isin(["D", "E"]), ["top_m", "bottom_m"]] = (900.0, 500.0)
    extent = extent_of(("A", "B"), ground(rights), NOTHING, NOTHING, CRS)
    assert extent.disputed_m2 == 0 and extent.geometry.buffer(0.02).covers(square("A"))
    assert extent.geometry.intersection(rights.geometry.iloc[3]).area < 1


def test_the_orebody_beyond_the_members_is_not_given_away():
    extent = extent_of(("A", "B"), ground(rights_frame()), NOTHING, NOTHING, CRS)
    assert not extent.geometry.intersects(shapely.box(2201, 400, 2399, 600))


def test_a_member_wholly_banned_leaves_an_empty_extent():
    extent = extent_of(
        ("A", "B"), ground(rights_frame()), shapely.box(-1e5, -1e5, 1e5, 1e5), shapely.box(-1e5, -1e5, 1e5, 1e5), CRS
    )
    assert extent.geometry.is_empty and extent.corners == ()


def test_holes_are_marked():
    ring = square("A").difference(shapely.box(400, 700, 600, 900))
    extent = extent_of(("A", "B"), ground(moved(A=ring)), NOTHING, NOTHING, CRS)
    assert {c.is_hole for c in extent.corners} == {True, False}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-300, 1500), st.floats(-300, 900), st.floats(30, 700), st.floats(30, 700)),
        min_size=1,
        max_size=4,
    ),
    st.floats(-0.6, 0.6),
)
def test_covers_the_lawful_part_and_nothing_of_others(boxes, angle):
    shapes = [shapely.affinity.rotate(shapely.box(x, y, x + w, y + h), angle, use_radians=True) for x, y, w, h in boxes]
    rights = rights_frame()
    extra = gpd.GeoDataFrame({"right_id": [f"X{k}" for k in range(len(shapes))]}, geometry=shapes, crs=CRS)
    frame = gpd.GeoDataFrame(
        pd.concat([rights, extra.assign(mineral="iron", top_m=1500.0, bottom_m=1000.0)], ignore_index=True), crs=CRS
    )
    banned = shapely.affinity.rotate(shapely.box(300, -100, 420, 1200), angle)
    extent = extent_of(("A", "B"), ground(frame), banned, banned, CRS)
    assert extent.geometry.is_valid
    missing = shapely.get_parts(extent.lawful.difference(extent.geometry.buffer(0.02)))
    assert all(m.area < 1 for m in missing)
    for shape in (*shapes, banned):
        assert extent.geometry.intersection(shape).buffer(-0.011).is_empty
