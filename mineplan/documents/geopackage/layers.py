"""The frames of the GeoPackage: Chinese field names, units in the name, one declared type a field."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.documents.context.law import grounds
from mineplan.documents.maps.effects import effect_of_row, zone_effects
from mineplan.geodesy import geographic_crs, transform, zone_crs
from mineplan.schema import OREBODIES, RIGHTS, ZONES
from mineplan.terms import ResourceClass, Term, term_of

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan
    from mineplan.tables import Table

RIGHTS_LAYER, GROUPS_LAYER, CORNERS_LAYER = "现有采矿权", "整合区块", "拐点"
OREBODIES_LAYER, ZONES_LAYER, LINES_LAYER = "矿体", "管控区域", "管控线"
DISPOSITION, GROUP_ID, NUMBER, EFFECT = "处置", "区块编号", "区块序号", "管控要求"

# Underscores, because some GIS refuse brackets in field names.
_UNITS = {"t_a": "_吨每年", "t": "_吨", "m": "_米", "km2": "_平方千米", "deg": "_度", "t_m3": "_吨每立方米"}
_DERIVED = (
    ("zone", "带号", "whole"),
    ("planar_km2", "平面面积_平方千米", "number"),
    ("ellipsoid_km2", "椭球面积_平方千米", "number"),
)


@dataclass(frozen=True)
class Layer:
    """One layer to write: `geometry_type` as GDAL names it."""

    name: str
    frame: Any
    geometry_type: str


def layers_of(plan: ConsolidationPlan) -> list[Layer]:
    """Return the layers, lowest on the map last."""
    return [
        Layer(CORNERS_LAYER, _corners(plan), "Point"),
        Layer(GROUPS_LAYER, _groups(plan), "MultiPolygon"),
        Layer(RIGHTS_LAYER, _rights(plan), "MultiPolygon"),
        Layer(OREBODIES_LAYER, _orebodies(plan), "MultiPolygon"),
        Layer(LINES_LAYER, _zones(plan, "Line"), "MultiLineString"),
        Layer(ZONES_LAYER, _zones(plan, "Polygon"), "MultiPolygon"),
    ]


def field_name(table: Table, name: str) -> str:
    """Return the Chinese field name of a column, with its unit."""
    column = next(c for c in table.columns if c.name == name)
    return column.label + _UNITS.get(column.unit, "")


def _rights(plan: ConsolidationPlan) -> Any:
    outcomes = {o.right_id: o for o in plan.rights}
    rights = plan.tables["rights"]
    rights = rights[rights["right_id"].isin(outcomes)].sort_values("right_id")
    columns = _declared(RIGHTS, rights)
    for name, label, kind in _DERIVED:
        if name in rights:
            columns[label] = _typed(list(rights[name]), kind)
    chosen = [outcomes[right_id] for right_id in rights["right_id"]]
    columns[DISPOSITION] = _typed([o.disposition for o in chosen], "text")
    columns[GROUP_ID] = _typed([o.group_id for o in chosen], "text")
    columns["依据"] = _typed(["；".join(grounds(o.reasons, plan)) for o in chosen], "text")
    columns["处置理由"] = _typed(["".join(o.remarks) for o in chosen], "text")
    return _frame(columns, rights.geometry, plan.crs)


def _groups(plan: ConsolidationPlan) -> Any:
    groups, names = plan.groups, _names(plan)
    columns: dict[str, Any] = {}
    texts: dict[str, list[Any]] = {
        GROUP_ID: [g.group_id for g in groups],
        "整合主体": [g.lead_id for g in groups],
        "主体矿山名称": [names.get(g.lead_id) for g in groups],
        "成员许可证号": ["、".join(g.right_ids) for g in groups],
        "主矿种": [g.mineral for g in groups],
        "矿体编号": ["、".join(g.orebody_ids) for g in groups],
        "采矿权人": ["、".join(g.holders) for g in groups],
        "所在县区": ["、".join(g.counties) for g in groups],
        "登记机关": [g.authority for g in groups],
        "依据": ["；".join(grounds(g.reasons, plan)) for g in groups],
        "说明": ["".join(g.remarks) for g in groups],
    }
    columns[NUMBER] = _typed(list(range(1, len(groups) + 1)), "whole")
    columns |= {label: _typed(values, "text") for label, values in texts.items()}
    columns["成员宗数"] = _typed([len(g.right_ids) for g in groups], "whole")
    columns["带号"] = _typed([g.zone for g in groups], "whole")
    columns |= {label: _typed([getattr(g, name) for g in groups], "number") for name, label in _GROUP_NUMBERS}
    for term in ResourceClass:
        columns[f"{term.label}_吨"] = _typed([g.resources_t.get(term.value) for g in groups], "number")
    return _frame(columns, [g.extent for g in groups], plan.crs)


_GROUP_NUMBERS = (
    ("area_km2", "面积_平方千米"),
    ("planar_km2", "平面面积_平方千米"),
    ("members_km2", "成员面积合计_平方千米"),
    ("gap_km2", "纳入夹缝资源_平方千米"),
    ("banned_km2", "划出面积_平方千米"),
    ("top_m", "标高上限_米"),
    ("bottom_m", "标高下限_米"),
    ("capacity_t_a", "现有规模合计_吨每年"),
    ("proposed_capacity_t_a", "拟设生产规模_吨每年"),
    ("minimum_capacity_t_a", "最低生产规模_吨每年"),
    ("life_a", "服务年限_年"),
    ("minimum_life_a", "最低服务年限_年"),
)


def _corners(plan: ConsolidationPlan) -> Any:
    import numpy as np
    import shapely

    rows = [(group.group_id, corner) for group in plan.groups for corner in group.corners]
    points = np.array(
        [transform([shapely.Point(c.easting_m, c.northing_m)], zone_crs(c.zone), geographic_crs())[0] for _, c in rows],
        dtype=object,
    )
    columns = {
        GROUP_ID: _typed([group_id for group_id, _ in rows], "text"),
        "圈号": _typed([c.ring for _, c in rows], "whole"),
        "拐点号": _typed([c.no for _, c in rows], "whole"),
        "X坐标_北_米": _typed([c.northing_m for _, c in rows], "number"),
        "Y坐标_东含带号_米": _typed([c.easting_m for _, c in rows], "number"),
        "带号": _typed([c.zone for _, c in rows], "whole"),
        "是否内圈": _typed(["是" if c.is_hole else "否" for _, c in rows], "text"),
    }
    return _frame(columns, points, geographic_crs())


def _orebodies(plan: ConsolidationPlan) -> Any:
    orebodies = _table(plan, "orebodies", "orebody_id")
    return _frame(_declared(OREBODIES, orebodies), orebodies.geometry, plan.crs)


def _zones(plan: ConsolidationPlan, kind: str) -> Any:
    zones = _table(plan, "zones", "zone_id")
    zones = zones[zones.geometry.geom_type.str.contains(kind)]
    effects = zone_effects(plan)
    columns = _declared(ZONES, zones)
    columns[EFFECT] = _typed([_effect_label(row, effects) for _, row in zones.iterrows()], "text")
    return _frame(columns, zones.geometry, plan.crs)


def _effect_label(row: Any, effects: dict[str, Any]) -> str:
    effect = effect_of_row(row, effects)
    return "" if effect is None else str(effect.label)


def _table(plan: ConsolidationPlan, name: str, key: str) -> Any:
    import geopandas

    frame = plan.tables.get(name)
    if frame is None or "geometry" not in frame or not len(frame):
        return geopandas.GeoDataFrame({key: []}, geometry=[], crs=plan.crs)
    return frame[frame.geometry.notna()].sort_values(key)


def _names(plan: ConsolidationPlan) -> dict[str, Any]:
    rights = plan.tables["rights"]
    return dict(zip(rights["right_id"], rights["mine_name"], strict=True)) if "mine_name" in rights else {}


def _declared(table: Table, frame: Any) -> dict[str, Any]:
    """Return the columns of a table that a frame has, in the order of the declaration, under Chinese names."""
    wanted = [c for c in table.columns if c.kind != "geometry" and c.name != "coordinates" and c.name in frame]
    return {field_name(table, c.name): _typed(_worded(list(frame[c.name]), c.term), c.kind) for c in wanted}


def _worded(values: list[Any], term: type[Term] | None) -> list[Any]:
    """Return the members of a closed list where a frame holds their bare code names (pandas may unwrap them)."""
    if term is None:
        return values
    return [term_of(term, value) or value if isinstance(value, str) else value for value in values]


def _typed(values: list[Any], kind: str) -> Any:
    """Return an array whose type does not depend on what happens to be in it."""
    import pandas
    import pyarrow

    clean = [None if value is None or value != value else value for value in values]
    if kind == "date":
        days = [v.date() if isinstance(v, datetime.datetime) else v for v in clean]
        return pandas.array(days, dtype=pandas.ArrowDtype(pyarrow.date32()))
    if kind == "number":
        return pandas.array([None if v is None else float(v) for v in clean], dtype="float64[pyarrow]")
    if kind == "whole":
        return pandas.array([None if v is None else int(v) for v in clean], dtype="int64[pyarrow]")
    words = [v.label if isinstance(v, Term) else v for v in clean]
    return pandas.array([None if v is None else str(v) for v in words], dtype=pandas.ArrowDtype(pyarrow.string()))


def _frame(columns: dict[str, Any], geometries: Any, crs: Any) -> Any:
    import geopandas

    array = list(geometries)
    lonlat = list(transform(array, crs, geographic_crs())) if array else []
    return geopandas.GeoDataFrame(columns, geometry=lonlat, crs=geographic_crs())
