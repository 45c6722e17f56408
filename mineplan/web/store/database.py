"""The site's SQLite file: one connection a call, write-ahead log, an audit that nobody can rewrite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mineplan.errors import Problem, ReadError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS user (name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, csrf TEXT NOT NULL,
    created REAL NOT NULL, seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS failure (key TEXT PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL);
CREATE TABLE IF NOT EXISTS audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
    address TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS audit_stays BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is never changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_keeps BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is never cut'); END;
CREATE TABLE IF NOT EXISTS task (
    id TEXT PRIMARY KEY, command TEXT NOT NULL, title TEXT NOT NULL, by TEXT NOT NULL, state TEXT NOT NULL,
    queued REAL NOT NULL, started REAL, ended REAL, pid INTEGER, exit_code INTEGER, run TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS question (
    id TEXT PRIMARY KEY, at REAL NOT NULL, by TEXT NOT NULL, scenario TEXT NOT NULL, files TEXT NOT NULL,
    given TEXT NOT NULL, answer TEXT NOT NULL, task TEXT NOT NULL DEFAULT '');
"""


def create(path: Path) -> None:
    """Make the file with its tables, unless they stand.

    Raises
    ------
    ReadError
        It cannot be written, or is no SQLite file.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        with connected(path) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)
    except (OSError, sqlite3.Error) as error:
        raise ReadError(Problem(f"the site's database cannot be used ({error})", file=str(path))) from None


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection whose writes last when the block ends well."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def written(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection inside one transaction that has the file's write lock from its first line."""
    with connected(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
