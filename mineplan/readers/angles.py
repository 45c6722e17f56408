"""Decimal degrees or D.MMSS: told by digits that cannot be minutes, by a stated area, or asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mineplan.readers.packed import parse_angle, parse_packed, second_digits
from mineplan.readers.zoning import Box
from mineplan.tables import Decision

if TYPE_CHECKING:
    import numpy as np

Pair = tuple[str, str]
# Decimal degrees of so many corners pass for D.MMSS in less than one ring of a hundred (four corners).
_SURE_CORNERS = 4
_LARGEST_AREA_ERROR = 0.1
_ASK = (
    "holds degrees, and nothing says whether they are decimal (113.676944) or D.MMSS (113.403700); "
    "write `angles: decimal` or `angles: packed` in dataset.yaml (--angles on the command line)"
)


@dataclass(frozen=True)
class AngleChoice:
    """How the degrees of a file are parsed, why, and what is doubtful; `problem` when nobody can tell."""

    parse: Callable[[str], float]
    decision: Decision | None = None
    findings: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def chosen_angles(
    rings: Sequence[Sequence[Pair]], stated: str, areas_km2: Sequence[float], box_deg: Box | None
) -> AngleChoice:
    """Decide what the degrees of a file are.

    Parameters
    ----------
    rings
        Pairs (latitude, longitude) of texts.
    stated
        `decimal`, `packed` or "".
    areas_km2
        Areas that the file states for one of the rings.
    box_deg
        Where they should lie.
    """
    tokens = [token for ring in rings for pair in ring for token in pair]
    plain = [_is_plain(token) for token in tokens]
    if not any(plain):
        return AngleChoice(_text, Decision("degrees", "度分秒", "以°′″书写"))
    if not all(plain):
        return AngleChoice(_text, problem="mixes °′″ with plain numbers")
    if stated:
        chosen = "十进制度" if stated == "decimal" else "度.分秒（D.MMSS）"
        return _choice(stated, tokens, Decision("degrees", chosen, "按声明"))
    impossible = next((token for token in tokens if not _is_packed(token)), None)
    if impossible is not None:
        return _choice(
            "decimal",
            tokens,
            Decision("degrees", "十进制度", f"“{impossible}”若为度.分秒则分或秒不小于60", "度.分秒：分、秒超限"),
        )
    return _by_evidence(rings, tokens, areas_km2, box_deg)


def _by_evidence(
    rings: Sequence[Sequence[Pair]], tokens: list[str], areas_km2: Sequence[float], box_deg: Box | None
) -> AngleChoice:
    """All tokens may be D.MMSS: the stated area decides, then the region, then the number of corners."""
    fitting = [
        kind
        for kind in ("packed", "decimal")
        if any(
            abs(area - stated) <= _LARGEST_AREA_ERROR * stated for stated in areas_km2 for area in _areas(rings, kind)
        )
    ]
    if len(fitting) == 1:
        return _choice(fitting[0], tokens, _decision(fitting[0], "只有如此读取时面积与所注面积相符"))
    inside = [kind for kind in ("packed", "decimal") if box_deg is None or _is_inside(rings, kind, box_deg)]
    if len(inside) == 1:
        return _choice(inside[0], tokens, _decision(inside[0], "只有如此读取时坐标落在区域范围内"))
    if len({pair for ring in rings for pair in ring}) >= _SURE_CORNERS:
        text = "经纬度按度.分秒（D.MMSS）读取：全部分、秒均小于60，十进制度出现此情形的可能不到1%，请核对"
        choice = _choice("packed", tokens, _decision("packed", "全部分、秒均小于60"))
        return AngleChoice(choice.parse, choice.decision, (("packed_degrees_assumed", text), *choice.findings))
    return AngleChoice(float, problem=_ASK)


def _decision(kind: str, reason: str) -> Decision:
    labels = {"packed": "度.分秒（D.MMSS）", "decimal": "十进制度"}
    other = labels["decimal" if kind == "packed" else "packed"]
    return Decision("degrees", labels[kind], reason, f"{other}：按此读取亦在可能范围内" if kind == "packed" else other)


def _choice(kind: str, tokens: list[str], decision: Decision) -> AngleChoice:
    if kind == "decimal":
        return AngleChoice(float, decision)
    if all(second_digits(token) == 0 for token in tokens):
        coarse = ("coarse_coordinates", "经纬度只精确到整秒（约24—31米），面积和边界仅供参考")
        return AngleChoice(parse_packed, decision, (coarse,))
    return AngleChoice(parse_packed, decision)


def _is_plain(token: str) -> bool:
    try:
        float(token)
    except ValueError:
        return False
    return True


def _text(token: str) -> float:
    angle = parse_angle(token)
    if angle is None:
        raise ValueError(f"“{token}” is no angle")
    return angle


def _is_packed(token: str) -> bool:
    try:
        parse_packed(token)
    except ValueError:
        return False
    return True


def _points(ring: Sequence[Pair], kind: str) -> np.ndarray:
    import numpy as np

    parse = parse_packed if kind == "packed" else float
    return np.array([(parse(east), parse(north)) for north, east in ring])


def _areas(rings: Sequence[Sequence[Pair]], kind: str) -> list[float]:
    """Return the areas of the rings, and of all of them together, in km² near enough to tell the readings apart."""
    import numpy as np

    areas = []
    for ring in rings:
        lon, lat = np.radians(_points(ring, kind)).T
        east, north = lon * np.cos(lat.mean()) * 6378.137, lat * 6378.137
        areas.append(abs(float(np.dot(east, np.roll(north, 1)) - np.dot(north, np.roll(east, 1)))) / 2)
    return [*areas, sum(areas)]


def _is_inside(rings: Sequence[Sequence[Pair]], kind: str, box_deg: Box) -> bool:
    import numpy as np

    points = np.concatenate([_points(ring, kind) for ring in rings])
    west, south, east, north = box_deg
    return bool(((points >= [west, south]) & (points <= [east, north])).all())
