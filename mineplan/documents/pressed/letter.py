"""The letter of one project as a Word document: a staff-owned template filled from the context."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mineplan.documents import word


def write_letter(context: Mapping[str, Any], sheet: Path | None, template: Path, out: Path) -> None:
    """Fill the template and write a docx, the same bytes for the same input.

    Parameters
    ----------
    context
        From `letter_of`.
    sheet
        PNG of the map sheet; None where there is none.
    template, out
        A Word file with Jinja tags, and where to.

    Raises
    ------
    InputError
        When the template's tags cannot be read or name something the context does not have.
    """
    document = word.open_template(template)
    word.fill(document, {**context, "sheet": word.picture(document, sheet)}, template)
    word.finish(document, context, out)
