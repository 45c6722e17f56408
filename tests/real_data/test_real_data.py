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
