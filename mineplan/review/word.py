"""Remarks in a proposal that comes back from Word or WPS: comments and tracked changes, each with its group."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mineplan.errors import Problem, ReadError
from mineplan.plans.marks import EVIDENCE_AUTHOR, group_of
from mineplan.readers.archives import opened, read_member

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY, _COMMENTS, _STYLES = "word/document.xml", "word/comments.xml", "word/styles.xml"
# A picture in 300 dpi may shrink to nothing; text alone is read here.
_MOST_RATIO, _MOST_BYTES = 2000, 256 * 1024**2
_CHANGES = {"ins": "insertion", "moveTo": "insertion", "del": "deletion", "moveFrom": "deletion"}
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}
# Levels of heading that end a group: its own level is 1, the parts of a group are deeper.
_GROUP_LEVEL = 1
_LONGEST_ANCHOR = 60


@dataclass(frozen=True)
class Remark:
    """A comment or a tracked change.

    Attributes
    ----------
    group_id
        The group whose section holds it, by the bookmark on the section's heading; "" outside the groups.
    author, at
        As the file has them; `at` is an ISO time, "" where the file has none.
    kind
        `comment`, `insertion` or `deletion`.
    text
        What was said, put in or struck out; paragraphs apart by line breaks.
    anchor
        The words that a comment is about, or the paragraph of a change, cut short.
    """

    group_id: str
    author: str
    at: str
    kind: str
    text: str
    anchor: str = ""


def remarks_of(path: Path, group_ids: Sequence[str] = ()) -> list[Remark]:
    """Return the reviewers' remarks in the order of the text; our own evidence is left out.

    Parameters
    ----------
    path
        A docx that Word or WPS saved.
    group_ids
        Groups of the run; asked for only where a group's name is too long for a bookmark.

    Raises
    ------
    ReadError
        The file is no Word document.
    """
    parts = _parts(path)
    body = next((child for child in parts[_BODY] if _name(child) == "body"), None)
    if body is None:
        raise ReadError(Problem("is no Word document (it has no body)", file=path.name))
    reader = _Reader(_comments(parts.get(_COMMENTS)), _levels(parts.get(_STYLES)), group_ids)
    reader.read(body)
    return [remark for remark in reader.remarks() if remark.text.strip()]


def _parts(path: Path) -> dict[str, Any]:
    """Return the roots of the parts that are read."""
    from lxml import etree

    found: dict[str, Any] = {}
    with opened(path, path.name, _MOST_RATIO) as archive:
        # WPS may write names with a leading slash or back-slashes.
        members = {member.filename.replace("\\", "/").lstrip("/"): member for member in archive.infolist()}
        for name in (_BODY, _COMMENTS, _STYLES):
            if name in members:
                found[name] = _root(read_member(archive, members[name], path.name, _MOST_BYTES), etree, path.name)
    if _BODY not in found:
        raise ReadError(Problem("is no Word document (save it as .docx)", file=path.name))
    return found


def _root(content: bytes, etree: Any, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(Problem(f"is a damaged Word document ({error})", file=name)) from None
    if root.getroottree().docinfo.doctype:
        raise ReadError(Problem("declares a document type, which no Word document does; refused", file=name))
    return root


def _name(element: Any) -> str:
    """Return a tag without its namespace; "" for comments and instructions that WPS leaves in the body."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _comments(root: Any) -> dict[str, dict[str, str]]:
    """Return author, time and text of each comment by its number."""
    found: dict[str, dict[str, str]] = {}
    for comment in root if root is not None else ():
        if _name(comment) == "comment":
            lines = [_text(paragraph) for paragraph in comment.iter(f"{_W}p")]
            found[comment.get(f"{_W}id", "")] = {
                "author": comment.get(f"{_W}author", "").strip(),
                "at": comment.get(f"{_W}date", ""),
                "text": "\n".join(lines).strip(),
            }
    return found


def _levels(root: Any) -> dict[str, int]:
    """Return the outline level of each paragraph style that has one, inherited ones too."""
    styles = {s.get(f"{_W}styleId"): s for s in (root if root is not None else ()) if _name(s) == "style"}
    levels = {}
    for name in styles:
        style, seen = styles.get(name), set[Any]()
        while style is not None and style.get(f"{_W}styleId") not in seen:
            seen.add(style.get(f"{_W}styleId"))
            level = style.find(f"{_W}pPr/{_W}outlineLvl")
            if level is not None:
                levels[name] = int(level.get(f"{_W}val", "9"))
                break
            base = style.find(f"{_W}basedOn")
            style = None if base is None else styles.get(base.get(f"{_W}val"))
    return levels


