"""The verifier catches each kind of lie: a sound run, one figure changed, the right complaint."""

import copy

import pytest

from mineplan.verify import verify_run
from tests.verify.lies import changed, group, scenario_lie


def test_a_sound_run_holds(sound):
    assert verify_run(sound) >= 16


def test_a_missing_right(run):
    assert "right D is missing" in changed(
        run, lambda p: p["rights"].remove(next(r for r in p["rights"] if r["right_id"] == "D"))
    )


def test_a_right_twice(run):
    assert "2 times" in changed(run, lambda p: p["rights"].append(p["rights"][0]))


def test_a_member_in_two_groups(run):
    def lie(plan):
        plan["groups"].append(copy.deepcopy(group(plan)) | {"group_id": "G-B", "right_ids": ["B", "F"], "lead_id": "B"})

    assert "is in groups" in changed(run, lie)


def test_a_wrong_name(run):
    assert "smallest licence number" in changed(run, lambda p: group(p).update(group_id="G-X"))


def test_a_stranger_leads(run):
    assert "which is no member" in changed(run, lambda p: group(p).update(lead_id="G"))


def test_disposition_against_group(run):
    def lie(plan):
        plan["rights"][0].update(disposition="keep")

    assert "but the groups say" in changed(run, lie)


def test_a_group_that_does_not_hang_together(run):
    def lie(plan):
        group(plan)["right_ids"].append("G")
        next(r for r in plan["rights"] if r["right_id"] == "G").update(disposition="merge", group_id="G-A")

    assert "does not hang together" in changed(run, lie)


def test_too_many_members_and_too_wide(run):
    text = scenario_lie(run, "  limits: {members: 2, span_m: 1500, area_km2: 2, capacity_t_a: 200000}\n")
    for words in ("has 3 members", "spans 2400 m", "km², more than 2", "t/a, more than 200000"):
        assert words in text


def test_limits_are_measured_without_slack(run):
    text = scenario_lie(run, "  limits: {span_m: 2399, area_km2: 2.999, capacity_t_a: 349999}\n")
    for words in ("spans 2400 m", "km², more than 2.999", "t/a, more than 349999"):
        assert words in text


@pytest.mark.parametrize(
    ("pin", "words"), [("keep_apart: [[A, B]]", "pinned apart"), ("keep_together: [[A, D]]", "pinned together")]
)
def test_a_broken_pin(run, pin, words):
    assert words in scenario_lie(run, f"  {pin}\n")


def test_a_corner_moved_inwards(run):
    def lie(plan):
        corner = group(plan)["corners"][0]
        corner["northing_m"] -= 30
        corner["easting_m"] += 30

    text = changed(run, lie)
    assert "not covered" in text and "area_km2" in text


def test_a_corner_moved_into_a_neighbour(run):
    def lie(plan):
        for corner in group(plan)["corners"]:
            if corner["northing_m"] == max(c["northing_m"] for c in group(plan)["corners"]):
                corner["northing_m"] += 900

    assert "new ground lies in the extent of" in changed(run, lie)


def test_self_crossing_corners(run):
    def lie(plan):
        corners = group(plan)["corners"]
        corners[0], corners[2] = corners[2] | {"no": 1}, corners[0] | {"no": 3}

    assert "valid polygons" in changed(run, lie)


@pytest.mark.parametrize("term", ["group", "conflicts", "orebody_split", "shortfall", "mixed_holder", "compactness"])
def test_an_objective_term(run, term):
    assert f"objective term {term}" in changed(
        run, lambda p: p["objective_terms"].update({term: p["objective_terms"][term] + 7})
    )


def test_the_objective_the_bound_and_the_status(run):
    assert "the objective is" in changed(run, lambda p: p.update(objective=p["objective"] - 1))


def test_a_bound_above_the_objective(run):
    assert "do not fit" in changed(run, lambda p: p.update(bound=p["objective"] + 5))


def test_optimal_with_a_gap(run):
    assert "optimal with a gap" in changed(run, lambda p: p.update(bound=p["objective"] * 0.9, gap=0.1))


@pytest.mark.parametrize("figure", ["capacity_t_a", "top_m", "bottom_m"])
def test_a_group_figure(run, figure):
    assert figure in changed(run, lambda p: group(p).update({figure: group(p)[figure] + 1}))


def test_invented_ore(run):
    assert "measured is" in changed(run, lambda p: group(p)["resources_t"].update(measured=9e6))


@pytest.mark.parametrize("name", ["rights_before", "rights_after", "split_orebodies_before", "conflicts_after"])
def test_an_indicator(run, name):
    assert name in changed(run, lambda p: p["indicators"].update({name: p["indicators"][name] + 1}))


def test_a_problem_without_a_right(run):
    def lie(problem):
        gone = problem["ids"].index("G")
        assert not any(gone in edge for edge in problem["edges"]) and gone == len(problem["ids"]) - 1
        problem["ids"].remove("G")
        problem["n"] -= 1

    assert "not over the rights that take part" in changed(run, lie, "problem.json")


def test_a_connection_that_is_not_there(run):
    assert "does not agree" in changed(run, lambda p: p["edges"].remove([0, 1]), "problem.json")
