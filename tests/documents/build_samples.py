"""Write the stored contexts that `mineplan template check` fills templates with, from the shipped sample data.

Run it after a change of what documents print (about a minute), then `mineplan template fields > docs/fields.md`.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mineplan import jobs
from mineplan.documents.context.pressed import letter_of, surroundings_of
from mineplan.documents.template.shapes import thinned
from mineplan.jobs.exchanging import export_review, import_review
from mineplan.jobs.pressing import read_rows, setting_of
from mineplan.pressed.plan import plan_of
from mineplan.pressed.rows import projects_of
from mineplan.review.run import read_reviewed

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "mineplan" / "documents" / "template" / "samples"
# One project of each sort: nothing, one orebody, several rights and parts, a query, a draft, parts by zone.
LETTERS = ("SL-2026-001", "SL-2026-018", "SL-2026-003", "SL-2026-015", "SL-2026-010", "SL-2023-028")


def proposals() -> list[Any]:
    """Return the contexts of the iron scenario: a first run, and the one that heeds what was said of it."""
    iron = ROOT / "scenarios" / "iron.yaml"
    with tempfile.TemporaryDirectory() as out:
        first = Path(jobs.consolidate(iron, _options(Path(out), 2), _quiet)["run"])
        options = _options(Path(out), decisions=_reviewed(first))
        second = Path(jobs.consolidate(iron, options, _quiet)["run"])
        then, now = _context(first), _context(second)
    # A run is named by its second and its mark: examples that change with every build tell nobody anything.
    now["decisions"] |= {"run": "iron-20261123T090000-示例", "hash": "0" * 64}
    return [_with_pictures(context) for context in (then, now)]


def _reviewed(run: Path) -> Path:
    """Return the decisions on a run: a group agreed to, one without a right of it, one refused."""
    review = read_reviewed(run)
    groups = review.groups
    agreed, changed, refused = [name for name, group in groups.items() if len(group.right_ids) > 2][:3]
    left_out = {"action": "leave_out", "right_ids": [groups[changed].right_ids[-1]]}
    said = [
        {"group_id": agreed, "verdict": "agree", "text": ""},
        {"group_id": changed, "verdict": "change", "text": "单独设置开采系统", "changes": [left_out]},
        {"group_id": refused, "verdict": "disagree", "text": "整合主体未达成一致"},
    ]
    told = {"kind": "opinion", "by": "张示例", "at": "2026-11-24T09:00:00+08:00"}
    file = run.with_name("said.json")
    content = {"run": review.name, "input_hash": review.input_hash, "decisions": [told | one for one in said]}
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    import_review(run, file, "")
    decisions = run.with_name("decisions.json")
    export_review(run, decisions)
    return decisions


def allocations() -> list[Any]:
    """Return the context of the coal and bauxite scenario."""
    run = ROOT / "scenarios" / "coal-bauxite.yaml"
    context = _context_of_run(lambda out: jobs.allocate(run, _options(out), _quiet))
    mines = [mine | {"sheet": ""} for mine in context["pilot"]["mines"]]
    return [context | {"pilot": context["pilot"] | {"mines": mines}}]


def letters() -> list[Any]:
    """Return the contexts of a few projects of the pressed-ore sample."""
    scenario, dataset, policy = jobs.load(ROOT / "scenarios" / "pressed.yaml")
    files = [ROOT / "datasets" / "xinzhou-pressed" / "projects"]
    rows = read_rows(files, jobs.ProjectOptions(), dataset, scenario.pressed)
    plan = plan_of(projects_of(rows.frame), setting_of(scenario, policy, dataset, lambda _: None), dataset, (), ())
    around = surroundings_of(plan)
    chosen = [project for project in plan.projects if project.project_id in LETTERS]
    return [letter_of(plan, project, around, has_map=True) | {"sheet": ""} for project in chosen]


def _context_of_run(run: Any) -> Any:
    with tempfile.TemporaryDirectory() as out:
        return _context(Path(run(Path(out))["run"]))


def _context(run: Path) -> Any:
    return json.loads((run / "documents" / "context.json").read_text(encoding="utf-8"))


def _options(out: Path, alternatives: int = 0, decisions: Path | None = None) -> jobs.RunOptions:
    return jobs.RunOptions(out, alternatives=alternatives, decisions=decisions)


def _with_pictures(context: Any) -> Any:
    groups = [group | {"sheet": ""} for group in context["groups"]]
    return context | {"overview": "", "groups": groups}


def _quiet(_: str) -> None:
    pass


def write(kind: str, contexts: Iterable[Any]) -> None:
    """Write the contexts of a kind, a few rows a list."""
    text = json.dumps([thinned(context) for context in contexts], ensure_ascii=False, indent=1, sort_keys=True)
    (SAMPLES / f"{kind}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write("proposal", proposals())
    write("letter", letters())
    write("allocation", allocations())
