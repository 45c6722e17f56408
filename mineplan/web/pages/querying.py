"""Pressed-ore query: boundary files or pasted corners in; footprint, verdict with its rule, and letter out."""

from __future__ import annotations

import datetime
import math
import secrets
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mineplan.errors import InputError, words_of
from mineplan.terms import ProjectKind, ProjectLevel, ProtectionGrade, ResourceClass
from mineplan.web.catalogue import Scenario
from mineplan.web.guard import note, parts, session
from mineplan.web.pages.running import tasks
from mineplan.web.store import Question
from mineplan.web.tasks import QueueFullError
from mineplan.web.uploads import discard, keep

blueprint = Blueprint("querying", __name__)
_LISTS = {"level": ProjectLevel, "kind": ProjectKind, "protection_grade": ProtectionGrade}
# Field -> label, least and most; option of the command below.
_NUMBERS = {"surface_m": ("地面标高（米）", -500.0, 9000.0), "width_m": ("用地宽度（米）", 0.1, 2000.0)}
_OPTIONS = {
    "level": "--level",
    "kind": "--kind",
    "protection_grade": "--grade",
    "owner": "--owner",
    "query_date": "--query-date",
    "surface_m": "--surface",
    "width_m": "--width",
    "crs": "--crs",
}
_SYSTEMS = {
    "": "文件中已写明",
    "CGCS2000": "2000国家大地坐标系（带号按坐标判定）",
    "EPSG:4490": "2000国家大地坐标系经纬度",
}
_MOST_LISTED = 20


@blueprint.get("/pressed")
def form() -> ResponseReturnValue:
    """Show the form and the latest questions."""
    return _form([])


@blueprint.post("/pressed")
def ask() -> ResponseReturnValue:
    """Take files or corners and answer."""
    of, problems = parts(), list[str]()
    scenario = _scenario(request.form.get("scenario", ""), problems)
    given = _given(problems)
    if request.form.get("corners", "").strip() and not given.get("crs"):
        problems.append("粘贴的拐点坐标没有注明坐标系，请在“坐标系”中选择；不是2000国家大地坐标系的请先转换")
    name = secrets.token_hex(8)
    folder = of.site.state / "uploads" / name
    try:
        files, names = keep(
            request.files.getlist("files"), request.form.get("corners", ""), folder, of.limits.expanded_bytes
        )
    except InputError as error:
        problems += words_of(error)
        note("upload", "、".join(f.filename or "" for f in request.files.getlist("files")), "拒收")
        return _form(problems), 422
    if problems or scenario is None:
        discard(folder)
        return _form(problems), 422
    note("upload", f"{name} {'、'.join(names)}")
    question = {"scenario": str(scenario.path), "files": [str(path) for path in files], "given": given}
    answer = of.worker.ask("pressed", question)
    note("query", f"{name} {scenario.name}", "未能核查" if "problems" in answer else "")
    if "problems" in answer:
        discard(folder)
        return _form([*answer["problems"], *_hints()]), 422
    kept = tuple(path.name for path in files)
    of.questions.add(Question(name, of.site.clock(), session().name, scenario.name, kept, given, answer))
    return redirect(url_for("querying.answer", question=name), 303)


@blueprint.get("/pressed/<question>")
def answer(question: str) -> ResponseReturnValue:
    """Show the answer to a question, and where its letter is."""
    found = _question(question)
    task = tasks().find(found.task) if found.task else None
    run = parts().catalogue.run(task.run) if task is not None and task.run else None
    letters = [name for name in sorted(run.files) if name.startswith("documents/letters/")] if run else []
    drawings = {one["project_id"]: one for one in found.answer["drawings"]}
    return render_template(
        "answer.html.j2", question=found, answer=found.answer, drawings=drawings, task=task, letters=letters,
        said=_said(found.given), classes={one.value: one.label for one in ResourceClass},
    )  # fmt: skip


