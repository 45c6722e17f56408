"""Rows of checked tables as facts: orebodies, rights, zones, projects."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from typing import Any

from mineplan.pressed.measures import OrebodyFacts, ProjectFacts, Report, RightFacts, ZoneFacts
from mineplan.pressed.world import World
from mineplan.terms import Mineral, MiningMethod, ResourceClass, RightStatus, Term, YesNo, ZoneKind, ZoneLevel

_OREBODY = (
    "top_m",
    "bottom_m",
    "dip_deg",
    "dip_direction_deg",
    "thickness_m",
    "density_t_m3",
    "grade",
    "loose_m",
    "surface_m",
)


def world_of(tables: Mapping[str, Any], crs: Any) -> World:
    """Return what projects are held against.

    Parameters
    ----------
    tables
        Checked frames of a dataset: `rights`, and `orebodies`, `zones` and `resources` where there are any.
    crs
        The analysis CRS, in which they all are.
    """
    reports = reports_in(tables.get("resources"))
    return World(
        [
            orebody_of(row | {"reports": reports.get(_text(row, "orebody_id"), {})})
            for row in blank_free_rows(tables.get("orebodies"))
        ],
        [right_of(row) for row in blank_free_rows(tables.get("rights"))],
        [zone_of(row) for row in blank_free_rows(tables.get("zones"))],
        crs,
    )


def reports_in(frame: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Return orebody -> right -> tonnages and name of the report, from RESOURCES; rows without tonnage say nothing."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in _rows(frame) if frame is not None else ():
        tonnages = _tonnages(row)
        if tonnages:
            said = {"tonnages": tonnages, "name": _text(row, "report")}
            found.setdefault(_text(row, "orebody_id"), {})[_text(row, "right_id")] = said
    return found


def _tonnages(row: Mapping[str, Any]) -> dict[str, float]:
    return {c.value: t for c in ResourceClass if (t := _number(row, f"{c.value}_t")) is not None}


def blank_free_rows(frame: Any) -> Iterator[dict[str, Any]]:
    """Yield each row with a geometry as a dict, blank cells as None."""
    if frame is None or "geometry" not in frame:
        return
    for row in _rows(frame):
        if row["geometry"] is not None and not row["geometry"].is_empty:
            yield row


def _rows(frame: Any) -> Iterator[dict[str, Any]]:
    names = list(frame.columns)
    columns = [frame[name].to_numpy(dtype=object) for name in names]
    for values in zip(*columns, strict=True):
        yield {name: None if _is_blank(value) else value for name, value in zip(names, values, strict=True)}


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _number(row: Mapping[str, Any], name: str) -> float | None:
    value = row.get(name)
    return None if value is None else float(value)


def _term(kind: type[Term], row: Mapping[str, Any], name: str) -> Any:
    value = row.get(name)
    return None if value is None else kind(value)


def _day(row: Mapping[str, Any], name: str) -> datetime.date | None:
    value = row.get(name)
    if not isinstance(value, datetime.date) or value != value:  # NaT is no day
        return None
    return value.date() if isinstance(value, datetime.datetime) else value


def _more(row: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in known and value is not None}


def orebody_of(row: Mapping[str, Any]) -> OrebodyFacts:
    """Return an orebody; `more` holds what the law may ask besides: ore_type, deposit_t. `reports` is no column."""
    numbers = {name: _number(row, name) for name in _OREBODY}
    filed = _term(YesNo, row, "is_filed")
    return OrebodyFacts(
        _text(row, "orebody_id"),
        row["geometry"],
        deposit=_text(row, "deposit"),
        mineral=_term(Mineral, row, "mineral"),
        tonnages=_tonnages(row),
        is_filed=None if filed is None else filed is YesNo.YES,
        more={name: row[name] for name in ("ore_type", "deposit_t") if row.get(name) is not None},
        reports={name: Report(**said) for name, said in (row.get("reports") or {}).items()},
        **numbers,
    )


def right_of(row: Mapping[str, Any]) -> RightFacts:
    """Return a mining right."""
    return RightFacts(
        _text(row, "right_id"),
        row["geometry"],
        _text(row, "mine_name"),
        _text(row, "holder"),
        _term(Mineral, row, "mineral"),
        _term(MiningMethod, row, "method"),
        _number(row, "top_m"),
        _number(row, "bottom_m"),
        _day(row, "valid_from"),
        _day(row, "valid_to"),
        _term(RightStatus, row, "status"),
    )


def zone_of(row: Mapping[str, Any]) -> ZoneFacts:
    """Return a zone."""
    return ZoneFacts(
        _text(row, "zone_id"),
        ZoneKind(row["kind"]),
        row["geometry"],
        _text(row, "name"),
        _term(ZoneLevel, row, "level"),
        _text(row, "approval"),
        _day(row, "valid_from"),
        _day(row, "valid_to"),
    )


_PROJECT = {
    "project_id",
    "geometry",
    "name",
    "owner",
    "level",
    "kind",
    "protection_grade",
    "date",
    "query_date",
    "surface_m",
    "width_m",
    "loose_m",
    "source_row",
    "source",
}


def projects_of(frame: Any) -> Iterator[ProjectFacts]:
    """Yield the projects of a checked frame in the analysis CRS; a column `source` says where each stands."""
    for row in blank_free_rows(frame):
        yield project_of(row)


def project_of(row: Mapping[str, Any]) -> ProjectFacts:
    """Return a construction project; `more` holds its agreements and whatever else its table says."""
    return ProjectFacts(
        _text(row, "project_id"),
        row["geometry"],
        _text(row, "name"),
        _text(row, "owner"),
        _text(row, "level"),
        _text(row, "kind"),
        _text(row, "protection_grade"),
        _day(row, "date"),
        _day(row, "query_date"),
        _number(row, "surface_m"),
        _number(row, "width_m"),
        _number(row, "loose_m"),
        _text(row, "source"),
        _more(row, _PROJECT),
    )
