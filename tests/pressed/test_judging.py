"""Projects of the valley from file to verdict, reckoned on the napkin."""

import pytest
import shapely

from mineplan.errors import ScenarioError
from tests.pressed.valley import OWNER, project, run_valley


def one(answer):
    (found,) = answer["plan"]["projects"]
    return found


def test_what_presses_nothing(tmp_path):
    found = one(run_valley(tmp_path, project("P1", shapely.box(3100, 500, 3200, 600))))
    assert (found["verdict"], found["findings"], found["rights"], found["footprint_m2"]) == ("not_pressed", [], [], 1e4)


def test_a_square_over_ore_and_right(tmp_path):
    found = one(run_valley(tmp_path, project("P1", shapely.box(400, 400, 500, 500))))
    (ore,) = found["findings"]
    assert (found["verdict"], found["authority"], ore["step"]) == ("approval_required", "province", "approval")
    assert ore["footprint_m2"] == pytest.approx(1e4, abs=0.01)
    # 100 x 100 of 1400 x 600 m; reserves stand apart from resources.
    assert ore["footprint_t"] == pytest.approx({"measured": 1e5, "indicated": 5e4, "probable": 1e6 / 84}, abs=0.1)
    assert ore["rights"] == ["R1"] and ore["holders"] == [OWNER]
    assert ore["right_shares"][0]["footprint_share"] == pytest.approx(1)
    assert ore["buffered_m2"] > ore["footprint_m2"]
    codes = [item["code"] for item in found["checklist"]]
    assert codes == ["report", "approval", "compensation", "registration", "penalty"]


def test_a_footprint_astride_the_zone_is_split_and_each_part_decided(tmp_path):
    on_zone = project("P1", shapely.box(1300, 300, 1500, 400), query_date="2022-06-01")
    found = one(run_valley(tmp_path, on_zone, day="2022-06-16"))
    parts = [(part["zone_ids"], round(part["area_m2"]), part["verdict"]) for part in found["parts"]]
    assert parts == [([], 10000, "approval_required"), (["Z1"], 10000, "registration_only")]
    assert found["verdict"] == "approval_required"
    assert {"registration", "approval"} <= {item["code"] for item in found["checklist"]}


def test_the_same_footprint_a_day_after_the_notice_ran_out(tmp_path):
    on_zone = project("P1", shapely.box(1450, 300, 1500, 400), query_date="2024-06-01")
    found = one(run_valley(tmp_path, on_zone, day="2024-06-17"))
    assert found["verdict"] == "approval_required"
    assert not any("xinzhou-2022" in ruling for ruling in found["rulings"])


def test_own_ground_and_ground_beyond_it_are_decided_apart(tmp_path):
    mine = project("P1", shapely.box(900, 300, 1100, 400), owner=OWNER, query_date="2025-06-01")
    found = one(run_valley(tmp_path, mine, day="2025-06-30"))
    parts = [(round(part["area_m2"]), part["verdict"], part["right_ids"]) for part in found["parts"]]
    assert parts == [(10000, "approval_required", []), (10000, "own_mine_exempt", ["R1"])]


def test_own_ground_is_exempt_until_the_new_law(tmp_path):
    mine = project("P1", shapely.box(300, 300, 400, 400), owner=OWNER, query_date="2025-06-01")
    assert one(run_valley(tmp_path / "a", mine, day="2025-06-30"))["verdict"] == "own_mine_exempt"
    found = one(run_valley(tmp_path / "b", mine, day="2025-07-01"))
    assert found["verdict"] == "needs_confirmation" and found["questions"]


def test_a_name_that_is_nearly_the_holders_is_asked(tmp_path):
    mine = project("P1", shapely.box(300, 300, 400, 400), owner=OWNER + "北山分公司", query_date="2025-06-01")
    found = one(run_valley(tmp_path, mine, day="2025-06-30"))
    assert found["verdict"] == "needs_confirmation"
    assert any("是否同一主体" in question for question in found["questions"])
    assert "owner_asked" in [note["code"] for note in found["notes"]]


def test_a_variant_of_the_companys_form_is_matched_with_a_note(tmp_path):
    name = OWNER.replace("有限公司", "有限责任公司")
    found = one(run_valley(tmp_path, project("P1", shapely.box(300, 300, 400, 400), owner=name)))
    assert found["rights"][0]["is_own"] is True
    assert "owner_variant" in [note["code"] for note in found["notes"]]


def test_gravel_without_a_right_is_recorded(tmp_path):
    found = one(run_valley(tmp_path, project("P1", shapely.box(2200, 150, 2300, 250), level="other")))
    assert (found["verdict"], found["authority"]) == ("record_only", "province")


def test_an_old_query_stands_before_everything(tmp_path):
    found = one(run_valley(tmp_path, project("P1", shapely.box(400, 400, 500, 500), query_date="2026-05-22")))
    assert found["verdict"] == "query_needed"
    assert found["findings"][0]["verdict"] == "approval_required"
    assert found["checklist"][0]["code"] == "query"


def test_ground_that_two_projects_press_counts_once_in_the_totals(tmp_path):
    rows = [project("P1", shapely.box(400, 400, 500, 500)), project("P2", shapely.box(450, 400, 550, 500))]
    plan = run_valley(tmp_path, *rows)["plan"]
    assert plan["totals"]["iron"]["footprint_t"]["measured"] == pytest.approx(1.5e5, abs=1)


def test_missing_surface_falls_back_to_the_footprint(tmp_path):
    found = one(run_valley(tmp_path, project("P1", shapely.box(400, 400, 500, 500), surface_m=None)))
    assert found["findings"][0]["buffered_m2"] is None
    assert any("地面标高" in note["text"] for note in found["notes"])


def test_options_fill_what_files_do_not_say(tmp_path):
    bare = {"project_id": "P1", "geometry": shapely.box(400, 400, 500, 500)}
    found = one(run_valley(tmp_path, bare, level="other", kind="batch", surface_m=1500.0))
    assert (found["level"], found["kind"], found["verdict"]) == ("other", "batch", "query_needed")


@pytest.mark.parametrize("day", ["2010-09-07", "1999-01-01"])
def test_a_day_outside_every_regime(tmp_path, day):
    with pytest.raises(ScenarioError, match=f"as_of: {day} lies outside every regime; the rules on pressed ore know A"):
        run_valley(tmp_path, project("P1", shapely.box(0, 0, 10, 10)), day=day)


def test_the_order_of_rows_changes_nothing(tmp_path):
    rows = [project("P2", shapely.box(400, 400, 500, 500)), project("P1", shapely.box(1300, 300, 1500, 400))]
    plans = [run_valley(tmp_path / name, *some)["plan"] for name, some in (("a", rows), ("b", rows[::-1]))]
    for plan in plans:
        for found in plan["projects"]:
            del found["source"]
    assert plans[0] == plans[1]
