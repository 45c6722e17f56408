"""A review's ledger: opinions in from files, out to files, its chain proved, the local site over it."""

from __future__ import annotations

import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, PlanError, Problem

if TYPE_CHECKING:
    from mineplan.jobs.running import Say
    from mineplan.review.ledger import Entry, Ledger
    from mineplan.review.run import ReviewedRun

_FORMS = (".json", ".xlsx", ".docx")


def open_ledger(folder: Path, ledger: Path | None) -> tuple[ReviewedRun, Ledger]:
    """Return a run and its ledger, beside the run folder unless told where.

    Raises
    ------
    InputError
        The folder holds no whole consolidation run, or the ledger is another run's.
    """
    from mineplan.review.ledger import Ledger, ledger_path
    from mineplan.review.run import read_reviewed

    run = read_reviewed(folder)
    return run, Ledger(ledger or ledger_path(folder), run.name, run.input_hash)


def import_review(folder: Path, file: Path, by: str, ledger: Path | None = None) -> dict[str, Any]:
    """Add the opinions of a file to the ledger of a run; what stands there already is not added again.

    Parameters
    ----------
    folder, file
        The run; a `.json` export, a filled `.xlsx` review sheet, or a `.docx` with remarks.
    by
        Reviewer of a sheet that names none.
    ledger
        Where the ledger is, when not beside the run.

    Raises
    ------
    InputError
        With every fault of the file; nothing was added then.
    """
    run, book = open_ledger(folder, ledger)
    form, now = file.suffix.lower(), datetime.datetime.now().astimezone()
    if form not in _FORMS:
        raise InputError(Problem(f"is none of {', '.join(_FORMS)}", str(file)))
    told: dict[str, Any] = {}
    if form == ".json":
        entries = _from_json(file, run)
    elif form == ".xlsx":
        entries, told = _from_sheet(file, run, by, now)
    else:
        entries, told = _from_word(file, run, now)
    source: Any = {".json": "file", ".xlsx": "xlsx", ".docx": "docx"}[form]
    before = {(event.group_id, str(event.verdict)): event.by for event in book.events() if event.verdict}
    added = book.append_new(entries, source)
    seq, digest = book.head()
    return {
        "status": "ok",
        "run": str(folder),
        "ledger": str(book.path),
        "read": len(entries),
        "added": len(added),
        "known": len(entries) - len(added),
        "differing": _differing(before, added),
        "head": {"seq": seq, "hash": digest},
        **told,
    }


def _from_json(file: Path, run: ReviewedRun) -> list[Entry]:
    from mineplan.review.exchange import read_exported
    from mineplan.runs import read_json

    return read_exported(file, read_json(file), run)


def _from_sheet(file: Path, run: ReviewedRun, by: str, now: datetime.datetime) -> tuple[list[Entry], dict[str, Any]]:
    from mineplan.review.sheet import SHEET, read_sheet, time_of

    filled = read_sheet(file, run)
    who = filled.by or by
    if filled.opinions and not who:
        raise InputError(Problem("未填审查人，也没有给出 --by", str(file), SHEET, 3, "审查人"))
    told = {"without_verdict": len(filled.unread), "unfinished_rows": filled.unfinished, "by": who}
    return filled.entries(who, time_of(filled, now)), told


def _from_word(file: Path, run: ReviewedRun, now: datetime.datetime) -> tuple[list[Entry], dict[str, Any]]:
    from mineplan.review.events import stamp_of
    from mineplan.review.exchange import read_remarks

    entries, outside = read_remarks(file, run, stamp_of(now))
    return entries, {"outside_groups": outside}


def _differing(before: dict[tuple[str, str], str], added: list[Any]) -> list[str]:
    """Say where what came in differs from what others had said of the same group."""
    from mineplan.review.events import VERDICT_LABELS

    lines = []
    for event in added:
        for (group_id, verdict), by in sorted(before.items()):
            if event.verdict and group_id == event.group_id and verdict != event.verdict and by != event.by:
                said, other = VERDICT_LABELS[event.verdict], VERDICT_LABELS[verdict]  # type: ignore[index]
                lines.append(f"{group_id}: {event.by} says {said}, {by} had said {other}")
    return lines


