"""Marks by which a document that comes back is known again: a bookmark for each group, the author of our evidence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

# Who writes the evidence beside each group; what bears this name is not a reviewer's remark.
EVIDENCE_AUTHOR = "mineplan"
_START, _HASHED, _LONGEST = "q_", "q_h_", 40


def bookmark_of(group_id: str) -> str:
    """Return a bookmark name as Word allows it: a letter first, letters, digits and `_`, at most 40 characters.

    Other characters are written as `_` and two hexadecimal digits a byte, so that the name tells the group again; a
    name that would be too long is a hash.
    """
    name = _START + re.sub(r"[^0-9A-Za-z]", lambda found: "".join(f"_{b:02x}" for b in found[0].encode()), group_id)
    return name if len(name) <= _LONGEST else _HASHED + hashlib.sha256(group_id.encode()).hexdigest()[:32]


def group_of(bookmark: str, group_ids: Iterable[str] = ()) -> str | None:
    """Return the group of a bookmark; None for a bookmark of somebody else.

    Parameters
    ----------
    bookmark
        Its name in the document.
    group_ids
        Groups of the run, among which a hashed name is looked for.
    """
    if not bookmark.startswith(_START):
        return None
    known = {bookmark_of(group_id): group_id for group_id in group_ids}
    if bookmark in known:
        return known[bookmark]
    if bookmark.startswith(_HASHED):
        return None
    try:
        escaped = bookmark.removeprefix(_START).encode("ascii")
        return re.sub(rb"_([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), escaped).decode()
    except UnicodeError:
        return None
