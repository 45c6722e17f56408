"""The Excel sheet of a review: written to be filled in, and read back with every fault at its cell."""

from __future__ import annotations

import datetime
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem, ReadError
from mineplan.review.events import ACTION_LABELS, KIND_LABELS, VERDICT_LABELS, Event, Opinion, faults_of, stamp_of
from mineplan.review.grammar import GRAMMAR, parse_changes, write_changes
from mineplan.review.ledger import Entry
from mineplan.review.run import ReviewedRun, misfits_of

SHEET, MARK, LOG = "审查意见", "校验", "审查记录"
# Header and width; the last four are filled in by the reviewer.
_COLUMNS = (
    ("序号", 6),
    ("区块编号", 28),
    ("区块名称", 26),
    ("采矿权", 44),
    ("整合主体", 26),
    ("拟设面积（平方千米）", 11),
    ("已有意见", 24),
    ("审查意见", 10),
    ("理由", 34),
    ("修改内容", 40),
    ("会审人员", 18),
)
_LABELS = [name for name, _ in _COLUMNS]
_VERDICTS = {label: verdict for verdict, label in VERDICT_LABELS.items()}
_HEADER = 4  # row of the headers, from 0
_WHO, _KIND = (2, 2), (2, 8)
_FONT, _YELLOW, _RED = "宋体", "#FFF2CC", "#F4B6B6"
_NAMES = re.compile(r"[、,，;；\s]+")
# A run has some hundred groups; a sheet with more rows was not made by us.
_MOST_ROWS = 20_000


