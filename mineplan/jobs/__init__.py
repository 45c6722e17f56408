"""The pipeline, one function a command; local variables are the only state."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mineplan.jobs.allocating import allocate
    from mineplan.jobs.answering import answer
    from mineplan.jobs.consolidating import consolidate
    from mineplan.jobs.files import FileOptions, OutputOptions, convert, inspect
    from mineplan.jobs.pressing import ProjectOptions, press
    from mineplan.jobs.projects import check, graph, init, load
    from mineplan.jobs.proving import SolveOptions, check_certificate, compare, policy, schema, solve_problem, verify
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
    "graph",
    "init",
    "inspect",
    "load",
    "policy",
    "press",
    "schema",
    "solve_problem",
    "template_fields",
    "template_of",
    "verify",
]

# Module -> what it holds of the above.
_PLACES = {
    "allocating": ("allocate",),
    "answering": ("answer",),
    "consolidating": ("consolidate",),
    "files": ("FileOptions", "OutputOptions", "convert", "inspect"),
    "pressing": ("ProjectOptions", "press"),
    "projects": ("check", "graph", "init", "load"),
    "proving": ("SolveOptions", "check_certificate", "compare", "policy", "schema", "solve_problem", "verify"),
    "running": ("RunOptions", "template_of"),
    "templates": ("check_template", "template_fields"),
}


def __getattr__(name: str) -> Any:
    """Import a job when it is first asked for: a command loads its own job alone."""
    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
