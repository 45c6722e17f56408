import pytest

from mineplan.allocate import allocation_of, prepare_allocation
from mineplan.errors import InputError, SolveError
from mineplan.terms import Channel, GrantMode
from tests.allocate import coalfield
from tests.allocate.coalfield import ALL, FAR, GAP, NORTH, UPPER, coal, square


def planned(blocks=ALL, rights=None, zones=(), law=None, years=2, sensitivity=0, **choices):
    data = coalfield.dataset(rights or coalfield.mines(), blocks, zones=zones)
    part = {"reserve_factor": coalfield.K} | choices
    scenario = coalfield.scenario(years, sensitivity, continuation=part)
    return allocation_of(prepare_allocation(scenario, data, law or coalfield.law()))


def row(plan, block_id):
    return next(r for r in plan.continuation if r.block_id == block_id)


def test_life_is_reserves_over_capacity_and_k():
    plan = planned()
    assert [(m.right_id, m.depletion_rank, round(m.life_a, 6)) for m in plan.mines] == [
        ("A", 1, 3),
        ("B", 2, 8),
        ("C", 3, 40),
    ]
    assert plan.mines[0].formula == "T＝可采储量540万吨÷（生产能力120万吨/年×K 1.50）＝3.0年"
    assert [m.is_depleted for m in plan.mines] == [True, True, False]


def test_an_approved_increase_is_the_capacity_that_counts():
    mine = planned(rights=coalfield.mines(A={"increased_capacity_t_a": 1_800_000.0})).mines[0]
    assert mine.has_increase and mine.life_a == pytest.approx(2) and mine.registered_capacity_t_a == 1_200_000


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"recoverable_t": None}, "缺少剩余可采储量"),
        ({"capacity_t_a": None}, "缺少生产规模"),
        ({"capacity_t_a": 0.0}, "生产规模为0"),
        ({"status": "closed"}, "矿山已关闭"),
    ],
)
def test_a_mine_without_figures_is_listed_and_never_ranked(changes, words):
    plan = planned(rights=coalfield.mines(A=changes))
    left_out = plan.mines[-1]
    assert left_out.right_id == "A" and words in left_out.excluded
    assert left_out.life_a is None and left_out.depletion_rank is None
    assert any(n.code == "mine_left_out" and n.subject == "A" for n in plan.notes)
    assert all(r.right_id != "A" for r in plan.continuation)


def test_reserves_by_seam_stand_in_where_the_ledger_has_none():
    seams = [
        {"right_id": "A", "seam": "8", "recoverable_t": 3_600_000.0, "mining_state": "unmined"},
        {"right_id": "A", "seam": "4", "recoverable_t": 9_000_000.0, "mining_state": "goaf"},
    ]
    data = coalfield.dataset(coalfield.mines(A={"recoverable_t": None}), ALL, seams=seams)
    scenario = coalfield.scenario(continuation={"reserve_factor": coalfield.K})
    plan = allocation_of(prepare_allocation(scenario, data, coalfield.law()))
    assert plan.mines[0].life_a == pytest.approx(2) and "煤层表" in plan.mines[0].source


def test_geometry_decides_the_channel():
    plan = planned()
    assert {r.block_id: r.channel for r in plan.continuation} == {
        "g": Channel.GAP,
        "N": Channel.ADJACENT,
        "D": Channel.DEEP,
        "U": Channel.UPPER,
        "F": Channel.CAPACITY_GAP,
    }
    assert "最宽处200米" in row(plan, "g").channel_reason
    assert "间距10米" in row(plan, "D").channel_reason
    assert all(r.rulings and "《" in r.legal_ground for r in plan.continuation)
    assert {r.source for r in plan.continuation} == {"区块表第3行"} and "采矿权表第2行" in plan.mines[0].source


def test_a_gap_needs_two_mines_and_a_depleted_neighbour_makes_it_adjacent():
    plan = planned([coal("w", square(-200, width=200))])
    assert row(plan, "w").channel is Channel.ADJACENT


def test_a_neighbour_with_years_left_makes_it_capacity():
    plan = planned([coal("c", square(4400))])
    assert row(plan, "c").channel is Channel.CAPACITY_GAP
    assert row(plan, "c").candidates[0].reason == "缺口产能公开出让，不预设对象"


