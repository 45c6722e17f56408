"""Word documents from staff-owned templates: filled, named and packed, the same bytes for the same input."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem

# The oldest moment a zip entry can bear; the bytes must not depend on when they are written.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def open_template(template: Path) -> Any:
    """Return a docxtpl document; pictures for `fill` are made with it."""
    from docxtpl import DocxTemplate

    return DocxTemplate(template)


def fill(document: Any, content: Mapping[str, Any], template: Path) -> None:
    """Fill a template's tags; a `<` in a name is escaped.

    Raises
    ------
    InputError
        When the template's tags cannot be read or name something that the content does not have.
    """
    import jinja2

    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    try:
        document.render(dict(content), jinja_env=environment, autoescape=True)
    except jinja2.TemplateError as error:
        place = f" (line {error.lineno} of the document text)" if isinstance(error, jinja2.TemplateSyntaxError) else ""
        raise InputError(
            Problem(f"a tag of the template cannot be filled: {error}{place}", file=template.name)
        ) from None


def finish(document: Any, context: Mapping[str, Any], out: Path) -> None:
    """Set the properties from `title`, `minerals`, `synthetic_mark`, `as_of_iso` of the context, and save."""
    _set_properties(document.docx, context)
    document.save(out)
    repack(out)


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
