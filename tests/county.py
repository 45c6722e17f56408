"""The 3x3 county: nine square rights of 1 km, drawn on a napkin.

G H I      H is closed; orebody K1 lies under A, B and C (east-west strip in their middle),
D E F      K2 under E and H; a nature reserve covers I wholly.
A B C      Columns stand 200 m apart, rows 500 m.
"""

import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from mineplan import geodesy
from mineplan.dataset import Dataset

CRS = geodesy.analysis_crs(geodesy.XINZHOU)
NAMES = "ABCDEFGHI"
STEP_EAST, STEP_NORTH, SIDE = 1200.0, 1500.0, 1000.0


def square(name: str) -> shapely.Polygon:
    row, column = divmod(NAMES.index(name), 3)
    east, north = column * STEP_EAST, row * STEP_NORTH
    return shapely.box(east, north, east + SIDE, north + SIDE)


def rights_frame(**columns: list) -> gpd.GeoDataFrame:
    base = {
        "right_id": list(NAMES),
        "mine_name": [f"{n}矿" for n in NAMES],
        "holder": [f"公司{n}" for n in "ABBDEFGHI"],
        "mineral": ["iron"] * 9,
        "method": ["underground"] * 9,
        "capacity_t_a": [100e3, 200e3, 50e3, 400e3, 100e3, 20e3, 300e3, 100e3, 500e3],
        "top_m": [1500.0] * 9,
        "bottom_m": [1000.0] * 9,
        "status": ["producing"] * 7 + ["closed", "producing"],
        "valid_to": [datetime.date(2030, 1, 1)] * 8 + [datetime.date(2020, 1, 1)],
        "county": ["代县"] * 9,
    }
    frame = gpd.GeoDataFrame(base | columns, geometry=[square(n) for n in NAMES], crs=CRS)
    frame["ellipsoid_km2"] = geodesy.area_km2(frame.geometry, CRS)
    frame["planar_km2"] = geodesy.planar_native_km2(frame.geometry, CRS)
    frame["area_match"] = ""
    frame["zone"] = geodesy.native_zones(frame.geometry, CRS)
    return frame


def parts_frame(rights: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    top = rights["top_m"] if "top_m" in rights else float("nan")
    bottom = rights["bottom_m"] if "bottom_m" in rights else float("nan")
    return gpd.GeoDataFrame(
        {"right_id": rights["right_id"], "part": 0, "top_m": top, "bottom_m": bottom},
        geometry=rights.geometry.to_numpy(),
        crs=CRS,
    )


def orebodies_frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "orebody_id": ["K1", "K2"],
            "deposit": ["东坡", "西坡"],
            "mineral": ["iron", "iron"],
            "top_m": [1400.0, 1400.0],
            "bottom_m": [1100.0, 1100.0],
            "measured_t": [3.4e6, 1e6],
            "indicated_t": [6.8e6, 2e6],
            "inferred_t": [0.0, 1e6],
            "proved_t": [1e6, float("nan")],
        },
        geometry=[shapely.box(0, 400, 3400, 600), shapely.box(1600, 1700, 1800, 3900)],
        crs=CRS,
    )


def zones_frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"zone_id": ["Z1"], "kind": ["nature_reserve"], "name": ["示例保护区"]},
        geometry=[square("I").buffer(50)],
        crs=CRS,
    )


def county(**tables: object) -> Dataset:
    """Return the county as a dataset; `rights=`, `zones=` ... replace a table, None leaves it out."""
    rights = tables.get("rights", rights_frame())
    made = {"rights": rights, "orebodies": orebodies_frame(), "zones": zones_frame()} | tables
    return Dataset(
        name="county",
        title="九宫县",
        version="1",
        is_synthetic=True,
        folder=Path("county"),
        region=geodesy.XINZHOU,
        crs=CRS,
        tables={k: v for k, v in made.items() if v is not None},
        parts=parts_frame(rights),
        checksums={},
        notes=(),
    )


def table(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows)
