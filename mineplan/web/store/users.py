"""Users of the site: names, roles, scrypt hashes; and how often somebody failed to log in."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from mineplan.errors import InputError
from mineplan.web.store.database import connected, create, written

ROLES = {"clerk": "经办人", "reviewer": "审查人", "approver": "审批人"}
LEAST_PASSWORD = 10
_LONGEST_NAME = 40
# 16 MiB and about a quarter second a hash; one at a time, so that a crowd at the door takes no memory.
_COST, _BLOCK, _PARALLEL = 2**14, 8, 5
_ONE_HASH = Lock()
# Failures without a wait; each further one doubles it. An office may share one address.
_FREE = {"user": 3, "address": 20}
_LONGEST_WAIT_S, _FORGOTTEN_S = 300.0, 3600.0


@dataclass(frozen=True)
class User:
    """Somebody who may log in."""

    name: str
    role: str
    created: float


def hashed(password: str, salt: bytes) -> str:
    """Return a password's hash with everything that made it: `scrypt$N$r$p$salt$hash`."""
    with _ONE_HASH:
        made = hashlib.scrypt(
            password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, maxmem=64 * 1024**2, dklen=32
        )
    return f"scrypt${_COST}${_BLOCK}${_PARALLEL}${salt.hex()}${made.hex()}"


# What an unknown name is compared with, so that it takes as long as a known one; nobody knows its password.
_NOBODY = ("", "", f"scrypt${_COST}${_BLOCK}${_PARALLEL}${'00' * 16}${'00' * 32}")


class Users:
    """The table of users, and the ledger of failed attempts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        create(path)

    def add(self, name: str, role: str, password: str, at: float) -> None:
        """Add a user.

        Raises
        ------
        InputError
            With everything that is wrong: the name is taken or no name, the password too short.
        """
        problems = _faults(name, role, password)
        if any(user.name == name for user in self.all()):
            problems.append(f"user “{name}” is there already; `mineplan user passwd` sets a new password")
        if problems:
            raise InputError(problems)
        with written(self.path) as connection:
            connection.execute(
                "INSERT INTO user VALUES (?, ?, ?, ?)", (name, role, hashed(password, secrets.token_bytes(16)), at)
            )

    def set_password(self, name: str, password: str) -> None:
        """Set a new password and end the user's sessions.

        Raises
        ------
        InputError
            There is no such user, or the password is too short.
        """
        self._known(name)
        problems = _faults(name, "clerk", password)
        if problems:
            raise InputError(problems)
        with written(self.path) as connection:
            new = hashed(password, secrets.token_bytes(16))
            connection.execute("UPDATE user SET hash = ? WHERE name = ?", (new, name))
            connection.execute("DELETE FROM session WHERE name = ?", (name,))

    def remove(self, name: str) -> None:
        """Remove a user and end the user's sessions; what the user did stays in ledger and audit.

        Raises
        ------
        InputError
            There is no such user.
        """
        self._known(name)
        with written(self.path) as connection:
            connection.execute("DELETE FROM user WHERE name = ?", (name,))
            connection.execute("DELETE FROM session WHERE name = ?", (name,))

    def _known(self, name: str) -> None:
        if all(user.name != name for user in self.all()):
            raise InputError(f"no user “{name}”")

    def all(self) -> list[User]:
        """Return the users by name."""
        with connected(self.path) as connection:
            return [User(*row) for row in connection.execute("SELECT name, role, created FROM user ORDER BY name")]

    def checked(self, name: str, password: str) -> User | None:
        """Return the user when the password is right; a name that is not there takes as long as one that is."""
        with connected(self.path) as connection:
            row = connection.execute("SELECT name, role, hash, created FROM user WHERE name = ?", (name,)).fetchone()
        known = row["hash"] if row is not None else _NOBODY[2]
        salt = bytes.fromhex(known.split("$")[4])
        is_right = hmac.compare_digest(hashed(password, salt), known)
        return User(row["name"], row["role"], row["created"]) if row is not None and is_right else None

    def wait_s(self, name: str, address: str, at: float) -> float:
        """Return how many seconds a further attempt must wait, 0 when it may come now."""
        waits = [0.0]
        with connected(self.path) as connection:
            for kind, subject in (("user", name), ("address", address)):
                row = connection.execute(
                    "SELECT count, last FROM failure WHERE key = ?", (f"{kind}:{subject}",)
                ).fetchone()
                if row is not None and row["count"] >= _FREE[kind]:
                    doubled = min(2.0 ** min(row["count"] - _FREE[kind], 30), _LONGEST_WAIT_S)
                    waits.append(row["last"] + doubled - at)
        return float(math.ceil(max(waits)))

    def failed(self, name: str, address: str, at: float) -> None:
        """Count a failed attempt; those of an hour ago are forgotten."""
        with written(self.path) as connection:
            connection.execute("DELETE FROM failure WHERE last < ?", (at - _FORGOTTEN_S,))
            for key in (f"user:{name}", f"address:{address}"):
                connection.execute(
                    "INSERT INTO failure VALUES (?, 1, ?) "
                    "ON CONFLICT (key) DO UPDATE SET count = count + 1, last = excluded.last",
                    (key, at),
                )

    def succeeded(self, name: str) -> None:
        """Forget a user's failed attempts; those of the address stay, or one account would open the others."""
        with written(self.path) as connection:
            connection.execute("DELETE FROM failure WHERE key = ?", (f"user:{name}",))


def _faults(name: str, role: str, password: str) -> list[str]:
    problems = []
    if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        problems.append(f"“{name}” is no name: 1 to {_LONGEST_NAME} printable characters, no blanks at its ends")
    if role not in ROLES:
        problems.append(f"no role “{role}” (known: {', '.join(ROLES)})")
    if len(password) < LEAST_PASSWORD:
        problems.append(f"the password has {len(password)} characters; at least {LEAST_PASSWORD} are asked")
    return problems
