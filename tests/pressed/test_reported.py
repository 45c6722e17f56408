"""Tonnage that reports give by right: worked by hand, proved again, counted once.

The valley's orebody K1 is a level plate of 1400 x 600 m (840 000 m2) between 1000 and 1300 m with 8 400 000 t measured,
4 200 000 t indicated and 1 000 000 t probable; the right R1 (900 to 1400 m) covers 800 x 600 m of it (480 000 m2). A
report gives R1 6 000 000 t measured and 600 000 t inferred.

The works P lies astride R1's eastern edge: 100 x 100 m in R1, 200 x 100 m beside it.
    in R1      10 000 / 480 000 of the report:  measured 125 000 t, inferred 12 500 t
    beside it  20 000 / 840 000 of the orebody: measured 200 000 t, indicated 100 000 t, probable 23 809.52 t
    together   measured 325 000 t, indicated 100 000 t, inferred 12 500 t; reserves apart, probable 23 809.52 t
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely

from mineplan import jobs
from mineplan.pressed.judging.matters import resources_t
from mineplan.pressed.measures import Report, RightFacts
from mineplan.pressed.measuring import measure
from tests.pressed.scenes import NUMBERS, level, seam, works, world
from tests.pressed.test_runs import lie
from tests.pressed.valley import project, write_projects, write_valley

WORKS = project("P", shapely.box(900, 300, 1200, 400))
REPORT = {"measured_t": 6e6, "inferred_t": 6e5, "report": "甲矿2025年储量年报"}
BY_HAND = {"measured": 325_000.0, "indicated": 100_000.0, "inferred": 12_500.0, "probable": 20_000 / 840_000 * 1e6}


def reported(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([{"right_id": "R1", "orebody_id": "K1"} | REPORT | row for row in rows or ({},)])


def scene(folder: Path, *rows: dict, **changed) -> Path:
    """Write the valley with reports, and return its scenario."""
    path = write_valley(folder, **changed)
    data = folder / "datasets" / "valley"
    reported(*rows).to_csv(data / "resources.csv", index=False, encoding="utf-8-sig")
    content = json.loads((data / "dataset.yaml").read_text(encoding="utf-8"))
    content["tables"]["resources"] = {"file": "resources.csv"}
    (data / "dataset.yaml").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reported")
    path = write_projects(folder / "p.geojson", WORKS)
    options = jobs.RunOptions(folder / "runs", has_documents=False)
    return Path(jobs.press([path], scene(folder), options, jobs.ProjectOptions(), lambda _: None)["run"])


def finding(folder: Path) -> dict:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return plan["projects"][0]["findings"][0]


def test_by_hand(run):
    found = finding(run)
    assert found["footprint_t"] == pytest.approx(BY_HAND, abs=0.01)
    assert (found["tonnage_basis"], found["reported_rights"]) == ("reports", ["R1"])
    assert found["right_shares"][0]["footprint_t"] == pytest.approx({"measured": 125_000, "inferred": 12_500}, abs=0.01)
    assert resources_t(found["footprint_t"]) == pytest.approx(437_500, abs=0.02)


def test_the_finding_says_which_report_was_used(run):
    assert any("R1" in text and REPORT["report"] in text for text in finding(run)["remarks"])
    table = pd.read_csv(run / "tables" / "findings.csv", dtype=str)
    assert table["tonnage_basis"].tolist() == ["reports"]
    assert REPORT["report"] in table["remarks"][0]


def test_the_run_is_proved_again_and_lies_are_found(run, tmp_path):
    assert jobs.verify(run)["status"] == "holds"

    def of(plan):
        return plan["projects"][0]["findings"][0]

    lies = {
        "measured of its footprint is 325000": lambda plan: of(plan)["footprint_t"].update(measured=326_000.0),
        "inferred of its pillar is": lambda plan: of(plan)["buffered_t"].update(inferred=0.0),
        "the report on right R1 is not used": lambda plan: of(plan).update(
            reported_rights=[], tonnage_basis="resources"
        ),
        "its tonnage rests on resources": lambda plan: of(plan).update(tonnage_basis="resources"),
        "no report gives what right R9": lambda plan: of(plan).update(reported_rights=["R1", "R9"]),
    }
    for number, (words, change) in enumerate(lies.items()):
        copy = Path(shutil.copytree(run, tmp_path / str(number) / run.name))
        said = lie(copy, change)
        assert any(words in sentence for sentence in said), (words, said)


def test_a_changed_report_is_found(run, tmp_path):
    from mineplan.errors import PlanError
    from mineplan.verify import verify_run

    copy = Path(shutil.copytree(run, tmp_path / run.name))
    reported({"measured_t": 5e6}).to_parquet(copy / "inputs" / "resources.parquet")
    with pytest.raises(PlanError, match="by the reports"):
        verify_run(copy)


def test_a_quick_answer_is_the_same(run, tmp_path):
    scenario, path = scene(tmp_path), write_projects(tmp_path / "p.geojson", WORKS)
    answers = [jobs.answer([path], scenario, jobs.ProjectOptions(), lambda _: None) for _ in range(2)]
    findings = [json.loads(json.dumps(a["plan"]["projects"][0]["findings"])) for a in answers]
    assert findings[0] == findings[1]
    assert findings[0][0]["footprint_t"] == finding(run)["footprint_t"]


WEST, EAST = shapely.box(-1000, -1000, 0, 1000), shapely.box(-20, -1000, 1000, 1000)


def right(name: str, shape, top_m: float | None = None, bottom_m: float | None = None) -> RightFacts:
    return RightFacts(name, shape, "", name, None, None, top_m, bottom_m)


def pressed(body, *rights: RightFacts, project=None):
    return measure(project or works(), world(body, rights=rights), NUMBERS).ores[0]


def test_ground_in_two_reports_counts_once():
    """The works is 120 x 80 m, 60 m of it in the west; the east begins 20 m further west, and counts 60 m.

    West 60 x 80 / (1000 x 2000) of 2 000 000 t = 4 800 t, east 60 x 80 / (1000 x 2000) of 4 000 000 t = 9 600 t: of the
    1020 m that the east is wide, 20 m count for the west, in the works as in the orebody.
    """
    body = level(reports={"E": Report({"measured": 4e6}), "A": Report({"measured": 2e6})})
    ore = pressed(body, right("A", WEST), right("E", EAST))
    assert ore.footprint.tonnages["measured"] == pytest.approx(4_800 + 9_600)
    assert {r.right.right_id: r.footprint.tonnages["measured"] for r in ore.rights} == pytest.approx(
        {"A": 4_800, "E": 9_600}
    )


def test_rights_above_each_other_share_the_height():
    """A level body of 100 m: the upper right holds 40 m of it, the lower 60 m; both reports count in full."""
    body = level(top_m=800.0, bottom_m=700.0, reports={"A": Report({"measured": 4e6}), "B": Report({"measured": 8e6})})
    ore = pressed(body, right("A", WEST.union(EAST), 900.0, 760.0), right("B", WEST.union(EAST), 760.0, 600.0))
    assert ore.footprint.tonnages == pytest.approx({"measured": 9_600 / 4e6 * 12e6})


def test_a_dipping_seam_is_cut_at_the_right_s_elevations():
    """The right ends where the floor passes under the middle of the works: it holds the northern half of all."""
    body = seam(thickness_m=0.0, reports={"A": Report({"measured": 1e6})}, tonnages={})
    high = right("A", WEST.union(EAST), 1000.0, 776.327)
    ore = pressed(body, high)
    assert ore.reported == ("A",)
    assert ore.footprint.tonnages["measured"] == pytest.approx(120 * 40 / (2000 * 1000) * 1e6, rel=1e-3)
    assert ore.footprint.tonnages["unclassified"] == pytest.approx(0.0)


def test_beside_the_report_nothing_known_stays_unknown():
    body = level(tonnages={}, thickness_m=None, reports={"A": Report({"measured": 2e6})})
    half = pressed(body, right("A", WEST))
    assert half.footprint.tonnages == {"measured": pytest.approx(4_800), "unclassified": None}
    whole = pressed(body, right("A", WEST), project=works(shapely.box(-300, -40, -180, 40)))
    assert whole.footprint.tonnages == {"measured": pytest.approx(9_600)}


def test_a_report_on_a_right_beside_the_orebody_changes_nothing():
    body = level(reports={"A": Report({"measured": 2e6})})
    plain = pressed(replace(body, reports={}), right("A", shapely.box(5000, 0, 6000, 1)))
    ore = pressed(body, right("A", shapely.box(5000, 0, 6000, 1)))
    assert (ore.tonnage_basis, ore.footprint.tonnages) == ("resources", plain.footprint.tonnages)


def test_whole_orebodies_pressed_give_the_reports_and_the_rest_once():
    """Everything pressed: both reports in full, and of the orebody's own tonnage the part no report speaks of."""
    body = level(reports={"A": Report({"measured": 2e6, "proved": 1e6})})
    ore = pressed(body, right("A", WEST), project=works(shapely.box(-1000, -1000, 1000, 1000)))
    assert ore.footprint.tonnages == pytest.approx({"measured": 2e6 + 17e6 / 2, "proved": 1e6})
    assert resources_t(ore.footprint.tonnages) == pytest.approx(10.5e6)


def test_rows_without_tonnage_say_nothing(tmp_path):
    path = scene(tmp_path, {"measured_t": None, "inferred_t": None})
    answer = jobs.answer([write_projects(tmp_path / "p.geojson", WORKS)], path, jobs.ProjectOptions(), lambda _: None)
    assert answer["plan"]["projects"][0]["findings"][0]["tonnage_basis"] == "resources"
