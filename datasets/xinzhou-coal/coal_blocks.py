"""Blocks that may be granted, investment projects, zones and other rights of the sample dataset."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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

    def area_m2(self) -> float:
        """Return the plan area: the frames are metres on an equal-area plane."""
        pairs = list(zip(self.points, self.points[1:] + self.points[:1], strict=True))
        return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2

    def tonnes(self) -> float:
        """Return coal or ore in place."""
        assert self.thickness is not None
        true = self.area_m2() / math.cos(math.radians(self.dip or 0)) * self.thickness
        return true * (DENSITY_COAL if self.ratio is None else DENSITY_BAUXITE * ORE_COEFFICIENT)


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


def coal_blocks(mines: dict[str, Mine], levels: dict[str, UV]) -> list[Block]:
    """Return the 20 coal blocks; `levels` holds the licences' elevations."""
    m = mines
    return [
        # Gap resources: between two mines of one holder, between strangers.
        _gap("C01", m["H5"], m["H6"], thickness=6.0, exploration="勘探"),
        _gap("C02", m["N3"], m["N4"], thickness=4.5),
        _gap("C03", m["X2"], m["X3"], thickness=8.0),
        _gap("C04", m["H12"], m["H13"], thickness=5.0, exploration="普查"),
        # Deep resources under four mines, the last of them a small one.
        _deep("C05", m["H2"], levels["H2"][1], thickness=4.0, exploration="勘探"),
        _deep("C06", m["N6"], levels["N6"][1], thickness=5.0),
        _deep("C07", m["X5"], levels["X5"][1], thickness=6.0),
        _deep("C08", m["N3"], levels["N3"][1], thickness=1.5, exploration="普查"),
        # Upper resources.
        _upper("C09", m["H9"], levels["H9"][0], thickness=2.2),
        _upper("C10", m["N12"], levels["N12"][0], thickness=2.8, exploration="勘探"),
        # Blank ground next to depleted mines; C11 touches two of them, C14 carries an exploration right.
        _beside(
            "C11",
            H,
            (m["H15"].u[0] + 900, m["H16"].u[1] - 900),
            (6012, 7700),
            "保德县",
            "枯竭矿山就近接替",
            thickness=7.0,
            exploration="勘探",
        ),
        _beside("C12", N, (-1750, -15), (200, 2600), "静乐县", "枯竭矿山就近接替", thickness=5.0),
        _beside(
            "C13",
            N,
            (m["N9"].u[0] + 150, m["N9"].u[1] - 150),
            (2715, 4200),
            "宁武县",
            "枯竭矿山就近接替",
            thickness=6.0,
        ),
        _beside(
            "C14",
            X,
            (-1650, -12),
            (100, 2200),
            "原平市",
            "枯竭矿山就近接替",
            thickness=9.0,
            exploration="勘探",
            explorer=30,
        ),
        _beside("C15", X, (m["X7"].u[0] + 100, m["X7"].u[1] - 200), (2312, 3700), "原平市", "", thickness=9.0),
        # New capacity: two blocks far from any mine, one beside a mine that lasts.
        _beside(
            "C16",
            N,
            (m["N8"].u[1] + 2000, m["N9"].u[0] - 2100),
            (300, 2500),
            "宁武县",
            "缺口产能接续配置",
            thickness=8.0,
            capacity=120,
            year=2028,
            exploration="勘探",
        ),
        _beside(
            "C17",
            H,
            (m["H14"].u[0] + 300, m["H14"].u[1] - 300),
            (6015, 8200),
            "保德县",
            "缺口产能接续配置",
            thickness=8.0,
            capacity=150,
            year=2027,
        ),
        _beside(
            "C18",
            H,
            (-5200, -2300),
            (200, 2900),
            "偏关县",
            "缺口产能接续配置",
            thickness=7.0,
            capacity=120,
            exploration="普查",
        ),
        # Ground that may not be granted as reported: half in a nature reserve; across a neighbour's border.
        _beside(
            "C19", H, (m["H8"].u[1] + 20, m["H8"].u[1] + 2300), (300, 2700), "河曲县", "", thickness=6.0, capacity=90
        ),
        _beside(
            "C20",
            N,
            (m["N13"].u[0] + 600, m["N13"].u[1] - 600),
            (2200, 3600),
            "宁武县",
            "枯竭矿山就近接替",
            thickness=6.0,
        ),
    ]


def _bauxite(key: str, frame: Frame, sides: tuple[UV, UV], county: str, levels: UV, **more: object) -> Block:
    return Block(key, frame, box(*sides[0], *sides[1]), county, *levels, dip=6.0, **more)  # type: ignore[arg-type]


