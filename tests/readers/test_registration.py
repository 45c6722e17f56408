import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.errors import ReadError
from mineplan.geodesy import XINZHOU, area_km2, geographic_crs, planar_native_km2, zone_crs
from mineplan.readers.packed import format_packed, parse_packed
from mineplan.readers.registration import format_registration, parse_registration
from mineplan.readers.rings import Ring
from mineplan.readers.solids import plan_of, polygon_of

PLANAR = (
    "2,4,1,4318000.00,38472000.00,2,4318000.00,38473500.00,3,4319200.00,38473500.00,4,4319200.00,38472000.00,"
    "1500,1200,,1,4,6,4318400.00,38472600.00,7,4318400.00,38472900.00,8,4318600.00,38472900.00,"
    "9,4318600.00,38472600.00,1400,1300,扣除示例小矿范围,-1,"
)
PACKED = "1,4,1,113.403647,38.594205,2,113.413880,38.594221,3,113.413863,39.002113,4,113.403629,39.002096,1500,1200,,1,"
SQUARE = "1,4,1,4318000.00,38472000.00,2,4318000.00,38473000.00,3,4319000.00,38473000.00,4,4319000.00,38472000.00,"


def problems(text: str, box=None) -> str:
    with pytest.raises(ReadError) as caught:
        parse_registration(text, box)
    return " | ".join(p.what for p in caught.value.problems)


def codes(text: str, box=None) -> list[str]:
    return [note.code for note in parse_registration(text, box).notes]


def test_planar_string_with_a_ring_taken_out():
    read = parse_registration(PLANAR)
    assert read.zone == 38 and not read.is_geographic and read.notes == ()
    assert [(r.top_m, r.bottom_m, r.sign, r.note) for r in read.rings] == [
        (1500, 1200, 1, ""),
        (1400, 1300, -1, "扣除示例小矿范围"),
    ]
    assert plan_of(read.rings).area == pytest.approx(174e4)


def test_packed_degrees_give_the_same_outer_ring():
    packed, planar = parse_registration(PACKED), parse_registration(PLANAR)
    assert packed.is_geographic and packed.zone is None
    outer, same = polygon_of(planar.rings[0]), polygon_of(packed.rings[0])
    # The packed form has hundredths of a second: 0.3 m a corner, some 200 m² of 1.8 km².
    assert area_km2([same], geographic_crs()) == pytest.approx(area_km2([outer], zone_crs(38)), rel=1e-4)
    assert planar_native_km2([same], geographic_crs()) == pytest.approx([1.8], rel=1e-4)
    assert shapely.area(outer) == pytest.approx(180e4)


def test_formatting_numbers_points_on_and_skips_the_closing_one():
    assert format_registration(parse_registration(PLANAR).rings, decimals=2) == PLANAR
    again = parse_registration(format_registration(parse_registration(PACKED).rings, is_geographic=True))
    np.testing.assert_allclose(again.rings[0].points, parse_registration(PACKED).rings[0].points, atol=1e-10)


@pytest.mark.parametrize(
    "text",
    [
        PLANAR.replace(",", "，"),
        PLANAR.replace(",1,4,6", ",1*4,6"),
        PLANAR.replace(",1,4,6", ",1,\n4,6"),
        PLANAR.replace(",1,4,6", ";1；4,6"),
        PLANAR.rstrip(","),
        PLANAR.replace("4318000", "４３１８０００"),
        PLANAR.replace("2,4,1", "2*4,J1"),
        PLANAR.replace("1500,1200", "1500米,1200米"),
        PLANAR.replace(",", ", "),
    ],
)
def test_separators_and_wide_digits(text):
    read = parse_registration(text)
    assert [len(r.points) for r in read.rings] == [4, 4]
    assert plan_of(read.rings).area == pytest.approx(174e4)


def test_notes_may_hold_commas_and_numbers():
    read = parse_registration(PLANAR.replace("扣除示例", "扣除，1,示例,-1,"))
    assert read.rings[1].note == "扣除，1,示例,-1,小矿范围"
    assert parse_registration(PLANAR.replace("1200,,1", "1200,甲,乙,1")).rings[0].note == "甲,乙"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PLANAR.replace("1500,1200", "1200,1500"), "elevations_swapped"),
        (PLANAR.replace("1500,1200", "1000,-1000"), "elevations_unknown"),
        (PLANAR.replace("1500,1200", "0,0"), "elevations_unknown"),
        (PLANAR.replace("-1,", "1,"), "deduction_flag_contradicts"),
        (PLANAR.replace("1200,,1,", "1200,,,"), "flag_blank"),
        (SQUARE + "1500,1200,,", "flag_blank"),
        (SQUARE.replace(".00", "") + "1500,1200,,1", "coarse_coordinates"),
        ("1,3,1,113.4036,38.5942,2,113.4138,38.5942,3,113.4138,39.0021,1500,1200,,1", "coarse_coordinates"),
    ],
)
def test_doubts_become_notes(text, code):
    assert code in codes(text)


