"""Corner lists without counts: as licences print them, and as the MapGIS web service writes them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from mineplan.errors import ReadError

_NUMBER = r"[-+]?\d+(?:\.\d*)?"
_PAIR = re.compile(rf"({_NUMBER})[,\s]+({_NUMBER})")
_NUMBERED = re.compile(rf"[A-Za-z]{{0,2}}(\d+)[,、\s]+({_NUMBER})[,\s]+({_NUMBER})")
_DEPTH = re.compile(
    rf"[,;]?\s*开采深度\s*[:：]?\s*由?\s*({_NUMBER})\s*(?:米|m)?\s*(?:至|到|～|~|-)\s*({_NUMBER})[^\d]*$"
)


@dataclass(frozen=True)
class CornerList:
    """Rings as pairs of texts with their signs, and elevations where a sentence states them."""

    rings: tuple[tuple[tuple[str, str], ...], ...]
    signs: tuple[int, ...]
    top_m: float = math.nan
    bottom_m: float = math.nan


def parse_corners(text: str) -> CornerList | None:
    """Read a list of corners, or return None when the text is none.

    Parameters
    ----------
    text
        One corner a line (or between semicolons) as `no,A,B` or `A,B`; or `x,y x,y@x,y x,y#…`, where `@` begins
        a ring to be taken out and `#` another part. Full-width forms are already folded.

    Raises
    ------
    ReadError
        The numbers restart, so there are several rings and nothing says which are taken out.
    """
    top, bottom = math.nan, math.nan
    depth = _DEPTH.search(text)
    if depth:
        text, top, bottom = text[: depth.start()], float(depth[1]), float(depth[2])
    pieces = re.split(r"([@#])", text.strip().strip("#@;,"))
    rings = [_ring(piece) for piece in pieces[::2]]
    if any(ring is None for ring in rings):
        return None
    signs = (1, *(-1 if mark == "@" else 1 for mark in pieces[1::2]))
    return CornerList(tuple(tuple(ring) for ring in rings if ring is not None), signs, top, bottom)


def _ring(piece: str) -> list[tuple[str, str]] | None:
    """Return the pairs of one ring, None when the records are no corners."""
    records = [r.strip().strip(",") for r in re.split(r"[;\r\n]+", piece.strip()) if r.strip().strip(",")]
    if len(records) == 1:
        records = records[0].split()
    numbered = [_NUMBERED.fullmatch(record) for record in records]
    if len(records) >= 3 and all(numbered):
        found = [match for match in numbered if match]
        if any(int(a[1]) == 1 for a in found[1:]):
            raise ReadError(
                "is a list of corners whose numbers start again at 1; write several rings as a "
                "registration string, whose flags say which are taken out"
            )
        return [(match[2], match[3]) for match in found]
    pairs = [_PAIR.fullmatch(record) for record in records]
    return [(m[1], m[2]) for m in pairs if m] if len(records) >= 3 and all(pairs) else None
