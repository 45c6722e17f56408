"""What a verifier of an allocation has before it: a run folder, the law of its day, rows by name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mineplan.errors import PlanError
from mineplan.policy import Policy, Ruling, read_policy
from mineplan.runs import RunFiles
from mineplan.scenario import Allocate, Scenario, read_scenario
from mineplan.verify.allocation.zones import Reach, reaches_of

Row = dict[str, Any]
# Stages of exploration on the scale of the scores: even steps, the first of the four not nothing.
EXPLORED = {"reconnaissance": 0.25, "general": 0.5, "detailed": 0.75, "advanced": 1.0}


@dataclass(frozen=True)
class AllocationCase:
    """An allocation under proof.

    Attributes
    ----------
    run, scenario, policy
        The folder, its scenario, the rulings of the scenario's day.
    choices
        The scenario's `allocate` block.
    """

    run: RunFiles
    scenario: Scenario
    policy: Policy
    choices: Allocate

    @property
    def plan(self) -> dict[str, Any]:
        """The plan as printed."""
        return self.run.plan

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the plan."""
        return self.choices.plan_years

    @property
    def crs(self) -> Any:
        """The analysis CRS."""
        return self.run.tables["rights"].crs

    @cached_property
    def rights(self) -> dict[str, Row]:
        """Every right of the dataset, by licence number."""
        return {str(row["right_id"]): row for row in self.rows("rights")}

    @cached_property
    def coal_mines(self) -> dict[str, Row]:
        """The coal mines, closed ones too."""
        return {i: row for i, row in self.rights.items() if row.get("mineral") == "coal"}

    @cached_property
    def lives(self) -> dict[str, Row]:
        """What the plan says of each coal mine."""
        return {mine["right_id"]: mine for mine in self.plan["mines"]}

    def rows(self, table: str) -> list[Row]:
        """Return the rows of an input table; none where the dataset has no such table."""
        return self._records.get(table, [])

    @cached_property
    def _records(self) -> dict[str, list[Row]]:
        return {name: frame.to_dict("records") for name, frame in self.run.tables.items()}

    def blocks(self, mineral: str) -> dict[str, Row]:
        """Return the blocks of a mineral by id."""
        return self._blocks.get(mineral, {})

    @cached_property
    def _blocks(self) -> dict[str, dict[str, Row]]:
        found: dict[str, dict[str, Row]] = {}
        for row in self.rows("blocks"):
            found.setdefault(str(row["mineral"]), {})[str(row["block_id"])] = row
        return found

    @cached_property
    def reaches(self) -> dict[str, list[Reach]]:
        """Zones and rulings that may bear on the blocks, by mineral."""
        blocks: Any = self.run.tables.get("blocks")
        found: dict[str, list[Reach]] = {}
        for mineral in ("coal", "bauxite") if blocks is not None else ():
            frame = blocks[blocks["mineral"] == mineral].set_index("block_id", drop=False)
            found[mineral] = reaches_of(frame, self.run.tables.get("zones"), self.policy)
        return found

    def settled(self, rule: str, **facts: str) -> Ruling | None:
        """Return the ruling of the day that goes first, if a verdict may rest on it."""
        ruling = self.policy.find(rule, **facts)
        return ruling if ruling is not None and ruling.is_settled else None


def open_allocation(run: RunFiles) -> AllocationCase:
    """Return the case of a run folder.

    Raises
    ------
    InputError
        Its scenario cannot be read.
    PlanError
        The scenario is not one of allocation.
    """
    scenario = read_scenario(run.scenario_path)
    if scenario.allocate is None:
        raise PlanError("the run's scenario has no `allocate` block")
    policy = read_policy(scenario.as_of, scenario.jurisdictions, scenario.assume)
    return AllocationCase(run, scenario, policy, scenario.allocate)


def number(cell: Any) -> float | None:
    """Return a cell as a number; None where it is blank."""
    return None if cell is None or isinstance(cell, str) or cell != cell else float(cell)


def text(cell: Any) -> str:
    """Return a cell as text; "" where it is blank."""
    return cell.strip() if isinstance(cell, str) else ""


def whole(cell: Any) -> int | None:
    """Return a cell as a whole number; None where it is blank."""
    value = number(cell)
    return None if value is None else int(value)


def is_figure(value: Any) -> bool:
    """Whether a value is a number, and no truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def amount_of(ruling: Ruling) -> float:
    """Return the figure of a ruling."""
    return float(str(ruling.amount))


def agrees(found: Any, said: Any) -> bool:
    """Whether a value reckoned here is what the plan says; figures to one part in a million."""
    if isinstance(found, Mapping):
        return (
            isinstance(said, Mapping) and found.keys() == said.keys() and all(agrees(found[k], said[k]) for k in found)
        )
    if isinstance(found, list | tuple):
        return isinstance(said, list) and len(found) == len(said) and all(map(agrees, found, said))
    if is_figure(found) and is_figure(said):
        return math.isclose(found, said, rel_tol=1e-6, abs_tol=1e-6)
    return bool(found == said) and isinstance(found, bool) == isinstance(said, bool)


def within(bounds: tuple[float, float], said: Any, slack: float = 1e-6) -> bool:
    """Whether a figure lies between two bounds, give or take a share of a millionth or the slack."""
    if not is_figure(said):
        return False
    least, most = bounds
    return bool(least - slack - 1e-6 * abs(least) <= said <= most + slack + 1e-6 * abs(most))


def differences(name: str, found: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[str]:
    """Say what of the values reckoned here the plan states otherwise."""
    for key, value in found.items():
        if not agrees(value, said[key]):
            yield f"{name}: {key} is {shown(value)} by the tables, the plan says {shown(said[key])}"


def outside(name: str, key: str, bounds: tuple[float, float], said: Any, slack: float = 1e-6) -> Iterator[str]:
    """Say that a figure lies outside what can be measured."""
    if not within(bounds, said, slack):
        least, most = bounds
        span = shown(least) if most - least < 1e-9 * max(1.0, abs(most)) else f"{least:.10g} to {most:.10g}"
        yield f"{name}: {key} is {span} by the tables, the plan says {shown(said)}"


def shown(value: Any) -> str:
    """Return a value as a complaint shows it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {shown(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(shown, value)) + "]"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def by_year(values: Mapping[int, Any]) -> dict[str, Any]:
    """Return years as the keys that JSON has."""
    return {str(year): value for year, value in values.items()}
