import datetime
import itertools

import pytest
import shapely

from mineplan.consolidate.plan import terms_of
from mineplan.errors import ScenarioError
from mineplan.partition import score, solve
from mineplan.terms import Authority
from tests.consolidate.runs_of import dispositions, groups, planned, prepared
from tests.county import county, orebodies_frame, rights_frame, square


def test_rights_of_several_holders_on_one_orebody_merge():
    plan = planned()
    # K1 lies under A, B and C (two holders); K2 under E and the closed H.
    assert groups(plan)["G-A"] == ("A", "B", "C")
    assert all("H" not in members for members in groups(plan).values())


@pytest.mark.parametrize("tonnes", [1e3, 1e5, 1e7])
@pytest.mark.parametrize("capacity", [10e3, 3e6])
def test_they_merge_whatever_the_size(tonnes, capacity):
    bodies = orebodies_frame().assign(measured_t=tonnes, indicated_t=0.0, inferred_t=0.0)
    rights = rights_frame(capacity_t_a=[capacity] * 9)
    assert {"A", "B", "C"} <= set(groups(planned(county(orebodies=bodies, rights=rights)))["G-A"])


def test_a_pin_or_a_limit_forbids_it():
    assert (
        groups(planned(keep_apart=[["A", "B"]])).get("G-A") is None
        or "B" not in groups(planned(keep_apart=[["A", "B"]]))["G-A"]
    )
    assert max(map(len, groups(planned(limits={"members": 2})).values())) == 2


def test_every_right_gets_a_disposition():
    fate = dispositions(planned())
    assert sorted(fate) == list("ABCDEFGHI")
    assert fate["H"] == "close"  # the ledger says so
    assert fate["I"] == "withdraw"  # wholly inside a nature reserve
    assert fate["A"] == fate["B"] == fate["C"] == "merge"


def test_alone_below_the_minimum_is_upgraded_or_withdrawn():
    # Nobody within the gap: every right stands alone. 300,000 t/a and 5 years are the day's minimum for iron.
    rights = rights_frame(
        capacity_t_a=[299_999.0, 300_000.0, 50e3, 400e3, 100e3, 20e3, 300e3, 100e3, 500e3],
        remaining_t=[5e6] * 5 + [1e6] * 4,
    )
    plan = planned(county(rights=rights, orebodies=None, zones=None), gap_m=0)
    fate = dispositions(plan)
    assert (fate["A"], fate["B"], fate["F"]) == ("upgrade", "keep", "withdraw")
    reasons = {r.right_id: r.reasons for r in plan.rights}
    assert any(r.startswith("minimum_capacity.iron") for r in reasons["A"])


def test_the_extent_takes_in_the_gap_resources_between_members():
    plan = planned()
    [group] = [g for g in plan.groups if g.group_id == "G-A"]
    gap = shapely.box(1000, 400, 1200, 600)  # the orebody between A and B that nobody holds
    assert group.extent.buffer(0.02).covers(gap)
    assert group.gap_km2 == pytest.approx(2 * 0.04, abs=1e-4)
    for name in group.right_ids:
        assert group.extent.buffer(0.02).covers(square(name))
    # The members hold 30/34 of the orebody, the gaps between them the other 4/34.
    assert group.resources_t["measured"] == pytest.approx(3.4e6, rel=1e-3)


