# ruff: noqa: E501 - one project a line
"""The thirty construction projects of the pressed-ore sample: where, what, whose, how protected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pressed_scene as scene
import shapely
from demo_layout import UV, Frame, box

HEADERS = (
    "项目编号",
    "项目名称",
    "建设单位",
    "项目级别",
    "用地类型",
    "保护等级",
    "申请日期",
    "查询日期",
    "地面标高",
    "互保协议",
    "安全论证",
    "补偿协议",
)
KEY_PROVINCE, KEY_STATE, OTHER = "省级重点", "国家级重点", "其他"
SITE, LINE, BATCH = "单独选址", "线性工程", "批次用地"


@dataclass(frozen=True)
class Project:
    """One project; `areas` are its grounds on the frame, `more` further cells."""

    no: int
    name: str
    owner: str
    frame: Frame
    areas: tuple[tuple[UV, ...], ...]
    file: str
    level: str = OTHER
    kind: str = SITE
    grade: str = "Ⅱ级"
    date: str = "2026-10-12"
    query: str = "2026-09-20"
    surface: float | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def project_id(self) -> str:
        """Number; the series SL is given to no real project."""
        return f"SL-{self.date[:4]}-{self.no:03d}"

    def cells(self) -> dict[str, str | float | None]:
        """Return the cells under `HEADERS`, None where the project is silent."""
        said = (self.name, self.owner, self.level, self.kind, self.grade, self.date, self.query)
        made = dict(zip(HEADERS, (self.project_id, *(text or None for text in said), self.surface), strict=False))
        return {header: made.get(header, self.more.get(header)) for header in HEADERS}


def road(points: Sequence[UV], width: float) -> tuple[UV, ...]:
    """Return the ground of a road: its centre line widened to both sides, ends square."""
    strip = shapely.LineString(points).buffer(width / 2, cap_style="flat", join_style="mitre")
    return tuple((float(u), float(v)) for u, v in strip.exterior.coords[:-1])


def pads(points: Sequence[UV], side: float) -> tuple[tuple[UV, ...], ...]:
    """Return square pads around points, as of wind turbines or pylons."""
    half = side / 2
    return tuple(box(u - half, u + half, v - half, v + half) for u, v in points)


def firm(word: str) -> str:
    """Return an invented builder."""
    return f"忻州示例{word}有限公司"


def of_2026(holders: Mapping[str, str]) -> tuple[Project, ...]:
    """Return the projects that apply in October 2026; `holders` names the holder of each right by key."""
    wind, grid, roads, water = firm("青岭新能源"), firm("云网输变电"), firm("通川公路建设"), firm("润川水利")
    factory, park = firm("石岭装备制造"), firm("云原产业园建设")
    key = {"level": KEY_PROVINCE}
    road_1, road_4 = (
        road([(-900, 0), (0, 60), (900, -40)], 12),
        road([(-700, 900), (900, 820), (2600, 760), (4600, 880)], 45),
    )
    turbines = pads([(300, 300), (700, 420), (1100, 350), (1500, 520), (1900, 460)], 60)
    pylons = pads([(200, 800), (650, 780), (1100, 760), (1500, 740)], 22)
    tower = (box(200, 240, 150, 190), road([(242, 170), (420, 200), (760, 260)], 8))
    renamed = holders["T3"].replace("有限公司", "有限责任公司")
    agreed = {"互保协议": "已签订", "安全论证": "是"}
    return (
        Project(1, "示例枫溪乡道改建工程", roads, scene.EMPTY, (road_1,), "01-乡道.txt", kind=LINE, grade="Ⅲ级", surface=1180),
        Project(2, "示例松岭风电场", wind, scene.COAL, turbines, "02-风电和高速.shp", grade="Ⅰ级", surface=1490, **key),
        Project(3, "示例宁原高速公路连接线", roads, scene.COAL, (road_4,), "02-风电和高速.shp", level=KEY_STATE, kind=LINE, grade="Ⅰ级", surface=1480),
        Project(4, "示例石涧洗选装备厂", factory, scene.COAL, (box(2650, 2900, 500, 680),), "03-工厂.xlsx", surface=1475),
        Project(5, "示例松岭煤矿工业广场扩建", holders["M1"], scene.COAL, (box(150, 420, 700, 900),), "04-煤矿广场.txt", surface=1480),
        Project(6, "示例霜岭铁矿选矿厂", renamed, scene.IRON, (box(2500, 2640, 10, 110),), "03-工厂.xlsx", surface=1560),
        Project(7, "示例青河35千伏变电站", grid, scene.RIVER, (box(300, 360, 120, 170),), "05-变电站.txt", surface=765),
        Project(8, "示例定川农产品加工厂", factory, scene.RIVER, (box(2200, 2330, 90, 200),), "06-加工厂.txt", surface=762),
        Project(9, "示例鹿岭通信铁塔及维护道路", firm("云信铁塔"), scene.HILL, tower, "07-点状工程.kml", grade="Ⅲ级", surface=1325),
        Project(10, "示例云原新材料厂房", park, scene.PARK, (box(150, 420, 520, 590),), "08-开发区.xlsx", kind=BATCH, surface=1030),
        Project(11, "示例云原物流园", park, scene.PARK, (box(700, 1050, 300, 480),), "08-开发区.xlsx", kind=BATCH, surface=1030),
        Project(12, "示例云原标准厂房", park, scene.PARK, (box(-200, 150, 100, 180),), "08-开发区.xlsx", kind=BATCH, surface=1030),
        Project(13, "示例原城220千伏变电站", grid, scene.PLAIN, (box(500, 640, 250, 360),), "09-变电站.txt", surface=798),
        Project(14, "示例石台陶瓷厂", factory, scene.PARK, (box(2800, 3000, 100, 250),), "08-开发区.xlsx", surface=1015),
        Project(15, "示例墨岩村道", "", scene.IRON, (road([(100, 40), (500, 90)], 8),), "10-只有编号.txt", level="", kind="", grade="", query=""),
        Project(16, "示例墨岩光伏升压站", wind, scene.IRON, (box(250, 330, 60, 130),), "11-查询过期.txt", query="2026-04-11", surface=1530, **key),
        Project(17, "示例墨岩风电升压站", wind, scene.IRON, (box(450, 530, 60, 130),), "12-查询届满日.txt", query="2026-04-12", surface=1530, **key),
        Project(18, "示例霜林110千伏变电站", grid, scene.IRON, (box(1100, 1190, 50, 120),), "07-点状工程.kml", surface=1525, **key),
        Project(19, "示例墨岩旅游公路", roads, scene.IRON, (road([(100, 660), (400, 700), (800, 680)], 10),), "13-旅游公路.kml", kind=LINE, grade="Ⅲ级", surface=1500, **key),
        Project(20, "示例霜岭气象雷达站", firm("云象科技"), scene.IRON, (box(2760, 2800, 20, 60),), "14-雷达站.txt", surface=1562, **key),
        Project(21, "示例墨岩矿区外排水渠", water, scene.IRON, (road([(-40, 290), (850, 305)], 6),), "15-水渠.txt", kind=LINE, grade="Ⅳ级", surface=1490, more=agreed),
        Project(22, "示例烟台光伏电站", wind, scene.WEST, (box(100, 420, 300, 560),), "16-光伏和线路.shp", kind=BATCH, grade="", surface=1085),
        Project(23, "示例保宁500千伏线路塔基", grid, scene.WEST, pylons, "16-光伏和线路.shp", level=KEY_STATE, kind=LINE, grade="Ⅰ级", surface=1090),
        Project(24, "示例霜林隧道监控站", roads, scene.IRON, (box(1500, 1540, -60, -25),), "17-监控站.txt", grade="Ⅰ级", surface=1540, **key),
        Project(25, "示例云岭区域供水泵站", water, scene.PARK, (box(1300, 1380, 250, 310),), "18-无地面标高.txt", **key),
    )  # fmt: skip


def before(holders: Mapping[str, str]) -> tuple[Project, ...]:
    """Return the projects that applied while the city's notice of 2022 was in force, and one on the day after."""
    grid, roads, park = firm("云网输变电"), firm("通川公路建设"), firm("云原产业园建设")
    then = {"date": "2023-09-01", "query": "2023-08-10"}
    after = {"date": "2024-06-17", "query": "2024-06-03"}
    ring = road([(900, 500), (1300, 520), (1900, 480)], 30)
    return (
        Project(26, "示例墨岩铁矿充填站", holders["T1"], scene.IRON, (box(600, 680, 60, 130),), "2023-01-充填站.txt", surface=1530, **then),
        Project(27, "示例云原一期厂房", park, scene.PARK, (box(150, 420, 220, 290),), "2023-02-园区和道路.shp", kind=BATCH, surface=1030, **then),
        Project(28, "示例原城东环路", roads, scene.PLAIN, (ring,), "2023-02-园区和道路.shp", kind=LINE, grade="Ⅲ级", surface=800, **then),
        Project(29, "示例烟台110千伏变电站", grid, scene.WEST, (box(700, 780, 500, 560),), "2023-03-变电站.kml", surface=1090, level=KEY_PROVINCE, **then),
        Project(30, "示例云原二期厂房", park, scene.PARK, (box(150, 420, 330, 400),), "2024-01-二期厂房.txt", kind=BATCH, surface=1030, **after),
    )  # fmt: skip
