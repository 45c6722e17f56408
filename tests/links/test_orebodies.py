import numpy as np
import pandas as pd
import pytest
import shapely

from mineplan.links import link_orebodies
from tests.county import CRS, orebodies_frame, parts_frame, rights_frame


def links(rights=None, bodies=None, resources=None, **more):
    rights = rights_frame() if rights is None else rights
    return link_orebodies(
        rights, parts_frame(rights), orebodies_frame() if bodies is None else bodies, resources, **more
    )


def test_tonnage_follows_volume():
    table = links().set_index(["right_id", "orebody_id"])
    assert sorted(table.index) == [("A", "K1"), ("B", "K1"), ("C", "K1"), ("E", "K2"), ("H", "K2")]
    row = table.loc[("A", "K1")]
    assert row["shared_m2"] == pytest.approx(200_000)
    assert row["tonnage_share"] == pytest.approx(1000 / 3400)
    assert row["measured_t"] == pytest.approx(1e6) and row["indicated_t"] == pytest.approx(2e6)
    # Resources are the headline; the proved reserve stands beside them and is not added.
    assert row["tonnage_t"] == pytest.approx(3e6) and row["proved_t"] == pytest.approx(1e6 * 1000 / 3400)


def test_elevations_apart_means_no_link():
    table = links(rights_frame(bottom_m=[1450.0] + [1000.0] * 8))
    assert "A" not in set(table["right_id"])


def test_half_the_height_is_half_the_tonnage():
    table = links(rights_frame(bottom_m=[1250.0] + [1000.0] * 8)).set_index("right_id")
    assert table.at["A", "tonnage_share"] == pytest.approx(500 / 3400)


def test_unknown_elevation_never_separates():
    table = links(rights_frame(top_m=[np.nan] * 9, bottom_m=[np.nan] * 9)).set_index("right_id")
    assert table.at["A", "tonnage_share"] == pytest.approx(1000 / 3400)


def test_a_dipping_slab_is_cut_where_it_lies_between_the_elevations():
    # The slab falls evenly from 1400 m at its north edge (y=600) to 1100 m at its south edge (y=400).
    bodies = orebodies_frame().assign(dip_direction_deg=[180.0, np.nan])
    upper = links(rights_frame(bottom_m=[1250.0] + [1000.0] * 8), bodies).set_index("right_id")
    assert upper.at["A", "tonnage_share"] == pytest.approx(500 / 3400)
    deep = links(rights_frame(top_m=[1175.0] + [1500.0] * 8), bodies).set_index("right_id")
    assert deep.at["A", "tonnage_share"] == pytest.approx(250 / 3400)


@pytest.mark.parametrize("direction", [0.0, 37.0, 90.0, 200.0, 359.0])
def test_levels_of_a_slab_add_up(direction):
    bodies = orebodies_frame().assign(dip_direction_deg=direction)
    whole = links(bodies=bodies).set_index(["right_id", "orebody_id"])["tonnage_share"]
    upper = links(rights_frame(bottom_m=[1230.0] * 9), bodies).set_index(["right_id", "orebody_id"])["tonnage_share"]
    lower = links(rights_frame(top_m=[1230.0] * 9), bodies).set_index(["right_id", "orebody_id"])["tonnage_share"]
    pd.testing.assert_series_equal(upper.add(lower, fill_value=0), whole, check_exact=False, rtol=1e-9)


def test_reports_override_volume():
    reported = pd.DataFrame({"right_id": ["A", "D"], "orebody_id": ["K1", "K1"], "measured_t": [5e6, 1e5]})
    table = links(resources=reported).set_index(["right_id", "orebody_id"])
    assert table.at[("A", "K1"), "tonnage_t"] == 5e6 and table.at[("A", "K1"), "basis"] == "report"
    assert table.at[("B", "K1"), "basis"] == "volume"
    # A report may name a right that does not lie over the drawn orebody.
    assert table.at[("D", "K1"), "shared_m2"] == 0


def test_other_minerals_are_not_linked():
    assert "A" not in set(links(rights_frame(mineral=["coal"] + ["iron"] * 8))["right_id"])


def test_prisms_of_one_right_are_summed_and_plan_counted_once():
    rights = rights_frame().iloc[:1]
    parts = parts_frame(rights)
    upper, lower = parts.assign(bottom_m=1300.0), parts.assign(top_m=1300.0, part=1)
    table = link_orebodies(rights, pd.concat([upper, lower], ignore_index=True), orebodies_frame(), None)
    assert table["shared_m2"].tolist() == [pytest.approx(200_000)]
    assert table["tonnage_share"].tolist() == [pytest.approx(1000 / 3400)]


def test_without_orebodies_the_table_is_empty():
    rights = rights_frame()
    assert link_orebodies(rights, parts_frame(rights), None, None).empty
    assert rights.crs == CRS and shapely.area(rights.geometry.iloc[0]) == 1e6


def test_prisms_that_meet_no_orebody_give_an_empty_table():
    bodies = orebodies_frame()
    bodies["geometry"] = [shapely.box(1e5, 1e5, 1e5 + 10, 1e5 + 10)] * 2
    table = links(bodies=bodies)
    assert table.empty and {"right_id", "orebody_id", "tonnage_t", "basis"} <= set(table.columns)