def bauxite_blocks(mines: dict[str, Mine]) -> list[Block]:
    """Return the 18 bauxite blocks that counties reported."""

    def under(key: str, mine: Mine, county: str, **more: object) -> Block:
        u, v = (mine.u[0] + 500, mine.u[1] - 600), (mine.v[0] + 400, mine.v[1] - 900)
        levels = round(mine.field.floor(v[0]) - 50), round(mine.field.floor(v[1]) - 55)
        return Block(key, mine.field.frame, box(*u, *v), county, *levels, dip=mine.field.dip, **more)  # type: ignore[arg-type]

    h, n = H.frame, N.frame
    return [
        # Nine that pass, of several sizes, grades and stages; B08 states no resources, B09 no A/S ratio.
        _bauxite(
            "B01",
            h,
            ((300, 2100), (-3600, -2100)),
            "偏关县",
            (1150, 1075),
            thickness=3.4,
            capacity=60,
            year=2027,
            exploration="勘探",
            ratio=7.2,
            grade=64.2,
        ),
        _bauxite(
            "B02",
            h,
            ((7600, 9300), (-4200, -2500)),
            "偏关县",
            (1160, 1080),
            thickness=2.9,
            capacity=50,
            year=2028,
            ratio=5.8,
            grade=62.6,
        ),
        _bauxite(
            "B03",
            h,
            ((14500, 16800), (-3900, -2300)),
            "河曲县",
            (1140, 1060),
            thickness=3.8,
            capacity=80,
            year=2027,
            exploration="勘探",
            ratio=6.9,
            grade=63.9,
        ),
        _bauxite(
            "B04",
            h,
            ((22500, 24800), (-4600, -2600)),
            "保德县",
            (1130, 1050),
            thickness=4.1,
            capacity=100,
            year=2027,
            exploration="勘探",
            ratio=8.4,
            grade=65.3,
        ),
        _bauxite(
            "B05",
            n,
            ((1200, 3100), (-3400, -1900)),
            "静乐县",
            (1480, 1400),
            thickness=2.6,
            capacity=40,
            year=2028,
            ratio=4.9,
            grade=60.8,
        ),
        _bauxite(
            "B06",
            n,
            ((34500, 36900), (-3700, -2000)),
            "宁武县",
            (1500, 1420),
            thickness=3.5,
            capacity=80,
            year=2028,
            exploration="勘探",
            ratio=7.7,
            grade=64.8,
        ),
        _bauxite(
            "B07",
            SHENCHI,
            ((-900, 1100), (-800, 900)),
            "神池县",
            (1420, 1340),
            thickness=3.0,
            capacity=60,
            year=2029,
            ratio=5.3,
            grade=61.9,
        ),
        _bauxite(
            "B08",
            SHENCHI,
            ((3400, 5000), (-700, 800)),
            "神池县",
            (1430, 1360),
            thickness=2.4,
            capacity=40,
            exploration="普查",
            ratio=4.4,
            grade=60.1,
            is_estimated=False,
        ),
        _bauxite(
            "B09",
            WUTAI,
            ((-1100, 900), (-700, 900)),
            "五台县",
            (1250, 1170),
            thickness=2.8,
            capacity=50,
            year=2029,
            exploration="普查",
            ratio=None,
            grade=61.0,
        ),
        # Too small; too short; in a nature reserve; a quarter in the red line; near a railway and in woodland.
        _bauxite(
            "B10",
            WUTAI,
            ((2600, 3700), (-500, 500)),
            "五台县",
            (1240, 1170),
            thickness=3.2,
            capacity=20,
            year=2027,
            ratio=6.1,
            grade=62.9,
        ),
        _bauxite(
            "B11",
            n,
            ((6200, 6800), (-3000, -2300)),
            "静乐县",
            (1470, 1420),
            thickness=2.2,
            capacity=60,
            year=2028,
            ratio=5.5,
            grade=61.7,
        ),
        _bauxite(
            "B12",
            n,
            ((40500, 42300), (-4000, -2400)),
            "宁武县",
            (1510, 1430),
            thickness=3.3,
            capacity=60,
            year=2028,
            exploration="勘探",
            ratio=7.0,
            grade=63.8,
        ),
        _bauxite(
            "B13",
            h,
            ((27600, 29600), (-3800, -2200)),
            "保德县",
            (1120, 1050),
            thickness=3.6,
            capacity=70,
            year=2028,
            ratio=6.4,
            grade=63.1,
        ),
        _bauxite(
            "B14",
            h,
            ((10900, 12700), (-3700, -2000)),
            "河曲县",
            (1150, 1070),
            thickness=3.1,
            capacity=60,
            year=2028,
            ratio=6.0,
            grade=62.8,
        ),
        # Across an existing bauxite right; under three coal mines.
        _bauxite(
            "B15",
            n,
            ((11400, 13200), (-3500, -1900)),
            "静乐县",
            (1490, 1410),
            thickness=3.0,
            capacity=50,
            year=2029,
            ratio=5.7,
            grade=62.2,
        ),
        under("B16", mines["H6"], "河曲县", thickness=3.2, capacity=60, year=2027, ratio=6.6, grade=63.5),
        under("B17", mines["N7"], "静乐县", thickness=2.7, capacity=50, year=2028, ratio=5.1, grade=61.3),
        under(
            "B18",
            mines["X3"],
            "原平市",
            thickness=3.5,
            capacity=60,
            year=2029,
            exploration="普查",
            ratio=5.9,
            grade=62.4,
        ),
    ]


