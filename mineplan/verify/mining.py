"""Resources and service life of each group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mineplan.verify.case import Case
from mineplan.verify.corners import extent_from_corners
from mineplan.verify.stock import CLASSES, group_stock, life_a, quantity, remaining_t


def mining(case: Case) -> Iterator[str]:
    """Each group's resources lie in its extent, and its service life follows from them."""
    for group in case.plan["groups"]:
        shape = extent_from_corners(group["corners"], case)
        if shape is not None:
            yield from _resources(case, group, shape)
        yield from _life(case, group)


def _resources(case: Case, group: dict[str, Any], shape: Any) -> Iterator[str]:
    said = group["resources_t"]
    if strange := sorted(set(said) - set(CLASSES)):
        yield f"group {group['group_id']}: {', '.join(strange)} are no classes of resources"
    least, most = group_stock(case, group, shape)
    for name in CLASSES:
        low, high, tonnes = least[name], most[name], said.get(name, 0.0)
        if not low * (1 - 1e-6) - 1 <= tonnes <= high * (1 + 1e-6) + 1:
            bounds = f"{low:.0f} to {high:.0f} t by the tables"
            yield f"group {group['group_id']}: {name} is {bounds}, the plan says {tonnes:.0f} t"


def _life(case: Case, group: dict[str, Any]) -> Iterator[str]:
    """The life follows from the resources that the plan states, which are proved apart."""
    members = group["right_ids"]
    stock, basis = quantity(group["resources_t"], remaining_t(case, members), case.choices.life.inferred_factor)
    if basis != group["life_basis"]:
        yield f"group {group['group_id']}: life_basis is “{basis}” by the tables, the plan says “{group['life_basis']}”"
    capacity = group["proposed_capacity_t_a"]
    years = life_a(case, members, stock, capacity)
    slack = 0.0501 + 1 / capacity if capacity else 0.0
    said = group["life_a"]
    if (years is None) != (said is None) or (years is not None and said is not None and abs(years - said) > slack):
        yield f"group {group['group_id']}: life_a is {years} by its resources, the plan says {said}"
