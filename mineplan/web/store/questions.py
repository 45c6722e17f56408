"""Pressed-ore questions and their answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.web.store.database import connected, written


@dataclass(frozen=True)
class Question:
    """One question: who, when, by which scenario, about which files, with what said beside them; and its answer."""

    id: str
    at: float
    by: str
    scenario: str
    files: tuple[str, ...]
    given: dict[str, Any]
    answer: dict[str, Any]
    task: str = ""


class Questions:
    """The table `question`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, question: Question) -> None:
        """Keep a question."""
        texts = [json.dumps(v, ensure_ascii=False) for v in (question.files, question.given, question.answer)]
        row = (question.id, question.at, question.by, question.scenario, *texts, question.task)
        with written(self.path) as connection:
            connection.execute("INSERT INTO question VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def set_task(self, question_id: str, task: str) -> None:
        """Note the task that writes its letter."""
        with written(self.path) as connection:
            connection.execute("UPDATE question SET task = ? WHERE id = ?", (task, question_id))

    def find(self, question_id: str) -> Question | None:
        """Return one question."""
        with connected(self.path) as connection:
            row = connection.execute("SELECT * FROM question WHERE id = ?", (question_id,)).fetchone()
        return None if row is None else _question(dict(row))

    def latest(self, most: int) -> list[Question]:
        """Return the latest questions, newest first."""
        with connected(self.path) as connection:
            rows = connection.execute("SELECT * FROM question ORDER BY at DESC, id LIMIT ?", (most,)).fetchall()
        return [_question(dict(row)) for row in rows]


def _question(row: dict[str, Any]) -> Question:
    files, given, answer = (json.loads(row[name]) for name in ("files", "given", "answer"))
    return Question(**{**row, "files": tuple(files), "given": given, "answer": answer})
