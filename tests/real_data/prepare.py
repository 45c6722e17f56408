"""Two real cadastres as datasets: what a user does with files that are not the bureau's own.

The sources are not part of the project; see `tests/real_data/README.md`.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "data"

DRC_DATASET = """\
title: DR Congo mining licences and derived deposits
version: "2020-01"
synthetic: false
tables:
  rights:
    file: rights.parquet
    rename: {code: right_id}
    ignore: [licence_type, licence_status, area_squares]
  orebodies:
    file: orebodies.parquet
    rename: {deposit_id: orebody_id}
    ignore: [occurrences, commodity]
"""
DRC_SCENARIO = """\
title: Licences on one deposit, DR Congo
dataset: drc
as_of: 2026-11-23
jurisdictions: [shanxi, national]
consolidate:
  connect: orebody
  limits: {members: null, span_m: null}
"""
COAL_DATASET = """\
title: Coal mine boundaries of Shanxi
version: "2026-05"
synthetic: false
tables:
  rights:
    file: rights.gpkg
    constants: {mineral: coal}
region: {name: 山西省, box_deg: [110.2, 34.5, 114.6, 40.8], centre_deg: [112.4, 37.6]}
"""
COAL_SCENARIO = """\
title: 山西煤矿边界试算
dataset: shanxi-coal
as_of: 2026-11-23
jurisdictions: [shanxi, national]
consolidate:
  minerals: [coal]
  gap_m: 500
  limits: {members: 6, span_m: 30000}
"""


def drc(out: Path) -> Path:
    """Write the licences of DR Congo as a dataset and a scenario; return the scenario's path."""
    folder = out / "datasets" / "drc"
    folder.mkdir(parents=True)
    licences = gpd.read_parquet(SOURCES / "drc_cadastre" / "drc_licences.parquet").rename(
        columns={"status": "licence_status"}
    )
    # Two codes stand twice in the source; a key must be unique, so the second bearer gets a suffix.
    again = licences.groupby("code").cumcount()
    licences["code"] = licences["code"].astype(str) + again.map(lambda k: "" if k == 0 else f"-{k + 1}")
    licences.to_parquet(folder / "rights.parquet")
    deposits = gpd.read_parquet(SOURCES / "drc_cadastre" / "drc_deposits.parquet").rename(
        columns={"mineral": "commodity"}
    )
    deposits.to_parquet(folder / "orebodies.parquet")
    return _written(out, folder, DRC_DATASET, DRC_SCENARIO)


def shanxi_coal(out: Path) -> Path:
    """Write Shanxi's coal mine boundaries with their capacities as a dataset and a scenario."""
    folder = out / "datasets" / "shanxi-coal"
    folder.mkdir(parents=True)
    mines = gpd.read_parquet(SOURCES / "gem_coal_mine_boundaries" / "gem_coal_mine_boundaries.parquet")
    mines = mines[mines["city"].notna() & (mines["Country / Area"] == "China")]
    facts = gpd.read_parquet(SOURCES / "gcmt_china_coal_mines" / "gcmt_2022_07_china.parquet")
    facts = facts.drop_duplicates("Mine IDs").set_index("Mine IDs")
    of = mines["GEM Mine ID"]
    capacity = pd.to_numeric(of.map(facts["Coal Output (Annual, Mt)"]), errors="coerce") * 1e6
    # Several boundaries may make one mine: its capacity is spread by area.
    area = mines.geometry.to_crs("EPSG:4547").area
    share = area / area.groupby(of).transform("sum")
    rights = gpd.GeoDataFrame(
        {
            "right_id": mines["id"],
            "mine_name": mines["name_zh"],
            "holder": mines["Owners"],
            "county": mines["district"],
            "method": mines["mine feature subcategory"].map({"underground": "underground", "surface": "open_pit"}),
            "capacity_t_a": capacity * share,
        },
        geometry=mines.geometry,
        crs=mines.crs,
    )
    rights.to_file(folder / "rights.gpkg", layer="rights", driver="GPKG")
    return _written(out, folder, COAL_DATASET, COAL_SCENARIO)


def _written(out: Path, folder: Path, dataset: str, scenario: str) -> Path:
    (folder / "dataset.yaml").write_text(dataset, encoding="utf-8")
    path = out / "scenarios" / f"{folder.name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(scenario, encoding="utf-8")
    return path
