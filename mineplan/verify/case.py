"""What a verifier has before it: a run folder, the law of its day, and its own view of the rights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mineplan.errors import PlanError
from mineplan.links import link_orebodies
from mineplan.policy import Policy, read_policy
from mineplan.runs import RunFiles
from mineplan.scenario import Consolidate, Scenario, read_scenario

# 2 cm: two corners of neighbours, each rounded to 0.01 m.
ROUNDING_M = 0.02


@dataclass(frozen=True)
class Case:
    """A run under proof.

    Attributes
    ----------
    run, scenario, policy
        The folder, its scenario, the rulings of the scenario's day.
    """

    run: RunFiles
    scenario: Scenario
    policy: Policy

    @property
    def choices(self) -> Consolidate:
        """The scenario's choices."""
        if self.scenario.consolidate is None:
            raise PlanError("the run's scenario has no `consolidate` block")
        return self.scenario.consolidate

    @property
    def plan(self) -> dict[str, Any]:
        """The plan as printed."""
        return self.run.plan

    @cached_property
    def everything(self) -> Any:
        """Every right of the dataset, by licence number."""
        return self.run.tables["rights"].set_index("right_id", drop=False)

    @cached_property
    def rights(self) -> Any:
        """The rights of the scenario's minerals."""
        rights = self.everything
        if self.choices.minerals and "mineral" in rights:
            rights = rights[rights["mineral"].isin([m.value for m in self.choices.minerals])]
        return rights

    @cached_property
    def links(self) -> Any:
        """LINKS from the tables."""
        tables = self.run.tables
        return link_orebodies(
            tables["rights"],
            tables["parts"],
            tables.get("orebodies"),
            tables.get("resources"),
            self.choices.minimum_link_share,
        )

    @cached_property
    def solids(self) -> dict[str, list[tuple[Any, float, float]]]:
        """The prisms of each right: geometry, upper and lower elevation (NaN where unknown)."""
        found: dict[str, list[tuple[Any, float, float]]] = {}
        parts = self.run.tables["parts"]
        for right_id, shape, top, bottom in zip(
            parts["right_id"], parts.geometry, parts["top_m"], parts["bottom_m"], strict=True
        ):
            found.setdefault(right_id, []).append((shape, float(top), float(bottom)))
        return found

    def pairs(self, kind: str) -> list[tuple[str, str]]:
        """Return the pins of the scenario and of the reviewers: `together` or `apart`."""
        from itertools import combinations, pairwise

        lists = [list(p) for p in getattr(self.choices, f"keep_{kind}")]
        for decision in (self.run.decisions or {}).get("decisions", []):
            if decision.get("action") == f"keep_{kind}":
                lists.append(list(decision["right_ids"]))
        spread = pairwise if kind == "together" else combinations
        return [pair for pin in lists for pair in (pairwise(pin) if spread is pairwise else combinations(pin, 2))]


def open_case(run: RunFiles) -> Case:
    """Return the case of a run folder."""
    scenario = read_scenario(run.scenario_path)
    return Case(run, scenario, read_policy(scenario.as_of, scenario.jurisdictions, scenario.assume))
