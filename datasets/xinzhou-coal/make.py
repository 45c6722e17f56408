"""Make the coal and bauxite sample dataset: `python make.py` writes the files beside this script, the same each time.

Everything in it is invented; the README of this folder says what is in it and why.
"""

from __future__ import annotations

import datetime
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "xinzhou-demo"))
sys.path.insert(0, str(Path(__file__).parent))

import coal_blocks
import coal_layout
from coal_blocks import Block
from coal_layout import DENSITY_BAUXITE, ORE_COEFFICIENT, Bauxite, Mine
from demo_files import SHAPEFILE, new_workbook, write_description, write_layer, write_shapefile, write_sheet
from demo_layout import Right, Ring
from demo_ledger import (
    as_clerks_type,
    holder_name,
    plan_of,
    registered_area,
    registration_string,
    term,
    word,
)
from demo_zones import zone_geometry

from mineplan.geodesy import XINZHOU, analysis_crs, area_km2, transform_points, zone_crs

SEED = 140925
RESERVE_FACTOR = 1.4
BODY_ZONE = 37
CLASSES = {"勘探": (0.25, 0.45, 0.30), "详查": (0.0, 0.55, 0.45), "普查": (0.0, 0.0, 1.0)}
KINDS = {"煤": ("112", "煤业", "煤矿"), "铝土矿": ("321", "铝业", "铝土矿"), "水泥用灰岩": ("611", "建材", "石灰岩矿")}


@dataclass(frozen=True)
class Entry:
    """A right as the ledger prints it."""

    key: str
    right_id: str
    right: Right
    cells: dict[str, Any]


def _licence(mineral: str, index: int, rng: np.random.Generator) -> tuple[str, datetime.date]:
    """Return licence number and day of first issue; serials from 9100001 are never issued."""
    issued = datetime.date(int(rng.integers(2009, 2019)), int(rng.integers(1, 13)), int(rng.integers(1, 28)))
    return f"C140000{issued:%Y%m}{KINDS[mineral][0]}{9100000 + index:07d}", issued


def entry_of(right: Right, index: int, rng: np.random.Generator) -> Entry:
    zone = right.frame.zone([p for ring in right.rings for p in ring.points])
    shape = plan_of(right, zone)
    right_id, issued = _licence(right.mineral, index, rng)
    start, end = term(right, issued, rng)
    _, trade, suffix = KINDS[right.mineral]
    cells = {
        "采矿许可证号": right_id,
        "采矿权人": holder_name(right.holder, trade),
        "矿山名称": f"{right.county}示例{word(index + 40)}{suffix}",
        "开采主矿种": right.mineral,
        "开采方式": right.method,
        "设计规模": right.capacity if right.capacity else None,
        "规模单位": right.unit,
        "采深上限": right.rings[0].top,
        "采深下限": right.rings[0].bottom,
        "矿区面积(平方千米)": registered_area(right, shape, zone, issued),
        "有效期起": as_clerks_type(start, index),
        "有效期止": as_clerks_type(end, index + 4),
        "矿山状态": right.status,
        "所在行政区名称": right.county,
        "发证机关名称": "山西省自然资源厅",
        "区域坐标": registration_string(right, zone),
        "备注": "示例数据",
    }
    return Entry(right.key, right_id, right, cells)


def mine_entries(rng: np.random.Generator) -> list[Entry]:
    """Return the coal mines; the reserves are such that T = reserves/(capacity*1.4) is the life of the layout."""
    ore = {o.key: o for o in coal_layout.PILOTS}
    entries = []
    for index, mine in enumerate(coal_layout.mines(), start=1):
        right = Right(
            mine.key,
            mine.field.frame,
            (Ring(mine.points(), *mine.elevations(ore[mine.key].deeper if mine.key in ore else 15)),),
            mine.county,
            "煤",
            mine.capacity or 0,
            mine.holder,
            mine.status,
            mine.until,
            mine.method,
        )
        entry = entry_of(right, index, rng)
        counted = mine.increased or mine.capacity or 120
        reserves = None if mine.life is None else round(mine.life * counted * RESERVE_FACTOR, 1)
        entry.cells["可采储量(万吨)"] = reserves
        entry.cells["保有资源量(万吨)"] = (
            None if reserves is None else round(reserves * float(rng.uniform(1.5, 1.9)), 1)
        )
        entry.cells["核增后生产能力(万吨/年)"] = mine.increased
        entries.append(entry)
    return entries


def other_entries(rng: np.random.Generator) -> list[Entry]:
    rights = [
        Right(
            o.key,
            o.frame,
            (Ring(o.points, o.top, o.bottom),),
            o.county,
            o.mineral,
            o.capacity,
            o.holder,
            "生产",
            "",
            "露天开采",
        )
        for o in coal_blocks.other_rights()
    ]
    return [entry_of(right, index, rng) for index, right in enumerate(rights, start=41)]


