"""Runs started from the site: the form, the queue, progress, log, cancelling."""

from __future__ import annotations

import json
import math
import secrets
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mineplan.errors import InputError, words_of
from mineplan.web.catalogue import COMMANDS, Scenario
from mineplan.web.guard import note, parts, session
from mineplan.web.pages.browsing import known_run
from mineplan.web.reviews import reviewed_runs, write_decisions
from mineplan.web.tasks import QueueFullError, Task, Tasks

blueprint = Blueprint("running", __name__)
_MOST_ALTERNATIVES, _LONGEST_S = 20, 86_400.0


@blueprint.get("/start/<scenario>/<command>")
def form(scenario: str, command: str) -> ResponseReturnValue:
    """Show the form that starts a run."""
    return _form(_known(scenario, command), command, [])


@blueprint.post("/start/<scenario>/<command>")
def start(scenario: str, command: str) -> ResponseReturnValue:
    """Queue a run."""
    known = _known(scenario, command)
    try:
        arguments = _arguments(known, command)
    except InputError as error:
        return _form(known, command, words_of(error)), 422
    try:
        task = tasks().submit(command, arguments, f"{COMMANDS[command]}：{known.title}", session().name)
    except QueueFullError as full:
        return _form(known, command, [str(full)]), 429
    note("run", f"{command} {known.name} {task.id}")
    return redirect(url_for("running.task", task_id=task.id), 303)


@blueprint.get("/tasks/<task_id>")
def task(task_id: str) -> ResponseReturnValue:
    """Show a run's progress and log."""
    found = _task(task_id)
    log, end = tasks().log(task_id)
    run = parts().catalogue.run(found.run) if found.run else None
    letters = [name for name in sorted(run.files) if name.startswith("documents/letters/")] if run else []
    return render_template("task.html.j2", task=found, log=log, end=end, letters=letters, problems=_problems(found))


@blueprint.get("/tasks/<task_id>/state")
def state(task_id: str) -> ResponseReturnValue:
    """Tell a run's state and what its log has gained since a byte."""
    found = _task(task_id)
    log, end = tasks().log(task_id, request.args.get("from", 0, type=int))
    return jsonify(state=found.state, label=found.state_label, is_over=found.is_over, run=found.run, log=log, end=end)


@blueprint.post("/tasks/<task_id>/cancel")
def cancel(task_id: str) -> ResponseReturnValue:
    """Stop a run that waits or runs."""
    found = _task(task_id)
    if not found.is_over:
        tasks().cancel(found.id)
        note("cancel", f"{found.command} {found.id}")
    return redirect(url_for("running.task", task_id=found.id), 303)


def tasks() -> Tasks:
    """Return the queue; 404 where the site only reviews one run."""
    found = parts().tasks
    if found is None:
        abort(404)
    return found


def _task(task_id: str) -> Task:
    found = tasks().find(task_id)
    if found is None:
        abort(404)
    return found


def _known(name: str, command: str) -> Scenario:
    tasks()
    known = parts().catalogue.scenario(name)
    if known is None or command not in known.commands:
        abort(404)
    return known


def _form(known: Scenario, command: str, problems: list[str]) -> str:
    reviewed = reviewed_runs() if command == "consolidate" else []
    return render_template(
        "start_run.html.j2", scenario=known, command=command, label=COMMANDS[command], reviewed=reviewed,
        problems=problems, said=request.form,
    )  # fmt: skip


def _arguments(known: Scenario, command: str) -> list[str]:
    """Return the arguments of the command; every value of the form is checked, none is passed on as it came.

    Raises
    ------
    InputError
        With every field that is wrong.
    """
    problems: list[str] = []
    found = [str(known.path)] if command != "pressed" else ["--scenario", str(known.path)]
    limit = _number("time_limit", "求解时限（秒）", 1, _LONGEST_S, problems)
    found += ["--time-limit", f"{limit:g}"] if limit is not None else []
    if command == "consolidate":
        count = _number("alternatives", "备选方案个数", 0, _MOST_ALTERNATIVES, problems)
        if count is not None and count != int(count):
            problems.append("备选方案个数：须为整数")
        found += ["--alternatives", f"{count:.0f}"] if count else []
        found += _decisions(problems)
    if command == "pressed":
        found += [str(known.projects)] if known.projects is not None else []
    if "documents" not in request.form:
        found.append("--no-documents")
    if problems:
        raise InputError(problems)
    return found


def _number(name: str, label: str, least: float, most: float, problems: list[str]) -> float | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        problems.append(f"{label}：“{text[:40]}”不是{least:g}至{most:g}之间的数")
        return None
    return value


def _decisions(problems: list[str]) -> list[str]:
    """Write the decisions of the chosen review to a file and return the option that names it."""
    name = request.form.get("decisions", "")
    if not name:
        return []
    path = parts().site.state / "decisions" / f"{secrets.token_hex(8)}.json"
    try:
        write_decisions(known_run(name), path)
    except InputError as error:
        problems += words_of(error)
        return []
    return ["--decisions", str(path)]


def _problems(found: Task) -> list[str]:
    """Return what a run that failed said is wrong."""
    path = tasks().answer(found.id)
    if found.state != "failed" or not path.is_file():
        return []
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return [str(problem["text"]) for problem in said["problems"]]
    except (ValueError, KeyError, TypeError):
        return []
