"""Everything an allocation looks at before it asks the solver; every problem of it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from mineplan.allocate.continuing import ContinuationCase, prepare_continuation
from mineplan.allocate.lives import lives_of, number
from mineplan.allocate.matching import GrantCase, prepare_grant
from mineplan.allocate.pilot import PilotCase, pilot_case
from mineplan.errors import InputError, Problem, ScenarioError
from mineplan.policy import Policy
from mineplan.scenario import Allocate, Scenario

if TYPE_CHECKING:
    from mineplan.dataset import Dataset

_Case = TypeVar("_Case")


@dataclass(frozen=True)
class Allocation:
    """A scenario over a dataset, ready to be solved; a part that the scenario leaves out is None."""

    scenario: Scenario
    choices: Allocate
    dataset: Dataset
    policy: Policy
    continuation: ContinuationCase | None
    grant: GrantCase | None
    pilot: PilotCase | None


def prepare_allocation(scenario: Scenario, dataset: Dataset, policy: Policy) -> Allocation:
    """Measure, screen and test a scenario.

    Raises
    ------
    InputError
        With every problem: no `allocate` block, tables that a part needs, blocks that overlap each other, mines and
        blocks that are not there, no K, what must be granted and cannot.
    """
    choices = scenario.allocate
    if choices is None:
        raise ScenarioError("allocate: the scenario has no such block")
    problems = _missing(choices, dataset)
    if problems:
        raise ScenarioError(problems)
    problems += _overlapping(choices, dataset)
    continuation = _gathered(lambda: prepare_continuation(scenario, dataset, policy), choices.continuation, problems)
    grant = _gathered(lambda: prepare_grant(scenario, dataset, policy), choices.grant, problems)
    lives = _lives(continuation)
    pilot = _gathered(lambda: pilot_case(dataset, policy, choices, lives), choices.pilot, problems)
    if problems:
        raise InputError(problems)
    return Allocation(scenario, choices, dataset, policy, continuation, grant, pilot)


def _gathered(make: Callable[[], _Case], part: object, problems: list[Problem]) -> _Case | None:
    if part is None:
        return None
    try:
        return make()
    except InputError as error:
        # A zone drawn as a line is told once, though two parts stumble over it.
        problems += [p for p in error.problems if p not in problems]
        return None


def _lives(continuation: ContinuationCase | None) -> dict[str, float | None]:
    if continuation is None:
        return {}
    case = continuation
    return {m.right_id: m.life_a for m in lives_of(case.dataset, case.policy, case.choices, case.factor.value)}


def _missing(choices: Allocate, dataset: Dataset) -> list[Problem]:
    problems = [
        Problem(f"allocate.{part} needs table blocks, which the dataset does not have")
        for part in ("continuation", "grant")
        if getattr(choices, part) is not None and "blocks" not in dataset.tables
    ]
    rights = dataset.tables["rights"]
    if choices.continuation is not None and ("mineral" not in rights or not (rights["mineral"] == "coal").any()):
        problems.append(Problem("allocate.continuation needs coal mines: no right of table rights has 开采主矿种 煤"))
    return problems


def _overlapping(choices: Allocate, dataset: Dataset) -> list[Problem]:
    """Name every pair of blocks of one mineral that meet as solids: they cannot both be granted."""
    blocks = dataset.tables.get("blocks")
    if blocks is None:
        return []
    import shapely

    parts = [p for p in (choices.continuation, choices.grant) if p is not None]
    least = min((p.minimum_overlap_m2 for p in parts), default=0.0)
    rows, shapes = blocks.drop(columns="geometry").to_dict("records"), blocks.geometry.to_numpy()
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    file = next((str(row["file"]) for row in dataset.provenance if row.get("table") == "blocks"), "blocks")
    problems = []
    for i, j in sorted((int(i), int(j)) for i, j in zip(a, b, strict=True) if i < j):
        area = float(shapely.area(shapely.intersection(shapes[i], shapes[j])))
        if area >= max(least, 1e-3) and rows[i]["mineral"] == rows[j]["mineral"] and _do_meet(rows[i], rows[j]):
            what = (
                f"block {rows[j]['block_id']} overlaps block {rows[i]['block_id']} (row {rows[i].get('source_row')}) "
                f"by {area:,.0f} m2; no ground can be granted twice"
            )
            problems.append(Problem(what, file=file, row=_row_of(rows[j]), column="区块编号"))
    return problems


def _row_of(row: dict[str, Any]) -> int | None:
    return int(row["source_row"]) if row.get("source_row") is not None else None


def _do_meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether the elevations of two blocks meet; unknown ones never separate."""
    tops, bottoms = [[number(r.get(name)) for r in (a, b)] for name in ("top_m", "bottom_m")]
    if None in tops or None in bottoms:
        return True
    return min(t for t in tops if t is not None) > max(b for b in bottoms if b is not None)
