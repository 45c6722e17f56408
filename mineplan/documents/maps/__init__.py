"""Map sheets for print: one for each group (整合前 | 整合后), and an overview with group numbers only."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents.maps.fonts import chinese_fonts

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

__all__ = ["settings_of", "sheet_name", "write_sheets"]


def write_sheets(plan: ConsolidationPlan, folder: Path) -> dict[str, Path]:
    """Draw the sheets of a plan into a folder as PNG (300 dpi, 156 mm wide) and PDF.

    Members are numbered in the order of `Group.right_ids`, groups in the order of `plan.groups`.

    Returns
    -------
    dict
        PNG path by group id, and `overview`; the PDF stands beside each under the same name.

    Raises
    ------
    InputError
        The machine has no font with Chinese glyphs.
    """
    import matplotlib

    from mineplan.documents.maps.draw import save
    from mineplan.documents.maps.overview import draw_overview
    from mineplan.documents.maps.sheet import draw_sheet
    from mineplan.documents.maps.view import view_of

    settings = settings_of(chinese_fonts())
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    with matplotlib.rc_context(settings):
        for index, group in enumerate(plan.groups, start=1):
            written[group.group_id] = folder / f"{sheet_name(group.group_id)}.png"
            save(draw_sheet(plan, group, view_of(plan, group), index), written[group.group_id])
        written["overview"] = folder / "overview.png"
        save(draw_overview(plan), written["overview"])
    return written


def settings_of(fonts: tuple[str, ...]) -> dict[Any, Any]:
    """Return what matplotlib is set to while sheets are drawn."""
    from mineplan.documents.maps.styles import HATCH_WIDTH

    # Type 3 embeds the outlines that occur; subsetting a whole CJK face as type 42 costs 0.6 s a sheet.
    return {
        "font.family": list(fonts),
        "axes.unicode_minus": False,
        "pdf.fonttype": 3,
        "hatch.linewidth": HATCH_WIDTH,
        "svg.hashsalt": "mineplan",
        "path.simplify": True,
    }


def sheet_name(group_id: str) -> str:
    """Return an ASCII file name for a group id; a changed id gets six digits of its hash against mix-ups."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "_", group_id)[:80]
    if safe == group_id and safe.strip("."):
        return safe
    return f"{safe}-{hashlib.sha256(group_id.encode()).hexdigest()[:6]}"