def test_swapped_elevations_are_put_right_and_placeholders_are_unknown():
    ring = parse_registration(PLANAR.replace("1500,1200", "1200,1500")).rings[0]
    assert (ring.top_m, ring.bottom_m) == (1500, 1200)
    ring = parse_registration(PLANAR.replace("1500,1200", "1000,-1000")).rings[0]
    assert math.isnan(ring.top_m) and math.isnan(ring.bottom_m)
    assert math.isnan(parse_registration(SQUARE + ",,,1").rings[0].top_m)


def test_a_deduction_with_flag_one_is_not_taken_out():
    read = parse_registration(PLANAR.replace("-1,", "1,"))
    assert plan_of(read.rings).area == pytest.approx(180e4)


def test_a_string_cut_at_254_bytes_says_what_to_ask_for():
    rings = parse_registration(PLANAR).rings
    whole = format_registration([rings[0], rings[1], Ring(rings[1].points + 5000, 1400, 1300)])
    for encoding in ("gb18030", "utf-8"):
        cut = whole.encode(encoding)[:254].decode(encoding, "ignore")
        assert "is cut short at 25" in problems(cut) and "XLS or GDB" in problems(cut)


def test_every_cut_of_a_string_is_an_error_or_a_blank_flag():
    for length in range(1, len(PLANAR) - 3):
        text = PLANAR[:length]
        try:
            read = parse_registration(text)
        except ReadError:
            continue
        assert read.notes and read.notes[-1].code in ("flag_blank", "deduction_flag_contradicts"), text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PLANAR.replace("2,4,1,", "3,4,1,", 1), "announces 3 rings and holds 2"),
        (PLANAR.replace("2,4,1,", "2,5,1,", 1), "ring 1 announces 5 points"),
        (PLANAR.replace("2,4,1,", "2,3,1,", 1), "ring 1 announces 3 points; then two elevations must follow"),
        (PLANAR.replace(",6,4318400.00,", ",6,,4318400.00,"), "ring"),
        ("", "does not begin with the number of rings"),
        ("1,2,1,4318000,38472000,2,4318000,38473000,1500,1200,,1", "a ring needs at least 3"),
        (
            SQUARE.replace("4319000.00,38472000.00", "4318000.00,38472000.00").replace("4319000", "4318000") + ",,,1",
            "needs at least 3",
        ),
        (
            "1,4,1,4318000,38472000,2,4319000,38473000,3,4318000,38473000,4,4319000,38472000,1500,1200,,1",
            "ring 1: crosses itself near X(north) 4318500",
        ),
        (SQUARE.replace("4319000.00,384720", "4319000.00,374720") + "1,0,,1", "mixes zone prefixes (ring 1: 37, 38"),
        (SQUARE.replace(",384", ",4") + "1500,1200,,1", "bear no zone prefix"),
        (SQUARE.replace(",384", ",194") + "1500,1200,,1", "no northing and easting of China"),
        (SQUARE + "1500,1200,,0", "no flag 1 or -1"),
        (SQUARE + "1500,1200,,-1", "every ring has the flag -1"),
        ("1,3,1,113.4076,38.5942,2,113.4138,38.5942,3,113.4138,39.0021,,,,1", "is not D.MMSS"),
        ("1,3,1,4318000,38472000,2,113.4138,38.5942,3,113.4138,39.0021,,,,1", "degrees and metres side by side"),
    ],
)
def test_bad_strings(text, words):
    assert words in problems(text)


def test_every_bad_point_is_named():
    found = problems("1,3,1,113.7036,38.5942,2,113.4138,38.5962,3,113.4138,39.0021,,,,1")
    assert "ring 1 point 1" in found and "ring 1 point 2" in found


def test_a_missing_zone_is_deduced_only_inside_a_box():
    text = SQUARE.replace(",384", ",4") + "1500,1200,,1"
    read = parse_registration(text, XINZHOU.box_deg)
    assert read.zone == 38 and read.notes[0].code == "zone_deduced"
    assert parse_registration(text.replace(",47", ",57"), XINZHOU.box_deg).zone == 37
    assert "no zone puts them" in problems(text, (75.0, 30.0, 75.2, 31.0))
    assert "all put them" in problems(text, (90.0, 38.0, 120.0, 40.0))


def test_swapped_axes_are_told_by_their_ranges():
    swapped = "1,3,1,38472000.00,4318000.00,2,38473000.00,4318000.00,3,38473000.00,4319000.00,1500,1200,,1"
    read = parse_registration(swapped)
    assert read.zone == 38 and read.notes[0].code == "axes_swapped"
    assert read.rings[0].points[0].tolist() == [38472000, 4318000]


