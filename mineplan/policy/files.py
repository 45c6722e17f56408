"""What a rule file may hold, as strict models."""

from __future__ import annotations

import datetime
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from mineplan.policy.rulings import Amount
from mineplan.terms import (
    Certainty,
    Channel,
    Disposition,
    FloorState,
    Mineral,
    MiningMethod,
    MiningState,
    OreType,
    ProjectKind,
    ProjectLevel,
    ProtectionGrade,
    Trigger,
    ZoneEffect,
    ZoneKind,
    ZoneLevel,
)

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
    "channel": frozenset(str(c) for c in Channel),
    "mining_state": frozenset(str(s) for s in MiningState),
    "floor": frozenset(str(f) for f in FloorState),
    "ore_type": frozenset(str(t) for t in OreType),
    "project_level": frozenset(str(v) for v in ProjectLevel),
    "project_kind": frozenset(str(k) for k in ProjectKind),
    "protection_grade": frozenset(str(g) for g in ProtectionGrade),
}
UNITS = ("", "t_a", "m3_a", "t", "a", "d", "months", "m", "deg", "share", "decimals", "ratio", "MPa_m")


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


class Entry(_Frozen):
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
    rulings: tuple[Entry, ...] = Field(min_length=1)


class RuleFile(_Frozen):
    """A file of `mineplan/rules`."""

    title: str = Field(pattern=r"[\u4e00-\u9fff]")
    rules: dict[str, _Rule]
