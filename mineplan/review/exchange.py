"""Opinions out of the ledger and back in as JSON, and remarks out of Word files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem, ReadError
from mineplan.review.events import Event, Opinion, faults_of, moment_of, stamp_of
from mineplan.review.ledger import Entry
from mineplan.review.run import ReviewedRun, misfits_of, stated_rows

_WORD = "mineplan.review.word"
_KINDS = {"comment": "批注", "insertion": "增补", "deletion": "删除"}


def exported(run: ReviewedRun, events: Sequence[Event], head: tuple[int, str]) -> dict[str, Any]:
    """Return what `consolidate --decisions` takes: every event, and the groups and rights they speak of.

    The file is enough by itself: it says who was in each group and what the data said, so that the next run can
    lock the one and tell what changed in the other.
    """
    spoken = sorted({event.group_id for event in events})
    groups = {
        g: {"right_ids": list(run.groups[g].right_ids), "lead_id": run.groups[g].lead_id}
        for g in spoken
        if g in run.groups
    }
    named = {r for group in groups.values() for r in group["right_ids"]}
    named |= {r for event in events for change in event.changes for r in change.right_ids}
    told = {"run", "input_hash", "prev", "hash"}
    return {
        "run": run.name,
        "input_hash": run.input_hash,
        "head": {"seq": head[0], "hash": head[1]} if head[0] else None,
        "groups": groups,
        "rights": stated_rows(run.folder, named),
        "decisions": [{k: v for k, v in e.model_dump(mode="json").items() if k not in told} for e in events],
    }


def read_exported(path: Path, content: Mapping[str, Any], run: ReviewedRun) -> list[Entry]:
    """Return the opinions of an exported file, or of one written by hand.

    Parameters
    ----------
    path, content
        The file, for messages, and the JSON object in it.
    run
        The run they must belong to.

    Raises
    ------
    InputError
        It belongs to another run; or with every fault and its place.
    """
    _check_run(path, content, run)
    listed = content.get("decisions")
    if not isinstance(listed, list):
        raise ReadError(Problem("has no list “decisions”", str(path)))
    entries, problems = [], []
    for k, row in enumerate(listed):
        try:
            entries.append(_entry(row, run))
        except InputError as error:
            problems += [Problem(f"decisions[{k}]: {p.what}", str(path)) for p in error.problems]
    if problems:
        raise InputError(problems)
    return entries


def _check_run(path: Path, content: Mapping[str, Any], run: ReviewedRun) -> None:
    named, mark = content.get("run"), content.get("input_hash")
    if named not in (None, "", run.name):
        raise InputError(Problem(f"holds the review of run {named}, not of {run.name}", str(path)))
    if mark not in (None, "", run.input_hash):
        raise InputError(Problem(f"holds the review of another content of run {run.name}", str(path)))


def _entry(row: Any, run: ReviewedRun) -> Entry:
    if not isinstance(row, dict):
        raise InputError("不是一条意见")
    fields = row if row.get("kind") is not None else _from_action(row)
    kept = {name: fields[name] for name in Opinion.model_fields if name in fields}
    try:
        opinion = Opinion.model_validate(kept)
    except ValueError as error:
        raise InputError([f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in _errors(error)]) from None
    faults = [*faults_of(opinion), *misfits_of(opinion, run)]
    by, at = row.get("by"), row.get("at")
    faults += [] if isinstance(by, str) and by.strip() else ["未填审查人（by）"]
    try:
        stamp = stamp_of(moment_of(str(at)))
    except ValueError:
        faults.append(f"时间（at）“{at}”无法识别")
    if faults:
        raise InputError(faults)
    return Entry(opinion, str(by), stamp)


def _errors(error: Any) -> list[Any]:
    return list(error.errors()) if hasattr(error, "errors") else [{"loc": (), "msg": str(error)}]


def _from_action(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the opinion that an action written by hand comes to."""
    action, base = row.get("action"), {"group_id": row.get("group_id", ""), "text": row.get("text", "")}
    if action == "comment":
        return base | {"kind": "remark"}
    if action in ("accept", "reject"):
        return base | {"kind": "opinion", "verdict": "agree" if action == "accept" else "disagree"}
    if action in ("keep_together", "keep_apart"):
        change = {"action": action, "right_ids": row.get("right_ids", [])}
        return base | {"kind": "opinion", "verdict": "change", "changes": [change]}
    raise InputError(f"needs kind and verdict, or an action; “{action}” is none")


def read_remarks(path: Path, run: ReviewedRun, now: str) -> tuple[list[Entry], int]:
    """Return the remarks in a Word file, and how many of them stand outside every group.

    Comments and tracked changes are words, not verdicts.

    Raises
    ------
    InputError
        It is no Word file, or remarks stand at groups that the run does not have.
    """
    if find_spec(_WORD) is None:
        raise InputError(Problem("Word files cannot be read by this version", str(path)))
    remarks = import_module(_WORD).remarks_of(path, tuple(run.groups))
    inside = [remark for remark in remarks if remark.group_id]
    strange = sorted({remark.group_id for remark in inside} - set(run.groups))
    if strange:
        raise InputError(
            [Problem(f"has remarks at {g}, which is no group of run {run.name}", str(path)) for g in strange]
        )
    return [_remark(remark, now) for remark in inside], len(remarks) - len(inside)


def _remark(remark: Any, now: str) -> Entry:
    about = getattr(remark, "anchor", "")
    words = f"{_KINDS.get(remark.kind, remark.kind)}" + (f"（{about}）" if about else "")
    opinion = Opinion(group_id=remark.group_id, kind="remark", text=f"{words}：{remark.text}")
    return Entry(opinion, remark.author or "（未署名）", remark.at or now)
