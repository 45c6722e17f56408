"""The ledger of a review: one SQLite file a run, events chained by their hashes, none ever changed."""

from __future__ import annotations

import datetime
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mineplan.errors import InputError, Problem
from mineplan.review.events import NO_HASH, Event, Opinion, Source, canonical, digest_of, faults_of, moment_of, stamp_of

# Seconds that a writer waits for the one before it: fifty at once on a slow disk need a few.
_PATIENCE = 60.0
_TABLES = """
CREATE TABLE ledger (run TEXT NOT NULL, input_hash TEXT NOT NULL);
CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE);
CREATE INDEX event_group ON event (json_extract(body, '$.group_id'), seq);
"""
# The last one also stops REPLACE, which deletes without asking a trigger.
_GUARDS = {
    "ledger_stays": "BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'a ledger only grows'); END",
    "ledger_keeps": "BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'a ledger only grows'); END",
    "event_stays": "BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'a ledger only grows'); END",
    "event_keeps": "BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'a ledger only grows'); END",
    "event_follows": "BEFORE INSERT ON event WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event)"
    f" OR NEW.prev <> coalesce((SELECT hash FROM event ORDER BY seq DESC LIMIT 1), '{NO_HASH}')"
    " BEGIN SELECT RAISE(ABORT, 'an event follows the last one'); END",
}
_HEAD = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"
_LATEST = (
    "SELECT seq, body, prev, hash FROM event WHERE json_extract(body, '$.group_id') = ?"
    " AND json_extract(body, '$.kind') IN ('opinion', 'final') ORDER BY seq DESC LIMIT 1"
)


class Conflict(Exception):  # noqa: N818 - nothing went wrong: somebody was faster
    """Somebody else has spoken on the group since the writer looked.

    Attributes
    ----------
    latest
        The event that the writer did not know.
    """

    def __init__(self, latest: Event) -> None:
        self.latest = latest
        super().__init__(f"{latest.group_id} was reviewed by {latest.by} at {latest.at}")


@dataclass(frozen=True)
class Entry:
    """An opinion on its way into the ledger: who said it and when."""

    opinion: Opinion
    by: str
    at: str


def ledger_path(run_folder: Path) -> Path:
    """Return where the ledger of a run is kept: beside its folder, which nobody writes to."""
    folder = run_folder.resolve()
    return folder.with_name(f"{folder.name}.review.sqlite")


