"""The scenario file."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from mineplan.errors import ScenarioError
from mineplan.policy import Assumption
from mineplan.scenario.allocating import Allocate
from mineplan.scenario.choices import Choices
from mineplan.scenario.consolidating import Consolidate
from mineplan.scenario.pressing import Pressed
from mineplan.yamlfile import read_model


class Scenario(Choices):
    """One scenario: which data, which day, which law, which choices."""

    title: str = Field(min_length=1)
    """Title printed on the documents."""
    dataset: str = Field(min_length=1)
    """Name of a folder under `datasets/`, or the path of a dataset folder relative to the scenario file."""
    as_of: datetime.date
    """The day on which law and licences are judged; no default."""
    jurisdictions: tuple[str, ...] = ("xinzhou", "shanxi", "national")
    """Whose rules apply, the most local first."""
    assume: dict[str, Assumption] = Field(default_factory=dict)
    """Unconfirmed rulings that this scenario takes as confirmed, each with a reason; documents print them."""
    consolidate: Consolidate | None = None
    """Choices of `mineplan consolidate`."""
    allocate: Allocate | None = None
    """Choices of `mineplan allocate`."""
    pressed: Pressed | None = None
    """Choices of `mineplan pressed`."""

    @field_validator("jurisdictions")
    @classmethod
    def _not_empty(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or len(set(value)) != len(value):
            raise ValueError("name each jurisdiction once, the most local first")
        return value


def read_scenario(path: Path) -> Scenario:
    """Read a scenario file.

    Raises
    ------
    ScenarioError, ReadError
        With every problem and its line.
    """
    scenario: Scenario = read_model(path, Scenario, ScenarioError)
    return scenario


def scenario_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, for editors."""
    return Scenario.model_json_schema()
