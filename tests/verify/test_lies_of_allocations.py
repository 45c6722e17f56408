"""What an allocation says of lives, blocks, matches and pilot mines, one figure changed at a time."""

import json
import shutil

import pytest

from mineplan.verify import verify_run
from tests.verify.allocation_run import SCENARIO, allocation_run
from tests.verify.lies import changed, complaint


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return allocation_run(tmp_path_factory.mktemp("allocation"))


@pytest.fixture
def run(made, tmp_path):
    return shutil.copytree(made, tmp_path / "run.partial")


def row(plan, table, name):
    key = next(k for k in ("block_id", "investment_id", "right_id", "year", "part") if k in plan[table][0])
    return next(r for r in plan[table] if r[key] == name)


def test_a_sound_run_holds(run):
    assert verify_run(run) == 25
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    fates = {r["block_id"]: r["status"] for r in (*plan["continuation"], *plan["grant_plan"])}
    assert [fates[b] for b in "FOPQRS"] == ["postponed", "excluded", "planned", "planned", "to_pilot", "screened_out"]
    assert {r["channel"] for r in plan["continuation"]} == {"gap", "deep", "upper", "adjacent", "capacity_gap", None}


FIGURES = {
    ("mines", "A", "mine"): {
        "recoverable_t": 1.0,
        "capacity_t_a": 1.0,
        "registered_capacity_t_a": None,
        "reserve_factor": 1.4,
        "life_a": 2.9,
        "depletion_rank": 2,
        "is_depleted": False,
        "has_increase": True,
        "scale": "small",
        "life_after_a": 99.0,
        "block_ids": [],
    },
    ("continuation", "D", "block"): {
        "area_km2": 0.6401,
        "top_m": 800.0,
        "bottom_m": None,
        "capacity_t_a": 1.0,
        "recoverable_t": 8e6,
        "life_before_a": 4.0,
        "life_after_a": 4.0,
        "points": 500,
        "rank": 9,
        "status": "postponed",
        "is_in_total": True,
        "banned_km2": 0.5,
        "lawful_share": 0.9,
    },
    ("grant_plan", "P", "block"): {
        "area_km2": 0.5,
        "top_m": 1.0,
        "bottom_m": 1.0,
        "as_ratio": 9.5,
        "quantity_t": 1.0,
        "quantity_basis": "reserves",
        "capacity_t_a": 5e5,
        "life_a": 3.0,
        "minimum_capacity_t_a": None,
        "minimum_life_a": 1.0,
        "reported_year": 2027,
        "lawful_share": 0.5,
        "banned_km2": 1.0,
        "rank": 7,
        "score": 1.0,
        "mode": "agreement",
        "status": "postponed",
    },
    ("projects", "Y", "project"): {"score": 1.0, "demand": {"2027": 0.0, "2028": 0.0, "2029": 1.0}, "block_ids": ["P"]},
    ("pilot", "C", "pilot"): {
        "coal_capacity_t_a": 1.0,
        "coal_life_a": 1.0,
        "extent_top_m": 1.0,
        "extent_bottom_m": 1.0,
        "surface_m": 1.0,
        "bauxite_t": {"indicated": 1.0},
        "quantity_t": 9e6,
        "interval_m": 70.0,
        "interval_ratio": 99.0,
        "state_above": "unmined",
        "order": "together",
        "order_rulings": ["mining_order.unmined.shanxi"],
        "is_order_settled": False,
        "readiness": 0.5,
        "readiness_weights": {"design": 1.0},
        "works_capacity_t_a": 2e5,
        "output_t_a": {"2027": 1.0},
        "points": {"2027": 1},
        "rank": 2,
        "status": "postponed",
    },
    ("by_year", 2029, "year"): {
        "continuation_block_ids": [],
        "continuation_recoverable_t": 1.0,
        "continuation_counted_t_a": 1.0,
        "continuation_total_t_a": None,
        "grant_block_ids": ["Q"],
        "grant_capacity_t_a": 1.0,
        "grant_total_t_a": None,
        "demand_t_a": 1.0,
        "supplied_t_a": 1.0,
        "unmet_t_a": 9.0,
        "pilot_right_ids": ["B"],
        "pilot_output_t_a": 1.0,
        "pilot_total_t_a": 1.0,
    },
}


