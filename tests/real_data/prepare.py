"""Two real cadastres as datasets: what a user does with files that are not the bureau's own.

The sources are not part of the project; see `tests/real_data/README.md`.
"""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
import shapely.affinity

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
  stability: {perturbations: 0}
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


CONTINUATION_DATASET = """\
title: Coal mines of Shanxi (GCMT 2022-07, GEM boundaries) with derived blocks
version: "2026-05"
synthetic: false
tables:
  rights:
    file: rights.gpkg
    constants: {mineral: coal}
  blocks:
    file: blocks.gpkg
region: {name: 山西省, box_deg: [110.2, 34.5, 114.6, 40.8], centre_deg: [112.4, 37.6]}
"""
CONTINUATION_SCENARIO = """\
title: 山西煤矿接续配置试算
dataset: shanxi-continuation
as_of: 2026-11-23
jurisdictions: [shanxi, national]
allocate:
  first_year: 2027
  years: 5
  continuation:
    reserve_factor: 1.4
    depleted_life_a: 20
    blocks_per_year: 6
    total_t_a: {2027: 3000000, 2028: 3000000, 2029: 3000000, 2030: 3000000, 2031: 3000000}
  sensitivity: {runs: 10}
"""
_PLANE = "EPSG:4547"


def shanxi_continuation(out: Path) -> Path:
    """Write every Shanxi mine of GCMT, real boundaries where there are any, and blocks derived from them.

    A mine without a boundary stands as a disc of its licence area. Nobody reported the blocks: they are the gaps
    that a closing by 400 m leaves between real boundaries, and strips of 1 km along the boundaries of mines.
    """
    folder = out / "datasets" / "shanxi-continuation"
    folder.mkdir(parents=True)
    rights = pd.concat([_bounded(), _discs()], ignore_index=True)
    rights.to_file(folder / "rights.gpkg", layer="rights", driver="GPKG")
    _derived_blocks(rights).to_file(folder / "blocks.gpkg", layer="blocks", driver="GPKG")
    return _written(out, folder, CONTINUATION_DATASET, CONTINUATION_SCENARIO)


def _tracker() -> gpd.GeoDataFrame:
    facts = gpd.read_parquet(SOURCES / "gcmt_china_coal_mines" / "gcmt_2022_07_china.parquet")
    facts = facts[facts["State, Province"].eq("Shanxi")].drop_duplicates("Mine IDs").set_index("Mine IDs")
    number = {c: pd.to_numeric(facts[c], errors="coerce") for c in facts.columns if c in _FIGURES}
    return facts.assign(**{_FIGURES[c]: values for c, values in number.items()})


_FIGURES = {
    "Coal Output (Annual, Mt)": "capacity_mt",
    "Reserves Total (Proven & Probable)": "reserves_mt",
    "Mine Size (Km2)": "licence_km2",
}
_METHODS = {"Underground": "underground", "Surface": "open_pit"}


def _rows(facts: pd.DataFrame, ids: pd.Series, share: pd.Series | float = 1.0) -> dict[str, pd.Series]:
    """Return the columns of the rights; capacity and reserves are spread over the boundaries of one mine by area."""
    return {
        "mine_name": ids.map(facts["name_zh"]).fillna(ids.map(facts["Mine Name"])),
        "holder": ids.map(facts["Owners"]),
        "county": ids.map(facts["district"]),
        "method": ids.map(facts["Mine Type"]).map(_METHODS),
        "capacity_t_a": ids.map(facts["capacity_mt"]) * 1e6 * share,
        "recoverable_t": ids.map(facts["reserves_mt"]) * 1e6 * share,
    }


def _bounded() -> gpd.GeoDataFrame:
    mines = gpd.read_parquet(SOURCES / "gem_coal_mine_boundaries" / "gem_coal_mine_boundaries.parquet")
    mines = mines[mines["city"].notna() & (mines["Country / Area"] == "China")].reset_index(drop=True)
    area = mines.to_crs(_PLANE).area
    share = area / area.groupby(mines["GEM Mine ID"]).transform("sum")
    rows = {"right_id": mines["id"]} | _rows(_tracker(), mines["GEM Mine ID"], share)
    rows["mine_name"] = rows["mine_name"].fillna(mines["name_zh"])
    return gpd.GeoDataFrame(rows, geometry=mines.geometry, crs=mines.crs).to_crs(_PLANE)


def _discs() -> gpd.GeoDataFrame:
    facts = _tracker()
    mines = gpd.read_parquet(SOURCES / "gem_coal_mine_boundaries" / "gem_coal_mine_boundaries.parquet")
    facts = facts[~facts.index.isin(mines["GEM Mine ID"]) & (facts["licence_km2"] > 0)]
    ids = facts.index.to_series().reset_index(drop=True)
    radius = (facts["licence_km2"] * 1e6 / math.pi) ** 0.5
    shapes = facts.to_crs(_PLANE).buffer(radius.to_numpy())
    rows = {"right_id": ids} | _rows(facts, ids)
    return gpd.GeoDataFrame(rows, geometry=shapes.to_numpy(), crs=_PLANE)


def _derived_blocks(rights: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    bounded = rights[rights["right_id"].str.contains(".B", regex=False)]
    ground = shapely.union_all(rights.geometry.to_numpy())
    real = shapely.union_all(bounded.geometry.to_numpy())
    closed = shapely.buffer(shapely.buffer(real, 400), -400)
    gaps = shapely.get_parts(shapely.difference(closed, ground))
    pieces = [("G", piece) for piece in gaps if piece.area > 5e4]
    taken = shapely.union_all([ground, closed])
    for shape in bounded.geometry:
        strip = shapely.difference(shapely.affinity.translate(shape, 0, 1000), taken)
        largest = max(shapely.get_parts(strip), key=shapely.area, default=None)
        if largest is not None and largest.area > 5e5:
            # The strip shall touch its mine and nothing granted: a corner of 1 mm lies within the touching distance.
            pieces.append(("N", shapely.buffer(largest, -0.01)))
            taken = shapely.union_all([taken, largest])
    tonnes_m2 = (rights["recoverable_t"].sum() / rights.area[rights["recoverable_t"].notna()].sum()) or 0.0
    return gpd.GeoDataFrame(
        {
            "block_id": [f"{kind}{k:02}" for k, (kind, _) in enumerate(pieces, start=1)],
            "mineral": ["coal"] * len(pieces),
            "recoverable_t": [tonnes_m2 * piece.area for _, piece in pieces],
            "capacity_t_a": [900_000.0] * len(pieces),
        },
        geometry=[max(shapely.get_parts(piece), key=shapely.area) for _, piece in pieces],
        crs=rights.crs,
    )
