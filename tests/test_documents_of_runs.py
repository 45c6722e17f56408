"""A document that cannot be written fails alone: a sentence, a run complete without it, exit 3 at the end."""

import json
import shutil
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from mineplan.cli import cli
from mineplan.documents import word
from tests.run_folder import county_project

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@pytest.fixture
def project(tmp_path):
    scenario = county_project(tmp_path)
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    return scenario


def run(scenario, *options):
    arguments = ["consolidate", str(scenario), "--out", str(scenario.parent.parent / "runs"), "--json", *options]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    return done, json.loads(done.stdout)


def complete_but_for_the_proposal(answer):
    folder = Path(answer["run"])
    assert not list(folder.parent.glob("*.partial"))
    kept = ("manifest.json", "plan.json", "plan.gpkg", "tables/tables.xlsx", "documents/report.html", "log.txt")
    assert all((folder / name).is_file() for name in kept)
    assert not (folder / "documents" / "proposal.docx").exists()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["document_problems"] == answer["document_problems"] != []
    return (folder / "log.txt").read_text(encoding="utf-8")


def test_a_template_with_a_wrong_tag(project):
    path = project.parent.parent / "templates" / "proposal.docx"
    document = docx.Document(str(path))
    document.add_paragraph("{{ no_such_field }}")
    document.save(str(path))
    done, answer = run(project)
    assert (done.exit_code, answer["exit_code"], answer["status"]) == (3, 3, "optimal")
    log = complete_but_for_the_proposal(answer)
    assert "document missing\tproposal.docx: a tag of the template cannot be filled" in log and "no_such_field" in log


@pytest.mark.parametrize(
    ("write", "said"),
    [(lambda p: p.write_text("?", encoding="utf-8"), "is no Word document"), (Path.unlink, "proposal.docx")],
    ids=["no docx", "none"],
)
def test_a_template_that_is_none(project, write, said, monkeypatch, tmp_path):
    monkeypatch.setattr("mineplan.jobs.running.shipped", lambda kind: tmp_path / "nothing" / kind)
    write(project.parent.parent / "templates" / "proposal.docx")
    done, answer = run(project)
    assert done.exit_code == 3 and said in answer["document_problems"][0]["text"]
    complete_but_for_the_proposal(answer)


def test_a_missing_picture(project, monkeypatch):
    monkeypatch.setattr("mineplan.documents.maps.write_sheets", lambda _, folder: {"overview": folder / "gone.png"})
    done, answer = run(project)
    assert done.exit_code == 3
    assert answer["document_problems"][0]["text"].startswith("gone.png: picture cannot be read")
    complete_but_for_the_proposal(answer)


def test_a_file_that_is_open_in_word(project, monkeypatch):
    def locked(*given):
        raise PermissionError(13, "Permission denied", str(given[-1]))

    monkeypatch.setattr(word, "finish", locked)
    done, answer = run(project)
    assert done.exit_code == 3
    assert "proposal.docx: cannot be written (it is open in another program); close it in Word" in done.stderr
    complete_but_for_the_proposal(answer)


def test_no_chinese_font_leaves_the_sheets_out(project, monkeypatch):
    from mineplan.errors import InputError

    def none():
        raise InputError("本机没有中文字体")

    monkeypatch.setattr("mineplan.documents.maps.chinese_fonts", none)
    done, answer = run(project)
    assert done.exit_code == 3 and "本机没有中文字体" in done.stderr
    assert (Path(answer["run"]) / "documents" / "proposal.docx").is_file()


def test_without_libreoffice_the_run_is_whole_and_says_so(project, monkeypatch):
    monkeypatch.setattr("mineplan.jobs.printing.soffice", lambda: None)
    done, answer = run(project, "--pdf")
    assert done.exit_code == 0 and "LibreOffice is not installed" in answer["remarks"][0]
    assert (Path(answer["run"]) / "documents" / "proposal.docx").is_file()
