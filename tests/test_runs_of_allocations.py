"""A choice followed through two allocation plans."""

import pytest

from mineplan.errors import InputError
from mineplan.runs import compare, difference_tables, in_words, read_run
from tests.run_folder import county_run
from tests.verify.allocation_run import SCENARIO, allocation_run

DELAY = ("    blocks_per_year: 2\n", "    blocks_per_year: 2\n    weights: {delay: 200}\n")
TRANSPORT = ("lead_years: 1}", "lead_years: 1, weights: {transport: 1000}}")
STARTS = ("2027: 100000, 2028: 200000", "2028: 100000")


def edited(old, new):
    assert old in SCENARIO
    return SCENARIO.replace(old, new)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return read_run(allocation_run(tmp_path_factory.mktemp("base")))


def other(folder, edit):
    return read_run(allocation_run(folder, edited(*edit)))


def test_one_weight_of_the_continuation(base, tmp_path):
    difference = compare(base, other(tmp_path, DELAY))
    assert difference["kind"] == "allocation" and not difference["is_same"]
    assert difference["choices"] == [{"part": "continuation", "name": "weights.delay", "before": 5.0, "after": 200.0}]
    lines = in_words(difference)
    assert lines[0] == "Choice continuation.weights.delay: 5 -> 200."
    # Only what is granted in the first year earns anything now, and two blocks can be: the best are D and g.
    moved = {c["subject"]: c for c in difference["continuation"] if c["field"] == "status"}
    assert {b: (c["before"], c["after"]) for b, c in moved.items()} == dict.fromkeys("ENU", ("proposed", "postponed"))
    assert any(
        line.startswith("Coal block N: status proposed -> postponed, right_id A -> none, year ") for line in lines
    )
    assert "Mine A: life_after_a 18 -> 13." in lines and "Mine B: life_after_a 13 -> 8." in lines
    assert any(line.startswith("Part continuation: objective ") for line in lines)
    # Nothing of the other parts follows from it.
    assert not (difference["grant_plan"] or difference["matches"] or difference["pilot"] or difference["projects"])


def test_one_weight_of_the_grants(base, tmp_path):
    difference = compare(base, other(tmp_path, TRANSPORT))
    lines = in_words(difference)
    assert lines[0] == "Choice grant.weights.transport: 10 -> 1000."
    # X lies 79 km away and earns less than the haul costs now; Y lies 40 km away.
    assert "Ore from P to X: 2028 400,000 -> 0 t/a, 2029 400,000 -> 0 t/a." in lines
    assert any(line.startswith("Project X: unmet.2028 100,000 -> 500,000") for line in lines)
    assert not difference["continuation"] and not difference["pilot"]


def test_a_total_of_the_pilot(base, tmp_path):
    difference = compare(base, other(tmp_path, STARTS))
    lines = in_words(difference)
    assert "Choice pilot.total_t_a.2027: 100,000 -> none." in lines
    assert "Choice pilot.total_t_a.2028: 200,000 -> 100,000." in lines
    assert any(line.startswith("Pilot mine B: ") and "year 2028 -> 2029" in line for line in lines)
    assert any(line.startswith("Year 2028: pilot_output_t_a 200,000 -> 100,000") for line in lines)


def test_a_part_that_is_left_out(base, tmp_path):
    at = SCENARIO.index("  pilot:"), SCENARIO.index("  sensitivity:")
    without = read_run(allocation_run(tmp_path, SCENARIO[: at[0]] + SCENARIO[at[1] :]))
    lines = in_words(compare(base, without))
    assert any(line.startswith("Pilot mine C: status scheduled -> none") for line in lines)
    assert "Part pilot: status optimal -> none" in " ".join(lines)


def test_the_same_plan_and_tables(base):
    assert in_words(compare(base, base)) == ["The plans of run.partial and run.partial are the same."]
    tables = difference_tables(compare(base, base))
    assert {"choices", "continuation", "grant_plan", "matches", "pilot", "by_year", "solver"} <= tables.keys()
    assert all(table.empty and len(table.columns) for table in tables.values())


def test_only_like_with_like(base, tmp_path):
    with pytest.raises(InputError, match="only like with like"):
        compare(base, read_run(county_run(tmp_path)))
