"""The start page, a run's page, and the files of a run."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from flask import Blueprint, abort, g, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from mineplan.web.catalogue import COMMANDS, Run
from mineplan.web.guard import note, parts
from mineplan.web.reviews import Review, review_of

blueprint = Blueprint("browsing", __name__)
REVIEW_PAGE = "documents/review.html"
_MOST_TASKS, _MOST_RUNS = 10, 200
_SHOWN = {".html", ".png", ".jpg", ".svg", ".txt"}
_NAMES = {
    "documents/proposal.docx": "整合方案（Word）",
    "documents/allocation.docx": "资源配置方案（Word）",
    "documents/report.html": "方案网页",
    REVIEW_PAGE: "审查页面",
    "documents/审查意见表.xlsx": "审查意见表（Excel，可离线填写）",
    "tables/tables.xlsx": "全部表格（Excel）",
    "plan.gpkg": "图形数据（GeoPackage，QGIS可直接打开）",
}
_FOLDERS = {
    "documents/letters/": "压覆复函（Word）",
    "documents/maps/": "图件",
    "documents/": "其他文档",
    "tables/": "表格（CSV）",
    "inputs/": "运算所用数据",
}
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Show scenarios, runs and what is running."""
    of = parts()
    if of.site.only:
        return redirect(url_for("browsing.run", name=of.site.only), 303)
    runs = of.catalogue.runs()
    return render_template(
        "start.html.j2",
        scenarios=of.catalogue.scenarios(),
        commands=COMMANDS,
        runs=runs[:_MOST_RUNS],
        more=max(len(runs) - _MOST_RUNS, 0),
        broken=of.catalogue.broken(),
        tasks=of.tasks.latest(_MOST_TASKS) if of.tasks is not None else [],
    )


@blueprint.get("/runs/<name>/")
def run(name: str) -> ResponseReturnValue:
    """Show a run: what it is, whether it is whole, its documents, and how far its review has come."""
    found = known_run(name)
    review: Review | None = None
    if found.kind == "consolidation":
        review = review_of(found)
    return render_template(
        "run.html.j2",
        run=found,
        faults=parts().catalogue.faults(found),
        has_review_page=REVIEW_PAGE in found.files,
        sections=_sections(found),
        review=review,
    )


def known_run(name: str) -> Run:
    """Return a run of the catalogue; 404 where there is none, and its reason where its folder is half there."""
    found = parts().catalogue.run(name)
    if found is None:
        if name in parts().catalogue.broken():
            abort(
                404,
                f"运行文件夹“{name}”缺少清单 manifest.json，或者清单已损坏：可能没有复制完整，请重新复制整个文件夹。",
            )
        abort(404)
    return found


@blueprint.get("/runs/<name>/<path:file>")
def file(name: str, file: str) -> ResponseReturnValue:
    """Serve a file that the run's manifest lists and whose checksum agrees."""
    found = known_run(name)
    path = parts().catalogue.file(found, file)
    if path is None:
        abort(404)
    fault = parts().catalogue.fault(found, file)
    if fault:
        abort(409, f"{fault}。运行文件夹可能没有复制完整，或者文件被修改过，不予提供。")
    note("download", f"{name}/{file}")
    is_shown = path.suffix.lower() in _SHOWN
    if path.suffix.lower() == ".html":
        g.csp = parts().catalogue.kept.get("csp", path, _page_policy)
    return send_file(path.resolve(), as_attachment=not is_shown, download_name=path.name, etag=False, max_age=0)


def _page_policy(path: Path) -> str:
    """Return a policy for a document that was written with its scripts inside: just these may run."""
    text = path.read_text(encoding="utf-8")
    scripts = [body for head, body in _SCRIPT.findall(text) if "json" not in head]
    marks = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return (
        f"default-src 'none'; script-src {marks or chr(39) + 'none' + chr(39)}; style-src 'unsafe-inline'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _sections(found: Run) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return headings with the files below them: name in the manifest, and what it is called."""
    left = [name for name in sorted(found.files) if name not in _NAMES]
    sections: list[tuple[str, list[tuple[str, str]]]] = [
        ("成果文件", [(name, words) for name, words in _NAMES.items() if name in found.files and name != REVIEW_PAGE])
    ]
    for folder, words in _FOLDERS.items():
        own = [name for name in left if name.startswith(folder)]
        left = [name for name in left if name not in own]
        sections.append((words, [(name, name.removeprefix(folder)) for name in own]))
    sections.append(("其他", [(name, name) for name in [*left, "manifest.json"]]))
    return [(words, files) for words, files in sections if files]
