"""What lies under the pilot mines: bauxite bodies, seams, water, and how far preparations are."""

from __future__ import annotations

import math
from typing import Any

import coal_layout
from coal_layout import CLASSES, DENSITY_BAUXITE, ORE_COEFFICIENT, Bauxite, Mine
from coal_ledger import Entry
from demo_ledger import word

from mineplan.geodesy import area_km2, zone_crs

BODY_ZONE = 37


def body_rows() -> tuple[list[dict[str, Any]], list[Any]]:
    """Return the bauxite bodies under the pilot mines and their outlines."""
    mines = {mine.key: mine for mine in coal_layout.mines()}
    rows, shapes = [], []
    for ore in coal_layout.PILOTS:
        mine = mines[ore.key]
        for number, (u, v) in enumerate(coal_layout.patches(mine, ore), start=1):
            shape = _polygon(mine, coal_layout.oval(u, v))
            rows.append(_body(mine, ore, number, _dip_range(coal_layout.oval(u, v)), shape))
            shapes.append(shape)
    return rows, shapes


def _polygon(mine: Mine, points: tuple[Any, ...]) -> Any:
    import shapely

    return shapely.Polygon(mine.field.frame.surveyed(points, BODY_ZONE))


def _dip_range(points: tuple[Any, ...]) -> tuple[float, float]:
    return min(v for _, v in points), max(v for _, v in points)


def _body(mine: Mine, ore: Bauxite, number: int, v: tuple[float, float], shape: Any) -> dict[str, Any]:
    dip = math.radians(mine.field.dip)
    km2 = float(area_km2([shape], zone_crs(BODY_ZONE))[0])
    total = km2 * 1e6 / math.cos(dip) * ore.thickness * DENSITY_BAUXITE * ORE_COEFFICIENT / 1e4
    shares = CLASSES[ore.exploration]
    return {
        "矿体编号": f"AL-{ore.key}-{number}",
        "矿床名称": f"示例{word(sum(map(ord, ore.key)))}煤下铝",
        "矿种": "铝土矿",
        "标高上限": round(mine.field.floor(v[0]) - ore.interval, 1),
        "标高下限": round(mine.field.floor(v[1]) - ore.interval - ore.thickness / math.cos(dip), 1),
        "倾角": mine.field.dip,
        "倾向": (mine.field.frame.azimuth + 90) % 360,
        "厚度": ore.thickness,
        "体重": DENSITY_BAUXITE,
        "品位": ore.grade,
        **{
            name: round(total * share, 2)
            for name, share in zip(("探明资源量", "控制资源量", "推断资源量"), shares, strict=True)
        },
        "KSLDW": "万吨",
    }


def seam_rows(ids: dict[str, str]) -> list[dict[str, Any]]:
    """Return two seams of each pilot mine: roof at the up-dip side, floor at the down-dip side."""
    mines = {mine.key: mine for mine in coal_layout.mines()}
    rows = []
    for ore in coal_layout.PILOTS:
        mine, thick = mines[ore.key], (3.2, 7.5)
        steep = math.cos(math.radians(mine.field.dip))
        for seam, above, thickness, state in (
            ("8号", mine.field.upper_m, thick[0], ore.upper_state),
            ("13号", 0.0, thick[1], ore.state),
        ):
            rows.append(
                {
                    "采矿许可证号": ids[ore.key],
                    "煤层编号": seam,
                    "顶板标高(米)": round(mine.field.floor(mine.v[0]) + above + thickness / steep, 1),
                    "底板标高(米)": round(mine.field.floor(mine.v[1]) + above, 1),
                    "煤层厚度(米)": thickness,
                    "开采状态": state or None,
                    "采完年份": 2031 if state == "正在开采" else None,
                }
            )
    return rows


SEAM_HEADERS = ("采矿许可证号", "煤层编号", "顶板标高(米)", "底板标高(米)", "煤层厚度(米)", "开采状态", "采完年份")
PILOT_HEADERS = (
    "采矿许可证号",
    "矿山名称",
    "地面标高(米)",
    "奥灰水位标高(米)",
    "奥灰顶面标高(米)",
    "隔水层厚度(米)",
    "底板完整性",
    "铝土矿勘查程度",
    "铝土矿工程能力(万吨/年)",
    "工程就绪年份",
    "开发方案完成程度(%)",
    "安全论证完成程度(%)",
    "水文地质工作完成程度(%)",
    "手续办理完成程度(%)",
)


def pilot_rows(entries: dict[str, Entry]) -> list[dict[str, Any]]:
    rows = []
    for ore in coal_layout.PILOTS:
        entry = entries[ore.key]
        mine = next(m for m in coal_layout.mines() if m.key == ore.key)
        deepest = mine.field.floor(_dip_range(coal_layout.oval(*coal_layout.patches(mine, ore)[-1]))[1])
        floor = deepest - ore.interval - ore.thickness
        shares = [round(100 * share) for share in ore.shares]
        values = (
            entry.right_id,
            entry.cells["矿山名称"],
            mine.field.surface_m,
            ore.water_m,
            None if ore.aquifuge is None else round(floor - ore.aquifuge, 1),
            ore.aquifuge,
            ore.floor_state or None,
            ore.exploration,
            ore.capacity,
            ore.ready,
            *shares,
        )
        rows.append(dict(zip(PILOT_HEADERS, values, strict=True)))
    return rows
