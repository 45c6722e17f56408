"""Bauxite blocks granted by year and their ore sent to projects: limits, scores, distances, points."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from mineplan import geodesy
from mineplan.scenario import Grant
from mineplan.verify.allocation.case import EXPLORED, AllocationCase, Row, by_year, differences, number, text

# Tonnages of the plan are rounded to a thousandth; the solver meets its rows to a hair of the largest figure.
_SLACK_T = 1.0
_STATUSES = ("planned", "postponed", "to_pilot", "screened_out")


def scores(case: AllocationCase) -> Iterator[str]:
    """Scores by part of the blocks that passed, their ranks, and the order in which blocks stand."""
    rows = case.plan["grant_plan"]
    passed = [r for r in rows if r["status"] in ("planned", "postponed")]
    found = _scores(case, passed)
    order = sorted(passed, key=lambda r: (-math.fsum(r["score_parts"].values()), r["block_id"]))
    ranks = {row["block_id"]: rank for rank, row in enumerate(order, start=1)}
    for said in rows:
        block_id = said["block_id"]
        parts = found.get(block_id, {})
        yield from differences(f"block {block_id}", {"score_parts": parts, "rank": ranks.get(block_id)}, said)
        total = math.fsum(parts.values()) if parts else None
        if (total is None) != (said["score"] is None) or abs((total or 0.0) - (said["score"] or 0.0)) > 0.00051:
            yield f"block {block_id}: score is {total} by the tables, the plan says {said['score']}"
    if rows != sorted(rows, key=_place):
        yield "grant_plan: blocks do not stand by status, year and rank"


def _place(row: Row) -> tuple[int, int, int, str]:
    status = _STATUSES.index(row["status"]) if row["status"] in _STATUSES else len(_STATUSES)
    return (status, row["year"] or 0, row["rank"] or 0, row["block_id"])


def _scores(case: AllocationCase, passed: list[Row]) -> dict[str, dict[str, float]]:
    """Return each block's score by part; what no block states is left out of the whole weight."""
    if case.choices.grant is None or not passed:
        return {}
    blocks, w = case.blocks("bauxite"), case.choices.grant.weights
    stages = {r["block_id"]: text(blocks[r["block_id"]].get("exploration")) for r in passed}
    best, largest = (max((r[k] or 0.0 for r in passed), default=0.0) for k in ("as_ratio", "quantity_t"))
    weights = {
        "quality": w.quality if best else 0.0,
        "reserves": w.reserves,
        "explored": w.explored if any(stages.values()) else 0.0,
        "life": w.life,
        "consents": w.consents,
    }
    whole = math.fsum(weights.values()) or 1.0
    found = {}
    for row in passed:
        under_consent = [hit["overlap_share"] for hit in row["zones"] if hit["effect"] != "ban"]
        parts = {
            "quality": (row["as_ratio"] or 0.0) / best if best else 0.0,
            "reserves": (row["quantity_t"] or 0.0) / largest if largest else 0.0,
            "explored": EXPLORED.get(stages[row["block_id"]], 0.0),
            "life": min(1.0, (row["life_a"] or 0.0) / (2 * (row["minimum_life_a"] or 5.0))),
            "consents": 1 - min(1.0, max(under_consent, default=0.0)),
        }
        found[row["block_id"]] = {k: 100 * weight * parts[k] / whole for k, weight in weights.items() if weight}
    return found


def grants(case: AllocationCase) -> Iterator[str]:
    """Years and totals of the grants; what is required is granted."""
    choices = case.choices.grant
    if choices is None:
        return
    planned = [r for r in case.plan["grant_plan"] if r["status"] == "planned"]
    for row in planned:
        if row["year"] not in case.years:
            yield f"block {row['block_id']}: {row['year']} is no year of the plan"
    for block_id in sorted(set(choices.required) - {r["block_id"] for r in planned}):
        yield f"block {block_id} is required by the scenario and not granted"
    for year in case.years:
        granted = [r for r in planned if r["year"] == year]
        size, total = math.fsum(r["capacity_t_a"] or 0.0 for r in granted), choices.total_t_a.get(year, math.inf)
        if size > total + _SLACK_T:
            yield f"{year}: {size:,.0f} t/a of bauxite are granted, {total:,.0f} are allowed"
        if len(granted) > choices.total_blocks.get(year, len(granted)):
            yield f"{year}: {len(granted)} bauxite blocks are granted, {choices.total_blocks[year]} are allowed"
    for row in case.plan["grant_plan"]:
        mode = "competition" if row["status"] in ("planned", "postponed") else None
        yield from differences(f"block {row['block_id']}", {"mode": mode}, row)


