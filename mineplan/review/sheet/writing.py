"""The review sheet as it goes out: yellow cells to fill in, all else locked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mineplan.review.events import KIND_LABELS, VERDICT_LABELS, Event
from mineplan.review.grammar import GRAMMAR, write_changes
from mineplan.review.run import ReviewedRun
from mineplan.review.sheet.layout import COLUMNS, HEADER, KIND, LABELS, LOG, MARK, SHEET, VERDICTS, WHO

_FONT, _YELLOW, _RED = "宋体", "#FFF2CC", "#F4B6B6"


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
            _write_row(page, HEADER + 1 + k, (k + 1, group, said.get(group["group_id"], "")), formats)
        _guard(page, HEADER + 1, HEADER + max(1, len(groups)), formats)
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
    last = len(COLUMNS) - 1
    page.merge_range(0, 0, 0, last, f"{run.title}审查意见表", formats["title"])
    words = (
        "请在黄色单元格内填写。审查意见在下拉框中选择，不选即为未审查，不视为不同意；选“修改”“不同意”的须填写理由，"
        f"未填的显示为红色。修改内容可不填；{GRAMMAR}，如“剔除 甲证号、乙证号；牵头 丙证号”。多名会审人员用顿号隔开。"
    )
    page.merge_range(1, 0, 1, last, words, formats["help"])
    page.write_string(WHO[0], WHO[1] - 1, "审查人", formats["label"])
    page.write_blank(*WHO, None, formats["open"])
    page.write_string(KIND[0], KIND[1] - 1, "意见类别", formats["label"])
    page.write_string(*KIND, KIND_LABELS["opinion"], formats["open"])
    page.data_validation(*KIND, *KIND, {"validate": "list", "source": [KIND_LABELS["opinion"], KIND_LABELS["final"]]})
    for column, (name, width) in enumerate(COLUMNS):
        page.set_column(column, column, width)
        page.write_string(HEADER, column, name, formats["header"])
    for row, height in ((0, 30), (1, 46), (2, 20), (HEADER, 30)):
        page.set_row(row, height)


def _write_row(page: Any, row: int, told: tuple[int, Mapping[str, str], str], formats: Mapping[str, Any]) -> None:
    no, group, said = told
    cells = [str(no), *(group[key] for key in ("group_id", "name", "members", "lead", "area")), said]
    for column, cell in enumerate(cells):
        page.write_string(row, column, cell, formats["text"])
    for column in range(len(cells), len(COLUMNS)):
        page.write_blank(row, column, None, formats["open"])
    lines = max(_lines(cell, width) for cell, (_, width) in zip(cells, COLUMNS, strict=False))
    page.set_row(row, min(400, max(30, 15 * lines)))


def _lines(text: str, width: int) -> int:
    """Return how many lines a cell takes; WPS and LibreOffice do not fit wrapped rows by themselves."""
    columns = [sum(2 if ord(character) > 0x2E7F else 1 for character in line) for line in text.split("\n")]
    return sum(-(-count // (width - 1)) or 1 for count in columns)


def _guard(page: Any, first: int, last: int, formats: Mapping[str, Any]) -> None:
    """Lock all but the yellow cells, offer the verdicts, and mark what is missing."""
    verdict, reason, changes = (LABELS.index(name) for name in ("审查意见", "理由", "修改内容"))
    where = {"error_title": "审查意见", "error_message": "请在下拉框中选择：同意、修改或不同意"}
    page.data_validation(
        first, verdict, last, verdict, {"validate": "list", "source": list(VERDICTS), "ignore_blank": True, **where}
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
    page.freeze_panes(HEADER + 1, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADER)
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