RIGHT_HEADERS = (
    "序号",
    "采矿许可证号",
    "采矿权人",
    "矿山名称",
    "开采主矿种",
    "开采方式",
    "设计规模",
    "规模单位",
    "核增后生产能力(万吨/年)",
    "采深上限",
    "采深下限",
    "矿区面积(平方千米)",
    "有效期起",
    "有效期止",
    "矿山状态",
    "所在行政区名称",
    "发证机关名称",
    "保有资源量(万吨)",
    "可采储量(万吨)",
    "区域坐标",
    "备注",
)


def write_rights(path: Path, sheets: dict[str, list[Entry]]) -> None:
    book = new_workbook(path)
    for name, entries in sheets.items():
        title = f"忻州市{name}采矿权台账（示例数据，虚构；2000国家大地坐标系，1985国家高程基准）"
        rows = [{"序号": k, **entry.cells} for k, entry in enumerate(entries, start=1)]
        write_sheet(book, name, title, RIGHT_HEADERS, rows)
    book.close()


# --- what lies under the pilot mines ------------------------------------------------------------


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


# --- blocks and projects ------------------------------------------------------------------------

BLOCK_HEADERS = (
    "序号",
    "区块编号",
    "区块名称",
    "矿种",
    "配置方式",
    "所在县区",
    "上报单位",
    "标高上限",
    "标高下限",
    "倾角",
    "倾向",
    "厚度",
    "体重",
    "品位",
    "铝硅比",
    "探明资源量(万吨)",
    "控制资源量(万吨)",
    "推断资源量(万吨)",
    "可采储量(万吨)",
    "拟设规模(万吨/年)",
    "拟出让年份",
    "勘查程度",
    "探矿权人",
    "区域坐标",
    "备注",
)


def block_row(block: Block, number: int) -> dict[str, Any]:
    """Return one block as a county reports it."""
    is_coal = block.key.startswith("C")
    right = Right(block.key, block.frame, (Ring(block.points, block.top, block.bottom),), block.county, "", 0)
    zone = block.frame.zone(block.points)
    total = block.tonnes() / 1e4 if is_coal else _ore_total(block)
    shares = CLASSES[block.exploration]
    return {
        "序号": number,
        "区块编号": block.key,
        "区块名称": f"{block.county}示例{word(number + (80 if is_coal else 60))}{'煤炭' if is_coal else '铝土矿'}区块",
        "矿种": "煤" if is_coal else "铝土矿",
        "配置方式": block.channel or None,
        "所在县区": block.county,
        "上报单位": f"{block.county}自然资源局",
        "标高上限": block.top,
        "标高下限": block.bottom,
        "倾角": block.dip,
        "倾向": (block.frame.azimuth + 90) % 360,
        "厚度": block.thickness,
        "体重": 1.4 if is_coal else DENSITY_BAUXITE,
        "品位": block.grade,
        "铝硅比": block.ratio,
        **(
            {
                f"{name}(万吨)": round(total * share, 2)
                for name, share in zip(("探明资源量", "控制资源量", "推断资源量"), shares, strict=True)
            }
            if block.is_estimated
            else {}
        ),
        "可采储量(万吨)": round(total * 0.55, 1) if is_coal else None,
        "拟设规模(万吨/年)": block.capacity,
        "拟出让年份": block.year,
        "勘查程度": block.exploration,
        "探矿权人": holder_name(block.explorer, "煤业") if block.explorer else None,
        "区域坐标": registration_string(right, zone),
        "备注": "示例数据",
    }


def _ore_total(block: Block) -> float:
    true_m3 = block.area_m2() / math.cos(math.radians(block.dip or 0)) * (block.thickness or 0)
    return true_m3 * DENSITY_BAUXITE * ORE_COEFFICIENT / 1e4


def write_blocks(path: Path, coal: list[Block], bauxite: list[Block]) -> None:
    book = new_workbook(path)
    for name, blocks, title in (
        ("煤炭区块", coal, "煤炭资源接续配置拟配置区块表"),
        ("铝土矿区块", bauxite, "各县（市、区）上报铝土矿拟出让区块表"),
    ):
        rows = [block_row(block, number) for number, block in enumerate(blocks, start=1)]
        write_sheet(book, name, f"{title}（示例数据，虚构；2000国家大地坐标系，1985国家高程基准）", BLOCK_HEADERS, rows)
    book.close()


PROJECT_HEADERS = (
    "投资项目编号",
    "项目名称",
    "所在县区",
    "投资主体",
    "所需矿种",
    "年需求量(万吨/年)",
    "投产年份",
    "用矿截止年份",
    "评分",
    "最低铝硅比",
    "经度",
    "纬度",
)


