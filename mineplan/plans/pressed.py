"""The result of a pressed-ore check."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mineplan.plans.printed import Note
from mineplan.policy import Ruling
from mineplan.terms import Authority, Mineral, Verdict

# Key of a tonnage that no class is known of: area x thickness x density, or nothing known at all (None).
UNCLASSIFIED = "unclassified"
# Class (a `ResourceClass` value, or `UNCLASSIFIED`) -> tonnes; None says not known, never 0.
Tonnages = Mapping[str, float | None]


@dataclass(frozen=True)
class AffectedRight:
    """A mining right that a project touches, through one orebody or at all.

    Attributes
    ----------
    right_id, mine_name, holder, mineral
        As registered; "" or None where the ledger is silent.
    footprint_m2, buffered_m2
        Pressed area inside the right: of the orebody in a finding, of the right itself in a project.
        `buffered_m2` is None where no pillar could be drawn.
    footprint_share, buffered_share
        Share of the finding's pressed area (0 to 1); None in a project's own list.
    footprint_t, buffered_t
        Pressed tonnage inside the right by class.
    is_elevation_shared
        Whether the right's elevations meet those of the pressed ore; None where either is unknown.
    is_own
        Whether the project's owner holds it; None is asked and open.
    is_directly_affected
        Whether its exercise is directly affected; None is open.
    """

    right_id: str
    mine_name: str
    holder: str
    mineral: Mineral | None
    footprint_m2: float
    buffered_m2: float | None
    footprint_share: float | None = None
    buffered_share: float | None = None
    footprint_t: Tonnages = field(default_factory=dict)
    buffered_t: Tonnages = field(default_factory=dict)
    is_elevation_shared: bool | None = None
    is_own: bool | None = None
    is_directly_affected: bool | None = None
    valid_to: datetime.date | None = None
    status: str = ""


@dataclass(frozen=True)
class Finding:
    """One orebody under one project.

    Attributes
    ----------
    footprint_m2, buffered_m2
        Plan area pressed inside the footprint alone, and with buffer strip and draw angles;
        `buffered_m2` is None where the pillar could not be drawn (a note of the project says why).
    footprint_t, buffered_t
        Pressed tonnage by class; resources and reserves stand apart and are never added.
        `{"unclassified": None}` is a tonnage not known.
    footprint_share, buffered_share
        Pressed share of the orebody's volume, 0 to 1.
    tonnage_basis
        `reports` (what reports give by right, the rest as follows), `resources` (block resources by volume share),
        `thickness` (area x thickness x density) or `not_known`.
    reported_rights
        Rights whose reports give the tonnage of their parts.
    deducted_t
        Tonnage already pillared or exempt that the figures above leave out, of `buffered_t`'s kind.
    rights
        The rights that hold pressed parts of this orebody; `right_ids` names them.
    verdict, rulings, step, questions
        What the law of the day says of this orebody, the rulings relied on, the code of the step that decided,
        and what it leaves open.
    authority
        Who approves or manages, where somebody does.
    footprint, with_pillar
        Pressed plan shapes in the analysis CRS; None or empty where there is none.
    geometry_steps
        The pillar's numbers as shown to a reader: name -> value, such as `buffer_m`, `loose_m`, `beta_deg`.
    """

    orebody_id: str
    deposit: str
    mineral: Mineral | None
    footprint_m2: float
    buffered_m2: float | None
    footprint_t: Tonnages
    buffered_t: Tonnages
    rights: tuple[AffectedRight, ...]
    verdict: Verdict = Verdict.NEEDS_CONFIRMATION
    rulings: tuple[str, ...] = ()
    step: str = ""
    questions: tuple[str, ...] = ()
    authority: Authority | None = None
    footprint_share: float | None = None
    buffered_share: float | None = None
    tonnage_basis: str = "not_known"
    deducted_t: Tonnages = field(default_factory=dict)
    top_m: float | None = None
    bottom_m: float | None = None
    is_filed: bool | None = None
    remarks: tuple[str, ...] = ()
    footprint: Any = None
    with_pillar: Any = None
    geometry_steps: Mapping[str, float | None] = field(default_factory=dict)
    reported_rights: tuple[str, ...] = ()

    @property
    def right_ids(self) -> tuple[str, ...]:
        """Licence numbers of the rights over the pressed ore."""
        return tuple(right.right_id for right in self.rights)

    @property
    def holders(self) -> tuple[str, ...]:
        """Holders of these rights, each once, in the order of the rights."""
        return tuple(dict.fromkeys(right.holder for right in self.rights if right.holder))


@dataclass(frozen=True)
class Part:
    """A piece of a footprint that lies in the same zones, decided for itself.

    Attributes
    ----------
    zone_ids
        Zones it lies in, of the kinds that may exempt; () for ground outside them all.
    orebody_ids, right_ids
        What it presses with its pillar, and whose ground it is.
    footprint
        Its shape in the analysis CRS.
    """

    zone_ids: tuple[str, ...]
    area_m2: float
    verdict: Verdict = Verdict.NEEDS_CONFIRMATION
    orebody_ids: tuple[str, ...] = ()
    right_ids: tuple[str, ...] = ()
    rulings: tuple[str, ...] = ()
    step: str = ""
    questions: tuple[str, ...] = ()
    authority: Authority | None = None
    remarks: tuple[str, ...] = ()
    footprint: Any = None


@dataclass(frozen=True)
class ChecklistItem:
    """One thing to file or to do, in Chinese, with the rulings that ask for it."""

    text: str
    rulings: tuple[str, ...] = ()
    code: str = ""
    is_confirmed: bool = True


@dataclass(frozen=True)
class PressedProject:
    """One construction project and what it presses.

    Attributes
    ----------
    level, kind, protection_grade
        Code names (`provincial_key`, `linear`, `II`); "" where the table is silent.
    date, judged_on
        Day of the application, and day whose law judged the project; None takes the run's `as_of`.
    verdict, authority
        The gravest part's.
    parts, findings
        Sorted by zones and by orebody.
    rights
        Every right under the footprint or the pillar, ore or no ore.
    zone_ids
        Every zone that the footprint touches, whatever its kind.
    footprint, outline, pillar
        Shapes in the analysis CRS: the ground taken; with the buffer strip; everything that any orebody's draw
        angles reach. `outline` and `pillar` are None where they could not be drawn.
    footprint_m2, outline_m2, pillar_m2
        Their areas.
    surface_m
        Elevation of the ground; None where nobody knows it. `surface_basis`: `dem`, `project`, `dataset` or "".
    """

    project_id: str
    name: str
    owner: str
    level: str
    kind: str
    protection_grade: str
    date: datetime.date | None
    verdict: Verdict
    authority: Authority | None
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    rulings: tuple[str, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    notes: tuple[Note, ...] = ()
    rights: tuple[AffectedRight, ...] = ()
    zone_ids: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    footprint: Any = None
    outline: Any = None
    pillar: Any = None
    footprint_m2: float = 0.0
    outline_m2: float | None = None
    pillar_m2: float | None = None
    surface_m: float | None = None
    surface_basis: str = ""
    query_date: datetime.date | None = None
    judged_on: datetime.date | None = None
    source: str = ""


@dataclass(frozen=True)
class Refusal:
    """A project that could not be checked; the others were.

    Attributes
    ----------
    project_id
        "" where even that is not known.
    file, row
        Where it stands; row as the user's program counts, None for a whole file.
    problems
        Sentences in English with Chinese column labels, as on the terminal.
    """

    project_id: str
    file: str
    row: int | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class PressedPlan:
    """A whole pressed-ore run; satisfies `plans.printed.Printed`.

    Attributes
    ----------
    regime
        `A`, `B` or `C` on `as_of`; "" outside every regime.
    projects
        Sorted by project_id.
    refused
        Projects with bad input.
    tables
        The frames that documents print, in code names and the analysis CRS: rights, orebodies, zones.
        Not written to plan.json; {} on the road that loads no frames.
    totals
        Pressed tonnage of the whole run by mineral and class, what several projects press counted once:
        mineral -> `footprint_t` or `buffered_t` -> class -> tonnes.
    """

    title: str
    as_of: datetime.date
    dataset_title: str
    dataset_version: str
    is_synthetic: bool
    region_name: str
    crs: Any
    projects: tuple[PressedProject, ...]
    rulings: tuple[Ruling, ...]
    notes: tuple[Note, ...]
    tables: dict[str, Any] = field(default_factory=dict)
    regime: str = ""
    refused: tuple[Refusal, ...] = ()
    totals: Mapping[str, Mapping[str, Tonnages]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind in `plan.json`."""
        return "pressed"


