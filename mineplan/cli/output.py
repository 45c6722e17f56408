"""What all commands share: options, and how answers and complaints are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

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


SECONDS = _Seconds(min=0, min_open=True)
# A mistake that runs through a province's ledger would scroll everything else off the screen.
_MOST_LINES = 500
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on standard output.")
FILE = click.Path(exists=True, path_type=Path)
FOLDER = click.Path(path_type=Path, file_okay=False)
OUTPUT = click.Path(path_type=Path, dir_okay=False)
ENGINE = click.option(
    "--engine",
    default="local",
    show_default=True,
    metavar="ENGINE",
    help="Where components are worked: local, processes, dask, or tcp://HOST:PORT of a Dask scheduler.",
)
NO_DOCUMENTS = click.option("--no-documents", is_flag=True, help="Plan, tables and GeoPackage only.")
PDF = click.option("--pdf", is_flag=True, help="A PDF of each Word document too, where LibreOffice is installed.")
MIN_DIFF = click.option(
    "--min-diff",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="D",
    help="Rights that each alternative must place in another group than the plan and the alternatives before it.",
)
MAP_FORMAT = click.option(
    "--map-format",
    "map_formats",
    type=click.Choice(["pdf", "svg", "png"]),
    multiple=True,
    default=["pdf"],
    show_default=True,
    help="Format of map sheets beside the PNG in the documents; may be given twice; png: nothing beside it.",
)
CRS = click.option("--crs", default="", metavar="CRS", help="Coordinate system of FILE, such as EPSG:4526 or CGCS2000.")
LAYER = click.option("--layer", default="", metavar="NAME", help="Layer or sheet; all when absent.")
DATUM = click.option("--datum-params", type=FILE, help="Parameters of the shift from Xi'an 80 or Beijing 54 (YAML).")
TABLE = click.option("--table", default="", metavar="NAME", help="Declared table to read the file as, such as rights.")

ANGLES = click.option(
    "--angles",
    type=click.Choice(["decimal", "packed"]),
    help="What numbers in degrees are where nothing tells: decimal degrees or D.MMSS.",
)
MAP_SCALE = click.option(
    "--map-scale", type=click.FloatRange(min=1), help="Scale denominator of a MapGIS file without one."
)


def perform(work: Callable[[], dict[str, Any]], as_json: bool, show: Callable[[dict[str, Any]], None]) -> None:
    """Do the work, print its answer, turn our errors into sentences and exit codes.

    An answer may bring an `exit_code` of its own: the work was done but for something that must be mended.
    """
    try:
        answer = work()
    except MineplanError as error:
        complain(error, as_json)
    except OSError as error:
        complain(InputError(Problem(f"{error.strerror or error}", file=str(error.filename or ""))), as_json)
    else:
        _say_paperwork(answer)
        if as_json:
            click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))
        else:
            show(answer)
        if answer.get("exit_code"):
            sys.exit(answer["exit_code"])


def complain(error: MineplanError, as_json: bool) -> None:
    """Print every problem, and leave with the exit code of its kind."""
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


def say(text: str) -> None:
    """Tell the user something beside the answer."""
    click.echo(text, err=True)


def _say_paperwork(answer: dict[str, Any]) -> None:
    """Tell which documents are missing from the run, and what should be known of the others."""
    for remark in answer.get("remarks", ()):
        click.echo(f"note: {remark}", err=True)
    for problem in answer.get("document_problems", ()):
        click.echo(f"error: {problem['text']}", err=True)
    if answer.get("document_problems"):
        click.echo("the run is complete but for these documents", err=True)


def say_notes(answer: dict[str, Any]) -> None:
    """Tell the notes of an answer."""
    for note in answer["note_list"]:
        click.echo(f"note: {note['text']}" + (f" [{note['subject']}]" if note["subject"] else ""), err=True)


def say_nothing(answer: dict[str, Any]) -> None:
    """Show nothing beside the JSON."""
