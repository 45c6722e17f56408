"""What every letter of a run looks up: zones and rulings by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mineplan.documents.context.ledger import Row, label, rows_of
from mineplan.plans import PressedPlan, PressedProject
from mineplan.policy import Ruling
from mineplan.terms import ZoneKind, ZoneLevel


@dataclass(frozen=True)
class Surroundings:
    """Zones and rulings of a run by id, read once for all letters."""

    zones: Mapping[str, Row]
    rulings: Mapping[str, Ruling]

    def zone(self, zone_id: str) -> str:
        """Return what a zone is called: its name and kind, or its id where the table lacks it."""
        row = self.zones.get(zone_id)
        if row is None:
            return zone_id
        kind = label(ZoneKind, row.get("kind"))
        level = label(ZoneLevel, row["level"]) if row.get("level") else ""
        kind = f"{level}{kind}"
        return f"{row['name']}（{kind}）" if row.get("name") else f"{kind}{zone_id}"

    def short(self, zone_id: str) -> str:
        """Return a zone's name alone, once its kind was said."""
        row = self.zones.get(zone_id, {})
        return str(row.get("name") or self.zone(zone_id))


def surroundings_of(plan: PressedPlan) -> Surroundings:
    """Read the tables of a run; a run without frames has ids only."""
    zones = {str(row["zone_id"]): row for row in rows_of(plan, "zones")}
    return Surroundings(zones, {ruling.ruling_id: ruling for ruling in plan.rulings})


def on_its_day(plan: PressedPlan, project: PressedProject) -> PressedPlan:
    """Return the plan as of the day whose law judged a project, for everything that asks what is in force."""
    return plan if project.judged_on in (None, plan.as_of) else replace(plan, as_of=project.judged_on)
