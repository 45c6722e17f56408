"""Degrees as Chinese files write them: packed D.MMSS[s...], whole DDDMMSS, and °′″ text."""

from __future__ import annotations

import re
from functools import lru_cache

# 112°45′30.12″, 112度45分30秒, 112:45:30.12, E112 45 30; minutes or seconds may be left out.
_SIDE = r"(?:[ENen]|东经|北纬)?"
_TEXT = re.compile(
    rf"{_SIDE}\s*(\d{{1,3}})\s*([°度º:\s])\s*"
    rf"(?:(\d{{1,2}}(?:\.\d+)?)\s*(?:['′’‘分:\s]\s*|$)(?:(\d{{1,2}}(?:\.\d+)?)\s*(?:[\"″”“秒]|''|′′)?)?)?\s*{_SIDE}"
)
_WITH_SIGN = re.compile(rf"{_SIDE}\s*(\d{{1,3}}\.\d+)\s*[°度º]\s*{_SIDE}")
# Each figure is looked at several times over: what it is, whether it may be so, and at last its size.
_KNOWN = 100_000
_PACKED = re.compile(r"([-+]?)([0-9]{1,3})(?:\.([0-9]*))?")
_WHOLE = re.compile(r"(\d{1,3})(\d{2})(\d{2}(?:\.\d*)?)")


@lru_cache(maxsize=_KNOWN)
def parse_packed(token: str) -> float:
    """Return decimal degrees of a packed `113.403647` (113°40′36.47″).

    Works on the text: float arithmetic would turn 113.13 into 113°12′100″. Spreadsheets drop
    trailing zeros, so the fraction is filled up to four digits.

    Raises
    ------
    ValueError
        When it is no number, or minutes or seconds reach 60.
    """
    match = _PACKED.fullmatch(token.strip())
    if not match:
        raise ValueError(f"“{token}” is no longitude or latitude in D.MMSS")
    fraction = (match[3] or "").ljust(4, "0")
    minutes, seconds = int(fraction[:2]), float(f"{fraction[2:4]}.{fraction[4:] or '0'}")
    if minutes >= 60 or seconds >= 60:
        raise ValueError(
            f"“{token}” is not D.MMSS (minutes or seconds reach 60); registration strings never hold decimal degrees"
        )
    degrees = int(match[2]) + minutes / 60 + seconds / 3600
    return -degrees if match[1] == "-" else degrees


def parse_whole(token: str) -> float:
    """Return decimal degrees of `1134036.47` (DDDMMSS.s), as 6.x drawings and planning databases write them.

    Raises
    ------
    ValueError
        When it is no such number, or minutes or seconds reach 60.
    """
    match = _WHOLE.fullmatch(token.strip())
    if not match or int(match[2]) >= 60 or float(match[3]) >= 60:
        raise ValueError(f"“{token}” is not DDDMMSS (degrees, minutes and seconds in one number)")
    return int(match[1]) + int(match[2]) / 60 + float(match[3]) / 3600


@lru_cache(maxsize=_KNOWN)
def parse_angle(token: str) -> float | None:
    """Return decimal degrees of a text such as 112°45′30.12″, None when it is none.

    Raises
    ------
    ValueError
        When minutes or seconds reach 60.
    """
    signed = _WITH_SIGN.fullmatch(token.strip())
    if signed:
        return float(signed[1])
    match = _TEXT.fullmatch(token.strip())
    if not match or (match[3] is None and match[2] in ": \t"):
        return None
    minutes, seconds = float(match[3] or 0), float(match[4] or 0)
    if minutes >= 60 or seconds >= 60:
        raise ValueError(f"“{token}” has minutes or seconds of 60 or more")
    return int(match[1]) + minutes / 60 + seconds / 3600


def format_packed(degrees: float, second_digits: int = 5) -> str:
    """Return D.MMSS with `second_digits` digits after the whole seconds (5 is 0.3 mm)."""
    scale = 10**second_digits
    units = round(abs(degrees) * 3600 * scale)
    seconds, part = divmod(units, scale)
    whole, seconds = divmod(seconds, 3600)
    fraction = f"{part:0{second_digits}d}" if second_digits else ""
    return f"{'-' if degrees < 0 else ''}{whole}.{seconds // 60:02d}{seconds % 60:02d}{fraction}"


def second_digits(token: str) -> int:
    """Return how many digits after whole seconds a packed token bears."""
    fraction = token.strip().partition(".")[2]
    return max(0, len(fraction) - 4)
