"""Choices of `mineplan pressed`."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import Field, field_validator

from mineplan.scenario.choices import Choices
from mineplan.terms import ProjectKind, ProjectLevel, ProtectionGrade, Term, ZoneKind, term_of


def _coded(kind: type[Term], value: Any) -> Any:
    """Take a code name or a Chinese label of a closed list."""
    return (term_of(kind, value) or value) if isinstance(value, str) else value


class ProjectDefaults(Choices):
    """What holds for every project whose file does not say; options of the command line go before these."""

    level: ProjectLevel | None = None
    """Level of the project (项目级别)."""
    kind: ProjectKind | None = None
    """How it takes its land (项目类型)."""
    protection_grade: ProtectionGrade | None = None
    """Protection grade (保护等级)."""
    owner: str = ""
    """The builder (建设单位)."""
    query_date: datetime.date | None = None
    """Day of the province's answer to the query (查询日期)."""
    surface_m: float | None = Field(None, ge=-500, le=9000)
    """Elevation of the ground (地面标高), metres."""
    width_m: float | None = Field(None, gt=0, le=2000)
    """Width of a line's land (用地宽度), metres."""

    @field_validator("level", "kind", "protection_grade", mode="before")
    @classmethod
    def _labels(cls, value: Any, info: Any) -> Any:
        kinds = {"level": ProjectLevel, "kind": ProjectKind, "protection_grade": ProtectionGrade}
        return _coded(kinds[info.field_name], value)


class Pressed(Choices):
    """Choices of a pressed-ore run. Widths and angles are rulings: `assume` takes those that are not confirmed."""

    judge_on: Literal["as_of", "application"] = "as_of"
    """The day whose law judges a project: the scenario's `as_of`, or each project's own application date (申请日期)."""
    has_pillars: bool = True
    """Whether safety pillars are drawn beside the footprint."""
    surface_m: float | None = Field(None, ge=-500, le=9000)
    """Elevation of the ground where neither a raster, the project nor the orebody states one, metres."""
    loose_m: float | None = Field(None, ge=0, le=1000)
    """Thickness of the loose layer where neither project nor orebody states one, metres."""
    dem: str = ""
    """Raster of the ground's elevation, a file of the dataset's folder."""
    deducted_zones: tuple[ZoneKind, ...] = ()
    """Kinds of zones whose ore is already pillared or exempt, so that it is not counted as pressed again."""
    minimum_overlap_m2: float = Field(1.0, ge=0)
    """Overlaps below this are slivers of surveying and count as none, m²."""
    defaults: ProjectDefaults = ProjectDefaults()
    """What holds for every project whose file does not say."""

    @field_validator("deducted_zones", mode="before")
    @classmethod
    def _zones(cls, value: Any) -> Any:
        return [_coded(ZoneKind, item) for item in value] if isinstance(value, list | tuple) else value
