"""Registration strings (区域坐标, QYZB): the grammar of the mining-right registry.

    R , ring{R}        ring = N , {no , A , B}N , top , bottom , note , flag

Planar points are A = northing, B = easting with zone prefix; geographic ones A = longitude,
B = latitude in packed degrees. Flag 1 adds the ring, -1 takes it out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mineplan.errors import ReadError
from mineplan.plans import Note
from mineplan.readers.corners import CornerList, parse_corners
from mineplan.readers.packed import format_packed
from mineplan.readers.points import PlacedPoints, place_points
from mineplan.readers.quick import RawRing, quick_registration, ring_notes
from mineplan.readers.rings import Registration, Ring, settled_elevations
from mineplan.readers.solids import ring_problem

# A DBF text field holds at most 254 bytes; a cut hanzi loses up to three more.
_DBF_BYTES = range(250, 256)
_WIDE = str.maketrans("０１２３４５６７８９，．；－＋＊　", "0123456789,.;-+* ")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_POINT_NO = re.compile(r"[A-Za-z]{0,2}\d+")
# A note may hold a number or two; more means that a damaged ring was taken for a note.
_NUMBERS_IN_NOTE = 4
# Some five thousand corners; the longest licence known has a few hundred.
MOST_CHARACTERS = 150_000
_CUT = (
    "is cut short at {bytes} bytes, as a shapefile cuts text: {what}; "
    "ask the registry for an XLS or GDB export, whose text is whole"
)


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


class _BrokenError(Exception):
    """The string does not follow the grammar; the message says where."""


class _EndedError(_BrokenError):
    """It ends before its counts are met."""


def parse_registration(text: str, box_deg: tuple[float, float, float, float] | None = None) -> Registration:
    """Read one registration string.

    Parameters
    ----------
    text
        The string; full-width digits and commas, and `*`, `;` or line breaks as separators, are accepted.
    box_deg
        Where the data should lie (west, south, east, north); with it a missing zone prefix is
        deduced when exactly one zone puts all points inside.

    Raises
    ------
    ReadError
        With every problem found.
    """
    quick = quick_registration(text)
    return quick if quick is not None else _parsed(text, box_deg)


def _parsed(text: str, box_deg: tuple[float, float, float, float] | None) -> Registration:
    if len(text) > MOST_CHARACTERS:
        raise ReadError(f"is longer ({len(text)} characters) than any coordinate string")
    listed = parse_corners(text.translate(_WIDE))
    try:
        raw = _raw_rings(_tokens(text), text) if listed is None else _listed_rings(listed)
    except _BrokenError as broken:
        raise ReadError(_broken_sentence(text, broken)) from None
    placed = place_points([ring.points for ring in raw], box_deg)
    problems = list(placed.problems)
    if listed is not None and placed.zone is None and not problems:
        problems = [
            "is a list of corners in degrees, and nothing says whether these are decimal or D.MMSS; "
            "write metres with zone prefix, or a registration string"
        ]
    if not problems:
        problems = [f"ring {k}: {what}" for k, points in enumerate(placed.rings, 1) if (what := ring_problem(points))]
    if problems:
        raise ReadError(problems)
    read = _registration(raw, placed)
    if listed is None:
        return read
    note = Note("plain_corners", "区域坐标为拐点列表，没有圈数和增减标志，按列表所示读取，请核对")
    return replace(read, notes=(note, *read.notes))


def _listed_rings(listed: CornerList) -> list[RawRing]:
    return [
        RawRing(list(ring), listed.top_m, listed.bottom_m, "", str(sign))
        for ring, sign in zip(listed.rings, listed.signs, strict=True)
    ]


def _tokens(text: str) -> list[_Token]:
    """Split at commas; `*`, `;` and line breaks are commas too, unless they only follow one."""
    folded = text.translate(_WIDE)
    tokens, start, is_after_separator = [], 0, True
    for at, char in enumerate(folded):
        is_mark = char == "," or (char == ";" and not _follows(folded, at, ",*\n"))
        if is_mark or (char in "*\r\n" and not is_after_separator):
            tokens.append(_Token(folded[start:at].strip(), start, at))
            start, is_after_separator = at + 1, True
        elif char in "*;\r\n":
            start = at + 1
        elif not char.isspace():
            is_after_separator = False
    tokens.append(_Token(folded[start:].strip(), start, len(text)))
    return tokens


def _follows(text: str, at: int, marks: str) -> bool:
    before = text[:at].rstrip(" \t\r")
    return not before or before[-1] in marks


def _raw_rings(tokens: Sequence[_Token], text: str) -> list[RawRing]:
    if not re.fullmatch(r"\d{1,4}", tokens[0].text):
        raise _BrokenError(f"does not begin with the number of rings (found “{tokens[0].text[:20]}”)")
    announced = int(tokens[0].text)
    rings: list[RawRing] = []
    at = 1
    while not _is_end(tokens, at) or not rings:
        ring, at = _raw_ring(tokens, at, len(rings) + 1, text)
        rings.append(ring)
    if not rings[-1].flag and _cut_bytes(text) is not None:
        raise _EndedError("the last flag is missing")
    if len(rings) != announced:
        kind = _EndedError if len(rings) < announced else _BrokenError
        raise kind(f"announces {announced} rings and holds {len(rings)}")
    return rings


def _is_end(tokens: Sequence[_Token], at: int) -> bool:
    return all(not token.text for token in tokens[at:])


def _raw_ring(tokens: Sequence[_Token], at: int, k: int, text: str) -> tuple[RawRing, int]:
    if at >= len(tokens) or not re.fullmatch(r"\d{1,5}", tokens[at].text):
        found = tokens[at].text if at < len(tokens) else ""
        raise _BrokenError(f"ring {k}: does not begin with its number of points (found “{found[:20]}”)")
    count = int(tokens[at].text)
    points = [_point(tokens, at + 1 + 3 * j, f"ring {k} announces {count} points; point {j + 1}") for j in range(count)]
    if count < 3:
        raise _BrokenError(f"ring {k}: has {count} points; a ring needs at least 3")
    at += 1 + 3 * count
    top, bottom = (_elevation(tokens, at + j, f"ring {k} announces {count} points; then") for j in range(2))
    flag_at = _flag_at(tokens, at + 2)
    if flag_at is None:
        raise _EndedError(f"ring {k}: no flag 1 or -1 follows its elevations and note")
    if sum(_NUMBER.fullmatch(token.text) is not None for token in tokens[at + 2 : flag_at]) > _NUMBERS_IN_NOTE:
        swallowed = ",".join(token.text for token in tokens[at + 3 : at + 7])
        raise _BrokenError(f"ring {k}: what follows it is damaged (“{swallowed}…” begins no ring)")
    note = text[tokens[at + 2].start : tokens[flag_at - 1].end].strip() if flag_at > at + 2 else ""
    return RawRing(points, top, bottom, note, tokens[flag_at].text), flag_at + 1


def _point(tokens: Sequence[_Token], at: int, place: str) -> tuple[str, str]:
    three = [token.text for token in tokens[at : at + 3]]
    if len(three) < 3 or (at + 3 == len(tokens) and not three[2]):
        raise _EndedError(f"{place} is missing: wrong count, or the end is cut off")
    if not (_POINT_NO.fullmatch(three[0]) and all(map(_NUMBER.fullmatch, three[1:]))):
        raise _BrokenError(f"{place} is not “number,A,B” but “{','.join(three)}”: wrong count, or a point is damaged")
    return three[1], three[2]


def _elevation(tokens: Sequence[_Token], at: int, place: str) -> float:
    if at >= len(tokens):
        raise _EndedError(f"{place} the elevations are missing")
    token = tokens[at].text.removesuffix("米").removesuffix("m")
    if not token:
        return math.nan
    if not _NUMBER.fullmatch(token) or not -6000 <= float(token) <= 9000:
        raise _BrokenError(f"{place} two elevations must follow, but “{token[:20]}” does: wrong count, or damaged")
    return float(token)


def _flag_at(tokens: Sequence[_Token], note_at: int) -> int | None:
    """Return where the flag stands: notes may hold commas, so it is what ends the string or precedes a ring."""
    # In its place; with the note and its comma left out; blank; behind a note with commas.
    if _is_flag(tokens, note_at + 1):
        return note_at + 1
    if _is_flag(tokens, note_at):
        return note_at
    if _is_flag(tokens, note_at + 1, ("",)):
        return note_at + 1
    return next((at for at in range(note_at + 2, len(tokens)) if _is_flag(tokens, at)), None)


def _is_flag(tokens: Sequence[_Token], at: int, flags: tuple[str, ...] = ("1", "-1", "+1")) -> bool:
    return at < len(tokens) and tokens[at].text in flags and _begins_ring(tokens, at + 1)


def _begins_ring(tokens: Sequence[_Token], at: int) -> bool:
    if _is_end(tokens, at):
        return True
    four = [token.text for token in tokens[at : at + 4]]
    patterns = (re.compile(r"\d{1,5}"), _POINT_NO, _NUMBER, _NUMBER)
    return len(four) == 4 and all(p.fullmatch(text) for p, text in zip(patterns, four, strict=True))


def _broken_sentence(text: str, broken: _BrokenError) -> str:
    cut = _cut_bytes(text) if isinstance(broken, _EndedError) else None
    return str(broken) if cut is None else _CUT.format(bytes=cut, what=broken)


def _cut_bytes(text: str) -> int | None:
    """Return the length in bytes where it is that of a text cut by a DBF, in either encoding."""
    sizes = (len(text.strip().encode("gb18030", "replace")), len(text.strip().encode()))
    return next((size for size in sizes if size in _DBF_BYTES), None)


def _registration(raw: Sequence[RawRing], placed: PlacedPoints) -> Registration:
    rings, notes = [], list(placed.notes)
    for k, (ring, points) in enumerate(zip(raw, placed.rings, strict=True), 1):
        top, bottom, done = settled_elevations(ring.top_m, ring.bottom_m)
        sign = -1 if ring.flag == "-1" else 1
        rings.append(Ring(points, top, bottom, sign, ring.note))
        notes += ring_notes(k, ring, done, sign)
    if all(ring.sign < 0 for ring in rings):
        raise ReadError("every ring has the flag -1; nothing is left of the extent")
    return Registration(tuple(rings), placed.zone is None, placed.zone, tuple(notes))


def format_registration(rings: Sequence[Ring], *, is_geographic: bool = False, decimals: int | None = None) -> str:
    """Write rings as a registration string, as the registry does.

    Parameters
    ----------
    rings
        In the order to be written; unknown elevations become the registry's 1000,-1000.
    is_geographic
        Whether the points are degrees.
    decimals
        Of metres (3 when None), or of seconds (5 when None).

    Notes
    -----
    Numbers run on through the rings, one being skipped for each closing point that is not written.
    """
    parts, no = [str(len(rings))], 1
    for ring in rings:
        parts.append(str(len(ring.points)))
        for east, north in ring.points:
            parts += [str(no), *_written(float(east), float(north), is_geographic, decimals)]
            no += 1
        no += 1
        parts += [*_written_elevations(ring), ring.note.strip(), str(ring.sign)]
    return ",".join(parts) + ","


def _written(east: float, north: float, is_geographic: bool, decimals: int | None) -> tuple[str, str]:
    if is_geographic:
        digits = 5 if decimals is None else decimals
        return format_packed(east, digits), format_packed(north, digits)
    digits = 3 if decimals is None else decimals
    return f"{north:.{digits}f}", f"{east:.{digits}f}"


def _written_elevations(ring: Ring) -> tuple[str, str]:
    if math.isnan(ring.top_m) and math.isnan(ring.bottom_m):
        return "1000", "-1000"
    top, bottom = (("" if math.isnan(z) else f"{z:.6f}".rstrip("0").rstrip(".")) for z in (ring.top_m, ring.bottom_m))
    return top, bottom
