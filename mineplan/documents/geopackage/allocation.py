"""Layers of an allocation: coal blocks, bauxite blocks, pilot mines, and the ground they were held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mineplan.documents.context.allocation import words
from mineplan.documents.context.law import grounds
from mineplan.documents.geopackage import symbols
from mineplan.documents.geopackage.frames import Layer, frame_of, typed
from mineplan.documents.geopackage.ground import ground_layers, styled
from mineplan.terms import ResourceClass

if TYPE_CHECKING:
    from mineplan.plans import AllocationPlan

COAL_BLOCKS, BAUXITE_BLOCKS, PILOT_MINES = "煤炭区块", "铝土矿区块", "煤下铝试点"
STATUS = "处理意见"
_COLOURS = {
    "proposed": "49,130,189",
    "planned": "49,130,189",
    "scheduled": "49,130,189",
    "to_pilot": "117,107,177",
    "postponed": "158,202,225",
    "not_ready": "253,174,97",
    "excluded": "189,189,189",
    "screened_out": "189,189,189",
    "no_bauxite": "189,189,189",
}


def allocation_layers(plan: AllocationPlan) -> list[tuple[Layer, str]]:
    """Return the layers with their styles, lowest on the map last; a part without shapes has no layer."""
    made = (
        (COAL_BLOCKS, _coal(plan), ("proposed", "postponed", "excluded"), "区块编号"),
        (BAUXITE_BLOCKS, _bauxite(plan), ("planned", "to_pilot", "postponed", "screened_out"), "区块编号"),
        (PILOT_MINES, _pilot(plan), ("scheduled", "postponed", "not_ready", "no_bauxite"), "矿山名称"),
    )
    layers = [
        (Layer(name, frame, "MultiPolygon"), _by_status(statuses, field))
        for name, frame, statuses, field in made
        if len(frame)
    ]
    return [*layers, *ground_layers(plan)]


def _by_status(statuses: Sequence[str], field: str) -> str:
    entries = [
        (words.STATUSES[s], words.STATUSES[s], symbols.fill(f"{_COLOURS[s]},150", f"{_COLOURS[s]},255", "0.5"))
        for s in statuses
    ]
    return styled(symbols.categorised(STATUS, entries), (field, "40,40,40,255", "8", "200000"))


def _texts(columns: dict[str, list[Any]]) -> dict[str, Any]:
    return {label: typed(values, "text") for label, values in columns.items()}


def _has_ground(extent: Any) -> bool:
    return extent is not None and not extent.is_empty


def _areas(extent: Any) -> Any:
    """Return the areas of what is left of a block; cutting zones out may leave lines behind."""
    import shapely

    return shapely.MultiPolygon([part for part in shapely.get_parts(extent) if part.geom_type == "Polygon"])


def _coal(plan: AllocationPlan) -> Any:
    rows = [row for row in plan.continuation if _has_ground(row.extent)]
    columns = _texts(
        {
            "区块编号": [r.block_id for r in rows],
            "区块名称": [r.block_name for r in rows],
            STATUS: [words.STATUSES[r.status] for r in rows],
            "所在县区": [r.county for r in rows],
            "配置渠道": [r.channel for r in rows],
            "出让方式": [r.mode for r in rows],
            "接续矿山": [r.mine_name for r in rows],
            "渠道判定理由": [r.channel_reason for r in rows],
            "依据": ["；".join(grounds(r.rulings, plan)) for r in rows],
            "说明": ["；".join(r.remarks) for r in rows],
        }
    )
    columns["年度"] = typed([r.year for r in rows], "whole")
    columns["排序"] = typed([r.rank for r in rows], "whole")
    columns["面积_平方千米"] = typed([round(r.area_km2, 6) for r in rows], "number")
    columns["可采储量_吨"] = typed([r.recoverable_t for r in rows], "number")
    columns["保持次数"] = typed([r.held_runs for r in rows], "whole")
    return frame_of(columns, [_areas(r.extent) for r in rows], plan.crs)


def _bauxite(plan: AllocationPlan) -> Any:
    rows = [row for row in plan.grant_plan if _has_ground(row.extent)]
    columns = _texts(
        {
            "区块编号": [r.block_id for r in rows],
            "区块名称": [r.block_name for r in rows],
            STATUS: [words.STATUSES[r.status] for r in rows],
            "所在县区": [r.county for r in rows],
            "出让方式": [r.mode for r in rows],
            "匹配投资项目": ["、".join(dict.fromkeys(m.investment_name for m in r.matches)) for r in rows],
            "审查未通过": [words.clauses(c.sentence for c in r.checks if c.outcome == "failed") for r in rows],
            "依据": ["；".join(grounds(r.rulings, plan)) for r in rows],
            "说明": ["；".join(r.remarks) for r in rows],
        }
    )
    columns["年度"] = typed([r.year for r in rows], "whole")
    columns["面积_平方千米"] = typed([round(r.area_km2, 6) for r in rows], "number")
    columns["拟设规模_吨每年"] = typed([r.capacity_t_a for r in rows], "number")
    columns["服务年限_年"] = typed([r.life_a for r in rows], "number")
    columns["保持次数"] = typed([r.held_runs for r in rows], "whole")
    return frame_of(columns, [_areas(r.extent) for r in rows], plan.crs)


def _pilot(plan: AllocationPlan) -> Any:
    mines = [mine for mine in plan.pilot if mine.extent is not None]
    columns = _texts(
        {
            "采矿许可证号": [m.right_id for m in mines],
            "矿山名称": [m.mine_name for m in mines],
            STATUS: [words.STATUSES[m.status] for m in mines],
            "开采顺序": [m.order for m in mines],
            "水文条件": [words.WATERS[m.water.verdict] for m in mines],
            "判定依据": [m.order_criterion for m in mines],
            "依据": ["；".join(grounds(m.rulings, plan)) for m in mines],
            "说明": ["；".join(m.remarks) for m in mines],
        }
    )
    columns["年度"] = typed([m.year for m in mines], "whole")
    columns["成熟度"] = typed([round(m.readiness, 4) for m in mines], "number")
    columns["层间距_米"] = typed([m.interval_m for m in mines], "number")
    for term in ResourceClass:
        columns[f"铝土矿{term.label}_吨"] = typed([m.bauxite_t.get(term.value) for m in mines], "number")
    return frame_of(columns, [m.extent for m in mines], plan.crs)
