"""Blocks that may be granted, investment projects, zones and other rights of the sample dataset."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coal_layout import DENSITY_BAUXITE, DENSITY_COAL, ORE_COEFFICIENT, Field, H, Mine, N, X
from demo_layout import UV, Frame, box

# Bauxite that no coal covers lies where the Benxi formation crops out, up dip of the coal.
WUTAI, SHENCHI = Frame(113.22, 38.78, 60), Frame(112.05, 39.02, 25)


@dataclass(frozen=True)
class Block:
    """A block that may be granted; tonnages in 万吨, capacities in 万吨/年."""

    key: str
    frame: Frame
    points: tuple[UV, ...]
    county: str
    top: float
    bottom: float
    channel: str = ""
    thickness: float | None = 3.0
    capacity: float | None = None
    year: int | None = None
    exploration: str = "详查"
    ratio: float | None = None
    grade: float | None = None
    explorer: int = 0
    dip: float | None = None
    is_estimated: bool = True

    @property
    def is_coal(self) -> bool:
        return self.key.startswith("C")

    def area_m2(self) -> float:
        """Return the plan area: the frames are metres on an equal-area plane."""
        pairs = list(zip(self.points, self.points[1:] + self.points[:1], strict=True))
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2

    def tonnes(self) -> float:
        """Return coal or ore in place."""
        assert self.thickness is not None
        true = self.area_m2() / math.cos(math.radians(self.dip or 0)) * self.thickness
        return true * (DENSITY_COAL if self.is_coal else DENSITY_BAUXITE * ORE_COEFFICIENT)


def _levels(field: Field, v: UV, up: float, down: float) -> UV:
    """Return elevations from `up` above the lowest seam's floor at v0 to `down` below it at v1."""
    return round(field.floor(v[0]) + up), round(field.floor(v[1]) - down)


def _beside(key: str, field: Field, u: UV, v: UV, county: str, channel: str, **more: object) -> Block:
    return Block(
        key,
        field.frame,
        box(*u, *v),
        county,
        *_levels(field, v, 70, 5),
        channel,
        dip=field.dip,
        **more,  # type: ignore[arg-type]
    )


def _gap(key: str, left: Mine, right: Mine, **more: object) -> Block:
    u, v = (left.u[1] + 12, right.u[0] - 12), (left.v[0] + 250, left.v[1] - 250)
    return _beside(key, left.field, u, v, left.county, "夹缝资源", **more)


def _deep(key: str, mine: Mine, bottom: float, **more: object) -> Block:
    u, v = (mine.u[0] + 200, mine.u[1] - 150), (mine.v[0] + 500, mine.v[1] - 100)
    return Block(
        key,
        mine.field.frame,
        box(*u, *v),
        mine.county,
        bottom - 10,
        bottom - 190,
        "深部资源",
        dip=mine.field.dip,
        **more,  # type: ignore[arg-type]
    )


def _upper(key: str, mine: Mine, top: float, **more: object) -> Block:
    u, v = (mine.u[0] + 250, mine.u[1] - 250), (mine.v[0] + 200, mine.v[1] - 600)
    return Block(
        key,
        mine.field.frame,
        box(*u, *v),
        mine.county,
        top + 80,
        top + 10,
        "上部资源",
        dip=mine.field.dip,
        **more,  # type: ignore[arg-type]
    )


# Key, mines on both sides, thickness, exploration: two mines of one holder, then strangers.
_GAPS = (
    ("C01", "H5", "H6", 6.0, "勘探"),
    ("C02", "N3", "N4", 4.5, "详查"),
    ("C03", "X2", "X3", 8.0, "详查"),
    ("C04", "H12", "H13", 5.0, "普查"),
)
# Key, mine, thickness, exploration; N3 is a small mine.
_DEEP = (
    ("C05", "H2", 4.0, "勘探"),
    ("C06", "N6", 5.0, "详查"),
    ("C07", "X5", 6.0, "详查"),
    ("C08", "N3", 1.5, "普查"),
)
_UPPER = (("C09", "H9", 2.2, "详查"), ("C10", "N12", 2.8, "勘探"))
_NEXT, _NEW = "枯竭矿山就近接替", "缺口产能接续配置"


