"""What the ledger and the orebody file say of each right and orebody: numbers, names, strings, tonnages.

Formulas: an orebody is a slab of length L along strike, height H, dip d and true thickness m; its plan width
is H/tan(d) + m/sin(d), its volume L * H/sin(d) * m, its tonnage volume times density times the ore coefficient.
L is the plan area over the plan width. A right holds of it the share of plan area.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from demo_layout import Body, Right, Ring

from mineplan.geodesy import area_km2, transform_points, zone_crs

# The vector file of one survey campaign is in one zone; bodies of the west stand in it far from their own meridian.
BODY_ZONE = 38
ORE_COEFFICIENT = 0.9
RESOURCES = ("探明资源量", "控制资源量", "推断资源量")
DIVISIONS = {
    "忻府区": 140902,
    "定襄县": 140921,
    "五台县": 140922,
    "代县": 140923,
    "繁峙县": 140924,
    "宁武县": 140925,
    "静乐县": 140926,
    "神池县": 140927,
    "五寨县": 140928,
    "岢岚县": 140929,
    "河曲县": 140930,
    "保德县": 140931,
    "偏关县": 140932,
    "原平市": 140981,
}
_FIRST, _SECOND = "青赤玄墨霜云松鹿石枫烟金", "砚涧岭镜林溪岩穗原台桥"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


@dataclass(frozen=True)
class Entry:
    """A right as the ledger prints it."""

    right: Right
    right_id: str
    cells: dict[str, Any]
    shape: shapely.Geometry = field(repr=False)


# --- registration strings -----------------------------------------------------------------------


def packed(degrees: float) -> str:
    """Return degrees as D.MMSSsss, thousandths of a second, as older registration strings have them."""
    thousandths = round(degrees * 3_600_000)
    whole, rest = divmod(thousandths, 3_600_000)
    minutes, seconds = divmod(rest, 60_000)
    return f"{whole}.{minutes:02d}{seconds:05d}"


def points_of(right: Right, ring: Ring, zone: int) -> list[tuple[str, str]]:
    """Return the two tokens of each corner: northing and easting, or packed longitude and latitude."""
    if right.form == "planar":
        return [(f"{north:.2f}", f"{east:.2f}") for east, north in right.frame.surveyed(ring.points, zone)]
    return [(packed(lon), packed(lat)) for lon, lat in right.frame.degrees(ring.points)]


def registration_string(right: Right, zone: int) -> str:
    """Return the 区域坐标 string: rings of corners, elevations, note, flag; a number is skipped at each closing."""
    tokens, number = [str(len(right.rings))], 1
    for ring in right.rings:
        points = points_of(right, ring, zone)
        tokens.append(str(len(points)))
        for first, second in points:
            tokens += [str(number), first, second]
            number += 1
        number += 1
        # One clerk entered the elevations of Q1 upside down.
        pair = (ring.bottom, ring.top) if right.key == "Q1" else (ring.top, ring.bottom)
        tokens += [f"{pair[0]:g}", f"{pair[1]:g}", ring.note, str(ring.flag)]
    return ",".join(tokens) + ","


def plan_of(right: Right, zone: int) -> shapely.Geometry:
    """Return the plan in the native zone: rings of flag 1 less rings of flag -1."""
    rings = [(ring.flag, shapely.Polygon(right.frame.surveyed(ring.points, zone))) for ring in right.rings]
    added = shapely.union_all([shape for flag, shape in rings if flag == 1])
    return shapely.difference(added, shapely.union_all([shape for flag, shape in rings if flag == -1]))


# --- orebodies ----------------------------------------------------------------------------------


def body_shape(body: Body) -> shapely.Polygon:
    """Return the outline at 0.01 m in the zone of the vector file."""
    return shapely.Polygon(body.frame.surveyed(body.outline(), BODY_ZONE))


def body_tonnage(body: Body, plan_km2: float) -> float:
    """Return tonnes in place; the formula stands at the head of this file."""
    height = body.elevations[0] - body.elevations[1]
    if body.width is not None:
        return plan_km2 * 1e6 * height * body.density * ORE_COEFFICIENT
    length = plan_km2 * 1e6 / body.plan_width()
    return length * height / math.sin(math.radians(body.dip)) * body.thickness * body.density * ORE_COEFFICIENT


def body_row(body: Body) -> dict[str, Any]:
    """Return one record of orebodies.shp; tonnages in 万吨."""
    total = body_tonnage(body, float(area_km2([body_shape(body)], zone_crs(BODY_ZONE))[0])) / 1e4
    reserves = body.reserves or (math.nan, math.nan)
    flat = body.width is not None
    return {
        "矿体编号": body.key,
        "矿床名称": f"示例{word(sum(map(ord, body.key)))}{'矿' if flat else '铁矿'}床",
        "矿种": body.mineral,
        "标高上限": body.elevations[0],
        "标高下限": body.elevations[1],
        "倾角": body.dip,
        "倾向": math.nan if flat else (body.frame.azimuth + 90) % 360,
        "厚度": body.thickness,
        "体重": body.density,
        "品位": math.nan if body.grade is None else body.grade,
        **{name: round(total * share, 2) for name, share in zip(RESOURCES, body.shares, strict=True)},
        **{name: round(total * share, 2) for name, share in zip(("证实储量", "可信储量"), reserves, strict=True)},
        "KSLDW": "万吨",
    }


# --- the ledger ---------------------------------------------------------------------------------


def word(number: int) -> str:
    """Return an invented place word."""
    return _FIRST[number % len(_FIRST)] + _SECOND[number // len(_FIRST) % len(_SECOND)]


def holder_name(number: int, trade: str) -> str:
    """Return an invented firm, named after the sexagenary cycle."""
    return f"忻州示例{_STEMS[number % 10]}{_BRANCHES[number % 12]}{'二' if number > 60 else ''}{trade}有限公司"


def licence(right: Right, index: int, rng: np.random.Generator) -> tuple[str, str, datetime.date]:
    """Return licence number, authority and day of first issue; serials from 9000001 are never issued."""
    issued = datetime.date(int(rng.integers(2006, 2018)), int(rng.integers(1, 13)), int(rng.integers(1, 28)))
    is_iron = right.mineral == "铁矿"
    if is_iron:
        code, name = (140000, "山西省自然资源厅") if right.capacity >= 10 else (140900, "忻州市规划和自然资源局")
    else:
        code, name = DIVISIONS[right.county], f"{right.county}自然资源局"
    return f"C{code}{issued:%Y%m}{'211' if is_iron else '713'}{9000000 + index:07d}", name, issued


def term(right: Right, issued: datetime.date, rng: np.random.Generator) -> tuple[datetime.date, datetime.date]:
    """Return first and last day of the current licence."""
    years = int(rng.integers(3, 11))
    end = datetime.date(int(rng.integers(2027, 2035)), int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    end = datetime.date.fromisoformat(right.until) if right.until else end
    return max(issued, datetime.date(min(end.year - years, 2025), end.month, 15)), end


def as_clerks_type(day: datetime.date, index: int) -> datetime.date | str:
    """Return a date cell, or one of the spellings that ledgers have."""
    spelled = {
        3: f"{day.year}年{day.month}月{day.day}日",
        5: f"{day:%Y-%m-%d}",
        7: f"{day.year}/{day.month}/{day.day}",
        8: f"{day:%Y-%m-%d} 00:00:00",
    }
    return spelled.get(index % 9, day)


def registered_area(right: Right, shape: shapely.Geometry, zone: int, issued: datetime.date) -> float:
    """Return km² to four decimals: ellipsoidal, planar on old licences, and once simply wrong."""
    ellipsoidal = float(area_km2([shape], zone_crs(zone))[0])
    if right.area == "off":
        return round(ellipsoidal * 1.03, 4)
    return round(float(shape.area) / 1e6 if issued.year <= 2009 else ellipsoidal, 4)


def elevation_cells(right: Right) -> tuple[float | None, float | None]:
    """Return the ledger's elevation columns; blank where the string says 1000,-1000, which means unknown."""
    added = [ring for ring in right.rings if ring.flag == 1]
    top, bottom = max(r.top for r in added), min(r.bottom for r in added)
    return (None, None) if (top, bottom) == (1000, -1000) else (top, bottom)


