"""What reviewers say about the groups of a run, and the event that each word becomes in the ledger."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from mineplan.errors import InputError, Problem

Action = Literal["leave_out", "add", "lead", "keep_together", "keep_apart"]
Verdict = Literal["agree", "change", "disagree"]
Source = Literal["web", "file", "xlsx", "docx"]

ACTION_LABELS = {
    "leave_out": "剔除",
    "add": "并入",
    "lead": "牵头",
    "keep_together": "同组",
    "keep_apart": "分开",
}
VERDICT_LABELS = {"agree": "同意", "change": "修改", "disagree": "不同意"}
KIND_LABELS = {"opinion": "审查意见", "final": "最终意见", "remark": "备注"}
# The prev of the first event.
NO_HASH = "0" * 64
# No reason is longer; what is came by mistake, and every reader of the ledger would carry it for ever.
_MOST_TEXT = 10_000
_MOST_RIGHTS = 500
# A time without an offset was said in China, which has one.
_CHINA = datetime.timezone(datetime.timedelta(hours=8))
_FIELDS = {
    "group_id": "区块编号",
    "kind": "意见类别",
    "verdict": "审查意见",
    "text": "理由",
    "participants": "会审人员",
    "changes": "修改内容",
    "action": "修改方式",
    "right_ids": "采矿许可证号",
}


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Frozen):
    """One change that a reviewer wants, in a form that the next run can honour.

    Attributes
    ----------
    action
        `leave_out` rights of the group, `add` rights to it, the right that shall `lead` it, rights to
        `keep_together` or to `keep_apart` wherever they stand.
    right_ids
        Licence numbers.
    """

    action: Action
    right_ids: tuple[str, ...]


class Opinion(_Frozen):
    """What one person says about one group; a missing verdict is no verdict, never a refusal.

    Attributes
    ----------
    kind
        `opinion`; `final` for 最终意见, which outweighs opinions; `remark` for words without a verdict.
    text
        The reason, or the remark. `participants` are those who took part (会审人员).
    """

    group_id: str
    kind: Literal["opinion", "final", "remark"]
    verdict: Verdict | None = None
    text: str = ""
    participants: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


class Event(Opinion):
    """An opinion as it stands in the ledger for ever.

    Attributes
    ----------
    seq
        1, 2, 3 … without gaps.
    at, by, source
        When (ISO 8601, seconds, with offset), by whom, through which channel it was said.
    run, input_hash
        Name of the run folder, and what `input_hash` returns for it.
    prev, hash
        Hash of the event before (64 zeros before the first) and of this one, see `digest_of`.
    """

    seq: int
    at: str
    by: str
    run: str
    input_hash: str
    source: Source
    prev: str
    hash: str


def faults_of(opinion: Opinion) -> list[str]:
    """Return every fault of an opinion in Chinese words; none when it may stand.

    An opinion needs a verdict, and a reason unless it is 同意; 修改 alone carries changes, and may say in words
    alone what it wants; a remark has words and no verdict.
    """
    faults = [] if opinion.group_id.strip() else ["未填区块编号"]
    if opinion.kind == "remark":
        faults += ["备注不带审查意见"] * (opinion.verdict is not None)
        faults += ["备注没有内容"] * (not opinion.text.strip())
    else:
        faults += ["未选择审查意见（同意、修改或不同意）"] * (opinion.verdict is None)
        if opinion.verdict in ("change", "disagree") and not opinion.text.strip():
            faults.append(f"审查意见为“{VERDICT_LABELS[opinion.verdict]}”的须填写理由")
    if opinion.changes and opinion.verdict != "change":
        faults.append("审查意见为“修改”的才可附修改内容")
    if len(opinion.text) > _MOST_TEXT:
        faults.append(f"理由超过{_MOST_TEXT}字")
    faults += ["会审人员中有空名"] * any(not name.strip() for name in opinion.participants)
    return faults + [fault for change in opinion.changes for fault in _faults_of_change(change)]


def _faults_of_change(change: Change) -> list[str]:
    label, ids = f"“{ACTION_LABELS[change.action]}”", change.right_ids
    faults = [f"{label}中有空的采矿许可证号"] * any(not right_id.strip() for right_id in ids)
    faults += [f"{label}中采矿许可证号{r}重复" for r in sorted({r for r in ids if ids.count(r) > 1})]
    faults += [f"{label}所列采矿许可证超过{_MOST_RIGHTS}个"] * (len(ids) > _MOST_RIGHTS)
    if change.action in ("keep_together", "keep_apart") and len(set(ids)) < 2:
        faults.append(f"{label}须列两个以上采矿许可证号")
    elif change.action == "lead" and len(set(ids)) != 1:
        faults.append(f"{label}须列一个采矿许可证号")
    elif not ids:
        faults.append(f"{label}未列采矿许可证号")
    return faults


def read_opinion(fields: Mapping[str, Any]) -> Opinion:
    """Return the opinion that some fields, such as those of a request, make up.

    Raises
    ------
    InputError
        With every fault of shape or content, in Chinese words.
    """
    try:
        opinion = Opinion.model_validate(dict(fields))
    except ValidationError as invalid:
        raise InputError(list(dict.fromkeys(_misfit(item) for item in invalid.errors()))) from None
    faults = faults_of(opinion)
    if faults:
        raise InputError(faults)
    return opinion


def _misfit(item: Any) -> str:
    named = [step for step in item["loc"] if isinstance(step, str)]
    label = _FIELDS.get(named[-1], f"“{named[-1]}”") if named else "意见"
    if item["type"] == "missing":
        return f"缺少{label}"
    return f"{label}不是意见应有的字段" if item["type"] == "extra_forbidden" else f"{label}的内容无法识别"


def moment_of(at: str) -> datetime.datetime:
    """Return the instant that an ISO 8601 text names; without an offset it is China Standard Time.

    Raises
    ------
    ValueError
        The text names no instant.
    """
    moment = datetime.datetime.fromisoformat(at)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=_CHINA)


def stamp_of(moment: datetime.datetime) -> str:
    """Return an instant as events bear it: ISO 8601, whole seconds, with offset."""
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=_CHINA)).isoformat(timespec="seconds")


def canonical(fields: Mapping[str, Any]) -> str:
    """Return JSON with sorted keys and no spaces: the same fields give the same bytes in UTF-8."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(prev: str, body: str) -> str:
    """Return the hash of an event: sha256 hex of `prev` and of the canonical JSON of its other fields."""
    return hashlib.sha256((prev + body).encode("utf-8")).hexdigest()


def input_hash(run_folder: Path) -> str:
    """Return what names the content of a run: which plan, for which problem.

    It is the sha256 hex of two lines (each ended by a line feed): the checksums, as `manifest.json` lists
    them (`sha256:…`), of `plan.json` and of `problem.json`.

    Raises
    ------
    InputError
        The folder holds no finished consolidation run.
    """
    path = run_folder / "manifest.json"
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        lines = [str(files["plan.json"]), str(files["problem.json"])]
    except FileNotFoundError:
        raise InputError(Problem("is no finished run folder (manifest.json is missing)", str(run_folder))) from None
    except KeyError as error:
        raise InputError(Problem(f"lists no {error}: only consolidation runs are reviewed", str(path))) from None
    except (ValueError, TypeError, OSError) as error:
        raise InputError(Problem(f"cannot be read ({error})", str(path))) from None
    return mark_of(*lines)


def mark_of(plan_sum: str, problem_sum: str) -> str:
    """Return `input_hash` from the checksums of `plan.json` and `problem.json`, each as `sha256:…`."""
    return hashlib.sha256(f"{plan_sum}\n{problem_sum}\n".encode()).hexdigest()
