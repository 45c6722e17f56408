"""The coalfields of the sample dataset: rows of mines along strike, seams and the bauxite under them.

A field is a local frame (u along strike, v down dip) on the analysis plane. The floor of its lowest seam falls from
`floor_m` at v = 0 with the dip; everything else is stacked on it: z(v) = floor_m - v * tan(dip).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from demo_layout import UV, Frame, box

DENSITY_COAL, DENSITY_BAUXITE = 1.4, 2.8
# Share of a bauxite area that bears ore: deposits of the Benxi formation are patchy.
ORE_COEFFICIENT = 0.52
# Shares of measured, indicated and inferred resources by stage of exploration.
CLASSES = {"勘探": (0.25, 0.45, 0.30), "详查": (0.0, 0.55, 0.45), "普查": (0.0, 0.0, 1.0)}


@dataclass(frozen=True)
class Field:
    """A coalfield."""

    frame: Frame
    dip: float
    floor_m: float
    surface_m: float
    upper_m: float
    """Height of the upper seam's floor above that of the lowest."""

    def floor(self, v: float) -> float:
        """Return the elevation of the lowest seam's floor at v."""
        return self.floor_m - v * math.tan(math.radians(self.dip))


# Dips and strikes as described for the fields: Hedong gentle to the west, Ningwu-Jingle to the south-east, Xuangang
# N40°E with a dip to the north-west.
H = Field(Frame(111.40, 39.43, 180), 5, 1020, 1180, 62)
N = Field(Frame(111.92, 38.30, 30), 12, 1350, 1520, 55)
X = Field(Frame(112.72, 38.98, 220), 18, 1150, 1310, 48)


@dataclass(frozen=True)
class Mine:
    """One coal mine; capacities in 万吨/年, life in years at K = 1.4. Blank figures are None."""

    key: str
    field: Field
    u: UV
    v: UV
    county: str
    capacity: float | None
    life: float | None
    holder: int
    increased: float | None = None
    status: str = "生产"
    method: str = "地下开采"
    until: str = ""

    def points(self) -> tuple[UV, ...]:
        return box(*self.u, *self.v)

    def elevations(self, deeper: float) -> UV:
        """Return upper and lower elevation of the licence; `deeper` metres below its deepest coal."""
        high = self.field.floor(self.v[0]) + self.field.upper_m + 30
        return round(high / 5) * 5, round((self.field.floor(self.v[1]) - deeper) / 5) * 5


@dataclass(frozen=True)
class Bauxite:
    """Bauxite under one pilot mine, and what is known of it.

    Attributes
    ----------
    interval, thickness
        Between the floor of the lowest worked seam and the bauxite roof; of the bauxite; metres.
    state
        State of the lowest seam.
    deeper
        How far below its deepest coal the licence reaches; less than interval + thickness leaves the ore outside.
    """

    key: str
    state: str
    interval: float
    thickness: float
    water_m: float | None
    aquifuge: float | None
    floor_state: str
    deeper: float
    capacity: float | None
    ready: int | None
    exploration: str
    shares: tuple[float, float, float, float]
    grade: float = 62.0
    upper_state: str = "采空区"
    patches: tuple[tuple[float, float, float, float], ...] = field(default=((0.12, 0.86, 0.15, 0.80),))
    """Rectangles in shares of the mine's sides; the bauxite's outlines are ovals in them."""


def _row(field_: Field, start: float, v: UV, widths: list[float], gaps: dict[int, float]) -> list[tuple[Field, UV, UV]]:
    """Return the sides of a row of mines; neighbours lie 30 m apart unless `gaps` says otherwise."""
    shapes, u = [], start
    for k, width in enumerate(widths):
        shapes.append((field_, (u, u + width), v))
        u += width + gaps.get(k, 30.0)
    return shapes


def _mines(keys: str, first: int, shapes: list[tuple[Field, UV, UV]], rows: list[tuple[object, ...]]) -> list[Mine]:
    return [Mine(f"{keys}{first + k}", *shape, *row) for k, (shape, row) in enumerate(zip(shapes, rows, strict=True))]


def mines() -> list[Mine]:
    """Return the 40 coal mines, in the order of the ledger."""
    near = _row(H, 0, (0, 3000), [3600, 3200, 3900, 3000, 3400, 3600, 3100, 3300], {4: 220.0})
    far = _row(H, 60, (3030, 6000), [3500, 3300, 3700, 3100, 3300, 3600, 3200, 3400], {3: 200.0})
    ningwu = _row(
        N,
        0,
        (0, 2700),
        [3000, 3200, 2600, 3100, 3300, 3000, 3200, 2900, 3000, 3100, 2800, 3000, 3400, 2700, 3000, 2600],
        {2: 240.0, 7: 6400.0},
    )
    xuangang = _row(X, 0, (0, 2300), [3000, 3200, 3100, 3200, 2900, 3200, 3100, 2800], {1: 260.0})
    return [
        *_mines(
            "H",
            1,
            near,
            [
                ("偏关县", 120, 18, 1),
                ("偏关县", 180, 26, 1, 240),
                ("偏关县", 150, 22, 2),
                ("偏关县", 90, 12, 3),
                ("河曲县", 120, 9, 4),
                ("河曲县", 240, 24, 4),
                ("河曲县", 120, 16, 5),
                ("河曲县", 300, 35, 6, 400, "生产", "露天开采"),
            ],
        ),
        *_mines(
            "H",
            9,
            far,
            [
                ("河曲县", 120, 14, 7),
                ("河曲县", 180, 28, 8),
                ("保德县", 150, 20, 9),
                ("保德县", 120, 7, 10),
                ("保德县", 90, 11, 10),
                ("保德县", 240, 30, 11),
                ("保德县", 120, 3, 12, 150),
                ("保德县", 90, 5, 13),
            ],
        ),
        *_mines(
            "N",
            1,
            ningwu,
            [
                ("静乐县", 90, 4, 14),
                ("静乐县", 120, 17, 15),
                ("静乐县", 30, 8, 16),
                ("静乐县", 120, 21, 17),
                ("静乐县", 180, 19, 18),
                ("静乐县", 120, 13, 19, 150),
                ("静乐县", 150, 25, 20),
                ("静乐县", 90, None, 21),
                ("宁武县", 120, 2, 22),
                ("宁武县", 90, 15, 23),
                ("宁武县", None, 12, 24),
                ("宁武县", 120, 10, 25),
                ("宁武县", 400, 40, 26),
                ("宁武县", 60, 6, 27, None, "停产", "地下开采", "2025-08-31"),
                ("宁武县", 120, 18, 28),
                ("宁武县", 45, 0.8, 29),
            ],
        ),
        *_mines(
            "X",
            1,
            xuangang,
            [
                ("原平市", 150, 5, 30, 180),
                ("原平市", 120, 12, 31),
                ("原平市", 90, 14, 32),
                ("原平市", 180, 23, 33),
                ("原平市", 120, 9, 34),
                ("原平市", 150, 16, 35),
                ("原平市", 120, 3, 36),
                ("原平市", 60, None, 37, None, "关闭", "地下开采", "2021-12-31"),
            ],
        ),
    ]


