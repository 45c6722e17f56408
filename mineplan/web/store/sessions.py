"""Sessions: kept here, the browser holds only a random number of which the file knows the hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from mineplan.web.store.database import connected, written

# How stale `seen` may become before it is written again; a page must not cost a write each time.
_SLACK_S = 60.0


@dataclass(frozen=True)
class Session:
    """Somebody at a browser."""

    id: str
    name: str
    role: str
    csrf: str
    created: float
    seen: float


class Sessions:
    """The table of sessions.

    Parameters
    ----------
    path
        The site's database, which stands.
    idle_s, whole_s
        How long a session lasts without a request, and at most.
    """

    def __init__(self, path: Path, idle_s: float, whole_s: float) -> None:
        self.path, self.idle_s, self.whole_s = path, idle_s, whole_s

    def begin(self, name: str, role: str, at: float) -> str:
        """Begin a session and return what the cookie holds."""
        cookie = secrets.token_urlsafe(32)
        with written(self.path) as connection:
            oldest = (at - self.idle_s, at - self.whole_s)
            connection.execute("DELETE FROM session WHERE seen < ? OR created < ?", oldest)
            row = (_hash(cookie), name, role, secrets.token_urlsafe(24), at, at)
            connection.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)", row)
        return cookie

    def find(self, cookie: str, at: float) -> Session | None:
        """Return the session of a cookie, None when there is none or it has expired."""
        with connected(self.path) as connection:
            row = connection.execute("SELECT * FROM session WHERE id = ?", (_hash(cookie),)).fetchone()
        if row is None or row["seen"] < at - self.idle_s or row["created"] < at - self.whole_s:
            return None
        if row["seen"] < at - min(_SLACK_S, self.idle_s / 10):
            with written(self.path) as connection:
                connection.execute("UPDATE session SET seen = ? WHERE id = ?", (at, row["id"]))
        return Session(**dict(row))

    def end(self, session: Session) -> None:
        """End a session."""
        with written(self.path) as connection:
            connection.execute("DELETE FROM session WHERE id = ?", (session.id,))

    def end_all(self) -> None:
        """End every session."""
        with written(self.path) as connection:
            connection.execute("DELETE FROM session")


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