@pytest.mark.parametrize(("where", "key"), [(where, key) for where, lies in FIGURES.items() for key in lies], ids=str)
def test_a_figure(run, where, key):
    table, name, word = where
    text = changed(run, lambda p: row(p, table, name).update({key: FIGURES[where][key]}))
    assert f"{word} {name}: {key} is" in text


def candidate(plan, block, mine):
    return next(c for c in row(plan, "continuation", block)["candidates"] if c["right_id"] == mine)


CANDIDATE = {
    "gap_m": 5.0,
    "shared_boundary_m": 500.0,
    "overlap_share": 0.1,
    "elevation": "below",
    "relation": "inside",
    "life_after_a": 99.0,
}


@pytest.mark.parametrize("key", CANDIDATE)
def test_a_figure_of_a_candidate(run, key):
    text = changed(run, lambda p: candidate(p, "N", "A").update({key: CANDIDATE[key]}))
    assert f"block N, mine A: {key} is" in text


COAL = {
    "a channel": (lambda p: row(p, "continuation", "N").update(channel="gap"), "block N: by the tables the channel is"),
    "a channel where none is": (
        lambda p: row(p, "continuation", "O").update(channel="adjacent"),
        "the channel is None, the plan says adjacent",
    ),
    "a mode": (lambda p: row(p, "continuation", "g").update(mode="agreement"), "block g: the mode is competition"),
    "a mine that does not qualify": (
        lambda p: candidate(p, "N", "A").update(is_qualified=False),
        "block N: mine A qualifies by the tables (adjacent)",
    ),
    "a candidate forgotten": (
        lambda p: row(p, "continuation", "g")["candidates"].pop(),
        "its candidates are not the coal mines within reach: B",
    ),
    "points of one year": (lambda p: candidate(p, "N", "A")["points"].update({"2027": 200}), "points of 2027 are"),
    "a part of the points": (lambda p: candidate(p, "N", "A")["parts"].update(reserves=1.0), "part reserves is 10.00"),
    "another mine": (lambda p: row(p, "continuation", "U").update(right_id="C"), "mine C does not qualify for it"),
    "a year outside": (lambda p: row(p, "continuation", "D").update(year=2035), "2035 is no year of the plan"),
    "a block twice": (
        lambda p: p["continuation"].append(row(p, "continuation", "D")),
        "continuation: D stands in it 2 times",
    ),
    "a block lost": (lambda p: p["continuation"].pop(), "continuation: O is missing"),
    "law not cited": (
        lambda p: row(p, "continuation", "D")["rulings"].remove("continuation_quota.deep.shanxi-2022"),
        "block D: it does not cite continuation_quota.deep.shanxi-2022",
    ),
    "no legal ground": (
        lambda p: row(p, "continuation", "D").update(legal_ground=""),
        "the legal ground does not name",
    ),
    "a formula": (lambda p: row(p, "mines", "A").update(formula="T＝4.0年"), "does not end in 3.0 years"),
    "a source": (lambda p: row(p, "mines", "B").update(source="采矿权表第9行"), "the source does not name row 4"),
    "a mine left out": (lambda p: row(p, "mines", "A").update(excluded="缺少"), "ranked and left out at once"),
    "an objective": (
        lambda p: row(p, "solver", "continuation").update(objective=1.0),
        "continuation: the objective is",
    ),
    "a bound": (lambda p: row(p, "solver", "continuation").update(bound=1.0), "do not fit the objective"),
    "a gap": (lambda p: row(p, "solver", "continuation").update(gap=0.5), "optimal with a gap of 0.5"),
    "a status": (lambda p: p.update(status="feasible"), "plan: status is optimal"),
    "weights": (lambda p: p["weights"]["continuation"].update(delay=1.0), "plan: weights is"),
    "choices": (lambda p: p["choices"]["grant"].update(lead_years=2), "choices of grant: lead_years is 1"),
    "K": (lambda p: p["choices"]["continuation"].update(reserve_factor=1.3), "choices of continuation: reserve_factor"),
    "runs": (lambda p: row(p, "continuation", "D").update(held_runs=3), "it holds in [3, "),
    "other runs": (lambda p: row(p, "pilot", "B").update(runs=50), "pilot B: runs is 2 by the scenario"),
    "a ruling that is not": (
        lambda p: row(p, "grant_plan", "P")["rulings"].append("no.such"),
        "block P cites no.such, which does not exist",
    ),
    "a ruling that lapsed": (
        lambda p: row(p, "pilot", "B")["rulings"].append("allocation_task.coal.xinzhou-2022"),
        "which had lapsed by then",
    ),
    "a ruling not listed": (
        lambda p: p["rulings"].remove("mining_order.goaf.shanxi"),
        "pilot C cites mining_order.goaf.shanxi, which the plan does not list",
    ),
}
BAUXITE = {
    "a zone hidden": (lambda p: row(p, "grant_plan", "Q")["zones"].clear(), "m² into zone Z1 under exclusion.nature"),
    "a zone invented": (
        lambda p: row(p, "grant_plan", "S")["zones"].append(row(p, "grant_plan", "Q")["zones"][0]),
        "block S, zone Z1: overlap_m2 is 0.00 to 0.00",
    ),
    "the size of an overlap": (
        lambda p: row(p, "grant_plan", "Q")["zones"][0].update(overlap_m2=5e4),
        "overlap_m2 is 100000.00 to 100000.00",
    ),
    "the effect of a zone": (
        lambda p: row(p, "grant_plan", "P")["zones"][0].update(effect="ban"),
        "effect is consent by the tables",
    ),
    "an overlap hidden": (
        lambda p: row(p, "grant_plan", "R")["overlaps"].clear(),
        "block R: it overlaps right A; the plan does not say so",
    ),
    "where an overlap leads": (
        lambda p: row(p, "grant_plan", "R")["overlaps"][0].update(leads_to_pilot=False),
        "leads_to_pilot is True by the tables",
    ),
    "tonnage": (
        lambda p: row(p, "grant_plan", "Q")["resources_t"].update(indicated=8e6),
        "indicated resources is 7200000 by the tables",
    ),
    "a check": (
        lambda p: row(p, "grant_plan", "S")["checks"][1].update(outcome="passed"),
        "check capacity is failed by the tables",
    ),
    "a block let through": (
        lambda p: row(p, "grant_plan", "S").update(status="planned", year=2027),
        "block S: status is screened_out by the tables",
    ),
    "a part of a score": (
        lambda p: row(p, "grant_plan", "P")["score_parts"].update(quality=30.0),
        "block P: score_parts is",
    ),
    "more ore than there is": (
        lambda p: row(p, "grant_plan", "P")["matches"][0]["by_year"].update({"2028": 5e5}),
        "block P: it sends 500,000 t/a in 2028 and has 400,000",
    ),
    "ore before the mine": (
        lambda p: row(p, "grant_plan", "P")["matches"][0]["by_year"].update({"2027": 1e5}),
        "gives ore in 2027, before the block can run",
    ),
    "more ore than asked": (
        lambda p: row(p, "grant_plan", "Q")["matches"][1]["by_year"].update({"2029": 4e5}),
        "project Y: it gets 400,000 t/a in 2029 and asks 300,000",
    ),
    "a distance": (
        lambda p: row(p, "grant_plan", "Q")["matches"][1].update(distance_m=1.0),
        "block Q to Y: distance_m is 40000 by the tables",
    ),
    "a county": (
        lambda p: row(p, "grant_plan", "Q")["matches"][0].update(is_same_county=True),
        "block Q to X: is_same_county is False",
    ),
    "met demand": (lambda p: row(p, "projects", "X")["unmet"].update({"2028": 0.0}), "100,000 t/a stay unmet in 2028"),
    "supply": (lambda p: row(p, "projects", "X")["supplied"].update({"2028": 5e5}), "400,000 t/a reach it in 2028"),
    "what stays unmatched": (
        lambda p: row(p, "grant_plan", "P")["unmatched_t_a"].update({"2029": 5.0}),
        "block P: unmatched_t_a is {}",
    ),
    "a term": (lambda p: row(p, "solver", "grant")["terms"].update(transport=0.0), "grant: term transport is"),
    "an objective": (lambda p: row(p, "solver", "grant").update(objective=1e3), "grant: the objective is"),
}


