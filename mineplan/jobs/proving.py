"""Jobs around a run: solve a problem, prove and compare runs, print law and schemas."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mineplan.errors import PlanError, Problem, ScenarioError
from mineplan.jobs.changes import draw_changes


@dataclass(frozen=True)
class SolveOptions:
    """How a problem is solved: for how long, with which alternatives, where, and with which certificate."""

    time_limit_s: float | None = None
    alternatives: int = 0
    engine: str = "local"
    certificate: Path | None = None
    min_diff: int = 1


def solve_problem(path: Path, options: SolveOptions) -> dict[str, Any]:
    """Solve a problem file (`interface.md` section 4) and return the answer; write the certificate asked for.

    Raises
    ------
    ScenarioError
        With every mistake in the file.
    """
    from mineplan.engine import open_engine
    from mineplan.partition import partition_dict, problem_dict, read_problem, solve
    from mineplan.runs import read_json, write_json

    try:
        problem = read_problem(read_json(path))
    except ScenarioError as error:
        raise ScenarioError(replace(p, file=str(path)) for p in error.problems) from None
    with open_engine(options.engine) as engine:
        answer = solve(
            problem,
            time_limit=options.time_limit_s,
            alternatives=options.alternatives,
            min_diff=options.min_diff,
            has_certificate=options.certificate is not None,
            each=engine,
        )
    if options.certificate is not None and answer.certificate is not None:
        write_json(options.certificate, answer.certificate | {"problem": problem_dict(problem)}, is_compact=True)
    return partition_dict(answer)


def check_certificate(certificate: Path, problem: Path | None) -> dict[str, Any]:
    """Prove a certificate in exact integers and without a solver.

    Raises
    ------
    PlanError
        When it does not hold.
    """
    from mineplan.certificate import CertificateError, check_text

    try:
        text = None if problem is None else problem.read_text("utf-8")
        verdict = check_text(certificate.read_text("utf-8"), text)
    except (CertificateError, UnicodeDecodeError) as error:
        raise PlanError(Problem(f"the certificate does not hold: {error}", file=str(certificate))) from None
    return {
        "status": "proved" if verdict.is_optimal else "bounded",
        "objective": float(verdict.objective),
        "bound": float(verdict.bound),
        "components": verdict.blocks,
        "proved_components": verdict.proved,
        "open": [{"node": node, "reason": reason} for node, reason in verdict.open_blocks],
        "groups_looked_at": verdict.groups,
        "groups_kept": verdict.kept,
    }


def verify(folder: Path) -> dict[str, Any]:
    """Re-prove a run folder."""
    from mineplan.verify import prove

    proof = prove(folder)
    answer: dict[str, Any] = {"status": "holds", "run": str(folder), "checks": proof.checks}
    if proof.optimality is not None:
        answer |= {"optimality": proof.optimality.state, "optimality_words": proof.optimality.words}
    return answer


def compare(a: Path, b: Path, out: Path | None, sheet: Path | None = None) -> dict[str, Any]:
    """Compare two run folders, in words, with `out` as CSV tables, and with `sheet` as a map (png, pdf or svg).

    Raises
    ------
    InputError
        The runs are of different kinds, no consolidations where a map is asked for, or lack their GeoPackage.
    """
    from mineplan.runs import compare as compare_runs
    from mineplan.runs import difference_tables, in_words, read_run

    runs = read_run(a), read_run(b)
    difference = compare_runs(*runs)
    if sheet is not None:
        difference["map"] = draw_changes(runs, sheet)
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
