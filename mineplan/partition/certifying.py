"""The certificate: what an outsider needs to prove a plan optimal again (`docs/certificate.md`).

Duals are what the solver's own proof rests on. Where they leave groups that a better plan might use, a tree
of cases follows: each parts the plans into those that hold two atoms together and those that do not, and
each leaf has duals of its own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from mineplan.partition.answer import Groups
from mineplan.partition.block import Block, Bools
from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.exact import Solved
from mineplan.partition.money import Ints, Prices
from mineplan.partition.naming import nodes_of
from mineplan.partition.pool import Pool
from mineplan.partition.problem import PartitionProblem, problem_dict
from mineplan.partition.proofs import STEP, Proof
from mineplan.partition.sifting import dear_of, sift

FORMAT = "mineplan-partition-1"
_CASES = 400
_KEPT = 20_000


@dataclass(frozen=True)
class Plan:
    """The plan to certify: its groups and its objective."""

    groups: Groups
    objective: float


def certificate_of(
    problem: PartitionProblem, prices: Prices, parts: list[tuple[Block, Solved]], plan: Plan, seconds: Seconds
) -> dict[str, Any]:
    """Return the certificate of a plan as JSON data, without the problem itself.

    Parameters
    ----------
    problem, prices
        The problem and its prices in units.
    parts
        Its blocks and how each was solved.
    plan
        What was found.
    seconds
        Seconds left; blocks whose tree of cases is not done by then are left open.
    """
    is_exact = prices.error == 0 and has_short_numbers(problem, [block for block, _ in parts])
    return {
        "format": FORMAT,
        "problem_sha256": digest(problem_dict(problem)),
        "groups": [list(group) for group in plan.groups],
        "objective": plan.objective,
        "blocks": [_Writer(prices, block, solved, is_exact).part(seconds) for block, solved in parts],
    }


def has_short_numbers(problem: PartitionProblem, blocks: list[Block]) -> bool:
    """Whether every price is written with at most six decimals, so that its float stands for that decimal alone."""
    values: list[Any] = [
        problem.group_weight,
        problem.minimum_capacity,
        problem.shortfall_weight,
        problem.mixed_holder_weight,
        problem.compactness_weight,
        *(w for _, _, w in problem.conflicts),
        *(x for body in problem.orebodies for x in (*body.tonnage, body.weight)),
    ]
    tables: list[Any] = [problem.capacity if problem.shortfall_weight else None]
    table = problem.distance_table if problem.compactness_weight else None
    if table is not None:
        tables += [table[np.ix_(block.nodes, block.nodes)] for block in blocks]
    arrays = [np.asarray(x, dtype=np.float64) for x in (values, *tables) if x is not None]
    return all(bool((np.round(x, 6) == x).all()) for x in arrays)


def digest(problem: dict[str, Any]) -> str:
    """Return the sha256 of a problem's JSON form, keys sorted, no space, `ids` left out."""
    plain = {key: value for key, value in problem.items() if key != "ids"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class _Writer:
    """Writes one block's part."""

    def __init__(self, prices: Prices, block: Block, solved: Solved, is_exact: bool) -> None:
        self.prices, self.block, self.solved, self.is_exact = prices, block, solved, is_exact
        self.cases = 0

    def part(self, seconds: Seconds) -> dict[str, Any]:
        """Return the block's nodes with what proves its plan, or why nothing does."""
        out: dict[str, Any] = {"nodes": list(self.block.names)}
        pool, proof = self.solved.pool, self.solved.proof
        if pool is not None and proof is None:
            return out | self._alone(pool) | self._claim()
        if pool is None or proof is None:
            return out | {
                "open": f"its plan was found by {self.solved.method}, which leaves no list of groups to check"
            }
        out |= self._duals(proof)
        if self.solved.status != "optimal" or not self.is_exact:
            return out
        if proof.bound() >= self.solved.value:
            return out | self._claim()
        columns = proof.within(self.solved.value - STEP)
        tree = self._tree(pool, columns, seconds) if len(columns) <= _KEPT else None
        if tree is None:
            return out
        kept = [list(nodes_of(self.block, pool.group(c))) for c in columns.tolist()]
        return out | self._claim() | {"kept": kept, "proof": tree}

    def _claim(self) -> dict[str, Any]:
        return {"claim": "optimal"} if self.is_exact else {}

    def _alone(self, pool: Pool) -> dict[str, Any]:
        """Return the duals of a block of one atom, which has one group."""
        cover = [0] * len(self.block.nodes)
        cover[0] = int(pool.cost[0])
        return {"unit": self._unit(1), "cover": self._by_name(cover)}

    def _by_name(self, cover: list[int]) -> list[int]:
        """Return the duals of the local nodes in the order of the nodes' numbers."""
        return [cover[local] for local in np.argsort(self.block.nodes).tolist()]

    def _unit(self, fine: int) -> list[int]:
        """Return numerator and denominator of a half-unit / `fine` in the problem's own points."""
        top, bottom = self.prices.ratio
        return [bottom, 2 * fine * top]

    def _duals(self, proof: Proof) -> dict[str, Any]:
        block, fine = self.block, proof.fine
        cover = np.zeros(len(block.nodes), dtype=np.int64)
        cover[block.lead] = proof.y
        # Where prices were rounded, a part may truly be larger than its units say.
        noise = 0 if self.is_exact else 2 * fine * (len(block.nodes) + 1)
        largest = {
            str(ore.number): 2 * ore.floor * fine + int(p) + noise for ore, p in zip(block.ores, proof.p, strict=True)
        }
        live = np.flatnonzero(proof.mu)
        names = np.sort(block.nodes[block.lead[proof.cuts.triples[live]]], axis=1)
        out: dict[str, Any] = {"unit": self._unit(fine), "cover": self._by_name(cover.tolist())}
        if largest:
            out["largest"] = largest
        if len(live):
            out["triples"] = [[*row, int(mu)] for row, mu in zip(names.tolist(), proof.mu[live], strict=True)]
        return out

    def _tree(self, pool: Pool, columns: Ints, seconds: Seconds) -> dict[str, Any] | None:
        """Return a tree of cases that rules out every better plan over some columns; None when it gets too large."""
        self.cases += 1
        if self.cases > _CASES or is_over(seconds):
            return None
        part = pool.take(columns)
        bare = np.setdiff1d(np.arange(pool.atoms), part.members()[1])
        if len(bare):
            return self._uncovered(int(bare[0]), dear_of(pool))
        proof = sift(part, seconds)
        if proof.bound() >= self.solved.value:
            return self._duals(proof)
        pair = _parting_pair(part, proof)
        if pair is None:
            return None
        has = [_holds(part, atom) for atom in pair]
        one = self._tree(pool, columns[has[0] == has[1]], seconds)
        two = None if one is None else self._tree(pool, columns[~(has[0] & has[1])], seconds)
        if one is None or two is None:
            return None
        names = self.block.nodes[self.block.lead[list(pair)]].tolist()
        return {"pair": names, "together": one, "apart": two}

    def _uncovered(self, atom: int, dear: float) -> dict[str, Any]:
        """Return duals for the case that no group is left for an atom: nothing pays what it is worth."""
        cover = [0] * len(self.block.nodes)
        cover[int(self.block.lead[atom])] = 4 * int(dear) + 4 * abs(self.solved.value)
        largest = {str(ore.number): 2 * ore.floor for ore in self.block.ores}
        return {"unit": self._unit(1), "cover": self._by_name(cover)} | ({"largest": largest} if largest else {})


def _holds(pool: Pool, atom: int) -> Bools:
    """Return which columns hold an atom."""
    out = np.zeros(len(pool), dtype=bool)
    for level, start in zip(pool.levels, pool.starts(), strict=False):
        out[start : start + len(level)] = (level == atom).any(axis=1)
    return out


def _parting_pair(pool: Pool, proof: Proof) -> tuple[int, int] | None:
    """Return the atoms that the LP is most undecided about having in one group; None when it is not."""
    columns, weight = proof.point
    live = weight > 1e-6
    share: dict[tuple[int, int], float] = {}
    for column, part in zip(columns[live].tolist(), weight[live].tolist(), strict=True):
        group = pool.group(column)
        for at, a in enumerate(group):
            for b in group[at + 1 :]:
                share[a, b] = share.get((a, b), 0.0) + part
    undecided = [(round(abs(part - 0.5), 6), pair) for pair, part in share.items() if 1e-6 < part < 1 - 1e-6]
    return min(undecided)[1] if undecided else None
