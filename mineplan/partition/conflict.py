"""Why there is no plan: a minimal set of pins and limits that cannot hold together.

Only nodes pinned together need a group: all others may stand alone. So the question is whether
disjoint connected groups exist that hold the pinned classes, and it is asked again and again with one
pin or limit less (deletion filter; Chinneck 2008). What can be dropped without a plan appearing is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mineplan.partition.block import Block, blocks_of, split_pins
from mineplan.partition.clock import Seconds
from mineplan.partition.enumeration import TooManyGroupsError
from mineplan.partition.exact import Caps, solve_exactly
from mineplan.partition.labels import label_of, pair_array
from mineplan.partition.money import prices_of
from mineplan.partition.pinned import is_hopeless, pinned_groups
from mineplan.partition.problem import Limits, PartitionProblem

_CAPS = Caps(groups=150_000, cells=2_000_000)
_QUESTIONS = 2000


@dataclass(frozen=True, order=True)
class Rule:
    """One pin or limit: kind 'limit', 'apart' or 'together', with its pair or name."""

    kind: str
    pair: tuple[int, int] = (-1, -1)
    name: str = ""


class Oracle:
    """Answers whether some rules leave a plan, and counts its questions; True, False, or None for unknown.

    Invariant: an answer of True or False is proven, and `known` repeats it.
    """

    def __init__(self, problem: PartitionProblem, seconds: Seconds) -> None:
        self.problem, self.seconds = problem, seconds
        self.known: dict[tuple[Rule, ...], bool | None] = {}

    def has_plan(self, rules: Sequence[Rule]) -> bool | None:
        """Whether a partition keeps exactly these rules."""
        key = tuple(sorted(rules))
        if key not in self.known:
            left = self.seconds()
            if len(self.known) >= _QUESTIONS or (left is not None and left <= 0):
                return None
            self.known[key] = self._ask(key)
        return self.known[key]

    def _ask(self, rules: tuple[Rule, ...]) -> bool | None:
        problem = restricted(self.problem, rules)
        if split_pins(problem):
            return False
        blocks, _ = blocks_of(problem, prices_of(problem))
        if any(is_hopeless(block) for block in blocks):
            return False
        answers = [_block_has_plan(block, self.seconds) for block in blocks]
        if False in answers:
            return False
        return None if None in answers else True


def _block_has_plan(block: Block, seconds: Seconds) -> bool | None:
    if len(block.atoms) == len(block.nodes) and not block.classes:
        return True
    if pinned_groups(block) is not None:
        return True
    try:
        status = solve_exactly(block, _CAPS, seconds).status
    except TooManyGroupsError:
        return None
    return {"optimal": True, "feasible": True, "infeasible": False}.get(status)


def restricted(problem: PartitionProblem, rules: Sequence[Rule]) -> PartitionProblem:
    """Return a problem without costs that keeps only these pins and limits."""
    names = {rule.name for rule in rules if rule.kind == "limit"}
    limits = problem.limits
    return PartitionProblem(
        n=problem.n,
        edges=problem.edges,
        distance=problem.distance if "span" in names else None,
        limits=Limits(
            limits.members if "members" in names else None,
            limits.span if "span" in names else None,
            tuple(s for s in limits.sums if s.name in names),
        ),
        together=tuple(rule.pair for rule in rules if rule.kind == "together"),
        apart=tuple(rule.pair for rule in rules if rule.kind == "apart"),
    )


def part_of(problem: PartitionProblem, nodes: Sequence[int]) -> PartitionProblem:
    """Return the rules of a problem on some of its nodes, renumbered in their order; without costs."""
    place = {node: at for at, node in enumerate(nodes)}

    def inside(pairs: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((place[a], place[b]) for a, b in pairs if a in place and b in place)

    distance = problem.distance
    if distance is not None and problem.limits.span is not None:
        distance = tuple(tuple(distance[a][b] for b in nodes) for a in nodes)
    return PartitionProblem(
        n=len(nodes),
        edges=inside(problem.edges),
        distance=distance if problem.limits.span is not None else None,
        limits=replace(
            problem.limits,
            sums=tuple(s._replace(values=tuple(s.values[i] for i in nodes)) for s in problem.limits.sums),
        ),
        together=inside(problem.together),
        apart=inside(problem.apart),
    )


def rules_of(problem: PartitionProblem) -> list[Rule]:
    """Return the pins, each pair once, and the limits; what is dropped first stands first."""
    out: dict[tuple[str, int, int], Rule] = {}
    for kind, pairs in (("apart", problem.apart), ("together", problem.together)):
        for a, b in pairs:
            out.setdefault((kind, min(a, b), max(a, b)), Rule(kind, (a, b)))
    limits = problem.limits
    names = [s.name for s in limits.sums]
    names += ["span"] if limits.span is not None and problem.distance is not None else []
    names += ["members"] if limits.members is not None else []
    return [out[key] for key in sorted(out)] + [Rule("limit", name=name) for name in names]


def minimal(oracle: Oracle, rules: list[Rule]) -> tuple[list[Rule], bool]:
    """Drop rules, large pieces first, while no plan appears; whether what is left is proven minimal."""
    is_proven = True
    size = max(1, len(rules) // 2)
    while size:
        at, is_proven = 0, True
        while at < len(rules):
            trial = rules[:at] + rules[at + size :]
            answer = oracle.has_plan(trial)
            if answer is False:
                rules = trial
            else:
                at += size
                is_proven &= answer is not None
        size //= 2
    return rules, is_proven


def explain(
    problem: PartitionProblem, nodes: Sequence[int], seconds: Seconds
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return sets of rules that leave no plan for some nodes, in the contract's form, and notes.

    No two of the sets share a together-pin, and without the together-pins of all of them a plan exists:
    whoever mends only the first would meet the next. There is none when the nodes have a plan.

    Parameters
    ----------
    problem
        The whole problem.
    nodes
        Nodes closed under edges and pins.
    seconds
        Seconds left.
    """
    part = part_of(problem, nodes)
    oracle = Oracle(part, seconds)
    left, found, is_proven = rules_of(part), [], True
    # Without together-pins all may stand alone, so each set holds one and the loop ends.
    while any(rule.kind == "together" for rule in left) and oracle.has_plan(left) is False:
        rules, is_minimal = minimal(oracle, _core(part, oracle, left))
        is_proven &= is_minimal
        found.append(_contract_form(rules, nodes))
        left = [rule for rule in left if rule.kind != "together" or rule not in rules]
    notes = () if is_proven else ("The conflict may not be minimal: the search for a smaller one was cut off.",)
    return found, notes


def every_rule(problem: PartitionProblem, nodes: Sequence[int]) -> dict[str, Any]:
    """Return all pins and limits of some nodes in the contract's form."""
    return _contract_form(rules_of(part_of(problem, nodes)), nodes)


def _contract_form(rules: list[Rule], nodes: Sequence[int]) -> dict[str, Any]:
    out: dict[str, Any] = {
        kind: [[nodes[a], nodes[b]] for a, b in (r.pair for r in rules if r.kind == kind)]
        for kind in ("together", "apart")
    }
    out["limits"] = [rule.name for rule in rules if rule.kind == "limit"]
    return out


def _core(part: PartitionProblem, oracle: Oracle, rules: list[Rule]) -> list[Rule]:
    """Return the rules, or only one class of pinned nodes with what bears on it, if that has no plan."""
    klass = label_of(part.n, pair_array(part.together))
    held = sorted({int(klass[r.pair[0]]) for r in rules if r.kind == "together"})
    if len(held) > 1:
        for label in held:
            some = [r for r in rules if r.kind != "together" or klass[r.pair[0]] == label]
            if oracle.has_plan(some) is False:
                return some
    return rules
