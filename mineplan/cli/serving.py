"""The intranet site over a project folder, and who may use it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import JSON, perform, say

_DIR = click.Path(exists=True, file_okay=False, path_type=Path)
_ROLES = ["clerk", "reviewer", "approver"]


@click.command()
@click.argument("folder", metavar="DIR", type=_DIR)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; others need users.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option(
    "--prefix", default="", metavar="PATH", help="Path under which a reverse proxy shows the site: /mineplan."
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Host name by which the site is called; repeatable.")
@click.option("--trusted-proxy", default="", metavar="ADDRESS", help="Reverse proxy whose X-Forwarded-* is believed.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@JSON
def serve(folder: Path, as_json: bool, **options: Any) -> None:
    """Serve the site over the project in DIR: runs, review, comparison, pressed-ore query.

    Without users it takes this machine's own browser alone, by a one-time token in the address that is printed.
    """

    def work() -> dict[str, Any]:
        from mineplan.web import Door, serve_project

        door = Door(
            options["host"],
            options["port"],
            options["prefix"],
            options["allow_host"],
            options["trusted_proxy"],
            not options["no_browser"],
        )
        return serve_project(folder, door, time.time, os.cpu_count() or 1, say)

    perform(work, as_json, lambda answer: say(f"stopped serving {answer['project']}"))


@click.group()
def user() -> None:
    """Manage who may log in to the site over a project folder."""


def _users(folder: Path) -> Any:
    from mineplan.web import Users

    return Users(folder.resolve() / ".mineplan" / "site.sqlite")


def _password() -> str:
    """Ask for a password twice on a terminal; elsewhere read a line. Never an argument, which others could list."""
    if sys.stdin.isatty():
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")


def _audited(folder: Path, what: str) -> None:
    from mineplan.web.store import Audit, Entry

    audit = Audit(folder.resolve() / ".mineplan" / "site.sqlite")
    audit.write(Entry(time.time(), "", "", "command line", "user", what))


_FOLDER = click.option("--dir", "folder", type=_DIR, default=Path(), show_default=True, help="The project folder.")


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help="An approver alone writes 最终意见.")
@_FOLDER
@JSON
def add(name: str, role: str, folder: Path, as_json: bool) -> None:
    """Add user NAME; the password is asked, or read from standard input."""

    def work() -> dict[str, Any]:
        _users(folder).add(name, role, _password(), time.time())
        _audited(folder, f"add {name} {role}")
        return {"status": "ok", "name": name, "role": role}

    perform(work, as_json, lambda answer: click.echo(f"added {answer['name']} ({answer['role']})"))


@user.command(name="list")
@_FOLDER
@JSON
def list_users(folder: Path, as_json: bool) -> None:
    """List the users."""

    def work() -> dict[str, Any]:
        return {"status": "ok", "users": [{"name": one.name, "role": one.role} for one in _users(folder).all()]}

    def show(answer: dict[str, Any]) -> None:
        for one in answer["users"]:
            click.echo(f"{one['name']}  {one['role']}")

    perform(work, as_json, show)


@user.command()
@click.argument("name")
@_FOLDER
@JSON
def remove(name: str, folder: Path, as_json: bool) -> None:
    """Remove user NAME and end the user's sessions; what the user did stays in ledger and audit."""

    def work() -> dict[str, Any]:
        _users(folder).remove(name)
        _audited(folder, f"remove {name}")
        return {"status": "ok", "name": name}

    perform(work, as_json, lambda answer: click.echo(f"removed {answer['name']}"))


@user.command()
@click.argument("name")
@_FOLDER
@JSON
def passwd(name: str, folder: Path, as_json: bool) -> None:
    """Set a new password for user NAME and end the user's sessions."""

    def work() -> dict[str, Any]:
        _users(folder).set_password(name, _password())
        _audited(folder, f"passwd {name}")
        return {"status": "ok", "name": name}

    perform(work, as_json, lambda answer: click.echo(f"new password for {answer['name']}"))
