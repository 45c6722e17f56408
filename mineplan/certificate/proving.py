"""What duals prove about one block: the least that any plan costs, and which groups a better plan may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd
from typing import Any

from mineplan.certificate.blocks import Ground
from mineplan.certificate.reading import Amounts, CertificateError
from mineplan.certificate.walking import Atoms, Candidate, groups


class TooManyGroupsError(Exception):
    """More groups than the reader of the certificate is willing to look at."""


@dataclass(frozen=True)
class Duals:
    """Prices that a bound rests on, in `Amounts.unit`s times `scale`.

    Attributes
    ----------
    scale
        What prices are multiplied by here, so that all are whole.
    cover
        What each node is worth.
    largest
        For each orebody, what its largest part is reckoned at.
    triples, of
        Prices of three nodes, paid by a group that holds two or more; the numbers of the triples of each node.
    ground
        The block.
    """

    scale: int
    cover: dict[int, int]
    largest: dict[int, int]
    triples: list[int]
    of: dict[int, list[int]]
    ground: Ground

    def floor(self) -> int:
        """Return what every plan costs at least when no group has a negative reduced cost."""
        bodies = sum(self.scale * body.total - self.largest[body.number] for body in self.ground.bodies)
        return bodies + sum(self.cover.values()) - sum(self.triples)

    def reduced(self, group: Candidate) -> int:
        """Return the price of a group beyond what its nodes are worth."""
        out = self.scale * group.price - sum(self.cover[v] for v in group.nodes)
        for body in self.ground.bodies:
            amount = group.held.get(body.number, 0)
            if amount:
                more = self.scale * amount - self.largest[body.number]
                # Who holds more than half is the largest part for certain, and counts even at a loss.
                is_largest = 2 * amount > body.inside and amount >= body.least
                out -= more if is_largest else max(0, more)
        if self.triples:
            seen: set[int] = set()
            paid: set[int] = set()
            for v in group.nodes:
                for number in self.of.get(v, ()):
                    (paid if number in seen else seen).add(number)
            out += sum(self.triples[number] for number in paid)
        return out


def duals_of(case: Amounts, ground: Ground, said: Mapping[str, Any]) -> Duals:
    """Return duals as a certificate states them.

    Raises
    ------
    CertificateError
        When they are not what a bound can rest on.
    """
    top, bottom = said["unit"]
    if not _are_ints([top, bottom]) or top <= 0 or bottom <= 0:
        raise CertificateError("the unit of the duals is not a positive fraction")
    scale = bottom // gcd(bottom, top * case.unit)
    factor = top * case.unit * scale // bottom
    cover, bodies, triples = said["cover"], said.get("largest") or {}, said.get("triples") or []
    if len(cover) != len(ground.nodes) or not _are_ints(cover):
        raise CertificateError("the duals are not one integer a node")
    largest = {}
    for body in ground.bodies:
        value = bodies.get(str(body.number))
        at = scale * body.least if value is None else value * factor
        if (value is not None and not _are_ints([value])) or at < scale * body.least:
            raise CertificateError(f"orebody {body.number} has a largest part below that of a single node")
        largest[body.number] = at
    of: dict[int, list[int]] = {}
    prices: list[int] = []
    inside = set(ground.nodes)
    for a, b, c, price in triples:
        if not _are_ints([a, b, c, price]) or len({a, b, c} & inside) != 3 or price < 0:
            raise CertificateError("a price is on something that is not three nodes of the block, or is negative")
        for v in (a, b, c):
            of.setdefault(v, []).append(len(prices))
        prices.append(price * factor)
    return Duals(scale, {v: y * factor for v, y in zip(ground.nodes, cover, strict=True)}, largest, prices, of, ground)


def _are_ints(values: Iterable[Any]) -> bool:
    return all(isinstance(v, int) and not isinstance(v, bool) for v in values)


@dataclass
class Look:
    """What one look at all groups of a block found.

    Attributes
    ----------
    low
        What every plan costs at least, times the duals' scale.
    kept
        Groups that a plan of at most the ceiling may use.
    count
        Groups looked at.
    """

    low: int = 0
    kept: list[Candidate] = field(default_factory=list)
    count: int = 0


def look(atoms: Atoms, duals: Duals, ceiling: int, most: int) -> Look:
    """Look at every group of a block under duals.

    Two groups of a plan never share their smallest node, so that what the worst group of each smallest node
    lacks may be taken off the bound.

    Parameters
    ----------
    atoms, duals
        The block and the duals.
    ceiling
        Price of the plans of interest, not scaled.
    most
        Groups to look at before giving up.

    Raises
    ------
    TooManyGroupsError
        When there are more groups.
    """
    reach = duals.scale * ceiling - duals.floor()
    while True:
        out, lack, kept = Look(), dict.fromkeys(duals.ground.nodes, 0), []
        for group in groups(atoms):
            out.count += 1
            if out.count > most:
                raise TooManyGroupsError
            cost = duals.reduced(group)
            first = group.nodes[0]
            lack[first] = min(lack[first], cost)
            if cost <= reach:
                kept.append((cost, group))
        total = sum(lack.values())
        out.low = duals.floor() + total
        if reach >= duals.scale * ceiling - out.low:
            room = duals.scale * ceiling - out.low
            out.kept = [group for cost, group in kept if cost - lack[group.nodes[0]] <= room]
            return out
        reach = duals.scale * ceiling - out.low


def tree_holds(case: Amounts, ground: Ground, tree: Any, kept: Sequence[Candidate], ceiling: int) -> bool:
    """Whether a tree of cases shows that no plan over the groups kept costs `ceiling` or less.

    A node of the tree parts the plans into those that hold two nodes together and those that do not; a leaf
    has duals under which all groups left cost too much.
    """
    todo: list[tuple[Any, Sequence[Candidate]]] = [(tree, kept)]
    inside = set(ground.nodes)
    while todo:
        node, left = todo.pop()
        if "pair" in node:
            a, b = node["pair"]
            if a == b or not {a, b} <= inside:
                raise CertificateError("a case of the proof is not about two nodes of the block")
            todo.append((node["together"], [g for g in left if (a in g.nodes) == (b in g.nodes)]))
            todo.append((node["apart"], [g for g in left if not (a in g.nodes and b in g.nodes)]))
            continue
        duals = duals_of(case, ground, node)
        lack = dict.fromkeys(ground.nodes, 0)
        for group in left:
            first = group.nodes[0]
            lack[first] = min(lack[first], duals.reduced(group))
        if duals.floor() + sum(lack.values()) <= duals.scale * ceiling:
            return False
    return True
