"""The command line: words in, words out; no computing and no heavy import here."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mineplan import __version__
from mineplan.errors import InputError, MineplanError, Problem


class _Seconds(click.FloatRange):
    """A positive, finite number of seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Refuse what is no finite number; NaN slips through every comparison."""
        seconds = float(super().convert(value, param, ctx))
        if seconds != seconds or seconds in (float("inf"), float("-inf")):
            self.fail(f"{value} is not a number of seconds", param, ctx)
        return seconds


_SECONDS = _Seconds(min=0, min_open=True)
# A mistake that runs through a province's ledger would scroll everything else off the screen.
_MOST_LINES = 500
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
_FILE = click.Path(exists=True, path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_CRS = click.option(
    "--crs", default="", metavar="CRS", help="Coordinate system of FILE, such as EPSG:4526 or CGCS2000."
)
_LAYER = click.option("--layer", default="", metavar="NAME", help="Layer or sheet; all when absent.")
_DATUM = click.option("--datum-params", type=_FILE, help="Parameters of the shift from Xi'an 80 or Beijing 54 (YAML).")
_TABLE = click.option("--table", default="", metavar="NAME", help="Declared table to read the file as, such as rights.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mineplan")
def cli() -> None:
    """Plan the consolidation of mining rights: proven plans, cited law, documents to sign.

    Exit codes: 0 done, 1 unexpected, 2 wrong usage, 3 mend a file, 4 no plan, 5 a plan failed its proof.
    """


def main() -> None:
    """Run the command line with output that survives a Chinese Windows console."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8" if not stream.isatty() else stream.encoding, errors="replace")
    cli()


def _run(work: Callable[[], dict[str, Any]], as_json: bool, show: Callable[[dict[str, Any]], None]) -> None:
    """Do the work, print its answer, turn our errors into sentences and exit codes."""
    try:
        answer = work()
    except MineplanError as error:
        _complain(error, as_json)
    except OSError as error:
        _complain(InputError(Problem(f"{error.strerror or error}", file=str(error.filename or ""))), as_json)
    else:
        if as_json:
            click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        else:
            show(answer)


def _complain(error: MineplanError, as_json: bool) -> None:
    for problem in error.problems[:_MOST_LINES]:
        click.echo(f"error: {problem}", err=True)
    if len(error.problems) > _MOST_LINES:
        click.echo(f"... and {len(error.problems) - _MOST_LINES} more; --json lists every one", err=True)
    if len(error.problems) > 1:
        click.echo(f"{len(error.problems)} problems; nothing was written", err=True)
    if as_json:
        problems = [vars(p) | {"text": str(p)} for p in error.problems]
        answer = {"status": "error", "exit_code": error.exit_code, "problems": problems}
        click.echo(json.dumps(answer, ensure_ascii=False))
    sys.exit(error.exit_code)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _notes(answer: dict[str, Any]) -> None:
    for note in answer["note_list"]:
        click.echo(f"note: {note['text']}" + (f" [{note['subject']}]" if note["subject"] else ""), err=True)


@cli.command()
@click.argument("folder", type=_FOLDER)
@_JSON
def init(folder: Path, as_json: bool) -> None:
    """Lay out a working project in FOLDER: sample datasets, scenarios, templates."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        click.echo(
            f"Project laid out in {answer['project']}. Next: mineplan consolidate {folder / 'scenarios' / 'iron.yaml'}"
        )

    _run(lambda: {"status": "ok", "project": str(folder), "wrote": [str(p) for p in jobs.init(folder)]}, as_json, show)


@cli.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@_CRS
@_LAYER
@_DATUM
@_TABLE
@_JSON
def inspect(
    files: tuple[Path, ...], crs: str, layer: str, datum_params: Path | None, table: str, as_json: bool
) -> None:
    """Say what each FILE is: format, encoding, columns, coordinate system with its reason, areas, warnings."""
    from mineplan import jobs

    codes: list[int] = []

    def work() -> dict[str, Any]:
        answer = jobs.inspect(files, jobs.FileOptions(crs, layer, table, datum_params))
        codes.append(answer["exit_code"])
        return answer

    def show(answer: dict[str, Any]) -> None:
        from mineplan.inspection import in_words

        for file in answer["files"]:
            click.echo("\n".join(in_words(file)))

    _run(work, as_json, show)
    sys.exit(codes[0])


@cli.command()
@click.argument("file", type=_FILE)
@click.argument("out", type=click.Path(path_type=Path))
@_CRS
@_LAYER
@_DATUM
@_TABLE
@click.option("--to-crs", default="", metavar="CRS", help="Coordinate system of OUT; left to its format otherwise.")
@click.option("--force", is_flag=True, help="Overwrite OUT.")
@_JSON
def convert(
    file: Path,
    out: Path,
    crs: str,
    layer: str,
    datum_params: Path | None,
    table: str,
    to_crs: str,
    force: bool,
    as_json: bool,
) -> None:
    """Write FILE as OUT, whose ending names the format: txt qyzb xlsx csv gpkg geojson shp kml dxf."""
    from mineplan import jobs

    options, output = jobs.FileOptions(crs, layer, table, datum_params), jobs.OutputOptions(to_crs, force)

    def show(answer: dict[str, Any]) -> None:
        _notes(answer)
        click.echo(f"{answer['rows']} rows -> {answer['out']}")

    _run(lambda: jobs.convert(file, out, options, output), as_json, show)


@cli.command()
@click.argument("path", type=_FILE, metavar="SCENARIO_OR_DATASET")
@_JSON
def check(path: Path, as_json: bool) -> None:
    """Report every problem of a scenario or a dataset at once; exit 0 when there are none."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        _notes(answer)
        rows = ", ".join(f"{count} {name}" for name, count in answer["rows"].items())
        click.echo(f"{answer['dataset']} ({answer['version']}): {rows}; no errors, {answer['notes']} notes")

    _run(lambda: jobs.check(path), as_json, show)


