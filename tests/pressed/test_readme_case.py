"""The case that the README works by hand: every figure as the geometry gives it and as a letter prints it."""

import re
from pathlib import Path

import pytest

from mineplan.documents.numbers import mass
from mineplan.pressed.geometry import draw_widths_m
from mineplan.pressed.measuring import measure
from tests.pressed.scenes import ANGLES, NUMBERS, seam, works, world

TEXT = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CASE = TEXT[TEXT.index("### A case by hand") : TEXT.index("`tests/pressed/test_hand_case.py`")]


@pytest.fixture(scope="module")
def ore():
    return measure(works(), world(seam()), NUMBERS).ores[0]


def spaced(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def test_areas_and_tonnages_agree_to_the_last_digit(ore):
    bare = measure(works(), world(seam(tonnages={})), NUMBERS).ores[0]
    bold = re.findall(r"\*\*([\d ]+) (m²|t)\*\*", CASE)
    assert bold == [
        (spaced(ore.with_pillar.area_m2), "m²"),
        (spaced(ore.footprint.area_m2), "m²"),
        (spaced(ore.with_pillar.tonnages["measured"]), "t"),
        (spaced(ore.footprint.tonnages["measured"]), "t"),
        (spaced(bare.with_pillar.tonnages["unclassified"]), "t"),
        (spaced(bare.footprint.tonnages["unclassified"]), "t"),
    ]
    assert f"{mass(ore.with_pillar.tonnages['measured'])}万吨" in CASE
    assert f"{mass(ore.footprint.tonnages['measured'])}万吨" in CASE


def test_widths_and_corners_agree_to_the_last_digit(ore):
    north, south = 203.673 - 0.176327 * 75, 203.673 + 0.176327 * 75
    assert f"= {draw_widths_m(north, 10, 0, ANGLES)[0]:.2f} m; down-dip" in CASE
    assert f"= {draw_widths_m(south, 10, 0, ANGLES)[1]:.2f} m. The outline" in CASE
    ys = sorted({round(y, 2) for _, y in ore.with_pillar.shape.exterior.coords})
    xs = sorted({round(abs(x), 2) for x, _ in ore.with_pillar.shape.exterior.coords})
    assert f"from y = −{-ys[0]:.2f} to y = {ys[-1]:.2f}" in CASE
    assert f"is {xs[0]:.2f} m in the north and {xs[-1]:.2f} m in the south" in CASE