def test_adjacency_ends_at_the_touching_distance():
    assert row(planned([coal("w", square(-1050))]), "w").channel is Channel.ADJACENT
    assert row(planned([coal("w", square(-1051))]), "w").channel is Channel.CAPACITY_GAP


def test_competition_where_several_qualify():
    found = row(planned(), "g")
    assert found.mode is GrantMode.COMPETITION and "2个煤矿符合条件" in found.mode_reason
    assert [c.right_id for c in found.candidates if c.is_qualified] == ["A", "B"]


def test_agreement_only_where_no_competition_forms():
    one_holder = coalfield.mines(A={"holder": "甲"}, B={"holder": "甲"})
    found = row(planned(rights=one_holder), "g")
    assert found.mode is GrantMode.AGREEMENT
    assert "agreement_grant.gap.national-2023" in found.rulings and "gap_width.national-2023" in found.rulings
    # The other side belongs to a stranger who cannot take part: no competition, but no common holder either.
    left_out = coalfield.mines(B={"recoverable_t": None})
    assert row(planned(rights=left_out), "g").mode is GrantMode.COMPETITION


def test_a_wide_gap_goes_to_competition():
    rights = coalfield.mines(A={"holder": "甲"}, B={"holder": "甲", "geometry": square(1400)})
    assert row(planned([coal("g", square(1000, width=400))], rights), "g").mode is GrantMode.COMPETITION


def test_adjacent_ground_is_competed_for_even_by_one():
    found = row(planned(), "N")
    assert found.mode is GrantMode.COMPETITION and "扩大矿区范围变更登记" in found.registration


def test_deep_coal_of_a_small_mine_is_nobodys():
    small = coalfield.mines(A={"capacity_t_a": 440_000.0})
    found = row(planned(rights=small), "D")
    assert found.status == "excluded" and "不是大型、中型煤矿" in found.candidates[0].reason
    # 45×10⁴ t/a is medium: 以上 includes the number.
    assert row(planned(rights=coalfield.mines(A={"capacity_t_a": 450_000.0})), "D").status == "proposed"


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (coal("x", square(500)), "平面重叠而不在单一煤矿范围内"),
        (coal("x", square(100, 100, 800, 800)), "标高与已设采矿权重叠"),
        (coal("x", square(100, 100, 800, 800), None, None), "缺少标高"),
    ],
)
def test_ground_that_is_granted_already(block, words):
    found = row(planned([block]), "x")
    assert found.status == "excluded" and words in found.channel_reason and found.channel is None


def test_each_block_once_and_the_most_depleted_first():
    plan = planned(blocks_per_year=1, years=5)
    proposed = [r for r in plan.continuation if r.status == "proposed"]
    assert len({r.block_id for r in proposed}) == len(proposed) == 5
    assert [r.rank for r in proposed] == [1, 2, 3, 4, 5] and len({r.year for r in proposed}) == 5
    assert proposed[0].right_id == "A"
    assert plan.solver[0].objective == sum(r.points for r in proposed)
    assert sum(plan.solver[0].terms.values()) == pytest.approx(plan.solver[0].objective, abs=0.1)


def test_only_the_capacity_gap_counts_in_the_total():
    tight = planned(total_t_a={2027: 500_000, 2028: 500_000})
    assert {r.block_id for r in tight.continuation if r.status == "postponed"} == {"F"}
    assert "差10万吨/年" in row(tight, "F").remarks[0]
    assert planned(total_t_a={2027: 600_000, 2028: 0}).by_year[0].continuation_counted_t_a == 600_000


def test_no_mine_is_given_more_than_its_life_allows():
    # 9,000,000 t is 5 years of B: 8 + 5 fits 13, and the gap would make it 18.
    plan = planned([UPPER, GAP], maximum_life_a=13)
    assert row(plan, "U").right_id == "B" and row(plan, "U").life_after_a == pytest.approx(13)
    assert row(plan, "g").right_id == "A"
    assert all(m.life_after_a is None or m.life_after_a <= 13 + 1e-9 or not m.block_ids for m in plan.mines)
    full = row(planned([UPPER], maximum_life_a=12.9), "U")
    assert full.status == "postponed" and "将超过12.9年" in full.remarks[0]


