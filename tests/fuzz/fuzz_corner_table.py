"""Fuzz the reader of pasted corner tables: `python tests/fuzz/fuzz_corner_table.py CORPUS tests/fixtures/corners`."""

import contextlib
from pathlib import Path

import atheris
from limits import fuzz

with atheris.instrument_imports(include=["mineplan.readers"]):
    from mineplan.errors import InputError
    from mineplan.geodesy import XINZHOU
    from mineplan.readers.corner_table import read_corner_grids, rows_of_text
    from mineplan.readers.source import Source
    from mineplan.readers.text import decoded
    from mineplan.schema import RIGHTS

SOURCE = Source(RIGHTS, Path("a.csv"), "a.csv", "csv", crs="CGCS2000", box_deg=XINZHOU.box_deg)


def one_input(data):
    with contextlib.suppress(InputError):
        read_corner_grids(SOURCE, [("", rows_of_text(decoded(data)[0]))])


if __name__ == "__main__":
    fuzz(one_input)