class Ledger:
    """The events of one run; each call opens its own connection, so threads and processes may share the file.

    Parameters
    ----------
    path
        The SQLite file; it is made with the first event. It must not lie on a network share.
    run, input_hash
        Name of the run folder and `events.input_hash` of it: a ledger serves one run alone.

    Raises
    ------
    InputError
        The file is no ledger, or that of another run.
    """

    def __init__(self, path: Path, run: str, input_hash: str) -> None:
        self.path, self.run, self.input_hash = path, run, input_hash
        with self._reading():
            pass

    def append(self, opinion: Opinion, *, by: str, at: str, source: Source, seen: int | None = None) -> Event:
        """Add an opinion and return its event, once it is safe on the disk.

        Parameters
        ----------
        opinion, by, at, source
            What was said, by whom, when (ISO 8601 with offset), through which channel.
        seen
            `seq` of the latest opinion or final opinion on this group that the writer knew, 0 for none;
            None asks for no comparison.

        Raises
        ------
        Conflict
            There is a later one.
        InputError
            The opinion has faults, or the ledger cannot be written.
        """
        entry = _checked(Entry(opinion, by, at))
        with self._writing() as connection:
            latest = connection.execute(_LATEST, (opinion.group_id,)).fetchone()
            if seen is not None and latest is not None and latest[0] > seen:
                raise Conflict(self._event(latest))
            return self._add(connection, entry, source)

    def append_new(self, entries: Iterable[Entry], source: Source) -> list[Event]:
        """Add the entries that the ledger does not hold yet, all in one step or none, and return their events.

        An entry is held when the same person said the same at the same time, or said just this last on the group:
        who sends a file twice, or a sheet with one more line filled in, repeats nothing.
        """
        checked = [_checked(entry) for entry in entries]
        with self._writing() as connection:
            known = [self._event(row) for row in connection.execute("SELECT seq, body, prev, hash FROM event")]
            said = {_saying(_opinion_of(event), event.by, event.at) for event in known}
            last = {(event.by, event.group_id, event.kind): _opinion_of(event) for event in known}
            added = []
            for entry in checked:
                key = (entry.by, entry.opinion.group_id, entry.opinion.kind)
                saying = _saying(entry.opinion, entry.by, entry.at)
                if saying in said or last.get(key) == entry.opinion:
                    continue
                said.add(saying)
                last[key] = entry.opinion
                added.append(self._add(connection, entry, source))
            return added

    def events(self) -> list[Event]:
        """Return every event in order.

        Raises
        ------
        InputError
            A row cannot be read as an event; `verify` tells more.
        """
        with self._reading() as connection:
            return [
                self._event(row) for row in connection.execute("SELECT seq, body, prev, hash FROM event ORDER BY seq")
            ]

    def head(self) -> tuple[int, str]:
        """Return `seq` and `hash` of the last event; 0 and 64 zeros before the first."""
        with self._reading() as connection:
            return connection.execute(_HEAD).fetchone() or (0, NO_HASH)

    def verify(self, known: tuple[int, str] | None = None) -> list[str]:
        """Return what is wrong with the ledger; nothing when it is whole.

        Parameters
        ----------
        known
            A head noted earlier, in a document or an exported file. Only against one does it show that the
            end was cut off, or that the chain was forged anew from some event on.
        """
        try:
            with self._reading() as connection:
                return [
                    *_damaged_file(connection),
                    *_missing_guards(connection),
                    *self._broken_links(connection),
                    *_unmet_head(connection, known),
                ]
        except InputError as error:
            if isinstance(error.__cause__, sqlite3.Error):
                return [f"the ledger cannot be read ({error.__cause__})"]
            raise

    def _broken_links(self, connection: sqlite3.Connection) -> Iterator[str]:
        prev, place = NO_HASH, 0
        for row in connection.execute("SELECT seq, body, prev, hash FROM event ORDER BY seq"):
            place += 1
            seq, body, stated, digest = row
            if seq != place:
                yield f"event {seq}: {place} should stand here; an event was removed or moved"
                place = seq
            if stated != prev:
                yield f"event {seq}: does not follow the event before it"
            if digest != digest_of(stated, body):
                yield f"event {seq}: was changed after it was written"
            yield from self._strange(row)
            prev = digest

    def _strange(self, row: tuple[int, str, str, str]) -> Iterator[str]:
        try:
            event = self._event(row)
        except InputError:
            yield f"event {row[0]}: cannot be read as an event"
            return
        if event.seq != row[0]:
            yield f"event {row[0]}: was written as event {event.seq}"
        if (event.run, event.input_hash) != (self.run, self.input_hash):
            yield f"event {row[0]}: belongs to another run ({event.run})"

    def _event(self, row: tuple[int, str, str, str]) -> Event:
        seq, body, prev, digest = row
        try:
            return Event.model_validate(json.loads(body) | {"prev": prev, "hash": digest})
        except (ValueError, TypeError):
            words = f"event {seq} cannot be read; the ledger is damaged (mineplan review RUN --verify tells more)"
            raise InputError(Problem(words, str(self.path))) from None

    def _add(self, connection: sqlite3.Connection, entry: Entry, source: Source) -> Event:
        seq, prev = connection.execute(_HEAD).fetchone() or (0, NO_HASH)
        fields = entry.opinion.model_dump(mode="json") | {
            "seq": seq + 1,
            "at": entry.at,
            "by": entry.by,
            "run": self.run,
            "input_hash": self.input_hash,
            "source": source,
        }
        body = canonical(fields)
        row = (seq + 1, body, prev, digest_of(prev, body))
        connection.execute("INSERT INTO event (seq, body, prev, hash) VALUES (?, ?, ?, ?)", row)
        return self._event(row)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection to read from; where nothing was written yet it holds no event."""
        with self._connected(self.path if self.path.exists() else ":memory:") as connection:
            if _is_blank(connection):
                connection.execute("CREATE TEMP TABLE event (seq, body, prev, hash)")
            else:
                self._refuse_others(connection)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that alone may write; what it wrote stands once the block ends well."""
        with self._connected(self.path) as connection:
            _set_write_ahead(connection)
            connection.execute("BEGIN IMMEDIATE")
            try:
                if _is_blank(connection):
                    self._lay_out(connection)
                self._refuse_others(connection)
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _lay_out(self, connection: sqlite3.Connection) -> None:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        for name, rest in _GUARDS.items():
            connection.execute(f"CREATE TRIGGER {name} {rest}")
        connection.execute("INSERT INTO ledger VALUES (?, ?)", (self.run, self.input_hash))

    @contextmanager
    def _connected(self, place: Path | str) -> Iterator[sqlite3.Connection]:
        connection = None
        try:
            connection = sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None)
            connection.execute("PRAGMA synchronous = FULL")
            yield connection
        except sqlite3.Error as error:
            raise InputError(Problem(f"cannot be used as a ledger ({error})", str(self.path))) from error
        finally:
            if connection is not None:
                connection.close()

    def _refuse_others(self, connection: sqlite3.Connection) -> None:
        run, input_hash = connection.execute("SELECT run, input_hash FROM ledger").fetchone() or ("(none)", "")
        if run != self.run:
            raise InputError(Problem(f"is the ledger of run {run}, not of {self.run}", str(self.path)))
        if input_hash != self.input_hash:
            words = f"was kept for another content of run {self.run}: its plan has changed since"
            raise InputError(Problem(words, str(self.path)))