def pressed_dict(plan: PressedPlan) -> dict[str, Any]:
    """Return what `plan.json` holds (`interface.md` section 3), keys and rounding fixed.

    Areas have 2 decimals, tonnages 3, shares 9.
    """
    return {
        "kind": plan.kind,
        "title": plan.title,
        "as_of": plan.as_of.isoformat(),
        "regime": plan.regime,
        "projects": [project_dict(project) for project in plan.projects],
        "refused": [vars(refusal) | {"problems": list(refusal.problems)} for refusal in plan.refused],
        "totals": {m: {k: _tonnes(t) for k, t in kinds.items()} for m, kinds in sorted(plan.totals.items())},
        "rulings": [ruling.ruling_id for ruling in plan.rulings],
        "notes": [vars(note) for note in plan.notes],
    }


def project_dict(project: PressedProject) -> dict[str, Any]:
    """Return one project as `plan.json` holds it; shapes stay out."""
    return {
        "project_id": project.project_id,
        "name": project.name,
        "owner": project.owner,
        "level": project.level,
        "kind": project.kind,
        "protection_grade": project.protection_grade,
        "date": _day(project.date),
        "query_date": _day(project.query_date),
        "judged_on": _day(project.judged_on),
        "verdict": project.verdict.value,
        "authority": _code(project.authority),
        "footprint_m2": _m2(project.footprint_m2),
        "outline_m2": _m2(project.outline_m2),
        "pillar_m2": _m2(project.pillar_m2),
        "surface_m": project.surface_m,
        "surface_basis": project.surface_basis,
        "zone_ids": list(project.zone_ids),
        "parts": [_part_dict(part) for part in project.parts],
        "findings": [_finding_dict(finding) for finding in project.findings],
        "rights": [_right_dict(right) for right in project.rights],
        "rulings": list(project.rulings),
        "checklist": [vars(item) | {"rulings": list(item.rulings)} for item in project.checklist],
        "questions": list(project.questions),
        "notes": [vars(note) for note in project.notes],
        "source": project.source,
    }


