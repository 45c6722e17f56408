"""`report.html` and `review.html`: a plan as one page each that opens from disk and asks nothing of any network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan


@dataclass(frozen=True)
class ReviewOf:
    """The run that a review page belongs to: name of its folder, and the hash that names its content."""

    run: str
    input_hash: str


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

    values = context | {"links": (*LINKS, ("review.html", "审查")), "data": page_data(plan, context)}
    write_assembled(template, ("report.css", "report.js"), values, out)


REVIEW_PARTS = (
    "review.css",
    "review/words.js",
    "review/store.js",
    "review/panel.js",
    "review/form.js",
    "review.js",
)


def write_review(
    plan: ConsolidationPlan, context: dict[str, Any], identity: ReviewOf, out: Path, template: Path
) -> None:
    """Write the page on which a plan's groups are reviewed, in the browser alone or on a server.

    A server that serves the page replaces `null` in its element `service`, and `__NONCE__` of its style and script.

    Parameters
    ----------
    plan, context, out
        As for `write_page`.
    identity
        What every opinion given on this page is bound to.
    template
        `review.html.j2`, all other parts beside it.

    Raises
    ------
    InputError
        A part of the page is missing, or the template has a fault.
    """
    from mineplan.documents.page.data import page_data
    from mineplan.documents.page.parts import write_assembled
    from mineplan.documents.page.reviewed import with_evidence

    data = with_evidence(page_data(plan, context), plan, context)
    data |= {"run": identity.run, "input_hash": identity.input_hash, "title": context["title"]}
    links = (("report.html", "方案网页"), *LINKS)
    write_assembled(template, REVIEW_PARTS, context | {"links": links, "data": data}, out)
