"""A `decisions.json` file: exported from a review, or written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mineplan.errors import InputError, Problem, ReadError
from mineplan.review.events import Change, Opinion, Verdict, faults_of, moment_of
from mineplan.review.run import ReviewedRun, stated_rows
from mineplan.yamlfile import read_model


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class Decision(_Frozen):
    """One event of a review: an opinion as it is exported, or an `action` written by hand.

    Attributes
    ----------
    right_ids
        What a written action names; of an exported opinion the members of its group, where it carries them.
    """

    at: str
    by: str
    group_id: str = ""
    action: Literal["accept", "reject", "keep_together", "keep_apart", "comment"] | None = None
    right_ids: tuple[str, ...] = ()
    text: str = ""
    kind: Literal["opinion", "final", "remark"] | None = None
    verdict: Verdict | None = None
    participants: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def opinion(self) -> Opinion | None:
        """The opinion; None of an action written by hand."""
        if self.kind is None:
            return None
        return Opinion(
            group_id=self.group_id,
            kind=self.kind,
            verdict=self.verdict,
            text=self.text,
            participants=self.participants,
            changes=self.changes,
        )


class GroupThen(_Frozen):
    """A group as the reviewers saw it."""

    right_ids: tuple[str, ...]
    lead_id: str = ""


class Head(_Frozen):
    """The last event of the ledger that a file was exported from."""

    seq: int
    hash: str


class Decisions(_Frozen):
    """A `decisions.json` file; events are only ever appended.

    Attributes
    ----------
    run, input_hash, head
        The run that was reviewed, what its content was, and how far its ledger went.
    groups, rights
        The groups spoken of as they were then, and the rows of the rights spoken of; `with_run` fills them in.
    """

    run: str = ""
    input_hash: str = ""
    head: Head | None = None
    groups: dict[str, GroupThen] = Field(default_factory=dict)
    rights: dict[str, dict[str, Any]] = Field(default_factory=dict)
    decisions: tuple[Decision, ...] = Field(default=())


def read_decisions(path: Path) -> Decisions:
    """Read a decisions file (JSON is YAML).

    Raises
    ------
    InputError
        With every problem.
    """
    decisions: Decisions = read_model(path, Decisions, ReadError)
    problems = [
        Problem(f"{place_of(k, d)}: {fault}", file=str(path))
        for k, d in enumerate(decisions.decisions)
        for fault in _faults(d)
    ]
    if problems:
        raise InputError(problems)
    return decisions


def place_of(index: int, decision: Decision) -> str:
    """Return where a decision stands in its file, and whose it is."""
    return f"decisions[{index}] ({decision.by}, {decision.at})"


def _faults(decision: Decision) -> list[str]:
    if (decision.action is None) == (decision.kind is None):
        return ["needs either kind and verdict, or action"]
    if decision.opinion is None:
        needs_two = decision.action in ("accept", "keep_together", "keep_apart")
        is_short = needs_two and len(set(decision.right_ids)) < 2
        return [f"{decision.action} needs two or more right_ids"] if is_short else []
    try:
        moment_of(decision.at)
    except ValueError:
        return [*faults_of(decision.opinion), f"at: {decision.at!r} is no time"]
    return faults_of(decision.opinion)


def with_run(decisions: Decisions, run: ReviewedRun | None) -> Decisions:
    """Return the decisions with the groups and rights they speak of, as the reviewed run had them.

    Parameters
    ----------
    decisions
        As read. What the file carries of groups and rights stands.
    run
        The run that was reviewed, None where it is not at hand.

    Raises
    ------
    InputError
        The file belongs to another content of the run, or speaks of groups that the run does not have.
    """
    spoken = {d.group_id: d.right_ids for d in decisions.decisions if d.kind is not None}
    groups = {g: GroupThen(right_ids=ids) for g, ids in spoken.items() if ids} | dict(decisions.groups)
    rights = dict(decisions.rights)
    if run is not None and spoken:
        if decisions.input_hash not in ("", run.input_hash):
            raise InputError(f"the decisions were made on another content of run {run.name}: its plan is not the same")
        strange = sorted(set(spoken) - set(run.groups))
        if strange:
            raise InputError([f"group {g} is spoken of and is no group of run {run.name}" for g in strange])
        groups |= {g: GroupThen(right_ids=run.groups[g].right_ids, lead_id=run.groups[g].lead_id) for g in spoken}
        named = {r for g in spoken for r in groups[g].right_ids} | _named(decisions)
        rights |= stated_rows(run.folder, named & run.right_ids)
    update = {"groups": dict(sorted(groups.items())), "rights": dict(sorted(rights.items()))}
    return decisions.model_copy(update=update)


def _named(decisions: Decisions) -> set[str]:
    return {r for d in decisions.decisions for change in d.changes for r in change.right_ids}


def decisions_dict(decisions: Decisions) -> Mapping[str, Any]:
    """Return the JSON form; what was not said is left out."""
    return decisions.model_dump(mode="json", exclude_unset=True)
