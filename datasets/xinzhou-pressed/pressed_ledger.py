"""What the ledger and the orebody file of the pressed-ore sample say; numbers follow the formulas of xinzhou-demo."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pressed_scene
import shapely
from demo_layout import Body, Right
from demo_ledger import (
    BODY_ZONE,
    DIVISIONS,
    ORE_COEFFICIENT,
    RESOURCES,
    elevation_cells,
    holder_name,
    plan_of,
    registered_area,
    registration_string,
)

from mineplan.geodesy import area_km2, zone_crs

# Serials from 9001001: never issued, and apart from those of the other sample.
_SERIAL = 9001000
_CODES = {"煤": "112", "铝土矿": "231", "铁矿": "211", "建筑用砂": "713", "建筑石料用灰岩": "713"}


@dataclass(frozen=True)
class Entry:
    """A right as the ledger prints it."""

    right: Right
    right_id: str
    holder: str
    cells: dict[str, Any]
    shape: shapely.Geometry = field(repr=False)


def entry_of(right: Right, index: int) -> Entry:
    """Return one row of the ledger."""
    zone = right.frame.zone([p for ring in right.rings for p in ring.points])
    shape = plan_of(right, zone)
    is_provincial = right.mineral in ("煤", "铝土矿", "铁矿")
    issued = datetime.date(2008 + index, index, 10)
    code, authority = (
        (140000, "山西省自然资源厅") if is_provincial else (DIVISIONS[right.county], f"{right.county}自然资源局")
    )
    right_id = f"C{code}{issued:%Y%m}{_CODES[right.mineral]}{_SERIAL + index:07d}"
    holder = holder_name(right.holder, pressed_scene.TRADES[right.mineral])
    top, bottom = elevation_cells(right)
    cells = {
        "采矿许可证号": right_id,
        "采矿权人": holder,
        "矿山名称": f"{right.county}示例{pressed_scene.MINES[right.key]}",
        "开采主矿种": right.mineral,
        "开采方式": "地下开采" if is_provincial else "露天开采",
        "设计规模": right.capacity,
        "规模单位": right.unit,
        "采深上限": top,
        "采深下限": bottom,
        "矿区面积(平方千米)": registered_area(right, shape, zone, issued),
        "有效期起": datetime.date(2018, 4, 1),
        "有效期止": datetime.date(2033 + index % 3, 3, 31),
        "矿山状态": right.status,
        "所在行政区名称": right.county,
        "发证机关名称": authority,
        "区域坐标": registration_string(right, zone),
        "备注": "示例数据",
    }
    return Entry(right, right_id, holder, cells, shape)


def body_shape(body: Body) -> shapely.Polygon:
    """Return the outline: a strip along strike, a little shorter on its lower side; its width follows from the dip."""
    width = body.width if body.width is not None else _rise(body) / math.tan(math.radians(body.dip))
    (first, last), short = body.u, 0.04 * (body.u[1] - body.u[0])
    corners = (
        (first, body.v),
        (last, body.v),
        (last - short, body.v + width),
        (first + short, body.v + width),
    )
    return shapely.Polygon(body.frame.surveyed(corners, BODY_ZONE))


def _rise(body: Body) -> float:
    return body.elevations[0] - body.elevations[1]


def body_tonnage(body: Body, plan_m2: float) -> float:
    """Return tonnes in place: plan area / cos(dip) x true thickness x density x ore coefficient."""
    return plan_m2 / math.cos(math.radians(body.dip)) * body.thickness * body.density * ORE_COEFFICIENT


def resource_rows(entries: Sequence[Entry], bodies: Sequence[Body]) -> list[dict[str, Any]]:
    """Return reported tonnage of single rights in 万吨; it differs from the share of plan area, as reports do."""
    rows = []
    by_key = {body.key: body for body in bodies}
    for entry in entries:
        if entry.right.key in pressed_scene.REPORTED:
            key, factor = pressed_scene.REPORTED[entry.right.key]
            plan = body_shape(by_key[key])
            share = factor * float(shapely.area(shapely.intersection(plan, entry.shape))) / plan.area
            stated = body_row(by_key[key])
            classes = {f"{name}(万吨)": round(stated[name] * share, 2) for name in RESOURCES}
            report = f"{entry.cells['矿山名称']}资源储量核实报告（示例）"
            rows.append({"采矿许可证号": entry.right_id, "矿体编号": key, **classes, "报告名称": report})
    return rows


def body_row(body: Body) -> dict[str, Any]:
    """Return one record of orebodies.shp; tonnages in 万吨, blank where the report has none."""
    is_flat, has_tonnage = body.width is not None, body.key not in pressed_scene.WITHOUT_TONNAGE
    total = body_tonnage(body, 1e6 * float(area_km2([body_shape(body)], zone_crs(BODY_ZONE))[0])) / 1e4
    classes = {name: round(total * share, 2) for name, share in zip(RESOURCES, body.shares, strict=True)}
    reserves = [round(total * share, 2) for share in body.reserves or (math.nan, math.nan)]
    tonnages = classes | dict(zip(("证实储量", "可信储量"), reserves, strict=True))
    return {
        "矿体编号": body.key,
        "矿床名称": pressed_scene.DEPOSITS[body.key],
        "矿种": body.mineral,
        "标高上限": body.elevations[0],
        "标高下限": body.elevations[1],
        "倾角": body.dip,
        "倾向": math.nan if is_flat else (body.frame.azimuth + 90) % 360,
        "厚度": body.thickness if has_tonnage else math.nan,
        "体重": body.density,
        "品位": math.nan if body.grade is None else body.grade,
        **{name: value if has_tonnage and value else math.nan for name, value in tonnages.items()},
        "KSLDW": "万吨",
        "松散层厚度": 0.0 if is_flat else pressed_scene.LOOSE[body.key[:2]],
        "煤类": pressed_scene.COALS.get(body.key),
        "评审备案": "否" if body.key in pressed_scene.UNFILED else "是",
    }
