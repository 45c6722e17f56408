"""The proposal as a Word document: a staff-owned template filled from the context."""

from __future__ import annotations

import copy
import datetime
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem

# The oldest moment a zip entry can bear; the bytes must not depend on when they are written.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
SHEET_WIDTH_MM = 156


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
    import jinja2
    from docxtpl import DocxTemplate

    document = DocxTemplate(template)
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    try:
        document.render(_with_sheets(document, context, sheets), jinja_env=environment, autoescape=True)
    except jinja2.TemplateError as error:
        place = f" (line {error.lineno} of the document text)" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        raise InputError(
            Problem(f"a tag of the template cannot be filled: {error}{place}", file=template.name)
        ) from None
    _mark_groups(document.docx, context)
    _set_properties(document.docx, context)
    document.save(out)
    repack(out)


def _with_sheets(document: Any, context: Mapping[str, Any], sheets: Mapping[str, Path]) -> dict[str, Any]:
    from docx.shared import Mm
    from docxtpl import InlineImage

    def image(key: str) -> Any:
        path = sheets.get(key)
        return InlineImage(document, str(path), width=Mm(SHEET_WIDTH_MM)) if path else ""

    filled = copy.deepcopy(dict(context))
    filled["overview"] = image("overview")
    for group in filled["groups"]:
        group["sheet"] = image(group["group_id"])
    return filled


def _mark_groups(docx: Any, context: Mapping[str, Any]) -> None:
    """Put a bookmark on each group's heading, so that remarks in a returned file find their group.

    Done after rendering: a template with tags inside bookmark ids would not open in Word.
    """
    wanted = {f"（{g['numeral']}）{g['name']}": g["bookmark"] for g in context["groups"]}
    number = _largest_bookmark(docx) + 1
    for paragraph in docx.paragraphs:
        name = wanted.get(paragraph.text) if paragraph.style.name.startswith("Heading") else None
        if name:
            _surround(paragraph._p, name, number)
            del wanted[paragraph.text]
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


def _set_properties(docx: Any, context: Mapping[str, Any]) -> None:
    day = datetime.datetime.fromisoformat(str(context["as_of_iso"]))
    properties = docx.core_properties
    properties.title, properties.subject = str(context["title"]), str(context["minerals"])
    properties.author = properties.last_modified_by = "mineplan"
    properties.keywords = str(context["synthetic_mark"])
    properties.created = properties.modified = day
    properties.revision, properties.language = 1, "zh-CN"


def repack(path: Path) -> None:
    """Rewrite an Office file with sorted entries and one fixed date."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    # Readers expect the content types first.
    names = sorted(entries, key=lambda name: (name != "[Content_Types].xml", name))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(_entry(name), _without_time(name, entries[name]), zipfile.ZIP_DEFLATED, 9)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.external_attr, entry.create_system = 0o644 << 16, 3
    return entry


def _without_time(name: str, data: bytes) -> bytes:
    """Drop the last-printed stamp that Word leaves in a template's properties."""
    if name != "docProps/core.xml":
        return data
    return re.sub(rb"<cp:lastPrinted>.*?</cp:lastPrinted>", b"", data)
