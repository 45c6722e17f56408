"""What weighed and bounded an allocation, in Chinese: names of the choices of a scenario, their values with units."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.allocation import words
from mineplan.plans import AllocationPlan

Said = Callable[[Any], str]
_Names = Mapping[str, str]

# part of the plan: field of its weights: what it weighs
WEIGHTS: Mapping[str, _Names] = {
    "continuation": {
        "depletion": "煤矿枯竭程度（剩余年限为零得满分）",
        "increased": "煤矿已批准核增产能",
        "boundary": "区块边界与煤矿相邻（按相邻边界占比）",
        "reserves": "区块延长煤矿服务年限（按年限占比）",
        "explored": "区块勘查程度",
        "public": "缺口产能区块面向社会出让",
        "delay": "区块每推迟一年出让（扣分）",
        "late": "区块每晚于煤矿资源枯竭一年（扣分）",
    },
    "grant": {
        "quality": "铝硅比",
        "reserves": "资源量",
        "explored": "勘查程度",
        "life": "服务年限",
        "consents": "不涉及须征求意见的管控区域",
        "block": "出让区块（乘区块得分）",
        "supply": "供应投资项目（每10万吨/年，乘区块得分）",
        "transport": "运输（每10万吨/年运100千米，扣分）",
        "other_county": "跨县（市、区）供应（每10万吨/年，扣分）",
        "unmet": "项目需求缺口（每10万吨/年，扣分）",
        "delay": "区块每推迟一年出让（扣分）",
    },
    "pilot": {**words.READINESS, "delay": "每推迟一年启动（扣成熟度的比例）"},
}


def _plain(digits: int, unit: str, scale: float = 1.0) -> Said:
    return lambda value: f"{numbers.trimmed(value / scale, digits)}{unit}"


def _share(value: Any) -> str:
    return f"{numbers.trimmed(value * 100, 2)}%"


def _listed(values: Any) -> str:
    return "、".join(map(str, values))


def _each(said: Said, key: str = "{}") -> Said:
    return lambda values: "，".join(f"{key.format(name)}{said(value)}" for name, value in values.items())


_YEARS, _METRES, _FACTOR = _plain(2, "年"), _plain(2, "米"), _plain(4, "")
_CAPACITY = _plain(4, "万吨/年", 1e4)
_BLOCKS, _SQUARE_METRES = _plain(0, "个"), _plain(2, "平方米")
# field: name, and how its value is said; a field means the same in every part
_CHOICES: Mapping[str, tuple[str, Said]] = {
    "reserve_factor": ("储量备用系数K", _FACTOR),
    "reserve_factor_basis": ("储量备用系数K的来由", str),
    "depleted_life_a": ("资源枯竭煤矿的剩余服务年限上限", _YEARS),
    "full_life_a": ("枯竭程度计零分的剩余服务年限", _YEARS),
    "block_life_a": ("延长服务年限得满分的年数", _YEARS),
    "maximum_life_a": ("配置后服务年限上限", _YEARS),
    "blocks_per_mine": ("每座煤矿配置区块上限", _BLOCKS),
    "touch_m": ("区块与煤矿视为相接的最大间距", _METRES),
    "minimum_boundary_m": ("毗邻所需最短相邻边界", _METRES),
    "gap_enclosed_share": ("夹缝区块被煤矿围合的最小边界占比", _share),
    "gap_maximum_km2": ("夹缝区块面积上限", _plain(4, "平方千米")),
    "within_share": ("深部、上部区块位于矿区投影内的最小占比", _share),
    "minimum_overlap_m2": ("视为重叠的最小面积", _SQUARE_METRES),
    "minimum_lawful_share": ("禁止区外部分的最小占比", _share),
    "total_t_a": ("年度总量", _each(_CAPACITY, "{}年")),
    "total_blocks": ("年度区块数上限", _each(_BLOCKS, "{}年")),
    "blocks_per_year": ("每年出让区块上限", _BLOCKS),
    "required": ("须列入方案的区块", _listed),
    "lead_years": ("出让至投产的年数", _YEARS),
    "recovery_share": ("采矿回采率", _share),
    "dilution_share": ("贫化率", _share),
    "inferred_factor": ("推断资源量折算系数", _FACTOR),
    "detour_factor": ("运距与直线距离之比", _FACTOR),
    "maximum_transport_m": ("最大运距", _plain(3, "千米", 1e3)),
    "minimum_supply_t_a": ("每项供应的最小规模", _CAPACITY),
    "demand_required": ("须满足的项目需求占比", _each(_share)),
    "mines": ("拟申请试点的煤矿", _listed),
    "starts_per_year": ("每年启动试点上限", _plain(0, "座")),
    "minimum_readiness": ("列入年度安排的最低成熟度", _FACTOR),
    "minimum_bauxite_t": ("列入年度安排的最少铝土矿资源量", _plain(4, "万吨", 1e4)),
    "together_interval_m": ("按同采办理的层间距上限", _METRES),
}
# What the absence of a value means, where it sets no limit otherwise.
_ABSENT = {"required": "无", "demand_required": "无", "mines": "无"}


def weights_of(plan: AllocationPlan) -> list[dict[str, str]]:
    """Return the weights of every part, each with its Chinese name."""
    return [
        {"part": words.PARTS[part], "name": WEIGHTS[part][name], "weight": numbers.trimmed(value, 3)}
        for part, weights in plan.weights.items()
        for name, value in weights.items()
    ]


def choices_of(plan: AllocationPlan) -> list[dict[str, str]]:
    """Return the other choices of every part, each with its Chinese name and its value in the units of the document."""
    return [
        {"part": words.PARTS[part], "name": _CHOICES[name][0], "value": _said(name, value)}
        for part, choices in plan.choices.items()
        for name, value in choices.items()
    ]


def name_of_choice(path: str) -> str:
    """Return the Chinese name of a choice (`touch_m`, `continuation.touch_m`); "" when no part has such a field."""
    field = path.rpartition(".")[2]
    return _CHOICES[field][0] if field in _CHOICES else ""


def _said(name: str, value: Any) -> str:
    if value is None or value in ({}, (), []):
        return _ABSENT.get(name, "不限")
    return _CHOICES[name][1](value)
