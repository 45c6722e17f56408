"""A whole certificate against its problem."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mineplan.certificate.blocks import Ground, components, grounds
from mineplan.certificate.proving import TooManyGroupsError, duals_of, look, tree_holds
from mineplan.certificate.reading import Amounts, CertificateError, amounts_of
from mineplan.certificate.walking import Atoms, Candidate

FORMAT = "mineplan-partition-1"
MOST_GROUPS = 2_000_000


@dataclass(frozen=True)
class Verdict:
    """What a certificate proves.

    Attributes
    ----------
    objective, bound
        The plan's cost, and what every plan costs at least: exact.
    blocks, proved
        Number of blocks, and in how many the plan was proved optimal.
    open_blocks
        (smallest node, reason) of the others.
    groups, kept
        Groups looked at; groups that were left after reduced costs had their say.
    groups_of_plan
        The plan that it is about.
    """

    objective: Fraction
    bound: Fraction
    blocks: int
    proved: int
    open_blocks: tuple[tuple[int, str], ...]
    groups: int
    kept: int
    groups_of_plan: frozenset[tuple[int, ...]]

    @property
    def is_optimal(self) -> bool:
        """Whether no plan costs less."""
        return self.bound == self.objective


@dataclass(frozen=True)
class _Share:
    """One block's share: value and bound of its part, whether proved, why not, groups looked at and kept."""

    value: int
    bound: int
    reason: str = ""
    count: int = 0
    kept: int = 0


