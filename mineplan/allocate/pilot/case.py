"""The mines of the pilot with everything that their data say, before any weight or choice is applied."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from mineplan.allocate.lives import number
from mineplan.allocate.pilot.ground import Extent, Under, bodies_under, lowest_of, seams_of, with_zones
from mineplan.allocate.pilot.water import water_of
from mineplan.errors import Problem, ScenarioError
from mineplan.plans.allocation import Seam, Water
from mineplan.policy import Policy
from mineplan.scenario import Allocate, Pilot
from mineplan.stock import CLASSES, quantity_of
from mineplan.terms import Mineral

if TYPE_CHECKING:
    import pandas as pd

    from mineplan.dataset import Dataset


@dataclass(frozen=True)
class MineFacts:
    """One pilot mine.

    Attributes
    ----------
    right, pilot
        Its rows of RIGHTS and PILOTS; `pilot` is {} when it has none.
    seam_rows
        Seam -> its row in the file.
    interval_m, mean_interval_m
        Least and mean true interval between the lowest seam and the bauxite, over the body that lies nearest.
    nearest
        That body; None where no interval can be reckoned.
    quantity_t
        What of the resources counts, outside banned zones, before recovery; None where none are on file.
    coal_life_a
        Remaining life of the coal; None where it cannot be reckoned.
    """

    right: Mapping[str, Any]
    pilot: Mapping[str, Any]
    extent: Extent
    seams: tuple[Seam, ...]
    seam_rows: Mapping[str, int]
    unders: tuple[Under, ...]
    nearest: Under | None
    water: Water
    bauxite_t: dict[str, float]
    quantity_t: float | None
    coal_life_a: float | None

    @property
    def right_id(self) -> str:
        """Return the licence number."""
        return str(self.right["right_id"])

    @property
    def interval_m(self) -> float | None:
        """Return the least true interval over all bodies."""
        return None if self.nearest is None or self.nearest.interval is None else self.nearest.interval.least_m

    @property
    def thickness_m(self) -> float | None:
        """Return the thickness of the body that lies nearest to the coal, or of the thickest one."""
        if self.nearest is not None:
            return self.nearest.body.thickness_m
        known = [u.body.thickness_m for u in self.unders if u.body.thickness_m]
        return max(known) if known else None

    @property
    def state(self) -> str:
        """Return the state of the lowest seam; "" unknown."""
        lowest = lowest_of(self.seams)
        return "" if lowest is None else lowest.state

    def number(self, name: str) -> float | None:
        """Return a figure of the mine's row of PILOTS; None where it is blank."""
        return number(self.pilot.get(name))


@dataclass(frozen=True)
class PilotCase:
    """What a pilot is decided on: facts of each mine in the order of the list, law, choices, years.

    `absent` names the tables that the dataset lacks and the pilot would read.
    """

    mines: tuple[MineFacts, ...]
    policy: Policy
    choices: Pilot
    years: tuple[int, ...]
    absent: tuple[str, ...] = ()


def pilot_case(
    dataset: Dataset, policy: Policy, allocate: Allocate, lives_a: Mapping[str, float | None] | None = None
) -> PilotCase:
    """Gather the facts of every mine of the scenario's pilot list.

    Parameters
    ----------
    lives_a
        Licence number -> remaining life of the coal, years, where it was reckoned.

    Raises
    ------
    ScenarioError
        With every mine of the list that is not in the dataset, or is no coal mine; zones that close an area and are
        drawn as lines.
    """
    assert allocate.pilot is not None
    choices, rights = allocate.pilot, dataset.tables["rights"]
    _check_mines(choices, rights)
    rows = {str(row["right_id"]): row for row in rights.to_dict("records")}
    beds = {right_id: _beds(rows[right_id], dataset) for right_id in choices.mines}
    bodies, methods = {i: bed[2] for i, bed in beds.items()}, {i: rows[i].get("method") for i in choices.mines}
    unders = with_zones(bodies, methods, dataset.tables.get("zones"), policy)
    found = [
        _facts(rows[i], dataset, (policy, choices), (extent, seams, unders[i]), lives_a or {})
        for i, (extent, seams, _) in beds.items()
    ]
    absent = tuple(name for name in ("orebodies", "seams", "pilots") if name not in dataset.tables)
    return PilotCase(tuple(found), policy, choices, allocate.plan_years, absent)


