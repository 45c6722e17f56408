"""What is measured of a project before the law speaks: plain facts, shapes, areas, tonnages."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mineplan.plans import Note
from mineplan.plans.pressed import Tonnages
from mineplan.terms import Mineral, MiningMethod, RightStatus, ZoneKind, ZoneLevel


@dataclass(frozen=True)
class Report:
    """Tonnage that a report gives for one right's part of an orebody.

    Attributes
    ----------
    tonnages
        Class -> tonnes, only the classes that it states.
    name
        The report's name.
    held_m2
        The right's part of the orebody, averaged over the height; None where it is still to be reckoned.
    """

    tonnages: Mapping[str, float]
    name: str = ""
    held_m2: float | None = None


@dataclass(frozen=True)
class OrebodyFacts:
    """One row of the orebodies; None where the table is silent.

    Attributes
    ----------
    tonnages
        Class -> tonnes of the whole orebody, only the classes that the table states.
    is_filed
        Whether its reserves are filed (评审备案); None where the table does not say.
    reports
        Licence number -> what a report gives for that right's part; goes before `tonnages` there.
    """

    orebody_id: str
    shape: Any
    deposit: str = ""
    mineral: Mineral | None = None
    top_m: float | None = None
    bottom_m: float | None = None
    dip_deg: float | None = None
    dip_direction_deg: float | None = None
    thickness_m: float | None = None
    density_t_m3: float | None = None
    grade: float | None = None
    tonnages: Mapping[str, float] = field(default_factory=dict)
    is_filed: bool | None = None
    surface_m: float | None = None
    loose_m: float | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)


@dataclass(frozen=True)
class RightFacts:
    """One mining right."""

    right_id: str
    shape: Any
    mine_name: str = ""
    holder: str = ""
    mineral: Mineral | None = None
    method: MiningMethod | None = None
    top_m: float | None = None
    bottom_m: float | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    status: RightStatus | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ZoneFacts:
    """One zone."""

    zone_id: str
    kind: ZoneKind
    shape: Any
    name: str = ""
    level: ZoneLevel | None = None
    approval: str = ""
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ProjectFacts:
    """One construction project as it was read, in the analysis CRS.

    Attributes
    ----------
    shape
        Areas, or lines with `width_m`.
    level, kind, protection_grade
        Code names; "" where the table is silent. `protection_grade` is one of special, I, II, III, IV.
    surface_m
        Elevation of the ground that the project states.
    source
        File and row, as messages print them.
    """

    project_id: str
    shape: Any
    name: str = ""
    owner: str = ""
    level: str = ""
    kind: str = ""
    protection_grade: str = ""
    date: datetime.date | None = None
    query_date: datetime.date | None = None
    surface_m: float | None = None
    width_m: float | None = None
    loose_m: float | None = None
    source: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pressing:
    """How much of one orebody is pressed.

    Attributes
    ----------
    shape
        Plan shape.
    area_m2
        Its area.
    share
        Share of the orebody's volume, 0 to 1.
    tonnages
        By class; `{"unclassified": None}` is not known.
    """

    shape: Any
    area_m2: float
    share: float
    tonnages: Tonnages


@dataclass(frozen=True)
class TouchedRight:
    """A right over the pressed ore, or over the ground of a project.

    Attributes
    ----------
    footprint, with_pillar
        What is pressed inside the right; of one orebody, or of the right's own ground (share of the right's area,
        no tonnage). `with_pillar` is None where no pillar could be drawn.
    is_elevation_shared
        Whether the right's elevations meet those of the pressed ore; None where either is unknown.
    is_footprint_inside
        Whether the right covers the whole footprint (or part) to a square metre.
    """

    right: RightFacts
    footprint: Pressing
    with_pillar: Pressing | None
    is_elevation_shared: bool | None = None
    is_footprint_inside: bool = False


@dataclass(frozen=True)
class PressedOre:
    """One orebody under one project or part of it.

    Attributes
    ----------
    tonnage_basis
        `reports`, `resources`, `thickness` or `not_known`.
    deducted
        Tonnage already pillared or exempt, taken out of both pressings.
    steps
        Numbers of the pillar for the reader.
    reported
        Rights whose reports give the tonnage of their parts.
    """

    orebody: OrebodyFacts
    footprint: Pressing
    with_pillar: Pressing | None
    tonnage_basis: str
    rights: tuple[TouchedRight, ...] = ()
    deducted: Tonnages = field(default_factory=dict)
    steps: Mapping[str, float | None] = field(default_factory=dict)
    reported: tuple[str, ...] = ()


@dataclass(frozen=True)
class MeasuredPart:
    """A piece of a footprint in the same zones, with what it presses; what parts press adds up to the project's."""

    zones: tuple[ZoneFacts, ...]
    shape: Any
    area_m2: float
    ores: tuple[PressedOre, ...]
    rights: tuple[TouchedRight, ...]


