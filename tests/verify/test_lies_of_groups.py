"""What a group says beyond its members: ground, law, stock, lead right."""

import json
import shutil

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mineplan import jobs
from mineplan.verify import verify_run
from tests.county import CRS, zones_frame
from tests.run_folder import county_project
from tests.verify.lies import changed, group


def run_with_zones(folder, *boxes):
    """Run the county with further nature reserves, all of one name."""
    scenario = county_project(folder)
    more = gpd.GeoDataFrame(
        {"zone_id": [f"Y{k}" for k in range(len(boxes))], "kind": "nature_reserve", "name": "同名保护区"},
        geometry=[shapely.box(*b) for b in boxes],
        crs=CRS,
    )
    zones = gpd.GeoDataFrame(pd.concat([zones_frame(), more], ignore_index=True), crs=CRS)
    zones.to_crs("EPSG:4490").to_parquet(folder / "datasets" / "county" / "zones.parquet")
    answer = jobs.consolidate(scenario, jobs.RunOptions(folder / "runs", False), lambda _: None)
    made = shutil.move(answer["run"], folder / "run.partial")
    (made / "manifest.json").unlink()
    assert verify_run(made)
    return made


def given_back(run, other):
    """Return the complaint when group G-A takes what it has in another run."""
    wide = group(json.loads((other / "plan.json").read_text(encoding="utf-8")))
    return changed(run, lambda p: group(p).update(wide))


@pytest.mark.parametrize("side", ["north", "south", "west"])
def test_an_extent_grown_over_free_ground(run, side):
    def lie(plan):
        corners = group(plan)["corners"]
        axis, sign = ("easting_m", -1) if side == "west" else ("northing_m", 1 if side == "north" else -1)
        edge = max(sign * c[axis] for c in corners)
        for corner in corners:
            if sign * corner[axis] > edge - 60:
                corner[axis] = round(corner[axis] + sign * (300 if side == "north" else 700), 2)

    assert "lie outside the orebodies that its members share" in changed(run, lie)


def test_an_extent_in_the_second_of_two_zones_of_one_name(tmp_path):
    one = run_with_zones(tmp_path / "one", (0, 0, 100, 100))
    both = run_with_zones(tmp_path / "both", (0, 0, 100, 100), (3300, 0, 3400, 100))
    assert "the new extent is nearer to “同名保护区”" in given_back(both, one)


def test_new_ground_in_a_zone_that_touches_no_member(sound, tmp_path):
    run = run_with_zones(tmp_path, (1050, 450, 1150, 550))
    assert "new ground is nearer to “同名保护区”" in given_back(run, sound)


def test_ore_under_a_ban_counted(sound, tmp_path):
    run = run_with_zones(tmp_path, (0, 400, 500, 600))
    said = group(json.loads((sound / "plan.json").read_text(encoding="utf-8")))["resources_t"]
    text = changed(run, lambda p: group(p)["resources_t"].update(said))
    assert "measured is" in text and "life_a is" in text


@pytest.mark.parametrize(
    ("figure", "lie"),
    [
        ("life_a", 99.0),
        ("life_a", None),
        ("life_basis", "reserves"),
        ("minimum_capacity_t_a", 100000.0),
        ("minimum_life_a", None),
        ("proposed_capacity_t_a", 1.0),
        ("authority", "county"),
        ("mineral", "copper"),
        ("holders", ["公司A"]),
        ("counties", []),
        ("conflicts", []),
        ("members_km2", 2.9),
        ("gap_km2", 0.0),
        ("gap_km2", 0.085),
        ("banned_km2", 0.01),
        ("planar_km2", 3.0),
        ("orebody_ids", ["K1", "K2"]),
    ],
)
def test_a_figure_or_a_word(run, figure, lie):
    assert f"{figure} is" in changed(run, lambda p: group(p).update({figure: lie}))


def test_gap_resources_beyond_the_gap(run):
    # The members hold 15/17 of the orebody, the gaps 2/17; all of it is the most there is.
    assert "indicated is" in changed(run, lambda p: group(p)["resources_t"].update(indicated=6.9e6))
    assert "indicated is" in changed(run, lambda p: group(p)["resources_t"].update(indicated=6.7e6))


def test_gap_resources_left_out(run):
    assert "measured is" in changed(run, lambda p: group(p)["resources_t"].update(measured=3e6))


def test_a_class_that_is_none(run):
    assert "are no classes" in changed(run, lambda p: group(p)["resources_t"].update(hoped=1e6))


def test_another_lead(run):
    assert "B has the best score" in changed(run, lambda p: group(p).update(lead_id="A"))


def test_lead_scores_out_of_order(run):
    assert "do not stand in order" in changed(run, lambda p: group(p)["lead_scores"].reverse())


def test_a_lead_score_without_a_member(run):
    assert "not over its members" in changed(run, lambda p: group(p)["lead_scores"].pop())


@pytest.mark.parametrize("part", ["remaining", "capacity", "term"])
def test_a_part_of_a_lead_score(run, part):
    def lie(plan):
        parts = group(plan)["lead_scores"][2]["parts"]
        parts[part] = 0.9

    assert f"lead score of C: {part} is" in changed(run, lie)


def test_a_total_of_a_lead_score(run):
    assert "total is 0.700000 by its parts" in changed(run, lambda p: group(p)["lead_scores"][2].update(total=0.75))


def test_weights_of_the_scenario(run):
    text = (run / "inputs" / "scenario.yaml").read_text(encoding="utf-8")
    lines = "  lead_score: {remaining: 0.1, capacity: 0.8, term: 0.1}\n"
    (run / "inputs" / "scenario.yaml").write_text(text + lines, encoding="utf-8")
    assert "total is" in changed(run, lambda p: group(p)["lead_scores"][2].update(total=0.71))


def test_an_invented_ruling(run):
    text = changed(run, lambda p: group(p)["reasons"].append("one_orebody_one_right.nowhere-1999"))
    assert "cites one_orebody_one_right.nowhere-1999, which is no ruling" in text


def test_a_ground_left_out(run):
    text = changed(run, lambda p: group(p)["reasons"].remove("merger_trigger.same_orebody.shanxi-2024"))
    assert "does not cite merger_trigger.same_orebody.shanxi-2024" in text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("no", 7, "not numbered from 1 to"),
        ("ring", 9, "rings do not follow"),
        ("zone", 38, "its corners are in 37, 38"),
        ("is_hole", True, "partly outline and partly hole"),
        ("easting_m", 629188.02, "prefix of its zone"),
    ],
)
def test_a_corner_table(run, field, value, words):
    assert words in changed(run, lambda p: group(p)["corners"][1].update({field: value}))


def test_a_corner_that_is_not_rounded(run):
    def lie(plan):
        group(plan)["corners"][1]["northing_m"] += 0.003

    assert "not rounded to 0.01 m" in changed(run, lie)


def test_corners_in_the_neighbouring_zone(run):
    def lie(plan):
        group(plan)["zone"] = 38
        for corner in group(plan)["corners"]:
            corner["zone"] = 38
            corner["easting_m"] = round(corner["easting_m"] + 1_000_000, 2)

    assert "are not covered" in changed(run, lie)
