"""The shape of `plan.json` and `problem.json`, looked at before anything in them is believed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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


class Strict(BaseModel):
    """A part of a file whose every figure is of the declared type; more keys may stand in it."""

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _Corner(Strict):
    ring: int
    no: int
    northing_m: float
    easting_m: float
    zone: int = Field(ge=-60, le=60)
    is_hole: bool


class _Score(Strict):
    right_id: str
    total: float
    parts: dict[str, float]


class _Group(Strict):
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


class _Facts(Strict):
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


class _Right(Strict):
    right_id: str
    disposition: str
    group_id: str | None
    reasons: list[str]
    remarks: list[str]
    facts: _Facts


class _Indicators(Strict):
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


class _Alternative(Strict):
    objective: float
    groups: list[list[str]]


class NoteModel(Strict):
    """A note of a plan."""

    code: str
    text: str
    subject: str


class _Heeded(Strict):
    no: int
    group_id: str
    by: str
    at: str
    text: str
    asked: str
    state: str
    words: str
    changed: list[str]
    right_ids: list[str]


class _Plan(Strict):
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
    notes: list[NoteModel]
    decisions: list[_Heeded] = Field(default_factory=list)


class _Problem(Strict):
    n: int
    ids: list[str]
    edges: list[Annotated[list[int], Field(min_length=2, max_length=2)]]


def misshapen(run: RunFiles) -> list[str]:
    """Return what is missing or of the wrong type in the plan, the problem, the manifest and the input tables."""
    found = faults("plan.json", _Plan, run.plan) + faults("problem.json", _Problem, run.problem)
    if not found:
        ids = run.problem["ids"]
        is_sound = run.problem["n"] == len(ids) == len(set(ids))
        is_sound &= all(0 <= node < len(ids) for edge in run.problem["edges"] for node in edge)
        found += [] if is_sound else ["problem.json: n, ids and edges do not fit each other"]
    return found + manifest_faults(run) + table_faults(run, _NEEDED, ("rights", "parts"))


def manifest_faults(run: RunFiles) -> list[str]:
    """Return what is wrong with the list of checksums, where there is a manifest."""
    is_listed = not run.manifest or isinstance(run.manifest.get("files"), dict)
    return [] if is_listed else ["manifest.json: files: must be a list of checksums by file name"]


def table_faults(run: RunFiles, needed: Mapping[str, Sequence[str]], required: Collection[str]) -> list[str]:
    """Return which input tables that must be there are missing, and which columns of any."""
    found = []
    for name, columns in needed.items():
        frame = run.tables.get(name)
        if frame is None:
            found += [f"inputs/{name}.parquet is missing"] if name in required else []
        else:
            found += [f"inputs/{name}.parquet has no column {c}" for c in columns if c not in frame]
    return found


def faults(file: str, model: type[BaseModel], content: Any) -> list[str]:
    """Return where a file departs from its model."""
    try:
        model.model_validate(content)
    except ValidationError as error:
        return [f"{file}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    return []