@dataclass(frozen=True)
class Other:
    """A right for another mineral."""

    key: str
    frame: Frame
    points: tuple[UV, ...]
    county: str
    mineral: str
    capacity: float
    top: float
    bottom: float
    holder: int


def other_rights() -> list[Other]:
    """Return three rights that are no coal mines: a bauxite mine across B15, one alone, a limestone quarry."""
    return [
        Other("A1", N.frame, box(12200, 14000, -3300, -2000), "静乐县", "铝土矿", 40, 1495, 1405, 51),
        Other("A2", H.frame, box(18600, 20200, -4000, -2700), "河曲县", "铝土矿", 60, 1145, 1050, 52),
        Other("A3", WUTAI, box(6000, 6500, -300, 200), "五台县", "水泥用灰岩", 100, 1320, 1180, 53),
    ]


# Name, county, owner's number, demand (万吨/年), first year, last year, score, lowest A/S, longitude, latitude.
PROJECTS: tuple[tuple[str, str, int, float, int, int | None, float, float | None, float, float], ...] = (
    ("氧化铝一期", "原平市", 61, 160, 2028, None, 0.92, 5.0, 112.72, 38.74),
    ("氧化铝二期", "原平市", 61, 120, 2030, None, 0.78, 5.5, 112.74, 38.75),
    ("氧化铝技改", "保德县", 62, 140, 2028, None, 0.88, 5.0, 111.12, 39.01),
    ("高铝材料", "河曲县", 63, 50, 2028, None, 0.70, 6.5, 111.18, 39.36),
    ("耐火材料", "五台县", 64, 30, 2028, 2030, 0.55, None, 113.24, 38.73),
    ("铝酸盐水泥", "宁武县", 65, 40, 2029, None, 0.60, None, 112.30, 38.99),
    ("陶粒支撑剂", "神池县", 66, 35, 2028, None, 0.64, 4.0, 112.19, 39.09),
    ("电熔刚玉", "静乐县", 67, 45, 2029, None, 0.66, 4.5, 111.93, 38.36),
)

# Frame, "area" or "line", points, kind, name, level, approval, day set up.
Zone = tuple[Frame, str, Sequence[UV], str, str, str, str, str]
ZONES: tuple[Zone, ...] = (
    (
        H.frame,
        "area",
        ((8200, 1000), (8190, 1520), (8730, 1530), (8740, 990)),
        "文物保护范围",
        "示例古寨遗址保护范围",
        "省级",
        "示例文函〔2010〕16号",
        "2010-05-12",
    ),
    (
        N.frame,
        "area",
        ((40100, -4600), (40000, -1900), (42900, -1800), (43000, -4500)),
        "自然保护区",
        "示例青峰自然保护区",
        "省级",
        "示例政函〔2006〕11号",
        "2006-05-30",
    ),
    (
        H.frame,
        "area",
        ((28650, 900), (28600, 3300), (30800, 3350), (30850, 880)),
        "自然保护区",
        "示例赤柏自然保护区",
        "省级",
        "示例政函〔2003〕12号",
        "2003-08-12",
    ),
    (
        H.frame,
        "area",
        ((29100, -4300), (29120, -1900), (30600, -1850), (30650, -4350)),
        "生态保护红线",
        "示例黄河沿岸水土保持生态保护红线",
        "",
        "示例自然资函〔2022〕13号",
        "2022-10-14",
    ),
    (
        H.frame,
        "line",
        ((13100, -6000), (13250, -3000), (13300, -200), (13200, 2500)),
        "铁路",
        "示例铁路二线",
        "",
        "",
        "2009-10-01",
    ),
    (
        H.frame,
        "area",
        ((10600, -4000), (10650, -3100), (11900, -3050), (11950, -3950)),
        "公益林",
        "示例墨石公益林",
        "",
        "",
        "2015-01-01",
    ),
    (
        SHENCHI,
        "area",
        ((-500, -500), (-520, 300), (300, 320), (320, -480)),
        "永久基本农田",
        "示例丙片永久基本农田",
        "",
        "",
        "2021-12-31",
    ),
    (
        N.frame,
        "line",
        ((-4000, -600), (12000, -700), (30000, -500), (46000, -800)),
        "国道",
        "示例国道二线",
        "",
        "",
        "1990-01-01",
    ),
    (
        WUTAI,
        "area",
        ((-2600, 1500), (-2650, 3800), (2500, 3900), (2550, 1450)),
        "风景名胜区",
        "示例云台风景名胜区",
        "国家级",
        "示例国函〔1998〕14号",
        "1998-04-01",
    ),
    (
        X.frame,
        "line",
        ((-3000, -500), (8000, -350), (16000, -420), (26000, -300)),
        "铁路",
        "示例铁路三线",
        "",
        "",
        "1938-01-01",
    ),
    (
        H.frame,
        "area",
        ((31000, 500), (30950, 2600), (33000, 2650), (33050, 480)),
        "水源地",
        "示例玄泉二级水源保护区",
        "县级",
        "示例水函〔2012〕15号",
        "2012-06-01",
    ),
)
