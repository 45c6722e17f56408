"""Inputs that once broke a reader, found by fuzzing (tests/fuzz), and inputs made to hang one: all get an answer."""

import math
import time
from pathlib import Path

import pytest

from mineplan.errors import InputError
from mineplan.geodesy import XINZHOU
from mineplan.readers.boundary_txt import parse_boundary_txt
from mineplan.readers.corner_table import read_corner_grids, rows_of_text
from mineplan.readers.exploration import parse_coordinates
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS

SOURCE = Source(PROJECTS, Path("a.txt"), "a.txt", "txt", crs="CGCS2000", box_deg=XINZHOU.box_deg)
MB = 1_000_000
# Of the processor, for a megabyte: one on a quiet machine, up to two where others share its caches.
LIMIT_S = 2


def seconds(parse, *arguments):
    start = time.process_time()
    try:
        parse(*arguments)
    except InputError as error:
        assert error.problems
    return time.process_time() - start


@pytest.mark.parametrize(
    "text", [";1,3,113.1,38.1,113.2,38.1,113.2,38.2,,0,", "*" * 9, ",,,,,,,,,", "1,\n\n3,,,,,,,,,,", "١,٣,٤"]
)
def test_strings_that_broke_the_parser(text):
    seconds(parse_coordinates, text)


def triangles(count, step):
    return "".join(
        f"J1,{k},{4318000 + step * k},{38472000 + step * k}.0\nJ2,{k},{4318000 + step * k},{38472900 + step * k}.0\n"
        f"J3,{k},{4318900 + step * k},{38472900 + step * k}.0\n"
        for k in range(count)
    )


def tangle(count):
    return "".join(f"J{k},1,{4318000 + k * 7919 % 9973}.5,{38472000 + k * 104729 % 9967}.25\n" for k in range(1, count))


HEAD = "[地块坐标]\n1,,P1,甲,面,,,,@\n"


def star(count):
    """Return a ring that comes back to one point at every third: mending it once took a minute and all memory."""
    lines = []
    for k in range(1, count):
        turn = k / 5000
        north, east = (0.0, 0.0) if k % 3 == 0 else (1000 * math.sin(turn), 1000 * math.cos(turn))
        lines.append(f"J{k},1,{4318000 + north:.3f},{38472000 + east:.3f}\n")
    return "".join(lines)


def combs(teeth):
    """Return two rings, neither crossing itself, which cross each other in the square of their teeth."""
    lines = []
    for ring, is_turned in ((1, False), (2, True)):
        outline = [(k * 2.0 + (j > 1), 0.0 if j in (0, 3) else teeth * 2.0) for k in range(teeth) for j in range(4)]
        outline += [(teeth * 2.0, -1.0), (0.0, -1.0)]
        for k, (a, b) in enumerate(outline, 1):
            north, east = (b, a) if is_turned else (a, b)
            lines.append(f"J{k},{ring},{4318000 + north:.2f},{38472000 + east:.2f}\n")
    return "".join(lines)


def plots(count, unit=""):
    """Return plots of one triangle each; all without prefix, in degrees, or in two zones by turns."""
    made = []
    for k in range(count):
        a, b = {
            "": (4318000, 38472000),
            "bare": (4318000, 472000),
            "zones": (4318000, (37 + k % 2) * 10**6 + 472000),
        }.get(unit, (113.1, 38.5))
        step = 1e-6 if unit == "degrees" else 1
        made.append(
            f"3,1.0,P{k},,面,,,,@\nJ1,1,{a},{b}\nJ2,1,{a},{b + step * 500:.6f}\nJ3,1,{a + step * 500:.6f},{b}\n"
        )
    return "".join(made)


