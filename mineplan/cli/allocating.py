"""The command for allocation plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import FILE, FOLDER, JSON, MAP_FORMAT, NO_DOCUMENTS, PDF, SECONDS, perform, say, say_notes


@click.command()
@click.argument("scenario", type=FILE)
@click.option("--out", type=FOLDER, default=Path("runs"), show_default=True, help="Where the run folder goes.")
@NO_DOCUMENTS
@PDF
@click.option("--time-limit", type=SECONDS, help="Seconds for the solver, over all parts.")
@click.option(
    "--engine",
    type=click.Choice(["local"]),
    default="local",
    show_default=True,
    help="Where the parts are worked; others are not built yet.",
)
@click.option("--decisions", type=FILE, help="Reviewers' decisions; they name groups of rights, so this job has none.")
@MAP_FORMAT
@JSON
def allocate(
    scenario: Path,
    out: Path,
    no_documents: bool,
    pdf: bool,
    time_limit: float | None,
    engine: str,
    decisions: Path | None,
    map_formats: tuple[str, ...],
    as_json: bool,
) -> None:
    """Draft coal continuation, bauxite grants and the coal-under-aluminium pilot of SCENARIO."""
    from mineplan import jobs

    del engine  # one choice so far
    if decisions is not None:
        raise click.UsageError("--decisions: decisions speak of groups of rights, which an allocation does not have")
    options = jobs.RunOptions(out, not no_documents, time_limit, map_formats=map_formats, has_pdf=pdf)

    def show(answer: dict[str, Any]) -> None:
        say_notes(answer)
        for line in _lines(answer):
            click.echo(line)
        click.echo(answer["run"])

    perform(lambda: jobs.allocate(scenario, options, say), as_json, show)


def _lines(answer: dict[str, Any]) -> list[str]:
    parts = answer["solver"]
    lines = []
    if "continuation" in parts:
        blocks = f"{answer['proposed']} of {answer['coal_blocks']} coal blocks proposed"
        mines = f"{answer['mines']} mines, {answer['depleted']} depleted"
        lines.append(f"continuation: {blocks}, {mines}, gap {parts['continuation']['gap']:.2%}")
    if "grant" in parts:
        blocks = f"{answer['planned']} of {answer['bauxite_blocks']} bauxite blocks planned"
        unmet, demand = sum(answer["unmet_t_a"].values()), sum(answer["demand_t_a"].values())
        share = f"{unmet / demand:.0%} of demand unmet" if demand else "no demand"
        lines.append(f"grant: {blocks}, {answer['to_pilot']} to the pilot, {share}, gap {parts['grant']['gap']:.2%}")
    if "pilot" in parts:
        mines = f"{answer['scheduled']} of {answer['pilot_mines']} mines scheduled"
        lines.append(f"pilot: {mines}, gap {parts['pilot']['gap']:.2%}")
    tried = f"{answer['runs_perturbed']} perturbed runs"
    return [*lines, f"{answer['status']}: {tried}, {answer['notes']} notes, {answer['seconds']:g} s"]
