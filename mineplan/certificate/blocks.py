"""Blocks of a certificate: unions of components, which no group and no orebody's largest part crosses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mineplan.certificate.reading import Amounts, CertificateError, Pairs, common_step


@dataclass(frozen=True)
class Body:
    """One orebody that a block decides on.

    Attributes
    ----------
    number
        Which one of the problem.
    held, inside
        node -> price, over the components that may come to hold the largest part; their sum.
    total, least
        Price of all of it, and of the largest single node, which the largest part never falls below.
    """

    number: int
    held: dict[int, int]
    total: int
    inside: int
    least: int


@dataclass(frozen=True)
class Ground:
    """One block.

    Attributes
    ----------
    nodes
        Its nodes, ascending.
    edges, together, apart, conflicts
        Those of the problem with both ends in it.
    bodies
        The orebodies that it decides on.
    step
        A number that divides the difference between the costs of any two plans.
    """

    nodes: tuple[int, ...]
    edges: Pairs
    together: Pairs
    apart: Pairs
    conflicts: list[tuple[int, int, int]]
    bodies: tuple[Body, ...]
    step: int


def components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return, for each node, the smallest node that a path joins it to."""
    near: dict[int, list[int]] = {v: [] for v in nodes}
    for a, b in edges:
        near[a].append(b)
        near[b].append(a)
    label: dict[int, int] = {}
    for start in sorted(near):
        todo = [] if start in label else [start]
        while todo:
            node = todo.pop()
            if node not in label:
                label[node] = start
                todo += near[node]
    return label


def grounds(case: Amounts, blocks: Sequence[Sequence[int]]) -> tuple[list[Ground], int]:
    """Return the blocks, and what every plan pays that no block decides on.

    Raises
    ------
    CertificateError
        When the blocks are not disjoint unions of components that hold all nodes, or when two blocks could
        come to hold the largest part of one orebody.
    """
    home = _homes(case, blocks)
    label = components(range(case.n), case.edges)
    bodies: list[list[Body]] = [[] for _ in blocks]
    constant = 0
    for number, held in enumerate(case.orebodies):
        least, total = max(held.values(), default=0), sum(held.values())
        parts: dict[int, int] = {}
        for node, price in held.items():
            parts[label[node]] = parts.get(label[node], 0) + price
        # A component whose whole part is no more than the largest single node never holds more.
        live = {home[root] for root, part in parts.items() if part > least}
        if len(live) > 1:
            raise CertificateError(f"orebody {number} may have its largest part in more than one block")
        if not live:
            constant += total - least
            continue
        (block,) = live
        inside = {node: price for node, price in held.items() if price and parts[label[node]] > least}
        bodies[block].append(Body(number, inside, total, sum(inside.values()), least))
    edges, together, apart, conflicts = (
        _by_block(rows, home, len(blocks)) for rows in (case.edges, case.together, case.apart, case.conflicts)
    )
    # No group spans two blocks: conflicts between them are cut in every plan.
    constant += sum(price for a, b, price in case.conflicts if home[a] != home[b])
    out = []
    for at, nodes in enumerate(blocks):
        step = _step(case, sorted(nodes), conflicts[at], bodies[at])
        rows = (edges[at], together[at], apart[at], conflicts[at])
        out.append(Ground(tuple(sorted(nodes)), *rows, tuple(bodies[at]), step))
    return out, constant


def _by_block(rows: Iterable[Any], home: list[int], count: int) -> list[list[Any]]:
    out: list[list[Any]] = [[] for _ in range(count)]
    for row in rows:
        if home[row[0]] == home[row[1]]:
            out[home[row[0]]].append(row)
    return out


def _homes(case: Amounts, blocks: Sequence[Sequence[int]]) -> list[int]:
    home = [-1] * case.n
    for at, nodes in enumerate(blocks):
        for node in nodes:
            if not isinstance(node, int) or not 0 <= node < case.n or home[node] >= 0:
                raise CertificateError(f"block {at} names node {node!r}, which does not exist or has a block")
            home[node] = at
    if -1 in home:
        raise CertificateError(f"node {home.index(-1)} is in no block")
    if any(home[a] != home[b] for a, b in case.edges):
        raise CertificateError("an edge runs between two blocks")
    if any(home[a] != home[b] for a, b in case.together):
        raise CertificateError("nodes of two blocks are pinned together: no plan can keep that")
    return home


def _step(case: Amounts, nodes: Sequence[int], inner: Iterable[tuple[int, int, int]], bodies: Sequence[Body]) -> int:
    values = [case.group, case.mixed, case.minimum]
    values += [price for _, _, price in inner]
    values += [price for body in bodies for price in (body.least, *body.held.values())]
    values += [case.capacity[v] for v in nodes] if case.capacity is not None else []
    values += [case.distance[v][w] for v in nodes for w in nodes] if case.distance is not None else []
    return common_step(values)
