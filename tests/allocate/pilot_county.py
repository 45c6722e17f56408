"""One square coal mine over one square of bauxite, 1 km each, both falling 100 m to the east: a napkin."""

import datetime
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import shapely

from mineplan.policy import Assumption, read_policy
from mineplan.scenario import Allocate

DAY = datetime.date(2026, 11, 23)
CRS = "EPSG:4546"
MINE = "C1400002010011120000001"
RULINGS = (
    "interval_ratio_min.bauxite.national",
    "water_inrush_coefficient_max.broken.national",
    "water_inrush_coefficient_max.intact.national",
    "mining_order.goaf.shanxi",
    "mining_order.mining.shanxi",
    "mining_order.open_pit.shanxi",
    "mining_order.unmined.shanxi",
    "pilot_unpressured_first.shanxi",
)


def law(*without):
    """Return the day's law with everything that the pilot asks assumed, but for the rulings named."""
    assume = {r: Assumption(reason="试") for r in RULINGS if not any(r.startswith(w) for w in without)}
    return read_policy(DAY, ("xinzhou", "shanxi", "national"), assume)


def mine(right_id=MINE, east=0.0, **changes):
    shape = shapely.box(east, 0, east + 1000, 1000)
    row = {"right_id": right_id, "mine_name": "甲矿", "mineral": "coal", "capacity_t_a": 1e6, "source_row": 3}
    return row | {"top_m": 1100.0, "bottom_m": 800.0, "geometry": shape} | changes


def body(orebody_id="AL1", east=0.0, **changes):
    """Bauxite whose roof falls from 940 m in the west to 840 m in the east; 4 m thick, 1,000,000 t indicated."""
    row = {"orebody_id": orebody_id, "mineral": "bauxite", "source_row": 1, "dip_deg": 0.0, "dip_direction_deg": 90.0}
    row |= {"top_m": 940.0, "bottom_m": 836.0, "thickness_m": 4.0, "indicated_t": 1e6, "inferred_t": 1e6}
    return row | {"geometry": shapely.box(east, 0, east + 1000, 1000)} | changes


def seam(right_id=MINE, name="13号", **changes):
    """Coal whose floor falls from 1000 m in the west to 900 m in the east; 5 m thick."""
    row = {"right_id": right_id, "seam": name, "top_m": 1005.0, "bottom_m": 900.0, "thickness_m": 5.0, "source_row": 4}
    return row | {"mining_state": "unmined"} | changes


def pilot(right_id=MINE, **changes):
    row = {"right_id": right_id, "surface_m": 1200.0, "water_level_m": 800.0, "aquifuge_m": 40.0, "source_row": 3}
    row |= {"floor_state": "intact", "exploration": "advanced", "works_capacity_t_a": 1e5, "ready_year": 2027.0}
    shares = dict.fromkeys(("design_share", "safety_share", "water_share", "consent_share"), 1.0)
    return row | shares | changes


def zone(kind="heritage", west=0.0, east=250.0, **changes):
    row = {"zone_id": "Z1", "kind": kind, "name": "示例区", "level": None}
    return row | {"geometry": shapely.box(west, 0, east, 1000)} | changes


def dataset(rights, bodies=(), seams=(), pilots=(), resources=(), zones=()):
    """Return what the pilot reads of a dataset."""
    frame = gpd.GeoDataFrame(list(rights), crs=CRS)
    tables = {"rights": frame}
    shaped = {"orebodies": bodies, "zones": zones}
    tables |= {name: gpd.GeoDataFrame(list(rows), crs=CRS) for name, rows in shaped.items() if rows}
    plain = {"seams": seams, "pilots": pilots, "resources": resources}
    tables |= {name: pd.DataFrame(list(rows)) for name, rows in plain.items() if rows}
    return SimpleNamespace(tables=tables, parts=frame[["right_id", "top_m", "bottom_m", "geometry"]])


def choices(*mines, years=3, **more):
    return Allocate(first_year=2027, years=years, pilot={"mines": mines or (MINE,)} | more)
