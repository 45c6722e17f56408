"""Word templates: checked with sample data, and the glossary of their fields."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mineplan.shipped import shipped

Render = Callable[[Mapping[str, Any], Path, Path], None]


def check_template(path: Path, kind: str = "") -> dict[str, Any]:
    """Hold a changed template against the fields that fill it, fill it with sample data, and open the result.

    Parameters
    ----------
    path
        The docx.
    kind
        `proposal`, `letter` or `allocation`; "" takes what the file says of itself.

    Returns
    -------
    The flaws under `problems`; `exit_code` is 3 when there are any. `missing` are fields of the samples that the
    template names nowhere, `dropped` those of them that the shipped template prints.

    Raises
    ------
    InputError
        The file is no Word document, or does not tell which document it is for.
    """
    from mineplan.documents.template import check_template as look_at
    from mineplan.documents.template import kind_of, sample_contexts

    kind = kind or kind_of(path)
    contexts = sample_contexts(kind)
    with tempfile.TemporaryDirectory(prefix="mineplan-") as folder:
        checked = look_at(path, contexts, _render(kind, _drawing(Path(folder))))
    return {
        "status": "error" if checked.flaws else "ok",
        "exit_code": 3 if checked.flaws else 0,
        "template": str(path),
        "kind": kind,
        "tags": checked.tags,
        "problems": [vars(flaw) for flaw in checked.flaws],
        "dropped": sorted(set(checked.missing) & _printed(kind)),
        "missing": list(checked.missing),
    }


def _printed(kind: str) -> set[str]:
    """Return the fields that the shipped template names."""
    from mineplan.documents.template import sample_contexts
    from mineplan.documents.template.checking import read_tags
    from mineplan.documents.template.shapes import shape_of, united
    from mineplan.documents.template.tags import tags_of

    shape = united(shape_of(context) for context in sample_contexts(kind))
    return set(read_tags(tags_of(shipped("templates") / f"{kind}.docx"), shape)[1])


def _drawing(folder: Path) -> Path:
    """Return a white picture that stands in for map sheets."""
    from PIL import Image

    path = folder / "sheet.png"
    Image.new("RGB", (156, 104), "white").save(path)
    return path


def _render(kind: str, drawing: Path) -> Render:
    if kind == "letter":
        from mineplan.documents.pressed.letter import write_letter

        return lambda context, template, out: write_letter(context, drawing, template, out)
    if kind == "allocation":
        from mineplan.documents.allocation import write_plan_document

        return lambda context, template, out: write_plan_document(
            context, {mine["right_id"]: drawing for mine in context["pilot"]["mines"]}, template, out
        )
    from mineplan.documents.proposal import write_proposal

    return lambda context, template, out: write_proposal(
        context, {"overview": drawing} | {group["group_id"]: drawing for group in context["groups"]}, template, out
    )


def template_fields() -> str:
    """Return the glossary of all fields as Markdown."""
    from mineplan.documents.template import glossary

    return glossary(shipped("templates"))
