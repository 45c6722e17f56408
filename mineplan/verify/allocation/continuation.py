"""Coal blocks given to mines: facts, points, limits, and that no single better step was left."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import shapely

from mineplan.scenario import Continuation
from mineplan.verify.allocation.case import EXPLORED, AllocationCase, Row, differences, number, outside, text
from mineplan.verify.allocation.zones import ellipsoidal_km2, hit_faults, lawful_ground, shares_of

Offers = dict[str, dict[str, int]]
_STATUSES = ("proposed", "postponed", "excluded")
_SLACK = 1e-6


def coal_facts(case: AllocationCase) -> Iterator[str]:
    """Areas, elevations, reserves, zones and lives of every coal block, and the order in which they stand."""
    blocks = case.blocks("coal")
    for said in case.plan["continuation"]:
        block, name = blocks[said["block_id"]], f"block {said['block_id']}"
        pieces = lawful_ground(said["block_id"], block["geometry"], case.reaches["coal"])
        yield from hit_faults(name, said["block_id"], block["geometry"], case.reaches["coal"], said["zones"])
        yield from outside(name, "lawful_share", shares_of(block["geometry"], pieces), said["lawful_share"])
        least, most = (ellipsoidal_km2(case.crs, piece) for piece in pieces)
        yield from outside(name, "area_km2", (least, most), said["area_km2"])
        stated, mine = number(block.get("recoverable_t")), case.lives.get(said["right_id"])
        found = {
            "capacity_t_a": number(block.get("capacity_t_a")),
            "banned_km2": float(shapely.area(block["geometry"])) * (1 - said["lawful_share"]) / 1e6,
            "top_m": number(block.get("top_m")),
            "bottom_m": number(block.get("bottom_m")),
            "recoverable_t": None if stated is None else stated * said["lawful_share"],
            "life_before_a": None if mine is None else mine["life_a"],
            "life_after_a": None if mine is None else mine["life_after_a"],
        }
        yield from differences(name, found, said)
    yield from _standing(case.plan["continuation"])


def _standing(rows: list[Row]) -> Iterator[str]:
    def key(row: Row) -> tuple[int, int, int, str]:
        status = _STATUSES.index(row["status"]) if row["status"] in _STATUSES else len(_STATUSES)
        return (status, row["year"] or 0, -row["points"], row["block_id"])

    if [r["block_id"] for r in rows] != [r["block_id"] for r in sorted(rows, key=key)]:
        yield "continuation: blocks do not stand by status, year and points"
    for place, row in enumerate(rows, start=1):
        yield from differences(
            f"block {row['block_id']}", {"rank": place if row["status"] == "proposed" else None}, row
        )


def coal_points(case: AllocationCase) -> Iterator[str]:
    """Points of every offer, by part and year, from lives, boundaries and the scenario's weights."""
    choices = case.choices.continuation
    if choices is None:
        return
    blocks = case.blocks("coal")
    for said in case.plan["continuation"]:
        explored = EXPLORED.get(text(blocks[said["block_id"]].get("exploration")), 0.0)
        for candidate in said["candidates"]:
            where = f"block {said['block_id']}, mine {candidate['right_id']}"
            if candidate["is_qualified"]:
                yield from _candidate_points(case, choices, where, (said, candidate), explored)
            elif candidate["points"] or candidate["parts"] or candidate["life_after_a"] is not None:
                yield f"{where}: it does not qualify and has points"


def _candidate_points(
    case: AllocationCase, choices: Continuation, where: str, pair: tuple[Row, Row], explored: float
) -> Iterator[str]:
    (said, candidate), w = pair, choices.weights
    mine = case.lives[candidate["right_id"]]
    life = mine["life_a"] or 0.0
    after = (mine["recoverable_t"] + said["recoverable_t"]) / (mine["capacity_t_a"] * mine["reserve_factor"])
    shared = 1.0 if candidate["relation"] == "inside" else min(1.0, candidate["shared_boundary_share"])
    parts = {
        "depletion": w.depletion * max(0.0, 1 - life / choices.full_life_a),
        "increased": w.increased * mine["has_increase"],
        "boundary": w.boundary * shared,
        "reserves": w.reserves * min(1.0, (after - life) / choices.block_life_a),
        "explored": w.explored * explored,
    }
    yield from differences(where, {"life_after_a": after}, candidate)
    for name, value in parts.items():
        if name not in candidate["parts"] or abs(value - candidate["parts"][name]) > 0.0051:
            yield f"{where}: part {name} is {value:.2f} by the tables, the plan says {candidate['parts'].get(name)}"
    ends = case.scenario.as_of.year + life
    yearly = _yearly(case, math.fsum(parts.values()), ends)
    if candidate["points"].keys() != yearly.keys():
        yield f"{where}: it has points for the years {', '.join(candidate['points'])}"
        return
    for year, points in yearly.items():
        # Half a point of rounding either way.
        if abs(points - candidate["points"][year]) > 0.5 + _SLACK:
            yield f"{where}: points of {year} are {points:.2f} by the tables, the plan says {candidate['points'][year]}"


def _yearly(case: AllocationCase, first: float, ends: float) -> dict[str, float]:
    assert case.choices.continuation is not None
    w = case.choices.continuation.weights
    return {str(y): first - w.delay * k - w.late * max(0.0, y - ends) for k, y in enumerate(case.years)}


