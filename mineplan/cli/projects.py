"""Commands around a project: lay out, check, draw the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import FILE, FOLDER, JSON, perform, say_notes


@click.command()
@click.argument("folder", type=FOLDER)
@JSON
def init(folder: Path, as_json: bool) -> None:
    """Lay out a working project in FOLDER: sample datasets, scenarios, templates."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        click.echo(
            f"Project laid out in {answer['project']}. Next: mineplan consolidate {folder / 'scenarios' / 'iron.yaml'}"
        )

    perform(
        lambda: {"status": "ok", "project": str(folder), "wrote": [str(p) for p in jobs.init(folder)]}, as_json, show
    )


@click.command()
@click.argument("path", type=FILE, metavar="SCENARIO_OR_DATASET")
@JSON
def check(path: Path, as_json: bool) -> None:
    """Report every problem of a scenario or a dataset at once; exit 0 when there are none."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        say_notes(answer)
        rows = ", ".join(f"{count} {name}" for name, count in answer["rows"].items())
        click.echo(f"{answer['dataset']} ({answer['version']}): {rows}; no errors, {answer['notes']} notes")

    perform(lambda: jobs.check(path), as_json, show)


@click.command()
@click.argument("scenario", type=FILE)
@click.option("--out", type=FOLDER, required=True, help="Folder for the CSV, GraphML and GeoPackage files.")
@JSON
def graph(scenario: Path, out: Path, as_json: bool) -> None:
    """Write the graph of rights and orebodies."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        click.echo(f"{answer['rights']} rights, {answer['links']} links to orebodies, {answer['pairs']} pairs -> {out}")

    perform(lambda: jobs.graph(scenario, out), as_json, show)
