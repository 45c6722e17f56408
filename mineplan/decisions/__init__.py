"""What reviewers decided: read from a file, asked of the next run, and told how it was heeded."""

from mineplan.decisions.asking import Asked, Wish, asked_of, pairs_of
from mineplan.decisions.file import Decision, Decisions, decisions_dict, read_decisions, with_run
from mineplan.decisions.heeding import heeded

__all__ = [
    "Asked",
    "Decision",
    "Decisions",
    "Wish",
    "asked_of",
    "decisions_dict",
    "heeded",
    "pairs_of",
    "read_decisions",
    "with_run",
]
