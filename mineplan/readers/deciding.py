"""What pairs of numbers in a file mean: metres or degrees, which comes first, which zone.

The ranges of northings, eastings with and without prefix, longitudes and latitudes in China are
disjoint, or their partner tells them apart; so axis order and prefix are read off, not guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mineplan.errors import ReadError
from mineplan.readers.angles import AngleChoice, chosen_angles
from mineplan.readers.packed import parse_angle, parse_whole
from mineplan.readers.zoning import Box, Frame, Zone, parted, prefixed, zones_of_rings
from mineplan.tables import Decision

if TYPE_CHECKING:
    import numpy as np

Pair = tuple[str, str]
# Reading -> (range of what points north, range of what points east).
_RANGES = {
    "prefixed": ((300_000.0, 6_500_000.0), (13_000_000.0, 47_000_000.0)),
    "plain": ((1_400_000.0, 6_500_000.0), (100_000.0, 1_000_000.0)),
    "whole": ((30_000.0, 540_000.0), (730_000.0, 1_360_000.0)),
    "degrees": ((3.0, 54.0), (73.0, 136.0)),
}
_PLANAR = ("prefixed", "plain")
_WORDS = {
    "prefixed": "northing and easting with prefix",
    "plain": "northing and easting",
    "whole": "DDMMSS and DDDMMSS",
    "degrees": "latitude and longitude",
}
_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[-+]?\.\d+")
# Digits with at most one stop among them.
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_UNIT = re.compile(r"\s*(?:米|m|M|°|度)$")
# Of metres; fewer are not surveyed.
_FEWEST_DECIMALS = 2
_COARSE = ("coarse_coordinates", "坐标只精确到整米或分米，面积和边界精度不足")
# More problems than anybody mends at once: the rest of a file is not looked at.
MOST_PROBLEMS = 200


@dataclass(frozen=True)
class Hints:
    """What a file and its user say beside the numbers.

    Attributes
    ----------
    frame
        The user's coordinate system; None when not stated.
    zone
        带号 in the file.
    order
        What headers call the first of a pair: `north`, `east`, or "" when they say nothing.
    angles
        `decimal`, `packed`, or "".
    areas_km2
        Areas that the file states, one of which the figures should enclose; to tell D.MMSS from decimal degrees.
    box_deg
        Where the data should lie.
    """

    frame: Frame | None = None
    zone: int | None = None
    order: str = ""
    angles: str = ""
    areas_km2: tuple[float, ...] = ()
    box_deg: Box | None = None


@dataclass(frozen=True)
class PointProblem:
    """What is wrong with a ring, or with one of its points."""

    ring: int
    what: str
    point: int = 0


@dataclass(frozen=True, eq=False)
class Placed:
    """Rings as numbers: (n, 2) of easting with prefix and northing, or of longitude and latitude (zone None).

    A ring that has a problem is empty.
    """

    rings: tuple[np.ndarray, ...]
    zones: tuple[int | None, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[tuple[str, str], ...]
    problems: tuple[PointProblem, ...]


@dataclass(frozen=True)
class _Reading:
    """How one ring is read: kind of numbers, and whether the first of each pair points north."""

    kind: str
    is_north_first: bool


# Points of a planar ring as (easting, northing), and its zone or why it has none.
_PlacedRing = tuple["np.ndarray", Zone | ReadError]


def place_rings(rings: Sequence[Sequence[Pair]], hints: Hints) -> Placed:
    """Decide what the pairs of a file mean; each ring has its own axis order and zone.

    Parameters
    ----------
    rings
        Pairs of texts as in the file, ring by ring.
    hints
        What else is known.
    """
    state = _State(hints)
    cleaned, sized = _sized(rings)
    readings = [
        found if found is not None else state.reading(k, cleaned[k]) for k, found in enumerate(_plain_readings(sized))
    ]
    state.note_orders(readings)
    degrees = [_north_east(cleaned[k], r) for k, r in enumerate(readings) if r is not None and r.kind == "degrees"]
    angles = state.angles(degrees)
    zones = state.zones(readings, sized)
    made = [state.placed(k, cleaned[k], reading, angles, zones.get(k)) for k, reading in enumerate(readings)]
    return Placed(
        tuple(points for points, _ in made),
        tuple(zone for _, zone in made),
        tuple(state.decisions),
        tuple(state.findings),
        tuple(state.problems),
    )


def _sized(rings: Sequence[Sequence[Pair]]) -> tuple[list[Sequence[Pair]], list[np.ndarray]]:
    """Return the rings with cleaned tokens, and the sizes of their pairs, (n, 2) a ring; NaN for no coordinate."""
    import numpy as np

    tokens = [token for ring in rings for pair in ring for token in pair]
    try:
        # Nearly always all tokens are digits with a stop.
        sizes = list(map(float, tokens)) if all(map(_PLAIN.fullmatch, tokens)) else None
    except ValueError:
        sizes = None
    cleaned = list(rings)
    if sizes is None:
        cleaned = [[(_cleaned(a), _cleaned(b)) for a, b in ring] for ring in rings]
        sizes = [_size_of(token) for ring in cleaned for pair in ring for token in pair]
    return cleaned, parted(np.array(sizes, dtype=float).reshape(-1, 2), list(map(len, rings)))


def _plain_readings(sized: Sequence[np.ndarray]) -> list[_Reading | None]:
    """Return the reading of each ring all of whose points lie in its ranges, None for the others.

    The ranges of two readings never hold the same pair, so that whichever holds all points is the one.
    """
    import numpy as np

    found: list[_Reading | None] = [None] * len(sized)
    if not sized or not all(map(len, sized)):
        return found
    flat, starts = np.concatenate(sized), np.cumsum([0, *map(len, sized)])[:-1]
    for kind, (north, east) in _RANGES.items():
        for is_north_first in (True, False):
            first, second = (north, east) if is_north_first else (east, north)
            fits = (flat >= (first[0], second[0])) & (flat <= (first[1], second[1]))
            for k in np.flatnonzero(np.logical_and.reduceat(fits.all(axis=1), starts)).tolist():
                found[k] = _Reading(kind, is_north_first)
    return found


def _cleaned(token: str) -> str:
    """Return a number without thousands separators and unit; other text as it is."""
    if _PLAIN.fullmatch(token):
        return token
    text = token.strip().replace("。", ".")
    bare = _UNIT.sub("", text)
    return bare.replace(",", "") if _NUMBER.fullmatch(bare) else text


def _north_east(ring: Sequence[Pair], reading: _Reading | None) -> Sequence[Pair]:
    return ring if reading is None or reading.is_north_first else [(b, a) for a, b in ring]


class _State:
    """Gathers decisions, findings and problems while rings are placed."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.decisions: dict[Decision, None] = {}
        self.findings: dict[tuple[str, str], None] = {}
        self.problems: list[PointProblem] = []
        self.told: set[str] = set()

    def reading(self, ring: int, pairs: Sequence[Pair]) -> _Reading | None:
        """Return how a ring is to be read, None after reporting why it cannot be."""
        if len(self.problems) > MOST_PROBLEMS:
            return None  # enough is said; the file is not read anyway
        try:
            numbers = [(_value(a), _value(b)) for a, b in pairs]
        except ValueError as error:
            self._report_texts(ring, pairs, error)
            return None
        found = _reading_of(numbers, self.hints.order)
        if found is None:
            sample = ",".join(pairs[0])
            self.problems.append(
                PointProblem(ring, f"“{sample}” is neither northing and easting nor longitude and latitude of China")
            )
            return None
        north, east = _RANGES[found.kind]
        for k, pair in enumerate(numbers):
            a, b = pair if found.is_north_first else pair[::-1]
            if not (north[0] <= a <= north[1] and east[0] <= b <= east[1]):
                what = f"“{','.join(pairs[k])}” is no {_WORDS[found.kind]} as the other points are"
                self.problems.append(PointProblem(ring, what, k))
        return None if any(problem.ring == ring for problem in self.problems) else found

    def _report_texts(self, ring: int, pairs: Sequence[Pair], error: ValueError) -> None:
        for k, pair in enumerate(pairs):
            for token in pair:
                try:
                    _value(token)
                except ValueError as own:
                    self.problems.append(PointProblem(ring, str(own), k))
        if not any(problem.ring == ring for problem in self.problems):
            self.problems.append(PointProblem(ring, str(error)))

    def note_orders(self, readings: Sequence[_Reading | None]) -> None:
        """Note which axis comes first, once for each reading that occurs."""
        for reading in dict.fromkeys(readings):
            if reading is not None:
                self._note_order(reading)

    def _note_order(self, reading: _Reading) -> None:
        is_planar = reading.kind in _PLANAR
        usual = is_planar == reading.is_north_first
        words = (
            ("X（北）在前，Y（东）在后" if reading.is_north_first else "Y（东）在前，X（北）在后")
            if is_planar
            else ("纬度在前，经度在后" if reading.is_north_first else "经度在前，纬度在后")
        )
        self._decide(Decision("axes", words, "按数值范围，两列范围不相重叠"))
        stated = self.hints.order
        if stated and (stated == "north") != reading.is_north_first:
            self.findings.setdefault(("header_and_values_disagree", f"表头与数值不符：数值为{words}，以数值为准"))
        elif not stated and not usual:
            self.findings.setdefault(("axes_swapped", f"坐标为{words}，与通常次序相反，已按数值范围识别"))

    def _decide(self, decision: Decision) -> None:
        self.decisions.setdefault(decision)

    def angles(self, rings: Sequence[Sequence[Pair]]) -> AngleChoice | None:
        """Return what degrees of the file are, None where there are none or nobody can tell."""
        if not rings:
            return None
        choice = chosen_angles(rings, self.hints.angles, self.hints.areas_km2, self.hints.box_deg)
        if choice.decision is not None:
            self._decide(choice.decision)
        self.findings.update(dict.fromkeys(choice.findings))
        return choice

    def zones(self, readings: Sequence[_Reading | None], sized: Sequence[np.ndarray]) -> dict[int, _PlacedRing]:
        """Return points and zone, or the sentence that stops it, of each planar ring; all at once."""
        frame = self.hints.frame
        planar = [k for k, r in enumerate(readings) if r is not None and r.kind in _PLANAR]
        if not planar or (frame is not None and frame.is_geographic):
            return {}
        points = [sized[k][:, ::-1] if getattr(readings[k], "is_north_first", False) else sized[k] for k in planar]
        found = zones_of_rings(points, frame, self.hints.zone, self.hints.box_deg)
        return dict(zip(planar, zip(prefixed(points, found), found, strict=True), strict=True))

    def placed(
        self,
        ring: int,
        pairs: Sequence[Pair],
        reading: _Reading | None,
        angles: AngleChoice | None,
        planar: _PlacedRing | None,
    ) -> tuple[np.ndarray, int | None]:
        """Return the points of one ring and their zone; empty after a problem."""
        import numpy as np

        empty = np.zeros((0, 2))
        if reading is None:
            return empty, None
        is_planar = reading.kind in _PLANAR
        frame = self.hints.frame
        if frame is not None and (frame.is_geographic if is_planar else frame.zone is not None):
            what = "metres" if is_planar else "degrees"
            self.problems.append(PointProblem(ring, f"holds {what}, which the stated coordinate system contradicts"))
            return empty, None
        try:
            if planar is not None:
                return self._planar(pairs, *planar)
            return self._degrees(_north_east(pairs, reading), reading, angles), None
        except (ReadError, ValueError) as error:
            # An unwritten prefix or undecided angle holds for thousands of rings alike.
            if str(error) not in self.told:
                self.told.add(str(error))
                self.problems.append(PointProblem(ring, str(error)))
            return empty, None

    def _planar(self, pairs: Sequence[Pair], points: np.ndarray, found: Zone | ReadError) -> tuple[np.ndarray, int]:
        if isinstance(found, ReadError):
            raise found
        self._decide(found.decision)
        if found.finding is not None:
            self.findings.setdefault(found.finding)
        if _COARSE not in self.findings and not any(_is_fine(token) for pair in pairs for token in pair):
            self.findings.setdefault(_COARSE)
        return points, found.number

    def _degrees(self, pairs: Sequence[Pair], reading: _Reading, angles: AngleChoice | None) -> np.ndarray:
        import numpy as np

        if reading.kind == "whole":
            self._decide(Decision("degrees", "DDDMMSS", "一列在73万至136万、另一列在3万至54万之间，且分、秒均小于60"))
            return np.array([(parse_whole(east), parse_whole(north)) for north, east in pairs])
        if angles is None or angles.problem:
            raise ReadError(angles.problem if angles else "holds no degrees")
        return np.array([(angles.parse(east), angles.parse(north)) for north, east in pairs])


def _is_fine(token: str) -> bool:
    return len(token.partition(".")[2]) >= _FEWEST_DECIMALS


def _size_of(token: str) -> float:
    try:
        return _value(token)
    except ValueError:
        return math.nan


def _value(token: str) -> float:
    """Return the size of a token: a number, or the degrees of a °′″ text; ValueError with the sentence."""
    if _PLAIN.fullmatch(token) or _NUMBER.fullmatch(token):
        return float(token)
    angle = parse_angle(token)
    if angle is None:
        raise ValueError(f"“{token[:30]}” is no coordinate")
    return angle


def _reading_of(numbers: list[tuple[float, float]], order: str) -> _Reading | None:
    """Return the reading whose ranges hold the medians."""
    import numpy as np

    first, second = np.median(np.array(numbers), axis=0)
    for kind, (north, east) in _RANGES.items():
        for is_north_first, (n, e) in ((True, (first, second)), (False, (second, first))):
            if north[0] <= n <= north[1] and east[0] <= e <= east[1]:
                return _Reading(kind, is_north_first)
    if abs(first) <= 180 and abs(second) <= 180 and min(abs(first), abs(second)) <= 90:
        return None if order == "" else _Reading("degrees", order == "north")
    return None
