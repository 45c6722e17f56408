"""Registration strings of exploration rights (KCQYGDZB): degrees only, no point numbers, no elevations.

    R , ring{R}        ring = N , {A , B}N , t1 , t2 , t3

A is the longitude and B the latitude in packed degrees. Of the three trailing tokens the middle one is 0
for an outline; anything else takes the ring out (the first ring is always an outline).
"""

from __future__ import annotations

import re
from dataclasses import replace

from mineplan.errors import ReadError
from mineplan.plans import Note
from mineplan.readers.packed import parse_whole
from mineplan.readers.points import Box, place_points
from mineplan.readers.quick import quick_registration
from mineplan.readers.registration import MOST_CHARACTERS, parse_registration
from mineplan.readers.rings import Registration, Ring
from mineplan.readers.solids import ring_problem
from mineplan.readers.text import folded

_DEGREES = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?")
# Minutes and seconds below 60, so that parsing cannot fail.
_WHOLE_PAIR = re.compile(r"(\d{2,3}[0-5]\d[0-5]\d(?:\.\d*)?),(\d{1,2}[0-5]\d[0-5]\d(?:\.\d*)?)", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,5}")
Pair = tuple[str, str]


def parse_coordinates(text: str, box_deg: Box | None = None) -> Registration:
    """Read a coordinate string of a mining or an exploration right, whichever it is.

    Raises
    ------
    ReadError
        With every problem found.
    """
    quick = quick_registration(text)
    if quick is not None:
        return quick
    if len(text) > MOST_CHARACTERS:
        return parse_registration(text, box_deg)
    planned = _planned(text)
    if planned is not None:
        return planned
    rings = _taken_apart(text)
    return parse_registration(text, box_deg) if rings is None else _registration(rings, box_deg)


def _planned(text: str) -> Registration | None:
    """Return the outline of a planning database's GDZB, `X1,Y1;X2,Y2;…` in DDDMMSS and DDMMSS; None for other text."""
    import numpy as np

    pairs = re.split(r"[;\s]+", folded(text).strip(" ;\r\n"))
    found = [_WHOLE_PAIR.fullmatch(pair) for pair in pairs]
    if len(pairs) < 3 or not all(found):
        return None
    points = np.array([[parse_whole(token) for token in match.groups()] for match in found if match])
    if not ((points >= [73, 3]) & (points <= [136, 54])).all():
        return None
    points = points[:-1] if (points[0] == points[-1]).all() else points
    problem = ring_problem(points)
    if problem:
        raise ReadError(f"ring 1: {problem}")
    note = Note("coarse_coordinates", "区域坐标为度分秒整数（DDDMMSS），只精确到整秒（约24—31米），面积和边界仅供参考")
    return Registration((Ring(points),), True, None, (note,))


def _taken_apart(text: str) -> list[tuple[list[Pair], str]] | None:
    """Return the pairs and middle token of each ring, None when the string is no such thing.

    The grammars cannot be taken for each other: here the token behind the first count is a longitude, there it
    is the number of a point.
    """
    tokens = re.split(r"[,;*]", re.sub(r"\s+", "", folded(text)))
    if len(tokens) < 8 or not _COUNT.fullmatch(tokens[0]):
        return None
    rings, at = [], 1
    for _ in range(int(tokens[0])):
        if at >= len(tokens) or not _COUNT.fullmatch(tokens[at]):
            return None
        count = int(tokens[at])
        pairs = list(
            zip(tokens[at + 1 : at + 1 + 2 * count : 2], tokens[at + 2 : at + 2 + 2 * count : 2], strict=False)
        )
        if count < 3 or len(pairs) < count or not all(map(_is_place, pairs)):
            return None
        at += 1 + 2 * count
        rings.append((pairs, tokens[at + 1] if at + 1 < len(tokens) else ""))
        at += 3
    return rings if rings and all(not token for token in tokens[at:]) and at <= len(tokens) + 1 else None


def _is_place(pair: Pair) -> bool:
    if not all(map(_DEGREES.fullmatch, pair)):
        return False
    lon, lat = sorted(map(float, pair), reverse=True)
    return 73 <= lon <= 136 and 3 <= lat <= 54


def _registration(rings: list[tuple[list[Pair], str]], box_deg: Box | None) -> Registration:
    placed = place_points([pairs for pairs, _ in rings], box_deg)
    problems = list(placed.problems)
    if not problems:
        problems = [f"ring {k}: {what}" for k, points in enumerate(placed.rings, 1) if (what := ring_problem(points))]
    if problems:
        raise ReadError(problems)
    made = tuple(
        Ring(points, sign=1 if k == 0 or kind in ("0", "") else -1)
        for k, (points, (_, kind)) in enumerate(zip(placed.rings, rings, strict=True))
    )
    note = Note("exploration_string", "区域坐标为探矿权格式，没有标高")
    return replace(Registration(made, True, None), notes=(note, *placed.notes))


def format_exploration(registration: Registration, second_digits: int = 2) -> str:
    """Write the rings of a geographic registration as an exploration-right string."""
    from mineplan.readers.packed import format_packed

    parts = [str(len(registration.rings))]
    for ring in registration.rings:
        parts.append(str(len(ring.points)))
        for lon, lat in ring.points:
            parts += [format_packed(float(lon), second_digits), format_packed(float(lat), second_digits)]
        parts += ["", "0" if ring.sign > 0 else "1", ""]
    return ",".join(parts) + ","
