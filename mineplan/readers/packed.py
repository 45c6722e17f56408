"""Packed degrees D.MMSS[s...], as registration strings write longitude and latitude."""

from __future__ import annotations

import re


def parse_packed(token: str) -> float:
    """Return decimal degrees of a packed `113.403647` (113°40′36.47″).

    Works on the text: float arithmetic would turn 113.13 into 113°12′100″. Spreadsheets drop
    trailing zeros, so the fraction is filled up to four digits.

    Raises
    ------
    ValueError
        When it is no number, or minutes or seconds reach 60.
    """
    match = re.fullmatch(r"([-+]?)(\d{1,3})(?:\.(\d*))?", token.strip())
    if not match:
        raise ValueError(f"“{token}” is no longitude or latitude in D.MMSS")
    fraction = (match[3] or "").ljust(4, "0")
    minutes, seconds = int(fraction[:2]), float(f"{fraction[2:4]}.{fraction[4:] or '0'}")
    if minutes >= 60 or seconds >= 60:
        raise ValueError(
            f"“{token}” is not D.MMSS (minutes or seconds reach 60); registration strings never hold decimal degrees")
    degrees = int(match[2]) + minutes / 60 + seconds / 3600
    return -degrees if match[1] == "-" else degrees


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
