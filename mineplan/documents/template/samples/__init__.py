"""Stored contexts of the sample data (synthetic, invented names), a few rows a list, and which document is which.

They are written by `tests/documents/build_samples.py`; a test holds their fields against those of contexts made anew.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from mineplan.documents.word import open_docx
from mineplan.errors import InputError, Problem

# kind of document: its title, told by the template's core property “category” or its file name
KINDS = {"proposal": "整合方案", "letter": "压覆矿产资源复函", "allocation": "矿产资源配置方案"}


@lru_cache(maxsize=3)
def sample_contexts(kind: str) -> tuple[dict[str, Any], ...]:
    """Return the stored contexts of a kind of document."""
    text = Path(__file__).with_name(f"{kind}.json").read_text(encoding="utf-8")
    return tuple(json.loads(text))


def kind_of(path: Path) -> str:
    """Return which document a template is for.

    Raises
    ------
    InputError
        Neither its properties nor its name tell; the file is no Word document.
    """
    category = str(open_docx(path).core_properties.category or "").strip().lower()
    if category in KINDS:
        return category
    for kind in KINDS:
        if path.stem.lower().startswith(kind):
            return kind
    what = f"does not tell which document it is for; name it: --kind {'|'.join(KINDS)}"
    raise InputError(Problem(what, file=path.name))
