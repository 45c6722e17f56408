"""Changes as people write them in a cell: 剔除 C14…、C14…；牵头 C14…."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from mineplan.review.events import ACTION_LABELS, Action, Change

GRAMMAR = "写法：剔除、并入、牵头、同组或分开，空一格后写采矿许可证号，多个用顿号隔开；多项修改用分号隔开"
_ACTIONS: dict[str, Action] = {
    "剔除": "leave_out",
    "并入": "add",
    "牵头": "lead",
    "同组": "keep_together",
    "分开": "keep_apart",
}
_ITEMS = re.compile(r"[;；\n\r。]+")
_NUMBERS = re.compile(r"[、,，\s]+")


def write_changes(changes: Iterable[Change]) -> str:
    """Return changes as one line of text, which `parse_changes` reads back."""
    return "；".join(f"{ACTION_LABELS[change.action]} {'、'.join(change.right_ids)}" for change in changes)


def parse_changes(text: str, known: Collection[str]) -> tuple[tuple[Change, ...], list[str]]:
    """Return the changes that a text asks for, and what of it cannot be understood, in Chinese.

    Parameters
    ----------
    text
        As typed. Full-width digits and letters, blanks and a colon after the word are taken as meant.
    known
        Licence numbers that may be named; a number in another width or case than the licence bears is found too.
    """
    places = {_folded(right_id): right_id for right_id in sorted(known, reverse=True)}
    changes, faults = [], []
    for item in _ITEMS.split(text):
        words = item.strip()
        if not words:
            continue
        label = next((label for label in _ACTIONS if words.startswith(label)), None)
        if label is None:
            faults.append(f"“{words}”无法识别。{GRAMMAR}")
            continue
        rest = words.removeprefix(label).lstrip(" \t　:：")
        written = [number for number in _NUMBERS.split(rest) if number]
        numbers = [number if number in known else places.get(_folded(number), "") for number in written]
        faults += [
            f"“{label}”后的“{w}”不是本次方案的采矿许可证号" for w, n in zip(written, numbers, strict=True) if not n
        ]
        if not written:
            faults.append(f"“{label}”后没有采矿许可证号")
        changes.append(Change(action=_ACTIONS[label], right_ids=tuple(n for n in numbers if n)))
    return tuple(changes), faults


def _folded(number: str) -> str:
    return unicodedata.normalize("NFKC", number).strip().upper()
