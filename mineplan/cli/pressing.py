"""The command that checks construction projects over ore."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import (
    CRS,
    DATUM,
    FILE,
    FOLDER,
    JSON,
    LAYER,
    MAP_FORMAT,
    NO_DOCUMENTS,
    PDF,
    SECONDS,
    perform,
    say,
)
from mineplan.errors import InputError

_MOST_PROJECTS = 60
_MOST_IN_FULL = 5
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.argument("projects", nargs=-1, type=FILE, metavar="[PROJECT]...")
@click.option("--scenario", type=FILE, required=True, help="Data, day, law and choices.")
@click.option("--out", type=FOLDER, default=Path("runs"), show_default=True, help="Where the run folder goes.")
@NO_DOCUMENTS
@PDF
@click.option("--no-run", is_flag=True, help="Answer alone: no run folder; quick from prepared copies of the data.")
@click.option("--time-limit", type=SECONDS, help="Taken as by the other jobs; no solver runs here.")
@click.option(
    "--engine", type=click.Choice(["local"]), default="local", show_default=True, help="Others are not built yet."
)
@click.option("--decisions", type=FILE, help="Reviewers' remarks, printed beside the projects.")
@MAP_FORMAT
@CRS
@LAYER
@DATUM
@click.option("--level", default="", metavar="WORD", help="项目级别 of projects that do not say.")
@click.option("--kind", default="", metavar="WORD", help="项目类型 of projects that do not say.")
@click.option("--grade", default="", metavar="WORD", help="保护等级 of projects that do not say.")
@click.option("--owner", default="", metavar="NAME", help="建设单位 of projects that do not say.")
@click.option("--query-date", type=_DAY, help="查询日期 of projects that do not say, YYYY-MM-DD.")
@click.option("--surface", type=float, help="地面标高 of projects that do not say, metres.")
@click.option("--width", type=float, help="用地宽度 of lines that do not say, metres.")
@JSON
def pressed(projects: tuple[Path, ...], scenario: Path, as_json: bool, **options: Any) -> None:
    """Check which ore each PROJECT presses (压覆), by the law of the day; a folder means all files in it.

    A project that must be mended is reported and stops no other: the run holds the others, and the exit code is 3.
    """
    from mineplan import jobs

    run = jobs.RunOptions(
        options["out"],
        not options["no_documents"],
        options["time_limit"],
        decisions=options["decisions"],
        map_formats=options["map_formats"],
        has_pdf=options["pdf"],
    )

    def work() -> dict[str, Any]:
        files = jobs.FileOptions(options["crs"], options["layer"], "", options["datum_params"])
        given = jobs.ProjectOptions(files, _missing(options))
        if options["no_run"]:
            _hurry()
            answer = jobs.answer(projects, scenario, given, say)
        else:
            answer = jobs.press(projects, scenario, run, given, say, watched)
        _say_refused(answer)
        return answer

    perform(work, as_json, _show)


def _hurry() -> None:
    """Leave out what costs a single answer more than it brings: the collector, threads of linear algebra.

    Files are looked at beside the work; they get their turns sooner than after the usual five milliseconds.
    """
    gc.disable()
    sys.setswitchinterval(0.001)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _missing(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that fill what projects do not say, as code names.

    Raises
    ------
    InputError
        With every word that is no code name and no label.
    """
    from mineplan.terms import ProjectKind, ProjectLevel, ProtectionGrade, term_of

    lists = {
        "level": ("level", ProjectLevel),
        "kind": ("kind", ProjectKind),
        "grade": ("protection_grade", ProtectionGrade),
    }
    found: dict[str, Any] = {}
    problems = []
    for option, (column, kind) in lists.items():
        if options[option]:
            member = term_of(kind, options[option])
            if member is None:
                known = "、".join(f"{m.value} {m.label}" for m in kind)
                problems.append(f"--{option}: unknown value “{options[option]}” (known: {known})")
            else:
                found[column] = member.value
    if problems:
        raise InputError(problems)
    plain = {"owner": options["owner"] or None, "surface_m": options["surface"], "width_m": options["width"]}
    day = options["query_date"]
    plain["query_date"] = None if day is None else day.date()
    return found | {name: value for name, value in plain.items() if value is not None}


