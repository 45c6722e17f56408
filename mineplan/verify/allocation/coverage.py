"""Everything of the tables stands in the plan once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from mineplan.verify.allocation.case import AllocationCase, text


def coverage(case: AllocationCase) -> Iterator[str]:
    """Every block, coal mine, project, pilot mine and year stands in the plan exactly once, and nothing else does."""
    plan, choices = case.plan, case.choices
    parts = [n for n in ("continuation", "grant", "pilot") if getattr(choices, n) is not None]
    if plan["parts"] != parts or [s["part"] for s in plan["solver"]] != parts:
        yield f"the scenario asks for {', '.join(parts)}; the plan has {', '.join(plan['parts'])}"
        return
    projects = [r["investment_id"] for r in case.rows("investments") if text(r.get("mineral")) in ("", "bauxite")]
    asked: dict[str, tuple[str, str, list[Any]]] = {
        "continuation": ("block_id", "continuation", list(case.blocks("coal"))),
        "mines": ("right_id", "continuation", list(case.coal_mines)),
        "grant_plan": ("block_id", "grant", list(case.blocks("bauxite"))),
        "projects": ("investment_id", "grant", projects),
        "pilot": ("right_id", "pilot", list(choices.pilot.mines) if choices.pilot is not None else []),
    }
    for name, (key, part, ids) in asked.items():
        yield from _once(name, [row[key] for row in plan[name]], ids if part in parts else [])
    yield from _once("by_year", [row["year"] for row in plan["by_year"]], list(case.years))


def _once(name: str, said: list[Any], asked: list[Any]) -> Iterator[str]:
    counts = Counter(said)
    yield from (f"{name}: {item} stands in it {n} times" for item, n in sorted(counts.items()) if n > 1)
    yield from (f"{name}: {item} is missing" for item in asked if item not in counts)
    yield from (f"{name}: {item} is not in the tables" for item in sorted(counts.keys() - set(asked)))
