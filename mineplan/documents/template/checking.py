"""What is wrong with a template: broken tags, fields that nothing fills, a document that Word would not open."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.documents.template.docx_xml import stories, text_of
from mineplan.documents.template.naming import Names, look, unused
from mineplan.documents.template.shapes import ANY, Shape, shape_of, united
from mineplan.documents.template.tags import Tag, tags_of
from mineplan.documents.word import open_docx
from mineplan.errors import InputError

_CLOSERS = {"endif": "if", "endfor": "for"}
_MIDDLES = {"elif": ("if",), "else": ("if", "for")}
# Orders of the Word engine itself: merged cells, spans, shading.
_OWN = {"vm", "hm", "colspan", "cellbg"}
_SCOPES = {"p": "paragraph", "tr": "table row", "tc": "table cell", "r": "run"}


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a template.

    Attributes
    ----------
    kind
        `broken_tag`, `unknown_field` or `document`.
    what
        The sentence.
    place, around
        Where, as `table 3 row 2 column 1`, and the text around it.
    """

    kind: str
    what: str
    place: str = ""
    around: str = ""


@dataclass(frozen=True)
class Checked:
    """What was found.

    Attributes
    ----------
    flaws
        In the order of the text.
    used, missing
        Fields that the template names, and fields of the samples that it names nowhere.
    tags
        How many tags it has.
    """

    flaws: tuple[Flaw, ...]
    used: tuple[str, ...]
    missing: tuple[str, ...]
    tags: int


Render = Callable[[Mapping[str, Any], Path, Path], None]


def check_template(path: Path, contexts: Sequence[Mapping[str, Any]], render: Render) -> Checked:
    """Look at every tag of a template, then fill it with each sample and open what came out.

    Parameters
    ----------
    path
        The docx.
    contexts
        Samples of what will fill it.
    render
        Writes the document of a context from a template to a file.

    Raises
    ------
    InputError
        The file is no Word document.
    """
    tags = tags_of(path)
    shape = united(shape_of(context) for context in contexts)
    flaws, used = read_tags(tags, shape)
    flaws += _tracked(path)
    if not flaws:
        flaws = _rendered(path, contexts, render)
    return Checked(tuple(flaws), tuple(sorted(used)), tuple(unused(shape, set(used))), len(tags))


def read_tags(tags: Sequence[Tag], shape: Shape) -> tuple[list[Flaw], dict[str, list[Tag]]]:
    """Return the flaws of tags, and the paths of the fields that they name, each with the tags that do."""
    reader = _Reader(Names.of(shape))
    for tag in tags:
        reader.read(tag)
    reader.leave_open()
    return reader.flaws, reader.named