def test_corners_are_rounded_valid_and_numbered_through():
    [group] = [g for g in planned().groups if g.group_id == "G-A"]
    assert [c.no for c in group.corners] == list(range(1, len(group.corners) + 1))
    for corner in group.corners:
        assert round(corner.northing_m, 2) == corner.northing_m and round(corner.easting_m, 2) == corner.easting_m
        assert int(corner.easting_m // 1_000_000) == corner.zone == group.zone
        assert 4_200_000 < corner.northing_m < 4_400_000


def test_a_ban_is_cut_out_of_the_extent_with_its_distance():
    road = county().tables["zones"].iloc[[0]].assign(zone_id="R1", kind="road_national", name="示例国道")
    road["geometry"] = [shapely.LineString([(500, -2000), (500, 4000)])]
    [group] = [g for g in planned(county(zones=road)).groups if "A" in g.right_ids]
    assert group.extent.distance(road.geometry.iloc[0]) == pytest.approx(100, abs=0.6)
    assert group.extent.distance(road.geometry.iloc[0]) >= 100 - 0.02
    assert group.banned_km2 == pytest.approx(0.2, rel=0.01)
    assert any(r.startswith("exclusion.") for r in group.reasons)


def test_capacity_life_and_authority():
    [group] = [g for g in planned().groups if g.group_id == "G-A"]
    assert group.capacity_t_a == 350e3 and group.minimum_capacity_t_a == 300e3
    # K1 whole: 3.4 + 6.8 Mt of resources; the proved reserve of 1 Mt is never added. T = Q·0.85/(A·0.9).
    assert group.life_a == pytest.approx(10.2e6 * 0.85 / (350e3 * 0.9), abs=0.1)
    assert group.life_basis == "resources" and set(group.resources_t) == {"measured", "indicated", "proved"}
    assert group.authority is Authority.PROVINCE


def test_the_lead_right_is_a_sum_one_can_check():
    [group] = [g for g in planned().groups if g.group_id == "G-A"]
    # Equal ore and equal terms: capacity decides, B with 200,000 t/a.
    assert group.lead_id == "B"
    assert group.lead_scores[0].parts == {"remaining": 1.0, "capacity": 1.0, "term": 1.0}
    weights = {"remaining": 0.4, "capacity": 0.4, "term": 0.2}
    for row in group.lead_scores:
        assert row.total == pytest.approx(sum(weights[k] * v for k, v in row.parts.items()), abs=1e-6)


def test_indicators():
    figures = planned().indicators
    assert (figures.rights_before, figures.split_orebodies_before, figures.split_orebodies_after) == (9, 2, 0)
    assert figures.conflicts_before == 4 and figures.conflicts_after == 0
    # K1: 3 Mt under each of A, B, C; K2: 4 Mt, of which 800 of 2200 m lie under E and 900 m under H.
    assert figures.split_t_before == pytest.approx(2 * 3e6 + 4e6 * 800 / 2200, abs=1)
    assert figures.split_t_after == 0


def test_terms_sum_to_the_objective_and_the_judge_agrees():
    work = prepared()
    answer = solve(work.problem)
    assert sum(terms_of(work.problem, answer.groups).values()) == pytest.approx(answer.objective)
    assert score(work.problem, answer.groups) == answer.objective


def test_it_is_the_cheapest_of_all_partitions():
    work = prepared(county(zones=None))
    answer = solve(work.problem)

    def partitions(items):
        if not items:
            yield []
            return
        first, *rest = items
        for size in range(len(rest) + 1):
            for chosen in itertools.combinations(rest, size):
                for others in partitions([i for i in rest if i not in chosen]):
                    yield [[first, *chosen], *others]

    from mineplan.partition import violations

    best = min(
        score(work.problem, p) for p in partitions(list(range(work.problem.n))) if not violations(work.problem, p)
    )
    assert answer.objective == best


def test_missing_columns_switch_criteria_off():
    bare = rights_frame().drop(
        columns=["holder", "mineral", "method", "capacity_t_a", "status", "valid_to", "county", "mine_name"]
    )
    plan = planned(county(rights=bare), minerals=[])
    off = {n.subject for n in plan.notes if n.code == "criterion_off"}
    assert {"holder", "mineral", "method", "capacity_t_a", "status", "valid_to"} <= off
    assert len(plan.rights) == 9


def test_pins_on_nobody_are_refused_all_at_once():
    with pytest.raises(ScenarioError) as error:
        planned(keep_together=[["A", "NOBODY"]], keep_apart=[["A", "H"]])
    text = str(error.value)
    assert "NOBODY" in text and "not in the dataset" in text and "H" in text and "does not take part" in text


def test_names_stay_when_other_groups_change():
    before, after = groups(planned()), groups(planned(keep_apart=[["D", "E"]]))
    assert before["G-A"] == after["G-A"]


def test_the_law_of_the_day_decides():
    # Before the opinions of 2022-2024 no ruling asks for one right on one orebody.
    old = planned(day=datetime.date(2015, 1, 1))
    assert old.indicators.conflicts_before == 0
    expired = [n for n in planned().notes if n.code == "ruling_expired"]
    assert expired and "90号" in expired[0].text


def test_same_input_same_plan():
    from mineplan.plans import plan_dict

    assert plan_dict(planned()) == plan_dict(planned())


def test_a_gap_resource_between_two_groups_goes_to_one():
    # A with C and B with D (moved beside C) on one orebody: both hulls hold the gap between B and C.
    rights = rights_frame()
    rights["geometry"] = [shapely.box(3600, 0, 4600, 1000) if n == "D" else square(n) for n in rights["right_id"]]
    bodies = orebodies_frame()
    bodies["geometry"] = [shapely.box(0, 400, 4600, 600), bodies.geometry.iloc[1]]
    plan = planned(
        county(rights=rights, orebodies=bodies), keep_together=[["A", "C"], ["B", "D"]], keep_apart=[["A", "B"]]
    )
    first, second = (g for g in plan.groups if set(g.right_ids) & set("ABCD"))
    assert first.extent.intersection(second.extent).buffer(-0.011).is_empty  # corners are rounded to 0.01 m
    assert first.gap_km2 > 0


def test_ore_under_banned_ground_does_not_count():
    half = county().tables["zones"].assign(kind="nature_reserve")
    half["geometry"] = [shapely.box(-10, -10, 500, 1010)]  # the western half of A
    [group] = [g for g in planned(county(zones=half)).groups if "A" in g.right_ids]
    assert group.resources_t["measured"] == pytest.approx(3.4e6 - 0.5e6, rel=1e-3)


def test_an_area_drawn_as_a_line_is_refused():
    outline = county().tables["zones"]
    outline["geometry"] = outline.geometry.boundary
    with pytest.raises(ScenarioError, match="draw it as a polygon"):
        planned(county(zones=outline))


def test_too_short_a_life_is_said_of_groups_too():
    bodies = orebodies_frame().assign(measured_t=3e5, indicated_t=0.0, inferred_t=0.0)
    [group] = [g for g in planned(county(orebodies=bodies)).groups if g.group_id == "G-A"]
    assert group.proposed_capacity_t_a == 350e3 and group.life_a < 5
    assert any("低于最低服务年限5年" in r for r in group.remarks)


def test_without_an_assumption_another_citys_figure_decides_nothing():
    plan = planned(assume={})
    assert all(g.minimum_capacity_t_a is None for g in plan.groups)
    assert not {r.disposition.value for r in plan.rights} & {"upgrade"}
    assert {n.subject for n in plan.notes if n.code == "unconfirmed_ruling"} >= {"minimum_capacity.iron.shanxi-2025"}


def test_a_blank_mineral_is_said():
    rights = rights_frame(mineral=["iron"] * 8 + [None])
    plan = planned(county(rights=rights))
    assert [n.subject for n in plan.notes if n.code == "mineral_blank"] == ["I"]
    assert "I" not in {r.right_id for r in plan.rights}
