"""What is left of a plan's precision where weights lie many orders of magnitude apart."""

from __future__ import annotations

import numpy as np

from mineplan.partition.problem import PartitionProblem

# Beyond this ratio no float tells a plan's small costs apart beside its large ones.
_WIDE = 1e12


def warnings_of(problem: PartitionProblem, unit: float) -> list[str]:
    """Return a sentence where weights lie 12 orders of magnitude or more apart.

    Parameters
    ----------
    problem
        The problem.
    unit
        Smallest difference between plans that the solver tells apart, in points.
    """
    found = [(value, name) for name, values in _costs(problem).items() for value in values if value > 0]
    if not found:
        return []
    (least, small), (most, large) = min(found), max(found)
    if most < least * _WIDE:
        return []
    return [
        f"Weights lie {np.log10(most / least):.0f} orders of magnitude apart, from {least:.3g} ({small}) to "
        f"{most:.3g} ({large}): plans that differ by less than {unit:.3g} are not told apart."
    ]


def _costs(problem: PartitionProblem) -> dict[str, list[float]]:
    """Return the least and the largest positive cost of each kind."""
    capacity = (problem.minimum_capacity,) if problem.capacity is not None else ()
    table = problem.distance_table if problem.compactness_weight else None
    out = {
        "group_weight": [problem.group_weight],
        "conflicts": [w for _, _, w in problem.conflicts],
        "orebodies": [b.weight * t for b in problem.orebodies for t in b.tonnage],
        "shortfall_weight": [problem.shortfall_weight * c for c in capacity],
        "mixed_holder_weight": [problem.mixed_holder_weight if problem.holder is not None else 0.0],
    }
    if table is not None and table.size and table.max() > 0:
        least = float(np.min(table, where=table > 0, initial=float(table.max())))
        out["compactness_weight"] = [
            least * problem.compactness_weight,
            float(table.max()) * problem.compactness_weight,
        ]
    return {name: [float(v) for v in values] for name, values in out.items()}
