"""The commands as a user types them: exit codes, what goes to which stream."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mineplan.cli import cli
from tests.run_folder import county_project, county_run

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = {
    "n": 5,
    "edges": [[0, 1], [1, 2], [3, 4]],
    "group_weight": 1000,
    "conflicts": [[0, 1, 120]],
    "holder": [0, 0, 1, 2, 2],
    "mixed_holder_weight": 250,
}


def run(*arguments):
    return CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return county_run(tmp_path_factory.mktemp("cli"))


def problem(tmp_path, **more):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(EXAMPLE | more), encoding="utf-8")
    return path


def test_solve_prints_one_json_document(tmp_path):
    result = run("solve", problem(tmp_path))
    answer = json.loads(result.stdout)
    assert result.exit_code == 0 and answer["status"] == "optimal" and answer["groups"] == [[0, 1, 2], [3, 4]]
    assert answer["objective"] == 2250 and answer["gap"] == 0


def test_solve_without_a_plan_exits_4_and_says_why(tmp_path):
    result = run("solve", problem(tmp_path, together=[[0, 1]], apart=[[0, 1]]))
    answer = json.loads(result.stdout)
    assert result.exit_code == 4 and answer["status"] == "infeasible"
    assert answer["conflict"]["together"] == [[0, 1]] and answer["conflict"]["apart"] == [[0, 1]]


def test_a_certificate_is_written_and_checked(tmp_path):
    file, certificate = problem(tmp_path), tmp_path / "certificate.json"
    assert run("solve", file, "--certificate", certificate).exit_code == 0
    for arguments in (("--check", certificate), (file, "--check", certificate)):
        result = run("solve", *arguments)
        assert result.exit_code == 0
        answer = json.loads(result.stdout)
        assert answer["status"] == "proved"
        assert answer["objective"] == answer["bound"]
    forged = json.loads(certificate.read_text("utf-8"))
    forged["objective"] -= 1
    certificate.write_text(json.dumps(forged), encoding="utf-8")
    result = run("solve", "--check", certificate)
    assert result.exit_code == 5
    assert "does not hold" in result.stderr


def test_engines_are_named_and_no_problem_is_a_usage_error(tmp_path):
    assert run("solve", problem(tmp_path), "--engine", "cloud").exit_code == 3
    assert run("solve").exit_code == 2


def test_solve_refuses_a_bad_problem(tmp_path):
    result = run("solve", problem(tmp_path, holder=[0], colour="red"))
    assert result.exit_code == 3 and "holder" in result.stderr and "colour" in result.stderr


def test_consolidate_verify_compare(tmp_path):
    scenario = county_project(tmp_path)
    first = run("consolidate", scenario, "--out", tmp_path / "runs", "--no-documents", "--json")
    assert first.exit_code == 0, first.stderr
    summary = json.loads(first.stdout)
    assert summary["status"] == "optimal" and summary["notes"] == len(summary["note_list"])
    assert run("verify", summary["run"]).exit_code == 0
    same = run("compare", summary["run"], summary["run"], "--json", "--out", tmp_path / "difference")
    assert json.loads(same.stdout)["is_same"] and (tmp_path / "difference" / "groups.csv").is_file()


def test_verify_of_a_tampered_run_exits_5(county, tmp_path):
    import shutil

    copy = shutil.copytree(county, tmp_path / "run")
    path = copy / "plan.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"status": "optimal"', '"status":  "optimal"'), encoding="utf-8"
    )
    result = run("verify", copy)
    assert result.exit_code == 5 and "plan.json has changed" in result.stderr


def test_contradicting_pins_exit_4_in_the_users_words(tmp_path):
    scenario = county_project(tmp_path)
    text = scenario.read_text(encoding="utf-8") + "  keep_together: [[A, B]]\n  keep_apart: [[A, B]]\n"
    scenario.write_text(text, encoding="utf-8")
    result = run("consolidate", scenario, "--out", tmp_path / "runs")
    assert (
        result.exit_code == 4 and "keep together: A and B" in result.stderr and "keep apart: A and B" in result.stderr
    )
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


def test_decisions_are_honoured(tmp_path):
    scenario = county_project(tmp_path)
    decisions = tmp_path / "decisions.json"
    event = {"at": "2026-11-23T09:00:00", "by": "张示例", "action": "keep_apart", "right_ids": ["A", "B"]}
    decisions.write_text(json.dumps({"run": "", "decisions": [event]}), encoding="utf-8")
    result = run(
        "consolidate", scenario, "--out", tmp_path / "runs", "--no-documents", "--decisions", decisions, "--json"
    )
    folder = Path(json.loads(result.stdout)["run"])
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert not any({"A", "B"} <= set(g["right_ids"]) for g in plan["groups"])
    assert run("verify", folder).exit_code == 0


def test_scenario_and_dataset_faults_come_out_together(tmp_path):
    scenario = county_project(tmp_path)
    scenario.write_text(scenario.read_text(encoding="utf-8").replace("as_of: 2026-11-23\n", ""), encoding="utf-8")
    manifest = tmp_path / "datasets" / "county" / "dataset.yaml"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace("zones.parquet", "nothing.parquet"), encoding="utf-8"
    )
    result = run("consolidate", scenario, "--out", tmp_path / "runs", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 3 and answer["exit_code"] == 3
    assert any("as_of" in p["text"] for p in answer["problems"]) and any(
        "nothing.parquet" in p["text"] for p in answer["problems"]
    )
    assert not (tmp_path / "runs").exists()


def test_check(tmp_path):
    scenario = county_project(tmp_path)
    assert run("check", scenario).exit_code == 0
    assert run("check", tmp_path / "datasets" / "county").exit_code == 0
    scenario.write_text(scenario.read_text(encoding="utf-8") + "  keep_apart: [[A, Z9]]\n", encoding="utf-8")
    result = run("check", scenario)
    assert result.exit_code == 3 and "Z9" in result.stderr


def test_graph(tmp_path):
    result = run("graph", county_project(tmp_path), "--out", tmp_path / "graph", "--json")
    assert json.loads(result.stdout)["rights"] == 9
    assert {p.name for p in (tmp_path / "graph").iterdir()} == {
        "adjacency.csv",
        "links.csv",
        "graph.graphml",
        "graph.gpkg",
    }


def test_policy_lists_citations():
    result = run("policy", "--on", "2026-11-23", "--rule", "one_orebody_one_right")
    assert (
        result.exit_code == 0
        and "一个矿体" in result.stdout
        and "expired" in result.stdout
        and "忻自然资发〔2022〕90号" in result.stdout
    )
    answer = json.loads(run("policy", "--on", "2023-01-01", "--json").stdout)
    assert any(r["ruling_id"] == "one_orebody_one_right.xinzhou-2022" for r in answer["rulings"])


@pytest.mark.parametrize("kind", ["scenario", "dataset"])
def test_schema(kind):
    assert json.loads(run("schema", kind).stdout)["type"] == "object"


def test_init_lays_out_a_project_and_overwrites_nothing(tmp_path):
    assert run("init", tmp_path / "p").exit_code == 0
    assert (tmp_path / "p" / "scenarios" / "iron.yaml").is_file() and (
        tmp_path / "p" / "templates" / "proposal.docx"
    ).is_file()
    again = run("init", tmp_path / "p")
    assert again.exit_code == 3 and "already there" in again.stderr


def test_every_command_has_help():
    for name, command in cli.commands.items():
        assert command.help, name


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv=['mineplan','--help']\n"
        "from mineplan.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "heavy={'geopandas','pandas','numpy','shapely','scipy','highspy','matplotlib','pydantic'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_output_survives_a_gbk_console(tmp_path):
    environment = os.environ | {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "mineplan.cli", "policy", "--on", "2026-11-23"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode("gbk", "replace")


def test_map_formats_are_those_asked_for(tmp_path):
    out = tmp_path / "runs"
    done = run("consolidate", county_project(tmp_path), "--out", out, "--map-format", "svg", "--json")
    maps = Path(json.loads(done.stdout)["run"]) / "documents" / "maps"
    names = sorted(path.name for path in maps.iterdir())
    assert {name.rpartition(".")[2] for name in names} == {"png", "svg"} and "overview.svg" in names


def test_without_a_chinese_font_the_run_lacks_its_sheets_alone(tmp_path, monkeypatch):
    from docx import Document
    from matplotlib.font_manager import fontManager

    from mineplan.documents.maps import fonts

    monkeypatch.setattr(fontManager, "ttflist", [])
    fonts.chinese_fonts.cache_clear()
    try:
        done = run("consolidate", county_project(tmp_path), "--out", tmp_path / "runs", "--json")
    finally:
        fonts.chinese_fonts.cache_clear()
    assert done.exit_code == 3 and "本机没有中文字体" in done.stderr and "fonts-noto-cjk" in done.stderr
    assert "Traceback" not in done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] == "optimal" and [p["file"] for p in answer["document_problems"]] == [""]
    folder = Path(answer["run"])
    assert all((folder / name).is_file() for name in ("manifest.json", "plan.json", "documents/report.html"))
    assert not list(folder.rglob("*.png"))
    document = Document(str(folder / "documents" / "proposal.docx"))
    assert not document.inline_shapes and "对照示意图" not in "".join(p.text for p in document.paragraphs)