def coal_blocks(m: dict[str, Mine], levels: dict[str, UV]) -> list[Block]:
    """Return the 20 coal blocks; `levels` holds the licences' elevations."""
    gaps = [_gap(key, m[a], m[b], thickness=t, exploration=e) for key, a, b, t, e in _GAPS]
    deep = [_deep(key, m[a], levels[a][1], thickness=t, exploration=e) for key, a, t, e in _DEEP]
    upper = [_upper(key, m[a], levels[a][0], thickness=t, exploration=e) for key, a, t, e in _UPPER]
    return [*gaps, *deep, *upper, *_beside_depleted(m), *_new_capacity(m), *_not_as_reported(m)]


def _inset(mine: Mine, left: float, right: float) -> UV:
    return mine.u[0] + left, mine.u[1] - right


def _beside_depleted(m: dict[str, Mine]) -> list[Block]:
    """Return blank ground next to depleted mines; C11 touches two of them, C14 carries an exploration right."""
    between = (m["H15"].u[0] + 900, m["H16"].u[1] - 900)
    n9, x7 = _inset(m["N9"], 150, 150), _inset(m["X7"], 100, 200)
    return [
        _beside("C11", H, between, (6012, 7700), "保德县", _NEXT, thickness=7.0, exploration="勘探"),
        _beside("C12", N, (-1750, -15), (200, 2600), "静乐县", _NEXT, thickness=5.0),
        _beside("C13", N, n9, (2715, 4200), "宁武县", _NEXT, thickness=6.0),
        _beside("C14", X, (-1650, -12), (100, 2200), "原平市", _NEXT, thickness=9.0, exploration="勘探", explorer=30),
        _beside("C15", X, x7, (2312, 3700), "原平市", "", thickness=9.0),
    ]


def _new_capacity(m: dict[str, Mine]) -> list[Block]:
    """Return blocks of new capacity: two far from any mine, one beside a mine that lasts."""
    far, lasting = (m["N8"].u[1] + 2000, m["N9"].u[0] - 2100), _inset(m["H14"], 300, 300)
    sure, rough = {"exploration": "勘探"}, {"exploration": "普查"}
    return [
        _beside("C16", N, far, (300, 2500), "宁武县", _NEW, thickness=8.0, capacity=120, year=2028, **sure),
        _beside("C17", H, lasting, (6015, 8200), "保德县", _NEW, thickness=8.0, capacity=150, year=2027),
        _beside("C18", H, (-5200, -2300), (200, 2900), "偏关县", _NEW, thickness=7.0, capacity=120, **rough),
    ]


def _not_as_reported(m: dict[str, Mine]) -> list[Block]:
    """Return ground that may not be granted as reported: partly in a nature reserve; across a mine's border."""
    south, across = (m["H8"].u[1] + 20, m["H8"].u[1] + 2300), _inset(m["N13"], 600, 600)
    return [
        _beside("C19", H, south, (300, 2700), "河曲县", "", thickness=6.0, capacity=90),
        _beside("C20", N, across, (2200, 3600), "宁武县", _NEXT, thickness=6.0),
    ]