def test_a_ring_that_only_touches_itself_is_accepted():
    points = [(0, 0), (100, 100), (200, 0), (200, 200), (100, 100), (0, 200)]
    numbered = ",".join(f"{k},{4318000 + n:.2f},{38472000 + e:.2f}" for k, (e, n) in enumerate(points, 1))
    read = parse_registration(f"1,6,{numbered},1500,1200,,1")
    assert plan_of(read.rings).area == pytest.approx(20000)


def test_packed_degrees_are_read_as_text():
    assert parse_packed("113.13") == pytest.approx(113 + 13 / 60, abs=1e-12)
    assert parse_packed("113.121") == pytest.approx(113 + 12 / 60 + 10 / 3600, abs=1e-12)
    assert parse_packed("113.12105") == pytest.approx(113 + 12 / 60 + 10.5 / 3600, abs=1e-12)
    assert format_packed(113 + 59 / 60 + 59.999999 / 3600, 2) == "114.000000"


@given(st.integers(0, 180 * 3600 * 10**5 - 1))
def test_packed_degrees_round_trip(units):
    degrees = units / 3600 / 10**5
    assert parse_packed(format_packed(degrees)) == pytest.approx(degrees, abs=1e-9)


CORNERS = "1,4318000.00,38472000.00\n2,4318000.00,38473500.00\n3,4319200.00,38473500.00\n4,4319200.00,38472000.00"


@pytest.mark.parametrize(
    "text",
    [
        CORNERS,
        CORNERS.replace(",", "，"),
        CORNERS.replace("\n", ";"),
        CORNERS.replace(",", "\t"),
        CORNERS + "\n",
        CORNERS.replace("\n", ",\n"),
        "J" + CORNERS,
        "\n".join(line[2:] for line in CORNERS.split("\n")),
        " ".join(line[2:] for line in CORNERS.split("\n")),
        CORNERS + "\n5,4318000.00,38472000.00",
    ],
)
def test_plain_lists_of_corners(text):
    read = parse_registration(text)
    assert plan_of(read.rings).area == pytest.approx(180e4) and read.notes[0].code == "plain_corners"
    assert math.isnan(read.rings[0].top_m) and read.zone == 38


def test_plain_lists_with_depth_sentence_and_holes():
    ring = parse_registration(CORNERS + "\n开采深度：由1500米至1200米标高").rings[0]
    assert (ring.top_m, ring.bottom_m) == (1500, 1200)
    outer = " ".join(line[2:] for line in CORNERS.split("\n"))
    hole = "4318400,38472600 4318400,38472900 4318600,38472900 4318600,38472600"
    assert plan_of(parse_registration(f"{outer}@{hole}").rings).area == pytest.approx(174e4)
    assert "decimal or D.MMSS" in problems("113.4036,38.5942;113.4138,38.5942;113.4138,39.0021")
    with pytest.raises(ReadError, match="start again at 1"):
        parse_registration(f"{CORNERS}\n{CORNERS}")


note_text = st.text(st.characters(categories=("Lo", "Lu"), include_characters="，,（） 12"), max_size=12)


@st.composite
def ring_strategy(draw):
    east, north = draw(st.integers(300_000, 700_000)), draw(st.integers(4_200_000, 4_390_000))
    angles = sorted(draw(st.lists(st.integers(0, 35), min_size=4, max_size=8, unique=True)))
    radius = draw(st.integers(50, 900))
    points = np.array(
        [
            (38e6 + east + radius * math.cos(a * math.pi / 18), north + radius * math.sin(a * math.pi / 18))
            for a in angles
        ]
    )
    high, low = draw(st.sampled_from([(1500.0, 1200.0), (850.5, -20.25), (900.0, 900.0), (math.nan, math.nan)]))
    return Ring(np.round(points, 3), high, low, 1, draw(note_text).strip(" ,，"))


@settings(max_examples=60, deadline=None)
@given(st.lists(ring_strategy(), min_size=1, max_size=4))
def test_format_and_parse_round_trip(rings):
    read = parse_registration(format_registration(rings))
    assert len(read.rings) == len(rings)
    for ring, again in zip(rings, read.rings, strict=True):
        np.testing.assert_allclose(again.points, ring.points, atol=1e-6)
        assert (again.sign, again.note) == (ring.sign, ring.note)
        np.testing.assert_equal((again.top_m, again.bottom_m), (ring.top_m, ring.bottom_m))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PLANAR) - 1), st.integers(0, 12), st.text(",;*\n@#-0189 .米", max_size=4), st.booleans())
def test_damaged_strings_give_an_answer_or_a_sentence(at, length, put, is_packed):
    text = PACKED if is_packed else PLANAR
    try:
        parse_registration(text[:at] + put + text[at + length :])
    except ReadError as error:
        assert all(problem.what for problem in error.problems)
