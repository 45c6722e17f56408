"""The coal and bauxite sample dataset: the same bytes each run, and every situation that it promises."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyogrio
import pytest
import shapely

from mineplan.allocate.pilot import decide, pilot_case, pilot_rows
from mineplan.dataset import read_dataset
from mineplan.policy import read_policy
from mineplan.scenario import read_scenario
from mineplan.yamlfile import read_yaml
from tests.generators import generator, other_versions

ROOT = Path(__file__).parents[1]
COAL = ROOT / "datasets" / "xinzhou-coal"
SCENARIO = ROOT / "scenarios" / "coal-bauxite.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out, again = tmp_path_factory.mktemp("coal"), tmp_path_factory.mktemp("again")
    with generator(COAL) as make:
        entries = {entry.key: entry for entry in make.main(out)}
        make.main(again)
        lives = {mine.key: mine.life for mine in make.coal_layout.mines()}
        pilots = [ore.key for ore in make.coal_layout.PILOTS]
    return {"out": out, "again": again, "entries": entries, "lives": lives, "pilots": pilots}


@pytest.fixture(scope="module")
def data():
    return read_dataset(COAL)


@pytest.fixture(scope="module")
def pilot(data, made):
    """Return the rows of the shipped scenario's pilot, by key."""
    scenario = read_scenario(SCENARIO)
    policy = read_policy(scenario.as_of, scenario.jurisdictions, scenario.assume)
    case = pilot_case(data, policy, scenario.allocate)
    rows = {row.right_id: row for row in pilot_rows(case, decide(case, case.choices.weights))}
    return {key: rows[made["entries"][key].right_id] for key in made["pilots"]}


def _files():
    return [*sorted(read_yaml(COAL / "dataset.yaml")["checksums"]), "dataset.yaml"]


def test_two_runs_write_the_same_bytes(made):
    for name in _files():
        assert (made["out"] / name).read_bytes() == (made["again"] / name).read_bytes(), name


def test_committed_files_are_what_the_script_writes(made):
    if others := other_versions():
        pytest.skip(f"the files were written with other versions than {', '.join(others)}")
    for name in _files():
        assert (made["out"] / name).read_bytes() == (COAL / name).read_bytes(), name


def test_checksums_match_and_the_folder_is_small():
    for name, stated in read_yaml(COAL / "dataset.yaml")["checksums"].items():
        assert stated == "sha256:" + hashlib.sha256((COAL / name).read_bytes()).hexdigest(), name
    assert sum(path.stat().st_size for path in COAL.iterdir() if path.is_file()) < 1_000_000


def test_it_reads_without_a_doubt(data):
    assert (data.is_synthetic, data.notes) == (True, ())
    counts = {name: len(table) for name, table in data.tables.items()}
    assert counts == {
        "rights": 43,
        "orebodies": 13,
        "blocks": 38,
        "seams": 24,
        "pilots": 12,
        "investments": 8,
        "distances": 29,
        "zones": 11,
    }
    assert (data.tables["rights"]["mineral"] == "coal").sum() == 40
    assert data.tables["blocks"]["mineral"].value_counts().to_dict() == {"coal": 20, "bauxite": 18}


def test_names_are_invented(data):
    for table, column in (
        ("rights", "mine_name"),
        ("rights", "holder"),
        ("blocks", "block_name"),
        ("investments", "name"),
    ):
        assert data.tables[table][column].str.contains("示例").all(), (table, column)


def test_formats_are_those_of_a_bureau():
    bodies = pyogrio.read_info(COAL / "orebodies.shp")
    assert (COAL / "orebodies.cpg").read_text() == "GBK"
    assert "CGCS2000" in bodies["crs"] or bodies["crs"] == "EPSG:4525"
    assert pyogrio.read_info(COAL / "zones.gpkg", layer="zones")["crs"] == "EPSG:4490"


def test_reserves_give_the_lives_of_the_layout(data, made):
    rights = data.tables["rights"].set_index("right_id")
    for key, life in made["lives"].items():
        row = rights.loc[made["entries"][key].right_id]
        increased, registered = row["increased_capacity_t_a"], row["capacity_t_a"]
        capacity = increased if increased == increased else registered
        if life is None:
            assert row["recoverable_t"] != row["recoverable_t"], key
        elif capacity == capacity:
            assert row["recoverable_t"] / (capacity * 1.4) == pytest.approx(life, rel=1e-3), key
    coal = [entry for key, entry in made["entries"].items() if key in made["lives"]]
    blank = {entry.key for entry in coal if rights["capacity_t_a"].isna()[entry.right_id]}
    assert blank == {"N11"}


