"""What changed between two pressed-ore runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mineplan.runs.folder import RunFiles

_RANGES = (("footprint_t", "footprint_m2"), ("buffered_t", "buffered_m2"))


def compare(a: RunFiles, b: RunFiles) -> dict[str, Any]:
    """Return what changed from run a to run b: projects, verdicts, pressed areas and tonnages, rulings, regime."""
    before, after = ({p["project_id"]: p for p in run.plan["projects"]} for run in (a, b))
    both = sorted(before.keys() & after.keys())
    verdicts = [
        {"project_id": k, "before": before[k]["verdict"], "after": after[k]["verdict"]}
        for k in both
        if before[k]["verdict"] != after[k]["verdict"]
    ]
    amounts = [row for k in both for row in _amounts(k, before[k], after[k])]
    rulings = [set(run.plan["rulings"]) for run in (a, b)]
    return {
        "a": a.folder.name,
        "b": b.folder.name,
        "is_same": before == after,
        "as_of": [a.plan["as_of"], b.plan["as_of"]],
        "regime": [a.plan["regime"], b.plan["regime"]],
        "projects_new": sorted(after.keys() - before.keys()),
        "projects_gone": sorted(before.keys() - after.keys()),
        "verdicts": verdicts,
        "amounts": amounts,
        "rulings_new": sorted(rulings[1] - rulings[0]),
        "rulings_gone": sorted(rulings[0] - rulings[1]),
    }


def _amounts(project_id: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each area and each class of tonnage that differs, orebody by orebody."""
    found = [{f["orebody_id"]: _flat(f) for f in project["findings"]} for project in (before, after)]
    rows = []
    for body in sorted(found[0].keys() | found[1].keys()):
        old, new = found[0].get(body, {}), found[1].get(body, {})
        rows += [
            {
                "project_id": project_id,
                "orebody_id": body,
                "figure": name,
                "before": old.get(name),
                "after": new.get(name),
            }
            for name in sorted(old.keys() | new.keys())
            if old.get(name) != new.get(name)
        ]
    return rows


def _flat(finding: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for tonnes, area in _RANGES:
        flat[area] = finding[area]
        flat |= {f"{tonnes}.{name}": value for name, value in finding[tonnes].items()}
    return flat


def in_words(difference: Mapping[str, Any]) -> list[str]:
    """Say a comparison in sentences."""
    if difference["is_same"]:
        return [f"The projects of {difference['a']} and {difference['b']} are the same."]
    lines = []
    for name, label in (("as_of", "Day"), ("regime", "Regime")):
        before, after = difference[name]
        if before != after:
            lines.append(f"{label}: {before or 'none'} -> {after or 'none'}.")
    lines += [f"New project {k}." for k in difference["projects_new"]]
    lines += [f"Project {k} is gone." for k in difference["projects_gone"]]
    lines += [f"Project {r['project_id']}: {r['before']} -> {r['after']}." for r in difference["verdicts"]]
    lines += [f"{_place(r)}: {_told(r['before'])} -> {_told(r['after'])}." for r in difference["amounts"]]
    lines += [f"Ruling {k} is relied on now." for k in difference["rulings_new"]]
    lines += [f"Ruling {k} is relied on no more." for k in difference["rulings_gone"]]
    return lines or ["The projects differ in details alone; their verdicts, areas and tonnages are the same."]


def _place(row: Mapping[str, Any]) -> str:
    return f"Project {row['project_id']}, orebody {row['orebody_id']}, {row['figure']}"


def _told(value: float | None) -> str:
    return "not known" if value is None else f"{value:g}"


def difference_tables(difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as data frames by name, for CSV."""
    import pandas as pd

    projects = [{"project_id": k, "change": "new"} for k in difference["projects_new"]]
    projects += [{"project_id": k, "change": "gone"} for k in difference["projects_gone"]]
    rulings = [{"ruling_id": k, "change": "new"} for k in difference["rulings_new"]]
    rulings += [{"ruling_id": k, "change": "gone"} for k in difference["rulings_gone"]]
    columns = ["project_id", "orebody_id", "figure", "before", "after"]
    return {
        "projects": pd.DataFrame(projects, columns=["project_id", "change"]),
        "verdicts": pd.DataFrame(difference["verdicts"], columns=["project_id", "before", "after"]),
        "amounts": pd.DataFrame(difference["amounts"], columns=columns),
        "rulings": pd.DataFrame(rulings, columns=["ruling_id", "change"]),
    }
