"""What reviewers decided, as pins for the next run."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mineplan.errors import InputError, Problem, ReadError
from mineplan.yamlfile import read_model


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Decision(_Frozen):
    """One event of the review ledger."""

    at: str
    by: str
    group_id: str = ""
    action: Literal["accept", "reject", "keep_together", "keep_apart", "comment"]
    right_ids: tuple[str, ...] = ()
    text: str = ""


class Decisions(_Frozen):
    """A `decisions.json` file; events are only ever appended."""

    run: str = ""
    decisions: tuple[Decision, ...] = Field(default=())


def read_decisions(path: Path) -> Decisions:
    """Read a decisions file (JSON is YAML).

    Raises
    ------
    InputError
        With every problem.
    """
    decisions: Decisions = read_model(path, Decisions, ReadError)
    problems = [
        Problem(f"decisions[{k}]: {d.action} needs two or more right_ids", file=str(path))
        for k, d in enumerate(decisions.decisions)
        if d.action in ("accept", "keep_together", "keep_apart") and len(set(d.right_ids)) < 2
    ]
    if problems:
        raise InputError(problems)
    return decisions


def pairs_of(decisions: Decisions) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the pairs kept together and kept apart; an accepted group is kept together.

    The latest word counts; rejections and comments pin nothing.
    """
    groups: list[tuple[str, ...]] = []
    apart: set[tuple[str, str]] = set()
    for decision in decisions.decisions:
        pairs = {_ordered(pair) for pair in combinations(decision.right_ids, 2)}
        if decision.action in ("accept", "keep_together"):
            groups.append(decision.right_ids)
            apart -= pairs
        elif decision.action == "keep_apart":
            # Who parts two rights of a group takes back the whole word on that group.
            groups = [g for g in groups if not pairs & {_ordered(p) for p in combinations(g, 2)}]
            apart |= pairs
    return sorted({_ordered(p) for g in groups for p in pairwise(g)}), sorted(apart)


def _ordered(pair: tuple[str, str]) -> tuple[str, str]:
    return (min(pair), max(pair))


def decisions_dict(decisions: Decisions) -> dict[str, Any]:
    """Return the JSON form."""
    return decisions.model_dump(mode="json")
