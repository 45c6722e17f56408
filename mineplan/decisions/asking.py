"""What decisions ask of the next run: groups locked, rights pinned together or apart, lead rights."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from mineplan.decisions.file import Decision, Decisions, place_of
from mineplan.errors import InputError, Problem
from mineplan.review.events import Change, moment_of

Pair = tuple[str, str]
_GONE = "已不在数据集内"
_ASIDE = "不再参与整合（矿种不符、已关闭或者位于禁止开采区域）"


@dataclass(frozen=True)
class Wish:
    """What one decision asks.

    Attributes
    ----------
    no
        Its place in the file, from 1.
    together, apart
        Pairs of licence numbers, each in order.
    locked
        Members of an accepted group that stays as it is: all of them together, nobody beside them.
    lead
        The right that shall lead its group, or "".
    gone
        Rights it speaks of that cannot be grouped any more, and why, in Chinese.
    replaced_by
        `no` of the decision that counts instead; None when this one counts.
    """

    no: int
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    locked: tuple[str, ...] = ()
    lead: str = ""
    gone: dict[str, str] = field(default_factory=dict)
    replaced_by: int | None = None


@dataclass(frozen=True)
class Asked:
    """What all decisions ask; one wish for each, in their order."""

    wishes: tuple[Wish, ...]

    @property
    def together(self) -> tuple[Pair, ...]:
        """Pairs to be kept together, locked groups aside."""
        return tuple(sorted({pair for wish in self.wishes for pair in wish.together}))

    @property
    def apart(self) -> tuple[Pair, ...]:
        """Pairs to be kept apart, the neighbours of locked groups aside."""
        return tuple(sorted({pair for wish in self.wishes for pair in wish.apart}))

    @property
    def locked(self) -> tuple[tuple[str, ...], ...]:
        """Groups that stay as they are."""
        return tuple(sorted({wish.locked for wish in self.wishes if wish.locked}))

    @property
    def leads(self) -> tuple[str, ...]:
        """Rights that shall lead their groups."""
        return tuple(sorted({wish.lead for wish in self.wishes if wish.lead}))

    def askers(self, kind: str, pair: Pair) -> list[Wish]:
        """Return the wishes behind a pin of the solver: kind `together` or `apart`."""
        a, b = ordered(pair)
        if kind == "together":
            return [w for w in self.wishes if (a, b) in w.together or {a, b} <= set(w.locked)]
        # Two leads never share a group.
        leading = {w.lead for w in self.wishes} >= {a, b}
        return [
            w
            for w in self.wishes
            if (a, b) in w.apart or len({a, b} & set(w.locked)) == 1 or (leading and w.lead in (a, b))
        ]


def ordered(pair: Pair) -> Pair:
    """Return a pair in order."""
    return (min(pair), max(pair))


def asked_of(decisions: Decisions, known: Collection[str], inside: Collection[str]) -> Asked:
    """Return what decisions ask of a run over some rights.

    The latest opinion on a group counts, by the time it was given and then by its place; a final opinion
    outweighs every opinion. What is written by hand counts in the order of the file.

    Parameters
    ----------
    decisions
        With the groups they speak of (`with_run`).
    known, inside
        Rights of the dataset; those of them that may join a group.

    Raises
    ------
    InputError
        With the place of every decision that names a right nobody knows, or a group whose members nobody knows.
        Rights that the reviewed run had and this one has not are no fault: the wish says that they are gone.
    """
    reading = _Reading(decisions, set(known), set(inside))
    replaced = _replaced(decisions)
    wishes = [
        Wish(k + 1, replaced_by=replaced[k] + 1) if k in replaced else reading.wish(k)
        for k in range(len(decisions.decisions))
    ]
    if reading.problems:
        raise InputError(reading.problems)
    by_hand = _by_hand(decisions)
    return Asked(tuple(_with_pairs(w, by_hand) if decisions.decisions[w.no - 1].action else w for w in wishes))


def _replaced(decisions: Decisions) -> dict[int, int]:
    """Return which opinion counts instead of which."""
    spoken: dict[str, list[int]] = {}
    for k, one in enumerate(decisions.decisions):
        if one.kind in ("opinion", "final"):
            spoken.setdefault(one.group_id, []).append(k)
    replaced: dict[int, int] = {}
    for places in spoken.values():
        ranks = {k: _rank(decisions.decisions[k], k) for k in places}
        best = max(places, key=lambda k: ranks[k])
        replaced |= {k: best for k in places if k != best}
    return replaced


def _rank(decision: Decision, place: int) -> tuple[bool, float, int]:
    return decision.kind == "final", moment_of(decision.at).timestamp(), place


class _Reading:
    """Collects what is wrong while it reads."""

    def __init__(self, decisions: Decisions, known: set[str], inside: set[str]) -> None:
        self.decisions, self.known, self.inside = decisions, known, inside
        self.problems: list[Problem] = []

    def wish(self, k: int) -> Wish:
        """Return what the decision at a place asks."""
        decision = self.decisions.decisions[k]
        if decision.action is not None:
            self._check_written(k, decision)
            return Wish(k + 1)
        then = self.decisions.groups.get(decision.group_id)
        members = then.right_ids if then is not None else ()
        if decision.verdict == "agree":
            if len(members) < 2:
                self._say(k, self._unknown(decision))
            gone = self._gone(members)
            lead = then.lead_id if then is not None else ""
            return Wish(k + 1, gone=gone) if gone else Wish(k + 1, locked=tuple(sorted(members)), lead=lead)
        wish = Wish(k + 1)
        for at, change in enumerate(decision.changes):
            self._check(k, f"changes[{at}]", [r for r in change.right_ids if r not in members])
            wish = self._with_change(wish, change, decision)
            if change.action in ("leave_out", "add") and not members:
                self._say(k, f"changes[{at}]: {self._unknown(decision)}")
        return wish

    def _with_change(self, wish: Wish, change: Change, decision: Decision) -> Wish:
        then = self.decisions.groups.get(decision.group_id)
        members = then.right_ids if then is not None else ()
        gone = wish.gone | self._gone(change.right_ids)
        named = [r for r in change.right_ids if r in self.inside]
        rest = [r for r in members if r in self.inside and r not in _left_out(decision)]
        together, apart, lead = list(wish.together), list(wish.apart), wish.lead
        if change.action == "leave_out":
            apart += [ordered((r, m)) for r in named for m in rest]
        elif change.action == "add":
            first = then.lead_id if then is not None and then.lead_id in rest else min(rest, default="")
            together += [ordered((r, first)) for r in named if first and r != first]
            gone |= {} if first else self._gone(members)
        elif change.action == "keep_together":
            together += [ordered(pair) for pair in pairwise(named)]
        elif change.action == "keep_apart":
            apart += [ordered(pair) for pair in combinations(named, 2)]
        elif named:
            lead = named[0]
        return replace(
            wish, together=tuple(dict.fromkeys(together)), apart=tuple(dict.fromkeys(apart)), lead=lead, gone=gone
        )

    def _gone(self, right_ids: Collection[str]) -> dict[str, str]:
        return {r: _ASIDE if r in self.known else _GONE for r in sorted(right_ids) if r not in self.inside}

    def _check(self, k: int, where: str, right_ids: list[str]) -> None:
        for right_id in right_ids:
            if right_id not in self.known and right_id not in self.decisions.rights:
                self._say(k, f"{where} names {right_id}, which is not in the dataset")

    def _check_written(self, k: int, decision: Decision) -> None:
        if decision.action in ("accept", "keep_together", "keep_apart"):
            for right_id in decision.right_ids:
                if right_id not in self.inside:
                    why = "does not take part (mineral, closed, or inside a banned zone)"
                    words = why if right_id in self.known else "is not in the dataset"
                    self._say(k, f"{decision.action} names {right_id}, which {words}")

    def _unknown(self, decision: Decision) -> str:
        run = self.decisions.run or "(none named)"
        return (
            f"who is in {decision.group_id} stands neither here nor in run {run}, which was not found beside the file"
        )

    def _say(self, k: int, words: str) -> None:
        self.problems.append(Problem(f"{place_of(k, self.decisions.decisions[k])}: {words}"))


def _left_out(decision: Decision) -> set[str]:
    return {r for change in decision.changes if change.action == "leave_out" for r in change.right_ids}


@dataclass
class _Written:
    """What actions written by hand come to: the latest word counts, and an accepted group is kept together."""

    groups: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    apart: dict[Pair, int] = field(default_factory=dict)
    replaced: dict[int, int] = field(default_factory=dict)

    def pairs(self) -> Iterator[tuple[int, str, Pair]]:
        """Yield (place, kind, pair) of all that counts."""
        yield from ((k, "together", ordered(p)) for ids, k in self.groups for p in pairwise(ids))
        yield from ((k, "apart", pair) for pair, k in self.apart.items())


def _by_hand(decisions: Decisions) -> _Written:
    said = _Written()
    for k, decision in enumerate(decisions.decisions):
        pairs = {ordered(pair) for pair in combinations(decision.right_ids, 2)}
        if decision.action in ("accept", "keep_together"):
            said.groups.append((decision.right_ids, k))
            lifted = {said.apart.pop(pair) for pair in pairs & said.apart.keys()}
            said.replaced |= dict.fromkeys(lifted - set(said.apart.values()), k)
        elif decision.action == "keep_apart":
            # Who parts two rights of a group takes back the whole word on that group.
            parted = [g for g in said.groups if pairs & {ordered(p) for p in combinations(g[0], 2)}]
            said.groups = [g for g in said.groups if g not in parted]
            said.replaced |= {other: k for _, other in parted}
            said.apart |= dict.fromkeys(sorted(pairs), k)
    return said


def _with_pairs(wish: Wish, said: _Written) -> Wish:
    k = wish.no - 1
    if k in said.replaced:
        return replace(wish, replaced_by=said.replaced[k] + 1)
    own = [(kind, pair) for at, kind, pair in said.pairs() if at == k]
    return replace(
        wish,
        together=tuple(pair for kind, pair in own if kind == "together"),
        apart=tuple(sorted(pair for kind, pair in own if kind == "apart")),
    )


def pairs_of(decisions: Decisions) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs that actions written by hand keep together and keep apart.

    The latest word counts; rejections and comments pin nothing.
    """
    pairs = list(_by_hand(decisions).pairs())
    return tuple(sorted({pair for _, kind, pair in pairs if kind == wanted}) for wanted in ("together", "apart"))  # type: ignore[return-value]