def export_review(folder: Path, file: Path, ledger: Path | None = None) -> dict[str, Any]:
    """Write the review of a run: as JSON for `consolidate --decisions`, or as a review sheet with its log.

    Raises
    ------
    InputError, PlanError
        No such form; a damaged ledger, of which nothing is handed on.
    """
    from mineplan.review.exchange import exported
    from mineplan.runs import write_json

    run, book = open_ledger(folder, ledger)
    form = file.suffix.lower()
    if form not in (".json", ".xlsx"):
        raise InputError(Problem("is neither .json nor .xlsx", str(file)))
    _refuse_damage(book, None)
    events, head = book.events(), book.head()
    if form == ".json":
        write_json(file, exported(run, events, head))
    else:
        _write_sheet(folder, run, events, file)
    return {
        "status": "ok",
        "run": str(folder),
        "file": str(file),
        "events": len(events),
        "head": {"seq": head[0], "hash": head[1]},
    }


def _write_sheet(folder: Path, run: ReviewedRun, events: list[Any], file: Path) -> None:
    from mineplan.runs import read_json

    context = folder / "documents" / "context.json"
    if context.is_file():
        rows = sheet_rows(read_json(context)["groups"])
    else:
        plan = {g["group_id"]: g for g in read_json(folder / "plan.json")["groups"]}
        rows = [
            {
                "group_id": name,
                "name": name,
                "members": "\n".join(group.right_ids),
                "lead": group.lead_id,
                "area": f"{plan[name]['area_km2']:.4f}",
            }
            for name, group in run.groups.items()
        ]
    write_review_sheet(run, rows, events, file)


def sheet_rows(groups: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the groups of a context as rows of the review sheet."""
    return [
        {
            "group_id": group["group_id"],
            "name": f"（{group['numeral']}）{group['name']}",
            "members": "\n".join(f"{m['right_id']} {m['name']}" for m in group["members"]),
            "lead": f"{group['lead']['right_id']} {group['lead']['name']}",
            "area": group["extent"]["area"],
        }
        for group in groups
    ]


def write_review_sheet(run: ReviewedRun, rows: list[dict[str, str]], events: list[Any], file: Path) -> None:
    """Write the sheet so that the same review gives the same bytes."""
    from mineplan.documents.word import repack
    from mineplan.review.sheet import write_sheet

    write_sheet(run, rows, events, file)
    repack(file)


def verify_review(folder: Path, head: str = "", ledger: Path | None = None) -> dict[str, Any]:
    """Prove the chain of a run's ledger.

    Parameters
    ----------
    folder, ledger
        The run, and where its ledger is when not beside it.
    head
        `SEQ:HASH` as a proposal prints it, or an exported JSON file that carries it; without it a cut end
        cannot be seen.

    Raises
    ------
    PlanError
        With everything that is wrong.
    """
    run, book = open_ledger(folder, ledger)
    known = _known_head(head)
    _refuse_damage(book, known)
    seq, digest = book.head()
    return {
        "status": "whole",
        "run": str(folder),
        "ledger": str(book.path),
        "events": seq,
        "head": {"seq": seq, "hash": digest},
        "input_hash": run.input_hash,
        "is_head_compared": known is not None,
    }


def _known_head(head: str) -> tuple[int, str] | None:
    from mineplan.runs import read_json

    if not head:
        return None
    if Path(head).is_file():
        told = read_json(Path(head)).get("head")
        if not isinstance(told, dict):
            raise InputError(Problem("carries no head of a ledger", head))
        head = f"{told.get('seq')}:{told.get('hash')}"
    seq, _, digest = head.partition(":")
    if not seq.strip().isdigit() or not digest.strip():
        raise InputError(f"“{head}” is neither SEQ:HASH nor an exported file")
    return int(seq), digest.strip().lower()


def _refuse_damage(book: Ledger, known: tuple[int, str] | None) -> None:
    problems = book.verify(known)
    if problems:
        raise PlanError([Problem(words, str(book.path)) for words in problems])


def serve_review(folder: Path, port: int, has_browser: bool, say: Say, ledger: Path | None = None) -> dict[str, Any]:
    """Serve the review of a run on this machine until it is stopped.

    Raises
    ------
    InputError
        This build has no site; or the run or its ledger is not whole.
    """
    import time

    open_ledger(folder, ledger)
    if find_spec("mineplan.web") is None:
        raise InputError("this build has no local site: use --import and --export with the run's review.html or sheet")
    web = import_module("mineplan.web")
    answer: dict[str, Any] = web.serve_review(
        folder, web.Door(port=port, has_browser=has_browser), time.time, say, ledger
    )
    return answer
