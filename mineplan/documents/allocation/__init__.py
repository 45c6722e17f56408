"""What staff open of an allocation: plan document, sheets of pilot mines, workbook, CSV tables, GeoPackage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents import word
from mineplan.documents.context.allocation import allocation_context, allocation_sheets
from mineplan.documents.workbook import write_csv_sheets, write_sheets
from mineplan.plans import AllocationPlan

if TYPE_CHECKING:
    from mineplan.documents.maps.printing import Press

# Narrower than the type area, so that the sheet of most mines fits a page.
_WIDTH_MM = 122

__all__ = [
    "write_allocation_document",
    "write_allocation_geopackage",
    "write_allocation_tables",
    "write_plan_document",
]


def write_allocation_tables(plan: AllocationPlan, folder: Path, provenance: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write `tables.xlsx` with its data dictionary, and every table as CSV.

    Parameters
    ----------
    plan, folder
        The plan, and where to.
    provenance
        Of the dataset, for the annex sheet 数据来源.
    """
    sheets = allocation_sheets(plan)
    write_csv_sheets(sheets, folder)
    write_sheets(plan, sheets, folder / "tables.xlsx", provenance)


def write_allocation_geopackage(plan: AllocationPlan, path: Path) -> None:
    """Write `plan.gpkg` with its QGIS styles; the same plan gives the same bytes."""
    from mineplan.documents.geopackage import write_styled
    from mineplan.documents.geopackage.allocation import allocation_layers

    write_styled(allocation_layers(plan), plan, path)


def write_allocation_document(
    plan: AllocationPlan, folder: Path, template: Path, press: Press | None = None
) -> dict[str, Any]:
    """Write `allocation.docx` and the map sheets in `maps/`; return the context that was printed.

    Raises
    ------
    InputError
        The template's tags cannot be filled, or the machine has no font with Chinese glyphs.
    """
    from mineplan.documents.maps.pilot import write_pilot_sheets

    context = allocation_context(plan)
    write_plan_document(context, write_pilot_sheets(plan, folder / "maps", press), template, folder / "allocation.docx")
    return context


def write_plan_document(context: Mapping[str, Any], sheets: Mapping[str, Path], template: Path, out: Path) -> None:
    """Fill the template and write a docx, the same bytes for the same input.

    Parameters
    ----------
    context
        From `allocation_context`.
    sheets
        PNG of a pilot mine's sheet by its licence number; a missing one is not printed.
    template, out
        A Word file with Jinja tags, and where to.

    Raises
    ------
    InputError
        When the template's tags cannot be filled.
    """
    document = word.open_template(template)
    pilot = context["pilot"]
    mines = [
        mine | {"sheet": word.picture(document, sheets.get(mine["right_id"]), _WIDTH_MM)} for mine in pilot["mines"]
    ]
    word.fill(document, {**context, "pilot": pilot | {"mines": mines}}, template)
    word.finish(document, context, out)
