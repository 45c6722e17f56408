"""Totals and demands that cannot be met: which, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mineplan.assignment.model import Shortage
from mineplan.errors import SolveError


@dataclass(frozen=True)
class Names:
    """What the numbers of a problem stand for; `unit` is the tonnes of one unit of the problem."""

    years: tuple[int, ...]
    blocks: tuple[str, ...]
    others: tuple[str, ...]
    unit: float = 1.0


def refuse(part: str, shortages: Sequence[Shortage], names: Names) -> None:
    """Raise what cannot hold together, with the least that would have to give way.

    Raises
    ------
    SolveError
        Always.
    """
    if not shortages:
        raise SolveError(f"allocate.{part}: time ran out before any plan was found; raise --time-limit")
    head = f"allocate.{part}: what must be granted or supplied does not fit; it would fit if"
    raise SolveError([f"{head} {_sentence(shortage, names)}" for shortage in shortages])


def _sentence(shortage: Shortage, names: Names) -> str:
    kind, key = shortage.name[0], shortage.name[1]
    by, side = shortage.amount, shortage.side
    tonnes = f"{by * names.unit:,.0f} t/a more than {side * names.unit:,.0f} t/a"
    return {
        "total": lambda: f"total_t_a of {names.years[key]} were {tonnes}",
        "count": lambda: f"total_blocks of {names.years[key]} were {by:,.0f} more than {side:,.0f}",
        "blocks_per_year": lambda: f"blocks_per_year were {by:,.0f} more than {side:,.0f} in {names.years[key]}",
        "blocks_per_mine": lambda: f"blocks_per_mine were {by:,.0f} more than {side:,.0f} for {names.others[key]}",
        "room": lambda: (
            f"maximum_life_a left {names.others[key]} room for {by * names.unit:,.0f} t more than "
            f"{side * names.unit:,.0f} t"
        ),
        "least": lambda: (
            f"demand_required of {names.others[key]} in {names.years[shortage.name[2]]} were "
            f"{by * names.unit:,.0f} t/a less than {side * names.unit:,.0f} t/a"
        ),
    }[kind]()
