"""What fields a context has: names, parts, rows of lists, and one example of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Shape:
    """A field of a context.

    Attributes
    ----------
    parts
        Of a dict: its fields by name.
    item
        Of a list: what its rows are; None for anything else, and for a list that was always empty.
    is_list, is_any
        Whether it is a list; whether nothing is known of it, so that nothing said of it is wrong.
    example
        The first value seen that is not empty.
    """

    parts: dict[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    is_list: bool = False
    is_any: bool = False
    example: Any = None


ANY = Shape(is_any=True)
SCALAR = Shape()


def shape_of(value: Any) -> Shape:
    """Return the shape of a value of a context."""
    if isinstance(value, Mapping):
        return Shape(parts={str(name): shape_of(part) for name, part in value.items()})
    if isinstance(value, list | tuple):
        return Shape(item=united(map(shape_of, value)) if value else None, is_list=True)
    return Shape(example=value)


def united(shapes: Iterable[Shape]) -> Shape:
    """Return a shape that has all that any of these has."""
    whole = Shape()
    for shape in shapes:
        whole.is_any |= shape.is_any
        whole.is_list |= shape.is_list
        whole.example = shape.example if whole.example in (None, "") else whole.example
        for name, part in shape.parts.items():
            whole.parts[name] = united((whole.parts[name], part)) if name in whole.parts else part
        if shape.item is not None:
            whole.item = shape.item if whole.item is None else united((whole.item, shape.item))
    return whole


def paths_of(shape: Shape, name: str = "") -> Iterator[tuple[str, Shape]]:
    """Yield every field that holds a value, by its path; `[]` stands for a row of a list."""
    if shape.parts:
        for part, inner in shape.parts.items():
            yield from paths_of(inner, f"{name}.{part}" if name else part)
    elif shape.item is not None:
        yield from paths_of(shape.item, f"{name}[]")
    elif name:
        yield name, shape


def thinned(value: Any, most: int = 2) -> Any:
    """Return a value with few rows in each list: the first ones, and those that have a field of their own."""
    if isinstance(value, Mapping):
        return {name: thinned(part, most) for name, part in value.items()}
    if not isinstance(value, list | tuple):
        return value
    kept: list[Any] = []
    known: set[str] = set()
    for row in value:
        names = {path for path, _ in paths_of(shape_of([row]), "row")}
        if len(kept) < most or names - known:
            known |= names
            kept.append(thinned(row, most))
    return kept
