"""Commands that plan: a consolidation, a partition problem alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import FILE, FOLDER, JSON, SECONDS, perform, say, say_notes


@click.command()
@click.argument("scenario", type=FILE)
@click.option("--out", type=FOLDER, default=Path("runs"), show_default=True, help="Where the run folder goes.")
@click.option("--no-documents", is_flag=True, help="Plan, tables and GeoPackage only.")
@click.option("--time-limit", type=SECONDS, help="Seconds for the solver.")
@click.option(
    "--engine",
    type=click.Choice(["local"]),
    default="local",
    show_default=True,
    help="Where components are worked; others are not built yet.",
)
@click.option("--decisions", type=FILE, help="Reviewers' decisions that this run must honour.")
@click.option("--alternatives", type=click.IntRange(0, 100), default=0, show_default=True, help="Next best plans.")
@JSON
def consolidate(
    scenario: Path,
    out: Path,
    no_documents: bool,
    time_limit: float | None,
    engine: str,
    decisions: Path | None,
    alternatives: int,
    as_json: bool,
) -> None:
    """Group the rights of SCENARIO, prove the plan, write the proposal."""
    from mineplan import jobs

    del engine  # one choice so far
    options = jobs.RunOptions(out, not no_documents, time_limit, alternatives, decisions)

    def show(answer: dict[str, Any]) -> None:
        say_notes(answer)
        rights = f"{answer['rights_before']} rights -> {answer['rights_after']}, {answer['groups']} groups"
        proof = f"gap {answer['gap']:.2%}, {answer['notes']} notes, {answer['seconds']:g} s"
        click.echo(f"{answer['status']}: {rights}, {proof}")
        click.echo(answer["run"])

    perform(lambda: jobs.consolidate(scenario, options, say), as_json, show)


@click.command()
@click.argument("problem", type=FILE)
@click.option("--time-limit", type=SECONDS, help="Seconds.")
@click.option("--alternatives", type=click.IntRange(0, 100), default=0, show_default=True, help="Next best partitions.")
@click.option("--json", "as_json", is_flag=True, help="The answer is JSON in any case.")
def solve(problem: Path, time_limit: float | None, alternatives: int, as_json: bool) -> None:
    """Solve a partition problem (JSON); exit 0 with a plan, 4 without."""
    from mineplan import jobs

    def work() -> dict[str, Any]:
        answer = jobs.solve_problem(problem, time_limit, alternatives)
        click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        return answer

    def code(answer: dict[str, Any]) -> None:
        sys.exit(0 if answer["status"] in ("optimal", "feasible") else 4)

    del as_json
    perform(work, as_json=False, show=code)
