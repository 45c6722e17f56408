"""The quarries and gravel pits of the sample dataset: clusters around the 300 m rule, ridges, rivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from demo_layout import UV, Body, Frame, Right, Ring, Site, box, row

STONE, DOLOMITE, SAND, RIVER_SAND = "建筑石料用灰岩", "建筑用白云岩", "建筑用砂", "河砂"


@dataclass(frozen=True)
class Cluster:
    """A row of quarries: widths and gaps in metres, capacities in 万吨/年."""

    key: str
    frame: Frame
    county: str
    mineral: str
    widths: Sequence[float]
    gaps: Sequence[float]
    capacity: Sequence[float]
    holder: Sequence[int]
    depth: float = 240
    elevations: UV = (1300, 1180)

    def rights(self) -> list[Right]:
        """Return the quarries; skew 0, so that the gaps are exact."""
        shapes = row(0, self.widths, self.gaps, [(0, self.depth)] * len(self.widths), skew=0)
        return [
            Right(
                f"{self.key}{k + 1}",
                self.frame,
                (Ring(shape, self.elevations[0], self.elevations[1]),),
                self.county,
                self.mineral,
                self.capacity[k],
                self.holder[k],
                method="露天开采",
            )
            for k, shape in enumerate(shapes)
        ]


SA = Frame(112.62, 38.38, 80)
SB, SC, SD = Frame(113.02, 38.55, 60), Frame(112.66, 38.62, 35), Frame(113.17, 38.66, 70)
SE, SF, SG = Frame(112.98, 39.06, 65), Frame(111.96, 38.34, 20), Frame(111.60, 38.67, 85)
SH, SI, SJ = Frame(111.83, 38.93, 40), Frame(112.18, 39.12, 95), Frame(111.13, 38.99, 15)
SK, SL, SM = Frame(111.18, 39.35, 10), Frame(111.53, 39.42, 60), Frame(112.25, 38.97, 120)
SN, SO = Frame(113.27, 39.21, 65), Frame(112.50, 38.56, 90)

CLUSTERS = (
    Cluster(
        "SA",
        SA,
        "忻府区",
        STONE,
        [220, 200, 260, 185, 240, 210, 190, 230],
        [299, 301, 0, 120, 380, 60, 250],
        [10, 8, 20, 5, 12, 6, 5, 15],
        [1, 2, 3, 3, 4, 5, 6, 7],
    ),
    Cluster(
        "SC",
        SC,
        "原平市",
        STONE,
        [200, 210, 220, 200, 190, 250],
        [150, 0, 290, 310, 90],
        [20, 15, 10, 8, 12, 30],
        [12, 13, 14, 14, 15, 16],
    ),
    Cluster("SD", SD, "五台县", DOLOMITE, [320, 360, 200, 210], [180, 240, 40], [60, 80, 10, 8], [17, 18, 19, 20]),
    Cluster(
        "SE",
        SE,
        "代县",
        RIVER_SAND,
        [300, 280, 320, 260, 300],
        [100, 0, 330, 200],
        [5, 4, 6, 5, 3],
        [21, 22, 23, 24, 25],
        160,
        (842, 836),
    ),
    Cluster(
        "SF",
        SF,
        "静乐县",
        STONE,
        [210, 180, 200, 220, 190, 200],
        [305, 295, 0, 0, 210],
        [8, 6, 5, 10, 5, 12],
        [26, 27, 28, 29, 29, 30],
    ),
    Cluster("SH", SH, "五寨县", SAND, [240, 220, 260, 230], [200, 350, 130], [10, 6, 8, 20], [35, 36, 37, 38]),
    Cluster(
        "SI",
        SI,
        "神池县",
        STONE,
        [230, 210, 240, 200, 220],
        [80, 160, 0, 400],
        [15, 10, 10, 6, 20],
        [39, 40, 41, 41, 42],
    ),
    Cluster(
        "SJ", SJ, "保德县", STONE, [200, 220, 210, 190, 230], [270, 0, 310, 50], [8, 10, 5, 5, 12], [43, 44, 45, 46, 46]
    ),
    Cluster(
        "SK",
        SK,
        "河曲县",
        RIVER_SAND,
        [260, 240, 280, 250],
        [0, 140, 420],
        [4, 3, 5, 4],
        [47, 48, 49, 50],
        150,
        (858, 850),
    ),
    Cluster("SL", SL, "偏关县", STONE, [220, 200, 240, 210], [110, 302, 298], [10, 8, 6, 12], [51, 52, 53, 54]),
    Cluster(
        "SM",
        SM,
        "宁武县",
        STONE,
        [400, 380, 210, 200],
        [260, 190, 0],
        [120, 55, 8, 6],
        [55, 56, 57, 57],
        380,
        (1720, 1560),
    ),
    Cluster("SO", SO, "原平市", STONE, [230, 220, 240], [130, 70], [10, 9, 15], [62, 63, 64]),
)


def ridge_pairs() -> list[Right]:
    """Quarries that meet along a ridge: with a common boundary, and with a strip of some metres between."""
    drawn = [
        (
            "SB",
            SB,
            "定襄县",
            [box(0, 260, -220, 0), box(0, 260, 0, 210), box(330, 560, -200, 0), box(330, 560, 16, 230)],
            8,
            980,
        ),
        (
            "SG",
            SG,
            "岢岚县",
            [box(0, 230, -210, 0), box(10, 240, 0, 200), box(470, 700, -90, 120), box(760, 960, -90, 110)],
            31,
            1560,
        ),
        (
            "SN",
            SN,
            "繁峙县",
            [box(0, 240, -230, 0), box(0, 240, 0, 240), box(400, 620, -100, 120), box(900, 1100, -100, 120)],
            58,
            1210,
        ),
    ]
    return [
        Right(
            f"{key}{k + 1}",
            frame,
            (Ring(shape, top, top - 110),),
            county,
            DOLOMITE if key == "SG" else STONE,
            (10, 8, 5, 12)[k],
            holder + k,
            method="露天开采",
        )
        for key, frame, county, shapes, holder, top in drawn
        for k, shape in enumerate(shapes)
    ]


# What single quarries have beyond their cluster's row.
ODD = {
    "SA2": {"form": "degrees"},
    "SA5": {"status": "停产", "until": "2024-11-30"},
    "SF6": {"form": "degrees"},
    "SJ1": {"form": "degrees"},
    "SC4": {"until": "2025-06-30"},
    "SH3": {"status": "关闭", "until": "2020-03-31"},
    "SL4": {"form": "degrees"},
    "SK3": {"status": "在建"},
    "SE5": {"status": "停产"},
    "SI5": {"until": "2026-11-22"},
    "SO3": {"until": "2026-11-23"},
    **{
        key: {"unit": "万立方米/年", "density": 2.65}
        for key in ("SA3", "SC2", "SD1", "SD3", "SF1", "SI1", "SJ2", "SM2", "SN1")
    },
    **{key: {"unit": "万立方米/年", "density": 1.90} for key in ("SE1", "SE3", "SK1", "SH1")},
}


def _with_oddity(right: Right) -> Right:
    odd = dict(ODD.get(right.key, {}))
    if odd.get("unit"):
        odd["capacity"] = round(right.capacity / odd["density"], 1)
    right = replace(right, **odd)
    if right.key == "SF4":
        # Old licences carry this placeholder where nobody knew the elevations.
        right = replace(right, rings=(replace(right.rings[0], top=1000, bottom=-1000),))
    if right.key == "SD2":
        right = replace(
            right, rings=(*right.rings, Ring(box(560, 640, 90, 160), 1300, 1250, "扣除示例高压线塔范围", -1))
        )
    if right.key == "SI5":
        spare = Ring(box(1790, 1880, 30, 150), 1290, 1220)
        right = replace(right, rings=(*right.rings, spare))
    return right


def _hill(key: str, frame: Frame, u: UV, v: UV, elevations: UV, mineral: str, density: float) -> Body:
    """Return a gently lying hill of stone or a gravel bed: a prism, hence no dip direction."""
    return Body(
        key,
        frame,
        u,
        v[0],
        elevations,
        5,
        elevations[0] - elevations[1],
        density,
        None,
        (0, 0.4, 0.6),
        mineral,
        v[1] - v[0],
    )


def hills() -> list[Body]:
    """Return the stone and gravel bodies, each under one independent hill, gully or river reach."""
    return [
        _hill("S-A1", SA, (960, 2200), (10, 230), (1295, 1190), STONE, 2.66),
        _hill("S-B1", SB, (-20, 580), (-210, 220), (978, 880), STONE, 2.67),
        _hill("S-C1", SC, (0, 780), (15, 225), (1298, 1185), STONE, 2.66),
        _hill("S-D1", SD, (-10, 880), (10, 230), (1296, 1190), DOLOMITE, 2.70),
        _hill("S-E1", SE, (0, 1010), (10, 150), (842, 837), RIVER_SAND, 1.90),
        _hill("S-F1", SF, (990, 1600), (15, 225), (1296, 1186), STONE, 2.65),
        _hill("S-G1", SG, (-10, 250), (-200, 190), (1558, 1460), DOLOMITE, 2.69),
        _hill("S-I1", SI, (300, 1100), (10, 225), (1295, 1188), STONE, 2.66),
        _hill("S-K1", SK, (0, 920), (8, 142), (857, 851), RIVER_SAND, 1.92),
        _hill("S-M1", SM, (0, 1060), (20, 360), (1710, 1570), STONE, 2.67),
    ]


def quarry_site() -> Site:
    """Return all quarries, in the order of the ledger, and the bodies they work."""
    rights = [_with_oddity(right) for right in [r for c in CLUSTERS for r in c.rights()] + ridge_pairs()]
    return Site(sorted(rights, key=lambda r: (r.key[:2], int(r.key[2:]))), hills())
