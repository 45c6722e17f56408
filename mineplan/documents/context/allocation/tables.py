"""An allocation as tables of raw values: what the workbook shows and the CSV files keep in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mineplan.documents.context.allocation import words
from mineplan.documents.context.fields import Sheet, made_sheet
from mineplan.documents.context.ledger import Rows
from mineplan.documents.context.sheets import ruling_sheet
from mineplan.plans import AllocationPlan
from mineplan.terms import (
    Channel,
    Exploration,
    FloorState,
    GrantMode,
    Mineral,
    MiningOrder,
    MiningState,
    ResourceClass,
    Term,
    ZoneEffect,
    ZoneKind,
)


def _labels(kind: type[Term]) -> dict[str, str]:
    return {member.value: member.label for member in kind}


_CLASSES = {f"{c.value}_t": c.label for c in ResourceClass}
_WORDS: dict[str, Mapping[str, str]] = {
    "status": words.STATUSES | words.SOLVED,
    "channel": _labels(Channel),
    "declared_channel": _labels(Channel),
    "mode": _labels(GrantMode),
    "relation": words.RELATIONS | words.ELEVATIONS,
    "elevation": words.ELEVATIONS,
    "mineral": _labels(Mineral),
    "exploration": _labels(Exploration),
    "outcome": words.OUTCOMES,
    "check": words.CHECKS,
    "state_above": _labels(MiningState),
    "state": _labels(MiningState),
    "order": _labels(MiningOrder),
    "floor_state": _labels(FloorState),
    "water": words.WATERS,
    "part": words.PARTS,
    "effect": _labels(ZoneEffect),
    "zone_kind": _labels(ZoneKind),
    "distance_basis": {"table": "运距表", "straight": "直线距离折算", "unknown": "未知"},
    "kind": {"input": "台账", "formula": "计算", "ruling": "规定", "choice": "情景"},
}
_MINE = {
    "depletion_rank": "枯竭程度排序",
    "right_id": "采矿许可证号",
    "mine_name": "矿山名称",
    "holder": "采矿权人",
    "county": "所在县区",
    "recoverable_t": "剩余可采储量",
    "capacity_t_a": "计算采用生产能力",
    "life_a": "剩余服务年限",
    "life_after_a": "配置后服务年限",
    "is_depleted": "是否枯竭",
    "has_increase": "是否核增",
    "excluded": "未排序原因",
    "block_ids": "配置区块编号",
    "registered_capacity_t_a": "登记生产规模",
    "reserve_factor": "储量备用系数K",
    "formula": "算式",
    "source": "数据出处",
}
_BLOCK = {
    "rank": "排序",
    "block_id": "区块编号",
    "block_name": "区块名称",
    "county": "所在县区",
    "status": "处理意见",
    "channel": "配置渠道",
    "mode": "出让方式",
    "mine_name": "接续矿山",
    "year": "年度",
    "area_km2": "面积",
    "top_m": "标高上限",
    "bottom_m": "标高下限",
    "recoverable_t": "可采储量",
    "life_before_a": "配置前服务年限",
    "life_after_a": "配置后服务年限",
    "is_in_total": "是否占用总量",
    "held_runs": "扰动中保持次数",
    "runs": "扰动次数",
    "remarks": "说明",
    "right_id": "采矿许可证号",
    "declared_channel": "上报渠道",
    "channel_reason": "渠道判定理由",
    "mode_reason": "方式判定理由",
    "capacity_t_a": "计入总量的能力",
    "points": "得分",
    "held_year_runs": "年度亦保持次数",
    "lawful_share": "可配置面积比例",
    "banned_km2": "扣除禁止区域面积",
    "legal_ground": "法律依据",
    "registration": "后续登记",
    "rulings": "依据条款编号",
}
_CANDIDATE = {
    "block_id": "区块编号",
    "right_id": "采矿许可证号",
    "mine_name": "矿山名称",
    "is_qualified": "是否符合",
    "reason": "理由",
    "relation": "平面关系",
    "elevation": "标高关系",
    "gap_m": "平面间距",
    "shared_boundary_m": "共用边界长",
    "shared_boundary_share": "共用边界比例",
    "overlap_share": "投影重叠比例",
    "life_after_a": "配置后服务年限",
    "points": "各年得分",
    "rulings": "依据条款编号",
}
_GRANT = {
    "rank": "排序",
    "block_id": "区块编号",
    "block_name": "区块名称",
    "county": "所在县区",
    "status": "处理意见",
    "mineral": "矿种",
    "right_kind": "矿业权类型",
    "area_km2": "面积",
    "top_m": "标高上限",
    "bottom_m": "标高下限",
    "resources_t": "资源量合计",
    "capacity_t_a": "拟设规模",
    "life_a": "服务年限",
    "mode": "出让方式",
    "year": "出让年度",
    "projects": "匹配投资项目编号",
    "remarks": "说明",
    "score": "得分",
    "as_ratio": "铝硅比",
    "exploration": "勘查程度",
    **_CLASSES,
    "minimum_capacity_t_a": "最低开采规模",
    "minimum_life_a": "最低服务年限",
    "life_formula": "服务年限算式",
    "lawful_share": "可出让面积比例",
    "banned_km2": "扣除禁止区域面积",
    "reported_by": "上报单位",
    "reported_year": "上报年度",
    "runs": "扰动次数",
    "held_runs": "扰动中保持次数",
    "held_year_runs": "年度亦保持次数",
    "rulings": "依据条款编号",
}
_CHECK = {"block_id": "区块编号", "check": "审查项目", "outcome": "结果", "sentence": "说明", "rulings": "依据条款编号"}
_ZONE = {
    "block_id": "区块编号",
    "zone_id": "区域编号",
    "zone_kind": "区域类型",
    "name": "区域名称",
    "effect": "管控要求",
    "overlap_m2": "重叠面积",
    "overlap_share": "占区块比例",
    "is_settled": "条款是否已核实",
    "ruling": "依据条款编号",
}
_OVERLAP = {
    "block_id": "区块编号",
    "right_id": "采矿许可证号",
    "mine_name": "矿山名称",
    "holder": "采矿权人",
    "mineral": "矿种",
    "overlap_m2": "重叠面积",
    "overlap_share": "占区块比例",
    "elevation": "标高关系",
    "interval_m": "层间距",
    "leads_to_pilot": "是否转试点",
    "sentence": "说明",
}
_MATCH = {
    "block_id": "区块编号",
    "investment_id": "投资项目编号",
    "investment_name": "投资项目",
    "year": "年度",
    "supplied_t_a": "供应量",
    "distance_m": "运距",
    "distance_basis": "运距来源",
    "is_same_county": "是否同县",
}
_PROJECT = {
    "investment_id": "投资项目编号",
    "name": "投资项目",
    "county": "所在县区",
    "year": "年度",
    "demand_t_a": "需求量",
    "supplied_t_a": "供应量",
    "unmet_t_a": "缺口",
}
_PILOT = {
    "rank": "排序",
    "right_id": "采矿许可证号",
    "mine_name": "矿山名称",
    "holder": "采矿权人",
    "county": "所在县区",
    "status": "处理意见",
    "year": "启动年度",
    "order": "开采顺序",
    "readiness": "成熟度",
    **_CLASSES,
    "quantity_t": "计入资源量",
    "interval_m": "层间距",
    "interval_ratio": "层间距与铝土矿厚度之比",
    "state_above": "上部煤层状态",
    "water": "水文条件",
    "water_level_m": "奥灰水位标高",
    "floor_m": "铝土矿底板标高",
    "aquifuge_m": "隔水层厚度",
    "coefficient": "突水系数T（MPa/m）",
    "limit": "突水系数限值（MPa/m）",
    "floor_state": "底板完整性",
    "works_capacity_t_a": "工程能力",
    "remarks": "说明",
    "order_criterion": "顺序判定依据",
    "route": "办理途径",
    "measures": "先行措施",
    "runs": "扰动次数",
    "held_runs": "年度保持次数",
    "held_order_runs": "顺序保持次数",
    "rulings": "依据条款编号",
}
_BODY = {
    "right_id": "采矿许可证号",
    "orebody_id": "矿体编号",
    "relation": "与登记标高关系",
    "shared_m2": "矿区内面积",
    "share": "占矿体面积比例",
    "top_m": "顶板最高标高",
    "bottom_m": "底板最低标高",
    "thickness_m": "厚度",
    **_CLASSES,
}
_SOURCE = {
    "right_id": "采矿许可证号",
    "item": "数据项",
    "value": "数值",
    "unit": "单位",
    "kind": "类别",
    "source": "出处或算式",
}
_OUTPUT = {"right_id": "采矿许可证号", "mine_name": "矿山名称", "year": "年度", "output_t": "铝土矿产量"}
_YEAR = {
    "year": "年度",
    "continuation_block_ids": "煤炭区块编号",
    "continuation_recoverable_t": "煤炭可采储量",
    "continuation_counted_t_a": "占用总量的煤炭能力",
    "continuation_total_t_a": "煤炭能力总量",
    "grant_block_ids": "铝土矿区块编号",
    "grant_capacity_t_a": "铝土矿出让规模",
    "grant_total_t_a": "铝土矿出让总量",
    "demand_t_a": "项目需求量",
    "supplied_t_a": "供应量",
    "unmet_t_a": "缺口",
    "pilot_right_ids": "当年启动试点矿山",
    "pilot_output_t": "试点产量",
    "pilot_total_t": "试点产量总量",
}
_SOLVER = {
    "part": "部分",
    "status": "状态",
    "objective": "目标值",
    "bound": "上界",
    "gap": "差距",
    "variables": "变量数",
    "rows": "约束数",
}
_NOTE = {"code": "代码", "subject": "对象", "text": "说明与疑点"}


def allocation_sheets(plan: AllocationPlan) -> list[Sheet]:
    """Return the tables of an allocation in the order of the workbook; tables without rows are left out."""
    sheets = [
        ("years", "分年度安排", _years(plan), _YEAR, ""),
        ("mines", "剩余服务年限", _plain(plan.mines, _MINE), _MINE, "block_ids"),
        ("continuation", "煤炭区块配置", _plain(plan.continuation, _BLOCK), _BLOCK, "remarks"),
        ("candidates", "候选矿山", _candidates(plan), _CANDIDATE, "life_after_a"),
        ("grants", "铝土矿出让计划", _grants(plan), _GRANT, "remarks"),
        ("checks", "铝土矿区块审查", _checks(plan), _CHECK, "sentence"),
        ("zones_met", "涉及管控区域", _zones(plan), _ZONE, "is_settled"),
        ("overlaps", "与已设矿业权关系", _own(plan.grant_plan, "overlaps", _OVERLAP), _OVERLAP, "sentence"),
        ("matches", "资源与项目匹配", _matches(plan), _MATCH, ""),
        ("supply", "项目供需", _supply(plan), _PROJECT, ""),
        ("pilot", "煤下铝试点", [_mine(mine) for mine in plan.pilot], _PILOT, "remarks"),
        ("pilot_output", "试点分年产量", _output(plan), _OUTPUT, ""),
        ("pilot_bodies", "试点铝土矿体", _bodies(plan), _BODY, ""),
        ("pilot_sources", "一矿一策数据出处", _sources(plan), _SOURCE, ""),
        ("solver", "求解状态", _plain(plan.solver, _SOLVER), _SOLVER, ""),
    ]
    made = [made_sheet(name, title, rows, columns, _WORDS, last) for name, title, rows, columns, last in sheets if rows]
    notes = made_sheet("notes", "说明与疑点", _note_rows(plan), _NOTE, _WORDS)
    return [*made, ruling_sheet(plan), notes]


def _cell(value: Any) -> Any:
    """Return what a cell can hold: code names, joined lists."""
    if isinstance(value, Term):
        return value.value
    if isinstance(value, tuple | list):
        return ";".join(map(str, value))
    return value


def _plain(items: Iterable[Any], columns: Mapping[str, str]) -> Rows:
    return [{name: _cell(getattr(item, name)) for name in columns if hasattr(item, name)} for item in items]


def _own(items: Iterable[Any], name: str, columns: Mapping[str, str]) -> Rows:
    """Return the parts of blocks, each with the number of its block."""
    return [
        {"block_id": item.block_id, **{n: _cell(getattr(part, n)) for n in columns if hasattr(part, n)}}
        for item in items
        for part in getattr(item, name)
    ]


def _candidates(plan: AllocationPlan) -> Rows:
    rows = _own(plan.continuation, "candidates", _CANDIDATE)
    return [row | {"points": "；".join(f"{y}年{p}" for y, p in row["points"].items())} for row in rows]


def _classes(resources_t: Mapping[str, float]) -> dict[str, float]:
    return {f"{name}_t": amount for name, amount in resources_t.items() if f"{name}_t" in _CLASSES}


def _grants(plan: AllocationPlan) -> Rows:
    return [
        row
        | _classes(item.resources_t)
        | {
            "resources_t": words.resource_total(item.resources_t),
            "projects": ";".join(dict.fromkeys(m.investment_id for m in item.matches)),
        }
        for row, item in zip(_plain(plan.grant_plan, _GRANT), plan.grant_plan, strict=True)
    ]


def _checks(plan: AllocationPlan) -> Rows:
    rows = [(item, check) for item in plan.grant_plan for check in item.checks]
    return [
        {
            "block_id": item.block_id,
            "check": check.name,
            "outcome": check.outcome,
            "sentence": check.sentence,
            "rulings": ";".join(check.rulings),
        }
        for item, check in rows
    ]


def _zones(plan: AllocationPlan) -> Rows:
    hits = [(row.block_id, hit) for row in plan.continuation for hit in row.zones]
    hits += [(row.block_id, hit) for row in plan.grant_plan for hit in row.zones]
    return [
        {n: _cell(getattr(hit, n)) for n in _ZONE if hasattr(hit, n)} | {"block_id": block, "zone_kind": hit.kind}
        for block, hit in hits
    ]


def _matches(plan: AllocationPlan) -> Rows:
    return [
        {n: getattr(match, n) for n in _MATCH if hasattr(match, n)} | {"year": year, "supplied_t_a": amount}
        for row in plan.grant_plan
        for match in row.matches
        for year, amount in sorted(match.by_year.items())
    ]


def _supply(plan: AllocationPlan) -> Rows:
    return [
        {
            "investment_id": project.investment_id,
            "name": project.name,
            "county": project.county,
            "year": year,
            "demand_t_a": demand,
            "supplied_t_a": project.supplied.get(year, 0.0),
            "unmet_t_a": project.unmet.get(year, 0.0),
        }
        for project in plan.projects
        for year, demand in sorted(project.demand.items())
    ]


def _mine(mine: Any) -> dict[str, Any]:
    water = mine.water
    return {
        **{name: _cell(getattr(mine, name)) for name in _PILOT if hasattr(mine, name)},
        **_classes(mine.bauxite_t),
        "water": water.verdict,
        "water_level_m": water.level_m,
        "floor_m": water.floor_m,
        "aquifuge_m": water.aquifuge_m,
        "coefficient": water.coefficient_mpa_m,
        "limit": water.limit_mpa_m,
        "floor_state": water.floor_state,
    }


def _output(plan: AllocationPlan) -> Rows:
    return [
        {"right_id": mine.right_id, "mine_name": mine.mine_name, "year": year, "output_t": amount}
        for mine in plan.pilot
        for year, amount in sorted(mine.output_t_a.items())
    ]


def _bodies(plan: AllocationPlan) -> Rows:
    return [
        {name: getattr(body, name) for name in _BODY if hasattr(body, name)}
        | {"right_id": mine.right_id}
        | _classes(body.resources_t)
        for mine in plan.pilot
        for body in mine.bodies
    ]


def _sources(plan: AllocationPlan) -> Rows:
    return [{"right_id": mine.right_id, **entry} for mine in plan.pilot for entry in mine.facts.get("sources", ())]


def _years(plan: AllocationPlan) -> Rows:
    rows = _plain(plan.by_year, _YEAR)
    return [
        row | {"pilot_output_t": year.pilot_output_t_a, "pilot_total_t": year.pilot_total_t_a}
        for row, year in zip(rows, plan.by_year, strict=True)
    ]


def _note_rows(plan: AllocationPlan) -> Rows:
    ordered = sorted(dict.fromkeys(plan.notes), key=lambda n: (n.code, n.subject, n.text))
    return [{"code": n.code, "subject": n.subject, "text": n.text} for n in ordered]
