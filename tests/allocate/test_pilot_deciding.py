import itertools

import pytest

from mineplan.allocate.pilot import decide, pilot_case, pilot_notes, pilot_rows
from mineplan.allocate.pilot.deciding import POINTS
from mineplan.errors import ScenarioError
from mineplan.scenario import PilotWeights
from mineplan.terms import MiningOrder
from tests.allocate.pilot_county import MINE, body, choices, dataset, law, mine, pilot, seam, zone

WEIGHTS = PilotWeights()


def planned(rights=None, allocate=None, policy=None, **tables):
    """Return the rows of a pilot; one mine over one body unless said otherwise."""
    tables = {"bodies": [body()], "seams": [seam()], "pilots": [pilot()]} | tables
    data = dataset(rights or [mine()], **tables)
    case = pilot_case(data, policy or law(), allocate or choices())
    decision = decide(case, case.choices.weights)
    return {row.right_id: row for row in pilot_rows(case, decision)}, case, decision


def only(**more):
    rows, _, _ = planned(**more)
    return rows[MINE]


def test_one_mine_one_policy():
    row = only()
    assert (row.status, row.year, row.rank) == ("scheduled", 2027, 1)
    assert (row.order, row.state_above, row.water.verdict) == (MiningOrder.BAUXITE_FIRST, "unmined", "unpressured")
    # 60 m between two beds that fall one in ten.
    assert row.interval_m == pytest.approx(60 / (1 + 0.01) ** 0.5)
    assert row.interval_ratio == pytest.approx(row.interval_m / 4)
    assert row.bauxite_t == {"indicated": 1e6, "inferred": 1e6}
    # 1.6 Mt count, 1.12 Mt are recovered: more than 100,000 t/a take in three years.
    assert row.quantity_t == pytest.approx(1.6e6)
    assert row.output_t_a == {2027: 1e5, 2028: 1e5, 2029: 1e5}
    assert row.readiness == pytest.approx(sum(row.readiness_parts[p] * w for p, w in row.readiness_weights.items()))
    # Everything is done; the interval falls short of twice what the order asks (2 x 7.5) by a hair.
    assert row.readiness_parts["interval"] == pytest.approx(row.interval_ratio / 15)
    assert {v for part, v in row.readiness_parts.items() if part != "interval"} == {1.0}


def test_only_what_lies_under_the_mine_counts():
    row = only(bodies=[body(east=750), body("AL2", east=1000.5)])
    assert [(b.orebody_id, b.shared_m2, b.share) for b in row.bodies] == [("AL1", 250_000, 0.25)]
    assert row.bauxite_t == {"indicated": 2.5e5, "inferred": 2.5e5}
    assert "AL1（75.0%在矿区外）" in row.route


def test_a_report_overrides_the_share_of_area():
    report = {"right_id": MINE, "orebody_id": "AL1", "indicated_t": 7e5, "source_row": 2}
    row = only(bodies=[body(east=750)], resources=[report])
    assert (row.bauxite_t, row.bodies[0].basis) == ({"indicated": 7e5}, "report")


def test_other_minerals_are_no_bauxite():
    row = only(bodies=[body(mineral="iron")])
    assert (row.status, row.year, row.quantity_t) == ("no_bauxite", None, None)


@pytest.mark.parametrize(
    ("bottom", "relation", "share"), [(800.0, "level", 0.0), (886.0, "level", 0.5), (950.0, "below", 1.0)]
)
def test_bauxite_against_the_licence(bottom, relation, share):
    row = only(rights=[mine(bottom_m=bottom)])
    assert row.bodies[0].relation == relation
    assert row.facts["below_share"]["AL1"] == pytest.approx(share)
    assert ("低于许可证标高下限" in row.route) == (share > 0)


def test_a_banned_zone_takes_its_part_out():
    row = only(zones=[zone()])
    assert row.bauxite_t == {"indicated": 1e6, "inferred": 1e6}
    assert row.bodies[0].lawful_share == pytest.approx(0.75)
    assert row.quantity_t == pytest.approx(1.2e6)
    assert [hit.zone_id for hit in row.zones] == ["Z1"] and row.zones[0].ruling in row.rulings
    assert any("示例区" in remark and "予以扣除" in remark for remark in row.remarks)


