"""Rights for other minerals, investment projects and zones of the sample dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coal_blocks import SHENCHI, WUTAI
from coal_layout import H, N, X
from demo_layout import UV, Frame, box


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
