import json
import sqlite3

import openpyxl
import pytest
from click.testing import CliRunner

from mineplan import jobs
from mineplan.cli import cli
from mineplan.errors import InputError, PlanError
from mineplan.jobs.exchanging import open_ledger
from mineplan.review.events import Opinion
from mineplan.review.ledger import ledger_path
from tests.review.runs import small_run

AT = "2026-11-25T09:00:00+08:00"


@pytest.fixture
def run(tmp_path):
    return small_run(tmp_path)


def said_file(folder, *decisions, run="small-1"):
    path = folder / "said.json"
    base = {"group_id": "G-A", "kind": "opinion", "verdict": "agree", "by": "张示例", "at": AT}
    content = {"run": run, "decisions": [base | d for d in decisions]}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def mineplan(*arguments):
    return CliRunner().invoke(cli, ["review", *map(str, arguments)])


def test_in_out_and_proved(run, tmp_path):
    path = said_file(tmp_path, {}, {"verdict": "disagree", "text": "否", "by": "李示例"})
    result = mineplan(run, "--import", path)
    assert result.exit_code == 0, result.output
    assert "2 opinions read, 2 added, 0 were there already" in result.output
    assert "0 added, 2 were there already" in mineplan(run, "--import", path).output
    answer = json.loads(mineplan(run, "--export", tmp_path / "out.json", "--json").stdout)
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert content["head"] == answer["head"] == {"seq": 2, "hash": answer["head"]["hash"]}
    assert [d["by"] for d in content["decisions"]] == ["张示例", "李示例"]
    head = f"2:{answer['head']['hash']}"
    assert "whole: 2 events; without --head a cut end cannot be seen" in mineplan(run, "--verify").output
    for known in (head, tmp_path / "out.json"):
        assert mineplan(run, "--verify", "--head", known).output == f"whole: 2 events\nhead {head}\n"


def test_a_damaged_chain_ends_with_5(run, tmp_path):
    jobs.import_review(run, said_file(tmp_path, {}, {"group_id": "G-D"}), "")
    known = jobs.verify_review(run)["head"]
    connection = sqlite3.connect(ledger_path(run))
    connection.execute("DROP TRIGGER event_keeps")
    connection.execute("DELETE FROM event WHERE seq = 2")
    connection.commit()
    connection.close()
    result = mineplan(run, "--verify", "--json")
    assert result.exit_code == 5
    assert "the guard event_keeps was removed" in result.output
    assert "the end was cut off" in mineplan(run, "--verify", "--head", f"2:{known['hash']}").output
    with pytest.raises(PlanError):  # nothing is handed on from it
        jobs.export_review(run, tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


def test_a_sheet_goes_out_and_comes_back(run, tmp_path):
    jobs.import_review(run, said_file(tmp_path, {}), "")
    path = tmp_path / "sheet.xlsx"
    assert jobs.export_review(run, path)["events"] == 1
    book = openpyxl.load_workbook(path)
    page = book["审查意见"]
    page["H6"], page["I6"], page["I7"] = "不同意", "矿体不连续", "待定"
    book.save(path)
    with pytest.raises(InputError, match="未填审查人"):
        jobs.import_review(run, path, "")
    result = mineplan(run, "--import", path, "--by", "王示例")
    assert result.exit_code == 0, result.output
    assert "1 opinions read, 1 added" in result.output
    assert "1 rows have no verdict and were left out; none of them counts as 不同意" in result.output
    assert "row 7: “审查意见” is empty though something else was filled in" in result.output
    assert "G-A: 王示例 says 不同意, 张示例 had said 同意" in result.output
    # The sheet comes once more, saved later with one more line: the first is not added again.
    page["H7"] = "同意"
    book.save(path)
    assert jobs.import_review(run, path, "王示例")["added"] == 1
    again = jobs.import_review(run, path, "王示例")
    assert (again["read"], again["added"], again["head"]["seq"]) == (2, 0, 3)


def test_faults_end_with_3_and_nothing_is_added(run, tmp_path):
    path = said_file(tmp_path, {}, {"group_id": "G-X"}, {"verdict": None})
    result = mineplan(run, "--import", path)
    assert result.exit_code == 3
    assert "decisions[1]" in result.output and "decisions[2]" in result.output
    assert not ledger_path(run).exists()
    assert "run other, not of small-1" in mineplan(run, "--import", said_file(tmp_path, {}, run="other")).output
    for file in ("x.txt", "x.pdf"):
        (tmp_path / file).write_text("x", encoding="utf-8")
        assert mineplan(run, "--import", tmp_path / file).exit_code == 3
    assert mineplan(run, "--export", tmp_path / "out.pdf").exit_code == 3
    assert mineplan(run, "--verify", "--head", "x").exit_code == 3
    assert mineplan(run, "--verify", "--import", path).exit_code == 2


def test_a_ledger_of_another_run_is_refused(run, tmp_path):
    jobs.import_review(run, said_file(tmp_path, {}), "")
    other = small_run(tmp_path, "small-2")
    result = mineplan(other, "--verify", "--ledger", ledger_path(run))
    assert result.exit_code == 3
    assert "is the ledger of run small-1, not of small-2" in result.output


def test_half_a_run_is_refused(run, tmp_path):
    (run / "plan.json").unlink()
    for way in (("--verify",), ("--export", tmp_path / "x.json"), ("--no-browser",)):
        result = mineplan(run, *way)
        assert result.exit_code == 3
        assert "the run folder was copied in part" in result.output


def test_word_files_need_a_reader(run, tmp_path, monkeypatch):
    from mineplan.review import exchange

    monkeypatch.setattr(exchange, "find_spec", lambda _: None)
    (tmp_path / "x.docx").write_bytes(b"PK")
    assert "Word files cannot be read by this version" in mineplan(run, "--import", tmp_path / "x.docx").output


def test_the_site_is_started_over_the_ledger(run, monkeypatch):
    """Without the site the command says so; with it, it is given run, door and ledger."""
    import types

    from mineplan.jobs import exchanging

    monkeypatch.setattr(exchanging, "find_spec", lambda _: None)
    assert "this build has no local site" in mineplan(run).output
    asked = []
    site = types.SimpleNamespace(
        Door=lambda **door: door,
        serve_review=lambda folder, door, _clock, _say, ledger: (
            asked.append((folder, door, ledger)) or {"status": "ok"}
        ),
    )
    monkeypatch.setattr(exchanging, "find_spec", lambda _: True)
    monkeypatch.setattr(exchanging, "import_module", lambda _: site)
    assert mineplan(run, "--port", "8123", "--no-browser").exit_code == 0
    assert asked == [(run, {"port": 8123, "has_browser": False}, None)]


def test_opinions_of_different_people_stay_side_by_side(run, tmp_path):
    jobs.import_review(run, said_file(tmp_path, {}, {"by": "李示例", "verdict": "disagree", "text": "否"}), "")
    _, ledger = open_ledger(run, None)
    assert [(e.by, e.verdict) for e in ledger.events()] == [("张示例", "agree"), ("李示例", "disagree")]
    ledger.append(Opinion(group_id="G-A", kind="final", verdict="agree"), by="局长示例", at=AT, source="web", seen=2)
    assert ledger.verify() == []
