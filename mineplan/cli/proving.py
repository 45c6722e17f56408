"""Commands that prove and explain: runs, their differences, the law, the schemas."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import FILE, FOLDER, JSON, OUTPUT, perform, say_nothing
from mineplan.errors import InputError


@click.command()
@click.argument("run", type=FILE)
@JSON
def verify(run: Path, as_json: bool) -> None:
    """Prove a run folder again from its tables; exit 5 with reasons when it does not hold."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        click.echo(f"{run}: holds ({answer['checks']} checks)")
        if "optimality_words" in answer:
            click.echo(answer["optimality_words"])

    perform(lambda: jobs.verify(run), as_json, show)


@click.command()
@click.argument("a", type=FILE, metavar="RUN")
@click.argument("b", type=FILE, metavar="RUN")
@click.option("--out", type=FOLDER, help="Also write the tables of the difference there, as CSV.")
@click.option(
    "--map", "sheet", type=OUTPUT, metavar="FILE.png|pdf|svg", help="Draw what changed between two consolidations."
)
@JSON
def compare(a: Path, b: Path, out: Path | None, sheet: Path | None, as_json: bool) -> None:
    """Say what changed between two plans."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        click.echo("\n".join(answer["words"]))
        if sheet is not None:
            click.echo(answer["map"] or "No map: every right stands as before.")

    perform(lambda: jobs.compare(a, b, out, sheet), as_json, show)


@click.command()
@click.option("--on", type=click.DateTime(formats=["%Y-%m-%d"]), required=True, help="The day, YYYY-MM-DD.")
@click.option("--jurisdictions", default="xinzhou,shanxi,national", show_default=True, help="Most local first.")
@click.option("--rule", help="Only rulings of this rule.")
@JSON
def policy(on: datetime.datetime, jurisdictions: str, rule: str | None, as_json: bool) -> None:
    """List the rulings in force on a day, each with its citation."""
    from mineplan import jobs

    def work() -> dict[str, Any]:
        answer = jobs.policy(on.date(), tuple(j.strip() for j in jurisdictions.split(",")))
        known = sorted({r["rule"] for key in ("rulings", "expired") for r in answer[key]})
        if rule is not None and rule not in known:
            raise InputError(f"no rule “{rule}” that day; known: {', '.join(known)}")
        for key in ("rulings", "expired"):
            answer[key] = [r for r in answer[key] if rule in (None, r["rule"])]
        return answer

    def show(answer: dict[str, Any]) -> None:
        for heading, key in (("in force", "rulings"), ("expired", "expired")):
            for r in answer[key]:
                _show_ruling(r, heading)

    perform(work, as_json, show)


def _show_ruling(r: dict[str, Any], heading: str) -> None:
    amount = "" if r["amount"] is None else f" = {r['amount']} {r['unit']}".rstrip()
    until = f"{r['valid_from'] or '...'} .. {r['valid_to'] or '...'}"
    click.echo(f"{r['ruling_id']}{amount}  [{heading}, {until}, {r['certainty_label']}]")
    cited = r["citation"]
    number = f"（{cited['number']}）" if cited["number"] else ""
    click.echo(f"    {r['title']}：{cited['document']}{number}{cited['article']}")
    click.echo(f"    “{cited['sentence']}”" + (f"  注：{r['remark']}" if r["remark"] else ""))


@click.command()
@click.argument("kind", type=click.Choice(["scenario", "dataset"]))
@click.option("--json", "as_json", is_flag=True, help="The answer is JSON in any case.")
def schema(kind: str, as_json: bool) -> None:
    """Print the JSON Schema of scenario or dataset files, for editors."""
    from mineplan import jobs

    del as_json
    perform(lambda: jobs.schema(kind), as_json=True, show=say_nothing)
