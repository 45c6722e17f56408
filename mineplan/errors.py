"""What can go wrong, in the user's words. This file imports nothing of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, placed where the user can find it.

    Attributes
    ----------
    what
        The sentence.
    file, sheet, row, column
        Where: `row` counts as the spreadsheet does (the header is row 1), `column` is the
        label as it stands in the user's file. Empty or None where it does not apply.
    """

    what: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""

    def __str__(self) -> str:
        """Join place and sentence."""
        place = self.file
        if self.sheet:
            place += f" sheet “{self.sheet}”"
        if self.row is not None:
            place += f" row {self.row}"
        if self.column:
            place += f" “{self.column}”"
        return f"{place.strip()}: {self.what}" if place else self.what


class MineplanError(Exception):
    """Something the user can read and act on; carries every problem found.

    Parameters
    ----------
    problems
        One sentence, one `Problem`, or many of either.
    """

    exit_code = 1

    def __init__(self, problems: str | Problem | Iterable[str | Problem]) -> None:
        if isinstance(problems, str | Problem):
            problems = [problems]
        self.problems = [p if isinstance(p, Problem) else Problem(p) for p in problems]
        super().__init__("\n".join(map(str, self.problems)))


def words_of(error: MineplanError) -> list[str]:
    """Return the sentences of an error for somebody at another machine: files by name, no folders."""
    names = [re.split(r"[/\\\\]", problem.file)[-1] for problem in error.problems]
    return [str(replace(problem, file=name)) for problem, name in zip(error.problems, names, strict=True)]


class InputError(MineplanError):
    """A file must be mended."""

    exit_code = 3


class ReadError(InputError):
    """A file cannot be read as what it claims to be."""


class TableError(InputError):
    """Rows or columns of a table are wrong."""


class ScenarioError(InputError):
    """A scenario contradicts itself or its data."""


class PolicyError(InputError):
    """A rule file is wrong, or a scenario assumes a ruling that does not exist."""


class SolveError(MineplanError):
    """The choices exclude each other, or time ran out before any plan was found."""

    exit_code = 4


class PlanError(MineplanError):
    """A plan failed its proof; nothing was written."""

    exit_code = 5
