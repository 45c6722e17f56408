"""Which fields the words of a tag name: read as the template engine reads them, held against the known shape."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mineplan.documents.template.shapes import ANY, SCALAR, Shape, paths_of, united

_LOOP = Shape(parts=dict.fromkeys(("index", "index0", "revindex", "first", "last", "length", "depth"), SCALAR))


@dataclass
class Names:
    """The names that are known at a point of a template, and what was named so far.

    Attributes
    ----------
    scopes
        Innermost last: name -> (shape, path).
    used
        Paths named since it was last emptied; a row of a list is `[]`.
    """

    scopes: list[dict[str, tuple[Shape, str]]]
    used: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, shape: Shape) -> Names:
        """Return the names of a context."""
        return cls([{name: (part, name) for name, part in shape.parts.items()}])

    def find(self, name: str) -> tuple[Shape, str] | None:
        """Return shape and path of a plain name; None when nothing is called so."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def open_loop(self, targets: list[str], shape: Shape, path: str) -> None:
        """Enter a loop: its variable names a row."""
        row = ANY if shape.is_any or not shape.is_list else shape.item or ANY
        inner = {name: (row if len(targets) == 1 else ANY, f"{path}[]") for name in targets}
        self.scopes.append({"loop": (_LOOP, "loop"), **inner})

    def close_loop(self) -> None:
        """Leave it."""
        if len(self.scopes) > 1:
            self.scopes.pop()


Complain = Callable[[str], None]


def look(node: Any, names: Names, complain: Complain) -> tuple[Shape, str]:
    """Return shape and path of an expression, and complain of every field in it that does not exist."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return _name(node.name, names, complain)
    if isinstance(node, nodes.Getattr):
        return _part(node.node, node.attr, names, complain)
    if isinstance(node, nodes.Getitem):
        return _item(node, names, complain)
    if isinstance(node, nodes.Filter):
        return _filtered(node, names, complain)
    if isinstance(node, nodes.Test):
        is_tolerant = node.name in ("defined", "undefined")
        look(node.node, names, _silent if is_tolerant else complain)
        return SCALAR, ""
    if isinstance(node, nodes.CondExpr | nodes.Add | nodes.And | nodes.Or | nodes.List):
        return _any_of(node, names, complain)
    for child in node.iter_child_nodes():
        look(child, names, complain)
    return (SCALAR if isinstance(node, nodes.Const | nodes.Compare | nodes.Not) else ANY), ""


def _silent(text: str) -> None:
    """Complain of nothing."""


def _name(name: str, names: Names, complain: Complain) -> tuple[Shape, str]:
    found = names.find(name)
    if found is None:
        known = [known for scope in names.scopes for known in scope]
        complain(f"unknown field {name}{_perhaps(name, known)}")
        return ANY, ""
    if found[1]:
        names.used.add(found[1])
    return found


def _part(base: Any, attribute: str, names: Names, complain: Complain) -> tuple[Shape, str]:
    shape, path = look(base, names, complain)
    if shape.is_any or not (shape.parts or path):
        return ANY, ""
    if attribute in shape.parts:
        whole = f"{path}.{attribute}" if path else attribute
        if path:
            names.used.add(whole)
        return shape.parts[attribute], whole if path else ""
    if hasattr([] if shape.is_list else "", attribute):
        return ANY, ""
    what = "is a list" if shape.is_list else "has no parts" if not shape.parts else "has no such part"
    hint = _perhaps(attribute, list(shape.parts))
    complain(f"unknown field {path}.{attribute}: {path} {what}{hint}")
    return ANY, ""


def _item(node: Any, names: Names, complain: Complain) -> tuple[Shape, str]:
    from jinja2 import nodes

    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return _part(node.node, node.arg.value, names, complain)
    shape, path = look(node.node, names, complain)
    if isinstance(node.arg, nodes.Slice):
        return shape, path
    look(node.arg, names, complain)
    return (shape.item or ANY, f"{path}[]") if shape.is_list else (ANY, "")


def _filtered(node: Any, names: Names, complain: Complain) -> tuple[Shape, str]:
    for child in node.args:
        look(child, names, complain)
    if node.node is None:
        return ANY, ""
    # A default says that the field may be missing.
    shape, path = look(node.node, names, _silent if node.name in ("default", "d") else complain)
    return (shape, path) if node.name in ("sort", "list", "reverse", "unique", "default", "d") else (ANY, "")


def _any_of(node: Any, names: Names, complain: Complain) -> tuple[Shape, str]:
    """Return what a choice or a sum of lists may be: rows of any of them."""
    from jinja2 import nodes

    children = list(node.iter_child_nodes())
    found = [look(child, names, complain) for child in children]
    if isinstance(node, nodes.CondExpr):
        found = found[1:]
    if isinstance(node, nodes.List):
        return Shape(item=united(shape for shape, _ in found) if found else None, is_list=True), ""
    lists = [(shape, path) for shape, path in found if shape.is_list]
    if not lists:
        return ANY, ""
    return united(shape for shape, _ in lists), next((path for _, path in lists if path), "")


def _perhaps(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def unused(shape: Shape, used: set[str]) -> list[str]:
    """Return the fields of a context that a template names nowhere.

    A field that is printed whole (a joined list, a mapping tested for being there) counts as named with all its parts
    only where it holds plain values.
    """
    return [path for path, _ in paths_of(shape) if path not in used and path.removesuffix("[]") not in used]
