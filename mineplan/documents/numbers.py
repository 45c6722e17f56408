"""How figures are printed: units, decimals, dates, Chinese numerals.

Decimals follow the registration practice: coordinates 2, areas 4 in km² (自然资源部办公厅《关于统一矿业权
面积计算方法的通知》). A figure that is not known prints as a dash, never as zero.
"""

from __future__ import annotations

import datetime
import math
from typing import Any

MISSING = "—"
_DIGITS = "零一二三四五六七八九"


def is_known(value: Any) -> bool:
    """Whether a table cell or an attribute holds something: not None, NaN, NaT or an empty string."""
    if value is None or value == "":
        return False
    try:
        return bool(value == value)  # NaN and NaT alone differ from themselves
    except (TypeError, ValueError):
        return False


def fixed(value: Any, decimals: int) -> str:
    """Print with so many decimals; a dash when unknown, never a negative zero."""
    if not is_known(value) or not math.isfinite(float(value)):
        return MISSING
    text = f"{float(value):.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def trimmed(value: Any, decimals: int = 2) -> str:
    """Print with at most so many decimals, trailing zeros dropped."""
    text = fixed(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def mass(tonnes: Any) -> str:
    """Print tonnes in 万吨 with two decimals; small amounts are not printed as nothing."""
    if is_known(tonnes) and 0 < float(tonnes) < 50:
        return "不足0.01"
    return fixed(float(tonnes) / 1e4, 2) if is_known(tonnes) else MISSING


def capacity(tonnes_a_year: Any) -> str:
    """Print t/a in 万吨/年, as licences state it: 30, 7.5."""
    return trimmed(float(tonnes_a_year) / 1e4, 4) if is_known(tonnes_a_year) else MISSING


def area(km2: Any) -> str:
    """Print km² with four decimals."""
    return fixed(km2, 4)


def coordinate(metres: Any) -> str:
    """Print a plane coordinate with two decimals."""
    return fixed(metres, 2)


def elevation(metres: Any) -> str:
    """Print an elevation in metres, whole ones without decimals."""
    return trimmed(metres, 2)


def elevations(top_m: Any, bottom_m: Any) -> str:
    """Print an elevation range from the upper to the lower one."""
    if not is_known(top_m) and not is_known(bottom_m):
        return MISSING
    return f"{elevation(top_m)}～{elevation(bottom_m)}"


def years(value: Any) -> str:
    """Print years with one decimal at most."""
    return trimmed(value, 1)


def percent(share: Any, decimals: int = 1) -> str:
    """Print a share as a percentage."""
    return f"{trimmed(float(share) * 100, decimals)}%" if is_known(share) else MISSING


def points(value: Any) -> str:
    """Print points of the objective."""
    return trimmed(value, 2)


def whole(value: Any) -> str:
    """Print a count."""
    return str(int(value)) if is_known(value) else MISSING


def day(value: Any) -> str:
    """Print a date as 2026年11月23日; a dash when unknown."""
    return f"{value.year}年{value.month}月{value.day}日" if is_known(value) else MISSING


def short_day(value: Any) -> str:
    """Print a date for narrow columns: 2026-11-23."""
    return f"{value.year}-{value.month:02d}-{value.day:02d}" if is_known(value) else MISSING


def span_of_years(first: datetime.date | None, last: datetime.date | None) -> int | None:
    """Return n where `last` lies n whole years after `first` (or the day before), else None."""
    if first is None or last is None:
        return None
    for end in (last, last + datetime.timedelta(days=1)):
        if (end.month, end.day) == (first.month, first.day) and end.year > first.year:
            return end.year - first.year
    return None


def numeral(number: int) -> str:
    """Write 1..999 as Chinese numerals: 九, 十二, 三十, 一百零一."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def circled(number: int) -> str:
    """Write ①..⑳, (21) and on: the marks of the map sheets."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


def runs_of(counted: list[int]) -> str:
    """Write whole numbers in ascending order, three and more that follow one another as a run: 4、13—15、17、18."""
    runs: list[list[int]] = []
    for number in counted:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)


def listing(words: list[str], most: int = 0, counter: str = "项") -> str:
    """Join with 、; beyond `most` words (0: no limit) say how many there are."""
    if most and len(words) > most:
        return f"{'、'.join(words[:most])}等{len(words)}{counter}"
    return "、".join(words)
