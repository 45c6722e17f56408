"""Every group that a plan may use in a block, once each, with its exact price under some duals.

Nodes that a pin joins and that touch are one *atom*: no plan parts them. A group is reached from its
smallest atom; each step adds one neighbour and bars the neighbours offered before it, so that no set of
atoms is met twice and none that hangs together is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mineplan.certificate.blocks import Ground, components
from mineplan.certificate.reading import Amounts, Pairs


@dataclass(frozen=True)
class Candidate:
    """A group: its nodes ascending, its price without orebodies, what it holds of each orebody."""

    nodes: tuple[int, ...]
    price: int
    held: dict[int, int]


class Atoms:
    """The atoms of one block, and what each adds to a group."""

    def __init__(self, case: Amounts, ground: Ground) -> None:
        self.case, self.ground = case, ground
        klass = components(ground.nodes, ground.together)
        label = components(ground.nodes, [(a, b) for a, b in ground.edges if klass[a] == klass[b]])
        held: dict[int, list[int]] = {}
        for v in ground.nodes:
            held.setdefault(label[v], []).append(v)
        self.nodes = list(held.values())
        self.of = {v: at for at, nodes in enumerate(self.nodes) for v in nodes}
        self.near = self._masks(ground.edges)
        self.clash = self._clashes(klass)
        self.classes = self._open_classes(klass)
        self.around = dict.fromkeys(ground.nodes, 0)
        self.inner: dict[int, dict[int, int]] = {v: {} for v in ground.nodes}
        for a, b, price in ground.conflicts:
            for v, w in ((a, b), (b, a)):
                self.around[v] += price
                self.inner[v][w] = self.inner[v].get(w, 0) + price
        self.bodies: dict[int, list[tuple[int, int]]] = {v: [] for v in ground.nodes}
        for body in ground.bodies:
            for v, price in body.held.items():
                self.bodies[v].append((body.number, price))
        self.hereditary = [all(values[v] >= 0 for v in ground.nodes) for _, values, _ in case.sums]

    def _masks(self, pairs: Pairs) -> list[int]:
        out = [0] * len(self.nodes)
        for a, b in pairs:
            i, j = self.of[a], self.of[b]
            if i != j:
                out[i] |= 1 << j
                out[j] |= 1 << i
        return out

    def _clashes(self, klass: dict[int, int]) -> list[int]:
        """Return, for each atom, the atoms (itself included) that may not be in a group with it."""
        apart = {(klass[a], klass[b]) for pair in self.ground.apart for a, b in (pair, pair[::-1])}
        out = [0] * len(self.nodes)
        for i, nodes in enumerate(self.nodes):
            for j in range(i + 1):
                is_apart = (klass[nodes[0]], klass[self.nodes[j][0]]) in apart
                if is_apart or any(self.case.is_far(a, b) for a in nodes for b in self.nodes[j]):
                    out[i] |= 1 << j
                    out[j] |= 1 << i
        return out

    def _open_classes(self, klass: dict[int, int]) -> list[int]:
        held: dict[int, int] = {}
        for at, nodes in enumerate(self.nodes):
            held[klass[nodes[0]]] = held.get(klass[nodes[0]], 0) | 1 << at
        return [mask for mask in held.values() if mask & (mask - 1)]

    def price(self, nodes: list[int], cut: int) -> int:
        """Return the price of a group without orebodies, `cut` being twice its halves of cut conflicts."""
        case, out = self.case, self.case.group + cut // 2
        if case.capacity is not None:
            out += max(0, case.minimum - sum(case.capacity[v] for v in nodes))
        if case.holder is not None:
            out += case.mixed * (len({case.holder[v] for v in nodes}) - 1)
        if case.distance is not None and len(nodes) > 1:
            out += min(sum(case.distance[c][v] for v in nodes) for c in nodes)
        return out


def groups(atoms: Atoms) -> Iterator[Candidate]:
    """Yield every connected group that keeps all limits and pins; those of one smallest atom come together."""
    for root in range(len(atoms.nodes)):
        yield from _Walk(atoms, root).run()


class _Walk:
    """The groups of one smallest atom; the state is that of the group at hand."""

    def __init__(self, atoms: Atoms, root: int) -> None:
        self.atoms, self.root = atoms, root
        self.members: list[int] = []
        self.mask = self.barred = self.cut = 0
        self.sums = [0] * len(atoms.case.sums)
        self.held: dict[int, int] = {}

    def run(self) -> Iterator[Candidate]:
        atoms, root = self.atoms, self.root
        if atoms.clash[root] >> root & 1:
            return
        self._push(root)
        yield from self._seen()
        # Frames: atom, neighbours still to offer, atoms barred below.
        frames = [(root, atoms.near[root], (2 << root) - 1)]
        while frames:
            last, reach, closed = frames[-1]
            free = reach & ~closed
            if not free:
                frames.pop()
                self._pop(last)
                continue
            bit = free & -free
            frames[-1] = (last, reach, closed | bit)
            atom = bit.bit_length() - 1
            if not self._may_take(atom):
                continue
            self._push(atom)
            yield from self._seen()
            frames.append((atom, reach | atoms.near[atom], closed | bit))

    def _may_take(self, atom: int) -> bool:
        """Whether a group with this atom could keep what only tightens as a group grows."""
        atoms, case = self.atoms, self.atoms.case
        if atoms.clash[atom] & (self.mask | 1 << atom):
            return False
        nodes = atoms.nodes[atom]
        if case.members is not None and len(self.members) + len(nodes) > case.members:
            return False
        return all(
            not hereditary or held + sum(values[v] for v in nodes) <= most
            for hereditary, held, (_, values, most) in zip(atoms.hereditary, self.sums, case.sums, strict=True)
        )

    def _push(self, atom: int) -> None:
        self._shift(atom, 1)
        self.mask |= 1 << atom

    def _pop(self, atom: int) -> None:
        self._shift(atom, -1)
        self.mask &= ~(1 << atom)

    def _shift(self, atom: int, sign: int) -> None:
        atoms = self.atoms
        for v in atoms.nodes[atom] if sign > 0 else reversed(atoms.nodes[atom]):
            if sign < 0:
                self.members.pop()
            inner = atoms.inner[v]
            self.cut += sign * atoms.around[v]
            if inner:
                self.cut -= 2 * sign * sum(inner.get(w, 0) for w in self.members)
            if sign > 0:
                self.members.append(v)
            for number, price in atoms.bodies[v]:
                self.held[number] = self.held.get(number, 0) + sign * price
            for k, (_, values, _) in enumerate(atoms.case.sums):
                self.sums[k] += sign * values[v]

    def _seen(self) -> Iterator[Candidate]:
        """Yield the group at hand if it keeps what binds whole groups."""
        case = self.atoms.case
        if len(self.members) > 1:
            if case.members is not None and len(self.members) > case.members:
                return
            if any(held > most for held, (_, _, most) in zip(self.sums, case.sums, strict=True)):
                return
        if any(0 < (self.mask & klass) != klass for klass in self.atoms.classes):
            return
        held = {number: amount for number, amount in self.held.items() if amount}
        yield Candidate(tuple(sorted(self.members)), self.atoms.price(self.members, self.cut), held)