def matches(case: AllocationCase) -> Iterator[str]:
    """Ore goes from blocks that run to projects that ask, within capacity, demand, distance and quality."""
    choices = case.choices.grant
    if choices is None:
        return
    projects = {r["investment_id"]: r for r in case.plan["projects"]}
    for row in case.plan["grant_plan"]:
        for match in row["matches"]:
            where = f"block {row['block_id']} to {match['investment_id']}"
            if match["block_id"] != row["block_id"] or match["investment_id"] not in projects:
                yield f"{where}: the match names another block or no project"
                continue
            yield from _match(case, where, row, match, projects[match["investment_id"]])
        yield from _output(case, row, choices)


def _match(case: AllocationCase, where: str, row: Row, match: Row, project: Row) -> Iterator[str]:
    choices, ends = case.choices.grant, _facts(case, match["investment_id"])
    assert choices is not None
    distance, basis = distance_of(case, row["block_id"], match["investment_id"])
    county = text(case.blocks("bauxite")[row["block_id"]].get("county"))
    found = {
        "distance_m": distance,
        "distance_basis": basis,
        "is_same_county": bool(county) and county == text(ends.get("county")),
    }
    yield from differences(where, found, match)
    if distance is not None and choices.maximum_transport_m is not None and distance > choices.maximum_transport_m:
        yield f"{where}: {distance:,.0f} m lie between them, {choices.maximum_transport_m:,.0f} are allowed"
    asked = number(ends.get("minimum_as_ratio"))
    if asked is not None and row["as_ratio"] is not None and row["as_ratio"] < asked:
        yield f"{where}: the A/S ratio is {row['as_ratio']:g}, the project asks {asked:g}"
    first = math.inf if row["year"] is None else row["year"] + choices.lead_years
    for year, tonnes in match["by_year"].items():
        if year not in by_year(dict.fromkeys(case.years)) or int(year) < first:
            yield f"{where}: it gives ore in {year}, before the block can run"
        if tonnes <= 0:
            yield f"{where}: it sends {tonnes:,.0f} t/a in {year}"
    running = {
        y: min(choices.minimum_supply_t_a, row["capacity_t_a"] or 0.0, project["demand"][str(y)]) for y in case.years
    }
    for year, least in running.items():
        if year >= first and match["by_year"].get(str(year), 0.0) < least - _SLACK_T:
            yield f"{where}: it sends less than {least:,.0f} t/a in {year}"


def _output(case: AllocationCase, row: Row, choices: Grant) -> Iterator[str]:
    name, left = f"block {row['block_id']}", {}
    if len({m["investment_id"] for m in row["matches"]}) != len(row["matches"]):
        yield f"{name}: a project stands twice among its matches"
    for year in case.years:
        sent, size = math.fsum(m["by_year"].get(str(year), 0.0) for m in row["matches"]), row["capacity_t_a"] or 0.0
        if sent > size + _SLACK_T:
            yield f"{name}: it sends {sent:,.0f} t/a in {year} and has {size:,.0f}"
        if row["year"] is not None and year >= row["year"] + choices.lead_years and size - sent > 0.5:
            left[year] = size - sent
    if row["year"] is None and row["matches"]:
        yield f"{name}: it is not granted and sends ore"
    said = row["unmatched_t_a"]
    if said.keys() != by_year(left).keys() or any(abs(left[int(y)] - t) > _SLACK_T for y, t in said.items()):
        yield f"{name}: unmatched_t_a is {by_year(left)} by its matches, the plan says {said}"


def supplies(case: AllocationCase) -> Iterator[str]:
    """What each project asks, gets and lacks, year by year; shares of demand that the scenario requires."""
    choices = case.choices.grant
    if choices is None:
        return
    best = max([1.0, *(s for r in case.rows("investments") if _asks(r) and (s := number(r.get("score"))) is not None)])
    sent = _sent(case)
    for said in case.plan["projects"]:
        key, name = said["investment_id"], f"project {said['investment_id']}"
        facts = _facts(case, key)
        score, demand = number(facts.get("score")), _demand(case, facts)
        found = {
            "score": 0.5 if score is None else max(0.0, score) / best,
            "demand": by_year(demand),
            "block_ids": sorted({b for b, p, _ in sent if p == key}),
        }
        yield from differences(name, found, said)
        for year in case.years:
            got = math.fsum(t for (_, p, y), t in sent.items() if p == key and y == str(year))
            supplied, unmet = said["supplied"].get(str(year)), said["unmet"].get(str(year))
            if supplied is None or abs(supplied - got) > _SLACK_T:
                yield f"{name}: {got:,.0f} t/a reach it in {year}, the plan says {supplied}"
            if unmet is None or abs(unmet - max(0.0, demand[year] - got)) > _SLACK_T:
                yield f"{name}: {max(0.0, demand[year] - got):,.0f} t/a stay unmet in {year}, the plan says {unmet}"
            if got > demand[year] + _SLACK_T:
                yield f"{name}: it gets {got:,.0f} t/a in {year} and asks {demand[year]:,.0f}"
            least = choices.demand_required.get(key, 0.0) * demand[year]
            if year >= case.years[0] + choices.lead_years and got < least - _SLACK_T:
                yield f"{name}: {least:,.0f} t/a are required in {year}, it gets {got:,.0f}"