# Key, frame, sides, county, elevations, thickness, capacity, year, exploration, A/S, grade.
_OUTCROP = (
    # These pass; B08 states no resources, B09 no A/S ratio.
    ("B01", "H", (300, 2100), (-3600, -2100), "偏关县", (1150, 1075), 3.4, 60, 2027, "勘探", 7.2, 64.2),
    ("B02", "H", (7600, 9300), (-4200, -2500), "偏关县", (1160, 1080), 2.9, 50, 2028, "详查", 5.8, 62.6),
    ("B03", "H", (14500, 16800), (-3900, -2300), "河曲县", (1140, 1060), 3.8, 80, 2027, "勘探", 6.9, 63.9),
    ("B04", "H", (22500, 24800), (-4600, -2600), "保德县", (1130, 1050), 4.1, 100, 2027, "勘探", 8.4, 65.3),
    ("B05", "N", (1200, 3100), (-3400, -1900), "静乐县", (1480, 1400), 2.6, 40, 2028, "详查", 4.9, 60.8),
    ("B06", "N", (34500, 36900), (-3700, -2000), "宁武县", (1500, 1420), 3.5, 80, 2028, "勘探", 7.7, 64.8),
    ("B07", "S", (-900, 1100), (-800, 900), "神池县", (1420, 1340), 3.0, 60, 2029, "详查", 5.3, 61.9),
    ("B08", "S", (3400, 5000), (-700, 800), "神池县", (1430, 1360), 2.4, 40, None, "普查", 4.4, 60.1),
    ("B09", "W", (-1100, 900), (-700, 900), "五台县", (1250, 1170), 2.8, 50, 2029, "普查", None, 61.0),
    # Too small; too short; in a nature reserve; a quarter in the red line; near a railway and in woodland.
    ("B10", "W", (2600, 3700), (-500, 500), "五台县", (1240, 1170), 3.2, 20, 2027, "详查", 6.1, 62.9),
    ("B11", "N", (6200, 6800), (-3000, -2300), "静乐县", (1470, 1420), 2.2, 60, 2028, "详查", 5.5, 61.7),
    ("B12", "N", (40500, 42300), (-4000, -2400), "宁武县", (1510, 1430), 3.3, 60, 2028, "勘探", 7.0, 63.8),
    ("B13", "H", (27600, 29600), (-3800, -2200), "保德县", (1120, 1050), 3.6, 70, 2028, "详查", 6.4, 63.1),
    ("B14", "H", (10900, 12700), (-3700, -2000), "河曲县", (1150, 1070), 3.1, 60, 2028, "详查", 6.0, 62.8),
    # Across an existing bauxite right.
    ("B15", "N", (11400, 13200), (-3500, -1900), "静乐县", (1490, 1410), 3.0, 50, 2029, "详查", 5.7, 62.2),
)
# Key, mine, county, thickness, capacity, year, exploration, A/S, grade.
_UNDER_COAL = (
    ("B16", "H6", "河曲县", 3.2, 60, 2027, "详查", 6.6, 63.5),
    ("B17", "N7", "静乐县", 2.7, 50, 2028, "详查", 5.1, 61.3),
    ("B18", "X3", "原平市", 3.5, 60, 2029, "普查", 5.9, 62.4),
)
_FRAMES = {"H": H.frame, "N": N.frame, "S": SHENCHI, "W": WUTAI}


def bauxite_blocks(mines: dict[str, Mine]) -> list[Block]:
    """Return the 18 bauxite blocks that counties reported."""
    rows = []
    for key, frame, u, v, county, levels, *rest in _OUTCROP:
        rows.append(_bauxite(key, _FRAMES[frame], box(*u, *v), county, levels, 6.0, rest))
    for key, name, county, *rest in _UNDER_COAL:
        mine = mines[name]
        u, v = _inset(mine, 500, 600), (mine.v[0] + 400, mine.v[1] - 900)
        levels = round(mine.field.floor(v[0]) - 50), round(mine.field.floor(v[1]) - 55)
        rows.append(_bauxite(key, mine.field.frame, box(*u, *v), county, levels, mine.field.dip, rest))
    return rows


def _bauxite(key: str, frame: Frame, points: Any, county: str, levels: Any, dip: float, rest: Sequence[Any]) -> Block:
    thickness, capacity, year, exploration, ratio, grade = rest
    return Block(
        key,
        frame,
        points,
        county,
        *levels,
        thickness=thickness,
        capacity=capacity,
        year=year,
        exploration=exploration,
        ratio=ratio,
        grade=grade,
        dip=dip,
        is_estimated=key != "B08",
    )
