"""Make the coal and bauxite sample dataset: `python make.py` writes the files beside this script, the same each time.

Everything in it is invented; the README of this folder says what is in it and why.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "xinzhou-demo"))
sys.path.insert(0, str(Path(__file__).parent))

import coal_blocks
import coal_layout
import coal_rest
from coal_ledger import Entry, mine_entries, other_entries, write_rights
from coal_pilot import BODY_ZONE, PILOT_HEADERS, SEAM_HEADERS, body_rows, pilot_rows, seam_rows
from coal_tables import PROJECT_HEADERS, distance_rows, project_rows, write_blocks, write_tables
from demo_files import SHAPEFILE, write_description, write_shapefile
from demo_zones import write_zones

from mineplan.geodesy import zone_crs

SEED = 140925

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
    write_zones(out / "zones.gpkg", coal_rest.ZONES)
    write_description(out, "忻州市煤炭、铝土矿资源配置示例数据（虚构）", TABLES, FILES)
    return coal + other


if __name__ == "__main__":
    for entry in main(Path(__file__).parent):
        print(entry.key, entry.right_id, entry.cells["矿山名称"], entry.cells["矿区面积(平方千米)"])
