"""Before and after, counted again."""

from __future__ import annotations

from collections.abc import Iterator

from mineplan.verify.case import Case, same
from mineplan.verify.groups import commonest_mineral


def indicators(case: Case) -> Iterator[str]:
    """Rights, split orebodies and tonnage, conflicts and undersized mines, before and after."""
    said = case.plan["indicators"]
    gone = {r["right_id"] for r in case.plan["rights"] if r["disposition"] in ("close", "withdraw")}
    before = {r["right_id"]: r["right_id"] for r in case.plan["rights"]}
    after = {r["right_id"]: r["group_id"] or r["right_id"] for r in case.plan["rights"] if r["right_id"] not in gone}
    small = _small_rights(case)
    lone = {r["right_id"] for r in case.plan["rights"] if r["group_id"] is None} - gone
    undersized = {"before": len(small), "after": len(small & lone) + _small_groups(case)}
    for when, home in (("before", before), ("after", after)):
        split, tonnes = _split(case, home)
        found: dict[str, float] = {
            "rights": len(set(home.values())),
            "split_orebodies": split,
            "conflicts": _conflicts(case, home),
            "below_minimum": undersized[when],
        }
        for name, value in found.items():
            if said[f"{name}_{when}"] != value:
                yield f"indicator {name}_{when} is {value} by the tables, the plan says {said[f'{name}_{when}']}"
        if not same(tonnes, said[f"split_t_{when}"], 0.11):
            yield f"indicator split_t_{when} is {tonnes:.1f} by the tables, the plan says {said[f'split_t_{when}']}"


def _split(case: Case, home: dict[str, str]) -> tuple[int, float]:
    """Return how many orebodies several hold, and the tonnage outside the largest part of each."""
    holders: dict[str, dict[str, float]] = {}
    rows = zip(case.links["right_id"], case.links["orebody_id"], case.links["tonnage_t"], strict=True)
    for right_id, body, tonnes in rows:
        if right_id in home:
            held = holders.setdefault(body, {})
            held[home[right_id]] = held.get(home[right_id], 0.0) + (tonnes if tonnes == tonnes else 0.0)
    several = [held.values() for held in holders.values() if len(held) > 1]
    return len(several), sum(sum(held) - max(held) for held in several)


def _conflicts(case: Case, home: dict[str, str]) -> int:
    rows = zip(case.pairs["right_a"], case.pairs["right_b"], case.pairs["triggers"], strict=True)
    return sum(1 for a, b, words in rows if words and a in home and b in home and home[a] != home[b])


def _small_rights(case: Case) -> set[str]:
    found = set()
    for right_id in case.rights.index:
        minimum = case.minimum("minimum_capacity", case.value(right_id, "mineral"))
        capacity = case.value(right_id, "capacity_t_a")
        if capacity is not None and minimum is not None and capacity < minimum:
            found.add(str(right_id))
    return found


def _small_groups(case: Case) -> int:
    count = 0
    for group in case.plan["groups"]:
        minimum = case.minimum("minimum_capacity", commonest_mineral(case, group["right_ids"]))
        known = [float(v) for r in group["right_ids"] if (v := case.value(r, "capacity_t_a")) is not None]
        count += minimum is not None and bool(known) and sum(known) < minimum
    return count
