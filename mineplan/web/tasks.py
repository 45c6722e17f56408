"""Runs started from the site: a queue of commands, each a process of its own with its log.

A run is made in `<runs>/.making/<task>/` and moved to the others only when it is whole: a run that is cancelled, or a
server that is killed, leaves nothing half done among them.
"""

from __future__ import annotations

import os
import queue
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.web.store import connected, written
from mineplan.web.worker import own_group

STATES = {
    "queued": "排队",
    "running": "运行中",
    "done": "完成",
    "failed": "未完成",
    "cancelled": "已取消",
    "interrupted": "服务停止时中断",
}
PROGRAM = (sys.executable, "-m", "mineplan.cli")
_MOST_WAITING = 20
_GRACE_S = 5.0
_MOST_LOG = 200_000


class QueueFullError(Exception):
    """Too many runs wait already."""


@dataclass(frozen=True)
class Task:
    """One command: what, for whom, how far; `run` is the folder it left, "" none."""

    id: str
    command: str
    title: str
    by: str
    state: str
    queued: float
    started: float | None = None
    ended: float | None = None
    pid: int | None = None
    exit_code: int | None = None
    run: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in ("queued", "running")

    @property
    def state_label(self) -> str:
        """The state in Chinese."""
        return STATES[self.state]


class Tasks:
    """The queue, its workers and what is known of earlier tasks.

    Parameters
    ----------
    database
        The site's database, which stands.
    folder, runs
        Where logs go, and where whole runs go.
    cores
        How many run at a time.
    clock
        Seconds since 1970.
    """

    def __init__(self, database: Path, folder: Path, runs: Path, cores: int, clock: Callable[[], float]) -> None:
        self.database, self.folder, self.runs, self.clock = database, folder, runs, clock
        self._queue: queue.Queue[tuple[str, list[str]] | None] = queue.Queue(_MOST_WAITING)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = threading.Lock()
        self._recover()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(max(cores, 1))]
        for thread in self._threads:
            thread.start()

    def submit(self, command: str, arguments: Sequence[str], title: str, by: str) -> Task:
        """Queue `mineplan COMMAND ARGUMENTS --out ... --json`.

        Raises
        ------
        QueueFullError
            Too many wait.
        """
        task = Task(secrets.token_hex(8), command, title, by, "queued", self.clock())
        making = self._making(task.id)
        argv = [*PROGRAM, command, *arguments, "--out", str(making), "--json"]
        with written(self.database) as connection:
            row = (task.id, command, title, by, task.state, task.queued)
            connection.execute(
                "INSERT INTO task (id, command, title, by, state, queued) VALUES (?, ?, ?, ?, ?, ?)", row
            )
        try:
            self._queue.put_nowait((task.id, argv))
        except queue.Full:
            self._note(task.id, state="failed", ended=self.clock())
            raise QueueFullError(f"已有{_MOST_WAITING}项运算排队，请稍后再试。") from None
        return task

    def cancel(self, task_id: str) -> None:
        """Stop a task, whether it waits or runs; one that is over stays as it is."""
        with self._lock:
            task, process = self.find(task_id), self._processes.get(task_id)
            if task is None or task.is_over:
                return
            self._note(task_id, state="cancelled", ended=self.clock())
        if process is not None:
            _stop(process)

    def find(self, task_id: str) -> Task | None:
        """Return a task."""
        with connected(self.database) as connection:
            row = connection.execute("SELECT * FROM task WHERE id = ?", (task_id,)).fetchone()
        return None if row is None else Task(**dict(row))

    def latest(self, most: int) -> list[Task]:
        """Return the latest tasks, newest first."""
        with connected(self.database) as connection:
            rows = connection.execute("SELECT * FROM task ORDER BY queued DESC, id LIMIT ?", (most,)).fetchall()
        return [Task(**dict(row)) for row in rows]

    def log(self, task_id: str, start: int = 0) -> tuple[str, int]:
        """Return a task's log from a byte on, and where it ends now; of a long one its end."""
        path = self._log(task_id)
        if not path.is_file():
            return "", 0
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(min(start, size), size - _MOST_LOG, 0))
            return stream.read().decode("utf-8", errors="replace"), size

    def answer(self, task_id: str) -> Path:
        """Return the file that holds the command's JSON summary."""
        return self.folder / task_id / "answer.json"

    def close(self) -> None:
        """Stop everything that waits or runs."""
        for task in self.latest(1000):
            if not task.is_over:
                with self._lock:
                    self._note(task.id, state="interrupted", ended=self.clock())
                process = self._processes.get(task.id)
                if process is not None:
                    _stop(process)
        for _ in self._threads:
            try:
                self._queue.put_nowait(None)
            except queue.Full:
                break

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            try:
                self._run(*item)
            except Exception as error:
                self._note(item[0], state="failed", ended=self.clock())
                self._say(item[0], f"运算未能进行：{error}\n")

    def _run(self, task_id: str, argv: list[str]) -> None:
        self._log(task_id).parent.mkdir(parents=True, exist_ok=True)
        with self._lock:
            task = self.find(task_id)
            if task is None or task.is_over:
                return
            with self.answer(task_id).open("wb") as out, self._log(task_id).open("ab") as log:
                process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=log, **own_group())
            self._processes[task_id] = process
            self._say(task_id, "运算进程已启动。\n")
            self._note(task_id, state="running", started=self.clock(), pid=process.pid)
        code = process.wait()
        with self._lock:
            self._processes.pop(task_id, None)
            task = self.find(task_id)
            if task is not None and not task.is_over:
                run = self._adopted(task_id)
                self._note(task_id, state="done" if run else "failed", ended=self.clock(), exit_code=code, run=run)
        shutil.rmtree(self._making(task_id), ignore_errors=True)

    def _adopted(self, task_id: str) -> str:
        """Move the whole run of a task to the others and return its name; "" where it left none."""
        making = self._making(task_id)
        whole = (
            [p for p in sorted(making.iterdir()) if p.is_dir() and p.suffix != ".partial"] if making.is_dir() else []
        )
        for path in whole:
            if not (self.runs / path.name).exists():
                path.rename(self.runs / path.name)
        return whole[0].name if whole else ""

    def _recover(self) -> None:
        """Settle what an earlier server left open: whole runs are taken over, the rest is stopped and swept away."""
        for task in self.latest(1000):
            if task.is_over:
                continue
            _stop_orphan(task.pid, str(self._making(task.id)))
            run = self._adopted(task.id)
            self._note(task.id, state="done" if run else "interrupted", ended=self.clock(), run=run)
        shutil.rmtree(self.runs / ".making", ignore_errors=True)

    def _making(self, task_id: str) -> Path:
        return self.runs / ".making" / task_id

    def _log(self, task_id: str) -> Path:
        return self.folder / task_id / "log.txt"

    def _say(self, task_id: str, text: str) -> None:
        with self._log(task_id).open("a", encoding="utf-8") as log:
            log.write(text)

    def _note(self, task_id: str, **facts: Any) -> None:
        sets = ", ".join(f"{name} = ?" for name in facts)
        with written(self.database) as connection:
            connection.execute(f"UPDATE task SET {sets} WHERE id = ?", (*facts.values(), task_id))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and its group: asked first, killed after a grace."""
    _signal(process.pid, process, is_hard=False)
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        _signal(process.pid, process, is_hard=True)


def _signal(pid: int, process: subprocess.Popen[bytes] | None, *, is_hard: bool) -> None:
    try:
        if sys.platform == "win32":
            if process is not None:
                process.kill()
        else:
            os.killpg(pid, signal.SIGKILL if is_hard else signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass


def _stop_orphan(pid: int | None, mark: str) -> None:
    """End a process of an earlier server, known by a folder among its arguments; strangers are left alone."""
    line = Path(f"/proc/{pid}/cmdline")
    if pid is not None and line.is_file() and mark.encode() in line.read_bytes().split(b"\0"):
        _signal(pid, None, is_hard=True)
