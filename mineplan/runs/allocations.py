"""What changed between two allocation plans: choices, blocks, matches, pilot mines, years, objectives."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from mineplan.runs.folder import RunFiles

Change = dict[str, Any]
# Table of the plan -> its key, and the fields in which a plan's decision shows.
_DECIDED = {
    "mines": ("right_id", ("is_depleted", "depletion_rank", "life_a", "life_after_a", "excluded")),
    "continuation": ("block_id", ("status", "channel", "mode", "right_id", "year", "rank")),
    "grant_plan": ("block_id", ("status", "mode", "year", "rank", "score")),
    "projects": ("investment_id", ("demand", "unmet")),
    "pilot": ("right_id", ("status", "order", "year", "rank", "readiness")),
    "by_year": (
        "year",
        (
            "continuation_recoverable_t",
            "continuation_counted_t_a",
            "grant_capacity_t_a",
            "supplied_t_a",
            "unmet_t_a",
            "pilot_output_t_a",
        ),
    ),
    "solver": ("part", ("status", "objective", "bound")),
}
_CALLED = {
    "mines": "Mine",
    "continuation": "Coal block",
    "grant_plan": "Bauxite block",
    "projects": "Project",
    "pilot": "Pilot mine",
    "by_year": "Year",
    "solver": "Part",
}
# Differences below what the documents print are none.
_SLACK = 1e-6


def compare(a: RunFiles, b: RunFiles) -> dict[str, Any]:
    """Return what changed from run a to run b.

    Returns
    -------
    dict
        `choices` (weights and other choices that differ: `part`, `name`, `before`, `after`), one list for each table of
        the plan (`subject`, `field`, `before`, `after`; an absent subject is None on that side), `matches` (`block_id`,
        `investment_id`, `year`, `before`, `after`, t/a), and `is_same`: whether the plans decide the same.
    """
    choices = [*_choices(a.plan, b.plan, "weights"), *_choices(a.plan, b.plan, "choices")]
    found = {name: list(_changes(a.plan, b.plan, name)) for name in _DECIDED}
    matches = list(_matches(a.plan, b.plan))
    is_same = not (choices or matches or any(found.values()))
    return {"a": a.folder.name, "b": b.folder.name, "is_same": is_same, "choices": choices, "matches": matches} | found


def _choices(a: Mapping[str, Any], b: Mapping[str, Any], kind: str) -> Iterator[Change]:
    """Yield the weights, or the other choices, that differ; `years` of a total each by itself."""
    before, after = (dict(_flat(plan[kind])) for plan in (a, b))
    for name in sorted(before.keys() | after.keys()):
        if _differs(before.get(name), after.get(name)):
            part, _, rest = name.partition(".")
            yield {
                "part": part,
                "name": f"weights.{rest}" if kind == "weights" else rest,
                "before": before.get(name),
                "after": after.get(name),
            }


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield name, value
        return
    for key, item in value.items():
        yield from _flat(item, f"{name}.{key}" if name else str(key))


def _changes(a: Mapping[str, Any], b: Mapping[str, Any], table: str) -> Iterator[Change]:
    key, names = _DECIDED[table]
    rows_a, rows_b = ({row[key]: row for row in plan[table]} for plan in (a, b))
    for subject in sorted(rows_a.keys() | rows_b.keys()):
        before, after = (
            dict(_flat({n: of[subject][n] for n in names})) if subject in of else {} for of in (rows_a, rows_b)
        )
        for name in sorted(before.keys() | after.keys(), key=lambda n: (names.index(n.partition(".")[0]), n)):
            if _differs(before.get(name), after.get(name)):
                yield {"subject": subject, "field": name, "before": before.get(name), "after": after.get(name)}


def _matches(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Change]:
    before, after = (
        {
            (match["investment_id"], match["block_id"], year): tonnes
            for row in plan["grant_plan"]
            for match in row["matches"]
            for year, tonnes in match["by_year"].items()
        }
        for plan in (a, b)
    )
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key, 0.0), after.get(key, 0.0)
        if abs(was - now) > 0.5:
            project, block, year = key
            yield {"investment_id": project, "block_id": block, "year": int(year), "before": was, "after": now}


def _differs(a: Any, b: Any) -> bool:
    if isinstance(a, float | int) and isinstance(b, float | int):
        return not math.isclose(a, b, rel_tol=_SLACK, abs_tol=_SLACK)
    return bool(a != b)


def in_words(difference: Mapping[str, Any]) -> list[str]:
    """Say a comparison in sentences: what was chosen differently first, then what follows from it."""
    if difference["is_same"]:
        return [f"The plans of {difference['a']} and {difference['b']} are the same."]
    lines = [
        f"Choice {c['part']}.{c['name']}: {_said(c['before'])} -> {_said(c['after'])}." for c in difference["choices"]
    ]
    for table, called in _CALLED.items():
        lines += [f"{called} {subject}: {words}." for subject, words in _by_subject(difference[table])]
        if table == "projects":
            lines += list(_flows(difference["matches"]))
    return lines


def _by_subject(changes: list[Change]) -> Iterator[tuple[Any, str]]:
    for subject in dict.fromkeys(c["subject"] for c in changes):
        own = [c for c in changes if c["subject"] == subject]
        yield subject, ", ".join(f"{c['field']} {_said(c['before'])} -> {_said(c['after'])}" for c in own)


def _flows(matches: list[Change]) -> Iterator[str]:
    for project, block in dict.fromkeys((m["investment_id"], m["block_id"]) for m in matches):
        own = [m for m in matches if (m["investment_id"], m["block_id"]) == (project, block)]
        years = ", ".join(f"{m['year']} {_said(m['before'])} -> {_said(m['after'])} t/a" for m in own)
        yield f"Ore from {block} to {project}: {years}."


def _said(value: Any) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        # No thousands below ten thousand: a year is no quantity.
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.6g}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def difference_tables(difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as data frames by name, for CSV."""
    import pandas as pd

    columns = ["subject", "field", "before", "after"]
    tables = {name: pd.DataFrame(difference[name], columns=columns) for name in _DECIDED}
    return tables | {
        "choices": pd.DataFrame(difference["choices"], columns=["part", "name", "before", "after"]),
        "matches": pd.DataFrame(
            difference["matches"], columns=["investment_id", "block_id", "year", "before", "after"]
        ),
    }
