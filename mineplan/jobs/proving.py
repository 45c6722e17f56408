"""Jobs around a run: solve a problem, prove and compare runs, print law and schemas."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any


def solve_problem(path: Path, time_limit_s: float | None, alternatives: int) -> dict[str, Any]:
    """Solve a problem file (`interface.md` section 4) and return the answer."""
    from mineplan.partition import partition_dict, read_problem, solve
    from mineplan.runs import read_json

    problem = read_problem(read_json(path))
    return partition_dict(solve(problem, time_limit=time_limit_s, alternatives=alternatives))


def verify(folder: Path) -> dict[str, Any]:
    """Re-prove a run folder."""
    from mineplan.verify import verify_run

    return {"status": "holds", "run": str(folder), "checks": verify_run(folder)}


def compare(a: Path, b: Path, out: Path | None) -> dict[str, Any]:
    """Compare two run folders, in words and, with `out`, as CSV tables."""
    from mineplan.runs import compare as compare_runs
    from mineplan.runs import difference_tables, in_words, read_run

    difference = compare_runs(read_run(a), read_run(b))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in difference_tables(difference).items():
            table.to_csv(out / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
    return difference | {"words": in_words(difference)}


def policy(on: datetime.date, jurisdictions: tuple[str, ...]) -> dict[str, Any]:
    """Return the rulings in force on a day, and those that had lapsed by then."""
    import dataclasses

    from mineplan.policy import Ruling, read_policy
    from mineplan.runs import plain

    def told(ruling: Ruling) -> dict[str, Any]:
        content: dict[str, Any] = plain(dataclasses.asdict(ruling))
        return content | {"certainty": ruling.certainty.value, "certainty_label": ruling.certainty.label}

    found = read_policy(on, jurisdictions)
    return {
        "on": on.isoformat(),
        "jurisdictions": list(jurisdictions),
        "rulings": [told(r) for r in found.rulings],
        "expired": [told(r) for r in found.expired],
    }


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of scenario or dataset files."""
    from mineplan.dataset import dataset_schema
    from mineplan.scenario import scenario_schema

    return scenario_schema() if kind == "scenario" else dataset_schema()
