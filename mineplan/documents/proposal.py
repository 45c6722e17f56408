"""The proposal as a Word document: a staff-owned template filled from the context."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mineplan.documents import word
from mineplan.plans.marks import EVIDENCE_AUTHOR


def write_proposal(context: Mapping[str, Any], sheets: Mapping[str, Path], template: Path, out: Path) -> None:
    """Fill the template and write a docx, the same bytes for the same input.

    Parameters
    ----------
    context
        From `context_of`.
    sheets
        PNG of the before/after sheet by group id, and perhaps `overview`; a missing one is not printed.
    template
        A Word file with Jinja tags.
    out
        The docx to write.

    Raises
    ------
    InputError
        When the template's tags cannot be read or name something the context does not have.
    """
    document = word.open_template(template)
    word.fill(document, _with_sheets(document, context, sheets), template)
    _mark_groups(document.docx, context)
    word.finish(document, context, out)


def _with_sheets(document: Any, context: Mapping[str, Any], sheets: Mapping[str, Path]) -> dict[str, Any]:
    return {
        **context,
        # Without sheets (no Chinese font) the annex must not name files that are not there.
        "atlas": [row for row in context["atlas"] if sheets],
        "overview": word.picture(document, sheets.get("overview")),
        "groups": [
            {**group, "sheet": word.picture(document, sheets.get(group["group_id"]))} for group in context["groups"]
        ],
    }


def _mark_groups(docx: Any, context: Mapping[str, Any]) -> None:
    """Put a bookmark on each group's heading, so that remarks in a returned file find their group, and its evidence.

    Done after rendering: a template with tags inside bookmark ids would not open in Word.
    """
    wanted = {f"（{g['numeral']}）{g['name']}": g for g in context["groups"]}
    day = datetime.datetime.fromisoformat(str(context["as_of_iso"])).replace(tzinfo=datetime.UTC)
    number = _largest_bookmark(docx) + 1
    for paragraph in docx.paragraphs:
        # The text first: to look a style up costs more.
        group = wanted.get(paragraph.text)
        if group and paragraph.style.name.startswith("Heading"):
            del wanted[paragraph.text]
            comment = docx.add_comment(paragraph.runs, "\n".join(group["evidence"]), EVIDENCE_AUTHOR, "MP")
            # The day of the plan, not of the clock: the same input gives the same bytes.
            comment._comment_elm.date = day
            _surround(paragraph._p, group["bookmark"], number)
            number += 1


def _largest_bookmark(docx: Any) -> int:
    from docx.oxml.ns import qn

    return max((int(mark.get(qn("w:id"))) for mark in docx.element.iter(qn("w:bookmarkStart"))), default=0)


def _surround(paragraph: Any, name: str, number: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    at = 1 if paragraph.pPr is not None else 0
    paragraph.insert(at, start)
    paragraph.append(end)
