"""Run folders that are damaged, not lying: sentences, never tracebacks."""

import json
import shutil

import geopandas as gpd
import pytest

from mineplan.errors import PlanError, ReadError
from mineplan.verify import verify_run
from tests.verify.lies import changed, complaint, group, right


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.pop("groups"), "plan.json: groups: Field required"),
        (lambda p: p.update(groups={}), "plan.json: groups"),
        (lambda p: p.update(groups=["G-A"]), "plan.json: groups.0"),
        (lambda p: group(p).pop("corners"), "groups.0.corners: Field required"),
        (lambda p: group(p)["corners"][0].pop("zone"), "corners.0.zone: Field required"),
        (lambda p: group(p).update(corners=[]), "corners do not make valid polygons"),
        (lambda p: group(p).update(right_ids=[]), "right_ids"),
        (lambda p: group(p)["right_ids"].append("Z"), "holds Z, not among"),
        (lambda p: p.update(objective="few"), "plan.json: objective"),
        (lambda p: p.update(objective=float("nan")), "plan.json: objective"),
        (lambda p: p.update(bound=None), "plan.json: bound"),
        (lambda p: p.pop("indicators"), "indicators: Field required"),
        (lambda p: p["rights"][0].pop("facts"), "facts: Field required"),
        (lambda p: right(p, "A")["facts"].update(lawful_share="all"), "lawful_share"),
    ],
)
def test_a_misshapen_plan(run, change, words):
    assert words in changed(run, change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p: p.pop("ids"), "problem.json: ids: Field required"),
        (lambda p: p.pop("edges"), "problem.json: edges: Field required"),
        (lambda p: p["edges"].append([0, 99]), "do not fit each other"),
        (lambda p: p["edges"].append([0]), "problem.json: edges"),
        (lambda p: p["edges"].append([0, p["n"] - 1]), "does not agree with the tables"),
    ],
)
def test_a_misshapen_problem(run, change, words):
    assert words in changed(run, change, "problem.json")


@pytest.mark.parametrize(
    "name", ["problem.json", "inputs/scenario.yaml", "inputs/rights.parquet", "inputs/parts.parquet"]
)
def test_a_missing_file(run, name):
    (run / name).unlink()
    assert name.rpartition("/")[2] in complaint(run)


@pytest.mark.parametrize("name", ["plan.json", "problem.json", "inputs/scenario.yaml", "inputs/rights.parquet"])
def test_a_broken_file(run, name):
    (run / name).write_bytes(b"PAR1 \xff\xfe {")
    assert complaint(run)


def test_missing_orebodies(run):
    (run / "inputs" / "orebodies.parquet").unlink()
    assert "K1" in complaint(run)


def test_a_column_gone_and_a_column_of_text(run):
    path = run / "inputs" / "rights.parquet"
    rights = gpd.read_parquet(path)
    rights.assign(capacity_t_a="viel").to_parquet(path)
    with pytest.raises(PlanError, match="cannot be reckoned with"):
        verify_run(run)
    rights.drop(columns="ellipsoid_km2").to_parquet(path)
    assert "has no column ellipsoid_km2" in complaint(run)


def test_no_run_folder(tmp_path):
    with pytest.raises(ReadError, match="not a run folder"):
        verify_run(tmp_path)


def test_a_file_changed_afterwards(sound, tmp_path):
    run = shutil.copytree(sound, tmp_path / "run")
    with (run / "tables" / "groups.csv").open("a", encoding="utf-8") as file:
        file.write("x")
    assert "groups.csv has changed" in complaint(run)


def test_the_manifest_deleted(sound, tmp_path):
    run = shutil.copytree(sound, tmp_path / "run")
    (run / "manifest.json").unlink()
    assert complaint(run) == "manifest.json is missing; checksums could not be compared"


def test_a_folder_that_is_still_being_written(run):
    assert verify_run(run)


def test_a_file_gone_and_one_too_many(sound, tmp_path):
    run = shutil.copytree(sound, tmp_path / "run")
    (run / "plan.gpkg").rename(run / "other.gpkg")
    text = complaint(run)
    assert "plan.gpkg is missing" in text and "other.gpkg is not listed in the manifest" in text


def test_a_manifest_without_a_list(sound, tmp_path):
    run = shutil.copytree(sound, tmp_path / "run")
    (run / "manifest.json").write_text(json.dumps({"kind": "consolidation"}), encoding="utf-8")
    with pytest.raises(PlanError, match=r"manifest.json: files"):
        verify_run(run)