class _Reader:
    """Reads tags one by one; what is open at any point must be closed in the same place that opened it."""

    def __init__(self, names: Names) -> None:
        from jinja2 import Environment

        self.environment, self.names = Environment(autoescape=True), names
        self.flaws: list[Flaw] = []
        self.open: list[tuple[Tag, str]] = []
        self.named: dict[str, list[Tag]] = {}
        self.story = ""

    def complain(self, tag: Tag, what: str, kind: str = "broken_tag") -> None:
        self.flaws.append(Flaw(kind, what, tag.place, tag.around))

    def leave_open(self) -> None:
        """Complain of what a part leaves open; the next part begins afresh."""
        while self.open:
            tag, kind = self.open.pop(0)
            if kind == "for":
                self.names.close_loop()
            self.complain(tag, f"{{% {kind} %}} is never closed: {{% end{kind} %}} is missing")

    def read(self, tag: Tag) -> None:
        if tag.story != self.story:
            self.leave_open()
            self.story = tag.story
        if tag.kind == "half":
            self.complain(tag, _half(tag.words))
            return
        if not tag.is_alone:
            scope = _SCOPES[tag.scope]
            self.complain(tag, f"other text stands in the {scope} of a {{%{tag.scope} …%}} tag and would be lost")
        if tag.kind == "field":
            self._expression(tag, tag.words)
        else:
            self._order(tag)

    def _order(self, tag: Tag) -> None:
        word, _, rest = tag.words.partition(" ")
        if word in _CLOSERS:
            self._close(tag, word)
        elif word in _MIDDLES:
            self._middle(tag, word, rest)
        elif word == "if":
            self.open.append((tag, word))
            self._expression(tag, rest)
        elif word == "for":
            self._loop(tag, rest)
        elif word == "set":
            self._set(tag, rest)
        elif word in _OWN:
            if rest.strip():
                self._expression(tag, rest)
        else:
            self.complain(tag, f"unknown order “{word}” (known: if, elif, else, endif, for, endfor, set)")

    def _loop(self, tag: Tag, rest: str) -> None:
        self.open.append((tag, "for"))
        parsed = self._parsed(tag, f"{{% for {rest} %}}{{% endfor %}}")
        if parsed is None:
            self.names.open_loop([], ANY, "")
            return
        shape, path = self._look(tag, parsed.iter)
        if path and not (shape.is_list or shape.is_any):
            self.complain(tag, f"{path} is no list", "unknown_field")
        targets = parsed.target.items if hasattr(parsed.target, "items") else [parsed.target]
        self.names.open_loop([getattr(one, "name", "") for one in targets], shape, path)
        if parsed.test is not None:
            self._look(tag, parsed.test)

    def _set(self, tag: Tag, rest: str) -> None:
        name, _, value = rest.partition("=")
        shape, path = self._expression(tag, value) if value.strip() else (ANY, "")
        self.names.scopes[-1][name.strip()] = (shape, path)

    def _middle(self, tag: Tag, word: str, rest: str) -> None:
        if not self.open or self.open[-1][1] not in _MIDDLES[word]:
            self.complain(tag, f"{{% {word} %}} without {{% if %}} before it")
        if word == "elif":
            self._expression(tag, rest)

    def _close(self, tag: Tag, word: str) -> None:
        wanted = _CLOSERS[word]
        if not any(kind == wanted for _, kind in self.open):
            self.complain(tag, f"{{% {word} %}} without {{% {wanted} %}} before it")
            return
        while self.open:
            opener, kind = self.open.pop()
            if kind == "for":
                self.names.close_loop()
            if kind == wanted:
                self._pair(opener, tag, word)
                return
            self.complain(opener, f"{{% {kind} %}} is never closed: {{% end{kind} %}} is missing")

    def _pair(self, opener: Tag, closer: Tag, word: str) -> None:
        if opener.scope != closer.scope:
            kinds = [f"{{%{tag.scope} …%}}" if tag.scope else "{% …%} inside text" for tag in (opener, closer)]
            self.complain(closer, f"closes with {kinds[1]} what {kinds[0]} opened at {opener.place}")
            return
        is_same = opener.table == closer.table if opener.scope == "tr" else opener.box == closer.box
        if not is_same:
            self.complain(
                closer, f"{{% {word} %}} stands in another cell, table or part than what it closes ({opener.place})"
            )

    def _expression(self, tag: Tag, words: str) -> tuple[Shape, str]:
        """Return what an expression is, having complained of what is wrong in it."""
        parsed = self._parsed(tag, f"{{{{ {words} }}}}")
        return (ANY, "") if parsed is None else self._look(tag, parsed.nodes[0])

    def _parsed(self, tag: Tag, text: str) -> Any:
        """Return the engine's reading of one tag; None, having complained, where it has none."""
        from jinja2 import TemplateError

        try:
            self.environment.compile(text)
            return self.environment.parse(text).body[0]
        except TemplateError as error:
            self.complain(tag, f"cannot be read: {error.message}")
            return None

    def _look(self, tag: Tag, node: Any) -> tuple[Shape, str]:
        self.names.used.clear()
        found = look(node, self.names, lambda what: self.complain(tag, what, "unknown_field"))
        for path in self.names.used:
            self.named.setdefault(path, []).append(tag)
        return found


def _half(words: str) -> str:
    if set(words) & set("｛｝％"):
        return f"“{words}” is typed with full-width braces; a tag reads {{{{ … }}}} or {{% … %}}"
    if words.startswith(("{{", "{%")) and words.endswith(("}}", "%}")):
        return "another tag begins before this one is closed"
    return f"half a tag: “{words}” has no other half in its paragraph"


def _tracked(path: Path) -> list[Flaw]:
    """Refuse tracked changes: words struck out would come back when the template is filled."""
    for story in stories(path):
        for element in story.root.iter():
            if isinstance(element.tag, str) and element.tag.endswith(("}ins", "}del")) and "{" in text_of(element):
                around = text_of(element)[:40]
                what = "a tracked change holds a tag; accept or reject the changes of the template first"
                return [Flaw("broken_tag", what, story.name or "body", around)]
    return []


def _rendered(path: Path, contexts: Sequence[Mapping[str, Any]], render: Render) -> list[Flaw]:
    """Fill the template with each sample, open the result, and look for what should not be printed."""
    flaws: list[Flaw] = []
    with tempfile.TemporaryDirectory(prefix="mineplan-") as folder:
        out = Path(folder) / path.name
        for context in contexts:
            try:
                render(context, path, out)
                open_docx(out)
            except InputError as error:
                flaws += [Flaw("document", problem.what) for problem in error.problems]
            else:
                flaws += [Flaw("document", f"left unfilled: {t.words}", t.place, t.around) for t in tags_of(out)]
    return list(dict.fromkeys(flaws))
