"""What the proof of a pressed-ore run has before it: its tables, its scenario, the law of its days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import shapely

from mineplan.policy import Policy, read_policy
from mineplan.runs import RunFiles
from mineplan.scenario import Pressed, Scenario, read_scenario

CLASSES = ("measured", "indicated", "inferred", "proved", "probable")
# Kinds of zones that part a footprint.
PARTING = ("urban_construction", "development_zone", "area_assessment", "no_known_resources")


@dataclass(frozen=True, eq=False)
class PressedCase:
    """A pressed-ore run under proof."""

    run: RunFiles
    scenario: Scenario
    policy: Policy
    _days: dict[datetime.date, Policy] = field(default_factory=dict)

    @property
    def plan(self) -> dict[str, Any]:
        """The plan as printed."""
        return self.run.plan

    @property
    def choices(self) -> Pressed:
        """The scenario's choices."""
        return self.scenario.pressed or Pressed()

    @cached_property
    def inputs(self) -> dict[str, dict[str, Any]]:
        """The projects as read, by number."""
        return _by(self.run.tables["projects"], "project_id")

    @cached_property
    def bodies(self) -> dict[str, dict[str, Any]]:
        """The orebodies by number."""
        return _by(self.run.tables.get("orebodies"), "orebody_id")

    @cached_property
    def holders(self) -> dict[str, dict[str, Any]]:
        """The rights by licence number."""
        return _by(self.run.tables.get("rights"), "right_id")

    @cached_property
    def reports(self) -> dict[str, dict[str, dict[str, float]]]:
        """Orebody -> right -> class -> tonnes that a report gives for that right's part."""
        found: dict[str, dict[str, dict[str, float]]] = {}
        frame = self.run.tables.get("resources")
        for row in () if frame is None else frame.to_dict("records"):
            cells = {c: row.get(f"{c}_t") for c in CLASSES}
            stated = {c: float(t) for c, t in cells.items() if t is not None and t == t}
            if stated:
                found.setdefault(str(row["orebody_id"]), {})[str(row["right_id"])] = stated
        return found

    @cached_property
    def zones(self) -> dict[str, dict[str, Any]]:
        """The zones by number."""
        return _by(self.run.tables.get("zones"), "zone_id")

    @cached_property
    def trees(self) -> dict[str, Any]:
        """A spatial index of orebodies and rights, with their numbers in order."""
        return {
            name: (list(rows), shapely.STRtree([row["geometry"] for row in rows.values()]))
            for name, rows in (("bodies", self.bodies), ("holders", self.holders), ("zones", self.zones))
        }

    def near(self, name: str, shape: Any) -> list[str]:
        """Return the numbers of what intersects a shape, in order."""
        numbers, tree = self.trees[name]
        return sorted(numbers[k] for k in tree.query(shape, predicate="intersects").tolist())

    def ground(self, project_id: str) -> Any:
        """Return the ground that a project takes: its area, or its line widened."""
        row = self.inputs[project_id]
        shape = row["geometry"]
        if "Polygon" in shape.geom_type:
            return shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False)
        return shapely.buffer(
            shapely.line_merge(shape), (row.get("width_m") or 0) / 2, cap_style="flat", join_style="mitre"
        )

    def law(self, project_id: str) -> Policy:
        """Return the law of a project's day."""
        day = self.inputs[project_id].get("date") if self.choices.judge_on == "application" else None
        if not isinstance(day, datetime.date):
            return self.policy
        if day not in self._days:
            self._days[day] = read_policy(day, self.scenario.jurisdictions, self.scenario.assume)
        return self._days[day]

    @cached_property
    def parting_zones(self) -> dict[str, dict[str, Any]]:
        """Return the parting zones that stand on the day of the run, or all where each project has its own."""
        day = self.policy.on if self.choices.judge_on == "as_of" else None
        return {
            number: zone
            for number, zone in self.zones.items()
            if zone["kind"] in PARTING and (day is None or stands(zone, day))
        }


def stands(zone: dict[str, Any], day: datetime.date) -> bool:
    """Whether a zone is valid on a day."""
    begins, ends = zone.get("valid_from"), zone.get("valid_to")
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def _by(frame: Any, key: str) -> dict[str, dict[str, Any]]:
    if frame is None or not len(frame):
        return {}
    rows = {}
    for values in zip(*(frame[name].to_numpy(dtype=object) for name in frame.columns), strict=True):
        row = dict(zip(frame.columns, values, strict=True))
        row = {name: None if value is None or value != value else value for name, value in row.items()}
        rows[str(row[key])] = row
    return rows


def open_pressed(run: RunFiles) -> PressedCase:
    """Return the case of a run folder.

    Raises
    ------
    InputError
        Its scenario cannot be read.
    """
    scenario = read_scenario(run.scenario_path)
    return PressedCase(run, scenario, read_policy(scenario.as_of, scenario.jurisdictions, scenario.assume))
