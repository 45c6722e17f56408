"""Paragraphs of a Word file in order, body, headers, footers and notes, each with the place a reader would name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.documents.word import open_docx

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = (("header", "header"), ("footer", "footer"), ("footnotes", "footnotes"), ("endnotes", "endnotes"))
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}


@dataclass(frozen=True)
class Story:
    """A part of the file with running text: its name, as `header 1`, "" for the body, and its root element."""

    name: str
    root: Any


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: its text over all runs, its place, the box and the table that hold it.

    Attributes
    ----------
    row_text, header
        The text of its row, and of the first cell of its column; "" outside tables.
    """

    text: str
    place: str
    box: int
    table: int = 0
    row_text: str = ""
    header: str = ""


def stories(path: Path) -> list[Story]:
    """Return the body, then headers, footers and notes.

    Raises
    ------
    InputError
        The file is no Word document.
    """
    document = open_docx(path)
    found = [Story("", document.element.body)]
    for part in sorted(document.part.package.iter_parts(), key=lambda part: str(part.partname)):
        name = re.fullmatch(r"/word/([a-z]+)(\d*)\.xml", str(part.partname))
        label = dict(_PARTS).get(name[1]) if name else None
        if label and name:
            found.append(Story(f"{label} {name[2]}".strip(), _root(part)))
    return found


def _root(part: Any) -> Any:
    from lxml import etree

    element = getattr(part, "element", None)
    return etree.fromstring(part.blob) if element is None else element


def paragraphs(story: Story) -> Iterator[Paragraph]:
    """Yield the paragraphs of a part; those in tables are placed by table, row and column."""
    yield from _walk(story.root, story.name, {"p": 0, "tbl": 0, "box": 0}, _Where(0))


@dataclass(frozen=True)
class _Where:
    box: int
    table: int = 0
    row: int = 0
    column: int = 0
    row_text: str = ""
    header: str = ""


def _walk(parent: Any, story: str, counts: dict[str, int], where: _Where) -> Iterator[Paragraph]:
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        name = name_of(child)
        if name == "p":
            counts["p"] += where.table == 0
            yield _paragraph(child, story, counts["p"], where)
            for box in child.iter(f"{_W}txbxContent"):
                yield from _walk(box, story, counts, _Where(_next(counts, "box")))
        elif name == "tbl":
            yield from _walk_table(child, story, counts)
        elif name not in ("sectPr", "pPr"):
            yield from _walk(child, story, counts, where)


def _next(counts: dict[str, int], kind: str) -> int:
    counts[kind] += 1
    return counts[kind]


def _walk_table(table: Any, story: str, counts: dict[str, int]) -> Iterator[Paragraph]:
    number, rows = _next(counts, "tbl"), table.findall(f"{_W}tr")
    headers = [text_of(cell) for cell in rows[0].findall(f"{_W}tc")] if rows else []
    for row_no, row in enumerate(rows, start=1):
        text = text_of(row)
        for column_no, cell in enumerate(row.findall(f"{_W}tc"), start=1):
            header = headers[column_no - 1] if column_no <= len(headers) else ""
            where = _Where(_next(counts, "box"), number, row_no, column_no, text, header)
            yield from _walk(cell, story, counts, where)


def _paragraph(element: Any, story: str, number: int, where: _Where) -> Paragraph:
    place = f"table {where.table} row {where.row} column {where.column}" if where.table else f"paragraph {number}"
    return Paragraph(text_of(element), f"{story} {place}".strip(), where.box, where.table, where.row_text, where.header)


def text_of(element: Any) -> str:
    """Return the text over all runs, text boxes left out; deleted words too, since tags in them still work."""
    words: list[str] = []

    def collect(parent: Any) -> None:
        for child in parent:
            if not isinstance(child.tag, str) or child.tag == f"{_W}txbxContent":
                continue
            if child.tag in (f"{_W}t", f"{_W}delText"):
                words.append(child.text or "")
            else:
                words.append(_BREAKS.get(child.tag, ""))
                collect(child)

    collect(element)
    return "".join(words)


def name_of(element: Any) -> str:
    """Return a tag without its namespace."""
    return str(element.tag).rpartition("}")[2]
