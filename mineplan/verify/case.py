"""What a verifier has before it: a run folder, the law of its day, and its own view of the rights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

from mineplan.decisions import Asked, Decision, Decisions, asked_of, read_decisions
from mineplan.errors import PlanError
from mineplan.links import link_orebodies, link_rights, raise_triggers
from mineplan.policy import Policy, Ruling, read_policy
from mineplan.runs import RunFiles
from mineplan.scenario import Consolidate, Scenario, read_scenario
from mineplan.verify.bans import Ban, bans_of

# 2 cm: two corners of neighbours, each rounded to 0.01 m.
ROUNDING_M = 0.02

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    """A run under proof.

    Attributes
    ----------
    run, scenario, policy
        The folder, its scenario, the rulings of the scenario's day.
    decisions
        What reviewers decided, as the run was given it; None without.
    """

    run: RunFiles
    scenario: Scenario
    policy: Policy
    decisions: Decisions | None

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
    def bodies(self) -> Any:
        """The orebodies by name, or None."""
        bodies = self.run.tables.get("orebodies")
        return None if bodies is None or bodies.empty else bodies.set_index("orebody_id", drop=False)

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
    def pairs(self) -> Any:
        """ADJACENCY of the whole dataset with the triggers of the day."""
        tables = self.run.tables
        reach = self.choices.gap_m
        distance = self.policy.find("quarry_distance")
        if distance is not None and isinstance(distance.amount, int | float):
            reach = max(reach, float(distance.amount))
        near = link_rights(tables["rights"], tables["parts"], self.links, reach)
        return raise_triggers(near, tables["rights"], tables.get("zones"), self.policy, self.choices)

    @cached_property
    def bans(self) -> tuple[Ban, ...]:
        """Where mining is forbidden that day."""
        return bans_of(self.everything, self.run.tables.get("zones"), self.policy)

    @cached_property
    def bodies_under(self) -> dict[str, set[str]]:
        """The orebodies that each right holds part of."""
        found: dict[str, set[str]] = {}
        for right_id, body in zip(self.links["right_id"], self.links["orebody_id"], strict=True):
            found.setdefault(right_id, set()).add(body)
        return found

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

    @cached_property
    def asked(self) -> Asked:
        """What the decisions ask of rights that take part."""
        if self.decisions is None:
            return Asked(())
        return asked_of(self.decisions, set(self.everything.index), set(self.run.problem["ids"]))

    @cached_property
    def memberships(self) -> list[set[str]]:
        """The members of each group of the plan."""
        return [set(group["right_ids"]) for group in self.plan["groups"]]

    def members_then(self, decision: Decision) -> tuple[str, ...]:
        """Return the rights of the group that a decision was given on, as far as the file tells."""
        then = self.decisions.groups.get(decision.group_id) if self.decisions is not None else None
        return decision.right_ids if decision.kind is None or then is None else then.right_ids

    def pins(self, kind: str) -> Pairs:
        """Return the pins of the scenario and of the reviewers, locked groups aside: `together` or `apart`."""
        chosen = self.choices
        if kind == "together":
            return [p for pin in chosen.keep_together for p in pairwise(pin)] + list(self.asked.together)
        return [p for pin in chosen.keep_apart for p in combinations(pin, 2)] + list(self.asked.apart)

    def value(self, right_id: str, column: str) -> Any:
        """Return a cell of RIGHTS; None where the ledger has no such column or leaves it blank."""
        found = self.everything.at[right_id, column] if column in self.everything else None
        return None if found is None or found != found else found

    def binding(self, rule: str, mineral: str | None) -> Ruling | None:
        """Return the ruling of the day for a mineral, if it binds mines that exist."""
        ruling = self.policy.find(rule, mineral=mineral) if mineral else None
        return ruling if ruling is not None and ruling.binds_existing else None

    def minimum(self, rule: str, mineral: str | None) -> float | None:
        """Return the settled figure of `minimum_capacity` (t/a) or `minimum_life` (a) for a mineral."""
        ruling, unit = self.binding(rule, mineral), "a" if rule == "minimum_life" else "t_a"
        if ruling is None or not ruling.is_settled or ruling.unit != unit:
            return None
        is_figure = isinstance(ruling.amount, int | float) and not isinstance(ruling.amount, bool)
        return float(str(ruling.amount)) if is_figure else None


def open_case(run: RunFiles) -> Case:
    """Return the case of a run folder.

    Raises
    ------
    InputError
        Its scenario or its decisions cannot be read, or decisions name rights that the tables do not have.
    """
    scenario = read_scenario(run.scenario_path)
    policy = read_policy(scenario.as_of, scenario.jurisdictions, scenario.assume)
    path = run.folder / "inputs" / "decisions.json"
    case = Case(run, scenario, policy, read_decisions(path) if path.is_file() else None)
    _ = case.asked  # decisions on rights that nobody knows are found here, before anything is proved
    return case


def overlaps(p: tuple[Any, float, float], q: tuple[Any, float, float]) -> bool:
    """Whether two prisms (geometry, top, bottom) share ground at a common elevation."""
    from shapely import area, intersection

    return not min(p[1], q[1]) <= max(p[2], q[2]) and area(intersection(p[0], q[0])) > 0


def same(a: float | None, b: float | None, slack: float = 1e-3) -> bool:
    """Whether two figures agree; None agrees with None alone."""
    return a is b if a is None or b is None else abs(a - b) <= slack + 1e-9 * abs(a)
