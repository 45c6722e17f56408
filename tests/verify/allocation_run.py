"""A run folder of the coal napkin: every channel, bauxite blocks of every fate, two mines of the pilot.

Coal block F, less explored than E, finds no room in the totals, O lies half over mine A. Bauxite block R lies under
mine A, S is too small, Q reaches into a nature reserve, P into a forest that asks consent. Under mines B and C lies
bauxite; that of C reaches into a heritage site.
"""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from mineplan.allocate import allocation_of, prepare_allocation
from mineplan.dataset import Dataset
from mineplan.plans import allocation_dict
from mineplan.policy import read_policy
from mineplan.runs import write_inputs, write_json
from mineplan.scenario import read_scenario
from tests.allocate import coalfield
from tests.allocate.pilot_county import body, pilot, seam

SCENARIO = """\
title: 餐巾
dataset: napkin
as_of: 2026-11-23
assume:
  minimum_capacity.bauxite.shanxi-2025: {reason: 试}
  minimum_life.bauxite.shanxi-2025: {reason: 试}
  water_inrush_coefficient_max.broken.national: {reason: 试}
  water_inrush_coefficient_max.intact.national: {reason: 试}
  interval_ratio_min.bauxite.national: {reason: 试}
  mining_order.unmined.shanxi: {reason: 试}
  mining_order.goaf.shanxi: {reason: 试}
  pilot_unpressured_first.shanxi: {reason: 试}
allocate:
  first_year: 2027
  years: 3
  continuation:
    reserve_factor: 1.5
    total_t_a: {2027: 500000, 2028: 500000, 2029: 1000000}
    blocks_per_year: 2
  grant: {total_t_a: {2027: 500000, 2028: 500000, 2029: 500000}, lead_years: 1}
  pilot: {mines: [B, C], total_t_a: {2027: 100000, 2028: 200000, 2029: 200000}, starts_per_year: 1}
  sensitivity: {runs: 2}
"""


def napkin() -> Dataset:
    """Return the dataset."""
    reserve = coalfield.zone(coalfield.square(3000, -5000, 100))
    forest = coalfield.zone(coalfield.square(0, -5000, 300), "forest", zone_id="Z2", name="示例林场")
    heritage = coalfield.zone(coalfield.square(4200, 0, 200), "heritage", zone_id="Z3", name="示例遗址")
    blocks = [
        *(b for b in coalfield.ALL if b is not coalfield.FAR),
        coalfield.FAR | {"exploration": "detailed"},
        coalfield.coal("E", coalfield.square(12000)),
        coalfield.coal("O", coalfield.square(-500)),
        coalfield.bauxite("P", 0),
        coalfield.bauxite("Q", 3000, as_ratio=9.0, county="静乐县"),
        coalfield.bauxite("R", 0, geometry=coalfield.square(200, 200, 500, 500), top_m=780.0, bottom_m=770.0),
        coalfield.bauxite("S", 6000, capacity_t_a=100_000.0),
    ]
    projects = [
        coalfield.project(longitude_deg=112.0, latitude_deg=38.5),
        coalfield.project("Y", demand_t_a=300_000.0, score=0.4, start_year=2029.0),
    ]
    distances = [{"block_id": b, "investment_id": "Y", "distance_m": 40_000.0, "source_row": 2} for b in "PQ"]
    data = coalfield.dataset(
        coalfield.mines(C={"capacity_t_a": 1_300_000.0, "increased_capacity_t_a": 1_500_000.0}, B={"source_row": 4}),
        blocks,
        projects,
        (reserve, forest, heritage),
        distances,
        [seam("B"), seam("C", mining_state="goaf"), seam("C", "8号", top_m=1055.0, bottom_m=950.0, source_row=5)],
    )
    bodies = [body("AL1", 1200.0), body("AL2", 3400.0, inferred_t=2e6)]
    data.tables["orebodies"] = gpd.GeoDataFrame(bodies, crs=coalfield.CRS)
    pilots = [pilot("B", consent_share=0.5), pilot("C", water_level_m=850.0, aquifuge_m=40.0)]
    data.tables["pilots"] = pd.DataFrame(pilots)
    return data


def allocation_run(folder: Path, scenario: str = SCENARIO) -> Path:
    """Write the run of a scenario over the napkin, as it stands before its manifest, and return its folder."""
    made = folder / "run.partial"
    data = napkin()
    write_inputs(made, {"parts": data.parts} | data.tables, scenario, None)
    read = read_scenario(made / "inputs" / "scenario.yaml")
    policy = read_policy(read.as_of, read.jurisdictions, read.assume)
    plan = allocation_of(prepare_allocation(read, data, policy))
    write_json(made / "plan.json", allocation_dict(plan))
    return made
