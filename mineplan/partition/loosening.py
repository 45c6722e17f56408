"""Limits taken one by one: a problem without one of them, and what each measures of a group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mineplan.partition.block import Block
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool
from mineplan.partition.problem import PartitionProblem


def without_limit(problem: PartitionProblem, name: str) -> PartitionProblem:
    """Return a problem without one of its limits ('members', 'span' or a sum's name)."""
    limits = problem.limits
    if name == "members":
        return replace(problem, limits=replace(limits, members=None))
    if name == "span":
        return replace(problem, limits=replace(limits, span=None))
    return replace(problem, limits=replace(limits, sums=tuple(s for s in limits.sums if s.name != name)))


def limit_names(problem: PartitionProblem) -> list[str]:
    """Return the names of the limits that limit something."""
    limits = problem.limits
    names = ["members"] if limits.members is not None else []
    names += ["span"] if limits.span is not None and problem.distance is not None else []
    return names + [s.name for s in limits.sums]


def value_of_limit(problem: PartitionProblem, name: str) -> float:
    """Return what a limit of the problem is set to."""
    limits = problem.limits
    found = {"members": limits.members, "span": limits.span} | {s.name: s.max for s in limits.sums}
    value = found[name]
    assert value is not None
    return float(value)


def may_bind(problem: PartitionProblem, block: Block, name: str) -> bool:
    """Whether a limit forbids any set of a block's nodes at all."""
    most = value_of_limit(problem, name)
    if len(block.nodes) < 2:
        return False
    if name == "members":
        return len(block.nodes) > most
    if name == "span":
        return bool((_distances(problem, block) > most).any())
    return bool(np.maximum(_values(problem, block, name), 0).sum() > most)


def measures_of(problem: PartitionProblem, block: Block, pool: Pool, name: str) -> Floats:
    """Return what a limit measures of each column, -inf for lone nodes, which no limit binds."""
    out = [np.zeros(0)]
    for level in pool.levels:
        nodes = block.atoms[level].reshape(len(level), -1)
        count = (nodes >= 0).sum(axis=1)
        if name == "members":
            value = count.astype(np.float64)
        elif name == "span":
            value = _spans(_distances(problem, block), nodes)
        else:
            value = np.where(nodes >= 0, _values(problem, block, name)[nodes], 0.0).sum(axis=1)
        out.append(np.where(count > 1, value, -np.inf))
    return np.concatenate(out)


def _values(problem: PartitionProblem, block: Block, name: str) -> Floats:
    values = next(s.values for s in problem.limits.sums if s.name == name)
    return np.array(values, dtype=np.float64)[block.nodes]


def _distances(problem: PartitionProblem, block: Block) -> Floats:
    assert problem.distance is not None
    nodes = block.nodes.tolist()
    return np.array([[problem.distance[a][b] for b in nodes] for a in nodes], dtype=np.float64)


def _spans(far: Floats, nodes: Ints) -> Floats:
    value = np.zeros(len(nodes))
    for j in range(nodes.shape[1]):
        for k in range(j):
            both = (nodes[:, j] >= 0) & (nodes[:, k] >= 0)
            value = np.maximum(value, np.where(both, far[nodes[:, j], nodes[:, k]], 0.0))
    return value
