"""A worker process that answers questions: it holds the heavy libraries, the server does not.

The worker is `python -m mineplan.jobs.worker`. One JSON line goes in, one comes out; it ends when its input ends, so it
never outlives the server.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

PROGRAM = (sys.executable, "-m", "mineplan.jobs.worker")
_MOST_WAITING = 8


class WorkerError(Exception):
    """The worker gave no answer; the sentence is for the page."""


class Worker:
    """One process, started when it is first needed and again when it died or took too long.

    Parameters
    ----------
    log
        Where its standard error goes.
    timeout_s
        How long one question may take.
    """

    def __init__(self, log: Path, timeout_s: float) -> None:
        self.log, self.timeout_s = log, timeout_s
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(_MOST_WAITING)

    def ask(self, job: str, question: dict[str, Any]) -> dict[str, Any]:
        """Ask and wait for the answer.

        Returns
        -------
        The answer, or `{"problems": [...]}` where the question cannot be answered.

        Raises
        ------
        WorkerError
            Too many are waiting, the worker died, or time ran out.
        """
        if not self._places.acquire(blocking=False):
            raise WorkerError("同时查询的人太多，请稍后再试。")
        try:
            with self._turn:
                return self._asked(json.dumps({"job": job} | question, ensure_ascii=False))
        finally:
            self._places.release()

    def _asked(self, text: str) -> dict[str, Any]:
        process = self._running()
        try:
            assert process.stdin is not None
            process.stdin.write(text + "\n")
            process.stdin.flush()
            line = self._lines.get(timeout=self.timeout_s)
        except queue.Empty:
            self.close()
            raise WorkerError(f"计算超过{self.timeout_s:.0f}秒，已停止；图形是否过于复杂？") from None
        except OSError:
            line = None
        if line is None:
            self.close()
            raise WorkerError("计算进程意外结束，未得出结果；请重试，仍不行请联系信息中心。")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("a", encoding="utf-8") as log:
                self._process = subprocess.Popen(
                    PROGRAM,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    encoding="utf-8",
                    **own_group(),
                )
            self._lines = queue.Queue()
            threading.Thread(target=_listen, args=(self._process.stdout, self._lines), daemon=True).start()
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _listen(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def own_group() -> dict[str, Any]:
    """Return what starts a process in a group of its own, so that Ctrl-C at the server's console is not for it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