def write_sheet(run: ReviewedRun, groups: Sequence[Mapping[str, str]], events: Sequence[Event], out: Path) -> None:
    """Write the sheet of a run, to be filled in; opinions given so far stand in it and in a sheet of their own.

    Parameters
    ----------
    run, groups
        The run; for each of its groups `group_id name members lead area` as they are printed.
    events
        Of the ledger.
    out
        The xlsx; the same input gives the same cells.

    Raises
    ------
    OSError
        The file cannot be written, most often because Excel holds it open.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = datetime.datetime.fromisoformat(run.as_of)
        book.set_properties({"title": f"{run.title}审查意见表", "author": "mineplan", "created": made})
        formats = _formats(book)
        page = book.add_worksheet(SHEET)
        _write_head(page, run, formats)
        said = _said(events)
        for k, group in enumerate(groups):
            _write_row(page, _HEADER + 1 + k, (k + 1, group, said.get(group["group_id"], "")), formats)
        _guard(page, _HEADER + 1, _HEADER + max(1, len(groups)), formats)
        if events:
            _write_log(book.add_worksheet(LOG), events, formats)
        mark = book.add_worksheet(MARK)
        for row, pair in enumerate((("run", run.name), ("input_hash", run.input_hash))):
            mark.write_row(row, 0, pair)
        mark.protect()
        mark.very_hidden()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 10, "border": 1, "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}),
        "help": book.add_format({"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter"}),
        "label": book.add_format({"font_name": "黑体", "font_size": 10, "align": "right", "valign": "vcenter"}),
        "header": book.add_format(base | {"font_name": "黑体", "align": "center", "bg_color": "#E7EDF3"}),
        "text": book.add_format(base | {"num_format": "@"}),
        "open": book.add_format(base | {"num_format": "@", "locked": False, "bg_color": _YELLOW}),
        "missing": book.add_format({"bg_color": _RED}),
    }


def _write_head(page: Any, run: ReviewedRun, formats: Mapping[str, Any]) -> None:
    last = len(_COLUMNS) - 1
    page.merge_range(0, 0, 0, last, f"{run.title}审查意见表", formats["title"])
    words = (
        "请在黄色单元格内填写。审查意见在下拉框中选择，不选即为未审查，不视为不同意；选“修改”“不同意”的须填写理由，"
        f"未填的显示为红色。修改内容可不填；{GRAMMAR}，如“剔除 甲证号、乙证号；牵头 丙证号”。多名会审人员用顿号隔开。"
    )
    page.merge_range(1, 0, 1, last, words, formats["help"])
    page.write_string(_WHO[0], _WHO[1] - 1, "审查人", formats["label"])
    page.write_blank(*_WHO, None, formats["open"])
    page.write_string(_KIND[0], _KIND[1] - 1, "意见类别", formats["label"])
    page.write_string(*_KIND, KIND_LABELS["opinion"], formats["open"])
    page.data_validation(*_KIND, *_KIND, {"validate": "list", "source": [KIND_LABELS["opinion"], KIND_LABELS["final"]]})
    for column, (name, width) in enumerate(_COLUMNS):
        page.set_column(column, column, width)
        page.write_string(_HEADER, column, name, formats["header"])
    for row, height in ((0, 30), (1, 46), (2, 20), (_HEADER, 30)):
        page.set_row(row, height)


def _write_row(page: Any, row: int, told: tuple[int, Mapping[str, str], str], formats: Mapping[str, Any]) -> None:
    no, group, said = told
    cells = [str(no), *(group[key] for key in ("group_id", "name", "members", "lead", "area")), said]
    for column, cell in enumerate(cells):
        page.write_string(row, column, cell, formats["text"])
    for column in range(len(cells), len(_COLUMNS)):
        page.write_blank(row, column, None, formats["open"])
    lines = max(_lines(cell, width) for cell, (_, width) in zip(cells, _COLUMNS, strict=False))
    page.set_row(row, min(400, max(30, 15 * lines)))


def _lines(text: str, width: int) -> int:
    """Return how many lines a cell takes; WPS and LibreOffice do not fit wrapped rows by themselves."""
    columns = [sum(2 if ord(character) > 0x2E7F else 1 for character in line) for line in text.split("\n")]
    return sum(-(-count // (width - 1)) or 1 for count in columns)


def _guard(page: Any, first: int, last: int, formats: Mapping[str, Any]) -> None:
    """Lock all but the yellow cells, offer the verdicts, and mark what is missing."""
    verdict, reason, changes = (_LABELS.index(name) for name in ("审查意见", "理由", "修改内容"))
    where = {"error_title": "审查意见", "error_message": "请在下拉框中选择：同意、修改或不同意"}
    page.data_validation(
        first, verdict, last, verdict, {"validate": "list", "source": list(_VERDICTS), "ignore_blank": True, **where}
    )
    cell = {
        name: f"${chr(ord('A') + column)}{first + 1}"
        for name, column in (("v", verdict), ("r", reason), ("c", changes))
    }
    no_reason = f'=AND(OR({cell["v"]}="修改",{cell["v"]}="不同意"),LEN(TRIM({cell["r"]}))=0)'
    no_change = f'=AND({cell["v"]}<>"修改",LEN(TRIM({cell["c"]}))>0)'
    for column, criteria in ((reason, no_reason), (changes, no_change)):
        rule = {"type": "formula", "criteria": criteria, "format": formats["missing"]}
        page.conditional_format(first, column, last, column, rule)
    page.protect("", {"format_columns": True, "format_rows": True})
    page.freeze_panes(_HEADER + 1, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER)
    page.set_footer("&C第 &P 页，共 &N 页")


def _said(events: Sequence[Event]) -> dict[str, str]:
    lines: dict[str, list[str]] = {}
    for event in events:
        if event.verdict is not None:
            kind = "（最终意见）" if event.kind == "final" else ""
            lines.setdefault(event.group_id, []).append(f"{event.by}：{VERDICT_LABELS[event.verdict]}{kind}")
    return {group_id: "\n".join(found) for group_id, found in lines.items()}


def _write_log(page: Any, events: Sequence[Event], formats: Mapping[str, Any]) -> None:
    """List every event with its hash, so that the printed list can be held against the ledger."""
    columns = (
        "序号",
        "时间",
        "审查人",
        "区块编号",
        "类别",
        "审查意见",
        "理由",
        "修改内容",
        "会审人员",
        "来源",
        "校验值",
    )
    widths = (6, 25, 12, 26, 10, 10, 40, 40, 18, 8, 66)
    for column, (name, width) in enumerate(zip(columns, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, name, formats["header"])
    for row, event in enumerate(events, start=1):
        cells = (
            str(event.seq),
            event.at,
            event.by,
            event.group_id,
            KIND_LABELS[event.kind],
            VERDICT_LABELS[event.verdict] if event.verdict else "",
            event.text,
            write_changes(event.changes),
            "、".join(event.participants),
            event.source,
            event.hash,
        )
        for column, cell in enumerate(cells):
            page.write_string(row, column, cell, formats["text"])
    page.protect("", {"format_columns": True, "format_rows": True})
    page.freeze_panes(1, 0)


@dataclass
class Filled:
    """A sheet as it came back.

    Attributes
    ----------
    by, saved
        Who filled it in ("" when the cell is empty) and when it was saved last, None where the file does not say.
    opinions
        By row as Excel counts.
    unread
        Rows without a verdict; `unfinished` those of them in which something else was written.
    """

    by: str = ""
    saved: datetime.datetime | None = None
    opinions: dict[int, Opinion] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    unfinished: list[int] = field(default_factory=list)

    def entries(self, by: str, at: str) -> list[Entry]:
        """Return the opinions as entries of the ledger."""
        return [Entry(opinion, by, at) for opinion in self.opinions.values()]


def read_sheet(path: Path, run: ReviewedRun) -> Filled:
    """Read a filled sheet; an empty verdict is none, never a refusal.

    Raises
    ------
    InputError
        With every fault and its cell; when it is the sheet of another run.
    """
    book = _opened(path)
    _check_mark(path, book, run)
    page = book[SHEET]
    header = [_text(cell.value) for cell in page[_HEADER + 1][: len(_COLUMNS)]]
    if header != _LABELS:
        raise ReadError(Problem("the headers were changed", str(path), SHEET, _HEADER + 1))
    filled = Filled(_text(page.cell(_WHO[0] + 1, _WHO[1] + 1).value), _saved(book))
    kind = _text(page.cell(_KIND[0] + 1, _KIND[1] + 1).value)
    problems = []
    if kind not in ("", KIND_LABELS["opinion"], KIND_LABELS["final"]):
        problems.append(Problem(f"“{kind}”不是意见类别", str(path), SHEET, _KIND[0] + 1, "意见类别"))
    seen: dict[str, int] = {}
    for row in range(_HEADER + 2, min(page.max_row, _MOST_ROWS) + 1):
        cells = {name: _text(page.cell(row, k + 1).value) for k, name in enumerate(_LABELS)}
        if any(cells.values()):
            faults = _read_row(row, cells, run, (filled, seen, kind == KIND_LABELS["final"]))
            problems += [Problem(words, str(path), SHEET, row, column) for column, words in faults]
    if problems:
        raise InputError(problems)
    return filled


def _read_row(
    row: int, cells: Mapping[str, str], run: ReviewedRun, into: tuple[Filled, dict[str, int], bool]
) -> list[tuple[str, str]]:
    """Note the opinion of a row; return its faults as (column, words)."""
    filled, seen, is_final = into
    group_id = cells["区块编号"]
    group = run.groups.get(group_id)
    if group is None:
        return [("区块编号", f"“{group_id}”不在本次方案中，区块编号不得修改")]
    if group_id in seen:
        return [("区块编号", f"“{group_id}”与第{seen[group_id]}行重复，区块编号不得修改")]
    seen[group_id] = row
    if any(right_id not in cells["采矿权"] for right_id in group.right_ids):
        return [("区块编号", f"“{group_id}”与本行所列采矿权不符，区块编号不得修改")]
    verdict = cells["审查意见"]
    if not verdict:
        filled.unread.append(row)
        filled.unfinished += [row] if any(cells[name] for name in ("理由", "修改内容", "会审人员")) else []
        return []
    if verdict not in _VERDICTS:
        return [("审查意见", f"“{verdict}”不是同意、修改或不同意")]
    changes, faults = parse_changes(cells["修改内容"], run.right_ids)
    opinion = Opinion(
        group_id=group_id,
        kind="final" if is_final else "opinion",
        verdict=_VERDICTS[verdict],
        text=cells["理由"],
        participants=tuple(name for name in _NAMES.split(cells["会审人员"]) if name),
        changes=changes,
    )
    found = [("修改内容", fault) for fault in faults]
    if not faults:
        found += [(_column_of(fault), fault) for fault in (*faults_of(opinion), *misfits_of(opinion, run))]
    filled.opinions[row] = opinion
    return found


def _column_of(fault: str) -> str:
    is_change = "修改内容" in fault or any(f"“{label}”" in fault for label in ACTION_LABELS.values())
    return "修改内容" if is_change else "理由"


def _opened(path: Path) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise ReadError(Problem(f"cannot be read as an Excel workbook ({error})", str(path))) from None


def _check_mark(path: Path, book: Any, run: ReviewedRun) -> None:
    if SHEET not in book.sheetnames or MARK not in book.sheetnames:
        raise ReadError(Problem(f"is no review sheet: sheets “{SHEET}” and “{MARK}” are missing", str(path)))
    mark = {_text(row[0]): _text(row[1]) for row in book[MARK].iter_rows(max_row=2, max_col=2, values_only=True)}
    if mark.get("run") != run.name:
        raise InputError(Problem(f"is the review sheet of run {mark.get('run')}, not of {run.name}", str(path)))
    if mark.get("input_hash") != run.input_hash:
        raise InputError(Problem(f"was written for another content of run {run.name}", str(path)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    is_whole = isinstance(value, float) and value.is_integer()
    text = str(int(value)) if is_whole else str(value)
    return unicodedata.normalize("NFC", text).strip()


def _saved(book: Any) -> datetime.datetime | None:
    """Return when the workbook was saved; None where nobody saved it since it was made."""
    made, saved = book.properties.created, book.properties.modified
    if not isinstance(saved, datetime.datetime) or not isinstance(made, datetime.datetime) or saved <= made:
        return None
    return saved if saved.tzinfo is not None else saved.replace(tzinfo=datetime.UTC)


def time_of(filled: Filled, now: datetime.datetime) -> str:
    """Return when the opinions of a sheet were given: when it was saved, or now where that is not told."""
    return stamp_of(min(filled.saved, now) if filled.saved is not None else now)
