"""The verifier catches each kind of lie: a sound run, one figure changed, the right complaint."""

import copy
import json
import shutil
from pathlib import Path

import pytest

from mineplan.errors import PlanError
from mineplan.verify import verify_run
from tests.run_folder import county_run


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    return county_run(tmp_path_factory.mktemp("run"))


@pytest.fixture
def run(sound, tmp_path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "run"))


def changed(run: Path, change, name="plan.json") -> str:
    path = run / name
    content = json.loads(path.read_text(encoding="utf-8"))
    before = copy.deepcopy(content)
    change(content)
    assert content != before, "the lie changes nothing"
    path.write_text(json.dumps(content), encoding="utf-8")
    (run / "manifest.json").unlink(missing_ok=True)  # the checksums alone would give it away
    with pytest.raises(PlanError) as error:
        verify_run(run)
    return str(error.value)


def group(plan, name="G-A"):
    return next(g for g in plan["groups"] if g["group_id"] == name)


def test_a_sound_run_holds(sound):
    assert verify_run(sound) >= 9


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
    text = (run / "inputs" / "scenario.yaml").read_text(encoding="utf-8")
    (run / "inputs" / "scenario.yaml").write_text(
        text + "  limits: {members: 2, span_m: 1500, area_km2: 2, capacity_t_a: 200000}\n", encoding="utf-8"
    )
    (run / "manifest.json").unlink()
    with pytest.raises(PlanError) as error:
        verify_run(run)
    for words in ("has 3 members", "spans 2400 m", "km², more than 2", "t/a, more than 200000"):
        assert words in str(error.value)


@pytest.mark.parametrize(
    ("pin", "words"), [("keep_apart: [[A, B]]", "pinned apart"), ("keep_together: [[A, D]]", "pinned together")]
)
def test_a_broken_pin(run, pin, words):
    path = run / "inputs" / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"  {pin}\n", encoding="utf-8")
    (run / "manifest.json").unlink()
    with pytest.raises(PlanError, match=words):
        verify_run(run)


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
    assert "not over the rights that take part" in changed(run, lambda p: p["ids"].remove("G"), "problem.json")


def test_a_connection_that_is_not_there(run):
    assert "does not agree" in changed(run, lambda p: p["edges"].remove([0, 1]), "problem.json")


def test_a_file_changed_afterwards(run):
    with (run / "tables" / "groups.csv").open("a", encoding="utf-8") as file:
        file.write("x")
    with pytest.raises(PlanError, match="groups.csv has changed"):
        verify_run(run)
