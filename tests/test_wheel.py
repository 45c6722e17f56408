"""An installed wheel lays out a working project, away from the checkout."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    [path] = out.glob("mineplan-*.whl")
    return path


def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {
        "mineplan/rules/consolidation.yaml",
        "mineplan/py.typed",
        "mineplan/_shipped/scenarios/iron.yaml",
        "mineplan/_shipped/templates/proposal.docx",
        "mineplan/_shipped/templates/letter.docx",
        "mineplan/documents/fonts.conf",
        "mineplan/documents/template/samples/proposal.json",
        "mineplan/_shipped/templates/page/chart.js",
        "mineplan/_shipped/templates/review/store.js",
        "mineplan/_shipped/templates/vendor/ol/ol.js",
        "mineplan/_shipped/templates/vendor/ol/LICENSE.txt",
        "mineplan/_shipped/scenarios/pressed.yaml",
        "mineplan/_shipped/datasets/xinzhou-pressed/projects/01-乡道.txt",
        "mineplan/_shipped/datasets/xinzhou-demo/rights.xlsx",
    } <= set(names)
    assert not [
        n
        for n in names
        if "__pycache__" in n or "node_modules" in n or n.startswith(("tests/", "runs/", "benchmarks/"))
    ]


def test_it_runs_in_a_fresh_environment(wheel, tmp_path):
    home = tmp_path / "environment"
    venv.create(home, with_pip=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--constraint",
        str(ROOT / "constraints.txt"),
        str(wheel),
    ]
    subprocess.run(install, check=True, cwd=tmp_path)
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}

    def mineplan(*words: str) -> str:
        done = subprocess.run(
            [str(python.with_name("mineplan")), *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    mineplan("init", "project")
    answer = json.loads(mineplan("consolidate", "project/scenarios/sand-gravel.yaml", "--json"))
    assert answer["status"] == "optimal"
    run = tmp_path / answer["run"]
    assert (run / "documents" / "proposal.docx").is_file() and (run / "documents" / "report.html").is_file()
    assert (run / "documents" / "review.html").is_file()
    assert "holds" in mineplan("verify", answer["run"])
