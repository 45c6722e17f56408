"""Bare registration strings (区域坐标), one a line."""

from __future__ import annotations

from pathlib import Path

from mineplan.errors import InputError, Problem
from mineplan.plans import Note
from mineplan.readers.registration import format_registration
from mineplan.readers.rings import Registration
from mineplan.writers.features import Choices, Features, extents

LABEL = "区域坐标串（登记格式）"
EXTENSIONS = ("qyzb",)
REMARKS = "每行一宗，只有坐标、标高和增减标志，不带属性；坐标毫米；UTF-8编码"
# Half a decimal of the string is what a corner may move by: 0.05 mm, so that areas keep seven digits.
DECIMALS = 4


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer of areas.

    Raises
    ------
    InputError
        Rows without an extent.
    """
    del choices
    (features,) = layers
    found = extents(features)
    problems = [Problem("has no extent", features.name, row=at + 1) for at, e in enumerate(found) if e is None]
    if problems:
        raise InputError(problems)
    path.write_text("".join(f"{string_of(e)}\n" for e in found if e is not None), encoding="utf-8", newline="\n")
    names = [str(name) for name in features.frame.columns if name != "coordinates"]
    return [Note("columns_lost", "区域坐标串不带属性，只写出了坐标")] if names else []


def string_of(extent: Registration) -> str:
    """Return an extent as the registry writes it."""
    return format_registration(
        extent.rings, is_geographic=extent.is_geographic, decimals=None if extent.is_geographic else DECIMALS
    )