def _part_dict(part: Part) -> dict[str, Any]:
    return {
        "zone_ids": list(part.zone_ids),
        "area_m2": _m2(part.area_m2),
        "verdict": part.verdict.value,
        "authority": _code(part.authority),
        "orebody_ids": list(part.orebody_ids),
        "right_ids": list(part.right_ids),
        "rulings": list(part.rulings),
        "step": part.step,
        "questions": list(part.questions),
        "remarks": list(part.remarks),
    }


def _finding_dict(finding: Finding) -> dict[str, Any]:
    return {
        "orebody_id": finding.orebody_id,
        "deposit": finding.deposit,
        "mineral": _code(finding.mineral),
        "footprint_m2": _m2(finding.footprint_m2),
        "buffered_m2": _m2(finding.buffered_m2),
        "footprint_t": _tonnes(finding.footprint_t),
        "buffered_t": _tonnes(finding.buffered_t),
        "footprint_share": _share(finding.footprint_share),
        "buffered_share": _share(finding.buffered_share),
        "tonnage_basis": finding.tonnage_basis,
        "reported_rights": list(finding.reported_rights),
        "deducted_t": _tonnes(finding.deducted_t),
        "top_m": finding.top_m,
        "bottom_m": finding.bottom_m,
        "is_filed": finding.is_filed,
        "rights": list(finding.right_ids),
        "holders": list(finding.holders),
        "right_shares": [_right_dict(right) for right in finding.rights],
        "verdict": finding.verdict.value,
        "authority": _code(finding.authority),
        "rulings": list(finding.rulings),
        "step": finding.step,
        "questions": list(finding.questions),
        "remarks": list(finding.remarks),
        "geometry_steps": dict(finding.geometry_steps),
    }


def _right_dict(right: AffectedRight) -> dict[str, Any]:
    return vars(right) | {
        "mineral": _code(right.mineral),
        "footprint_m2": _m2(right.footprint_m2),
        "buffered_m2": _m2(right.buffered_m2),
        "footprint_share": _share(right.footprint_share),
        "buffered_share": _share(right.buffered_share),
        "footprint_t": _tonnes(right.footprint_t),
        "buffered_t": _tonnes(right.buffered_t),
        "valid_to": _day(right.valid_to),
    }


def _code(term: Any) -> str | None:
    return None if term is None else str(term.value)


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _m2(area: float | None) -> float | None:
    return None if area is None else round(area, 2)


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 9)


def _tonnes(tonnages: Tonnages) -> dict[str, float | None]:
    return {name: None if tonnes is None else round(tonnes, 3) for name, tonnes in sorted(tonnages.items())}
