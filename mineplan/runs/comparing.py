"""What changed between two runs of one kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mineplan.errors import InputError
from mineplan.runs import allocations, consolidations, pressings
from mineplan.runs.folder import RunFiles


@dataclass(frozen=True)
class _Comparison:
    compare: Callable[[RunFiles, RunFiles], dict[str, Any]]
    in_words: Callable[[Mapping[str, Any]], list[str]]
    tables: Callable[[Mapping[str, Any]], dict[str, Any]]


_KINDS = {
    "allocation": _Comparison(allocations.compare, allocations.in_words, allocations.difference_tables),
    "consolidation": _Comparison(consolidations.compare, consolidations.in_words, consolidations.difference_tables),
    "pressed": _Comparison(pressings.compare, pressings.in_words, pressings.difference_tables),
}


def compare(a: RunFiles, b: RunFiles) -> dict[str, Any]:
    """Return what changed from run a to run b, with its `kind`.

    Raises
    ------
    InputError
        The runs are of different kinds.
    """
    kinds = [run.plan.get("kind") for run in (a, b)]
    if kinds[0] != kinds[1] or kinds[0] not in _KINDS:
        raise InputError(f"{a.folder.name} is a {kinds[0]} run, {b.folder.name} a {kinds[1]} run; only like with like")
    return {"kind": kinds[0]} | _KINDS[kinds[0]].compare(a, b)


def in_words(difference: Mapping[str, Any]) -> list[str]:
    """Say a comparison in sentences."""
    return _KINDS[difference["kind"]].in_words(difference)


def difference_tables(difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as data frames by name, for CSV."""
    return _KINDS[difference["kind"]].tables(difference)
