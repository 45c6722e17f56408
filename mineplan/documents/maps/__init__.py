"""Map sheets for print: one for each group (整合前 | 整合后), and an overview with group numbers only."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mineplan.documents.maps.printing import Press, Sheet
    from mineplan.plans import ConsolidationPlan

__all__ = ["consolidation_sheets", "sheet_name", "write_sheets"]


def write_sheets(plan: ConsolidationPlan, folder: Path, press: Press | None = None) -> dict[str, Path]:
    """Draw the sheets of a plan into a folder as PNG (300 dpi, 156 mm wide), and in the press's vector formats.

    Returns
    -------
    dict
        PNG path by group id, and `overview`; vector files stand beside each under the same name.

    Raises
    ------
    InputError
        The machine has no font with Chinese glyphs.
    """
    from mineplan.documents.maps.printing import Press, print_sheets

    sheets = consolidation_sheets(plan, folder)
    print_sheets(list(sheets.values()), press or Press())
    return {key: sheet.path for key, sheet in sheets.items()}


def consolidation_sheets(plan: ConsolidationPlan, folder: Path) -> dict[str, Sheet]:
    """Return the sheets of a plan by group id, and `overview`.

    Members are numbered in the order of `Group.right_ids`, groups in the order of `plan.groups`.
    """
    from mineplan.documents.maps.overview import draw_overview, whole_of
    from mineplan.documents.maps.paper import imprint_of
    from mineplan.documents.maps.printing import Sheet
    from mineplan.documents.maps.sheet import draw_sheet
    from mineplan.documents.maps.view import view_of

    imprint = imprint_of(plan)
    made = {
        group.group_id: Sheet(
            folder / f"{sheet_name(group.group_id)}.png", draw_sheet, (imprint, group, view_of(plan, group), index)
        )
        for index, group in enumerate(plan.groups, start=1)
    }
    return made | {"overview": Sheet(folder / "overview.png", draw_overview, (imprint, whole_of(plan)))}


def sheet_name(group_id: str) -> str:
    """Return an ASCII file name for a group id; a changed id gets six digits of its hash against mix-ups."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", group_id)[:80]
    if safe == group_id and safe.strip("."):
        return safe
    return f"{safe}-{hashlib.sha256(group_id.encode()).hexdigest()[:6]}"
