"""All parts year by year, summed again from the rows, and where the numbers of a pilot sheet come from."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from mineplan.schema import INPUT_TABLES
from mineplan.verify.allocation.case import AllocationCase, Row, agrees, differences
from mineplan.verify.allocation.continuation import counted_t_a

# 采矿权表第3行“设计规模”
_CELL = re.compile("^(.+)表第([0-9]+)行“(.+)”$")
_KINDS = ("input", "formula", "ruling", "choice")


def years(case: AllocationCase) -> Iterator[str]:
    """Blocks, tonnages and totals of each year are the sums of the rows."""
    plan, parts = case.plan, case.choices
    for said in plan["by_year"]:
        year, key = said["year"], str(said["year"])
        coal, bauxite = ([r for r in plan[n] if r["year"] == year] for n in ("continuation", "grant_plan"))
        totals = {
            f"{name}_total_t_a": None if part is None else part.total_t_a.get(year)
            for name, part in (("continuation", parts.continuation), ("grant", parts.grant), ("pilot", parts.pilot))
        }
        found = totals | {
            "continuation_block_ids": [r["block_id"] for r in coal],
            "continuation_recoverable_t": math.fsum(r["recoverable_t"] or 0.0 for r in coal),
            "continuation_counted_t_a": math.fsum(counted_t_a(r) for r in coal),
            "grant_block_ids": [r["block_id"] for r in bauxite],
            "grant_capacity_t_a": math.fsum(r["capacity_t_a"] or 0.0 for r in bauxite),
            "demand_t_a": math.fsum(p["demand"].get(key, 0.0) for p in plan["projects"]),
            "supplied_t_a": math.fsum(p["supplied"].get(key, 0.0) for p in plan["projects"]),
            "unmet_t_a": math.fsum(p["unmet"].get(key, 0.0) for p in plan["projects"]),
            "pilot_right_ids": [m["right_id"] for m in plan["pilot"] if m["year"] == year],
            "pilot_output_t_a": math.fsum(m["output_t_a"].get(key, 0.0) for m in plan["pilot"]),
        }
        yield from differences(f"year {year}", found, said)


def sources(case: AllocationCase) -> Iterator[str]:
    """Every number of a pilot sheet names its source: a cell that holds it, a ruling in force, a formula, a choice."""
    known = {r.ruling_id for r in case.policy.rulings}
    for mine in case.plan["pilot"]:
        for entry in mine["facts"].get("sources", ()):
            where = f"pilot {mine['right_id']}: {entry['item']}"
            if entry["kind"] not in _KINDS or not entry["source"]:
                yield f"{where} names no source"
            elif entry["kind"] == "ruling" and entry["source"] not in known:
                yield f"{where} stands on {entry['source']}, which is no ruling in force"
            elif entry["kind"] == "input":
                yield from _cell_faults(case, where, mine["right_id"], entry)
        if not mine["facts"].get("sources"):
            yield f"pilot {mine['right_id']}: its sheet names no sources"


def _cell_faults(case: AllocationCase, where: str, right_id: str, entry: Row) -> Iterator[str]:
    """Look the cell up that an input is said to stand in."""
    match = _CELL.match(entry["source"])
    if match is None:
        return
    label, at, heading = match.groups()
    for name, table in INPUT_TABLES.items():
        columns = [c.name for c in table.columns if c.label == heading] if table.label == label else []
        for row in case.rows(name) if columns else ():
            if row.get("source_row") == int(at) and row.get("right_id") == right_id:
                if not any(agrees(row.get(column), entry["value"]) for column in columns):
                    yield f"{where} is {entry['value']}, and {entry['source']} says {row.get(columns[0])}"
                return
    yield f"{where} names {entry['source']}, which is no row of the mine"
