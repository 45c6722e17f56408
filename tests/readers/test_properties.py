"""What holds for any text: an answer or a sentence, never anything else; and what is written is read back."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineplan.errors import InputError
from mineplan.geodesy import XINZHOU
from mineplan.readers.boundary_txt import parse_boundary_txt
from mineplan.readers.corner_table import read_corner_grids, rows_of_text
from mineplan.readers.exploration import format_exploration, parse_coordinates
from mineplan.readers.gcj import from_gcj, shift_of
from mineplan.readers.nesting import nested
from mineplan.readers.packed import format_packed, parse_angle, parse_packed, parse_whole
from mineplan.readers.registration import format_registration
from mineplan.readers.rings import Registration, Ring
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOURCE = Source(PROJECTS, Path("a.txt"), "a.txt", "txt", crs="CGCS2000", box_deg=XINZHOU.box_deg)

# Texts near enough to the grammars to get past their doors.
number = st.one_of(
    st.sampled_from(
        [
            "4318000.000",
            "38472000.000",
            "472000",
            "113.403647",
            "38.594205",
            "1134036",
            "0",
            "-1",
            "1e9",
            "nan",
            "112°45′30″",
            "４３１８０００",
            "",
            "999999999999999999999",
            "1,2",
            ".",
        ]
    ),
    st.floats(0, 5e7, allow_nan=False).map("{:.3f}".format),
    st.integers(-10, 10**9).map(str),
)
line = st.one_of(
    st.builds("J{},{},{},{}".format, st.integers(0, 5), st.integers(0, 3), number, number),
    st.builds("{},{},{}".format, st.integers(0, 5), number, number),
    st.builds("{},{},甲,乙,面,,,,@".format, number, number),
    st.sampled_from(
        [
            "[地块坐标]",
            "[属性描述]",
            "坐标系=2000国家大地坐标系",
            "坐标系=80",
            "带号=38",
            "",
            "拐点,X,Y",
            "点号,经度,纬度",
            "区域1",
            "开采深度：由1500米至1200米标高",
            "@",
            ",,,@",
            "[",
            "=",
            "合计",
        ]
    ),
    st.text(max_size=30),
)
text = st.lists(line, max_size=25).map("\n".join)
token = st.one_of(number, st.integers(-3, 12).map(str), st.sampled_from(["1", "-1", "扣除", "#", "@", ";", "*"]))
string = st.one_of(st.lists(token, max_size=40).map(",".join), st.text(max_size=60))


def is_answered(parse, *arguments):
    try:
        return parse(*arguments)
    except InputError as error:
        assert all(p.what for p in error.problems)
        return None


@MANY
@given(text)
def test_boundary_txt_answers(content):
    is_answered(parse_boundary_txt, content, SOURCE)


@MANY
@given(text)
def test_corner_tables_answer(content):
    is_answered(read_corner_grids, SOURCE, [("", rows_of_text(content))])


@MANY
@given(string)
def test_coordinate_strings_answer(content):
    is_answered(parse_coordinates, content)
    is_answered(parse_coordinates, content, XINZHOU.box_deg)


@st.composite
def plots(draw):
    """Return rings of a comb of squares: parts side by side, some with a hole, some holes with an island."""
    rings = []
    for k in range(draw(st.integers(1, 4))):
        east, north = 38_450_000 + 3000 * k, 4_310_000 + draw(st.integers(0, 5000))
        for inset in range(draw(st.integers(1, 3))):
            size, at = 2000 - 500 * inset, 250 * inset
            corners = [
                (east + at, north + at),
                (east + at + size, north + at),
                (east + at + size, north + at + size),
                (east + at, north + at + size),
            ]
            turn = draw(st.integers(0, 3))
            rings.append((corners[turn:] + corners[:turn])[:: draw(st.sampled_from([1, -1]))])
    return [[(e + draw(st.integers(0, 99)) / 1000, float(n)) for e, n in ring] for ring in rings]


def expected(rings):
    made = shapely.Polygon()
    for ring in rings:
        made = shapely.symmetric_difference(made, shapely.Polygon(ring))
    return made


@MANY
@given(plots(), st.booleans(), st.booleans(), st.booleans(), st.randoms())
def test_boundary_txt_reads_what_is_written(rings, is_closed, is_swapped, restarts, random):
    random.shuffle(rings)
    lines, no = ["[地块坐标]", "4,,P1,甲,面,,,,@"], 1
    for number, ring in enumerate(rings, 1):
        no = 1 if restarts else no
        points = [*ring, ring[0]] if is_closed else ring
        for k, (e, n) in enumerate(points):
            pair = (f"{e:.3f}", f"{n:.3f}") if is_swapped else (f"{n:.3f}", f"{e:.3f}")
            lines.append(f"J{no + k % len(ring)},{number},{','.join(pair)}")
        no += len(ring)
    raw = parse_boundary_txt("\n".join(lines), SOURCE)
    assert shapely.symmetric_difference(raw.geometry[0], expected(rings)).area < 1e-3


@MANY
@given(plots(), st.sampled_from([",", "\t", " "]), st.booleans())
def test_corner_tables_read_what_is_written(rings, mark, is_headed):
    lines = [mark.join(("点号", "X", "Y"))] if is_headed else []
    for ring in rings:
        lines += [mark.join((str(k), f"{n:.3f}", f"{e:.3f}")) for k, (e, n) in enumerate(ring, 1)]
    (raw,) = read_corner_grids(SOURCE, [("", rows_of_text("\n".join(lines)))])
    assert shapely.symmetric_difference(raw.geometry[0], expected(rings)).area < 1e-3


@MANY
@given(plots(), st.lists(st.sampled_from([1, -1]), min_size=12, max_size=12))
def test_registration_strings_are_read_back(rings, signs):
    made = [Ring(np.array(ring), 1500.0, 1200.0, sign) for ring, sign in zip(rings, [1, *signs], strict=False)]
    back = parse_coordinates(format_registration(made))
    assert [ring.sign for ring in back.rings] == [ring.sign for ring in made] and back.zone == 38
    for one, other in zip(made, back.rings, strict=True):
        np.testing.assert_allclose(one.points, other.points, atol=6e-4)


@MANY
@given(
    plots(),
    st.sampled_from(
        [
            "1500,1200,,1,",
            "1200,1500,,1",
            "1000,-1000,扣除,1,",
            ",,甲,1,",
            "-5,-6,,-1,",
            "0,0,,1,",
            "1,2,a,b,1,",
            "99999,0,,1,",
            "1500米,1200,,1,",
            "1500,1200,,,",
        ]
    ),
)
def test_the_quick_reader_agrees_with_the_full_one(rings, tail):
    from mineplan.readers.quick import quick_registration
    from mineplan.readers.registration import _parsed

    content = f"{len(rings)}," + "".join(
        f"{len(ring)}," + "".join(f"{k},{n:.2f},{e:.2f}," for k, (e, n) in enumerate(ring, 1)) + tail.rstrip(",") + ","
        for ring in rings
    )
    quick, full = quick_registration(content), is_answered(_parsed, content, None)
    if quick is None:
        return
    assert full is not None and (quick.zone, quick.notes, quick.is_geographic) == (full.zone, full.notes, False)
    for one, other in zip(quick.rings, full.rings, strict=True):
        np.testing.assert_array_equal(one.points, other.points)
        np.testing.assert_equal(
            (one.top_m, one.bottom_m, one.sign, one.note), (other.top_m, other.bottom_m, other.sign, other.note)
        )


@MANY
@given(st.lists(st.sampled_from([1, -1]), min_size=1, max_size=4))
def test_exploration_strings_are_read_back(signs):
    rings = tuple(
        Ring(np.array([(113 + k / 10, 38.5), (113.05 + k / 10, 38.5), (113.05 + k / 10, 38.55)]), sign=sign)
        for k, sign in enumerate([1, *signs[1:]])
    )
    back = parse_coordinates(format_exploration(Registration(rings, True, None), 5))
    assert back.is_geographic and [ring.sign for ring in back.rings] == [ring.sign for ring in rings]
    np.testing.assert_allclose(back.rings[-1].points, rings[-1].points, atol=1e-8)


@MANY
@given(plots())
def test_nesting_is_even_odd(rings):
    made = nested([np.array(ring) for ring in rings])
    assert not made.problems and made.geometry.is_valid
    assert shapely.symmetric_difference(made.geometry, expected(rings)).area < 1e-3
    assert made.parts + made.holes == len(rings)


@given(st.floats(0, 179.99))
def test_angles_are_read_back(degrees):
    assert parse_packed(format_packed(degrees, 6)) == pytest.approx(degrees, abs=1e-9)
    seconds = round(degrees * 360000)
    d, m, s = seconds // 360000, seconds // 6000 % 60, seconds % 6000 / 100
    assert parse_angle(f"{d}°{m}′{s}″") == pytest.approx(seconds / 360000, abs=1e-9)
    assert parse_angle(f"东经{d}度{m}分{s}秒") == pytest.approx(seconds / 360000, abs=1e-9)
    assert parse_whole(f"{d}{m:02d}{s:05.2f}") == pytest.approx(seconds / 360000, abs=1e-9)


@given(st.text(max_size=20))
def test_angle_texts_answer(content):
    try:
        parse_angle(content)
    except ValueError as error:
        assert re.search("60 or more", str(error))


@given(st.floats(110.9, 114.0), st.floats(38.1, 39.7))
def test_gcj_is_undone(lon, lat):
    point = np.array([[lon, lat]])
    np.testing.assert_allclose(from_gcj(point + shift_of(point)), point, atol=1e-11)
    assert 400 < np.hypot(*(shift_of(point) * [86700, 111000]).T)[0] < 750