def _check_mines(choices: Pilot, rights: pd.DataFrame) -> None:
    known = {str(r): m for r, m in zip(rights["right_id"], _minerals(rights), strict=True)}
    problems = []
    for right_id in choices.mines:
        if right_id not in known:
            near = get_close_matches(right_id, known, n=2)
            hint = f"; near: {', '.join(near)}" if near else ""
            problems.append(Problem(f"allocate.pilot.mines names {right_id}, which is not in table rights{hint}"))
        elif known[right_id] not in ("", str(Mineral.COAL)):
            label = Mineral(known[right_id]).label
            problems.append(
                Problem(f"allocate.pilot.mines names {right_id}, which is no coal mine (开采主矿种 {label})")
            )
    if problems:
        raise ScenarioError(problems)


def _minerals(rights: pd.DataFrame) -> list[str]:
    if "mineral" not in rights:
        return [""] * len(rights)
    return ["" if m is None or m != m else str(m) for m in rights["mineral"]]


def _beds(row: Mapping[str, Any], dataset: Dataset) -> tuple[Extent, tuple[Seam, ...], tuple[Under, ...]]:
    right_id, tables = str(row["right_id"]), dataset.tables
    extent = _extent(row, dataset.parts)
    seams = seams_of(right_id, tables.get("seams"))
    reported = _reported(right_id, tables.get("resources"))
    return extent, seams, bodies_under(extent, lowest_of(seams), tables.get("orebodies"), reported)


def _facts(
    row: Mapping[str, Any], dataset: Dataset, law: tuple[Policy, Pilot], beds: Any, lives_a: Mapping[str, float | None]
) -> MineFacts:
    (policy, choices), (extent, seams, unders), right_id = law, beds, str(row["right_id"])
    pilot = _row_of(right_id, dataset.tables.get("pilots"))
    known = [u for u in unders if u.interval is not None]
    floors = [u.body.bottom_m for u in unders if u.body.bottom_m is not None]
    return MineFacts(
        right=row,
        pilot=pilot,
        extent=extent,
        seams=seams,
        seam_rows=_seam_rows(right_id, dataset.tables.get("seams")),
        unders=unders,
        nearest=min(known, key=_nearness) if known else None,
        water=water_of(pilot, min(floors) if floors else None, policy),
        bauxite_t=_classes(unders, is_lawful=False),
        quantity_t=quantity_of(_classes(unders, is_lawful=True), None, choices)[0],
        coal_life_a=lives_a.get(right_id),
    )


def _classes(unders: Sequence[Under], *, is_lawful: bool) -> dict[str, float]:
    """Return tonnes by class over all bodies; lawful ones are those outside banned zones, by plan share."""
    return {
        name: math.fsum(u.body.resources_t.get(name, 0.0) * (u.body.lawful_share if is_lawful else 1) for u in unders)
        for name in CLASSES
        if any(name in u.body.resources_t for u in unders)
    }


def _nearness(under: Under) -> tuple[float, str]:
    assert under.interval is not None
    return under.interval.least_m, under.body.orebody_id


def _extent(row: Mapping[str, Any], parts: Any) -> Extent:
    own = parts[parts["right_id"] == row["right_id"]]
    return Extent(row["geometry"], float(own["top_m"].max()), float(own["bottom_m"].min()))


def _seam_rows(right_id: str, seams: Any) -> dict[str, int]:
    if seams is None or "source_row" not in seams:
        return {}
    own = seams[seams["right_id"] == right_id]
    return {str(seam): int(row) for seam, row in zip(own["seam"], own["source_row"], strict=True)}


def _row_of(right_id: str, table: Any) -> dict[str, Any]:
    if table is None:
        return {}
    rows = table[table["right_id"] == right_id].to_dict("records")
    return dict(rows[0]) if rows else {}


def _reported(right_id: str, resources: Any) -> dict[str, Mapping[str, Any]]:
    if resources is None:
        return {}
    rows = resources[resources["right_id"] == right_id].to_dict("records")
    return {str(row["orebody_id"]): row for row in rows}