def _sent(case: AllocationCase) -> dict[tuple[str, str, str], float]:
    return {
        (row["block_id"], m["investment_id"], year): tonnes
        for row in case.plan["grant_plan"]
        for m in row["matches"]
        for year, tonnes in m["by_year"].items()
    }


def _asks(row: Row) -> bool:
    return text(row.get("mineral")) in ("", "bauxite")


def _facts(case: AllocationCase, investment_id: str) -> Row:
    return next(r for r in case.rows("investments") if r["investment_id"] == investment_id)


def _demand(case: AllocationCase, facts: Row) -> dict[int, float]:
    asked, start, end = (number(facts.get(name)) for name in ("demand_t_a", "start_year", "end_year"))
    first, last = -math.inf if start is None else start, math.inf if end is None else end
    return {y: (asked or 0.0) if first <= y <= last else 0.0 for y in case.years}


def distance_of(case: AllocationCase, block_id: str, investment_id: str) -> tuple[float | None, str]:
    """Return how far block and project lie apart: as table `distances` says, else straight times the detour."""
    assert case.choices.grant is not None
    for row in case.rows("distances"):
        stated = number(row.get("distance_m"))
        if (row["block_id"], row["investment_id"]) == (block_id, investment_id) and stated is not None:
            return stated, "table"
    facts = _facts(case, investment_id)
    place = (number(facts.get("longitude_deg")), number(facts.get("latitude_deg")))
    if None in place:
        return None, "unknown"
    there = geodesy.transform_points(np.array([place], dtype=float), geodesy.geographic_crs(), case.crs)[0]
    here = shapely.centroid(case.blocks("bauxite")[block_id]["geometry"])
    return math.dist((here.x, here.y), there) * case.choices.grant.detour_factor, "straight"


def grant_objective(case: AllocationCase) -> Iterator[str]:
    """Points of grants, supply, transport, county borders and unmet demand, term by term."""
    said = next((s for s in case.plan["solver"] if s["part"] == "grant"), None)
    if said is None:
        return
    terms = _terms(case)
    for name, value in terms.items():
        if abs(value - said["terms"].get(name, math.inf)) > 0.01 + 1e-6 * abs(value):
            yield f"grant: term {name} is {value:.3f} by the tables, the plan says {said['terms'].get(name)}"
    total = math.fsum(terms.values())
    if abs(total - said["objective"]) > 0.02 + 1e-6 * abs(total):
        yield f"grant: the objective is {total:.3f} by the tables, the plan says {said['objective']:.3f}"


def _terms(case: AllocationCase) -> dict[str, float]:
    choices = case.choices.grant
    assert choices is not None
    w, rows = choices.weights, [r for r in case.plan["grant_plan"] if r["year"] is not None]
    terms: dict[str, Any] = dict.fromkeys(("supply", "transport", "other_county"), 0.0)
    score = {p["investment_id"]: p["score"] for p in case.plan["projects"]}
    for match in (m for row in rows for m in row["matches"]):
        lots = math.fsum(match["by_year"].values()) / 100_000
        distance = match["distance_m"]
        haul = distance if distance is not None else choices.maximum_transport_m or 0.0
        terms["supply"] += w.supply * score[match["investment_id"]] * lots
        terms["transport"] -= w.transport * haul / 100_000 * lots
        terms["other_county"] -= 0.0 if match["is_same_county"] else w.other_county * lots
    unmet = math.fsum(t for p in case.plan["projects"] for t in p["unmet"].values())
    return terms | {
        "block": w.block * math.fsum(p for row in rows for p in row["score_parts"].values()),
        "delay": -w.delay * sum(row["year"] - case.years[0] for row in rows),
        "unmet": -w.unmet * unmet / 100_000,
    }
