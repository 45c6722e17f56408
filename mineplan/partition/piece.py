"""Part of a problem, with its prices, to be asked about alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from mineplan.partition.conflict import part_of
from mineplan.partition.labels import label_of, pair_array
from mineplan.partition.problem import PartitionProblem


def touched(problem: PartitionProblem, nodes: Collection[int]) -> list[int]:
    """Return every node whose group may matter to that of some nodes: linked by edges, prices or orebodies."""
    pairs = [*problem.edges, *((a, b) for a, b, _ in problem.conflicts), *problem.together, *problem.apart]
    pairs += [(body.members[0], member) for body in problem.orebodies for member in body.members[1:]]
    labels = label_of(problem.n, pair_array(tuple(pairs)))
    return np.flatnonzero(np.isin(labels, labels[sorted(nodes)])).tolist()


def piece_of(problem: PartitionProblem, nodes: list[int]) -> PartitionProblem:
    """Return the problem on some nodes, renumbered in their order.

    Parameters
    ----------
    problem, nodes
        Closed as `touched` closes them: then the optimum of the whole is that of the piece and of the rest.
    """
    place = {node: at for at, node in enumerate(nodes)}
    capacity, holder, table = problem.capacity, problem.holder, problem.distance_table
    return replace(
        part_of(problem, nodes),
        conflicts=tuple((place[a], place[b], w) for a, b, w in problem.conflicts if a in place and b in place),
        orebodies=tuple(
            body._replace(members=tuple(place[m] for m in body.members))
            for body in problem.orebodies
            if all(m in place for m in body.members)
        ),
        capacity=None if capacity is None else tuple(capacity[k] for k in nodes),
        holder=None if holder is None else tuple(holder[k] for k in nodes),
        distance=None if table is None else table[np.ix_(nodes, nodes)],
        minimum_capacity=problem.minimum_capacity,
        shortfall_weight=problem.shortfall_weight,
        mixed_holder_weight=problem.mixed_holder_weight,
        compactness_weight=problem.compactness_weight,
        group_weight=problem.group_weight,
    )
