"""Bare registration strings in a text file, one a line, without attributes."""

from __future__ import annotations

from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.readers.source import Source
from mineplan.readers.text import decoded
from mineplan.schema import COORDINATES
from mineplan.tables import RawTable


def read_strings(source: Source) -> list[RawTable]:
    """Read a file of registration strings; rows are line numbers.

    Raises
    ------
    ReadError
        The bytes are no text, or no line holds anything.
    """
    try:
        text, encoding = decoded(source.path.read_bytes())
    except ReadError as error:
        raise ReadError([Problem(p.what, source.name) for p in error.problems]) from None
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise ReadError(Problem("is empty", source.name))
    import pandas as pd

    frame: Any = pd.DataFrame(
        {COORDINATES.label: [line for _, line in lines]}, index=[n for n, _ in lines], dtype=object
    )
    return [RawTable(frame, source.name, decisions=(encoding,))]
