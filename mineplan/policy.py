"""The law as dated data: which rulings are in force on a day, each with its citation.

The rulings stand in `mineplan/rules/*.yaml`. Repealed is `null`, an absent key is an error, an
unknown key is an error. Nothing here reads the clock: the day is given.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from mineplan.errors import InputError, PolicyError, Problem
from mineplan.terms import Certainty, Disposition, Mineral, MiningMethod, Trigger, ZoneEffect, ZoneKind, ZoneLevel
from mineplan.yamlfile import line_of, read_model

RULES = Path(__file__).parent / "rules"

# The facts a ruling may hang on, with the values each may take.
FACTS: dict[str, frozenset[str]] = {
    "mineral": frozenset(str(m) for m in Mineral),
    "zone": frozenset(str(z) for z in ZoneKind),
    "zone_level": frozenset(str(z) for z in ZoneLevel),
    "zone_part": frozenset(
        {
            "tunnel",
            "facility",
            "crossing",
            "protection_zone",
            "first_class",
            "second_class",
            "core",
            "general_control",
            "very_large",
            "large",
            "small",
        }
    ),
    "voltage_kv": frozenset({"1-10", "35-110", "154-330", "500"}),
    "method": frozenset(str(m) for m in MiningMethod),
    "trigger": frozenset(str(t) for t in Trigger),
    "scale": frozenset({"large", "medium", "small"}),
    "disposition": frozenset(str(d) for d in Disposition),
    "project_level": frozenset({"national_key", "provincial_key", "other"}),
    "project_kind": frozenset({"single_site", "linear", "batch"}),
    "protection_grade": frozenset({"special", "I", "II", "III", "IV"}),
}
UNITS = ("", "t_a", "m3_a", "t", "a", "d", "months", "m", "deg", "share", "decimals", "ratio", "MPa_m")
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
        mines = _names(self.scope.get("mines"))
        return not mines or bool({"existing", "merged", "renewed"} & {str(m) for m in mines})

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

    def find(self, rule: str, **facts: str) -> Ruling | None:
        """Return the applying ruling that goes first: most local, most specific, latest."""
        return next(iter(self.all(rule, **facts)), None)

    def all(self, rule: str, **facts: str) -> tuple[Ruling, ...]:
        """Return every ruling that applies to `facts`, in the order of `find`.

        A ruling that a settled special one overrides (`scope: overrides`) does not apply.
        """
        applying = [r for r in self.rulings if r.rule == rule and r.applies(facts)]
        beaten = {i for r in applying if r.is_settled for i in _names(r.scope.get("overrides"))}
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


def _names(value: object) -> Sequence[str]:
    return value if isinstance(value, list) else ()


def _scalar(value: Any) -> Any:
    if value is not None and not isinstance(value, str | bool | int | float):
        raise PydanticCustomError("amount", "amount must be a number, a word, true, false or null")
    return value


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)


class Assumption(_Frozen):
    """What a scenario takes an unconfirmed ruling to be, and why."""

    amount: Annotated[Amount, BeforeValidator(_scalar)] = None
    """Replaces the amount of the ruling; left out, that amount stands."""
    reason: str = Field(min_length=1, pattern=r"\S")
    """Printed in the documents."""


class Scope(_Frozen):
    """Limits of a ruling that a program can test; each is optional."""

    bound: Literal["inclusive", "exclusive"] | None = None
    """Whether a threshold includes its own number (以上、以下) or not (超过、不足)."""
    effect: ZoneEffect | None = None
    """What an exclusion does to mining inside it."""
    minerals: tuple[Mineral, ...] = ()
    """Only these minerals."""
    not_minerals: tuple[Mineral, ...] = ()
    """Never these minerals."""
    methods: tuple[MiningMethod, ...] = ()
    """Only these methods of mining."""
    mines: tuple[Literal["new", "expanded", "existing", "renewed", "merged"], ...] = ()
    """Only mines in this situation."""
    activities: tuple[Literal["mining", "quarrying", "blasting", "river_sand", "soil", "tailings_pond"], ...] = ()
    """Only these doings; empty means mining as such."""
    max_capacity_t_a: float | None = Field(default=None, gt=0)
    """Only mines up to this capacity, inclusive."""
    max_depth_m: float | None = Field(default=None, gt=0)
    """Only ore shallower than this, exclusive."""
    upstream_m: float | None = Field(default=None, ge=0)
    """Distance upstream, where it differs from the one downstream (the amount)."""
    measured_from: Literal["licence_boundary", "land_edge", "toe_or_edge", "centre_line", "edge"] | None = None
    """From which line a distance is measured."""
    consent_of: str = ""
    """Whose consent lifts the bar, in Chinese."""
    in_principle: bool = False
    """The text says 原则上: departures are possible with reasons."""
    overrides: tuple[str, ...] = ()
    """Ids of the general rulings that this special one sets aside."""


class _Cited(_Frozen):
    document: str = Field(min_length=1)
    number: str
    article: str
    sentence: str = Field(min_length=1)


class _Entry(_Frozen):
    """One ruling as it is written down; a list in `where` makes one ruling for each value."""

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_{}-]+)+$")
    title: str = ""
    jurisdiction: str = Field(pattern=r"^[a-z_]+$")
    where: dict[str, str | list[str]] = Field(default_factory=dict)
    valid_from: datetime.date | None = Field(alias="from")
    valid_to: datetime.date | None = Field(alias="to")
    amount: Annotated[Amount, BeforeValidator(_scalar)]
    unit: Literal[UNITS] = ""  # type: ignore[valid-type]
    scope: Scope = Scope()
    citation: _Cited
    source: str = Field(min_length=1)
    checked: datetime.date
    certainty: Certainty
    remark: str = ""

    @field_validator("where")
    @classmethod
    def _known_facts(cls, where: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        for name, value in where.items():
            if name not in FACTS:
                raise PydanticCustomError("fact", f"unknown fact “{name}”; known: {', '.join(FACTS)}")
            for word in value if isinstance(value, list) else [value]:
                if word not in FACTS[name]:
                    near = get_close_matches(word, sorted(FACTS[name]), n=3)
                    raise PydanticCustomError("fact", f"unknown {name} “{word}”; near: {', '.join(near) or 'none'}")
        return where

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("dates", "ends before it takes effect")
        if self.amount is None and not self.remark:
            raise PydanticCustomError("remark", "amount is null: the remark must say what is repealed or missing")
        is_number = isinstance(self.amount, float) and not isinstance(self.amount, bool)
        if self.amount is not None and is_number != bool(self.unit):
            raise PydanticCustomError("unit", "a number needs a unit, and only a number has one")
        open_names = [n for n, v in self.where.items() if isinstance(v, list) and f"{{{n}}}" not in self.id]
        if open_names:
            raise PydanticCustomError("id", f"where lists several values, so the id must hold {{{open_names[0]}}}")
        return self


class _Rule(_Frozen):
    title: str = Field(pattern=r"[\u4e00-\u9fff]")
    rulings: tuple[_Entry, ...] = Field(min_length=1)


class _RuleFile(_Frozen):
    """A file of `mineplan/rules`."""

    title: str = Field(pattern=r"[\u4e00-\u9fff]")
    rules: dict[str, _Rule]


@cache
def read_rules(folder: Path = RULES) -> tuple[Ruling, ...]:
    """Read every rule file of a folder, sorted by `ruling_id`.

    Raises
    ------
    PolicyError
        With every problem of every file, each with its line.
    """
    problems: list[Problem] = []
    found: list[tuple[Ruling, Path, tuple[int | str, ...]]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = read_model(path, _RuleFile, PolicyError)
        except InputError as error:
            problems += error.problems
            continue
        for rule, entry in content.rules.items():
            for number, written in enumerate(entry.rulings):
                where = ("rules", rule, "rulings", number, "id")
                found += [(ruling, path, where) for ruling in _rulings(rule, entry.title, written)]
    problems += _clashes(found)
    if problems:
        raise PolicyError(problems)
    return tuple(sorted((ruling for ruling, _, _ in found), key=lambda r: r.ruling_id))


def _rulings(rule: str, title: str, entry: _Entry) -> list[Ruling]:
    """Make one ruling for each combination of the values listed in `where`."""
    names = list(entry.where)
    lists = [v if isinstance(v, list) else [v] for v in entry.where.values()]
    wheres = [dict(zip(names, values, strict=True)) for values in product(*lists)]
    return [
        Ruling(
            ruling_id=entry.id.format(**where),
            rule=rule,
            title=entry.title or title,
            jurisdiction=entry.jurisdiction,
            where=where,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            amount=entry.amount,
            unit=str(entry.unit),
            scope=entry.scope.model_dump(mode="json", exclude_unset=True),
            citation=Citation(**entry.citation.model_dump()),
            source=entry.source,
            checked=entry.checked,
            certainty=entry.certainty,
            remark=entry.remark,
        )
        for where in wheres
    ]


def _clashes(found: list[tuple[Ruling, Path, tuple[int | str, ...]]]) -> list[Problem]:
    """Find ids borne twice, ids that do not begin with their rule, and overrides that lead nowhere."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    ids = {ruling.ruling_id for ruling, _, _ in found}
    for ruling, path, where in found:
        faults = []
        if ruling.ruling_id in seen:
            faults.append(f"ruling {ruling.ruling_id} stands twice, also in {seen[ruling.ruling_id]}")
        if not ruling.ruling_id.startswith(f"{ruling.rule}."):
            faults.append(f"ruling {ruling.ruling_id} must begin with “{ruling.rule}.”")
        lost = [target for target in _names(ruling.scope.get("overrides")) if target not in ids]
        faults += [f"ruling {ruling.ruling_id} overrides {target}, which does not exist" for target in lost]
        seen.setdefault(ruling.ruling_id, path.name)
        problems += [Problem(fault, file=str(path), row=line_of(path, where)) for fault in faults]
    return problems


