"""Commands around Word templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import FILE, JSON, perform

_MOST_FIELDS = 20


@click.group()
def template() -> None:
    """Check a changed Word template; list the fields that templates may print."""


@template.command("check")
@click.argument("file", type=FILE)
@click.option(
    "--kind",
    type=click.Choice(["proposal", "letter", "allocation"]),
    help="Which document the template is for, where neither its properties nor its name tell.",
)
@JSON
def check_template(file: Path, kind: str | None, as_json: bool) -> None:
    """Fill FILE with sample data and list broken tags and unknown fields with their places; exit 3 with problems."""
    from mineplan import jobs

    perform(lambda: jobs.check_template(file, kind or ""), as_json, _show)


@template.command("fields")
def fields() -> None:
    """Print the glossary of all fields (Markdown)."""
    from mineplan import jobs

    click.echo(jobs.template_fields(), nl=False)


def _show(answer: dict[str, Any]) -> None:
    name = Path(answer["template"]).name
    for flaw in answer["problems"]:
        place = f" {flaw['place']}" if flaw["place"] else ""
        around = f" “{flaw['around']}”" if flaw["around"] else ""
        click.echo(f"error: {name}{place}{around}: {flaw['what']}", err=True)
    dropped = answer["dropped"]
    if dropped:
        more = f" and {len(dropped) - _MOST_FIELDS} more" if len(dropped) > _MOST_FIELDS else ""
        click.echo(
            f"note: the shipped template prints, this one does not: {', '.join(dropped[:_MOST_FIELDS])}{more}", err=True
        )
    rest = len(answer["missing"]) - len(dropped)
    click.echo(
        f"note: {rest} more fields may be printed; “mineplan template fields” lists all, --json names these", err=True
    )
    verdict = f"{len(answer['problems'])} problems" if answer["problems"] else "no problems"
    click.echo(f"{name} ({answer['kind']}): {answer['tags']} tags, {verdict}")