def _text(element: Any) -> str:
    """Return the words of an element, struck ones too."""
    words = []
    for child in element.iter():
        name = _name(child)
        words.append(child.text or "" if name in ("t", "delText") else _BREAKS.get(name, ""))
    return "".join(words)


@dataclass
class _Change:
    kind: str
    author: str
    at: str
    group_id: str
    text: str
    anchor: str


@dataclass
class _Reader:
    """Walks the body once; a comment stands where its range begins, or else where it is referred to."""

    comments: dict[str, dict[str, str]]
    levels: dict[str, int]
    group_ids: Sequence[str]
    group_id: str = ""
    found: list[Any] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def read(self, element: Any) -> None:
        """Read what lies below an element."""
        for child in element:
            name = _name(child)
            if name == "p":
                self._paragraph(child)
            elif name in ("commentRangeStart", "commentRangeEnd", "bookmarkStart"):
                self._mark(child, name)
            elif name:
                self.read(child)

    def remarks(self) -> Iterator[Remark]:
        """Yield what was found, in order."""
        for one in self.found:
            if isinstance(one, _Change):
                yield Remark(one.group_id, one.author, one.at, one.kind, one.text, one.anchor)
            elif self.comments[one]["author"] != EVIDENCE_AUTHOR:
                comment, anchor = self.comments[one], self.anchors.get(one, "").strip()[:_LONGEST_ANCHOR]
                yield Remark(self.homes[one], comment["author"], comment["at"], "comment", comment["text"], anchor)
        for number, comment in self.comments.items():
            # Some programs keep a comment whose place was deleted.
            if number not in self.homes and comment["author"] != EVIDENCE_AUTHOR:
                yield Remark("", comment["author"], comment["at"], "comment", comment["text"])

    def _paragraph(self, paragraph: Any) -> None:
        self._place(paragraph)
        self._inside(paragraph, paragraph, None)

    def _place(self, paragraph: Any) -> None:
        """Enter a group at its heading, leave it at the next heading of its level or above."""
        marks = [group_of(m.get(f"{_W}name", ""), self.group_ids) for m in paragraph.iter(f"{_W}bookmarkStart")]
        own = next((mark for mark in marks if mark), None)
        if own:
            self.group_id = own
        elif self._level(paragraph) <= _GROUP_LEVEL and _text(paragraph).strip():
            self.group_id = ""

    def _level(self, paragraph: Any) -> int:
        direct = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if direct is not None:
            return int(direct.get(f"{_W}val", "9"))
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return 9 if style is None else self.levels.get(style.get(f"{_W}val"), 9)

    def _inside(self, element: Any, paragraph: Any, change: Any) -> None:
        for child in element:
            name = _name(child)
            if name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
                self._mark(child, name)
            elif name in _CHANGES:
                self._inside(child, paragraph, child)
            elif name == "p":  # of a text box
                self._paragraph(child)
            elif name in ("t", "delText") or name in _BREAKS:
                self._words(child.text or "" if name in ("t", "delText") else _BREAKS[name], paragraph, change)
            elif name and name not in ("pPr", "rPr"):
                self._inside(child, paragraph, change)

    def _words(self, words: str, paragraph: Any, change: Any) -> None:
        for number in self.opened:
            self.anchors[number] = self.anchors.get(number, "") + words
        if change is None:
            return
        kind = _CHANGES[_name(change)]
        author, at = change.get(f"{_W}author", "").strip(), change.get(f"{_W}date", "")
        last = self.found[-1] if self.found and isinstance(self.found[-1], _Change) else None
        anchor = _text(paragraph).strip()[:_LONGEST_ANCHOR]
        if last and (last.kind, last.author, last.at, last.anchor) == (kind, author, at, anchor):
            # Word cuts one change into as many runs as it has fonts.
            last.text += words
        else:
            self.found.append(_Change(kind, author, at, self.group_id, words, anchor))

    def _mark(self, element: Any, name: str) -> None:
        if name == "bookmarkStart":
            self.group_id = group_of(element.get(f"{_W}name", ""), self.group_ids) or self.group_id
            return
        number = element.get(f"{_W}id", "")
        if number not in self.comments:
            return
        if name == "commentRangeStart":
            self.opened.add(number)
        else:
            self.opened.discard(number)
        if number not in self.homes:
            self.homes[number] = self.group_id
            self.found.append(number)


def is_word(path: Path) -> bool:
    """Whether a file is a Word document by what it holds, not by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.replace("\\", "/").lstrip("/") == _BODY for name in archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False
