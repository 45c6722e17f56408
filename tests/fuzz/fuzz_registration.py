"""Fuzz the parsers of coordinate strings: `python tests/fuzz/fuzz_registration.py CORPUS tests/fixtures/strings`."""

import contextlib

import atheris
from limits import fuzz

with atheris.instrument_imports(include=["mineplan.readers"]):
    from mineplan.errors import InputError
    from mineplan.geodesy import XINZHOU
    from mineplan.readers.exploration import parse_coordinates

BOXES = (None, XINZHOU.box_deg)


def one_input(data):
    text = data.decode("utf-8", "replace")
    for box in BOXES:
        with contextlib.suppress(InputError):
            parse_coordinates(text, box)


if __name__ == "__main__":
    fuzz(one_input)
