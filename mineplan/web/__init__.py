"""The intranet site: review of a run, and the site over a project folder. Flask and waitress, no heavy library.

What needs geometry is asked of a worker process (`mineplan.jobs.worker`) or run as a command of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mineplan.web.app import create_app
    from mineplan.web.server import Door, serve_project, serve_review
    from mineplan.web.store import ROLES, Users

__all__ = ["ROLES", "Door", "Users", "create_app", "serve_project", "serve_review"]

_PLACES = {"create_app": "app", "Door": "server", "serve_project": "server", "serve_review": "server"}


def __getattr__(name: str) -> Any:
    """Import a part when it is first asked for: managing users needs no server."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES.get(name, 'store')}"), name)
