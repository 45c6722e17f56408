"""Word documents from staff-owned templates: filled, named and packed, the same bytes for the same input."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, Problem

# Pictures are as wide as the type area.
SHEET_WIDTH_MM = 156
# The oldest moment a zip entry can bear; the bytes must not depend on when they are written.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def open_docx(path: Path) -> Any:
    """Open a Word file with python-docx.

    Raises
    ------
    InputError
        It is no Word document, or another program holds it.
    """
    from docx import Document

    with _readable(path):
        return Document(str(path))


def open_template(template: Path) -> Any:
    """Return a docxtpl document; pictures for `fill` are made with it.

    Raises
    ------
    InputError
        It is no Word document, or another program holds it.
    """
    from docxtpl import DocxTemplate

    with _readable(template):
        document = DocxTemplate(template)
        document.init_docx()
        return document


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what goes wrong with a file that is no Word document into a sentence that names it."""
    from lxml import etree

    try:
        yield
    except PermissionError:
        what = "cannot be read; close it in Word or WPS and try again"
    except FileNotFoundError:
        what = "no such file"
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError) as error:
        what = f"is no Word document ({error})"
    except Exception as error:
        # docx's own exceptions share no base class but Exception; anything else is a bug and shows.
        if not type(error).__module__.startswith("docx."):
            raise
        what = "is no Word document"
    else:
        return
    raise InputError(Problem(what, file=path.name))


def picture(document: Any, path: Path | None, width_mm: float = SHEET_WIDTH_MM) -> Any:
    """Return a picture for a tag of a template; "" where there is none to print.

    Raises
    ------
    InputError
        The file is missing, or no picture.
    """
    from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
    from docx.image.image import Image
    from docx.shared import Mm
    from docxtpl import InlineImage

    if path is None:
        return ""
    try:
        Image.from_file(str(path))
    except OSError as error:
        raise InputError(Problem(f"picture cannot be read ({error.strerror or error})", file=path.name)) from None
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        raise InputError(Problem("is no picture that Word knows", file=path.name)) from None
    return InlineImage(document, str(path), width=Mm(width_mm))


def fill(document: Any, content: Mapping[str, Any], template: Path) -> None:
    """Fill a template's tags; a `<` in a name is escaped.

    Raises
    ------
    InputError
        When the template's tags cannot be read or name something that the content does not have.
    """
    import jinja2
    from lxml import etree

    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    try:
        document.render(dict(content), jinja_env=environment, autoescape=True)
    except (jinja2.TemplateError, TypeError) as error:
        what = f"a tag of the template cannot be filled: {error}"
    except etree.XMLSyntaxError as error:
        what = f"filled, it is no Word document any more ({error}): a tag opens in one place and closes in another"
    else:
        return
    raise InputError(Problem(f"{what}; “mineplan template check” shows the place", file=template.name))


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
    # It told which document the template was for.
    properties.category = ""
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
