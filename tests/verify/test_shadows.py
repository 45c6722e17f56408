import shutil
from pathlib import Path

import pytest

from mineplan import jobs
from mineplan.verify import verify_run
from tests.run_folder import county_project
from tests.verify.lies import changed, scenario_lie


@pytest.fixture(scope="module")
def pinned(tmp_path_factory) -> Path:
    """A run with pins, a tight limit and alternatives."""
    home = tmp_path_factory.mktemp("shadows")
    scenario = county_project(home)
    with scenario.open("a", encoding="utf-8") as file:
        file.write("  keep_apart: [[A, B]]\n  keep_together: [[D, E]]\n  limits: {members: 2}\n")
    options = jobs.RunOptions(home / "runs", has_documents=False, alternatives=3)
    return Path(jobs.consolidate(scenario, options, lambda _: None)["run"])


@pytest.fixture
def run(pinned, tmp_path) -> Path:
    """A copy without its checksums."""
    folder = Path(shutil.copytree(pinned, tmp_path / "run.partial"))
    (folder / "manifest.json").unlink()
    return folder


def test_what_was_said_holds(pinned):
    assert verify_run(pinned)


def first(plan):
    return plan["groups"][0]


LIES = [
    (lambda p: p["shadows"].update(seed=7), "stability: seed is 1 by the scenario, the plan says 7"),
    (lambda p: p["shadows"].update(near_share=0.5), "stability: near_share is 0.02"),
    (lambda p: p["shadows"]["pins"].pop(), "the costs of pins and the pins disagree about right A"),
    (lambda p: p["shadows"]["pins"][0].update(points=-3.0), "costs -3 points, less than nothing"),
    (lambda p: p["shadows"]["limits"][0].update(value=4.0), "the cost of the limit members is told for 4"),
    (lambda p: p["shadows"]["limits"][0].update(next_value=1.0, next_points=1.0), "contradicts itself"),
    (lambda p: first(p)["stability"].update(survived=21), "it cannot survive 21 of 20 trials"),
    (lambda p: first(p)["stability"].update(firmness="tied", points_without=5.0), "“tied” does not follow from 5.0"),
    (lambda p: first(p).update(stability=None), "nothing is said of its stability"),
    (
        lambda p: first(p)["stability"].update(firmness="forced", points_without=None, share_without=None),
        "does without it",
    ),
]


@pytest.mark.parametrize(("lie", "words"), LIES, ids=[words for _, words in LIES])
def test_a_lie_about_costs_or_stability(run, lie, words):
    assert words in changed(run, lie)


def test_another_scenario_has_other_choices(run):
    assert "trials is 5 by the scenario" in scenario_lie(run, "  stability: {perturbations: 5}\n")


def test_a_margin_that_an_alternative_belies(run):
    def lie(plan):
        for one in plan["groups"]:
            one["stability"] |= {"firmness": "firm", "points_without": 1e9, "share_without": 1e5}

    assert "does without it for" in changed(run, lie)


def test_runs_from_before_say_nothing_and_hold(run):
    def silent(plan):
        plan["shadows"] = None
        plan["groups"][0]["area_km2"] += 1

    text = changed(run, silent)
    assert "stability" not in text
