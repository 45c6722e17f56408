"""Commands around a review: its local site, its files, its ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import FILE, JSON, OUTPUT, perform, say


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--import", "source", type=FILE, help="Add the opinions of FILE: .json export, .xlsx sheet, .docx.")
@click.option("--export", "target", type=OUTPUT, help="Write the review to FILE: .json for consolidate, or .xlsx.")
@click.option("--verify", "is_verifying", is_flag=True, help="Prove the ledger's chain; exit 5 when it is damaged.")
@click.option("--head", default="", metavar="SEQ:HASH", help="With --verify: head noted earlier, or a file with it.")
@click.option("--by", default="", metavar="NAME", help="With --import: reviewer of a sheet that names none.")
@click.option("--ledger", type=click.Path(path_type=Path, dir_okay=False), help="Ledger, when not beside RUN.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Of the site; 0: any free.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@JSON
def review(run: Path, source: Path | None, target: Path | None, **options: Any) -> None:
    """Review RUN: a site on this machine alone, or its opinions from and to files.

    Opinions are kept in a ledger beside the run folder, which only grows and whose events are chained by hashes.
    """
    from mineplan import jobs

    chosen = [source is not None, target is not None, options["is_verifying"]]
    if sum(chosen) > 1:
        raise click.UsageError("--import, --export and --verify exclude each other")
    ledger = options["ledger"]

    def work() -> dict[str, Any]:
        if source is not None:
            return jobs.import_review(run, source, options["by"], ledger)
        if target is not None:
            return jobs.export_review(run, target, ledger)
        if options["is_verifying"]:
            return jobs.verify_review(run, options["head"], ledger)
        return jobs.serve_review(run, options["port"], not options["no_browser"], say, ledger)

    perform(work, options["as_json"], _show)


def _show(answer: dict[str, Any]) -> None:
    if "added" in answer:
        click.echo(f"{answer['read']} opinions read, {answer['added']} added, {answer['known']} were there already")
        _show_rest(answer)
    elif "file" in answer:
        click.echo(f"{answer['events']} events written to {answer['file']}")
    elif answer.get("status") == "whole":
        compared = "" if answer["is_head_compared"] else "; without --head a cut end cannot be seen"
        click.echo(f"whole: {answer['events']} events{compared}")
    if "head" in answer:
        click.echo(f"head {answer['head']['seq']}:{answer['head']['hash']}")


def _show_rest(answer: dict[str, Any]) -> None:
    if answer.get("without_verdict"):
        say(f"{answer['without_verdict']} rows have no verdict and were left out; none of them counts as 不同意")
    for row in answer.get("unfinished_rows", []):
        say(f"row {row}: “审查意见” is empty though something else was filled in")
    if answer.get("outside_groups"):
        say(f"{answer['outside_groups']} remarks stand outside every group and were left out")
    for line in answer["differing"]:
        say(f"note: {line}")
