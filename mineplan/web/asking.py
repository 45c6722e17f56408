"""What a change would cost, asked in the background while the reviewer reads on."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

from mineplan.web.worker import Worker, WorkerError

_MOST_KEPT = 200


class Asking:
    """Questions to the solver, each answered by a thread that waits for the one worker.

    Parameters
    ----------
    worker, time_limit_s
        Who answers, and how long the solver may take.
    """

    def __init__(self, worker: Worker, time_limit_s: float) -> None:
        self.worker, self.time_limit_s = worker, time_limit_s
        self._found: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()

    def ask(self, run: Path, group_id: str, changes: list[dict[str, Any]]) -> str:
        """Ask, and return the number under which the answer will be found."""
        job = secrets.token_hex(8)
        self._keep((run.name, job), {"status": "running"})
        question = {"run": str(run), "group_id": group_id, "changes": changes, "time_limit_s": self.time_limit_s}
        threading.Thread(target=self._answer, args=((run.name, job), question), daemon=True).start()
        return job

    def found(self, run: str, job: str) -> dict[str, Any] | None:
        """Return what is known of a question: `status`, and the `answer` when it is done."""
        return self._found.get((run, job))

    def _answer(self, key: tuple[str, str], question: dict[str, Any]) -> None:
        try:
            answer = self.worker.ask("what_if", question)
        except WorkerError as error:
            answer = {"problems": [str(error)]}
        if "problems" in answer:
            self._keep(key, {"status": "failed", "errors": answer["problems"], "answer": {"words": answer["problems"]}})
        else:
            self._keep(key, {"status": "done", "answer": answer})

    def _keep(self, key: tuple[str, str], what: dict[str, Any]) -> None:
        self._found[key] = what
        while len(self._found) > _MOST_KEPT:
            self._found.popitem(last=False)