def test_a_zone_of_consent_takes_nothing_out():
    row = only(zones=[zone("forest")])
    assert (row.bodies[0].lawful_share, row.quantity_t) == (1.0, pytest.approx(1.6e6))
    assert any("须征得" in remark for remark in row.remarks)


def test_the_lowest_seam_decides():
    upper = seam(name="8号", top_m=1060.0, bottom_m=955.0, mining_state="goaf")
    row = only(seams=[upper, seam(mining_state="mining")])
    assert [s.seam for s in row.seams] == ["8号", "13号"]
    assert [s.is_lowest_worked for s in row.seams] == [False, True]
    assert (row.state_above, row.order) == ("mining", MiningOrder.TOGETHER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"pilots": [pilot(water_level_m=1000.0, aquifuge_m=10.0)]}, "突水系数超限"),
        ({"pilots": [pilot(water_level_m=float("nan"))]}, "水文地质资料不足"),
        ({"pilots": [pilot(works_capacity_t_a=float("nan"))]}, "工程能力未填"),
        ({"pilots": [pilot(ready_year=float("nan"))]}, "就绪年份未填"),
        ({"pilots": [pilot(ready_year=2030.0)]}, "晚于规划期末年2029年"),
        ({"allocate": choices(minimum_readiness=1.0), "pilots": [pilot(design_share=0.5)]}, "低于情景所定1"),
        ({"allocate": choices(minimum_bauxite_t=2e6)}, "铝土矿资源量160万吨低于情景所定200万吨"),
        ({"policy": law("mining_order")}, "开采顺序待论证"),
        ({"seams": []}, "开采状态不明"),
    ],
)
def test_what_bars_a_mine_is_said(change, words):
    row = only(**change)
    assert (row.status, row.year, row.output_t_a) == ("not_ready", None, {})
    assert any(words in remark for remark in row.remarks)


def test_ready_years_works_capacity_and_reserves_bound_the_output():
    assert only(pilots=[pilot(ready_year=2028.0)]).output_t_a == {2028: 1e5, 2029: 1e5}
    assert only(pilots=[pilot(works_capacity_t_a=5e5)]).output_t_a == {2027: 5e5, 2028: 5e5, 2029: pytest.approx(1.2e5)}


def test_yearly_tonnage_takes_the_readiest_first():
    ids = [f"C14000020100111200000{k:02d}" for k in (1, 2, 3)]
    east = [0.0, 5000.0, 10000.0]
    rows, case, decision = planned(
        rights=[mine(i, e) for i, e in zip(ids, east, strict=True)],
        bodies=[body(f"AL{i}", e) for i, e in enumerate(east)],
        seams=[seam(i) for i in ids],
        pilots=[pilot(i, design_share=d) for i, d in zip(ids, (0.1, 1.0, 0.5), strict=True)],
        allocate=choices(*ids, total_t_a={2027: 1e5, 2028: 2e5, 2029: 2.5e5}),
    )
    assert [rows[i].year for i in ids] == [None, 2027, 2028]
    assert [rows[i].status for i in ids] == ["postponed", "scheduled", "scheduled"]
    assert [rows[i].rank for i in ids] == [3, 1, 2]
    assert decision.figures.status == "optimal"
    assert decision.figures.objective == sum(rows[i].points[rows[i].year] for i in ids if rows[i].year)
    assert sum(decision.figures.terms.values()) == pytest.approx(decision.figures.objective)
    assert decision.figures.objective == by_hand(case, decision)
    for year in case.years:
        assert sum(r.output_t_a.get(year, 0) for r in rows.values()) <= case.choices.total_t_a[year]


