"""Rows of a pasted corner table walked into plots and rings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mineplan.errors import Problem
from mineplan.readers.corner_columns import Columns, is_coordinate_header
from mineplan.readers.deciding import Pair
from mineplan.readers.text import folded
from mineplan.tables import clean, is_blank

# A label of a ring of the same plot; any other short text above corners names a new plot.
_RING_LABEL = re.compile(
    r"(?:第?[\d一二三四五六七八九十]+)?(?:区域|区块|块段|块|圈|环|部分|ring|part)(?:[\d一二三四五六七八九十]*)(?:号|圈|块)?"
    r"(?:坐标|拐点|范围|[:、.].{0,10})?|外圈|内圈|扣除.{0,20}|[（(]?[\d一二三四五六七八九十]{1,2}[)）、.]?|[*@#-]+",
    re.IGNORECASE,
)
_DEPTH = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:米|m)?\s*(?:标高)?\s*(?:至|到|～|~|—|-)+\s*(-?\d+(?:\.\d+)?)")
_DIGIT = re.compile(r"[EN东北\s]*[经纬]?\s*[-+.]?\d", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z]{0,3}-?([0-9]{1,9})(?:\.0)?")
_LONGEST_NAME, _MOST_TEXTS = 40, 1000


@dataclass
class RingRows:
    """One ring while it is gathered: the name of its plot, its own label, pairs, rows, and the last point number."""

    plot: str
    label: str
    pairs: list[Pair] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    last: int | None = None


@dataclass
class Walk:
    """What the rows hold: rings in order, elevations, texts beside the corners, problems."""

    file: str
    sheet: str
    rings: list[RingRows] = field(default_factory=list)
    name: str = ""
    texts: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    elevations: tuple[float, float] | None = None


class _Line(NamedTuple):
    """One row seen through one block; its texts are kept only where it holds no coordinates."""

    row: int
    pair: Pair
    no: str
    ring: str
    texts: tuple[str, ...]


def token_of(cell: Any) -> str:
    """Return a cell as text; floats without the noise of their last digits."""
    if isinstance(cell, str) and cell.isascii() and cell[:1].isdigit():
        return cell.strip()
    if cell is None or cell == "" or is_blank(cell):
        return ""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return folded(str(cell)).strip()


def walked(rows: Sequence[Sequence[Any]], columns: Columns, group: int | None, walk: Walk) -> Walk:
    """Walk the rows below the header, block after block.

    Parameters
    ----------
    rows
        All cells; position 0 is row 1.
    columns
        What holds what.
    group
        The column whose value names the plot, None when there is none.
    walk
        Is filled and returned.
    """
    for k in range(len(columns.blocks)):
        # A ring may go on at the head of the next block: where nothing stands between, or where its numbers do.
        is_open, is_head, carried = k > 0, k > 0, ""
        for line in _lines(rows, columns, k):
            if line.pair == ("", ""):
                is_open = False
                is_head &= not line.texts
                _between(walk, line)
                if len(walk.texts) > _MOST_TEXTS:
                    what = f"has more than {_MOST_TEXTS} rows of text among its corners; the rest is not read"
                    walk.problems.append(Problem(what, walk.file, walk.sheet, line.row))
                    return walk
                continue
            if group is not None:
                carried = token_of(_cell(rows[line.row - 1], group)) or carried
            _corner(walk, line, carried or walk.name, is_open or (is_head and _is_next(walk, line)))
            is_open, is_head = True, False
    return walk


def _lines(rows: Sequence[Sequence[Any]], columns: Columns, k: int) -> Iterator[_Line]:
    block = columns.blocks[k]
    begin = columns.blocks[k - 1].second + 1 if k else 0
    end = block.second if k + 1 < len(columns.blocks) else None
    for at in range(columns.begin, len(rows)):
        row = rows[at]
        pair = (token_of(_cell(row, block.first)), token_of(_cell(row, block.second)))
        if _has_digit(pair[0]) or _has_digit(pair[1]):
            no = token_of(_cell(row, block.no)) if block.no >= 0 else ""
            ring = token_of(_cell(row, block.ring)) if block.ring >= 0 else ""
            yield _Line(at + 1, pair, no, ring, ())
            continue
        own = {block.first, block.second, block.no, block.ring}
        cells = ((j, cell) for j, cell in enumerate(row[begin:end], begin) if not is_blank(cell))
        texts = tuple(token_of(cell) for j, cell in cells if j not in own or not _is_numeric(cell))
        yield _Line(at + 1, ("", ""), "", "", texts)


def _cell(row: Sequence[Any], column: int | None) -> Any:
    return row[column] if column is not None and 0 <= column < len(row) else None


def _is_numeric(cell: Any) -> bool:
    return isinstance(cell, int | float) or bool(re.fullmatch(r"[A-Za-z]{0,3}-?[\d.,]+", clean(cell)))


def _has_digit(token: str) -> bool:
    return token[:1].isdecimal() or _DIGIT.match(token) is not None


def _between(walk: Walk, line: _Line) -> None:
    """Keep the text of a row without coordinates: elevations, the name of a plot, or a remark."""
    if not line.texts:
        return
    text = " ".join(dict.fromkeys(line.texts))
    depth = _DEPTH.search(text)
    if depth and re.search("标高|开采深度", text):
        walk.elevations = (float(depth[1]), float(depth[2]))
    walk.texts.append((line.row, text))
    if len(text) <= _LONGEST_NAME and not _RING_LABEL.fullmatch(clean(text)) and _is_name(line.texts, text):
        walk.name = text


def _is_name(texts: Sequence[str], text: str) -> bool:
    """Whether a text above corners names them: no sentence, no note, no heading of the table."""
    if any(is_coordinate_header(part) for part in texts):
        return False
    return not re.search(
        r"[:：;。]|坐标|拐点|序号|合计|面积|单位|备注|说明|标高|深度|^注|带号|CGCS|WGS", text, re.IGNORECASE
    )


def _corner(walk: Walk, line: _Line, plot: str, is_open: bool) -> None:
    """Put a corner into the ring that it goes on with, or begin the next ring with it."""
    if not (_has_digit(line.pair[0]) and _has_digit(line.pair[1])):
        what = f"has one coordinate only (“{line.pair[0]}”, “{line.pair[1]}”)"
        walk.problems.append(Problem(what, walk.file, walk.sheet, line.row))
        return
    no = _number(line.no)
    ring = walk.rings[-1] if walk.rings else None
    if ring is None or (ring.plot, ring.label) != (plot, line.ring) or not _goes_on(ring, no, is_open):
        ring = RingRows(plot, line.ring)
        walk.rings.append(ring)
    ring.pairs.append(line.pair)
    ring.rows.append(line.row)
    ring.last = no


def _is_next(walk: Walk, line: _Line) -> bool:
    no, last = _number(line.no), walk.rings[-1].last if walk.rings else None
    return no is not None and last is not None and no == last + 1


def _goes_on(ring: RingRows, no: int | None, is_open: bool) -> bool:
    is_closed = len(ring.pairs) > 3 and ring.pairs[0] == ring.pairs[-1]
    restarts = no == 1 and ring.pairs[0] != ring.pairs[-1] and len(ring.pairs) >= 3
    return is_open and not is_closed and not restarts


def _number(token: str) -> int | None:
    match = _NUMBER.fullmatch(token) if token else None
    return int(match[1]) if match else None
