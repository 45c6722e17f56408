"""Ground of the pressed-ore sample: orebodies, mining rights, zones. Sites are drawn in metres on local frames.

Surface elevations are in the README of this folder; each project states its own.
"""

from __future__ import annotations

from demo_layout import Body, Frame, Right, Ring, box

# u runs along strike, v to its right, which is down dip.
COAL = Frame(112.34, 38.98, 220)
PLAIN = Frame(112.70, 38.36, 60)
PARK = Frame(112.68, 38.78, 60)
IRON = Frame(112.92, 39.12, 60)
WEST = Frame(111.15, 38.95, 15)
RIVER = Frame(112.98, 38.50, 90)
HILL = Frame(113.17, 38.66, 70)
EMPTY = Frame(113.30, 38.62, 40)

BODIES = (
    Body("MT-2", COAL, (0, 4200), 0, (1380, 1180), 8, 3.2, 1.40, None, (0.30, 0.40, 0.30), "煤", reserves=(0.15, 0.30)),
    Body("MT-5", COAL, (0, 4200), 0, (1300, 1100), 8, 6.0, 1.42, None, (0.25, 0.40, 0.35), "煤", reserves=(0.10, 0.28)),
    Body("LT-1", COAL, (600, 2600), 0, (1220, 1020), 8, 2.8, 2.70, None, (0.0, 0.35, 0.65), "铝土矿"),
    Body("MT-11", PLAIN, (0, 2400), 0, (640, 520), 6, 2.4, 1.38, None, (0.0, 0.40, 0.60), "煤"),
    Body("LT-2", PARK, (0, 1800), 0, (980, 900), 6, 3.5, 2.75, None, (0.10, 0.45, 0.45), "铝土矿"),
    Body("LT-3", PARK, (2600, 3500), 0, (960, 920), 5, 2.2, 2.72, None, (0.0, 0.0, 1.0), "铝土矿"),
    Body(
        "TK-1", IRON, (0, 1600), 0, (1450, 1150), 60, 14, 3.35, 30.2, (0.20, 0.40, 0.40), "铁矿", reserves=(0.10, 0.25)
    ),
    Body("TK-2", IRON, (0, 900), 600, (1420, 1220), 55, 8, 3.30, 27.6, (0.0, 0.0, 1.0), "铁矿"),
    Body("TK-3", IRON, (2300, 3000), 0, (1500, 1340), 65, 6, 3.28, 26.9, (0.0, 0.3, 0.7), "铁矿"),
    Body("LT-4", WEST, (0, 1500), 0, (1030, 960), 4, 3.0, 2.78, None, (0.0, 0.50, 0.50), "铝土矿"),
    Body("SS-1", RIVER, (0, 1200), 0, (762, 748), 0, 12, 1.90, None, (0.0, 0.60, 0.40), "建筑用砂", width=320),
    Body("SS-2", RIVER, (1900, 2700), 0, (758, 746), 0, 10, 1.90, None, (0.0, 0.0, 1.0), "建筑用砂", width=280),
    Body("SL-1", HILL, (0, 700), 0, (1320, 1180), 0, 140, 2.68, None, (0.0, 0.70, 0.30), "建筑石料用灰岩", width=420),
)
# Not filed with any authority: known of from a survey, no reviewed report.
UNFILED = ("LT-3", "TK-2", "SS-2")
# The report states an extent and no tonnage, and no thickness from which one could be reckoned.
WITHOUT_TONNAGE = ("TK-3",)
# Right -> its orebody, and what a verification report gives for its part as a share of what plan area would give it.
REPORTED = {"T2": ("TK-1", 0.88)}
# Loose cover in metres by the letters of the orebody's number, and kinds of coal.
LOOSE = {"MT": 12.0, "LT": 20.0, "TK": 4.0}
COALS = {"MT-2": "动力煤", "MT-5": "动力煤"}
DEPOSITS = {
    "MT-2": "示例松岭煤田",
    "MT-5": "示例松岭煤田",
    "LT-1": "示例松岭铝土矿床",
    "MT-11": "示例平川煤产地",
    "LT-2": "示例云原铝土矿床",
    "LT-3": "示例石台铝土矿点",
    "TK-1": "示例墨岩铁矿床",
    "TK-2": "示例墨岩铁矿床",
    "TK-3": "示例霜岭铁矿床",
    "LT-4": "示例烟台铝土矿床",
    "SS-1": "示例青河砂矿",
    "SS-2": "示例青河砂矿",
    "SL-1": "示例鹿岭灰岩矿",
}