def test_blocks_lie_apart_and_take_every_situation(data, made):
    blocks = data.tables["blocks"].set_index("block_id")
    rights = data.tables["rights"].set_index("right_id")
    mines = {key: rights.loc[entry.right_id] for key, entry in made["entries"].items()}
    shapes = blocks.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    a, b = tree.query(shapes, predicate="intersects")
    assert {(i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True) if i < j} == set()

    def touching(block):
        return {k for k, m in mines.items() if m.geometry.distance(blocks.geometry[block]) <= 50}

    def over(block):
        return {k for k, m in mines.items() if m.geometry.intersection(blocks.geometry[block]).area > 100}

    assert [touching(f"C{k:02d}") for k in (1, 2, 3, 4)] == [{"H5", "H6"}, {"N3", "N4"}, {"X2", "X3"}, {"H12", "H13"}]
    for block, mine in (("C05", "H2"), ("C06", "N6"), ("C07", "X5"), ("C08", "N3")):
        assert over(block) == {mine} and blocks.loc[block, "top_m"] < mines[mine]["bottom_m"], block
    for block, mine in (("C09", "H9"), ("C10", "N12")):
        assert over(block) == {mine} and blocks.loc[block, "bottom_m"] > mines[mine]["top_m"], block
    assert touching("C11") == {"H15", "H16"}
    assert [touching(b) for b in ("C12", "C13", "C14", "C15")] == [{"N1"}, {"N9"}, {"X1"}, {"X7"}]
    assert [touching(b) for b in ("C16", "C17", "C18")] == [set(), {"H14"}, set()]
    assert over("C20") == {"N13"} and over("B15") == {"A1"}
    assert [over(b) for b in ("B16", "B17", "B18")] == [{"H6"}, {"N7"}, {"X3"}]


def test_zones_ban_cut_and_ask_for_consent(data):
    blocks = data.tables["blocks"].set_index("block_id").geometry
    zones = data.tables["zones"]

    def share(block, kind):
        area = shapely.union_all(zones.geometry[zones["kind"] == kind].to_numpy())
        return blocks[block].intersection(area).area / blocks[block].area

    assert share("B12", "nature_reserve") == pytest.approx(1)
    assert share("C19", "nature_reserve") == pytest.approx(0.386, abs=0.01)
    assert share("B13", "ecological_redline") == pytest.approx(0.245, abs=0.01)
    assert share("B14", "forest") == pytest.approx(0.21, abs=0.01)
    assert share("B07", "basic_farmland") > 0.1
    railway = zones.geometry[zones["kind"] == "railway"]
    assert 100 < railway.distance(blocks["B14"]).min() < 1000


def test_demand_is_more_than_a_year_of_grants_gives(data):
    projects = data.tables["investments"]
    totals = read_scenario(SCENARIO).allocate.grant.total_t_a
    assert projects["demand_t_a"].sum() == 6.2e6 > max(totals.values())
    assert projects.loc[projects["start_year"] <= 2028, "demand_t_a"].sum() > totals[2027]


def test_pilot_mines_lie_over_bauxite_at_the_promised_interval(pilot):
    for key, row in pilot.items():
        assert row.bodies and 27 < row.interval_m < 81, key
    assert len(pilot["N2"].bodies) == 2
    assert pilot["N10"].bodies[0].share < 0.95
    assert pilot["H4"].facts["below_share"]["AL-H4-1"] > 0.05


def test_the_pilot_meets_every_order_every_water_and_every_outcome(pilot):
    assert {key: row.order.value for key, row in pilot.items()} == {
        "H1": "coal_first",
        "H3": "bauxite_first",
        "H4": "coal_first",
        "H7": "together",
        "H8": "open",
        "H11": "coal_first",
        "H14": "bauxite_first",
        "N2": "coal_first",
        "N7": "together",
        "N10": "open",
        "X4": "bauxite_first",
        "X6": "coal_first",
    }
    assert {row.water.verdict for row in pilot.values()} == {
        "unpressured",
        "within_limit",
        "over_limit",
        "unknown",
        "needs_confirmation",
    }
    assert {row.state_above for row in pilot.values()} == {"goaf", "unmined", "mining", "open_pit", ""}
    begins = {key: row.year for key, row in pilot.items() if row.year is not None}
    assert begins == {"H1": 2027, "H3": 2027, "H4": 2028, "N2": 2028, "H7": 2029, "H11": 2029}


def test_the_scenario_leaves_one_criterion_open(pilot):
    assert "待核实，开采顺序待论证" in pilot["H8"].order_criterion
    assert pilot["H8"].status == "not_ready"
