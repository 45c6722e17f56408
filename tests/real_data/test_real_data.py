import json

import pytest

from mineplan import jobs
from tests.real_data import prepare

pytestmark = pytest.mark.skipif(
    not prepare.SOURCES.is_dir(), reason=f"no real cadastres in {prepare.SOURCES.name}/ beside the checkout"
)


def consolidated(scenario, out):
    answer = jobs.consolidate(scenario, jobs.RunOptions(out / "runs", False), lambda _: None)
    return answer, json.loads((out / "runs" / answer["run"] / "plan.json").read_text(encoding="utf-8"))


def test_coal_mines_of_shanxi(tmp_path):
    answer, plan = consolidated(prepare.shanxi_coal(tmp_path), tmp_path)
    assert answer["status"] == "optimal" and len(plan["rights"]) == 57
    # No orebodies, no elevations, no minimum for existing coal mines: said, not guessed.
    off = {n["subject"] for n in plan["notes"] if n["code"] == "criterion_off"}
    assert {"orebodies", "zones", "valid_to", "status"} <= off
    assert all(r["facts"]["minimum_capacity_t_a"] is None for r in plan["rights"])


def test_licences_of_dr_congo(tmp_path):
    answer, plan = consolidated(prepare.drc(tmp_path), tmp_path)
    assert answer["status"] in ("optimal", "feasible") and answer["gap"] < 0.02
    assert len(plan["rights"]) == 3466 and len(plan["groups"]) > 90
    assert plan["indicators"]["split_orebodies_after"] < plan["indicators"]["split_orebodies_before"] / 4


def test_repeated_licence_codes_are_an_error(tmp_path):
    import geopandas as gpd

    from mineplan.errors import InputError

    scenario = prepare.drc(tmp_path)
    licences = gpd.read_parquet(prepare.SOURCES / "drc_cadastre" / "drc_licences.parquet").rename(
        columns={"status": "licence_status"}
    )
    licences.to_parquet(tmp_path / "datasets" / "drc" / "rights.parquet")
    with pytest.raises(InputError) as error:
        jobs.load(scenario)
    assert len(error.value.problems) == 2 and all("stands twice" in str(p) for p in error.value.problems)


def test_continuation_of_shanxi(tmp_path):
    import geopandas as gpd

    scenario = prepare.shanxi_continuation(tmp_path)
    answer = jobs.allocate(scenario, jobs.RunOptions(tmp_path / "runs", False), lambda _: None)
    plan = json.loads((tmp_path / "runs" / answer["run"] / "plan.json").read_text(encoding="utf-8"))
    data = tmp_path / "datasets" / "shanxi-continuation"
    rights = gpd.read_file(data / "rights.gpkg").set_index("right_id")
    blocks = gpd.read_file(data / "blocks.gpkg").set_index("block_id")
    assert sum(i.count(".B") for i in rights.index) == 57 and len(rights) == len(plan["mines"]) > 500
    # Who lacks reserves or capacity is listed and never gets a life.
    blank = set(rights.index[rights["recoverable_t"].isna() | ~(rights["capacity_t_a"] > 0)])
    assert {m["right_id"] for m in plan["mines"] if m["life_a"] is None} == blank and len(blank) > 50
    for mine in plan["mines"][: len(rights) - len(blank)]:
        own = rights.loc[mine["right_id"]]
        assert mine["life_a"] == pytest.approx(own["recoverable_t"] / (own["capacity_t_a"] * 1.4))
    assert plan["solver"][0]["status"] == "optimal" and plan["solver"][0]["gap"] == 0
    proposed = [r for r in plan["continuation"] if r["status"] == "proposed"]
    assert len(plan["continuation"]) == len(blocks) and 20 < len(proposed) <= 30
    assert {r["channel"] for r in proposed} == {"gap", "adjacent", "capacity_gap"}
    for row in (r for r in proposed if r["right_id"]):
        assert blocks.geometry[row["block_id"]].distance(rights.geometry[row["right_id"]]) <= 50.1
    for year in plan["by_year"]:
        assert len(year["continuation_block_ids"]) <= 6 and year["continuation_counted_t_a"] <= 3_000_000
