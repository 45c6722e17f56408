"""The review sheet as it comes back, every fault at its cell."""

from __future__ import annotations

import datetime
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem, ReadError
from mineplan.review.events import ACTION_LABELS, KIND_LABELS, Opinion, faults_of, stamp_of
from mineplan.review.grammar import parse_changes
from mineplan.review.ledger import Entry
from mineplan.review.run import ReviewedRun, misfits_of
from mineplan.review.sheet.layout import COLUMNS, HEADER, KIND, LABELS, MARK, SHEET, VERDICTS, WHO

_NAMES = re.compile(r"[、,，;；\s]+")
# A run has some hundred groups; a sheet with more rows was not made by us.
_MOST_ROWS = 20_000


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
    header = [_text(cell.value) for cell in page[HEADER + 1][: len(COLUMNS)]]
    if header != LABELS:
        raise ReadError(Problem("the headers were changed", str(path), SHEET, HEADER + 1))
    filled = Filled(_text(page.cell(WHO[0] + 1, WHO[1] + 1).value), _saved(book))
    kind = _text(page.cell(KIND[0] + 1, KIND[1] + 1).value)
    problems = []
    if kind not in ("", KIND_LABELS["opinion"], KIND_LABELS["final"]):
        problems.append(Problem(f"“{kind}”不是意见类别", str(path), SHEET, KIND[0] + 1, "意见类别"))
    seen: dict[str, int] = {}
    for row in range(HEADER + 2, min(page.max_row, _MOST_ROWS) + 1):
        cells = {name: _text(page.cell(row, k + 1).value) for k, name in enumerate(LABELS)}
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
    if verdict not in VERDICTS:
        return [("审查意见", f"“{verdict}”不是同意、修改或不同意")]
    changes, faults = parse_changes(cells["修改内容"], run.right_ids)
    opinion = Opinion(
        group_id=group_id,
        kind="final" if is_final else "opinion",
        verdict=VERDICTS[verdict],
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
