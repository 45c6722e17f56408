"""Commands that plan: a consolidation, a partition problem alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import (
    ENGINE,
    FILE,
    FOLDER,
    JSON,
    MAP_FORMAT,
    MIN_DIFF,
    NO_DOCUMENTS,
    OUTPUT,
    PDF,
    SECONDS,
    perform,
    say,
    say_notes,
)


@click.command()
@click.argument("scenario", type=FILE)
@click.option("--out", type=FOLDER, default=Path("runs"), show_default=True, help="Where the run folder goes.")
@NO_DOCUMENTS
@PDF
@click.option("--time-limit", type=SECONDS, help="Seconds for the solver.")
@ENGINE
@click.option("--decisions", type=FILE, help="Reviewers' decisions that this run must honour.")
@click.option("--alternatives", type=click.IntRange(0, 100), default=0, show_default=True, help="Next best plans.")
@MIN_DIFF
@MAP_FORMAT
@JSON
def consolidate(
    scenario: Path,
    out: Path,
    no_documents: bool,
    pdf: bool,
    time_limit: float | None,
    engine: str,
    decisions: Path | None,
    alternatives: int,
    min_diff: int,
    map_formats: tuple[str, ...],
    as_json: bool,
) -> None:
    """Group the rights of SCENARIO, prove the plan, write the proposal."""
    from mineplan import jobs

    options = jobs.RunOptions(
        out, not no_documents, time_limit, alternatives, decisions, engine, min_diff, map_formats, has_pdf=pdf
    )

    def show(answer: dict[str, Any]) -> None:
        say_notes(answer)
        rights = f"{answer['rights_before']} rights -> {answer['rights_after']}, {answer['groups']} groups"
        proof = f"gap {answer['gap']:.2%}, {answer['notes']} notes, {answer['seconds']:g} s"
        click.echo(f"{answer['status']}: {rights}, {proof}")
        click.echo(answer["run"])

    perform(lambda: jobs.consolidate(scenario, options, say), as_json, show)


@click.command()
@click.argument("problem", type=FILE, required=False)
@click.option("--time-limit", type=SECONDS, help="Seconds.")
@click.option("--alternatives", type=click.IntRange(0, 100), default=0, show_default=True, help="Next best partitions.")
@MIN_DIFF
@ENGINE
@click.option("--certificate", type=OUTPUT, help="Write there what proves the answer without a solver.")
@click.option("--check", type=FILE, help="Prove a certificate instead; PROBLEM may be left out then.")
@click.option("--json", "as_json", is_flag=True, help="The answer is JSON in any case.")
def solve(
    problem: Path | None,
    time_limit: float | None,
    alternatives: int,
    min_diff: int,
    engine: str,
    certificate: Path | None,
    check: Path | None,
    as_json: bool,
) -> None:
    """Solve a partition problem (JSON); exit 0 with a plan, 4 without.

    With --check, prove a certificate in exact integers and without a solver; exit 5 when it does not hold.
    """
    from mineplan import jobs

    def work() -> dict[str, Any]:
        if check is not None:
            return jobs.check_certificate(check, problem)
        if problem is None:
            raise click.UsageError("PROBLEM is missing")
        return jobs.solve_problem(problem, jobs.SolveOptions(time_limit, alternatives, engine, certificate, min_diff))

    def show(answer: dict[str, Any]) -> None:
        click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        sys.exit(0 if answer["status"] in ("optimal", "feasible", "proved", "bounded") else 4)

    del as_json
    perform(work, as_json=False, show=show)