@cli.command()
@click.argument("scenario", type=_FILE)
@click.option("--out", type=_FOLDER, required=True, help="Folder for the CSV, GraphML and GeoPackage files.")
@_JSON
def graph(scenario: Path, out: Path, as_json: bool) -> None:
    """Write the graph of rights and orebodies."""
    from mineplan import jobs

    def show(answer: dict[str, Any]) -> None:
        click.echo(f"{answer['rights']} rights, {answer['links']} links to orebodies, {answer['pairs']} pairs -> {out}")

    _run(lambda: jobs.graph(scenario, out), as_json, show)


@cli.command()
@click.argument("scenario", type=_FILE)
@click.option("--out", type=_FOLDER, default=Path("runs"), show_default=True, help="Where the run folder goes.")
@click.option("--no-documents", is_flag=True, help="Plan, tables and GeoPackage only.")
@click.option("--time-limit", type=_SECONDS, help="Seconds for the solver.")
@click.option(
    "--engine",
    type=click.Choice(["local"]),
    default="local",
    show_default=True,
    help="Where components are worked; others are not built yet.",
)
@click.option("--decisions", type=_FILE, help="Reviewers' decisions that this run must honour.")
@click.option("--alternatives", type=click.IntRange(0, 100), default=0, show_default=True, help="Next best plans.")
@_JSON
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
        _notes(answer)
        rights = f"{answer['rights_before']} rights -> {answer['rights_after']}, {answer['groups']} groups"
        proof = f"gap {answer['gap']:.2%}, {answer['notes']} notes, {answer['seconds']:g} s"
        click.echo(f"{answer['status']}: {rights}, {proof}")
        click.echo(answer["run"])

    _run(lambda: jobs.consolidate(scenario, options, _say), as_json, show)


@cli.command()
@click.argument("problem", type=_FILE)
@click.option("--time-limit", type=_SECONDS, help="Seconds.")
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
    _run(work, as_json=False, show=code)


@cli.command()
@click.argument("run", type=_FILE)
@_JSON
def verify(run: Path, as_json: bool) -> None:
    """Prove a run folder again from its tables; exit 5 with reasons when it does not hold."""
    from mineplan import jobs

    _run(lambda: jobs.verify(run), as_json, lambda answer: click.echo(f"{run}: holds ({answer['checks']} checks)"))


@cli.command()
@click.argument("a", type=_FILE, metavar="RUN")
@click.argument("b", type=_FILE, metavar="RUN")
@click.option("--out", type=_FOLDER, help="Also write groups.csv, dispositions.csv, indicators.csv there.")
@_JSON
def compare(a: Path, b: Path, out: Path | None, as_json: bool) -> None:
    """Say what changed between two plans."""
    from mineplan import jobs

    _run(lambda: jobs.compare(a, b, out), as_json, lambda answer: click.echo("\n".join(answer["words"])))


@cli.command()
@click.option("--on", type=click.DateTime(formats=["%Y-%m-%d"]), required=True, help="The day, YYYY-MM-DD.")
@click.option("--jurisdictions", default="xinzhou,shanxi,national", show_default=True, help="Most local first.")
@click.option("--rule", help="Only rulings of this rule.")
@_JSON
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

    _run(work, as_json, show)


def _show_ruling(r: dict[str, Any], heading: str) -> None:
    amount = "" if r["amount"] is None else f" = {r['amount']} {r['unit']}".rstrip()
    until = f"{r['valid_from'] or '...'} .. {r['valid_to'] or '...'}"
    click.echo(f"{r['ruling_id']}{amount}  [{heading}, {until}, {r['certainty_label']}]")
    cited = r["citation"]
    number = f"（{cited['number']}）" if cited["number"] else ""
    click.echo(f"    {r['title']}：{cited['document']}{number}{cited['article']}")
    click.echo(f"    “{cited['sentence']}”" + (f"  注：{r['remark']}" if r["remark"] else ""))


@cli.command()
@click.argument("kind", type=click.Choice(["scenario", "dataset"]))
@click.option("--json", "as_json", is_flag=True, help="The answer is JSON in any case.")
def schema(kind: str, as_json: bool) -> None:
    """Print the JSON Schema of scenario or dataset files, for editors."""
    from mineplan import jobs

    del as_json
    _run(lambda: jobs.schema(kind), as_json=True, show=_say_nothing)


def _say_nothing(answer: dict[str, Any]) -> None:
    """Show nothing beside the JSON."""


if __name__ == "__main__":
    main()
