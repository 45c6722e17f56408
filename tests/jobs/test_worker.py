"""The worker's comparison: the table, and the map beside it."""

import base64
import json
from pathlib import Path

from mineplan import jobs
from mineplan.jobs.worker import _compare
from tests.run_folder import county_project


def test_a_comparison_brings_its_map(tmp_path: Path) -> None:
    scenario = county_project(tmp_path)
    options = jobs.RunOptions(tmp_path / "runs", has_documents=False)
    first = Path(jobs.consolidate(scenario, options, lambda _: None)["run"])
    group = json.loads((first / "plan.json").read_text(encoding="utf-8"))["groups"][0]["right_ids"]
    apart = json.dumps([group[:2]])
    scenario.write_text(scenario.read_text(encoding="utf-8") + f"  keep_apart: {apart}\n", encoding="utf-8")
    second = Path(jobs.consolidate(scenario, options, lambda _: None)["run"])

    found = _compare({"a": str(first), "b": str(second)}, None)
    assert not found["is_same"]
    assert base64.b64decode(found["map"]).startswith(b"\x89PNG")
    assert "map" not in _compare({"a": str(first), "b": str(first)}, None)

    (second / "plan.gpkg").unlink()  # the manifest is the server's to check
    without = _compare({"a": str(first), "b": str(second)}, None)
    assert "map" not in without and "plan.gpkg" in str(without["map_problems"])
    assert without["groups_changed"] == found["groups_changed"]
