"""The shape of `plan.json` and `problem.json`, looked at before anything in them is believed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mineplan.runs import RunFiles

# Columns without which nothing can be proved, by input table.
_NEEDED = {
    "rights": ("right_id", "geometry", "ellipsoid_km2"),
    "parts": ("right_id", "geometry", "top_m", "bottom_m"),
    "orebodies": ("orebody_id", "geometry"),
    "zones": ("zone_id", "kind", "geometry"),
    "resources": ("right_id", "orebody_id"),
}


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _Corner(_Strict):
    ring: int
    no: int
    northing_m: float
    easting_m: float
    zone: int = Field(ge=-60, le=60)
    is_hole: bool


class _Score(_Strict):
    right_id: str
    total: float
    parts: dict[str, float]


class _Group(_Strict):
    group_id: str
    right_ids: list[str] = Field(min_length=1)
    lead_id: str
    mineral: str | None
    orebody_ids: list[str]
    holders: list[str]
    counties: list[str]
    corners: list[_Corner]
    zone: int
    area_km2: float
    planar_km2: float
    members_km2: float
    gap_km2: float
    banned_km2: float
    top_m: float | None
    bottom_m: float | None
    capacity_t_a: float | None
    proposed_capacity_t_a: float | None
    minimum_capacity_t_a: float | None
    life_a: float | None
    minimum_life_a: float | None
    life_basis: str
    resources_t: dict[str, float]
    authority: str | None
    lead_scores: list[_Score]
    conflicts: list[Annotated[list[str | list[str]], Field(min_length=3, max_length=3)]]
    reasons: list[str]
    remarks: list[str]


class _Facts(_Strict):
    capacity_t_a: float | None
    minimum_capacity_t_a: float | None
    minimum_life_a: float | None
    quantity_t: float | None
    life_basis: str
    life_a: float | None
    life_at_minimum_a: float | None
    lawful_share: float
    registered_km2: float | None
    planar_km2: float | None
    ellipsoid_km2: float | None
    area_match: str
    is_expired: bool


class _Right(_Strict):
    right_id: str
    disposition: str
    group_id: str | None
    reasons: list[str]
    remarks: list[str]
    facts: _Facts


class _Indicators(_Strict):
    rights_before: int
    rights_after: int
    split_orebodies_before: int
    split_orebodies_after: int
    split_t_before: float
    split_t_after: float
    conflicts_before: int
    conflicts_after: int
    below_minimum_before: int
    below_minimum_after: int


class _Alternative(_Strict):
    objective: float
    groups: list[list[str]]


class _Note(_Strict):
    code: str
    text: str
    subject: str


class _Plan(_Strict):
    kind: str
    title: str
    as_of: str
    status: str
    objective: float
    bound: float
    gap: float
    objective_terms: dict[str, float]
    groups: list[_Group]
    rights: list[_Right]
    indicators: _Indicators
    alternatives: list[_Alternative]
    rulings: list[str]
    notes: list[_Note]


class _Problem(_Strict):
    n: int
    ids: list[str]
    edges: list[Annotated[list[int], Field(min_length=2, max_length=2)]]


def misshapen(run: RunFiles) -> list[str]:
    """Return what is missing or of the wrong type in the plan, the problem, the manifest and the input tables."""
    found = _faults("plan.json", _Plan, run.plan) + _faults("problem.json", _Problem, run.problem)
    if not found:
        ids = run.problem["ids"]
        is_sound = run.problem["n"] == len(ids) == len(set(ids))
        is_sound &= all(0 <= node < len(ids) for edge in run.problem["edges"] for node in edge)
        found += [] if is_sound else ["problem.json: n, ids and edges do not fit each other"]
    if run.manifest and not isinstance(run.manifest.get("files"), dict):
        found.append("manifest.json: files: must be a list of checksums by file name")
    for name, columns in _NEEDED.items():
        frame = run.tables.get(name)
        if frame is None:
            found += [f"inputs/{name}.parquet is missing"] if name in ("rights", "parts") else []
        else:
            found += [f"inputs/{name}.parquet has no column {c}" for c in columns if c not in frame]
    return found


def _faults(file: str, model: type[BaseModel], content: Any) -> list[str]:
    try:
        model.model_validate(content)
    except ValidationError as error:
        return [f"{file}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    return []
