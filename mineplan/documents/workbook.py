"""The plan's tables for Excel, and the same as CSV in code names and full precision."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mineplan.documents.context.fields import Field, Sheet
from mineplan.documents.context.ledger import split
from mineplan.documents.context.sheets import sheets_of
from mineplan.documents.numbers import is_known
from mineplan.documents.sources import sources_sheet
from mineplan.documents.word import repack
from mineplan.plans import ConsolidationPlan, Printed

_A4, _FONT = 9, "宋体"
# Widest columns in characters; longer texts wrap.
_WIDEST = {
    "remarks": 36,
    "sentence": 50,
    "text": 80,
    "words": 60,
    "label": 36,
    "indicator": 40,
    "mine_name": 18,
    "holder": 20,
}


def write_workbook(plan: ConsolidationPlan, out: Path, provenance: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write all tables and the data dictionary of a consolidation as one xlsx.

    Parameters
    ----------
    plan, out
        The plan, and where to.
    provenance
        Of the dataset, for the annex sheet 数据来源; no such sheet without it.

    Raises
    ------
    OSError
        When the file cannot be written, most often because Excel holds it open.
    """
    write_sheets(plan, sheets_of(plan), out, provenance)


def write_sheets(plan: Printed, sheets: list[Sheet], out: Path, provenance: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write sheets and their data dictionary as one xlsx, the same bytes for the same plan.

    Raises
    ------
    OSError
        When the file cannot be written, most often because Excel holds it open.
    """
    import xlsxwriter

    shown = sheets + ([sources_sheet(provenance)] if provenance else [])
    with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": plan.title,
                "author": "mineplan",
                "created": _moment(plan.as_of),
                "comments": "示例数据（虚构）" if plan.is_synthetic else "",
            }
        )
        formats = _formats(book, shown)
        for sheet in (*shown, _dictionary(sheets)):
            _write(book.add_worksheet(sheet.title), sheet, plan, formats)
    repack(out)


def write_csv_tables(plan: ConsolidationPlan, folder: Path) -> None:
    """Write groups, rights, corners, links, adjacency, indicators, rulings and notes as CSV."""
    write_csv_sheets(sheets_of(plan), folder)


def write_csv_sheets(sheets: list[Sheet], folder: Path) -> None:
    """Write sheets as CSV (utf-8-sig): headers are code names, units canonical (t, m, km²)."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets:
        with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow([field.name for field in sheet.fields])
            writer.writerows([_plain(row.get(field.name)) for field in sheet.fields] for row in sheet.rows)


def _plain(value: Any) -> str:
    if not is_known(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return repr(float(value)) if isinstance(value, float) else str(value)


def _moment(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day)


def _dictionary(sheets: list[Sheet]) -> Sheet:
    rows = [
        {
            "sheet": sheet.title,
            "label": field.header,
            "name": field.name,
            "file": f"{sheet.name}.csv",
            "unit": field.unit or "—",
            "canonical": _canonical(field),
            "words": _words(field),
        }
        for sheet in sheets
        for field in sheet.fields
    ]
    fields = (
        Field("sheet", "工作表"),
        Field("label", "栏目"),
        Field("unit", "本表单位"),
        Field("file", "对应CSV文件"),
        Field("name", "CSV栏名"),
        Field("canonical", "CSV单位"),
        Field("words", "取值"),
    )
    return Sheet("dictionary", "字段说明", fields, rows)


def _canonical(field: Field) -> str:
    endings = (
        ("_t_a", "吨/年"),
        ("_t_m3", "吨/立方米"),
        ("_km2", "平方千米"),
        ("_m2", "平方米"),
        ("_share", "比例（0至1）"),
        ("_t", "吨"),
        ("_m", "米"),
        ("_a", "年"),
        ("_deg", "度"),
    )
    return next((word for ending, word in endings if field.name.endswith(ending)), "—")


def _words(field: Field) -> str:
    words = [f"{code}＝{label}" for code, label in (field.words or {}).items()]
    return "；".join(words[:12]) + ("；……" if len(words) > 12 else "")


def _shown(field: Field, value: Any) -> str:
    """Return a text cell: code words under their labels, lists one below the other."""
    if field.words is None:
        return (
            str(value).replace(";", "\n")
            if ";" in str(value) and field.name.endswith(("ids", "holders", "reasons"))
            else str(value)
        )
    return "；".join(field.words.get(word, word) for word in split(value))


def _formats(book: Any, sheets: list[Sheet]) -> dict[str, Any]:
    base = {"font_name": _FONT, "font_size": 10, "border": 1, "valign": "vcenter"}
    made = {
        "header": book.add_format(
            base | {"bold": True, "font_name": "黑体", "align": "center", "text_wrap": True, "bg_color": "#E7EDF3"}
        ),
        "text": book.add_format(base | {"text_wrap": True, "num_format": "@"}),
        "whole": book.add_format(base | {"num_format": "0"}),
        "number": book.add_format(base | {"num_format": "General"}),
        "date": book.add_format(base | {"num_format": "yyyy-mm-dd"}),
    }
    for kind in sorted({field.format for sheet in sheets for field in sheet.fields if field.format}):
        made[kind] = book.add_format(base | {"num_format": kind})
    return made


def _write(page: Any, sheet: Sheet, plan: Printed, formats: dict[str, Any]) -> None:
    _lay_out(page, sheet, plan)
    widths = [_width(sheet, field) for field in sheet.fields]
    for column, field in enumerate(sheet.fields):
        page.set_column(column, column, widths[column])
        page.write_string(0, column, field.header, formats["header"])
    for line, row in enumerate(sheet.rows, start=1):
        page.set_row(line, _height(sheet, row, widths))
        for column, field in enumerate(sheet.fields):
            _write_cell(page, (line, column), field, row.get(field.name), formats)
    if not sheet.rows:
        page.write_string(1, 0, "（无）", formats["text"])


def _lay_out(page: Any, sheet: Sheet, plan: Printed) -> None:
    """Set the page as staff print it: A4 across, one page wide, headings on every page."""
    title = f"{plan.title}：{sheet.title}".replace("&", "&&")
    mark = "示例数据（虚构）" if plan.is_synthetic else ""
    # A blank keeps a title that begins with a digit apart from the font size.
    page.set_header(f'&L{mark}&C&"黑体"&14 {title}')
    page.set_footer("&C第 &P 页，共 &N 页")
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.print_area(0, 0, max(1, len(sheet.rows)), min(sheet.printed, len(sheet.fields)) - 1)
    page.set_margins(left=0.5, right=0.5, top=0.9, bottom=0.7)
    page.freeze_panes(1, 2 if sheet.name in ("groups", "rights", "links", "adjacency") else 1)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.fields) - 1)
    page.set_row(0, 46)