def digest(problem: Mapping[str, Any]) -> str:
    """Return the sha256 of a problem, whatever the order of its keys; `ids` do not count."""
    plain = {key: value for key, value in problem.items() if key != "ids"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def check_text(certificate: str, problem: str | None = None, most_groups: int = MOST_GROUPS) -> Verdict:
    """Check a certificate given as text; without a problem the one that it carries is taken.

    Raises
    ------
    CertificateError
        When it does not hold.
    """
    try:
        said, exact = json.loads(certificate), json.loads(certificate, parse_float=Fraction)
        own = json.loads(problem) if problem is not None else said.get("problem")
        mine = json.loads(problem, parse_float=Fraction) if problem is not None else exact.get("problem")
        if not isinstance(own, Mapping):
            raise CertificateError("the certificate carries no problem: name the problem's file too")
        if digest(own) != said.get("problem_sha256"):
            raise CertificateError("the certificate is of another problem")
    except (ValueError, AttributeError, RecursionError) as error:
        raise CertificateError(f"it cannot be read: {error}") from None
    return check(mine, exact, most_groups)


def check(problem: Mapping[str, Any], certificate: Mapping[str, Any], most_groups: int = MOST_GROUPS) -> Verdict:
    """Prove what a certificate claims about a problem.

    Parameters
    ----------
    problem, certificate
        Both parsed with `fractions.Fraction` for numbers with a point.
    most_groups
        Groups to look at over all blocks; blocks beyond are left open.

    Raises
    ------
    CertificateError
        When the plan breaks a rule, its objective is another, or a claim is not borne out.
    """
    case = amounts_of(problem)
    try:
        return _checked(case, certificate, most_groups)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise CertificateError(f"it cannot be read: {type(error).__name__}: {error}") from None


def _checked(case: Amounts, said: Mapping[str, Any], most_groups: int) -> Verdict:
    if said.get("format") != FORMAT:
        raise CertificateError(f"its format is {said.get('format')!r}, not {FORMAT!r}")
    plan = _sound_plan(case, said["groups"])
    blocks = said["blocks"]
    parts, constant = grounds(case, [block["nodes"] for block in blocks])
    shares = []
    left = most_groups
    for ground, block in zip(parts, blocks, strict=True):
        shares.append(_share(case, ground, block, plan, left))
        left -= shares[-1].count
    objective = Fraction(sum(s.value for s in shares) + constant, case.unit)
    bound = Fraction(sum(s.bound for s in shares) + constant, case.unit)
    _compare(objective, said["objective"])
    open_blocks = tuple((g.nodes[0], s.reason) for g, s in zip(parts, shares, strict=True) if s.reason)
    return Verdict(
        objective,
        bound,
        len(shares),
        len(shares) - len(open_blocks),
        open_blocks,
        sum(s.count for s in shares),
        sum(s.kept for s in shares),
        frozenset(plan.values()),
    )


def _compare(objective: Fraction, said: Any) -> None:
    if abs(objective - Fraction(said)) > max(Fraction(1), abs(objective)) / 10**9:
        raise CertificateError(f"the plan costs {float(objective)!r}, not {float(said)!r}")


def _sound_plan(case: Amounts, groups: Sequence[Sequence[int]]) -> dict[int, tuple[int, ...]]:
    """Return the group of each node; the plan keeps every rule."""
    home: dict[int, tuple[int, ...]] = {}
    near = set(case.edges) | {(b, a) for a, b in case.edges}
    for row in groups:
        group = tuple(sorted(row))
        for v in group:
            if not isinstance(v, int) or isinstance(v, bool) or not 0 <= v < case.n or v in home:
                raise CertificateError(f"the plan names node {v!r}, which does not exist or has a group")
            home[v] = group
        inner = [(a, b) for a in group for b in group if a < b and (a, b) in near]
        if len(set(components(group, inner).values())) != 1:
            raise CertificateError(f"the plan's group {list(group)} does not hang together")
        broken = _broken_limit(case, group)
        if broken:
            raise CertificateError(f"the plan's group {list(group)} breaks the limit {broken!r}")
    if len(home) != case.n:
        raise CertificateError(f"the plan leaves node {min(set(range(case.n)) - set(home))} out")
    for pins, is_one, word in ((case.together, True, "together"), (case.apart, False, "apart")):
        for a, b in pins:
            if (home[a] == home[b]) != is_one:
                raise CertificateError(f"the plan does not keep nodes {a} and {b} {word}")
    return home


def _broken_limit(case: Amounts, group: tuple[int, ...]) -> str:
    if len(group) < 2:
        return ""
    if case.members is not None and len(group) > case.members:
        return "members"
    if any(case.is_far(a, b) for a in group for b in group):
        return "span"
    return next((name for name, values, most in case.sums if sum(values[v] for v in group) > most), "")


def _share(
    case: Amounts, ground: Ground, block: Mapping[str, Any], plan: Mapping[int, tuple[int, ...]], most: int
) -> _Share:
    atoms = Atoms(case, ground)
    chosen = [_candidate(atoms, group) for group in sorted({plan[v] for v in ground.nodes})]
    value = sum(g.price for g in chosen)
    for body in ground.bodies:
        held = max((g.held.get(body.number, 0) for g in chosen), default=0)
        value += body.total - max(body.least, held)
    if "cover" not in block:
        return _Share(value, 0, str(block.get("open") or "no duals were given"))
    duals = duals_of(case, ground, block)
    ceiling = value - ground.step
    try:
        seen = look(atoms, duals, ceiling, most)
    except TooManyGroupsError:
        return _Share(value, 0, f"it has more groups than the {most} that were left to look at", most)
    if seen.low > duals.scale * ceiling:
        return _Share(value, value, "", seen.count)
    is_proved = "proof" in block and _tree(case, ground, block, seen.kept, ceiling)
    if is_proved:
        return _Share(value, value, "", seen.count, len(seen.kept))
    if block.get("claim") == "optimal":
        raise CertificateError(f"the block of node {ground.nodes[0]} is not proved: a better plan is not ruled out")
    # Plans differ by whole steps, so that the bound may be rounded up to one.
    steps = (duals.scale * value - seen.low) // (duals.scale * ground.step)
    reason = "the bound that was proved does not reach the plan"
    return _Share(value, value - steps * ground.step, reason, seen.count, len(seen.kept))


def _tree(case: Amounts, ground: Ground, block: Mapping[str, Any], kept: Sequence[Candidate], ceiling: int) -> bool:
    listed = block.get("kept")
    if listed is not None and not {g.nodes for g in kept} <= {tuple(row) for row in listed}:
        raise CertificateError(f"the block of node {ground.nodes[0]} does not list all groups that are left")
    return tree_holds(case, ground, block["proof"], kept, ceiling)


def _candidate(atoms: Atoms, group: tuple[int, ...]) -> Candidate:
    inside = set(group)
    cut = sum(price for a, b, price in atoms.ground.conflicts if (a in inside) != (b in inside))
    held: dict[int, int] = {}
    for v in group:
        for number, price in atoms.bodies[v]:
            held[number] = held.get(number, 0) + price
    return Candidate(group, atoms.price(list(group), cut), held)