def read_policy(
    on: datetime.date,
    jurisdictions: Sequence[str] = ("xinzhou", "shanxi", "national"),
    assume: Mapping[str, Assumption] | None = None,
) -> Policy:
    """Take the rulings in force on a day, with a scenario's assumptions laid over them.

    Parameters
    ----------
    on
        The day.
    jurisdictions
        The most specific first.
    assume
        By `ruling_id`; only unconfirmed rulings may be assumed.

    Raises
    ------
    PolicyError
        A jurisdiction or an assumed ruling does not exist, or an assumption is not possible.
    """
    rules = read_rules()
    known = {ruling.jurisdiction for ruling in rules}
    problems = [
        f"jurisdiction “{name}” has no rulings; known: {', '.join(sorted(known))}"
        for name in jurisdictions
        if name not in known
    ]
    if len(set(jurisdictions)) != len(jurisdictions) or not jurisdictions:
        problems.append("jurisdictions must name at least one place, and none twice")
    problems += _bad_assumptions(rules, assume or {})
    if problems:
        raise PolicyError(problems)
    ours = [_assumed(r, (assume or {}).get(r.ruling_id)) for r in rules if r.jurisdiction in jurisdictions]
    begun = [r for r in ours if r.valid_from is None or r.valid_from <= on]
    expired = tuple(r for r in begun if r.valid_to is not None and r.valid_to < on)
    in_force = tuple(r for r in begun if r.valid_to is None or r.valid_to >= on)
    return Policy(on, tuple(jurisdictions), in_force, expired)


def _bad_assumptions(rules: tuple[Ruling, ...], assume: Mapping[str, Assumption]) -> list[str]:
    by_id = {ruling.ruling_id: ruling for ruling in rules}
    problems = []
    for ruling_id, assumption in assume.items():
        ruling = by_id.get(ruling_id)
        if ruling is None:
            near = get_close_matches(ruling_id, by_id, n=3, cutoff=0.4)
            problems.append(f"assume: no ruling “{ruling_id}”; near: {', '.join(near) or 'none'}")
        elif ruling.is_settled:
            problems.append(
                f"assume: {ruling_id} is already confirmed by {ruling.citation.document}"
                f" {ruling.citation.article} ({ruling.certainty.label})"
            )
        elif ruling.amount is None and assumption.amount is None:
            problems.append(f"assume: {ruling_id} has no figure, so the assumption must give an amount")
    return problems


def _assumed(ruling: Ruling, assumption: Assumption | None) -> Ruling:
    if assumption is None:
        return ruling
    amount = ruling.amount if assumption.amount is None else assumption.amount
    return replace(ruling, amount=amount, assumed=assumption.reason)


def rule_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rule file, for editors."""
    return _RuleFile.model_json_schema(by_alias=True)
