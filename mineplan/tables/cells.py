"""One cell read as its column's kind, in the column's canonical unit."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from typing import Any

from mineplan.tables.declared import Column, clean
from mineplan.terms import term_of

# Factor to the canonical unit; None needs a density (体重) in the same row.
UNITS: dict[str, dict[str, float | None]] = {
    "m": {"m": 1, "米": 1, "km": 1000, "千米": 1000, "公里": 1000},
    "m2": {"m2": 1, "平方米": 1, "㎡": 1, "m²": 1, "亩": 10000 / 15, "公顷": 10000, "hm2": 10000},
    "km2": {
        "km2": 1,
        "km²": 1,
        "平方千米": 1,
        "平方公里": 1,
        "公顷": 0.01,
        "hm2": 0.01,
        "平方米": 1e-6,
        "m2": 1e-6,
        "㎡": 1e-6,
        "亩": 1e-6 * 10000 / 15,
    },
    "t": {
        "t": 1,
        "吨": 1,
        "千吨": 1e3,
        "kt": 1e3,
        "万吨": 1e4,
        "万t": 1e4,
        "亿吨": 1e8,
        "mt": 1e6,
        "百万吨": 1e6,
        "立方米": None,
        "千立方米": None,
        "万立方米": None,
        "万m3": None,
    },
    "t_a": {
        "t_a": 1,
        "t/a": 1,
        "吨/年": 1,
        "千吨/年": 1e3,
        "kt/a": 1e3,
        "万吨/年": 1e4,
        "万t/a": 1e4,
        "万吨/a": 1e4,
        "mt/a": 1e6,
        "百万吨/年": 1e6,
        "立方米/年": None,
        "万立方米/年": None,
        "万m3/a": None,
    },
    "t_m3": {"t_m3": 1, "t/m3": 1, "t/m³": 1, "吨/立方米": 1},
    "deg": {"deg": 1, "度": 1, "°": 1},
    "share": {"share": 1, "%": 0.01, "％": 0.01, "百分比": 0.01},
    "a": {"a": 1, "年": 1},
}
_CHINESE_BRACKETS = str.maketrans("()", "（）")
VOLUME_FACTORS = {"立方米": 1.0, "千立方米": 1e3, "万立方米": 1e4, "万m3": 1e4}


def is_blank(cell: object) -> bool:
    """Whether a cell says nothing: empty, NaN, or a dash that stands for nothing."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return True
    return str(cell).strip() in ("", "-", "—", "——", "/", "无", "NaT", "nan", "None", "<NA>")


def parse_cell(column: Column, cell: object, unit: object = "", density: object = None) -> Any:
    """Read one cell as its column's kind.

    Raises
    ------
    ValueError
        With the sentence that the user reads.
    """
    if is_blank(cell):
        if column.is_required:
            raise ValueError("is empty, and must not be")
        return math.nan if column.kind in ("number", "whole") else None
    if column.kind in ("number", "whole"):
        return _number(column, cell, unit, density)
    if column.kind == "date":
        return parse_date(cell)
    if column.kind == "term" and column.term is not None:
        member = term_of(column.term, str(cell))
        if member is None:
            known = "、".join(m.label for m in list(column.term)[:8])
            raise ValueError(f"unknown value “{cell}” (known: {known} …)")
        return member.value
    return _text(cell, column.name.endswith("_id"))


def _text(cell: object, is_code: bool) -> str:
    """Return codes in one spelling; names as in the file, but for digits, letters and brackets.

    Names are printed in documents and compared with each other, so 甲(集团) and 甲（集团） become one.
    """
    if isinstance(cell, float) and cell.is_integer():
        if abs(cell) >= 1e15:
            raise ValueError(f"is stored as a number and has lost digits ({cell:.0f}); store it as text")
        return str(int(cell))
    if is_code:
        return unicodedata.normalize("NFKC", str(cell)).strip().strip("'").strip()
    text = re.sub("[０-９Ａ-Ｚａ-ｚ　]", lambda wide: unicodedata.normalize("NFKC", wide[0]), str(cell)).strip()
    return text.translate(_CHINESE_BRACKETS) if any("\u4e00" <= letter <= "\u9fff" for letter in text) else text


def _number(column: Column, cell: object, unit: object, density: object) -> float:
    if isinstance(cell, bool | datetime.date):
        raise ValueError(f"is not a number ({cell})")
    stated = "" if is_blank(unit) else clean(unit)
    if isinstance(cell, int | float):
        value = float(cell)
    else:
        value, own = _number_and_unit(str(cell))
        if own and not column.unit and own != "%":
            raise ValueError(f"is not a number (“{cell}”)")
        stated = own or stated
    if not math.isfinite(value):
        raise ValueError(f"is not a finite number (“{cell}”)")
    if column.kind == "whole" and not value.is_integer():
        raise ValueError(f"is not a whole number ({cell})")
    value *= _factor(column, stated, density)
    if not column.minimum <= value <= column.maximum:
        raise ValueError(f"{value:g} is outside {column.minimum:g} … {column.maximum:g} {column.unit}".rstrip())
    return value


def _number_and_unit(cell: str) -> tuple[float, str]:
    """Split `1,200万吨` into 1200 and 万吨; a comma stands before three digits or nowhere."""
    match = re.fullmatch(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[-+]?\d+)?)([^\d.,].*)?", clean(cell), re.I)
    if not match or not re.search(r"\d", match[1]):
        raise ValueError(f"is not a number (“{cell}”)")
    return float(match[1].replace(",", "")), match[2] or ""


def _factor(column: Column, unit: str, density: object) -> float:
    if not column.unit:
        return 1.0
    if not unit:
        if not column.bare_unit:
            known = "、".join(list(UNITS[column.unit])[:6])
            raise ValueError(f"has no unit; write it into the header or a unit column (known: {known})")
        unit = column.bare_unit
    known_units = UNITS[column.unit]
    if unit not in known_units and unit.lower() not in known_units:
        raise ValueError(f"unknown unit “{unit}”")
    factor = known_units.get(unit, known_units.get(unit.lower()))
    return factor if factor is not None else VOLUME_FACTORS[unit.lower().split("/")[0]] * _density(unit, density)


def _density(unit: str, density: object) -> float:
    if is_blank(density):
        raise ValueError(f"is a volume ({unit}) and the row gives no density (体重), so no tonnage follows")
    try:
        return _number_and_unit(str(density))[0]
    except ValueError:
        raise ValueError(f"is a volume ({unit}) and the density (体重) of the row is no number (“{density}”)") from None


def parse_date(cell: object) -> datetime.date:
    """Read a date from a date cell, an Excel serial, or text such as 2011/8/12 or 2011年8月12日.

    Raises
    ------
    ValueError
        When the text is no day of the calendar.
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, int | float) and 20000 < float(cell) < 80000:
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(cell))
    text = clean(cell)
    match = re.match(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(\d{2}:\d{2}(:\d{2})?.*)?$", text)
    match = match or re.match(r"^(\d{4})(\d{2})(\d{2})$", text)
    try:
        if match:
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise ValueError(f"is not a date (“{cell}”)")
