"""What a group says of its members: capacity, elevations, ores, holders, law and what the merger settles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mineplan.verify.case import Case, same


def groups(case: Case) -> Iterator[str]:
    """Compare each figure of each group with the tables and with the rulings of the day."""
    for group in case.plan["groups"]:
        for name, value in _figures(case, group).items():
            if not same(value, group[name]):
                yield f"group {group['group_id']}: {name} is {value} by the tables, the plan says {group[name]}"
        for name, word in _words(case, group).items():
            if word != group[name]:
                yield f"group {group['group_id']}: {name} is {word} by the tables, the plan says {group[name]}"
        yield from _grounds(case, group)


def _figures(case: Case, group: dict[str, Any]) -> dict[str, float | None]:
    rows, mineral = case.rights.loc[group["right_ids"]], commonest_mineral(case, group["right_ids"])
    found: dict[str, float | None] = {}
    for name, how in (("capacity_t_a", "sum"), ("top_m", "max"), ("bottom_m", "min")):
        known = name in rows and rows[name].notna().any()
        found[name] = float(getattr(rows[name], how)()) if known else None
    found["minimum_capacity_t_a"] = case.minimum("minimum_capacity", mineral)
    found["minimum_life_a"] = case.minimum("minimum_life", mineral)
    known_sizes = [c for c in (found["capacity_t_a"], found["minimum_capacity_t_a"]) if c is not None]
    found["proposed_capacity_t_a"] = max(known_sizes, default=None)
    return found


def commonest_mineral(case: Case, members: list[str]) -> str | None:
    """Return the mineral that most members bear, ties to the first by name."""
    stated = [str(m) for r in members if (m := case.value(r, "mineral")) is not None]
    return min(stated, key=lambda m: (-stated.count(m), m), default=None)


def _words(case: Case, group: dict[str, Any]) -> dict[str, Any]:
    members, mineral = group["right_ids"], commonest_mineral(case, group["right_ids"])
    links = case.links[case.links["right_id"].isin(members)]
    return {
        "mineral": mineral,
        "orebody_ids": sorted(set(links["orebody_id"])),
        "holders": _texts(case, members, "holder"),
        "counties": _texts(case, members, "county"),
        "authority": _authority(case, mineral),
        "conflicts": _settled(case, set(members)),
    }


def _texts(case: Case, members: list[str], column: str) -> list[str]:
    return sorted({str(v) for r in members if (v := case.value(r, column)) is not None})


def _authority(case: Case, mineral: str | None) -> str | None:
    ruling = case.policy.find("registering_authority", mineral=mineral) if mineral else None
    return str(ruling.amount) if ruling is not None and ruling.is_settled and ruling.amount else None


def _settled(case: Case, members: set[str]) -> list[list[Any]]:
    """Return the triggers between members as [right, right, triggers]."""
    table = case.pairs[case.pairs["triggers"] != ""]
    inside = table[table["right_a"].isin(members) & table["right_b"].isin(members)]
    rows = zip(inside["right_a"], inside["right_b"], inside["triggers"], strict=True)
    return [[a, b, words.split(";")] for a, b, words in rows]


def _grounds(case: Case, group: dict[str, Any]) -> Iterator[str]:
    """The group cites the rulings behind its triggers, its minima and its authority."""
    members, mineral = set(group["right_ids"]), commonest_mineral(case, group["right_ids"])
    inside = case.pairs[case.pairs["right_a"].isin(members) & case.pairs["right_b"].isin(members)]
    needed = {r for text in inside["rulings"] for r in text.split(";") if r}
    needed |= {
        r.ruling_id for rule in ("minimum_capacity", "minimum_life") if (r := case.binding(rule, mineral)) is not None
    } - {r.ruling_id for r in case.policy.rulings if r.is_repealed}
    if missing := sorted(needed - set(group["reasons"])):
        yield f"group {group['group_id']}: does not cite {', '.join(missing)}"