@dataclass(frozen=True)
class MeasuredProject:
    """Everything the law has to know of one project.

    Attributes
    ----------
    footprint
        The ground taken: lines widened, parts united.
    parts
        By the zones that may exempt, ground outside them first, then by zone ids; at least one.
    ores, rights
        Of the whole project, sorted by id; ores pressed by the pillar alone are among them with footprint area 0.
    zones
        Every zone that the footprint touches, sorted by id.
    outline, pillar
        With the buffer strip; everything that any orebody's draw angles reach. None where not drawn.
    surface_basis
        `dem`, `project`, `dataset` or "".
    """

    project: ProjectFacts
    footprint: Any
    footprint_m2: float
    parts: tuple[MeasuredPart, ...]
    ores: tuple[PressedOre, ...]
    rights: tuple[TouchedRight, ...]
    zones: tuple[ZoneFacts, ...]
    outline: Any = None
    pillar: Any = None
    outline_m2: float | None = None
    pillar_m2: float | None = None
    surface_m: float | None = None
    surface_basis: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Angles:
    """Draw angles of one kind of ore, degrees; None is not known, so no pillar is drawn.

    Attributes
    ----------
    beta_deg
        Towards the dip (down-dip draw angle, 下山移动角): the edge on the up-dip side is drawn with it.
    beta_per_dip
        What is taken off beta for each degree of dip, as in 62 - 0.6 x dip.
    gamma_deg
        Against the dip (上山移动角).
    delta_deg
        Along the strike (走向移动角).
    """

    beta_deg: float | None = None
    gamma_deg: float | None = None
    delta_deg: float | None = None
    beta_per_dip: float = 0.0


@dataclass(frozen=True)
class PillarNumbers:
    """Numbers that rulings and the scenario give to the geometry; no law in here.

    Attributes
    ----------
    buffers_m
        Protection grade -> width of the buffer strip; a grade that is absent is not known.
    loose_deg
        Draw angle of the loose layer.
    angles
        Mineral -> draw angles; None as key serves every other mineral.
    surface_m, loose_m
        Elevation of the ground and thickness of the loose layer where neither project nor orebody states one.
    part_zones
        Kinds of zones that split a footprint into parts.
    exempt_zones
        Kinds of zones whose ore counts as already pillared or exempt and is deducted.
    minimum_m2
        Overlaps below this are slivers of surveying and count as none.
    on
        Zones count that are valid on this day; None takes all.
    """

    buffers_m: Mapping[str, float] = field(default_factory=dict)
    loose_deg: float | None = None
    angles: Mapping[str | None, Angles] = field(default_factory=dict)
    surface_m: float | None = None
    loose_m: float | None = None
    part_zones: frozenset[ZoneKind] = frozenset(
        {ZoneKind.URBAN_CONSTRUCTION, ZoneKind.DEVELOPMENT_ZONE, ZoneKind.AREA_ASSESSMENT}
    )
    exempt_zones: frozenset[ZoneKind] = frozenset()
    minimum_m2: float = 1.0
    on: datetime.date | None = None