def test_a_block_that_reaches_into_a_ban_is_cut_back_or_left_out():
    fifth = coalfield.zone(square(0, 1800, 1000, 500))
    cut = row(planned([NORTH], zones=[fifth]), "N")
    assert cut.status == "proposed" and cut.lawful_share == pytest.approx(0.8)
    assert cut.recoverable_t == pytest.approx(7_200_000) and "予以扣除" in cut.remarks[0]
    half = coalfield.zone(square(0, 1400, 1000, 900))
    out = row(planned([NORTH], zones=[half]), "N")
    assert out.status == "excluded" and "40.0%" in out.channel_reason and out.zones[0].effect == "ban"


def test_a_declared_channel_that_geometry_denies_is_told():
    found = row(planned([{**FAR, "channel": "夹缝资源"}]), "F")
    assert any("按空间关系判定" in words for words in found.remarks)
    assert not any("判定" in w for w in row(planned([{**GAP, "channel": "夹缝"}]), "g").remarks)


def test_blocks_that_overlap_each_other_are_an_error():
    with pytest.raises(InputError) as error:
        planned([NORTH, coal("M", square(500, 1500), source_row=4), FAR])
    assert [str(p) for p in error.value.problems] == [
        "blocks.xlsx row 4 “区块编号”: block M overlaps block N (row 3) by 250,000 m2; no ground can be granted twice"
    ]
    # One above the other is no overlap.
    planned([NORTH, coal("M", square(0, 1000), 800.0, 700.0)])


def test_everything_wrong_is_told_at_once():
    with pytest.raises(InputError) as error:
        planned([NORTH, coal("M", square(500, 1500)), FAR], required=["nobody"], reserve_factor=None)
    told = "\n".join(map(str, error.value.problems))
    assert "overlaps block N" in told and "no K of T" in told


def test_a_required_block_that_is_unknown_or_unlawful():
    with pytest.raises(InputError, match="no coal block nobody"):
        planned(required=["nobody"])
    with pytest.raises(InputError, match="block x cannot be granted"):
        planned([coal("x", square(500))], required=["x"])


def test_a_total_that_nothing_can_meet_says_which_and_by_how_much():
    with pytest.raises(SolveError) as error:
        planned(required=["F"], total_t_a={2027: 100_000, 2028: 200_000})
    assert [str(p) for p in error.value.problems] == [
        "allocate.continuation: what must be granted or supplied does not fit; it would fit if total_t_a of 2028 were "
        "400,000 t/a more than 200,000 t/a"
    ]


def test_k_comes_from_the_scenario_or_from_rulings_that_it_assumes():
    assumed = coalfield.law("reserve_factor_min.national", "reserve_factor_max.national")
    plan = planned(reserve_factor=None, law=assumed)
    assert plan.mines[0].reserve_factor == pytest.approx(1.4)
    assert plan.choices["continuation"]["reserve_factor_basis"] == "情景采用的上下限之中值"


def test_perturbed_runs_are_seeded_and_counted():
    first, again = planned(sensitivity=12), planned(sensitivity=12)
    assert first.continuation == again.continuation
    assert all(r.runs == 12 and 0 <= r.held_year_runs <= r.held_runs <= 12 for r in first.continuation)
    assert row(first, "D").held_runs == 12  # one mine alone may have it
    assert first.perturbation.ranges["reserve_factor"] == "储量备用系数K∈[1.3，1.5]"


def test_a_change_of_one_weight_changes_the_plan():
    rich = {"depletion": 0, "boundary": 0, "reserves": 0, "increased": 100, "explored": 0, "late": 0}
    rights = coalfield.mines(B={"increased_capacity_t_a": 1_300_000.0})
    assert row(planned(), "g").right_id == "A"
    assert row(planned(rights=rights, weights=rich), "g").right_id == "B"


def test_the_area_is_what_may_be_granted():
    whole = row(planned([NORTH]), "N").area_km2
    cut = row(planned([NORTH], zones=[coalfield.zone(square(0, 1800, 1000, 500))]), "N")
    assert cut.area_km2 == pytest.approx(0.8 * whole, rel=1e-6) and cut.banned_km2 == pytest.approx(0.2, rel=1e-6)
