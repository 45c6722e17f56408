"""What a site is made of: where its files lie, who may come, what it allows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from mineplan.review.events import Event
from mineplan.review.ledger import Ledger
from mineplan.web.asking import Asking
from mineplan.web.catalogue import Catalogue
from mineplan.web.store import Audit, Questions, Sessions, Users
from mineplan.web.tasks import Tasks
from mineplan.web.worker import Worker, WorkerError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(frozen=True)
class Limits:
    """What the site allows.

    Attributes
    ----------
    upload_bytes, form_bytes
        Largest request, and largest text of a form.
    expanded_bytes
        Largest archive when unpacked.
    idle_s, session_s
        How long a session lasts without a request, and at most.
    answer_s, ask_s
        How long a pressed-ore question, and the question what a change would cost, may take.
    """

    upload_bytes: int = 20 * 1024**2
    form_bytes: int = 1024**2
    expanded_bytes: int = 256 * 1024**2
    idle_s: float = 3600.0
    session_s: float = 12 * 3600.0
    answer_s: float = 120.0
    ask_s: float = 60.0


@dataclass(frozen=True)
class Site:
    """How a site is set up.

    Attributes
    ----------
    runs, state
        The folder of run folders, and the folder for the site's own files (`site.sqlite`, uploads, logs).
    clock
        Seconds since 1970.
    project
        The folder with `scenarios/` and `datasets/`; None shows runs only.
    only, ledger
        The one run to be reviewed, and its ledger when that is not beside the run.
    key
        The token that opens the door when there are no users; "" asks for name and password.
    hosts, prefix, proxy
        Host names taken beside those of loopback; path under which the site hangs; address of the reverse proxy
        whose `X-Forwarded-*` is believed.
    cores
        How many runs at a time.
    """

    runs: Path
    state: Path
    clock: Callable[[], float]
    project: Path | None = None
    only: str = ""
    ledger: Path | None = None
    key: str = ""
    hosts: tuple[str, ...] = ()
    prefix: str = ""
    proxy: str = ""
    cores: int = 1
    limits: Limits = Limits()

    @property
    def database(self) -> Path:
        """The site's SQLite file."""
        return self.state / "site.sqlite"

    @property
    def cookie(self) -> str:
        """The name of the session cookie: cookies know no ports, and one machine may serve several sites."""
        mark = hashlib.sha256(f"{self.state.resolve()}|{self.only}".encode()).hexdigest()[:8]
        return f"mineplan_{mark}"


class Parts:
    """The working parts of a running site."""

    def __init__(self, site: Site) -> None:
        self.site, self.limits = site, site.limits
        self.users = Users(site.database)
        idle_s, whole_s = (10 * 365 * 86400.0,) * 2 if site.key else (site.limits.idle_s, site.limits.session_s)
        self.sessions = Sessions(site.database, idle_s, whole_s)
        self.audit = Audit(site.database)
        self.questions = Questions(site.database)
        self.catalogue = Catalogue(site.runs, site.project, site.only)
        logs = site.state / "log"
        self.worker = Worker(logs / "worker.txt", site.limits.answer_s)
        self.asking = Asking(Worker(logs / "asking.txt", site.limits.ask_s * 3), site.limits.ask_s)
        self.tasks = (
            None
            if site.project is None
            else Tasks(site.database, site.state / "tasks", site.runs, site.cores, site.clock)
        )

        self._lock, self._has_key, self._sound = Lock(), bool(site.key), set[Path]()
        # Ledger -> times and sizes of its files, its events, what is wrong with its chain.
        self.ledgers: dict[Path, tuple[tuple[tuple[int, int], ...], list[Event], tuple[str, ...]]] = {}
        if site.key:
            self.sessions.end_all()

    def warm(self, scenario: str) -> None:
        """Let the worker read a scenario's data; what is wrong with it is told when somebody asks."""
        with suppress(WorkerError):
            self.worker.ask("warm", {"scenario": scenario})

    def take_key(self) -> bool:
        """Use up the one-time token; False when it was used before."""
        with self._lock:
            had, self._has_key = self._has_key, False
        return had

    def chain_faults(self, ledger: Ledger) -> list[str]:
        """Check a ledger's chain, once it was found whole not again while the server runs."""
        if ledger.path in self._sound:
            return []
        faults = ledger.verify()
        if not faults:
            self._sound.add(ledger.path)
        return faults

    def close(self) -> None:
        """Stop workers and tasks."""
        self.worker.close()
        self.asking.worker.close()
        if self.tasks is not None:
            self.tasks.close()
