"""The layers of a consolidation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.documents.context.law import grounds
from mineplan.documents.geopackage.frames import Layer, declared, frame_of, typed
from mineplan.documents.maps.effects import effect_of_row, zone_effects
from mineplan.geodesy import geographic_crs, transform, zone_crs
from mineplan.schema import OREBODIES, RIGHTS, ZONES
from mineplan.terms import ResourceClass

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan

RIGHTS_LAYER, GROUPS_LAYER, CORNERS_LAYER = "现有采矿权", "整合区块", "拐点"
OREBODIES_LAYER, ZONES_LAYER, LINES_LAYER = "矿体", "管控区域", "管控线"
DISPOSITION, GROUP_ID, NUMBER, EFFECT = "处置", "区块编号", "区块序号", "管控要求"

_DERIVED = (
    ("zone", "带号", "whole"),
    ("planar_km2", "平面面积_平方千米", "number"),
    ("ellipsoid_km2", "椭球面积_平方千米", "number"),
)


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


def _rights(plan: ConsolidationPlan) -> Any:
    outcomes = {o.right_id: o for o in plan.rights}
    rights = plan.tables["rights"]
    rights = rights[rights["right_id"].isin(outcomes)].sort_values("right_id")
    columns = declared(RIGHTS, rights)
    for name, label, kind in _DERIVED:
        if name in rights:
            columns[label] = typed(list(rights[name]), kind)
    chosen = [outcomes[right_id] for right_id in rights["right_id"]]
    columns[DISPOSITION] = typed([o.disposition for o in chosen], "text")
    columns[GROUP_ID] = typed([o.group_id for o in chosen], "text")
    columns["依据"] = typed(["；".join(grounds(o.reasons, plan)) for o in chosen], "text")
    columns["处置理由"] = typed(["".join(o.remarks) for o in chosen], "text")
    return frame_of(columns, rights.geometry, plan.crs)


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
    columns[NUMBER] = typed(list(range(1, len(groups) + 1)), "whole")
    columns |= {label: typed(values, "text") for label, values in texts.items()}
    columns["成员宗数"] = typed([len(g.right_ids) for g in groups], "whole")
    columns["带号"] = typed([g.zone for g in groups], "whole")
    columns |= {label: typed([getattr(g, name) for g in groups], "number") for name, label in _GROUP_NUMBERS}
    for term in ResourceClass:
        columns[f"{term.label}_吨"] = typed([g.resources_t.get(term.value) for g in groups], "number")
    return frame_of(columns, [g.extent for g in groups], plan.crs)


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
        GROUP_ID: typed([group_id for group_id, _ in rows], "text"),
        "圈号": typed([c.ring for _, c in rows], "whole"),
        "拐点号": typed([c.no for _, c in rows], "whole"),
        "X坐标_北_米": typed([c.northing_m for _, c in rows], "number"),
        "Y坐标_东含带号_米": typed([c.easting_m for _, c in rows], "number"),
        "带号": typed([c.zone for _, c in rows], "whole"),
        "是否内圈": typed(["是" if c.is_hole else "否" for _, c in rows], "text"),
    }
    return frame_of(columns, points, geographic_crs())


def _orebodies(plan: ConsolidationPlan) -> Any:
    orebodies = _table(plan, "orebodies", "orebody_id")
    return frame_of(declared(OREBODIES, orebodies), orebodies.geometry, plan.crs)


def _zones(plan: ConsolidationPlan, kind: str) -> Any:
    zones = _table(plan, "zones", "zone_id")
    zones = zones[zones.geometry.geom_type.str.contains(kind)]
    effects = zone_effects(plan)
    columns = declared(ZONES, zones)
    columns[EFFECT] = typed([_effect_label(row, effects) for _, row in zones.iterrows()], "text")
    return frame_of(columns, zones.geometry, plan.crs)


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
