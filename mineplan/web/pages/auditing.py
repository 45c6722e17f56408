"""The audit page: who did what, and whether the ledgers' chains hold."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mineplan.review.ledger import ledger_path
from mineplan.web.guard import needs, parts
from mineplan.web.reviews import review_of
from mineplan.web.store import ACTIONS, ROLES

blueprint = Blueprint("auditing", __name__)
_MOST_LINES = 200


@blueprint.get("/audit")
@needs("approver")
def audit() -> ResponseReturnValue:
    """Show the latest lines and the state of every ledger."""
    action = request.args.get("action", "")
    before = request.args.get("before", None, type=int)
    lines = parts().audit.read(action if action in ACTIONS else "", before, _MOST_LINES)
    site = parts().site
    runs = [run for run in parts().catalogue.runs() if run.kind == "consolidation"]
    reviewed = [run for run in runs if ledger_path(run.path).is_file() or (site.only and site.ledger is not None)]
    return render_template(
        "audit.html.j2",
        lines=lines,
        action=action,
        actions=ACTIONS,
        roles=ROLES,
        older=lines[-1]["seq"] if len(lines) == _MOST_LINES else None,
        ledgers=[(run, review_of(run)) for run in reviewed],
    )