def of_body(key, value):
    return lambda p: row(p, "pilot", "C")["bodies"][0].update({key: value})


def of_water(key, value):
    return lambda p: row(p, "pilot", "C")["water"].update({key: value})


PILOT = {
    **{
        f"body {key}": (of_body(key, value), f"pilot C, body AL2: {key} is")
        for key, value in {
            "shared_m2": 1.0,
            "share": 0.5,
            "resources_t": {"indicated": 1.0},
            "top_m": 1.0,
            "bottom_m": 1.0,
            "thickness_m": 1.0,
            "relation": "below",
            "basis": "report",
            "lawful_share": 1.0,
        }.items()
    },
    **{
        f"water {key}": (of_water(key, value), f"pilot C, water: {key} is")
        for key, value in {
            "level_m": 1.0,
            "floor_m": 1.0,
            "aquifuge_m": 1.0,
            "pressure_mpa": 0.3,
            "coefficient_mpa_m": 0.013,
            "limit_mpa_m": 0.06,
            "limit_ruling": "",
            "is_limit_settled": False,
            "floor_state": "broken",
            "is_pressured": False,
            "verdict": "unpressured",
        }.items()
    },
    "another body": (of_body("orebody_id", "AL1"), "pilot C: the bauxite under it is AL2"),
    "a zone hidden": (lambda p: row(p, "pilot", "C")["zones"].clear(), "into zone Z3 under exclusion.heritage"),
    "a zone invented": (
        lambda p: row(p, "pilot", "B")["zones"].extend(row(p, "pilot", "C")["zones"]),
        "pilot B: the plan says it reaches into zone Z3",
    ),
    "a seam": (lambda p: row(p, "pilot", "C")["seams"][0].update(state="mining"), "seam 8号: state is"),
    "the lowest seam": (
        lambda p: row(p, "pilot", "C")["seams"][0].update(is_lowest_worked=True),
        "seam 8号: is_lowest_worked is False",
    ),
    "the formula of an interval": (
        lambda p: row(p, "pilot", "C").update(interval_formula="=60.0米"),
        "the formula of the interval does not end in 59.7 m",
    ),
    "the mean interval": (lambda p: row(p, "pilot", "C")["facts"].update(mean_interval_m=1.0), "mean_interval_m is"),
    "a part of a readiness": (
        lambda p: row(p, "pilot", "C")["readiness_parts"].update(unpressured=1.0),
        "pilot C: readiness_parts is",
    ),
    "a year too early": (lambda p: row(p, "pilot", "B").update(year=2027), "2027: 2 mines begin, 1 are allowed"),
    "no route": (lambda p: row(p, "pilot", "B").update(route_rulings=[]), "the route in law cites no ruling"),
    "no source": (lambda p: row(p, "pilot", "B")["facts"].update(sources=[]), "its sheet names no sources"),
    "a source of nothing": (
        lambda p: row(p, "pilot", "B")["facts"]["sources"][0].update(source="采矿权表第77行“设计规模”"),
        "which is no row of the mine",
    ),
    "a number with a source": (
        lambda p: row(p, "pilot", "B")["facts"]["sources"][0].update(value=7.0),
        "pilot B: 设计规模 is 7.0, and 采矿权表第4行“设计规模” says",
    ),
    "an objective": (lambda p: row(p, "solver", "pilot").update(objective=1.0), "pilot: the objective is"),
    "a mine nobody listed": (lambda p: row(p, "pilot", "B").update(right_id="A"), "pilot: B is missing"),
}


