import math

import pytest

from mineplan.allocate import allocation_of, prepare_allocation
from mineplan.errors import InputError, SolveError
from mineplan.terms import GrantMode
from tests.allocate import coalfield
from tests.allocate.coalfield import bauxite, project, square

P, Q = bauxite("P", 0), bauxite("Q", 3000, as_ratio=9.0)


def planned(blocks=(P, Q), projects=(), rights=None, zones=(), distances=(), law=None, years=2, runs=0, **choices):
    data = coalfield.dataset(rights or coalfield.mines(), blocks, projects, zones, distances)
    scenario = coalfield.scenario(years, runs, grant=choices)
    return allocation_of(prepare_allocation(scenario, data, law or coalfield.law()))


def row(plan, block_id):
    return next(r for r in plan.grant_plan if r.block_id == block_id)


def check(found, name):
    return next(c for c in found.checks if c.name == name)


@pytest.mark.parametrize(
    ("capacity", "outcome", "status"),
    [(300_000.0, "passed", "planned"), (299_999.0, "failed", "screened_out")],
)
def test_three_hundred_thousand_tonnes_are_enough(capacity, outcome, status):
    found = row(planned([bauxite("P", 0, capacity_t_a=capacity)]), "P")
    assert check(found, "capacity").outcome == outcome and found.status == status
    assert check(found, "capacity").rulings == ("minimum_capacity.bauxite.shanxi-2025",)


def test_life_against_its_minimum():
    # 8,000,000 t x 0.85 / (400,000 t/a x 0.95) = 17.9 a
    found = row(planned([P]), "P")
    assert found.life_a == pytest.approx(8e6 * 0.85 / (4e5 * 0.95)) and check(found, "life").outcome == "passed"
    assert found.life_formula == "T＝800万吨×回采率85%÷（40万吨/年×（1－贫化率5%））＝17.9年"
    short = row(planned([bauxite("P", 0, indicated_t=2_000_000.0)]), "P")
    assert short.status == "screened_out" and "差0.5年" in check(short, "life").sentence
    # Five years exactly: 以上 includes the number.
    exact = row(planned([bauxite("P", 0, indicated_t=4e5 * 0.95 * 5 / 0.85)]), "P")
    assert exact.life_a == pytest.approx(5)


def test_inferred_resources_count_in_part_and_reserves_are_never_added():
    found = row(planned([bauxite("P", 0, inferred_t=1_000_000.0, proved_t=5_000_000.0)]), "P")
    assert found.quantity_t == 8_600_000 and found.quantity_basis == "resources"
    assert found.resources_t == {"indicated": 8e6, "inferred": 1e6, "proved": 5e6}


def test_unconfirmed_minima_screen_nothing_out_and_say_so():
    small = [bauxite("P", 0, capacity_t_a=100_000.0)]
    plan = planned(small, law=coalfield.law("reserve_factor_min.national"))
    found = row(plan, "P")
    assert found.status == "planned" and found.minimum_capacity_t_a is None
    assert check(found, "capacity").outcome == "open" and "待核实" in check(found, "capacity").sentence
    open_notes = {n.subject for n in plan.notes if n.code == "unconfirmed_ruling"}
    assert {"minimum_capacity.bauxite.shanxi-2025", "minimum_life.bauxite.shanxi-2025"} <= open_notes


@pytest.mark.parametrize("missing", ["indicated_t", "capacity_t_a"])
def test_a_block_without_figures_goes_back_to_its_county(missing):
    found = row(planned([bauxite("P", 0, **{missing: None})]), "P")
    assert found.status == "screened_out" and "请县级补报" in check(found, "data").sentence and found.life_a is None


def test_bans_are_cut_out_and_consents_named():
    zones = [
        coalfield.zone(square(0, -4200, 1000, 500)),
        coalfield.zone(square(500, -5000, 500, 500), "forest", zone_id="Z2", name="示例林"),
    ]
    found = row(planned([P], zones=zones), "P")
    assert found.status == "planned" and found.lawful_share == pytest.approx(0.8)
    assert found.quantity_t == pytest.approx(6_400_000) and found.extent.area == pytest.approx(800_000)
    assert check(found, "zones").outcome == "conditional" and "同意" in check(found, "zones").sentence
    assert {h.effect for h in found.zones} == {"ban", "consent"}
    free = row(planned([P]), "P")
    assert found.score_parts["consents"] < free.score_parts["consents"]


