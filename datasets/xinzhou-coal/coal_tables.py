"""The tables of blocks, investment projects and road lengths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import coal_rest
import numpy as np
from coal_blocks import Block
from coal_layout import CLASSES, DENSITY_BAUXITE, DENSITY_COAL
from demo_files import new_workbook, write_sheet
from demo_layout import Right, Ring
from demo_ledger import holder_name, registration_string, word

from mineplan.geodesy import XINZHOU, analysis_crs, transform_points

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
    right = Right(block.key, block.frame, (Ring(block.points, block.top, block.bottom),), block.county, "", 0)
    zone = block.frame.zone(block.points)
    is_coal, total = block.is_coal, block.tonnes() / 1e4
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
        "体重": DENSITY_COAL if is_coal else DENSITY_BAUXITE,
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
        coal_rest.PROJECTS, start=1
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
        for p, project in enumerate(coal_rest.PROJECTS):
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