def method_of(right: Right, rng: np.random.Generator) -> str:
    drawn = str(rng.choice(["地下开采", "地下开采", "地下开采", "露天开采", "露天·地下"]))
    return right.method or drawn


def entry_of(right: Right, index: int, rng: np.random.Generator) -> Entry:
    """Return one right with everything that the ledger says of it but its resources."""
    zone = right.frame.zone([p for ring in right.rings for p in ring.points])
    shape = plan_of(right, zone)
    right_id, authority, issued = licence(right, index, rng)
    start, end = term(right, issued, rng)
    top, bottom = elevation_cells(right)
    is_iron = right.mineral == "铁矿"
    trade = "矿业" if is_iron else "砂石" if "砂" in right.mineral else "石料"
    suffix = {"矿业": "铁矿", "砂石": "砂场", "石料": "石料厂"}[trade]
    cells = {
        "采矿许可证号": right_id,
        "采矿权人": holder_name(right.holder, trade),
        "矿山名称": f"{right.county}示例{word(index)}{suffix}",
        "开采主矿种": right.mineral,
        "开采方式": method_of(right, rng),
        "设计规模": right.capacity,
        "规模单位": right.unit,
        "体重": right.density,
        "采深上限": top,
        "采深下限": bottom,
        "矿区面积(平方千米)": registered_area(right, shape, zone, issued),
        "有效期起": as_clerks_type(start, index),
        "有效期止": as_clerks_type(end, index + 4),
        "矿山状态": right.status,
        "所在行政区名称": right.county,
        "发证机关名称": authority,
        "开采回采率(%)": float(rng.integers(82, 94)) if is_iron else 95.0,
        "区域坐标": registration_string(right, zone),
        "备注": "示例数据",
    }
    on_body_plane = shapely.transform(shape, lambda xy: transform_points(xy, zone_crs(zone), zone_crs(BODY_ZONE)))
    return Entry(right, right_id, cells, on_body_plane)


def holdings(entry: Entry, bodies: list[Body]) -> Iterator[tuple[Body, float]]:
    """Yield the orebodies under a right, with the share of each one's plan."""
    top, bottom = elevation_cells(entry.right)
    for body in bodies:
        shape = body_shape(body)
        share = shapely.area(shapely.intersection(entry.shape, shape)) / shape.area
        meets = top is None or bottom is None or (top > body.elevations[1] and bottom < body.elevations[0])
        if share > 0.001 and meets and (body.mineral == "铁矿") == (entry.right.mineral == "铁矿"):
            yield body, float(share)


def with_remaining(entry: Entry, bodies: list[Body], rng: np.random.Generator) -> Entry:
    """Put the remaining resources in: of the bodies held, or some years of output; some cells stay empty."""
    held = sum(share * sum(body_row(body)[c] for c in RESOURCES) for body, share in holdings(entry, bodies))
    years, mined, blank = float(rng.uniform(2, 14)), float(rng.uniform(0.7, 0.95)), rng.random() < 0.05
    value = held * mined if held else entry.right.capacity * (entry.right.density or 1) * years
    entry.cells["保有资源量(万吨)"] = None if blank else round(value, 2)
    return entry
