import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.links import link_orebodies, link_rights
from tests.county import CRS, orebodies_frame, parts_frame, rights_frame, square


def adjacency(rights, gap=300, with_bodies=False, parts=None):
    parts = parts_frame(rights) if parts is None else parts
    links = link_orebodies(rights, parts, orebodies_frame(), None) if with_bodies else None
    return link_rights(rights, parts, links, gap).set_index(["right_a", "right_b"])


def moved(**shapes):
    rights = rights_frame()
    rights["geometry"] = [shapes.get(n, square(n)) for n in rights["right_id"]]
    return rights


def test_pairs_within_the_gap():
    table = adjacency(rights_frame())
    assert sorted(table.index) == [("A", "B"), ("B", "C"), ("D", "E"), ("E", "F"), ("G", "H"), ("H", "I")]
    assert table["gap_m"].tolist() == pytest.approx([200] * 6)
    assert (table["shared_boundary_m"] == 0).all() and (table["overlap_m2"] == 0).all()


def test_exactly_at_the_gap_counts():
    assert len(adjacency(rights_frame(), gap=200)) == 6
    assert len(adjacency(rights_frame(), gap=199.99)) == 0


def test_rights_on_one_orebody_are_listed_however_far():
    table = adjacency(rights_frame(), gap=10, with_bodies=True)
    assert table["shared_orebodies"].to_dict() == {
        ("A", "B"): "K1",
        ("A", "C"): "K1",
        ("B", "C"): "K1",
        ("E", "H"): "K2",
    }
    assert table.at[("A", "C"), "gap_m"] == pytest.approx(1400)


def test_touching_and_overlapping():
    rights = moved(B=shapely.box(1000, 0, 2000, 1000), C=shapely.box(1900, 500, 2900, 1500))
    table = adjacency(rights, gap=1)
    assert table.at[("A", "B"), "shared_boundary_m"] == pytest.approx(1000)
    assert table.at[("B", "C"), "overlap_m2"] == pytest.approx(100 * 500)


def test_a_right_inside_another_overlaps_without_boundary():
    table = adjacency(moved(B=shapely.box(200, 200, 400, 400)), gap=1)
    assert table.at[("A", "B"), "gap_m"] == 0 and table.at[("A", "B"), "shared_boundary_m"] == 0
    assert table.at[("A", "B"), "overlap_m2"] == pytest.approx(40_000)


def test_stacked_rights_do_not_meet():
    rights = moved(B=square("A"))
    rights["top_m"] = [1500.0, 1000.0, *[1500.0] * 7]
    rights["bottom_m"] = [1000.0, 500.0, *[1000.0] * 7]
    row = adjacency(rights).loc[("A", "B")]
    assert row["is_elevation_shared"] is False and np.isnan(row["shared_top_m"])


def test_shared_elevations_and_unknown_ones():
    table = adjacency(rights_frame(top_m=[1500.0, 1200.0, *[np.nan] * 7]))
    assert table.at[("A", "B"), "is_elevation_shared"] is True
    assert (table.at[("A", "B"), "shared_top_m"], table.at[("A", "B"), "shared_bottom_m"]) == (1200, 1000)
    assert table.at[("B", "C"), "is_elevation_shared"] is None


def test_the_gap_is_that_of_prisms_whose_elevations_meet():
    rights = rights_frame().iloc[:2]
    near = parts_frame(rights).iloc[1:].assign(top_m=900.0, bottom_m=800.0)
    far = near.assign(top_m=1500.0, bottom_m=1000.0, part=1)
    far["geometry"] = [shapely.box(1250, 0, 2200, 1000)]
    parts = pd.concat([parts_frame(rights).iloc[:1], near, far], ignore_index=True)
    assert adjacency(rights, parts=parts)["gap_m"].tolist() == pytest.approx([250])


def test_holders():
    table = adjacency(rights_frame())
    assert table.at[("B", "C"), "is_same_holder"] is np.True_ or table.at[("B", "C"), "is_same_holder"] is True
    assert not table.at[("A", "B"), "is_same_holder"]
    assert adjacency(rights_frame().drop(columns="holder"))["is_same_holder"].isna().all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_agrees_with_one_pair_at_a_time(seed):
    draw = np.random.default_rng(seed)
    places = draw.uniform(0, 2500, (9, 2))
    rights = moved(
        **{
            n: shapely.box(x, y, x + w, y + h)
            for n, (x, y), (w, h) in zip("ABCDEFGHI", places, draw.uniform(100, 900, (9, 2)), strict=True)
        }
    )
    table = adjacency(rights, gap=300)
    shapes = dict(zip(rights["right_id"], rights.geometry, strict=True))
    expected = {(a, b) for a in shapes for b in shapes if a < b and shapes[a].distance(shapes[b]) <= 300}
    assert set(table.index) == expected
    for (a, b), row in table.iterrows():
        assert row["gap_m"] == pytest.approx(shapes[a].distance(shapes[b]))
        assert row["overlap_m2"] == pytest.approx(shapes[a].intersection(shapes[b]).area, abs=1e-6)


def test_order_of_rows_does_not_matter():
    rights = rights_frame()
    shuffled = rights.sample(frac=1, random_state=3).reset_index(drop=True)
    ours, theirs = adjacency(rights).reset_index(), adjacency(shuffled).reset_index()
    theirs = theirs.assign(a=theirs[["right_a", "right_b"]].min(axis=1), b=theirs[["right_a", "right_b"]].max(axis=1))
    assert set(zip(ours["right_a"], ours["right_b"], strict=True)) == set(zip(theirs["a"], theirs["b"], strict=True))
    assert rights.crs == CRS