def offers_of(case: AllocationCase, said: Row) -> Offers:
    """Return the points of every way in which a block may be granted: mine ("" the public) -> year -> points."""
    assert case.choices.continuation is not None
    offers = {c["right_id"]: c["points"] for c in said["candidates"] if c["is_qualified"]}
    if said["channel"] == "capacity_gap":
        w, block = case.choices.continuation.weights, case.blocks("coal")[said["block_id"]]
        first = w.public + w.explored * EXPLORED.get(text(block.get("exploration")), 0.0)
        offers[""] = {year: round(points) for year, points in _yearly(case, first, math.inf).items()}
    return offers


def assignment(case: AllocationCase) -> Iterator[str]:
    """Each block once, to a mine that qualifies, within rooms and totals; what is required is granted."""
    choices = case.choices.continuation
    if choices is None:
        return
    for said in case.plan["continuation"]:
        yield from _taken(case, said, offers_of(case, said))
    rows = [r for r in case.plan["continuation"] if r["status"] == "proposed"]
    for block_id in sorted(set(choices.required) - {r["block_id"] for r in rows}):
        yield f"block {block_id} is required by the scenario and not granted"
    yield from limit_faults(case, rows)


def _taken(case: AllocationCase, said: Row, offers: Offers) -> Iterator[str]:
    name, year = f"block {said['block_id']}", said["year"]
    status = "proposed" if year is not None else "postponed" if offers else "excluded"
    yield from differences(name, {"status": status}, said)
    if year is None:
        best = max((p for points in offers.values() for p in points.values()), default=0)
        yield from differences(name, {"right_id": "", "points": best}, said)
        return
    if year not in case.years:
        yield f"{name}: {year} is no year of the plan"
    elif said["right_id"] not in offers:
        yield f"{name}: mine {said['right_id'] or '(the public)'} does not qualify for it"
    else:
        yield from differences(name, {"points": offers[said["right_id"]][str(year)]}, said)


def limit_faults(case: AllocationCase, rows: list[Row]) -> Iterator[str]:
    """Say which limit of the scenario some grants break; a grant has block_id, right_id and year."""
    choices = case.choices.continuation
    assert choices is not None
    for year in case.years:
        granted = [r for r in rows if r["year"] == year]
        counted, total = math.fsum(counted_t_a(r) for r in granted), choices.total_t_a.get(year, math.inf)
        if counted > total + _slack(total):
            yield f"{year}: {counted:,.0f} t/a of coal count in the total, {total:,.0f} are allowed"
        if choices.blocks_per_year is not None and len(granted) > choices.blocks_per_year:
            yield f"{year}: {len(granted)} coal blocks are granted, {choices.blocks_per_year} are allowed"
    for right_id in sorted({r["right_id"] for r in rows if r["right_id"]} & set(case.lives)):
        given, room = [r for r in rows if r["right_id"] == right_id], room_t(case.lives[right_id], choices)
        more = math.fsum(r["recoverable_t"] or 0.0 for r in given)
        if more > room + _slack(room):
            yield f"mine {right_id}: it is given {more:,.0f} t, and maximum_life_a leaves room for {room:,.0f} t"
        if choices.blocks_per_mine is not None and len(given) > choices.blocks_per_mine:
            yield f"mine {right_id}: it is given {len(given)} blocks, {choices.blocks_per_mine} are allowed"


def counted_t_a(row: Mapping[str, float]) -> float:
    """Return the new capacity of a block that counts in the yearly total."""
    return (row["capacity_t_a"] or 0.0) if row["is_in_total"] else 0.0


def _slack(limit: float) -> float:
    return 0.0 if math.isinf(limit) else 1e-3 + 1e-6 * limit


def room_t(mine: Row, choices: Continuation) -> float:
    """Return the tonnes that a mine may be given before its life reaches the scenario's limit."""
    if choices.maximum_life_a is None or mine["capacity_t_a"] is None:
        return math.inf
    full = choices.maximum_life_a * mine["capacity_t_a"] * mine["reserve_factor"]
    return max(0.0, float(full) - (mine["recoverable_t"] or 0.0))


def coal_objective(case: AllocationCase) -> Iterator[str]:
    """Points of the choices sum to the objective; where it is called optimal, no single step improves it."""
    said = next((s for s in case.plan["solver"] if s["part"] == "continuation"), None)
    if said is None:
        return
    rows = [r for r in case.plan["continuation"] if r["status"] == "proposed"]
    total = sum(r["points"] for r in rows)
    if abs(total - said["objective"]) > _SLACK:
        yield f"continuation: the objective is {total} by the tables, the plan says {said['objective']:.10g}"
    if said["status"] == "optimal":
        yield from _steps(case, rows)


def _steps(case: AllocationCase, rows: list[Row]) -> Iterator[str]:
    """Name a block that could be granted, or granted better, with everything else as it is."""
    for row in case.plan["continuation"]:
        others = [r for r in rows if r is not row]
        now = row["points"] if row["status"] == "proposed" else 0
        for right_id, points in offers_of(case, row).items():
            for year, offered in points.items():
                moved = row | {"right_id": right_id, "year": int(year)}
                if offered > now and not list(limit_faults(case, [*others, moved])):
                    yield (
                        f"continuation is no optimum: block {row['block_id']} to {right_id or 'the public'} in {year} "
                        f"would earn {offered} points instead of {now}"
                    )
                    return
