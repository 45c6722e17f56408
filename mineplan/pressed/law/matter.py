"""What a step of the statute looks at, and what it may say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from mineplan.policy import Policy, Ruling
from mineplan.pressed.measures import ZoneFacts
from mineplan.terms import Authority, Mineral, Verdict


@dataclass(frozen=True)
class Holding:
    """A mining right over the matter.

    Attributes
    ----------
    is_own
        Whether the builder holds it; None is asked and open.
    """

    right_id: str
    holder: str = ""
    mineral: Mineral | None = None
    is_own: bool | None = False


@dataclass(frozen=True)
class Matter:
    """One orebody, or one right without known ore, under one part of a footprint on one day.

    Attributes
    ----------
    level, kind
        Code names of the project's level and kind; "" is not stated.
    owner, query_date
        The builder, and the day of the province's answer to its query.
    has_safety_argument, has_agreement, is_state_approved
        What the project states; None where it is silent.
    zones
        Zones of the part that may exempt.
    orebody_id
        "" where only a right is touched, or nothing at all.
    footprint_m2, buffered_m2
        Pressed area inside the footprint and with the pillar, None where no pillar could be drawn.
    is_filed
        Whether the resources are filed (评审备案); None where the data do not say.
    pressed_t, deposit_pressed_t
        What the whole project presses of this mineral, and of this deposit; resources only. None is not known.
    deposit_t
        Identified resources of the whole mining area (矿区累计查明资源量); None is not known.
    holdings, own_ground
        Rights that hold the ore; rights that are the builder's own, or asked to be, whose mining areas cover the
        part, whatever they hold.
    """

    policy: Policy
    level: str = ""
    kind: str = ""
    owner: str = ""
    query_date: datetime.date | None = None
    has_safety_argument: bool | None = None
    has_agreement: bool | None = None
    is_state_approved: bool | None = None
    zones: tuple[ZoneFacts, ...] = ()
    orebody_id: str = ""
    mineral: Mineral | None = None
    ore_type: str = ""
    footprint_m2: float = 0.0
    buffered_m2: float | None = None
    is_filed: bool | None = None
    pressed_t: float | None = None
    deposit_pressed_t: float | None = None
    deposit_t: float | None = None
    holdings: tuple[Holding, ...] = ()
    own_ground: tuple[Holding, ...] = ()

    @property
    def on(self) -> datetime.date:
        """The day on which the law is judged."""
        return self.policy.on

    @property
    def facts(self) -> dict[str, str]:
        """What rulings may hang on."""
        known = {"ore_type": self.ore_type, "project_level": self.level, "project_kind": self.kind}
        mineral = {"mineral": str(self.mineral)} if self.mineral is not None else {}
        return mineral | {name: value for name, value in known.items() if value}

    @property
    def others(self) -> tuple[Holding, ...]:
        """Rights that the builder does not hold, or of which that is open."""
        return tuple(h for h in self.holdings if h.is_own is not True)

    def is_standing(self, zone: ZoneFacts) -> bool:
        """Whether a zone is valid on the day."""
        return not (
            (zone.valid_from is not None and zone.valid_from > self.on)
            or (zone.valid_to is not None and zone.valid_to < self.on)
        )

    def find(self, rule: str, **more: str) -> Ruling | None:
        """Return the ruling of the day for this matter."""
        return self.policy.find(rule, **(self.facts | more))


@dataclass(frozen=True)
class Said:
    """What one step says: a verdict, or nothing and the next step is asked.

    Attributes
    ----------
    rulings
        Those it looked at, whatever came of them.
    questions, remarks
        Chinese sentences: what is open, and what was found.
    """

    verdict: Verdict | None = None
    rulings: tuple[Ruling, ...] = ()
    questions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    authority: Authority | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


PASS = Said()


def asked(ruling: Ruling) -> str:
    """Return the open question of a ruling that is not confirmed: its remark, without how it was quoted."""
    said = ruling.remark.partition("据转载")[0].removeprefix("意引，非原文。").removeprefix("意引，非原文；")
    return f"{ruling.title}：{said or ruling.remark}"


def cited(*rulings: Ruling | None) -> tuple[Ruling, ...]:
    """Return the rulings that are there."""
    return tuple(r for r in rulings if r is not None)


def is_yes(ruling: Ruling | None) -> bool:
    """Whether a ruling is in force, settled and says yes."""
    return ruling is not None and ruling.is_settled and ruling.amount is True


def is_no(ruling: Ruling | None) -> bool:
    """Whether a ruling is in force, settled and says no."""
    return ruling is not None and ruling.is_settled and ruling.amount is False


def words(ruling: Ruling) -> str:
    """Return document, number and article as a Chinese sentence cites them."""
    number = f"（{ruling.citation.number}）" if ruling.citation.number else ""
    document = ruling.citation.document.removesuffix("（标题据转载）").removesuffix("（标题据报道）")
    return f"《{document}》{number}{ruling.citation.article}"