def project_rows() -> list[dict[str, Any]]:
    rows = []
    for number, (name, county, owner, demand, first, last, score, ratio, lon, lat) in enumerate(
        coal_blocks.PROJECTS, start=1
    ):
        full = f"{county}示例{word(number + 90)}{name}项目"
        values = (
            f"I{number:02d}",
            full,
            county,
            holder_name(owner, "铝业"),
            "铝土矿",
            demand,
            first,
            last,
            score,
            ratio,
        )
        rows.append(dict(zip(PROJECT_HEADERS, (*values, lon, lat), strict=True)))
    return rows


def distance_rows(bauxite: list[Block]) -> list[dict[str, Any]]:
    """Return surveyed road lengths of some pairs; the others are left to the straight line."""
    plane = analysis_crs(XINZHOU)
    rows = []
    for b, block in enumerate(bauxite):
        middle = block.frame.plane(block.points).mean(axis=0)
        for p, project in enumerate(coal_blocks.PROJECTS):
            if (b + 2 * p) % 5 == 0:
                there = transform_points(np.array([[project[8], project[9]]]), "EPSG:4490", plane)[0]
                road = float(np.hypot(*(there - middle))) * (1.25 + 0.05 * ((b + p) % 6))
                rows.append(
                    {"区块编号": block.key, "投资项目编号": f"I{p + 1:02d}", "运距(千米)": round(road / 1000, 1)}
                )
    return rows


def write_tables(path: Path, sheets: dict[str, tuple[str, tuple[str, ...], list[dict[str, Any]]]]) -> None:
    book = new_workbook(path)
    for name, (title, headers, rows) in sheets.items():
        write_sheet(book, name, f"{title}（示例数据，虚构）", headers, rows)
    book.close()


def write_zones(path: Path) -> None:
    names = ("区域类型", "区域名称", "级别", "批准文号", "设立日期")
    records = [
        {"区域编号": f"Z{k:02d}", **{n: v or None for n, v in zip(names, row[3:], strict=True)}}
        for k, row in enumerate(coal_blocks.ZONES, start=1)
    ]
    write_layer(path, "zones", records, [zone_geometry(row) for row in coal_blocks.ZONES])


TABLES = {
    "rights": "file: rights.xlsx",
    "orebodies": "file: orebodies.shp",
    "blocks": "file: blocks.xlsx",
    "seams": "file: pilot.xlsx, sheet: 煤层",
    "pilots": "file: pilot.xlsx, sheet: 试点矿山",
    "investments": "file: investments.xlsx, sheet: 投资项目",
    "distances": "file: investments.xlsx, sheet: 运距",
    "zones": "file: zones.gpkg, layer: zones",
}
FILES = (
    "rights.xlsx",
    "blocks.xlsx",
    "pilot.xlsx",
    "investments.xlsx",
    "zones.gpkg",
    *(f"orebodies.{end}" for end in SHAPEFILE),
)


def main(out: Path) -> list[Entry]:
    """Write the dataset into `out` and return the rights."""
    rng = np.random.default_rng(SEED)
    coal, other = mine_entries(rng), other_entries(rng)
    entries = {entry.key: entry for entry in coal}
    mines = {mine.key: mine for mine in coal_layout.mines()}
    levels = {entry.key: (entry.right.rings[0].top, entry.right.rings[0].bottom) for entry in coal}
    bauxite = coal_blocks.bauxite_blocks(mines)
    write_rights(out / "rights.xlsx", {"煤矿": coal, "其他矿山": other})
    write_blocks(out / "blocks.xlsx", coal_blocks.coal_blocks(mines, levels), bauxite)
    ids = {key: entry.right_id for key, entry in entries.items()}
    write_tables(
        out / "pilot.xlsx",
        {
            "煤层": ("煤下铝试点煤矿煤层表", SEAM_HEADERS, seam_rows(ids)),
            "试点矿山": ("煤下铝试点煤矿基本情况表", PILOT_HEADERS, pilot_rows(entries)),
        },
    )
    write_tables(
        out / "investments.xlsx",
        {
            "投资项目": ("铝土矿投资项目需求表", PROJECT_HEADERS, project_rows()),
            "运距": ("区块至项目公路运距表", ("区块编号", "投资项目编号", "运距(千米)"), distance_rows(bauxite)),
        },
    )
    rows, shapes = body_rows()
    write_shapefile(out / "orebodies.shp", rows, shapes, zone_crs(BODY_ZONE))
    write_zones(out / "zones.gpkg")
    write_description(out, "忻州市煤炭、铝土矿资源配置示例数据（虚构）", TABLES, FILES)
    return coal + other


if __name__ == "__main__":
    for entry in main(Path(__file__).parent):
        print(entry.key, entry.right_id, entry.cells["矿山名称"], entry.cells["矿区面积(平方千米)"])
