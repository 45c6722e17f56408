"""What a plan says of reviewers' decisions, looked up in the file that the run was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mineplan.decisions import Decision, Wish
from mineplan.review.run import stated_rows
from mineplan.schema import RIGHTS
from mineplan.verify.case import Case


def decided(case: Case) -> Iterator[str]:
    """Every decision is listed once, as it was given, with the state that the groups show; so is their source."""
    file, listed = case.decisions, case.plan.get("decisions") or []
    if file is None:
        if listed:
            yield "the plan lists decisions, the run was given none"
        return
    yield from _source(case)
    if [one["no"] for one in listed] != list(range(1, len(file.decisions) + 1)):
        yield f"the plan lists {len(listed)} decisions in its order, the run was given {len(file.decisions)}"
        return
    rows = stated_rows(case.run.folder, file.rights)
    for one, decision, wish in zip(listed, file.decisions, case.asked.wishes, strict=True):
        name = f"decision {wish.no} ({decision.by}, {decision.at})"
        stated = {key: one[key] for key in ("group_id", "by", "at", "text")}
        if stated != {key: getattr(decision, key) for key in stated}:
            yield f"{name} is listed with other words than it was given"
        state = _state(case, decision, wish)
        if one["state"] != state:
            yield f"{name} is {state} by the groups, the plan says {one['state']}"
        if not one["words"]:
            yield f"{name}: nothing is said of what became of it"
        if state not in ("replaced", "noted"):
            yield from _changes(name, one, _changed(file.rights, rows, one["right_ids"]))


def _source(case: Case) -> Iterator[str]:
    file = case.decisions
    if file is None:
        return
    head = None if file.head is None else {"seq": file.head.seq, "hash": file.head.hash}
    if case.plan.get("reviewed") != {"run": file.run, "input_hash": file.input_hash, "head": head}:
        yield "the plan names another review than its decisions come from"


def _state(case: Case, decision: Decision, wish: Wish) -> str:
    if wish.replaced_by is not None:
        return "replaced"
    if decision.kind == "remark" or decision.action == "comment":
        return "noted"
    if wish.gone:
        return "void"
    if decision.verdict == "disagree" or decision.action == "reject":
        then = case.members_then(decision)
        return "honoured" if then and set(then) not in case.memberships else "open"
    asks = wish.together or wish.apart or wish.locked or wish.lead
    if decision.verdict == "change" and not asks:
        # Who leaves out every right of a group asks nothing of any pair, and has it.
        return "honoured" if decision.changes else "open"
    return "open" if list(unheeded(case, wish)) else "honoured"


def unheeded(case: Case, wish: Wish) -> Iterator[str]:
    """Yield each thing that a wish asks and the plan does not do."""
    home = {m: g for g in case.plan["groups"] for m in g["right_ids"]}
    for a, b in wish.together:
        if a not in home or home[a] is not home.get(b):
            yield f"{a} and {b} stand apart"
    for a, b in wish.apart:
        if a in home and home[a] is home.get(b):
            yield f"{a} and {b} stand together"
    if wish.locked and set(wish.locked) not in case.memberships:
        yield f"the accepted group of {', '.join(wish.locked)} is not in the plan"
    if wish.lead and home.get(wish.lead, {}).get("lead_id") != wish.lead:
        yield f"{wish.lead} leads no group"


def _changed(then: dict[str, Any], now: dict[str, Any], right_ids: list[str]) -> set[str]:
    names = {column.name for column in RIGHTS.columns} | {"geometry"}
    return {
        r for r in right_ids if r in then and r in now and any(then[r].get(name) != now[r].get(name) for name in names)
    }


def _changes(name: str, one: dict[str, Any], found: set[str]) -> Iterator[str]:
    told = {r for r in one["right_ids"] if any(words.startswith(f"{r}的") for words in one["changed"])}
    for right_id in sorted(told ^ found):
        yield f"{name}: the plan and the tables disagree on whether the data of {right_id} changed"
