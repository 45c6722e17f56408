"""Rulings and the policy of a day: what applies, what has lapsed, what a threshold means."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mineplan.terms import Certainty

Amount = float | str | bool | None


@dataclass(frozen=True)
class Citation:
    """Where a ruling is written, in Chinese as in the source.

    Attributes
    ----------
    document, number, article
        Title, document number (文号) and article (条款); the number of a law is its promulgation order.
    sentence
        The sentence relied on.
    """

    document: str
    number: str
    article: str
    sentence: str


@dataclass(frozen=True)
class Ruling:
    """One provision of one document, with the days on which it is in force.

    Attributes
    ----------
    ruling_id, rule
        For example `minimum_capacity.iron.shanxi-2025` and `minimum_capacity`.
    title, remark
        Chinese, for documents.
    where
        Facts it applies to; empty applies to all.
    valid_from, valid_to
        First and last day in force, both inclusive; None is open.
    amount, unit
        None with `unconfirmed` is a figure not found yet, None otherwise is a repeal.
    scope
        Machine-readable limits, keys as in `Scope`.
    source, checked, certainty
        Where and when it was read, and how sure that makes us.
    assumed
        Reason of the scenario that takes an unconfirmed ruling as confirmed.
    """

    ruling_id: str
    rule: str
    title: str
    jurisdiction: str
    where: Mapping[str, str] = field(hash=False)
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    amount: Amount
    unit: str
    scope: Mapping[str, object] = field(hash=False)
    citation: Citation
    source: str
    checked: datetime.date
    certainty: Certainty
    remark: str
    assumed: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether a verdict may rest on it: read, read at second hand, or assumed by the scenario."""
        return self.certainty is not Certainty.UNCONFIRMED or bool(self.assumed)

    @property
    def is_repealed(self) -> bool:
        """Whether it takes the rule away (and is not merely a figure nobody found)."""
        return self.amount is None and self.certainty is not Certainty.UNCONFIRMED

    @property
    def binds_existing(self) -> bool:
        """Whether it binds mines that exist, and not only new or expanded ones."""
        mines = names(self.scope.get("mines"))
        return not mines or bool({"existing", "merged", "renewed"} & {str(m) for m in mines})

    @property
    def binds_new(self) -> bool:
        """Whether it binds mines that are new, and not only those that exist."""
        mines = names(self.scope.get("mines"))
        return not mines or "new" in {str(m) for m in mines}

    def applies(self, facts: Mapping[str, str]) -> bool:
        """Whether every fact it asks for is given and equal."""
        return all(facts.get(name) == value for name, value in self.where.items())


@dataclass(frozen=True)
class Policy:
    """The rulings in force on one day in nested jurisdictions.

    Attributes
    ----------
    on
        The day.
    jurisdictions
        The most specific first.
    rulings, expired
        In force that day, and those whose last day lies before it; both sorted by `ruling_id`.
    """

    on: datetime.date
    jurisdictions: tuple[str, ...]
    rulings: tuple[Ruling, ...]
    expired: tuple[Ruling, ...]

    @cached_property
    def _of_rule(self) -> dict[str, list[Ruling]]:
        found: dict[str, list[Ruling]] = {}
        for ruling in self.rulings:
            found.setdefault(ruling.rule, []).append(ruling)
        return found

    def find(self, rule: str, **facts: str) -> Ruling | None:
        """Return the applying ruling that goes first: most local, most specific, latest."""
        return next(iter(self.all(rule, **facts)), None)

    def all(self, rule: str, **facts: str) -> tuple[Ruling, ...]:
        """Return every ruling that applies to `facts`, in the order of `find`.

        A ruling that a settled special one overrides (`scope: overrides`) does not apply.
        """
        applying = [r for r in self._of_rule.get(rule, ()) if r.applies(facts)]
        beaten = {i for r in applying if r.is_settled for i in names(r.scope.get("overrides"))}
        return tuple(sorted((r for r in applying if r.ruling_id not in beaten), key=self._rank))

    def get(self, ruling_id: str) -> Ruling:
        """Return one ruling by id, in force or expired.

        Raises
        ------
        KeyError
            None of these jurisdictions has it, or its first day is still to come.
        """
        for ruling in (*self.rulings, *self.expired):
            if ruling.ruling_id == ruling_id:
                return ruling
        raise KeyError(ruling_id)

    def _rank(self, ruling: Ruling) -> tuple[int, int, int, str]:
        since = ruling.valid_from.toordinal() if ruling.valid_from else 0
        return (self.jurisdictions.index(ruling.jurisdiction), -len(ruling.where), -since, ruling.ruling_id)


def policy_on(rulings: Sequence[Ruling], on: datetime.date, jurisdictions: Sequence[str]) -> Policy:
    """Return the policy of a day from the rulings of some jurisdictions, whenever they are in force."""
    begun = [r for r in rulings if r.valid_from is None or r.valid_from <= on]
    expired = tuple(r for r in begun if r.valid_to is not None and r.valid_to < on)
    in_force = tuple(r for r in begun if r.valid_to is None or r.valid_to >= on)
    return Policy(on, tuple(jurisdictions), in_force, expired)


def reaches(ruling: Ruling, value: float) -> bool:
    """Whether `value` satisfies a ruling that sets a minimum; 以上 includes the number, 超过 does not.

    Raises
    ------
    ValueError
        The ruling has no figure, or does not say whether the figure itself is enough.
    """
    figure, is_included = _threshold(ruling)
    return value > figure or (is_included and value == figure)


def keeps_within(ruling: Ruling, value: float) -> bool:
    """Whether `value` satisfies a ruling that sets a maximum; 不超过 includes the number.

    Raises
    ------
    ValueError
        As in `reaches`.
    """
    figure, is_included = _threshold(ruling)
    return value < figure or (is_included and value == figure)


def _threshold(ruling: Ruling) -> tuple[float, bool]:
    if isinstance(ruling.amount, bool) or not isinstance(ruling.amount, int | float):
        raise ValueError(f"{ruling.ruling_id} has no figure ({ruling.remark or ruling.amount})")
    if "bound" not in ruling.scope:
        raise ValueError(f"{ruling.ruling_id} does not say whether its figure is included")
    return ruling.amount, ruling.scope["bound"] == "inclusive"


def names(value: object) -> Sequence[str]:
    """Return a list of a scope as it is, and nothing where the scope has none."""
    return value if isinstance(value, list) else ()
