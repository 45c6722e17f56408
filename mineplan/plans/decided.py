"""What became of reviewers' decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mineplan.terms import Heeding


@dataclass(frozen=True)
class Heeded:
    """One decision and how the plan honours it.

    Attributes
    ----------
    no
        Its place in the decisions file, from 1.
    group_id, by, at, text
        The group it was said of, who said it, when, and the reason given.
    asked
        What it asks, in Chinese.
    state, words
        What became of it, and the facts that show it, in Chinese.
    changed
        What the data say otherwise than when it was given, in Chinese.
    right_ids
        The rights it speaks of.
    """

    no: int
    group_id: str
    by: str
    at: str
    text: str
    asked: str
    state: Heeding
    words: str
    changed: tuple[str, ...] = ()
    right_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """What reviewers decided and what became of it.

    Attributes
    ----------
    run, input_hash
        The run that was reviewed and its content; "" where the file does not say.
    head
        `seq` and `hash` of the last event of its ledger; None where the file was not exported from one.
    heeded
        Every decision of the file, in its order.
    """

    run: str = ""
    input_hash: str = ""
    head: tuple[int, str] | None = None
    heeded: tuple[Heeded, ...] = ()


def decided_dict(decided: Decided | None) -> dict[str, Any]:
    """Return `decisions` and `reviewed` of `plan.json`: the list, and where it came from."""
    if decided is None:
        return {"decisions": [], "reviewed": None}
    head = None if decided.head is None else dict(zip(("seq", "hash"), decided.head, strict=True))
    return {
        "decisions": [vars(one) | {"state": one.state.value} for one in decided.heeded],
        "reviewed": {"run": decided.run, "input_hash": decided.input_hash, "head": head},
    }