@blueprint.post("/pressed/<question>/letter")
def letter(question: str) -> ResponseReturnValue:
    """Start the run that writes the letter, once a question."""
    found = _question(question)
    known = tasks().find(found.task) if found.task else None
    if known is not None and (known.run or not known.is_over):
        return redirect(url_for("querying.answer", question=question), 303)
    scenario = _scenario(found.scenario, [])
    folder = parts().site.state / "uploads" / found.id
    if scenario is None or not folder.is_dir():
        abort(409, "这次查询的方案或者上传的文件已不在，请重新查询。")
    arguments = [str(folder / name) for name in found.files] + ["--scenario", str(scenario.path)]
    arguments += [f"{_OPTIONS[name]}={value}" for name, value in sorted(found.given.items())]
    try:
        task = tasks().submit("pressed", arguments, f"压覆复函：{'、'.join(found.files)}", session().name)
    except QueueFullError as full:
        abort(429, str(full))
    parts().questions.set_task(question, task.id)
    note("run", f"pressed {scenario.name} {task.id}")
    return redirect(url_for("querying.answer", question=question), 303)


def _question(name: str) -> Question:
    tasks()
    found = parts().questions.find(name)
    if found is None:
        abort(404)
    return found


def _form(problems: list[str]) -> str:
    tasks()
    scenarios = [one for one in parts().catalogue.scenarios() if "pressed" in one.commands]
    return render_template(
        "pressed.html.j2", scenarios=scenarios, problems=problems, said=request.form,
        latest=parts().questions.latest(_MOST_LISTED),
        lists={name: [(t.value, t.label) for t in kind] for name, kind in _LISTS.items()}, systems=_SYSTEMS,
        most_mb=parts().limits.upload_bytes // 1024**2,
    )  # fmt: skip


def _scenario(name: str, problems: list[str]) -> Scenario | None:
    tasks()
    found = parts().catalogue.scenario(name)
    if found is None or "pressed" not in found.commands:
        problems.append("请选择核查方案。")
        return None
    return found


def _given(problems: list[str]) -> dict[str, Any]:
    """Return what the form says beside the files, checked: code names, numbers, a day as ISO text."""
    found: dict[str, Any] = {}
    for name, kind in _LISTS.items():
        value = request.form.get(name, "")
        if value and value not in {term.value for term in kind}:
            problems.append(f"{name}：没有这个选项")
        elif value:
            found[name] = value
    for name, (label, least, most) in _NUMBERS.items():
        text = request.form.get(name, "").strip()
        if text:
            number = _number(text)
            if not least <= number <= most:
                problems.append(f"{label}：“{text[:40]}”不是{least:g}至{most:g}之间的数")
            found[name] = number
    owner = request.form.get("owner", "").strip()
    if len(owner) > 200 or not owner.isprintable():
        problems.append("建设单位：超过200字，或者含有不能显示的字符")
    found |= {"owner": owner} if owner else {}
    day = request.form.get("query_date", "").strip()
    if day:
        try:
            found["query_date"] = datetime.date.fromisoformat(day).isoformat()
        except ValueError:
            problems.append(f"查询日期：“{day[:40]}”不是日期")
    system = request.form.get("crs", "")
    if system not in _SYSTEMS:
        problems.append("坐标系：没有这个选项")
    return found | ({"crs": system} if system else {})


def _hints() -> list[str]:
    """Say how pasted corners should look, beside what was wrong with them."""
    if not request.form.get("corners", "").strip():
        return []
    return ["拐点坐标应为每行一个拐点，首行为“点号 X Y”，以制表符或逗号分隔，X为北、Y为东并带带号，至少三个拐点"]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _said(given: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what was said beside the files, in Chinese."""
    labels = {"level": "项目级别", "kind": "用地类型", "protection_grade": "保护等级", "owner": "建设单位"}
    labels |= {"query_date": "查询日期", "crs": "坐标系"} | {name: row[0] for name, row in _NUMBERS.items()}
    words: list[tuple[str, str]] = []
    for name, value in given.items():
        terms = {t.value: t.label for t in _LISTS[name]} if name in _LISTS else _SYSTEMS if name == "crs" else {}
        words.append((labels[name], terms.get(value, str(value))))
    return words