def test_a_block_mostly_in_a_ban_is_screened_out():
    found = row(planned([P], zones=[coalfield.zone(square(0, -5000, 1000, 400))]), "P")
    assert found.status == "screened_out" and "只占60.0%" in check(found, "zones").sentence


def test_coal_above_is_named_and_leads_to_the_pilot():
    over = coalfield.mine("A", 0, 10, geometry=square(0, -5000), top_m=1300.0, bottom_m=1050.0)
    found = row(planned([P, Q], rights=[over]), "P")
    assert found.status == "to_pilot" and found.year is None and found.mode is None
    assert found.overlaps[0].right_id == "A" and found.overlaps[0].elevation == "above"
    assert "A矿" in found.overlaps[0].sentence and "间距50米" in found.overlaps[0].sentence
    assert found.remarks[-1] == "A矿未列入煤下铝试点名单"
    assert row(planned([P, Q], rights=[over]), "Q").status == "planned"


def test_an_existing_right_screens_out_and_a_corner_of_one_is_cut_off():
    whole = coalfield.mine("A", 0, 10, geometry=square(0, -5000), mineral="bauxite")
    assert row(planned([P], rights=[whole]), "P").status == "screened_out"
    corner = coalfield.mine("A", 0, 10, geometry=square(0, -4200, 1000, 1000), mineral="bauxite")
    found = row(planned([P], rights=[corner]), "P")
    assert found.status == "planned" and found.quantity_t == pytest.approx(6_400_000)
    assert found.lawful_share == 1 and found.extent.area == pytest.approx(800_000)


def test_the_score_is_the_sum_of_its_parts():
    plan = planned()
    assert [row(plan, b).rank for b in ("Q", "P")] == [1, 2]
    assert all(r.score == pytest.approx(math.fsum(r.score_parts.values())) for r in plan.grant_plan)
    assert row(plan, "Q").score_parts == {"quality": 30, "reserves": 25, "explored": 15, "life": 10, "consents": 20}
    assert row(plan, "P").score_parts["quality"] == pytest.approx(20)
    assert row(plan, "P").mode is GrantMode.COMPETITION


def test_a_part_that_no_block_states_drops_out():
    plan = planned([bauxite("P", 0, as_ratio=None, exploration=None)])
    assert set(row(plan, "P").score_parts) == {"reserves", "life", "consents"}
    assert row(plan, "P").score == pytest.approx(100)
    assert any(n.code == "criterion_off" and n.subject == "as_ratio" for n in plan.notes)


def test_ore_flows_after_the_lead_and_unmet_demand_is_shown():
    distances = [{"block_id": b, "investment_id": "X", "distance_m": d} for b, d in (("P", 10_000.0), ("Q", 50_000.0))]
    plan = planned(projects=[project()], distances=distances)
    supply = plan.projects[0]
    assert supply.demand == {2027: 500_000, 2028: 500_000}
    assert supply.supplied == {2027: 0, 2028: 500_000} and supply.unmet == {2027: 500_000, 2028: 0}
    # The nearer block gives all it has, the farther the rest.
    assert row(plan, "P").matches[0].by_year == {2028: 400_000}
    assert row(plan, "Q").matches[0].by_year == {2028: 100_000} and row(plan, "Q").unmatched_t_a == {2028: 300_000}
    assert plan.by_year[0].unmet_t_a == 500_000
    figures = plan.solver[0]
    assert figures.status == "optimal" and figures.gap == 0
    assert sum(figures.terms.values()) == pytest.approx(figures.objective, abs=0.01)
    assert figures.terms["supply"] == pytest.approx(100 * 1.0 * 0.8 * 5) and figures.terms["unmet"] == -500


