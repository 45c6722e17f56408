"""A document that cannot be written fails alone: a sentence, a run complete without it, exit 3 at the end."""

import json
import shutil
import sys
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from mineplan.cli import cli
from mineplan.documents import word
from mineplan.errors import InputError
from mineplan.jobs import RunOptions
from mineplan.jobs.consolidating import _write_documents
from mineplan.jobs.printing import Paperwork
from tests.run_folder import county_project

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
sys.path.insert(0, str(Path(__file__).parent / "documents"))


@pytest.fixture
def scenario(tmp_path):
    """A scenario beside whose folder a project keeps its own templates."""
    shutil.copytree(TEMPLATES, tmp_path / "templates", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "scenarios").mkdir()
    return tmp_path / "scenarios" / "county.yaml"


@pytest.fixture
def written(scenario, tmp_path, monkeypatch):
    """Write the documents of a small plan without its sheets; return what became of them, and the folder."""
    from sample_plan import sample_plan

    from mineplan.plans import plan_dict
    from mineplan.runs import write_json

    monkeypatch.setattr("mineplan.documents.maps.write_sheets", lambda *_: {})
    write_json(tmp_path / "plan.json", plan_dict(sample_plan(0)))
    write_json(tmp_path / "problem.json", {})

    def write():
        paperwork = Paperwork()
        _write_documents(tmp_path, scenario, sample_plan(0), RunOptions(tmp_path), paperwork)
        return [str(problem) for problem in paperwork.problems], tmp_path / "documents"

    return write


def test_a_template_with_a_wrong_tag_costs_one_document(tmp_path):
    path = county_project(tmp_path)
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    document = docx.Document(str(tmp_path / "templates" / "proposal.docx"))
    document.add_paragraph("{{ no_such_field }}")
    document.save(str(tmp_path / "templates" / "proposal.docx"))
    arguments = ["consolidate", str(path), "--out", str(tmp_path / "runs"), "--json"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["exit_code"], answer["status"]) == (3, 3, "optimal")
    assert "error: proposal.docx: a tag of the template cannot be filled" in done.stderr
    folder = Path(answer["run"])
    kept = ("manifest.json", "plan.json", "plan.gpkg", "tables/tables.xlsx", "documents/report.html", "log.txt")
    assert all((folder / name).is_file() for name in kept) and not list(folder.parent.glob("*.partial"))
    assert not (folder / "documents" / "proposal.docx").exists()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["document_problems"] == answer["document_problems"] != []
    assert "document missing\tproposal.docx: a tag" in (folder / "log.txt").read_text(encoding="utf-8")


def test_a_template_that_is_no_word_file(written, tmp_path):
    (tmp_path / "templates" / "proposal.docx").write_text("?", encoding="utf-8")
    problems, documents = written()
    assert len(problems) == 1 and problems[0].startswith("proposal.docx: is no Word document")
    assert (documents / "report.html").is_file() and not (documents / "proposal.docx").exists()


def test_a_template_that_is_missing(written, tmp_path, monkeypatch):
    monkeypatch.setattr("mineplan.jobs.running.shipped", lambda kind: tmp_path / "nothing" / kind)
    (tmp_path / "templates" / "proposal.docx").unlink()
    assert written()[0] == ["proposal.docx: template is missing"]


def test_a_missing_picture(written, monkeypatch):
    def gone(_, folder, *__):
        return {"overview": folder / "gone.png"}

    monkeypatch.setattr("mineplan.documents.maps.write_sheets", gone)
    problems, documents = written()
    assert problems == ["gone.png: picture cannot be read (No such file or directory)"]
    assert not (documents / "proposal.docx").exists()


def test_a_file_that_is_open_in_word(written, monkeypatch):
    def locked(*given):
        raise PermissionError(13, "Permission denied", str(given[-1]))

    monkeypatch.setattr(word, "finish", locked)
    what = "cannot be written (it is open in another program); close it in Word, WPS or Excel and run again"
    assert written()[0] == [f"proposal.docx: {what}"]


def test_no_chinese_font_leaves_the_sheets_out(written, monkeypatch):
    def none(*_):
        raise InputError("本机没有中文字体")

    monkeypatch.setattr("mineplan.documents.maps.write_sheets", none)
    problems, documents = written()
    assert problems == ["本机没有中文字体"] and (documents / "proposal.docx").is_file()