@pytest.mark.parametrize(("lie", "words"), [*COAL.values(), *BAUXITE.values(), *PILOT.values()])
def test_a_lie(run, lie, words):
    assert words in changed(run, lie)


def test_a_plan_that_could_be_better(run):
    """All figures of a plan without block g fit each other; the block could still be granted."""

    def without(plan):
        gap = row(plan, "continuation", "g")
        year = row(plan, "by_year", gap["year"])
        year["continuation_block_ids"].remove("g")
        solver = row(plan, "solver", "continuation")
        for name in ("objective", "bound"):
            solver[name] -= gap["points"]
        gap.update(status="postponed", year=None, right_id="", rank=None)

    assert "continuation is no optimum: block g to A in" in changed(run, without)


def test_a_mine_that_could_begin(run):
    def without(plan):
        mine = row(plan, "pilot", "B")
        mine.update(status="postponed", year=None, output_t_a={}, remarks=["顺延"])
        row(plan, "solver", "pilot").update(objective=float(row(plan, "pilot", "C")["points"]["2027"]))

    assert "pilot is no optimum: mine B could begin in 2028" in changed(run, without)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("blocks_per_year: 2", "blocks_per_year: 1", "coal blocks are granted, 1 are allowed"),
        ("blocks_per_year: 2", "maximum_life_a: 12", "and maximum_life_a leaves room for"),
        ("blocks_per_year: 2", "blocks_per_mine: 1", "mine A: it is given 3 blocks, 1 are allowed"),
        ("blocks_per_year: 2", "required: [F]", "block F is required by the scenario and not granted"),
        ("{2027: 500000, 2028: 500000, 2029: 1000000}", "{2029: 1}", "t/a of coal count in the total, 1 are allowed"),
        ("lead_years: 1}", "lead_years: 1, total_blocks: {2027: 0}}", "1 bauxite blocks are granted, 0 are allowed"),
        ("lead_years: 1}", "lead_years: 1, required: [S]}", "block S is required by the scenario and not granted"),
        ("lead_years: 1}", "lead_years: 1, demand_required: {X: 1}}", "500,000 t/a are required in 2028"),
        ("lead_years: 1}", "lead_years: 1, maximum_transport_m: 50000}", "lie between them, 50,000 are allowed"),
        ("lead_years: 1}", "lead_years: 1, minimum_supply_t_a: 400000}", "it sends less than 400,000 t/a in 2029"),
        ("2027: 100000, 2028: 200000", "2027: 1, 2028: 200000", "the pilot brings forth 100,000 t, 1 are allowed"),
        ("minimum_life.bauxite.shanxi-2025: {reason: 试}\n  ", "", "check life rests on minimum_life.bauxite"),
        ("mining_order.goaf.shanxi: {reason: 试}\n  ", "", "the order rests on mining_order.goaf.shanxi"),
        ("title: 餐巾", "title: 桌布", "plan: title is 桌布"),
        ("  pilot: {mines", "  pilots: {mines", "pilots"),
    ],
)
def test_another_scenario(run, old, new, words):
    assert old in SCENARIO
    (run / "inputs" / "scenario.yaml").write_text(SCENARIO.replace(old, new), encoding="utf-8")
    assert words in complaint(run)


def test_what_is_no_plan(run):
    assert "plan.json: mines: Field required" in changed(run, lambda p: p.pop("mines"))


def test_a_scenario_of_another_kind(run):
    text = SCENARIO[: SCENARIO.index("allocate:")] + "consolidate: {}\n"
    (run / "inputs" / "scenario.yaml").write_text(text, encoding="utf-8")
    assert "no `allocate` block" in complaint(run)


def test_a_table_that_is_gone(run):
    (run / "inputs" / "rights.parquet").unlink()
    assert "rights.parquet is missing" in complaint(run)