def test_distances_come_from_the_table_or_from_places():
    placed = project(longitude_deg=112.0, latitude_deg=38.9)
    plan = planned([P], [placed])
    match = row(plan, "P").matches[0]
    assert match.distance_basis == "straight" and match.distance_m > 0
    unknown = planned([P], [project()])
    assert row(unknown, "P").matches[0].distance_basis == "unknown"
    assert any(n.code == "distance_unknown" for n in unknown.notes)


def test_too_far_or_too_poor_is_no_match():
    far = [{"block_id": "P", "investment_id": "X", "distance_m": 200_001.0}]
    plan = planned([P], [project()], distances=far)
    assert not row(plan, "P").matches and "运距200千米" in plan.projects[0].remarks[0]
    poor = planned([P], [project(minimum_as_ratio=6.1)])
    assert not row(poor, "P").matches and "铝硅比6.0" in poor.projects[0].remarks[0]


def test_a_project_without_demand_takes_no_part():
    plan = planned([P], [project(demand_t_a=None, score=None, start_year=None)])
    assert plan.projects[0].supplied == {2027: 0, 2028: 0} and len(plan.projects[0].remarks) == 3
    assert {n.subject for n in plan.notes if n.code == "project"} == {"X"}


def test_the_total_of_a_year_sends_a_block_to_the_next():
    plan = planned(total_t_a={2027: 400_000, 2028: 400_000})
    assert sorted(r.year for r in plan.grant_plan) == [2027, 2028]
    assert [y.grant_capacity_t_a for y in plan.by_year] == [400_000, 400_000]
    none = planned([P], total_t_a={2027: 300_000, 2028: 100_000})
    assert row(none, "P").status == "postponed" and "差10万吨/年" in row(none, "P").remarks[-1]
    assert len({r.year for r in planned(total_blocks={2027: 1, 2028: 1}).grant_plan}) == 2


def test_demand_that_must_be_met_and_cannot_says_by_how_much():
    with pytest.raises(SolveError) as error:
        planned([P], [project()], demand_required={"X": 1.0})
    assert [str(p) for p in error.value.problems] == [
        "allocate.grant: what must be granted or supplied does not fit; it would fit if demand_required of X in 2028 "
        "were 100,000 t/a less than 500,000 t/a"
    ]


def test_required_blocks_must_be_there_and_pass():
    with pytest.raises(InputError) as error:
        planned([P, bauxite("S", 3000, capacity_t_a=1.0)], required=["S", "nobody"], demand_required={"Y": 0.5})
    told = "\n".join(map(str, error.value.problems))
    assert "block S does not pass the screening (拟设规模" in told
    assert "no bauxite block nobody" in told and "no bauxite project Y" in told


def test_perturbed_ratios_move_ranks():
    near = [bauxite("P", 0, as_ratio=6.0), bauxite("Q", 3000, as_ratio=6.1)]
    plan = planned(near, runs=20)
    assert row(plan, "P").rank_range == (1, 2) and row(plan, "P").runs == 20
    assert row(plan, "P").held_runs == 20
    assert planned(near, runs=20).grant_plan == plan.grant_plan


def test_without_perturbed_runs_the_plan_says_so():
    plan = planned()
    assert any(n.code == "no_sensitivity" for n in plan.notes) and row(plan, "P").held_share is None


def test_coal_and_bauxite_blocks_over_each_other_are_named():
    over = coalfield.coal("K", square(500, -5000, 1000, 1000), 1300.0, 1200.0)
    iron = bauxite("I", 9000, mineral="iron")
    data = coalfield.dataset(coalfield.mines(), [P, over, iron])
    parts = {"continuation": {"reserve_factor": 1.5}, "grant": {}}
    plan = allocation_of(prepare_allocation(coalfield.scenario(**parts), data, coalfield.law()))
    told = {n.code: n for n in plan.notes}
    assert (
        told["block_over_block"].subject == "K" and "铝土矿区块P平面重叠0.5000平方千米" in told["block_over_block"].text
    )
    assert told["block_not_planned"].subject == "I"
