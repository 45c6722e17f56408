"""Decimal degrees or D.MMSS: told by digits that cannot be minutes, by a stated area, or asked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
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
    import numpy as np

    tokens = [token for ring in rings for pair in ring for token in pair]
    plain = [_is_plain(token) for token in tokens]
    if not any(plain):
        return AngleChoice(_text, Decision("degrees", "度分秒", "以°′″书写"))
    if not all(plain):
        return AngleChoice(_text, problem="mixes °′″ with plain numbers")
    if stated:
        chosen = "十进制度" if stated == "decimal" else "度.分秒（D.MMSS）"
        return _choice(stated, tokens, Decision("degrees", chosen, "按声明"))
    packed = np.array([_packed(token) for token in tokens])
    impossible = np.flatnonzero(np.isnan(packed))
    if len(impossible):
        return _choice(
            "decimal",
            tokens,
            Decision(
                "degrees",
                "十进制度",
                f"“{tokens[impossible[0]]}”若为度.分秒则分或秒不小于60",
                "度.分秒：分、秒超限",
            ),
        )
    values = {"packed": packed.reshape(-1, 2), "decimal": np.array(tokens, dtype=float).reshape(-1, 2)}
    starts = np.cumsum([0, *map(len, rings)])[:-1]
    return _by_evidence(values, starts, tokens, areas_km2, box_deg)


def _by_evidence(
    values: Mapping[str, np.ndarray],
    starts: np.ndarray,
    tokens: list[str],
    areas_km2: Sequence[float],
    box_deg: Box | None,
) -> AngleChoice:
    """All tokens may be D.MMSS: the stated area decides, then the region, then the number of corners.

    `values` are latitude and longitude of all points under either reading, `starts` where rings begin.
    """
    import numpy as np

    fitting = [kind for kind in ("packed", "decimal") if _is_stated(_areas(values[kind], starts), areas_km2)]
    if len(fitting) == 1:
        return _choice(fitting[0], tokens, _decision(fitting[0], "只有如此读取时面积与所注面积相符"))
    inside = [kind for kind in ("packed", "decimal") if box_deg is None or _is_inside(values[kind], box_deg)]
    if len(inside) == 1:
        return _choice(inside[0], tokens, _decision(inside[0], "只有如此读取时坐标落在区域范围内"))
    if len(np.unique(values["decimal"], axis=0)) >= _SURE_CORNERS:
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
    if max(map(second_digits, tokens), default=0) == 0:
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


def _packed(token: str) -> float:
    try:
        return parse_packed(token)
    except ValueError:
        return math.nan


def _areas(points: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return the areas of the rings, and of all of them together, in km² near enough to tell the readings apart."""
    import numpy as np

    ends = np.append(starts[1:], len(points)) - 1
    sizes = ends - starts + 1
    middle = np.repeat(np.radians(np.add.reduceat(points[:, 0], starts) / sizes), sizes)
    east, north = np.radians(points[:, 1]) * np.cos(middle) * 6378.137, np.radians(points[:, 0]) * 6378.137
    following = np.arange(1, len(points) + 1)
    following[ends] = starts
    areas = np.abs(np.add.reduceat(east * north[following] - north * east[following], starts)) / 2
    return np.append(areas, areas.sum())


def _is_stated(areas: np.ndarray, stated_km2: Sequence[float]) -> bool:
    """Whether any area is one of those that the file states, within 10 %."""
    import numpy as np

    stated, known = np.sort(np.array(stated_km2, dtype=float)), np.sort(areas)
    low = np.searchsorted(known, stated * (1 - _LARGEST_AREA_ERROR))
    return bool((np.searchsorted(known, stated * (1 + _LARGEST_AREA_ERROR), side="right") > low).any())


def _is_inside(points: np.ndarray, box_deg: Box) -> bool:
    west, south, east, north = box_deg
    return bool(((points >= [south, west]) & (points <= [north, east])).all())