def filled(cell, head=""):
    """Return a megabyte of short cells."""
    size = len(cell.format(k=0).encode())
    return head + "".join(cell.format(k=k % 10) for k in range(MB // size))


TRIANGLE_DEG = "@\n1,1,113.1,38.1\n1,1,113.1,38.2\n1,1,113.2,38.{k}\n"
POINT_DEG = "@\n1,1,113,38\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + tangle(30_000),
        HEAD + triangles(8_000, 0),
        HEAD + triangles(8_000, 1),
        HEAD + triangles(8_000, 2000),
        HEAD + star(28_000),
        HEAD + combs(4_000),
        *(plots(11_000, unit) for unit in ("", "bare", "zones", "degrees")),
        "@\nJ1,1,4318000,38472000\n" * (MB // 24),
        filled(TRIANGLE_DEG),
        filled(POINT_DEG),
        POINT_DEG * 4_999 + filled(TRIANGLE_DEG)[: MB - 4_999 * len(POINT_DEG)],
        filled("1,{k},113,38\n"),
        filled("1,1,113,38\n", HEAD.replace("面", "点")),
        filled("1,{k},113,38\n", HEAD.replace("面", "线")),
        "@\n" * (MB // 2),
        "[" * MB,
        "J1,1,1,1\n" * (MB // 10),
        "," * MB,
        " " * MB + "@",
        HEAD + "x\n" * (MB // 2),
        "1" * MB,
        "J1,1," + "9" * MB + ",1",
    ],
    ids=range(25),
)
def test_a_megabyte_takes_no_more_than_seconds(text):
    assert seconds(parse_boundary_txt, text, SOURCE) < LIMIT_S


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("@\nJ1,1,4318000.00,38472000.00\n" * 6_000, "more than 5000 plots have fewer than 3 points"),
        (
            HEAD + "".join(f"J1,{k % 2},4318000.00,38472000.00\n" for k in range(6_000)),
            "plot “P1” has more than 5000 rings of fewer than 3 points, so it is no outline",
        ),
    ],
)
def test_lists_of_points_are_no_boundaries(text, sentence):
    with pytest.raises(InputError) as caught:
        parse_boundary_txt(text, SOURCE)
    assert len(caught.value.problems) == 1 and sentence in str(caught.value.problems[0])


def test_some_thousand_points_are_read():
    text = "".join(f"1,,P{k},甲,点,,,,@\nJ1,1,4318000.00,38472000.00\n" for k in range(4_000))
    assert len(parse_boundary_txt(text, SOURCE).frame) == 4_000


@pytest.mark.parametrize(
    "text",
    [
        "1,4318000,38472000\n" * (MB // 20),
        "区域\n" * (MB // 7),
        "X,Y\n" + "甲\n" * (MB // 4),
        "," * MB,
        "1;" * (MB // 2),
        "\t" * MB,
        "112°45′30″ " * (MB // 25),
        "面积" * (MB // 6),
        "X,Y\n" + ("4318000,38472000.0\n4318000,38472000.5\n4318000.5,38472000.5\n\n" * (MB // 60)),
        "项目编号,面积(亩),经度,纬度\n"
        + "".join(
            f"P{k},1.5,113.1234,38.1200\nP{k},,113.1235,38.1200\nP{k},,113.1235,38.1201\n" for k in range(14_000)
        ),
        "X,Y\n" + "1" * MB + ",2",
        '"' * MB,
    ],
    ids=range(12),
)
def test_corner_tables_of_a_megabyte(text):
    assert seconds(lambda: read_corner_grids(SOURCE, [("", rows_of_text(text))])) < LIMIT_S


@pytest.mark.parametrize(
    "text",
    [
        "1," * (MB // 2),
        "9999," * (MB // 5),
        "1,4,1,1,1," + "甲,1," * (MB // 7),
        "1" * MB,
        "*" * MB,
        "1,1;" * (MB // 4),
        "1 1," * (MB // 4),
        "1,1\n" * (MB // 4),
        "1,4318000,38472000\n" * (MB // 20),
        "@#" * (MB // 2),
        "," * MB,
    ],
    ids=range(11),
)
def test_strings_of_a_megabyte(text):
    assert seconds(parse_coordinates, text, XINZHOU.box_deg) < LIMIT_S
