"""`report.html`: the plan as one page that opens from disk and asks nothing of any network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

LINKS = (
    ("proposal.docx", "整合方案（Word）"),
    ("../tables/tables.xlsx", "数据表（Excel）"),
    ("../plan.gpkg", "图形数据（GeoPackage）"),
)


def write_page(plan: ConsolidationPlan, context: dict[str, Any], out: Path, template: Path) -> None:
    """Write the page of a plan.

    Parameters
    ----------
    plan
        Gives the geometry and the ruling ids behind each verdict.
    context
        What `context_of(plan)` returns: every text and figure, as in the proposal.
    out
        The HTML file.
    template
        `report.html.j2`; its styles, its scripts and the map library lie beside it and are put into the page.

    Raises
    ------
    InputError
        A part of the page is missing, or the template has a fault.
    """
    from mineplan.documents.page.data import page_data
    from mineplan.documents.page.parts import write_assembled

    values = context | {"links": LINKS, "data": page_data(plan, context)}
    write_assembled(template, ("report.css", "report.js"), values, out)
