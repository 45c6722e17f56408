"""A napkin of coal: mines A, B, C, each 1 km square from 1000 m down to 800 m, and blocks of every channel.

      N
    A g B        C . . . F     g is a gap of 200 m between A and B, N lies north of A, D under A, U above B,
                               F far to the east; C has 40 years left, A 3 and B 8.
Bauxite blocks P, Q (1 km square, south), project X beside them.
"""

import datetime

import geopandas as gpd
import pandas as pd
import shapely

from mineplan import geodesy
from mineplan.dataset import Dataset
from mineplan.policy import Assumption, read_policy
from mineplan.scenario import Scenario

DAY = datetime.date(2026, 11, 23)
CRS = geodesy.analysis_crs(geodesy.XINZHOU)
K = 1.5
MINIMA = ("minimum_capacity.bauxite.shanxi-2025", "minimum_life.bauxite.shanxi-2025")


def square(east, north=0.0, width=1000.0, height=1000.0):
    return shapely.box(east, north, east + width, north + height)


def mine(right_id, east, life_a, **changes):
    row = {"right_id": right_id, "mine_name": f"{right_id}矿", "holder": f"{right_id}公司", "mineral": "coal"}
    row |= {"method": "underground", "status": "producing", "capacity_t_a": 1_200_000.0, "county": "宁武县"}
    row |= {"recoverable_t": None if life_a is None else life_a * 1_200_000.0 * K, "increased_capacity_t_a": None}
    row |= {"top_m": 1000.0, "bottom_m": 800.0, "source_row": 2, "geometry": square(east)}
    return row | changes


def mines(**changes):
    given = {"A": {}, "B": {}, "C": {}} | changes
    places = {"A": (0, 3), "B": (1200, 8), "C": (3400, 40)}
    return [mine(name, east, life, **given[name]) for name, (east, life) in places.items()]


def coal(block_id, shape, top_m=1000.0, bottom_m=800.0, **changes):
    row = {"block_id": block_id, "mineral": "coal", "geometry": shape, "top_m": top_m, "bottom_m": bottom_m}
    row |= {"recoverable_t": 9_000_000.0, "capacity_t_a": 600_000.0, "exploration": "advanced", "county": "宁武县"}
    return row | {"channel": None, "source_row": 3} | changes


GAP = coal("g", square(1000, width=200))
NORTH = coal("N", square(0, 1000))
DEEP = coal("D", square(100, 100, 800, 800), 790.0, 600.0)
UPPER = coal("U", square(1300, 100, 800, 800), 1100.0, 1010.0)
FAR = coal("F", square(9000))
ALL = (GAP, NORTH, DEEP, UPPER, FAR)


def bauxite(block_id, east, **changes):
    row = {"block_id": block_id, "mineral": "bauxite", "geometry": square(east, -5000.0), "source_row": 9}
    row |= {"top_m": 1000.0, "bottom_m": 950.0, "capacity_t_a": 400_000.0, "indicated_t": 8_000_000.0}
    row |= {"as_ratio": 6.0, "exploration": "advanced", "county": "宁武县"}
    return row | changes


def project(investment_id="X", **changes):
    row = {"investment_id": investment_id, "name": "氧化铝", "county": "宁武县", "mineral": "bauxite"}
    row |= {"demand_t_a": 500_000.0, "start_year": 2027.0, "score": 0.8, "source_row": 2}
    return row | changes


def zone(shape, kind="nature_reserve", **changes):
    row = {"zone_id": "Z1", "kind": kind, "name": "示例区", "level": None, "geometry": shape}
    return row | changes


def dataset(rights, blocks=(), projects=(), zones=(), distances=(), seams=()):
    frame = gpd.GeoDataFrame(list(rights), crs=CRS)
    tables = {"rights": frame}
    for name, rows in {"blocks": blocks, "zones": zones}.items():
        if rows:
            tables[name] = gpd.GeoDataFrame(list(rows), crs=CRS)
    for name, rows in {"investments": projects, "distances": distances, "seams": seams}.items():
        if rows:
            tables[name] = pd.DataFrame(list(rows))
    parts = frame[["right_id", "top_m", "bottom_m", "geometry"]].assign(part=0)
    rows = ({"table": "blocks", "file": "blocks.xlsx"},)
    return Dataset("napkin", "餐巾", "1", True, None, geodesy.XINZHOU, CRS, tables, parts, {}, (), rows)


def scenario(years=2, sensitivity=0, **parts):
    given = {"first_year": 2027, "years": years, "sensitivity": {"runs": sensitivity}} | parts
    return Scenario(title="餐巾", dataset="napkin", as_of=DAY, allocate=given)


def law(*assumed):
    assume = {ruling: Assumption(reason="试") for ruling in assumed or MINIMA}
    return read_policy(DAY, ("xinzhou", "shanxi", "national"), assume)
