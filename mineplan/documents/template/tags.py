"""The tags of a Word template, each with its place as a reader of the document finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mineplan.documents.template.docx_xml import Paragraph, Story, paragraphs, stories

_TAG = re.compile(r"\{\{(?P<field>.*?)\}\}|\{%(?P<order>.*?)%\}|\{#.*?#\}", re.DOTALL)
# Halves of tags, full-width braces of a Chinese keyboard among them.
_HALF = re.compile(r"[{｛][{｛%％]|[%％}｝][}｝]")
_AROUND = 12
# Word's own quotation marks, which the engine takes for plain ones, and blanks of every sort.
_PLAIN = str.maketrans("“”‘’\xa0\n\t", "\"\"''   ")


@dataclass(frozen=True)
class Tag:
    """A tag, or what looks like half of one.

    Attributes
    ----------
    kind
        `field` for a value to print, `order` for if, for and the like, `half` for what is no whole tag.
    words
        What stands between the braces, without the letters for row or paragraph.
    scope
        `p`, `tr`, `tc`, `r` of a tag that stands for its whole paragraph, row, cell or run; "" inside text.
    place, around
        Where, and the text around it.
    box, table
        The nearest of cell, text box and part that holds it, and the table; told apart by numbers.
    is_alone, header, story
        Whether nothing else stands in what a scoped tag takes away; the first cell of its column; the part it is in.
    """

    kind: str
    words: str
    scope: str
    place: str
    around: str
    box: int
    table: int = 0
    is_alone: bool = True
    header: str = ""
    story: str = ""


def tags_of(path: Path) -> list[Tag]:
    """Return the tags of a template, part by part, in the order of the text.

    Raises
    ------
    InputError
        The file is no Word document.
    """
    return [tag for story in stories(path) for tag in _tags(story)]


def _tags(story: Story) -> Iterator[Tag]:
    for paragraph in paragraphs(story):
        text = paragraph.text
        end = 0
        for found in _TAG.finditer(text):
            yield from _halves(paragraph, text, end, found.start())
            end = found.end()
            if found[0].startswith("{#"):
                continue
            kind = "field" if found["field"] is not None else "order"
            inner = found["field"] if kind == "field" else found["order"]
            scope, words = _scope(inner)
            broken = _HALF.search(words)
            yield Tag(
                "half" if broken else kind,
                found[0] if broken else words,
                scope,
                paragraph.place,
                _around(text, found.start(), found.end()),
                paragraph.box,
                paragraph.table,
                _is_alone(paragraph, text, found, scope),
                paragraph.header,
                story.name,
            )
        yield from _halves(paragraph, text, end, len(text))


def _halves(paragraph: Paragraph, text: str, start: int, end: int) -> Iterator[Tag]:
    for found in _HALF.finditer(text, start, end):
        around = _around(text, found.start(), found.end())
        yield Tag("half", found[0], "", paragraph.place, around, paragraph.box, paragraph.table)


def _scope(inner: str) -> tuple[str, str]:
    """Return the letters for row or paragraph, and the words of a tag as the template engine will see them."""
    found = re.match(r"(tr|tc|p|r)\s+(.*)", inner, re.DOTALL)
    scope, words = (found[1], found[2]) if found else ("", inner)
    words = words.translate(_PLAIN)
    return scope, words.removeprefix("-").removesuffix("-").strip()


def _is_alone(paragraph: Paragraph, text: str, found: re.Match[str], scope: str) -> bool:
    """Whether a tag that takes its paragraph or row away takes nothing else with it."""
    if scope == "p":
        return not (text[: found.start()] + text[found.end() :]).strip()
    if scope == "tr":
        return bool(paragraph.row_text.replace(found[0], "", 1).strip() == "")
    return True


def _around(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    head = "…" if start > _AROUND else ""
    tail = "…" if end + _AROUND < len(text) else ""
    return re.sub(r"\s+", " ", f"{head}{before}{text[start:end][:80]}{after}{tail}")
