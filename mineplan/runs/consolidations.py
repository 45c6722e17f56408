"""What changed between two consolidation plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mineplan.runs.folder import RunFiles
from mineplan.terms import Heeding


def compare(a: RunFiles, b: RunFiles) -> dict[str, Any]:
    """Return what changed from run a to run b: groups, dispositions, indicators, objective.

    Groups bear the name of their smallest licence number in both, so a name means the same right.
    """
    groups_a = {g["group_id"]: set(g["right_ids"]) for g in a.plan["groups"]}
    groups_b = {g["group_id"]: set(g["right_ids"]) for g in b.plan["groups"]}
    changed = [
        {"group_id": g, "joined": sorted(groups_b[g] - groups_a[g]), "left": sorted(groups_a[g] - groups_b[g])}
        for g in sorted(groups_a.keys() & groups_b.keys())
        if groups_a[g] != groups_b[g]
    ]
    fate_a, fate_b = ({r["right_id"]: r["disposition"] for r in run.plan["rights"]} for run in (a, b))
    moved = [
        {"right_id": r, "before": fate_a.get(r), "after": fate_b.get(r)}
        for r in sorted(fate_a.keys() | fate_b.keys())
        if fate_a.get(r) != fate_b.get(r)
    ]
    indicators = {
        k: [a.plan["indicators"].get(k), v] for k, v in b.plan["indicators"].items() if a.plan["indicators"].get(k) != v
    }
    return {
        "a": a.folder.name,
        "b": b.folder.name,
        "is_same": not (changed or moved) and groups_a == groups_b,
        "groups_new": sorted(groups_b.keys() - groups_a.keys()),
        "groups_gone": sorted(groups_a.keys() - groups_b.keys()),
        "groups_changed": changed,
        "dispositions": moved,
        "indicators": indicators,
        "objective": [a.plan["objective"], b.plan["objective"]],
        "decisions": _decisions(a, b),
    }


def _decisions(a: RunFiles, b: RunFiles) -> list[dict[str, Any]]:
    """Return how run b heeded each decision that was made on run a; none where b was not told of a review of a."""
    reviewed = b.plan.get("reviewed") or {}
    if reviewed.get("run") != a.folder.resolve().name:
        return []
    names = ("no", "group_id", "by", "at", "asked", "state", "words")
    return [{name: one[name] for name in names} for one in b.plan.get("decisions", [])]


def in_words(difference: Mapping[str, Any]) -> list[str]:
    """Say a comparison in sentences."""
    if difference["is_same"]:
        return [f"The plans of {difference['a']} and {difference['b']} are the same.", *_heeded(difference)]
    lines = [f"New group {g}." for g in difference["groups_new"]]
    lines += [f"Group {g} is gone." for g in difference["groups_gone"]]
    for row in difference["groups_changed"]:
        parts = [f"{', '.join(row[k])} {k}" for k in ("joined", "left") if row[k]]
        lines.append(f"Group {row['group_id']}: {'; '.join(parts)}.")
    lines += [
        f"Right {r['right_id']}: {r['before'] or 'absent'} -> {r['after'] or 'absent'}."
        for r in difference["dispositions"]
    ]
    lines += [f"{name}: {before} -> {after}." for name, (before, after) in difference["indicators"].items()]
    before, after = difference["objective"]
    return [*lines, f"Objective: {before:g} -> {after:g}.", *_heeded(difference)]


def _heeded(difference: Mapping[str, Any]) -> list[str]:
    return [
        f"Decision {one['no']} on {one['group_id'] or 'no group'} by {one['by']} ({one['asked']}): "
        f"{Heeding(one['state']).label}, {one['words']}."
        for one in difference["decisions"]
    ]


def difference_tables(difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as data frames by name, for CSV."""
    import pandas as pd

    groups = [{"group_id": g, "change": "new", "joined": "", "left": ""} for g in difference["groups_new"]]
    groups += [{"group_id": g, "change": "gone", "joined": "", "left": ""} for g in difference["groups_gone"]]
    groups += [
        {"group_id": r["group_id"], "change": "changed", "joined": ";".join(r["joined"]), "left": ";".join(r["left"])}
        for r in difference["groups_changed"]
    ]
    return {
        "groups": pd.DataFrame(groups, columns=["group_id", "change", "joined", "left"]),
        "dispositions": pd.DataFrame(difference["dispositions"], columns=["right_id", "before", "after"]),
        "indicators": pd.DataFrame(
            [(k, *v) for k, v in difference["indicators"].items()], columns=["indicator", "before", "after"]
        ),
        "decisions": pd.DataFrame(
            difference["decisions"], columns=["no", "group_id", "by", "at", "asked", "state", "words"]
        ),
    }