def by_hand(case, decision):
    """Return the most points over every choice of start years."""
    options = [[None, *j.points] for j in decision.judged]
    best = 0
    for years in itertools.product(*options):
        begun = [(j, y) for j, y in zip(decision.judged, years, strict=True) if y is not None]
        flows = [sum(j.output[y].get(year, 0) for j, y in begun) for year in case.years]
        if all(f <= case.choices.total_t_a.get(y, 1e99) for f, y in zip(flows, case.years, strict=True)):
            best = max(best, sum(j.points[y] for j, y in begun))
    return best


def test_a_year_later_costs_a_share_of_the_readiness():
    row = only(allocate=choices(weights={"delay": 0.25, "interval": 0}))
    assert row.points == {2027: POINTS, 2028: 0.75 * POINTS, 2029: 0.5 * POINTS}


def test_unpressured_ground_counts_only_where_the_ruling_is_assumed():
    row = only(policy=law("pilot_unpressured"))
    assert "unpressured" not in row.readiness_parts
    _, case, decision = planned(policy=law("pilot_unpressured"))
    assert any("不带压" in note.text for note in pilot_notes(case, decision))


def test_an_unconfirmed_water_limit_is_noted_and_bars_the_mine():
    tables = {"pilots": [pilot(water_level_m=1000.0)], "policy": law("water_inrush")}
    rows, case, decision = planned(**tables)
    assert (rows[MINE].water.verdict, rows[MINE].status) == ("needs_confirmation", "not_ready")
    (note,) = [n for n in pilot_notes(case, decision) if "突水系数上限" in n.text]
    assert (note.subject, "1座" in note.text) == ("water_inrush_coefficient_max.intact.national", True)


def test_a_shorter_interval_changes_the_order_and_the_tally_says_so():
    data = dataset([mine()], bodies=[body(thickness_m=4.0)], seams=[seam()], pilots=[pilot()])
    case = pilot_case(data, law(), choices())
    base = decide(case, WEIGHTS)
    tried = [decide(case, WEIGHTS, {MINE: factor}) for factor in (1.1, 0.9, 0.45, 0.3)]
    assert [d.judged[0].order.order.value for d in tried] == [
        "bauxite_first",
        "bauxite_first",
        "coal_first",
        "together",
    ]
    (row,) = pilot_rows(case, base, tried)
    assert (row.runs, row.held_runs, row.held_order_runs, row.rank_range) == (4, 4, 2, (1, 1))


def test_the_route_cites_the_articles_and_what_is_open():
    row = only()
    for words in ("第二十三条第三款", "第三十九条第三款", "第二十三条第四款", "省自然资源厅", "官方文件未见"):
        assert words in row.route
    assert "priority_newly_found.national-2025" in row.route_rulings
    assert set(row.route_rulings) | set(row.order_rulings) <= set(row.rulings)


def test_every_number_has_its_source():
    entries = only().facts["sources"]
    assert {e["kind"] for e in entries} == {"input", "formula", "ruling", "choice"}
    assert all(e["source"] for e in entries)
    assert {"采矿权表第3行“设计规模”", "煤层表第4行“底板标高”"} <= {e["source"] for e in entries}


def test_every_bad_mine_of_the_list_is_named_at_once():
    rights = [mine(), mine("C1400002010013210000002", 5000.0, mineral="bauxite")]
    data = dataset(rights, bodies=[body()])
    with pytest.raises(ScenarioError) as refused:
        pilot_case(data, law(), choices(MINE, "C1400002010013210000002", "C1400002010011120000009"))
    text = str(refused.value)
    assert "C1400002010013210000002, which is no coal mine (开采主矿种 铝土矿)" in text
    assert "C1400002010011120000009, which is not in table rights; near: C1400002010011120000001" in text


def test_tables_that_are_not_there_are_said():
    case = pilot_case(dataset([mine()]), law(), choices())
    decision = decide(case, WEIGHTS)
    assert {n.subject for n in pilot_notes(case, decision) if n.code == "criterion_off"} == {
        "orebodies",
        "seams",
        "pilots",
    }
    (row,) = pilot_rows(case, decision)
    assert row.status == "no_bauxite"
