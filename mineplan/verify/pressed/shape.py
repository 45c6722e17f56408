"""The shape of a pressed-ore `plan.json`, looked at before anything in it is believed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mineplan.runs import RunFiles
from mineplan.terms import Authority, Verdict

_NEEDED = {
    "projects": ("project_id", "geometry"),
    "rights": ("right_id", "geometry"),
    "orebodies": ("orebody_id", "geometry"),
    "zones": ("zone_id", "kind", "geometry"),
    "resources": ("right_id", "orebody_id"),
}
_VERDICT = "^(" + "|".join(v.value for v in Verdict) + ")$"
_AUTHORITY = "^(" + "|".join(a.value for a in Authority) + ")$"


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _Right(_Strict):
    right_id: str
    footprint_m2: float = Field(ge=0)
    buffered_m2: float | None
    footprint_share: float | None
    is_own: bool | None
    is_directly_affected: bool | None


class _Finding(_Strict):
    orebody_id: str
    footprint_m2: float = Field(ge=0)
    buffered_m2: float | None
    footprint_t: dict[str, float | None]
    buffered_t: dict[str, float | None]
    footprint_share: float | None
    buffered_share: float | None
    tonnage_basis: str
    reported_rights: list[str]
    rights: list[str]
    right_shares: list[_Right]
    verdict: str = Field(pattern=_VERDICT)
    rulings: list[str]
    step: str
    questions: list[str]


class _Part(_Strict):
    zone_ids: list[str]
    area_m2: float = Field(ge=0)
    verdict: str = Field(pattern=_VERDICT)
    authority: str | None = Field(pattern=_AUTHORITY)
    orebody_ids: list[str]
    right_ids: list[str]
    rulings: list[str]
    step: str
    questions: list[str]


class _Item(_Strict):
    text: str
    rulings: list[str]
    code: str
    is_confirmed: bool


class _Project(_Strict):
    project_id: str
    verdict: str = Field(pattern=_VERDICT)
    authority: str | None = Field(pattern=_AUTHORITY)
    footprint_m2: float = Field(gt=0)
    zone_ids: list[str]
    parts: list[_Part] = Field(min_length=1)
    findings: list[_Finding]
    rights: list[_Right]
    rulings: list[str]
    checklist: list[_Item]
    questions: list[str]


class _Refusal(_Strict):
    project_id: str
    problems: list[str] = Field(min_length=1)


class _Plan(_Strict):
    kind: str
    title: str
    as_of: str
    regime: str
    projects: list[_Project]
    refused: list[_Refusal]
    totals: dict[str, dict[str, dict[str, float | None]]]
    rulings: list[str]


def misshapen_pressed(run: RunFiles) -> list[str]:
    """Return what a pressed-ore run lacks to be reckoned with at all."""
    faults = [
        f"inputs/{name}.parquet has no column {column}"
        for name, columns in _NEEDED.items()
        if name in run.tables
        for column in columns
        if column not in run.tables[name]
    ]
    if "projects" not in run.tables:
        faults.append("inputs/projects.parquet is missing")
    try:
        _Plan.model_validate(run.plan)
    except ValidationError as error:
        faults += [f"plan.json: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:20]]
    return faults