def _checked(entry: Entry) -> Entry:
    faults: list[str] = faults_of(entry.opinion)
    faults += [] if entry.by.strip() else ["未填审查人"]
    try:
        at = stamp_of(moment_of(entry.at))
    except ValueError:
        raise InputError([*faults, f"时间“{entry.at}”无法识别"]) from None
    if faults:
        raise InputError(faults)
    return Entry(entry.opinion, entry.by.strip(), at)


def _opinion_of(event: Event) -> Opinion:
    return Opinion.model_validate({name: getattr(event, name) for name in Opinion.model_fields})


def _saying(opinion: Opinion, by: str, at: str) -> tuple[str, str, str]:
    if opinion.kind == "remark":  # said once is said, and Word does not always tell when
        return canonical(opinion.model_dump(mode="json")), by, ""
    return canonical(opinion.model_dump(mode="json")), by, moment_of(at).astimezone(datetime.UTC).isoformat()


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Whether nothing was ever written: a writer may have been ended before its first event."""
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _set_write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers read while one writes; the first writers may stand in each other's way over it."""
    for _ in range(int(_PATIENCE * 50)):
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return
        except sqlite3.OperationalError:
            pass
        time.sleep(0.02)
    raise sqlite3.OperationalError("the file cannot be switched to write-ahead logging")


def _damaged_file(connection: sqlite3.Connection) -> list[str]:
    words = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [] if words == ["ok"] else [f"the file is damaged: {word}" for word in words]


def _missing_guards(connection: sqlite3.Connection) -> list[str]:
    if _is_blank(connection):
        return []
    kept = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    wanted = {name: f"CREATE TRIGGER {name} {rest}" for name, rest in _GUARDS.items()}
    return [f"the guard {name} was removed or changed" for name in wanted if kept.get(name) != wanted[name]]


def _unmet_head(connection: sqlite3.Connection, known: tuple[int, str] | None) -> list[str]:
    if known is None or known[0] == 0:
        return []
    found = connection.execute("SELECT hash FROM event WHERE seq = ?", (known[0],)).fetchone()
    if found is None:
        return [f"event {known[0]}, which was the last one once, is missing: the end was cut off"]
    return [] if found[0] == known[1] else [f"event {known[0]} bears another hash than was noted for it"]
