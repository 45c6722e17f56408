import datetime

import openpyxl
import pytest

from mineplan.errors import InputError
from mineplan.review.events import Opinion
from mineplan.review.sheet import LOG, MARK, SHEET, read_sheet, time_of, write_sheet
from tests.review.runs import printed, reviewed

COLUMN = {"区块编号": "B", "采矿权": "D", "审查意见": "H", "理由": "I", "修改内容": "J", "会审人员": "K"}


@pytest.fixture
def blank(tmp_path):
    """The run and its sheet; groups stand in rows 6 and 7."""
    run, _ = reviewed(tmp_path)
    path = tmp_path / "审查意见表.xlsx"
    write_sheet(run, printed(run), [], path)
    return run, path


def filled(path, *cells, by="王示例", kind=None):
    """Fill a sheet in as a reviewer does: (row, column, text)."""
    book = openpyxl.load_workbook(path)
    page = book[SHEET]
    page["C3"] = by
    if kind:
        page["I3"] = kind
    for row, column, text in cells:
        page[f"{COLUMN[column]}{row}"] = text
    book.save(path)
    return path


def test_the_sheet_guards_itself(blank):
    book = openpyxl.load_workbook(blank[1])
    page = book[SHEET]
    assert page.protection.sheet
    assert [page[f"{c}6"].protection.locked for c in "ABCDEFGHIJK"] == [True] * 7 + [False] * 4
    assert page["H6"].fill.fgColor.rgb == "FFFFF2CC" != page["A6"].fill.fgColor.rgb
    lists = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert lists["H6:H7"] == '"同意,修改,不同意"'
    rules = {str(r.sqref): [rule.formula[0] for rule in r.rules] for r in page.conditional_formatting}
    assert rules["I6:I7"] == ['AND(OR($H6="修改",$H6="不同意"),LEN(TRIM($I6))=0)']
    assert book[MARK].sheet_state == "veryHidden"
    assert [row[1] for row in book[MARK].iter_rows(values_only=True)] == [blank[0].name, blank[0].input_hash]
    assert page["H6"].value is None  # no verdict is given before anybody gave one


def test_a_filled_sheet_is_read(blank):
    run, path = blank
    filled(
        path,
        (6, "审查意见", "同意"),
        (7, "审查意见", "修改"),
        (7, "理由", "E矿单设"),
        (7, "修改内容", "剔除 E；并入 F"),
        (7, "会审人员", "张示例、李示例 赵示例"),
    )
    found = read_sheet(path, run)
    assert found.by == "王示例"
    assert found.opinions[6] == Opinion(group_id="G-A", kind="opinion", verdict="agree")
    second = found.opinions[7]
    assert (second.verdict, second.text, second.participants) == ("change", "E矿单设", ("张示例", "李示例", "赵示例"))
    assert [(c.action, c.right_ids) for c in second.changes] == [("leave_out", ("E",)), ("add", ("F",))]
    assert [e.by for e in found.entries("王示例", "2026-11-25T09:00:00+08:00")] == ["王示例", "王示例"]


def test_an_empty_verdict_is_no_refusal(blank):
    run, path = blank
    found = read_sheet(filled(path, (7, "理由", "再看看")), run)
    assert (found.opinions, found.unread, found.unfinished) == ({}, [6, 7], [7])


def test_every_fault_comes_with_row_and_column(blank):
    run, path = blank
    filled(
        path,
        (6, "审查意见", "不同意"),
        (6, "修改内容", "剔除 X；去掉 B"),
        (7, "审查意见", "可以"),
    )
    with pytest.raises(InputError) as error:
        read_sheet(path, run)
    assert {(p.row, p.column, p.sheet) for p in error.value.problems} == {
        (6, "修改内容", SHEET),
        (7, "审查意见", SHEET),
    }
    filled(path, (6, "修改内容", None), (7, "审查意见", "修改"), (7, "修改内容", "剔除 A"))
    with pytest.raises(InputError) as error:
        read_sheet(path, run)
    places = [(p.row, p.column) for p in error.value.problems]
    assert places == [(6, "理由"), (7, "理由"), (7, "修改内容")]
    assert f"{path} sheet “{SHEET}” row 6 “理由”: 审查意见为“不同意”的须填写理由" in str(error.value)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ((6, "区块编号", "G-X"), "不在本次方案中，区块编号不得修改"),
        ((7, "区块编号", "G-A"), "与第6行重复"),
        ((6, "采矿权", "A A矿"), "与本行所列采矿权不符"),
    ],
)
def test_changed_groups_are_refused(blank, cell, words):
    run, path = blank
    with pytest.raises(InputError, match=words):
        read_sheet(filled(path, cell, (6, "审查意见", "同意")), run)


def test_the_sheet_of_another_run_is_refused(blank, tmp_path):
    import dataclasses

    run, path = blank
    with pytest.raises(InputError, match="is the review sheet of run small-1, not of other"):
        read_sheet(path, dataclasses.replace(run, name="other"))
    with pytest.raises(InputError, match="another content of run small-1"):
        read_sheet(path, dataclasses.replace(run, input_hash="x"))
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError, match="cannot be read as an Excel workbook"):
        read_sheet(tmp_path / "x.xlsx", run)
    openpyxl.Workbook().save(tmp_path / "y.xlsx")
    with pytest.raises(InputError, match="is no review sheet"):
        read_sheet(tmp_path / "y.xlsx", run)


def test_a_final_opinion_is_one_only_when_chosen(blank):
    run, path = blank
    assert read_sheet(filled(path, (6, "审查意见", "同意"), kind="最终意见"), run).opinions[6].kind == "final"
    with pytest.raises(InputError, match="“终审”不是意见类别"):
        read_sheet(filled(path, kind="终审"), run)


def test_the_time_is_that_of_saving(blank):
    run, path = blank
    now = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
    assert read_sheet(path, run).saved is None
    assert time_of(read_sheet(path, run), now) == "2026-11-25T12:00:00+00:00"
    book = openpyxl.load_workbook(path)
    book.save(path)  # sets the time of saving, by this machine's clock
    book = openpyxl.load_workbook(path)
    saved = read_sheet(path, run)
    saved.saved = now - datetime.timedelta(hours=1)
    assert time_of(saved, now) == "2026-11-25T11:00:00+00:00"
    saved.saved = now + datetime.timedelta(hours=1)  # a clock that goes ahead
    assert time_of(saved, now) == "2026-11-25T12:00:00+00:00"


def test_given_opinions_stand_beside_and_in_a_log(tmp_path):
    run, ledger = reviewed(tmp_path)
    for by, verdict, text in (("甲", "agree", ""), ("乙", "disagree", "矿体不连")):
        said = Opinion(group_id="G-A", kind="opinion", verdict=verdict, text=text)
        ledger.append(said, by=by, at="2026-11-25T09:00:00+08:00", source="web")
    path = tmp_path / "log.xlsx"
    write_sheet(run, printed(run), ledger.events(), path)
    book = openpyxl.load_workbook(path)
    assert book[SHEET]["G6"].value == "甲：同意\n乙：不同意"
    rows = list(book[LOG].iter_rows(min_row=2, values_only=True))
    assert [(r[2], r[5], r[10]) for r in rows] == [
        (e.by, v, e.hash) for e, v in zip(ledger.events(), ["同意", "不同意"], strict=True)
    ]
    assert read_sheet(path, run).opinions == {}
