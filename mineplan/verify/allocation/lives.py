"""Remaining lives of the coal mines, reckoned again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mineplan.policy import reaches
from mineplan.verify.allocation.case import AllocationCase, Row, differences, number, text
from mineplan.verify.allocation.head import reserve_factor


def lives(case: AllocationCase) -> Iterator[str]:
    """T = recoverable/(capacity·K) of every coal mine; none without its figures, and none of 0 for want of them."""
    if case.choices.continuation is None:
        return
    found = {right_id: _life(case, row) for right_id, row in case.coal_mines.items()}
    ranked = sorted((f["life_a"], i) for i, f in found.items() if f["life_a"] is not None)
    ranks = {right_id: rank for rank, (_, right_id) in enumerate(ranked, start=1)}
    for right_id, said in case.lives.items():
        name = f"mine {right_id}"
        yield from differences(name, found[right_id] | {"depletion_rank": ranks.get(right_id)}, said)
        yield from _words(case, name, said, found[right_id]["life_a"])
        yield from _after(case, name, said)
    if list(case.lives) != [*(i for _, i in ranked), *sorted(set(found) - set(ranks))]:
        yield "mines do not stand by remaining life, those left out last"


def _life(case: AllocationCase, row: Row) -> dict[str, Any]:
    choices = case.choices.continuation
    assert choices is not None
    factor = reserve_factor(case)
    reserves, registered, increased = (
        _recoverable(case, row),
        number(row.get("capacity_t_a")),
        number(row.get("increased_capacity_t_a")),
    )
    has_increase = increased is not None and increased > (registered or 0)
    capacity = increased if has_increase else registered
    is_closed = text(row.get("status")) == "closed"
    life = None if is_closed or reserves is None or not capacity or not factor else reserves / (capacity * factor)
    return {
        "recoverable_t": reserves,
        "capacity_t_a": capacity,
        "registered_capacity_t_a": registered,
        "reserve_factor": factor,
        "has_increase": has_increase,
        "life_a": life,
        "is_depleted": life is not None and life <= choices.depleted_life_a,
        "scale": _scale(case, row, registered),
    }


def _recoverable(case: AllocationCase, row: Row) -> float | None:
    """Return what the ledger states, else the sum over the seams that are not worked out."""
    stated = number(row.get("recoverable_t"))
    if stated is not None:
        return stated
    left = [
        tonnes
        for seam in case.rows("seams")
        if seam["right_id"] == row["right_id"]
        and text(seam.get("mining_state")) not in ("goaf", "open_pit")
        and (tonnes := number(seam.get("recoverable_t"))) is not None
    ]
    return sum(left) if left else None


def _scale(case: AllocationCase, row: Row, capacity_t_a: float | None) -> str:
    if capacity_t_a is None:
        return ""
    method = "open_pit" if text(row.get("method")) == "open_pit" else "underground"
    for scale in ("large", "medium"):
        ruling = case.settled("scale_class", mineral="coal", method=method, scale=scale)
        if ruling is not None and reaches(ruling, capacity_t_a):
            return scale
    return "small"


def _words(case: AllocationCase, name: str, said: Row, life: float | None) -> Iterator[str]:
    if (life is None) != bool(said["excluded"]):
        yield f"{name}: it is {'left out without a reason' if life is None else 'ranked and left out at once'}"
    if life is not None and f"＝{life:.1f}年" not in said["formula"]:
        yield f"{name}: the formula does not end in {life:.1f} years: “{said['formula']}”"
    row = number(case.coal_mines[said["right_id"]].get("source_row"))
    if row is not None and f"第{int(row)}行" not in said["source"]:
        yield f"{name}: the source does not name row {int(row)}: “{said['source']}”"


def _after(case: AllocationCase, name: str, said: Row) -> Iterator[str]:
    """Blocks and life after the plan, from the rows that give them."""
    given = [r for r in case.plan["continuation"] if r["status"] == "proposed" and r["right_id"] == said["right_id"]]
    after = said["life_a"]
    if given and said["recoverable_t"] is not None and said["capacity_t_a"]:
        more = sum(r["recoverable_t"] or 0.0 for r in given)
        after = (said["recoverable_t"] + more) / (said["capacity_t_a"] * said["reserve_factor"])
    found = {"block_ids": sorted(r["block_id"] for r in given), "life_after_a": after}
    yield from differences(name, found, said)