# Twelve pilot mines, one or more for each state, order and water verdict.
# States of design, safety argumentation, hydrogeological work and formalities stand in `shares`.
_ALL, _MOST, _HALF, _LITTLE = (1.0, 1.0, 1.0, 0.9), (0.9, 0.8, 0.8, 0.6), (0.6, 0.5, 0.4, 0.3), (0.2, 0.0, 0.1, 0.1)
PILOTS = (
    Bauxite("H1", "采空区", 52, 3.2, 740, 38, "完整", 120, 60, 2027, "勘探", _ALL, 63.4),
    Bauxite("H3", "未采", 61, 3.6, 740, 34, "完整", 120, 80, 2027, "勘探", _MOST, 64.1, "未采"),
    Bauxite(
        "H4", "采空区", 47, 2.8, 740, 30, "完整", 20, 40, 2028, "详查", _MOST, 61.8, patches=((0.12, 0.86, 0.20, 0.97),)
    ),
    Bauxite("H7", "正在开采", 55, 3.0, 790, 30, "受构造破坏", 120, 50, 2028, "详查", _HALF, 62.2),
    Bauxite("H8", "露天采坑", 44, 4.2, 790, 36, "完整", 100, 120, 2027, "勘探", _ALL, 65.0, "露天采坑"),
    Bauxite("H11", "未采", 38, 5.6, 820, 40, "完整", 120, 60, 2029, "详查", _HALF, 63.0, "正在开采"),
    Bauxite("H14", "未采", 68, 2.6, 820, 18, "受构造破坏", 20, 70, 2029, "普查", _LITTLE, 60.4, "正在开采"),
    Bauxite(
        "N2",
        "采空区",
        58,
        2.9,
        1020,
        42,
        "完整",
        130,
        50,
        2028,
        "详查",
        _MOST,
        62.7,
        patches=((0.08, 0.46, 0.10, 0.62), (0.54, 0.92, 0.20, 0.78)),
    ),
    Bauxite(
        "N7",
        "正在开采",
        49,
        3.3,
        None,
        None,
        "",
        20,
        60,
        2028,
        "详查",
        _HALF,
        61.5,
        patches=((0.12, 0.86, 0.20, 0.97),),
    ),
    Bauxite(
        "N10",
        "",
        73,
        2.4,
        1015,
        35,
        "完整",
        20,
        40,
        2029,
        "普查",
        _LITTLE,
        60.9,
        "",
        patches=((0.30, 1.10, 0.15, 0.80),),
    ),
    Bauxite("X4", "未采", 80, 3.1, 930, 85, "受构造破坏", 140, 60, 2030, "详查", _HALF, 64.6, "正在开采"),
    Bauxite(
        "X6", "采空区", 30, 4.8, 930, 60, "", 20, None, None, "普查", _LITTLE, 61.1, patches=((0.12, 0.86, 0.20, 0.97),)
    ),
)


def oval(u: UV, v: UV) -> tuple[UV, ...]:
    """Return an oval of 20 corners that fills a rectangle: no deposit is a rectangle."""
    centre, half = (sum(u) / 2, sum(v) / 2), ((u[1] - u[0]) / 2, (v[1] - v[0]) / 2)
    corners = []
    for k in range(20):
        angle = 2 * math.pi * k / 20
        # A superellipse, wavy so that no two bodies look alike.
        cos, sin, wave = math.cos(angle), math.sin(angle), 1 - 0.05 * (1 + math.sin(3 * angle + u[0]))
        reach = wave / (abs(cos) ** 3 + abs(sin) ** 3) ** (1 / 3)
        corners.append((centre[0] + half[0] * reach * cos, centre[1] + half[1] * reach * sin))
    return tuple(corners)


def patches(mine: Mine, ore: Bauxite) -> list[tuple[UV, UV]]:
    """Return the rectangles, in metres, of the bauxite under a mine."""
    (u0, u1), (v0, v1) = mine.u, mine.v
    long, wide = u1 - u0, v1 - v0
    return [((u0 + a * long, u0 + b * long), (v0 + c * wide, v0 + d * wide)) for a, b, c, d in ore.patches]
