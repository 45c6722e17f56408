"""Which columns of a pasted corner table hold coordinates: by header, by synonyms, or by the ranges of the numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mineplan.tables import clean, is_blank

HEADER_ROWS, _MOST_COLUMNS = 15, 100
_TRIED_ROWS, _FEWEST_DIGITS = 500, 5
# Header without unit and brackets -> what the column holds.
_NORTH = r"(?:X坐标值?|X|纵坐标X?|北坐标|北方向|北|X北|NORTHING|N|纬度B?|北纬|LAT(?:ITUDE)?|B|Y纬度)"
_EAST = r"(?:Y坐标值?|Y|横坐标Y?|东坐标|东方向|东|Y东|EASTING|E|经度L?|东经|LON(?:G|GITUDE)?|L|X经度)"
_NO = r"(?:拐点|界址点|边界点|角点|坐标点|折点)?(?:编号|序号|点号|号)|拐点|点号|点名|序号|NO\.?|ID|POINT"
_RING = r"(?:圈|环|块|区域|地块圈|图形|部分|RING|PART)(?:号|编号)?"
_NORTH_WORD = re.compile(_NORTH, re.IGNORECASE)
_EAST_WORD = re.compile(_EAST, re.IGNORECASE)
_NO_WORD = re.compile(_NO, re.IGNORECASE)
_RING_WORD = re.compile(_RING, re.IGNORECASE)
_PACKED_WORD = re.compile(r"D+\.?MM?SS|度\.?分秒", re.IGNORECASE)
_DEGREE_HEADER = re.compile(r"经度|纬度|东经|北纬|LAT|LON", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """Columns of one block of a corner table: the pair in file order, point number and ring label (-1 for none)."""

    first: int
    second: int
    no: int = -1
    ring: int = -1


@dataclass(frozen=True)
class Columns:
    """Where a corner table begins and what its columns hold.

    Attributes
    ----------
    begin
        Position of the first row below the header.
    blocks
        Side by side, from left to right.
    order
        What the headers call the first of a pair: `north`, `east`, "" without headers.
    angles
        `packed` where a header says D.MMSS.
    attributes
        Column -> header of everything else.
    header
        The header cells that name coordinates, as in the file.
    """

    begin: int
    blocks: tuple[Block, ...]
    order: str
    angles: str
    attributes: dict[int, str]
    header: tuple[str, ...] = ()


def headed_columns(rows: Sequence[Sequence[Any]]) -> Columns | None:
    """Find the row that names coordinate columns, None when there is none among the first."""
    for at, whole in enumerate(rows[:HEADER_ROWS]):
        row = whole[:_MOST_COLUMNS]
        words = [_word(cell) for cell in row]
        pairs = [pair for pair in _pairs(words) if _has_corners(rows[at + 1 : at + 1 + _TRIED_ROWS], pair)]
        if not pairs:
            continue
        chosen = _same_kind(pairs, row)
        taken = {column for pair in pairs for column in pair[:2]}
        blocks = tuple(_block(words, pair, taken, chosen[k - 1][1] if k else -1) for k, pair in enumerate(chosen))
        taken |= {column for block in blocks for column in (block.no, block.ring)}
        attributes = {
            k: " ".join(str(cell).split())
            for k, cell in enumerate(row)
            if k not in taken and not is_blank(cell) and not _NO_WORD.fullmatch(words[k])
        }
        names = tuple(str(row[column]).strip() for pair in chosen for column in pair[:2])
        angles = "packed" if any(_PACKED_WORD.search(clean(name)) for name in names) else ""
        return Columns(at + 1, blocks, "north" if chosen[0][2] else "east", angles, attributes, names)
    return None


def is_coordinate_header(text: str) -> bool:
    """Whether a text is the header of a coordinate column."""
    word = _word(text)
    return bool(_NORTH_WORD.fullmatch(word) or _EAST_WORD.fullmatch(word))


def _word(cell: Any) -> str:
    """Return a header without unit and brackets: 北(X)(米) is 北X."""
    if is_blank(cell) or isinstance(cell, int | float):
        return ""
    text = re.sub(r"\((?:米|m|度|°|单位.*?|D+\.?M+S+|度\.?分秒|度分秒|\d+)\)?", "", clean(cell), flags=re.IGNORECASE)
    return re.sub(r"[()_:/]|坐标系$", "", text)


def _pairs(words: Sequence[str]) -> list[tuple[int, int, bool]]:
    """Return (column, column, whether the first points north) of neighbouring coordinate headers."""
    kinds = [("n" if _NORTH_WORD.fullmatch(w) else "e" if _EAST_WORD.fullmatch(w) else "") for w in words]
    found, k = [], 0
    while k < len(kinds):
        nearest = next((j for j in range(k + 1, min(k + 3, len(kinds))) if kinds[j]), None) if kinds[k] else None
        if nearest is not None and {kinds[k], kinds[nearest]} == {"n", "e"}:
            found.append((k, nearest, kinds[k] == "n"))
            k = nearest
        k += 1
    return found


def _has_corners(rows: Sequence[Sequence[Any]], pair: tuple[int, int, bool]) -> bool:
    """Whether any row below holds two coordinates there: single letters may stand in any row of a ledger."""
    return any(max(pair[:2]) < len(row) and all(_has_digits(row[column]) for column in pair[:2]) for row in rows)


def _has_digits(cell: Any) -> bool:
    """Whether a cell holds the digits of a coordinate, however written."""
    return not is_blank(cell) and len(re.findall(r"\d", clean(cell))) >= _FEWEST_DIGITS


def _same_kind(pairs: list[tuple[int, int, bool]], row: Sequence[Any]) -> list[tuple[int, int, bool]]:
    """Return the metres where metres and degrees of the same points stand beside each other, and one axis order."""
    is_degrees = [bool(_DEGREE_HEADER.search(clean(row[pair[0]]))) for pair in pairs]
    if any(is_degrees) and not all(is_degrees):
        pairs = [pair for pair, degrees in zip(pairs, is_degrees, strict=True) if not degrees]
    return [pair for pair in pairs if pair[2] == pairs[0][2]]


def _block(words: Sequence[str], pair: tuple[int, int, bool], taken: set[int], after: int) -> Block:
    before = [k for k in range(after + 1, pair[0]) if k not in taken]
    no = next((k for k in reversed(before) if _NO_WORD.fullmatch(words[k])), -1)
    ring = next((k for k in before if _RING_WORD.fullmatch(words[k])), -1)
    return Block(pair[0], pair[1], no, ring)


def bare_columns(rows: Sequence[Sequence[Any]]) -> Columns | None:
    """Find coordinate columns of a table without header: pairs of neighbours that look like coordinates."""
    found = [_bare_blocks(row) for row in rows[:_TRIED_ROWS]]
    counts = Counter(blocks for blocks in found if blocks)
    if not counts or max(counts.values()) < 3:
        return None
    # Of equally frequent ones the widest, then the leftmost: a last row of blocks side by side is shorter.
    best = max(counts, key=lambda blocks: (counts[blocks], len(blocks), -blocks[0].first))
    return Columns(found.index(best), best, "", "", {})


def _bare_blocks(row: Sequence[Any]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    k = 0
    while k + 1 < min(len(row), _MOST_COLUMNS):
        if _is_coordinate(row[k]) and _is_coordinate(row[k + 1]):
            after = blocks[-1].second if blocks else -1
            blocks.append(Block(k, k + 1, k - 1 if k - 1 > after and _is_number(row[k - 1]) else -1))
            k += 1
        k += 1
    return tuple(blocks)


def _is_number(cell: Any) -> bool:
    return not is_blank(cell) and re.fullmatch(r"[A-Za-z]{0,3}-?\d{1,6}(?:\.0)?", clean(cell)) is not None


def _is_coordinate(cell: Any) -> bool:
    """Whether a cell alone may be a coordinate: seven or eight digits, degrees with decimals, or °′″."""
    if is_blank(cell):
        return False
    text = clean(cell)
    return (
        re.fullmatch(
            r"\d{6,8}(?:\.\d+)?|\d{1,3}\.\d{3,}|(?:\d{1,3},)+\d{3}(?:\.\d+)?|[EN东北]?.{0,2}\d{1,3}[°度º].+", text
        )
        is not None
    )