def _write_cell(page: Any, at: tuple[int, int], field: Field, value: Any, formats: dict[str, Any]) -> None:
    if not is_known(value):
        page.write_blank(*at, None, formats["text"])
    elif isinstance(value, bool):
        page.write_string(*at, "是" if value else "否", formats["text"])
    elif isinstance(value, datetime.date):
        page.write_datetime(*at, _moment(value), formats["date"])
    elif isinstance(value, int | float) and field.format:
        page.write_number(*at, round(value * field.factor, 10), formats[field.format])
    elif isinstance(value, int | float):
        page.write_number(*at, value, formats["whole" if float(value).is_integer() else "number"])
    else:
        page.write_string(*at, _shown(field, value), formats["text"])


def _width(sheet: Sheet, field: Field) -> float:
    """Return a column width from the longest text; wide texts wrap."""
    known = [row.get(field.name) for row in sheet.rows if is_known(row.get(field.name))]
    shown = [
        "0" * 8 if isinstance(v, int | float) else "0" * 10 if isinstance(v, datetime.date) else _shown(field, v)
        for v in known
    ]
    longest = max((_columns(line) for text in shown for line in text.split("\n")), default=4)
    return float(min(_WIDEST.get(field.name, 28), max(longest, min(_columns(field.header), 10)) + 1.5))


def _height(sheet: Sheet, row: dict[str, Any], widths: list[float]) -> float:
    """Return a row's height in points, since WPS and LibreOffice do not fit wrapped rows by themselves."""
    lines = 1
    for field, width in zip(sheet.fields, widths, strict=True):
        value = row.get(field.name)
        if isinstance(value, str) and is_known(value):
            lines = max(
                lines, sum(-(-_columns(part) // max(1, int(width - 1))) for part in _shown(field, value).split("\n"))
            )
    return min(15.0 * lines, 400.0)


def _columns(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
