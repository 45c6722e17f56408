"""Fuzz the boundary TXT reader: `python tests/fuzz/fuzz_boundary_txt.py CORPUS tests/fixtures/txt`."""

import contextlib
from pathlib import Path

import atheris
from limits import fuzz

with atheris.instrument_imports(include=["mineplan.readers"]):
    from mineplan.errors import InputError
    from mineplan.geodesy import XINZHOU
    from mineplan.readers.boundary_txt import parse_boundary_txt
    from mineplan.readers.source import Source
    from mineplan.readers.text import decoded
    from mineplan.schema import PROJECTS

SOURCE = Source(PROJECTS, Path("a.txt"), "a.txt", "txt", crs="CGCS2000", box_deg=XINZHOU.box_deg)


def one_input(data):
    with contextlib.suppress(InputError):
        parse_boundary_txt(decoded(data)[0], SOURCE)


if __name__ == "__main__":
    fuzz(one_input)
