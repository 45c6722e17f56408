"""The pipeline, one function a command; local variables are the only state."""

from typing import TYPE_CHECKING

from mineplan.firstuse import on_first_use

if TYPE_CHECKING:
    from mineplan.jobs.allocating import allocate
    from mineplan.jobs.answering import answer
    from mineplan.jobs.consolidating import consolidate
    from mineplan.jobs.exchanging import export_review, import_review, serve_review, verify_review
    from mineplan.jobs.files import FileOptions, OutputOptions, convert, inspect
    from mineplan.jobs.pressing import ProjectOptions, press
    from mineplan.jobs.projects import check, graph, init, load
    from mineplan.jobs.proving import SolveOptions, check_certificate, compare, policy, schema, solve_problem, verify
    from mineplan.jobs.reviewing import what_if
    from mineplan.jobs.running import RunOptions, template_of
    from mineplan.jobs.templates import check_template, template_fields

__all__ = [
    "FileOptions",
    "OutputOptions",
    "ProjectOptions",
    "RunOptions",
    "SolveOptions",
    "allocate",
    "answer",
    "check",
    "check_certificate",
    "check_template",
    "compare",
    "consolidate",
    "convert",
    "export_review",
    "graph",
    "import_review",
    "init",
    "inspect",
    "load",
    "policy",
    "press",
    "schema",
    "serve_review",
    "solve_problem",
    "template_fields",
    "template_of",
    "verify",
    "verify_review",
    "what_if",
]

_PLACES = {
    "allocating": ("allocate",),
    "answering": ("answer",),
    "consolidating": ("consolidate",),
    "exchanging": ("export_review", "import_review", "serve_review", "verify_review"),
    "files": ("FileOptions", "OutputOptions", "convert", "inspect"),
    "pressing": ("ProjectOptions", "press"),
    "projects": ("check", "graph", "init", "load"),
    "proving": ("SolveOptions", "check_certificate", "compare", "policy", "schema", "solve_problem", "verify"),
    "reviewing": ("what_if",),
    "running": ("RunOptions", "template_of"),
    "templates": ("check_template", "template_fields"),
}
__getattr__ = on_first_use(__name__, _PLACES)
