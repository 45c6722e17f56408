"""Characters that the fonts of official documents lack: 仿宋_GB2312 and 楷体_GB2312 end with GB2312."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def rare_texts(content: Any) -> dict[str, str]:
    """Return the texts that hold ideographs outside GB2312, each with those characters.

    Parameters
    ----------
    content
        A context, or any lists and dicts of words; of texts inside one another the shorter one is told.
    """
    found = {text: rare for text in dict.fromkeys(_texts(content)) if (rare := _rare(text))}
    kept: dict[str, str] = {}
    for text in sorted(found, key=lambda text: (len(text), text)):
        if not any(known in text and set(found[text]) <= set(kept[known]) for known in kept):
            kept[text] = found[text]
    return kept


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for part in content.values():
            yield from _texts(part)
    elif isinstance(content, list | tuple):
        for part in content:
            yield from _texts(part)


def _rare(text: str) -> str:
    return "".join(dict.fromkeys(c for c in _IDEOGRAPHS.findall(text) if not _is_common(c)))


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
