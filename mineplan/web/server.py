"""A site on its port: waitress in front of the application, until it is stopped."""

from __future__ import annotations

import ipaddress
import secrets
import signal
import sqlite3
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem
from mineplan.review.events import input_hash
from mineplan.review.ledger import Ledger, ledger_path
from mineplan.web.app import create_app
from mineplan.web.catalogue import Catalogue
from mineplan.web.proxy import is_prefix
from mineplan.web.site import LOOPBACK, Limits, Parts, Site
from mineplan.web.store import Users
from mineplan.web.uploads import sweep

Say = Callable[[str], None]
_THREADS = 16
# A question older than this is asked again before its letter is written.
_KEPT_S = 90 * 86400.0


@dataclass(frozen=True)
class Door:
    """Where a site listens, and whom it takes for whom.

    Attributes
    ----------
    host, port
        Address to listen on; port 0 takes a free one.
    prefix
        Path under which a reverse proxy shows the site, such as `/mineplan`; "" is none.
    hosts
        Host names taken in requests beside those of loopback.
    proxy
        Address of the reverse proxy whose `X-Forwarded-*` is believed; "" believes nobody.
    has_browser
        Whether a browser is opened.
    """

    host: str = "127.0.0.1"
    port: int = 0
    prefix: str = ""
    hosts: tuple[str, ...] = ()
    proxy: str = ""
    has_browser: bool = True


def serve_review(
    run_folder: Path, door: Door, clock: Callable[[], float], say: Say, ledger: Path | None = None
) -> dict[str, Any]:
    """Serve the review of one run on this machine alone, until it is stopped.

    Parameters
    ----------
    run_folder
        A consolidation run with documents.
    door
        Port, and whether a browser opens; the host is always 127.0.0.1.
    clock, say
        Seconds since 1970; told the address, in which a one-time token stands.
    ledger
        Its ledger; `<run>.review.sqlite` beside the run when None.

    Returns
    -------
    `status`, `run`, and `head`: `seq` and `hash` of the ledger's last event when the site was stopped.

    Raises
    ------
    InputError
        No run, one without a review page, one that is not whole, or a ledger that is damaged or another run's.
    """
    folder = run_folder.resolve()
    book = Ledger(ledger or ledger_path(folder), folder.name, input_hash(folder))
    catalogue = Catalogue(folder.parent, None, folder.name)
    found = catalogue.run(folder.name)
    if found is None:
        raise InputError(Problem("is no finished run folder (manifest.json cannot be read)", str(run_folder)))
    problems = [*catalogue.faults(found), *book.verify()]
    if "documents/review.html" not in found.files:
        problems.append("has no documents/review.html: run it with documents, and with this version")
    if problems:
        raise InputError([Problem(words, str(run_folder)) for words in problems])
    key = secrets.token_urlsafe(24)
    local = Door(port=door.port, has_browser=door.has_browser)
    site = Site(folder.parent, folder.parent / ".mineplan", clock, only=folder.name, ledger=ledger, key=key)
    _run(site, local, say)
    seq, digest = book.head()
    return {"status": "ok", "run": str(folder), "head": {"seq": seq, "hash": digest}}


def serve_project(project: Path, door: Door, clock: Callable[[], float], cores: int, say: Say) -> dict[str, Any]:
    """Serve the site over a project folder until it is stopped.

    Parameters
    ----------
    project
        Holds `scenarios/`, `datasets/` and `runs/`.
    door
        Where it listens.
    clock, cores, say
        Seconds since 1970; how many runs at a time; told the address.

    Raises
    ------
    InputError
        No project, a host without users, an odd prefix or proxy, another server over the same folder, a port in use.
    """
    folder = project.resolve()
    if not (folder / "scenarios").is_dir() and not (folder / "runs").is_dir():
        raise InputError(
            Problem("holds neither scenarios/ nor runs/; `mineplan init DIR` lays out a project", str(project))
        )
    state = folder / ".mineplan"
    users = Users(state / "site.sqlite").all()
    problems = _faults(door, bool(users))
    if problems:
        raise InputError(problems)
    hosts = door.hosts if _is_everywhere(door.host) else (*door.hosts, door.host)
    site = Site(
        folder / "runs", state, clock, project=folder, key="" if users else secrets.token_urlsafe(24),
        hosts=hosts, prefix=door.prefix.rstrip("/"), proxy=door.proxy, cores=cores,
    )  # fmt: skip
    site.runs.mkdir(exist_ok=True)
    sweep(state / "uploads", clock() - _KEPT_S)
    with _alone(state / "serving.sqlite", project):
        _run(site, door, say)
    return {"status": "ok", "project": str(folder)}


def _faults(door: Door, has_users: bool) -> list[str]:
    problems = []
    if door.host not in LOOPBACK and not has_users:
        problems.append(
            f"--host {door.host}: others could come in, and there are no users yet; "
            "add some with `mineplan user add NAME --role ROLE --dir DIR`"
        )
    if _is_everywhere(door.host) and not door.hosts:
        problems.append(f"--host {door.host}: name the host names by which it is called with --allow-host")
    if door.prefix.rstrip("/") and not is_prefix(door.prefix.rstrip("/")):
        problems.append(f"--prefix {door.prefix}: must look like /mineplan")
    if door.proxy:
        try:
            ipaddress.ip_address(door.proxy)
        except ValueError:
            problems.append(f"--trusted-proxy {door.proxy}: must be the address of the proxy, such as 127.0.0.1")
    return problems


def _is_everywhere(host: str) -> bool:
    return host in ("0.0.0.0", "::", "[::]", "*")


@contextmanager
def _alone(path: Path, project: Path) -> Iterator[None]:
    """Hold a lock for as long as the server runs; it goes with the process, however that ends."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        raise InputError(Problem("another `mineplan serve` runs over this folder", str(project))) from None
    try:
        yield
    finally:
        connection.close()


def _run(site: Site, door: Door, say: Say) -> None:
    import waitress

    app = create_app(site)
    parts: Parts = app.extensions["mineplan"]
    try:
        server = waitress.create_server(
            app,
            host=door.host.strip("[]"),
            port=door.port,
            threads=_THREADS,
            ident="mineplan",
            # The application refuses less than this, in Chinese; what is larger still never reaches it.
            max_request_body_size=5 * site.limits.upload_bytes,
            connection_limit=500,
        )
    except OSError as error:
        parts.close()
        raise InputError(f"cannot listen on {door.host}:{door.port} ({error.strerror or error})") from None
    address = _address(site, door, server)
    try:
        with _stopped_by_term():
            say(f"serving on {address}")
            say("Ctrl-C stops it")
            _warm(parts)
            if door.has_browser:
                webbrowser.open(address)
            server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        parts.close()
        server.close()


def _address(site: Site, door: Door, server: Any) -> str:
    port = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    host = "127.0.0.1" if _is_everywhere(door.host) else door.host
    host = f"[{host.strip('[]')}]" if ":" in host else host
    return f"http://{host}:{port}{site.prefix}/" + (f"enter?token={site.key}" if site.key else "")


def _warm(parts: Parts) -> None:
    """Let the worker read the data of pressed-ore scenarios before the first question comes."""
    pressed = [one for one in parts.catalogue.scenarios() if "pressed" in one.commands]

    def read() -> None:
        for one in pressed:
            parts.warm(str(one.path))

    if pressed:
        threading.Thread(target=read, daemon=True).start()


@contextmanager
def _stopped_by_term() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C while the server runs, so that runs are stopped and swept away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise SystemExit

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


__all__ = ["Door", "Limits", "serve_project", "serve_review"]
