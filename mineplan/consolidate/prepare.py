"""Everything a consolidation looks at before it asks the solver."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mineplan.consolidate.lawful import LawfulOre, lawful_ore
from mineplan.consolidate.notes import notes_of
from mineplan.consolidate.problem import Pins, check_pins, pinned, pins_of, problem_of
from mineplan.errors import ScenarioError
from mineplan.links import link_orebodies, link_rights, raise_triggers
from mineplan.links.exclusions import Exclusion, exclusions_of, lawful_shares
from mineplan.partition import PartitionProblem
from mineplan.plans import Note
from mineplan.policy import Policy
from mineplan.scenario import Consolidate, Scenario

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from mineplan.dataset import Dataset


@dataclass(frozen=True)
class Consolidation:
    """A scenario over a dataset, ready to be solved.

    Attributes
    ----------
    rights
        Every right of the scenario's minerals. `taking_part` those that may join a group; node k of
        `problem` is its row k.
    links, adjacency
        Over every right of the dataset, triggers raised.
    lawful
        Share of each right's area outside banned ground, by licence number.
    ore
        Prisms and LINKS without banned ground.
    """

    scenario: Scenario
    choices: Consolidate
    dataset: Dataset
    policy: Policy
    rights: gpd.GeoDataFrame
    taking_part: gpd.GeoDataFrame
    links: pd.DataFrame
    adjacency: pd.DataFrame
    exclusions: tuple[Exclusion, ...]
    lawful: dict[str, float]
    ore: LawfulOre
    pins: Pins
    problem: PartitionProblem
    notes: tuple[Note, ...]


def prepare(scenario: Scenario, dataset: Dataset, policy: Policy, decided: Pins | None = None) -> Consolidation:
    """Link, test and translate a scenario.

    Parameters
    ----------
    scenario, dataset, policy
        What, on which data, under which law.
    decided
        Pins from reviewers' decisions, beside the scenario's own.

    Raises
    ------
    ScenarioError
        No `consolidate` block, no right of the minerals, pins on rights that are not there.
    """
    if scenario.consolidate is None:
        raise ScenarioError("consolidate: the scenario has no such block")
    choices = scenario.consolidate
    everything = dataset.tables["rights"]
    rights = _of_minerals(everything, choices)
    links, adjacency = graph_tables(dataset, policy, choices)
    exclusions = exclusions_of(rights, dataset.tables.get("zones"), policy)
    lawful = dict(zip(rights["right_id"], lawful_shares(rights, exclusions).tolist(), strict=True))
    ore = lawful_ore(
        rights, dataset.parts, dataset.tables.get("orebodies"), links, exclusions, choices.minimum_link_share
    )
    taking_part = rights[_may_join(rights, lawful, choices)].reset_index(drop=True)
    pins = _joined(pins_of(choices), decided or Pins())
    check_pins(pins, everything, taking_part)
    problem, notes = problem_of(taking_part, links, adjacency, policy, choices, pins)
    return Consolidation(
        scenario,
        choices,
        dataset,
        policy,
        rights,
        taking_part,
        links,
        adjacency,
        exclusions,
        lawful,
        ore,
        pins,
        problem,
        (*notes_of(rights, dataset, policy, exclusions), *notes),
    )


def with_pins(work: Consolidation, decided: Pins) -> Consolidation:
    """Return a prepared scenario that must also honour reviewers' decisions.

    Parameters
    ----------
    work, decided
        The scenario; pins on rights that take part in it.
    """
    pins = _joined(work.pins, decided)
    ids = work.taking_part["right_id"].tolist()
    return replace(work, pins=pins, problem=pinned(work.problem, ids, decided))


def graph_tables(dataset: Dataset, policy: Policy, choices: Consolidate) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return LINKS and ADJACENCY, triggers raised, over every right of a dataset."""
    tables = dataset.tables
    rights = tables["rights"]
    links = link_orebodies(
        rights, dataset.parts, tables.get("orebodies"), tables.get("resources"), choices.minimum_link_share
    )
    reach = choices.gap_m
    distance = policy.find("quarry_distance")
    if distance is not None and isinstance(distance.amount, int | float):
        reach = max(reach, float(distance.amount))
    adjacency = link_rights(rights, dataset.parts, links, reach)
    return links, raise_triggers(adjacency, rights, tables.get("zones"), policy, choices)


def _of_minerals(rights: gpd.GeoDataFrame, choices: Consolidate) -> gpd.GeoDataFrame:
    if not choices.minerals or "mineral" not in rights:
        return rights.reset_index(drop=True)
    chosen = rights[rights["mineral"].isin([m.value for m in choices.minerals])]
    if chosen.empty:
        raise ScenarioError(
            f"consolidate.minerals: the dataset has no right of {', '.join(m.label for m in choices.minerals)}"
        )
    return chosen.reset_index(drop=True)


def _may_join(rights: gpd.GeoDataFrame, lawful: dict[str, float], choices: Consolidate) -> np.ndarray:
    """Whether a right may join a group: not closed, and enough of it outside banned ground."""
    import numpy as np

    share = rights["right_id"].map(lawful).to_numpy(dtype=float)
    is_open = (rights["status"] != "closed").to_numpy() if "status" in rights else np.ones(len(rights), dtype=bool)
    return np.asarray(is_open & (share >= choices.minimum_lawful_share))


def _joined(a: Pins, b: Pins) -> Pins:
    return Pins(
        tuple(dict.fromkeys((*a.together, *b.together))),
        tuple(dict.fromkeys((*a.apart, *b.apart))),
        tuple(dict.fromkeys((*a.locked, *b.locked))),
        tuple(dict.fromkeys((*a.leads, *b.leads))),
    )
