import json
import sys
import types
from dataclasses import dataclass
from pathlib import Path

import pytest

from mineplan.errors import InputError
from mineplan.review import exchange
from mineplan.review.events import Opinion
from mineplan.review.exchange import exported, read_exported, read_remarks
from tests.review.runs import reviewed

AT = "2026-11-25T09:00:00+08:00"
FILE = Path("审查意见.json")


def said(**fields):
    return {"group_id": "G-A", "kind": "opinion", "verdict": "agree", "by": "张示例", "at": AT} | fields


def test_out_and_in_again_adds_nothing(tmp_path):
    run, ledger = reviewed(tmp_path)
    change = {"action": "leave_out", "right_ids": ["C"]}
    opinion = Opinion(group_id="G-A", kind="opinion", verdict="change", text="见修改", changes=[change])
    ledger.append(opinion, by="张示例", at=AT, source="web")
    ledger.append(Opinion(group_id="G-D", kind="remark", text="请核实"), by="李示例", at=AT, source="web")
    content = json.loads(json.dumps(exported(run, ledger.events(), ledger.head())))
    assert content["head"] == {"seq": 2, "hash": ledger.head()[1]}
    assert content["groups"]["G-A"] == {"right_ids": ["A", "B", "C"], "lead_id": "A"}
    assert sorted(content["rights"]) == ["A", "B", "C", "D", "E"]
    entries = read_exported(FILE, content, run)
    assert [(e.opinion, e.by) for e in entries] == [
        (opinion, "张示例"),
        (Opinion(group_id="G-D", kind="remark", text="请核实"), "李示例"),
    ]
    assert ledger.append_new(entries, "file") == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"run": "other", "decisions": []}, "holds the review of run other, not of small-1"),
        ({"run": "small-1", "input_hash": "x", "decisions": []}, "another content of run small-1"),
        ({"run": "small-1"}, "has no list “decisions”"),
        ({"decisions": [said(group_id="G-X")]}, "decisions\\[0\\]: 区块编号“G-X”不在本次方案中"),
        ({"decisions": [said(verdict=None)]}, "未选择审查意见"),
        (
            {"decisions": [said(by=" "), said(at="昨天")]},
            "未填审查人(.|\\n)*decisions\\[1\\]: 时间（at）“昨天”无法识别",
        ),
        ({"decisions": [said(verdict="ok"), 7]}, "decisions\\[0\\]: verdict(.|\\n)*decisions\\[1\\]: 不是一条意见"),
        ({"decisions": [{"action": "applaud", "by": "x", "at": AT}]}, "“applaud” is none"),
        ({"decisions": [{"action": "keep_apart", "right_ids": 7, "by": "x", "at": AT}]}, "changes.0.right_ids"),
    ],
)
def test_faulty_files_are_refused(tmp_path, content, words):
    run, _ = reviewed(tmp_path)
    with pytest.raises(InputError, match=words):
        read_exported(FILE, content, run)


def test_actions_written_by_hand_become_opinions(tmp_path):
    run, _ = reviewed(tmp_path)
    base = {"by": "张示例", "at": "2026-11-25T09:00:00", "group_id": "G-A", "text": "见会议纪要"}
    rows = [base | {"action": a} for a in ("accept", "reject", "comment")]
    rows.append(base | {"action": "keep_apart", "right_ids": ["A", "C"]})
    entries = read_exported(FILE, {"run": "", "decisions": rows}, run)
    assert [(e.opinion.kind, e.opinion.verdict) for e in entries] == [
        ("opinion", "agree"),
        ("opinion", "disagree"),
        ("remark", None),
        ("opinion", "change"),
    ]
    assert entries[3].opinion.changes[0].right_ids == ("A", "C")
    assert entries[0].at == AT  # no offset: China's time


@dataclass
class Remark:
    group_id: str
    author: str
    at: str
    kind: str
    text: str
    anchor: str = ""


def remarks(monkeypatch, *found):
    module = types.ModuleType("mineplan.review.word")
    module.remarks_of = lambda _, group_ids: [r for r in found if group_ids == ("G-A", "G-D")]
    monkeypatch.setitem(sys.modules, "mineplan.review.word", module)
    monkeypatch.setattr(exchange, "find_spec", lambda _: True)


def test_word_remarks_are_remarks(tmp_path, monkeypatch):
    run, ledger = reviewed(tmp_path)
    remarks(
        monkeypatch,
        Remark("G-A", "李示例", AT, "comment", "面积请核实", "拟设矿区面积"),
        Remark("", "李示例", AT, "insertion", "封面"),
        Remark("G-D", "", "", "deletion", "一句"),
    )
    entries, outside = read_remarks(Path("x.docx"), run, "2026-11-25T12:00:00+08:00")
    assert outside == 1
    assert [(e.opinion.kind, e.opinion.verdict, e.opinion.text, e.by) for e in entries] == [
        ("remark", None, "批注（拟设矿区面积）：面积请核实", "李示例"),
        ("remark", None, "删除：一句", "（未署名）"),
    ]
    assert len(ledger.append_new(entries, "docx")) == 2
    assert ledger.append_new(read_remarks(Path("x.docx"), run, "2026-11-26T12:00:00+08:00")[0], "docx") == []


def test_remarks_at_strange_groups_are_refused(tmp_path, monkeypatch):
    run, _ = reviewed(tmp_path)
    remarks(monkeypatch, Remark("G-X", "李示例", AT, "comment", "x"))
    with pytest.raises(InputError, match="G-X, which is no group of run small-1"):
        read_remarks(Path("x.docx"), run, AT)
