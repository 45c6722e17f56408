"""The run that is reviewed, as far as a review needs it: its groups and rights by name, read without geopandas."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem
from mineplan.review.events import ACTION_LABELS, Opinion, input_hash, mark_of


@dataclass(frozen=True)
class ReviewedGroup:
    """A group of the run: its members and its lead right."""

    right_ids: tuple[str, ...]
    lead_id: str


@dataclass(frozen=True)
class ReviewedRun:
    """A consolidation run under review.

    Attributes
    ----------
    folder, name, input_hash
        Its folder, the folder's name, and `events.input_hash` of it.
    title, as_of
        Of the plan.
    groups, right_ids
        Groups by name in the plan's order; every right of the plan.
    """

    folder: Path
    name: str
    input_hash: str
    title: str
    as_of: str
    groups: Mapping[str, ReviewedGroup]
    right_ids: frozenset[str]


def read_reviewed(folder: Path) -> ReviewedRun:
    """Return the run of a folder.

    Raises
    ------
    InputError
        It is no consolidation run, half of it was copied, or its plan was changed since it was made.
    """
    mark, path = input_hash(folder), folder / "plan.json"
    try:
        listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
        missing = sorted(name for name in ("plan.json", "problem.json") if not (folder / name).is_file())
        if missing:
            raise InputError(
                [Problem("is missing: the run folder was copied in part", str(folder / n)) for n in missing]
            )
        text = path.read_bytes()
        if "sha256:" + hashlib.sha256(text).hexdigest() != listed["plan.json"]:
            raise InputError(Problem("is not what the run wrote: it was cut short or changed", str(path)))
        return _read(folder, mark, json.loads(text))
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError(Problem(f"cannot be read as a plan ({error})", str(path))) from None


def run_in_writing(folder: Path) -> ReviewedRun:
    """Return the run of a folder whose manifest is still to come, under the name that it will bear."""
    plan, problem = ((folder / name).read_bytes() for name in ("plan.json", "problem.json"))
    mark = mark_of(*("sha256:" + hashlib.sha256(content).hexdigest() for content in (plan, problem)))
    return _read(folder, mark, json.loads(plan))


def _read(folder: Path, mark: str, plan: Mapping[str, Any]) -> ReviewedRun:
    groups = {g["group_id"]: ReviewedGroup(tuple(g["right_ids"]), g["lead_id"]) for g in plan["groups"]}
    rights = frozenset(row["right_id"] for row in plan["rights"])
    name = folder.resolve().name.removesuffix(".partial")
    return ReviewedRun(folder, name, mark, str(plan["title"]), str(plan["as_of"]), groups, rights)


def misfits_of(opinion: Opinion, run: ReviewedRun) -> list[str]:
    """Return in Chinese words what an opinion says of groups and rights that the run does not have."""
    group = run.groups.get(opinion.group_id)
    if group is None:
        return [f"区块编号“{opinion.group_id}”不在本次方案中"]
    faults, added = [], {r for change in opinion.changes if change.action == "add" for r in change.right_ids}
    for change in opinion.changes:
        label = f"“{ACTION_LABELS[change.action]}”"
        for right_id in change.right_ids:
            is_member = right_id in group.right_ids
            if right_id not in run.right_ids:
                faults.append(f"{label}的采矿许可证号{right_id}不在本次方案中")
            elif change.action == "leave_out" and not is_member:
                faults.append(f"{label}的采矿权{right_id}本不在区块{opinion.group_id}内")
            elif change.action == "add" and is_member:
                faults.append(f"{label}的采矿权{right_id}已在区块{opinion.group_id}内")
            elif change.action == "lead" and not is_member and right_id not in added:
                faults.append(f"{label}的采矿权{right_id}不在区块{opinion.group_id}内")
    return faults


def stated_rows(folder: Path, right_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return what a run's table of rights says of some rights, so that a later run can tell what changed.

    Values are plain JSON; `geometry` stands for the area by the first 16 digits of its checksum.
    """
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / "inputs" / "rights.parquet").to_pylist()
    wanted = set(right_ids)
    return {
        str(row["right_id"]): {name: _plain(value) for name, value in sorted(row.items())}
        for row in sorted(rows, key=lambda row: str(row["right_id"]))
        if row["right_id"] in wanted
    }


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()[:16]
    if isinstance(value, datetime.date):
        return value.isoformat()
    return None if value != value else value if isinstance(value, bool | int | float | str | None) else str(value)
