"""What the plan says of each right: its facts, and the verdict that follows from them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from mineplan.verify.case import Case, same
from mineplan.verify.objective import lawful_bounds
from mineplan.verify.stock import life_a, quantity, quantity_bounds, remaining_t, right_stock

_COLUMNS = {"registered_km2": "area_km2", "planar_km2": "planar_km2", "ellipsoid_km2": "ellipsoid_km2"}


def facts(case: Case) -> Iterator[str]:
    """Every fact of every right."""
    for right in case.plan["rights"]:
        right_id, said = right["right_id"], right["facts"]
        for name, value in _plain_facts(case, right_id).items():
            is_figure = isinstance(value, float) and isinstance(said[name], int | float)
            if not (same(value, said[name], 0.000051) if is_figure else value == said[name]):
                yield f"right {right_id}: {name} is {value} by the tables, the plan says {said[name]}"
        least, most = lawful_bounds(case, right_id)
        if not least - 0.000051 <= said["lawful_share"] <= most + 0.000051:
            yield f"right {right_id}: lawful_share is {least:.4f} to {most:.4f}, the plan says {said['lawful_share']}"
        yield from _lives(case, right_id, said)


def _plain_facts(case: Case, right_id: str) -> dict[str, Any]:
    def number(column: str) -> float | None:
        value = case.value(right_id, column)
        return None if value is None else float(value)

    mineral, day = case.value(right_id, "mineral"), case.value(right_id, "valid_to")
    return {
        "capacity_t_a": number("capacity_t_a"),
        "minimum_capacity_t_a": case.minimum("minimum_capacity", mineral),
        "minimum_life_a": case.minimum("minimum_life", mineral),
        "is_expired": isinstance(day, datetime.date) and day < case.policy.on,
        "area_match": case.value(right_id, "area_match") or "",
    } | {name: number(column) for name, column in _COLUMNS.items()}


def _lives(case: Case, right_id: str, said: dict[str, Any]) -> Iterator[str]:
    """Quantity within its bounds; both lives from the quantity that the plan states."""
    stock, remaining = right_stock(case, right_id), remaining_t(case, [right_id])
    least, most = quantity_bounds(case, stock, remaining)
    tonnes = said["quantity_t"]
    if (tonnes is None) != (most is None) and (least is None) == (most is None):
        yield f"right {right_id}: quantity_t is {most} by the tables, the plan says {tonnes}"
    if tonnes is not None and most is not None and least is not None:
        low, high = sorted((least, most))
        if not low * (1 - 1e-6) - 1 <= tonnes <= high * (1 + 1e-6) + 1:
            yield f"right {right_id}: quantity_t is {low:.0f} to {high:.0f} by the tables, the plan says {tonnes:.0f}"
    bases = {quantity({c: t for c, t in side.items() if t > 0}, remaining, 1.0)[1] for side in stock}
    if said["life_basis"] not in bases:
        yield f"right {right_id}: life_basis is {' or '.join(sorted(bases))}, the plan says {said['life_basis']}"
    for name, capacity in (("life_a", said["capacity_t_a"]), ("life_at_minimum_a", said["minimum_capacity_t_a"])):
        years = life_a(case, [right_id], tonnes, capacity)
        slack = 0.0501 + 1 / capacity if capacity else 0.0
        if (years is None) != (said[name] is None) or (years is not None and abs(years - said[name]) > slack):
            yield f"right {right_id}: {name} is {years} by its quantity, the plan says {said[name]}"


def dispositions(case: Case) -> Iterator[str]:
    """Every verdict follows from the facts, and every ground is a ruling of the day or one that lapsed before it."""
    known = {r.ruling_id for r in (*case.policy.rulings, *case.policy.expired)}
    of_group = {g["group_id"]: g["reasons"] for g in case.plan["groups"]}
    for right in case.plan["rights"]:
        expected = "merge" if right["group_id"] is not None else _verdict(case, right["right_id"], right["facts"])
        if right["disposition"] != expected:
            yield f"right {right['right_id']} is to {expected} by its facts, the plan says {right['disposition']}"
        if right["disposition"] in ("withdraw", "upgrade") and not right["reasons"]:
            yield f"right {right['right_id']} is to {right['disposition']} and no ruling is given"
        if right["group_id"] in of_group and right["reasons"] != of_group[right["group_id"]]:
            yield f"right {right['right_id']} does not give the reasons of its group {right['group_id']}"
    named = [(f"right {r['right_id']}", r["reasons"]) for r in case.plan["rights"]]
    named += [(f"group {g['group_id']}", g["reasons"]) for g in case.plan["groups"]]
    for name, reasons in (*named, ("the plan", case.plan["rulings"])):
        for ruling_id in reasons:
            if ruling_id not in known:
                yield f"{name} cites {ruling_id}, which is no ruling of {case.policy.on} or before"
    cited = {ruling_id for _, reasons in named for ruling_id in reasons} & known
    if lost := sorted(cited - set(case.plan["rulings"])):
        yield f"the plan does not list {', '.join(lost)} among its rulings"


def _verdict(case: Case, right_id: str, said: dict[str, Any]) -> str:
    """Judge a right outside every group; its facts are proved apart."""
    if case.value(right_id, "status") == "closed":
        return "close"
    if said["lawful_share"] < case.choices.minimum_lawful_share:
        return "withdraw"
    capacity, minimum, least = said["capacity_t_a"], said["minimum_capacity_t_a"], said["minimum_life_a"]
    if capacity is not None and minimum is not None and capacity < minimum:
        at_minimum = said["life_at_minimum_a"]
        return "upgrade" if at_minimum is None or least is None or at_minimum >= least else "withdraw"
    is_short = said["life_a"] is not None and least is not None and said["life_a"] < least
    return "withdraw" if is_short else "keep"
