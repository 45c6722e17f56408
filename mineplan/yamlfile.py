"""Strict YAML: no key twice, complaints carry file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem, ReadError


def read_yaml(path: Path) -> Any:
    """Read one YAML document as plain dicts, lists and scalars.

    Raises
    ------
    ReadError
        The file is missing, not UTF-8, not YAML, or bears a key twice.
    """
    return _plain(_load(path))


def _load(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="rt", pure=True)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ReadError(Problem("no such file", file=str(path))) from None
    except (UnicodeDecodeError, OSError) as error:
        raise ReadError(Problem(f"cannot be read as UTF-8 text ({error})", file=str(path))) from None
    try:
        return yaml.load(text)
    except DuplicateKeyError as error:
        problem = " ".join(str(error.problem).split())
        raise ReadError(Problem(f"the same key stands twice: {problem}", str(path), row=_line(error))) from None
    except MarkedYAMLError as error:
        raise ReadError(Problem(f"is not valid YAML: {error.problem}", str(path), row=_line(error))) from None
    except (YAMLError, ValueError) as error:  # an impossible date is a plain ValueError
        raise ReadError(Problem(f"is not valid YAML: {error}", str(path))) from None


def _line(error: Any) -> int | None:
    mark = error.problem_mark or error.context_mark
    return None if mark is None else mark.line + 1


def _plain(node: Any) -> Any:
    """Strip ruamel's round-trip types."""
    import datetime

    if isinstance(node, dict):
        return {str(k): _plain(v) for k, v in node.items()}
    if isinstance(node, list):
        return [_plain(v) for v in node]
    if isinstance(node, bool | datetime.date) or node is None:
        return node
    for plain in (str, int, float):
        if isinstance(node, plain):
            return plain(node)
    return node


def line_of(path: Path, where: tuple[int | str, ...]) -> int | None:
    """Return the 1-based line on which the key path `where` stands in the file, if it does."""
    try:
        node = _load(path)
    except InputError:
        return None
    line: int | None = None
    for step in where:
        marks = getattr(node, "lc", None)
        try:
            if isinstance(node, dict):
                line = marks.key(step)[0] + 1 if marks is not None else line
            elif isinstance(node, list):
                line = marks.item(step)[0] + 1 if marks is not None else line
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return line
    return line


def read_model(path: Path, model: Any, error: type[InputError]) -> Any:
    """Read a YAML file into a pydantic model, reporting every problem with its line.

    Parameters
    ----------
    path
        The file.
    model
        A pydantic model class.
    error
        What to raise when the content does not fit.
    """
    from pydantic import ValidationError

    content = read_yaml(path)
    if not isinstance(content, dict):
        raise error(Problem("must hold keys and values", file=str(path)))
    try:
        return model.model_validate(content)
    except ValidationError as invalid:
        raise error([_problem(path, item) for item in invalid.errors()]) from None


def _problem(path: Path, item: Any) -> Problem:
    where = tuple(item["loc"])
    key = ".".join(map(str, where))
    words = {"extra_forbidden": "unknown key", "missing": "is required and absent"}
    what = words.get(item["type"], item["msg"])
    return Problem(f"{key}: {what}" if key else what, file=str(path), row=line_of(path, where))