def _right(key: str, frame: Frame, u: tuple[float, float], v: tuple[float, float], **more: object) -> Right:
    """Return a right of one rectangle; `elevations` are its top and bottom."""
    top, bottom = more.pop("elevations")  # type: ignore[misc]
    return Right(key, frame, (Ring(box(*u, *v), top, bottom),), **more)  # type: ignore[arg-type]


RIGHTS = (
    _right(
        "M1",
        COAL,
        (-60, 2400),
        (-90, 1540),
        elevations=(1400, 1080),
        county="宁武县",
        mineral="煤",
        capacity=120,
        holder=0,
    ),
    _right(
        "M2",
        COAL,
        (2400, 3300),
        (-90, 1540),
        elevations=(1400, 1080),
        county="宁武县",
        mineral="煤",
        capacity=60,
        holder=13,
    ),
    _right(
        "L1",
        PARK,
        (900, 1850),
        (-60, 830),
        elevations=(1000, 880),
        county="原平市",
        mineral="铝土矿",
        capacity=30,
        holder=26,
    ),
    _right(
        "L2",
        WEST,
        (500, 1550),
        (-60, 1100),
        elevations=(1050, 940),
        county="保德县",
        mineral="铝土矿",
        capacity=40,
        holder=27,
    ),
    _right(
        "T1",
        IRON,
        (-50, 900),
        (-100, 320),
        elevations=(1480, 1130),
        county="代县",
        mineral="铁矿",
        capacity=30,
        holder=14,
    ),
    _right(
        "T2",
        IRON,
        (900, 1650),
        (-100, 320),
        elevations=(1480, 1130),
        county="代县",
        mineral="铁矿",
        capacity=15,
        holder=40,
        status="停产",
    ),
    _right(
        "S1",
        RIVER,
        (-30, 700),
        (-20, 345),
        elevations=(770, 745),
        county="定襄县",
        mineral="建筑用砂",
        capacity=20,
        holder=5,
    ),
    _right(
        "K1",
        HILL,
        (-40, 740),
        (-40, 460),
        elevations=(1330, 1175),
        county="五台县",
        mineral="建筑石料用灰岩",
        capacity=60,
        holder=18,
    ),
    # Two licences of firms whose names differ in the legal form only.
    _right(
        "T3",
        IRON,
        (2250, 3050),
        (-60, 150),
        elevations=(1520, 1320),
        county="代县",
        mineral="铁矿",
        capacity=10,
        holder=52,
    ),
)
TRADES = {"煤": "煤业", "铝土矿": "铝业", "铁矿": "矿业", "建筑用砂": "砂石", "建筑石料用灰岩": "石料"}
MINES = {
    "M1": "松岭煤矿",
    "M2": "石涧煤矿",
    "L1": "云岭铝土矿",
    "L2": "烟台铝土矿",
    "T1": "墨岩铁矿",
    "T2": "霜林铁矿",
    "T3": "霜岭铁矿",
    "S1": "青河砂场",
    "K1": "鹿岭石料厂",
}

# frame, outline, kind, name, level, document, day
ZONES = (
    (
        PLAIN,
        box(-900, 1300, -700, 900),
        "城市建设用地范围",
        "示例原城中心城区规划建设用地",
        "",
        "示例政函〔2016〕7号",
        "2016-03-01",
    ),
    (PARK, box(-900, 850, -500, 1000), "开发区", "示例云原经济技术开发区", "省级", "示例政函〔2012〕8号", "2012-12-20"),
    (
        PARK,
        box(-900, 400, -500, 300),
        "区域评估",
        "示例云原开发区区域评估范围（压覆矿产）",
        "省级",
        "示例自然资函〔2023〕9号",
        "2023-04-18",
    ),
    (PARK, box(2500, 3600, -300, 700), "开发区", "示例石台产业集聚区", "市级", "示例市政函〔2018〕11号", "2018-06-05"),
    (
        COAL,
        box(3500, 4300, -600, 900),
        "城市建设用地范围",
        "示例宁川县城规划建设用地",
        "",
        "示例政函〔2017〕3号",
        "2017-05-10",
    ),
)
