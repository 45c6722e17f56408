"""What stands above the projects, and the grounds that they name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mineplan.verify.pressed.case import PressedCase

_NEEDS = {
    "query_needed": "query",
    "approval_required": "approval",
    "registration_only": "registration",
    "compensation_only": "compensation",
}


def coverage(case: PressedCase) -> Iterator[str]:
    """Every project that was read is checked once or refused, and no other stands in the plan."""
    counts = Counter(p["project_id"] for p in case.plan["projects"])
    refused = {r["project_id"] for r in case.plan["refused"]}
    for project_id, count in sorted(counts.items()):
        if count > 1:
            yield f"project {project_id} stands in the plan {count} times"
        if project_id not in case.inputs:
            yield f"project {project_id} is not in inputs/projects"
    for project_id in sorted(case.inputs.keys() - counts.keys() - refused):
        yield f"project {project_id} is neither checked nor refused"


def heading(case: PressedCase) -> Iterator[str]:
    """Title, day and regime are those of the scenario and of the law; everything stands in order."""
    ruling = case.policy.find("pressed_regime")
    stated = {
        "title": case.scenario.title,
        "as_of": case.scenario.as_of.isoformat(),
        "regime": "" if ruling is None else str(ruling.amount),
    }
    for name, value in stated.items():
        if case.plan[name] != value:
            yield f"{name} is “{value}”, the plan says “{case.plan[name]}”"
    listed = [p["project_id"] for p in case.plan["projects"]]
    if listed != sorted(listed):
        yield "projects do not stand in order"
    for project in case.plan["projects"]:
        row = case.inputs[project["project_id"]]
        for name in ("name", "owner", "level", "kind", "protection_grade"):
            if (row.get(name) or "") != project[name]:
                yield f"project {project['project_id']}: {name} is “{row.get(name) or ''}” in its file"


def grounds(case: PressedCase) -> Iterator[str]:
    """Every ruling that is named was in force on the day; the checklist asks for what the verdict needs."""
    listed = set(case.plan["rulings"])
    for project in case.plan["projects"]:
        name, law = f"project {project['project_id']}", case.law(project["project_id"])
        in_force = {r.ruling_id for r in law.rulings}
        named = [(name, project["rulings"])]
        named += [(f"{name}, orebody {f['orebody_id']}", f["rulings"]) for f in project["findings"]]
        named += [(f"{name}, a part", part["rulings"]) for part in project["parts"]]
        for where, rulings in named:
            for ruling_id in rulings:
                if ruling_id not in in_force:
                    yield f"{where}: ruling {ruling_id} was not in force on {law.on}"
                elif ruling_id not in listed:
                    yield f"{where}: ruling {ruling_id} is not among the plan's rulings"
        codes = {item["code"] for item in project["checklist"]}
        for verdict, code in _NEEDS.items():
            if project["verdict"] == verdict and code not in codes:
                yield f"{name}: {verdict}, but its checklist has no item “{code}”"
        if project["verdict"] == "needs_confirmation" and not project["questions"]:
            yield f"{name}: needs confirmation, and asks nothing"
