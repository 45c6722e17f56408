"""How tests look at a document: its text, its headings, what must never be printed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx

_ANNEX = "附件标识"
_TAGS = (r"\{\{", r"\}\}", r"\{%", r"%\}", "None", r"\bnan\b")
_NEVER = (*_TAGS, r"(?<![\d.])0(?:宗|个|对|座|份|项)", "，，|。。|；；|、、|（）|“”|，。|：。|；。|、。")


def words_of(path: Path) -> str:
    """Return all text of the body, a line a paragraph."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


def empty_headings(path: Path) -> list[str]:
    """Return the headings under which nothing stands before the next heading of their level or above."""
    document = docx.Document(str(path))
    level, found, waiting = 0, [], []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            waiting = []
            continue
        name = block.style.name
        level = 1 if name == _ANNEX else int(name[-1]) if name.startswith("Heading ") else 0
        if level:
            found += [text for text, above in waiting if above >= level]
            waiting = [one for one in waiting if one[1] < level] + [(block.text, level)]
        elif block.text.strip() and name not in ("表题", "附件标题"):
            waiting = []
    return found + [text for text, _ in waiting]


def misprints(path: Path) -> list[str]:
    """Return what no document may hold: tags, None, nan, a nought of something counted, doubled or empty marks."""
    text = words_of(path)
    return [text[max(0, f.start() - 15) : f.end() + 5] for f in re.finditer("|".join(_NEVER), text)]


def code_names(path: Path) -> list[str]:
    """Return names of the program such as max_share or assume: what is printed is told in Chinese."""
    return re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\bassume\b", words_of(path), re.ASCII)
