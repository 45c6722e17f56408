"""The ledger of rights: coal mines whose reserves give the lives of the layout, and three other mines."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coal_layout
import coal_rest
import numpy as np
from demo_files import new_workbook, write_sheet
from demo_layout import Right, Ring
from demo_ledger import as_clerks_type, holder_name, plan_of, registered_area, registration_string, term, word

RESERVE_FACTOR = 1.4
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
        for o in coal_rest.other_rights()
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