@contextmanager
def watched(total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on a terminal, and nothing elsewhere."""
    if not sys.stderr.isatty() or total < 2:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("projects", total=total)
        yield lambda done: bar.update(task, completed=done)


def _say_refused(answer: dict[str, Any]) -> None:
    for refusal in answer["refused"]:
        for problem in refusal["problems"]:
            click.echo(f"error: {problem}", err=True)
    if answer["refused"]:
        click.echo(f"{len(answer['refused'])} refused; the run holds the others", err=True)


def _show(answer: dict[str, Any]) -> None:
    for note in answer["note_list"][:_MOST_PROJECTS]:
        click.echo(f"note: {note['text']}" + (f" [{note['subject']}]" if note["subject"] else ""), err=True)
    if answer["notes"] > _MOST_PROJECTS:
        click.echo(f"... and {answer['notes'] - _MOST_PROJECTS} more notes; see tables or --json", err=True)
    is_short = len(answer["projects"]) <= _MOST_IN_FULL
    for project in answer["projects"][:_MOST_PROJECTS]:
        click.echo("\n".join(_lines(project, is_short)))
    if len(answer["projects"]) > _MOST_PROJECTS:
        click.echo(f"... and {len(answer['projects']) - _MOST_PROJECTS} more projects; see tables or --json")
    counts = ", ".join(f"{count} {verdict}" for verdict, count in answer["verdicts"].items())
    click.echo(f"regime {answer['regime']}: {counts}; {answer['notes']} notes, {answer['seconds']:g} s")
    if answer["run"] is not None:
        click.echo(answer["run"])


def _lines(project: dict[str, Any], is_short: bool) -> Iterator[str]:
    """Say one project; in full where there are few."""
    by = f"（{project['authority_label']}）" if is_short and project.get("authority_label") else ""
    yield f"{project['project_id']}  {project['verdict_label']}{by}  {project['name']}"
    if is_short and "ore" in project:
        for ore in project["ore"]:
            yield from _ore_lines(ore)
        yield from (f"    {reason}" for reason in project["reasons"])
    yield from (f"    ? {question}" for question in project["questions"])
    if is_short:
        yield from (f"    [ ] {item}" for item in project.get("checklist", ()) if not item.startswith("核实："))
        yield from dict.fromkeys(f"    {_cited(ground)}" for ground in project.get("grounds", ()))


def _ore_lines(ore: dict[str, Any]) -> Iterator[str]:
    held = f"，采矿权人 {'、'.join(ore['holders'])}" if ore["holders"] else ""
    yield f"    矿体 {ore['orebody_id']}（{ore['mineral_label'] or '矿种不详'}）{ore['verdict_label']}{held}"
    for label, area, tonnes in (
        ("占地范围", "footprint_m2", "footprint_t"),
        ("含保护矿柱", "buffered_m2", "buffered_t"),
    ):
        if ore[area] is not None:
            yield f"        {label} {ore[area]:.0f} m2：{_tonnes(ore[tonnes])}"


def _tonnes(tonnages: dict[str, float | None]) -> str:
    from mineplan.terms import ResourceClass

    labels = {c.value: c.label for c in ResourceClass}
    told = [
        f"{labels.get(name, '资源量（未分类）')} " + ("不详" if tonnes is None else f"{tonnes / 1e4:.2f} 万吨")
        for name, tonnes in tonnages.items()
    ]
    return "，".join(told)


def _cited(ground: dict[str, str]) -> str:
    number = f"（{ground['number']}）" if ground["number"] else ""
    return (
        f"依据 {ground['document']}{number}{ground['article']}：“{ground['sentence']}”〔{ground['certainty_label']}〕"
    )
