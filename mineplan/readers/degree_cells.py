"""Degrees, minutes and seconds in cells of their own (度 | 分 | 秒), put together before a corner table is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from mineplan.tables import clean, is_blank

_HEADER_ROWS, _TRIED_ROWS, _FEWEST_ROWS, _MOST_COLUMNS = 15, 500, 3, 100
# 度 | 分 | 秒 under 经度 | 纬度, or 经度(度) | 经度(分) | 经度(秒); the first of three may be the name alone.
_WORDS = (
    re.compile(r"(?:.*[(_\-])?(?:度|°|deg|d)\)?|(?:东经|北纬|经度|纬度|[lb])度?", re.IGNORECASE),
    re.compile(r"(?:.*[(_\-])?(?:分|′|'|min|m)\)?|(?:东经|北纬|经度|纬度|[lb])?分", re.IGNORECASE),
    re.compile(r"(?:.*[(_\-])?(?:秒|″|\"|sec|s)\)?|(?:东经|北纬|经度|纬度|[lb])?秒", re.IGNORECASE),
)
_EAST, _NORTH = (
    re.compile(r"东经|经度|经|LON|^[LE]", re.IGNORECASE),
    re.compile(r"北纬|纬度|纬|LAT|^[BN]", re.IGNORECASE),
)
_PART = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[°度º′'’分″\"”秒]*")
_LON, _LAT = range(73, 137), range(3, 55)


def joined_degrees(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return rows with each three cells of an angle as one text such as 112°45′30.12″; other rows as they are.

    Parameters
    ----------
    rows
        All cells of a sheet.

    Notes
    -----
    The columns are found by a header 度 | 分 | 秒 (twice), or without header by six neighbouring numbers in most
    rows that can only be degrees of China, minutes and seconds.
    """
    found = _headed(rows)
    if found is not None:
        at, columns, names = found
        return [_with_header(row, k, at, columns, names) for k, row in enumerate(rows)]
    columns = _bare(rows)
    return [_joined(row, columns) for row in rows] if columns else rows


def _headed(rows: Sequence[Sequence[Any]]) -> tuple[int, tuple[int, ...], tuple[str, ...]] | None:
    """Return the header row, the first column of each angle, and what each angle is called."""
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        words = ["" if is_blank(cell) else clean(cell) for cell in row[:_MOST_COLUMNS]]
        columns = [
            k
            for k in range(len(words) - 2)
            if all(pattern.fullmatch(word) for pattern, word in zip(_WORDS, words[k : k + 3], strict=True))
        ]
        above = rows[at - 1] if at else ()
        names = [_name(words[k], above[k] if k < len(above) else None) for k in columns]
        if len(columns) > 1 and len(columns) % 2 == 0 and set(names) == {"经度", "纬度"}:
            return at, tuple(columns), tuple(names)
    return None


def _name(word: str, above: Any) -> str:
    for text in (word, "" if is_blank(above) else clean(above)):
        for name, pattern in (("经度", _EAST), ("纬度", _NORTH)):
            if pattern.search(text):
                return name
    return ""


def _with_header(row: Sequence[Any], k: int, at: int, columns: Sequence[int], names: Sequence[str]) -> Sequence[Any]:
    """Return a row put together; the header names the angles, and the row above it no longer does."""
    if k > at:
        return _joined(row, columns)
    made = list(row)
    for column, name in zip(columns, names, strict=True):
        if k == at:
            made[column] = name
        elif k == at - 1 and column < len(made) and not is_blank(made[column]):
            made[column] = None
    return _without(made, columns)


def _bare(rows: Sequence[Sequence[Any]]) -> tuple[int, ...]:
    counts = Counter(columns for row in rows[:_TRIED_ROWS] if (columns := _angles(row)))
    best = max(counts, key=lambda columns: (counts[columns], columns), default=())
    filled = sum(any(not is_blank(cell) for cell in row) for row in rows[:_TRIED_ROWS])
    return best if best and counts[best] >= max(_FEWEST_ROWS, filled // 2) else ()


def _angles(row: Sequence[Any]) -> tuple[int, ...]:
    """Return where two angles begin in a row of numbers, () where they do not."""
    parts = [_part(cell) for cell in row[:_MOST_COLUMNS]]
    for k in range(len(parts) - 5):
        six = parts[k : k + 6]
        if all(part is not None for part in six) and _is_place([float(part) for part in six if part is not None]):
            return k, k + 3
    return ()


def _is_place(six: Sequence[float]) -> bool:
    whole = all(value == int(value) for value in (six[0], six[1], six[3], six[4]))
    is_angle = all(value < 60 for value in (six[1], six[2], six[4], six[5]))
    degrees = int(six[0]), int(six[3])
    return (
        whole
        and is_angle
        and ((degrees[0] in _LON and degrees[1] in _LAT) or (degrees[0] in _LAT and degrees[1] in _LON))
    )


def _part(cell: Any) -> str | None:
    if is_blank(cell) or isinstance(cell, bool):
        return None
    match = _PART.fullmatch(f"{cell:.15g}" if isinstance(cell, float) else clean(cell))
    return match[1] if match else None


def _joined(row: Sequence[Any], columns: Sequence[int]) -> Sequence[Any]:
    made = list(row)
    for column in columns:
        parts = [_part(cell) for cell in made[column : column + 3]]
        if parts and parts[0] is not None and len(parts) > 1 and parts[1] is not None:
            seconds = parts[2] if len(parts) > 2 and parts[2] is not None else "0"
            made[column] = f"{_whole(parts[0])}°{_whole(parts[1])}′{seconds}″"
        elif column < len(made) and is_blank(made[column]):
            # What is no angle, such as a remark in the middle cell, must not vanish.
            made[column] = next((cell for cell in made[column : column + 3] if not is_blank(cell)), None)
    return _without(made, columns)


def _whole(part: str) -> str:
    return part.partition(".")[0] if float(part) == int(float(part)) else part


def _without(row: list[Any], columns: Sequence[int]) -> list[Any]:
    dropped = {column + step for column in columns for step in (1, 2)}
    return [cell for k, cell in enumerate(row) if k not in dropped]
