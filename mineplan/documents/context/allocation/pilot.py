"""The coal-under-aluminium pilot as the document prints it: overview, and one sheet a mine (一矿一策)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.allocation import words
from mineplan.documents.context.law import ground_numbers, grounds
from mineplan.plans import AllocationPlan
from mineplan.plans.allocation import PilotBody, PilotMine, Seam, Water
from mineplan.terms import MiningOrder


def pilot_of(plan: AllocationPlan) -> dict[str, Any]:
    """Return the mines of the pilot by rank, and what the plan says of them together."""
    common = Common.of(plan.pilot)
    mines = [_mine(no, mine, plan, common) for no, mine in enumerate(plan.pilot, start=1)]
    return {
        "mines": mines,
        "common_route": _stopped("；".join(common.route)),
        "common_measures": _stopped("；".join(common.measures)),
        "count": len(mines),
        "scheduled": [m for m in mines if m["status"] == "scheduled"],
        "waiting": [m for m in mines if m["status"] != "scheduled"],
        "orders": _orders(plan),
        "waters": _waters(plan),
        "bauxite": words.classes(_sum([mine.bauxite_t for mine in plan.pilot])),
        "routes": list(dict.fromkeys(mine.route.rstrip("。") for mine in plan.pilot)),
    }


def _sum(tonnages: list[dict[str, float]]) -> dict[str, float]:
    names = dict.fromkeys(name for one in tonnages for name in one)
    return {name: sum(one[name] for one in tonnages if name in one) for name in names}


def _orders(plan: AllocationPlan) -> list[dict[str, Any]]:
    kinds = [kind for kind in MiningOrder if any(mine.order is kind for mine in plan.pilot)]
    return [
        {
            "order": kind.label,
            "count": sum(mine.order is kind for mine in plan.pilot),
            "mines": "、".join(mine.mine_name or mine.right_id for mine in plan.pilot if mine.order is kind),
        }
        for kind in kinds
    ]


def _waters(plan: AllocationPlan) -> list[dict[str, Any]]:
    kinds = [kind for kind in words.WATERS if any(mine.water.verdict == kind for mine in plan.pilot)]
    return [
        {
            "water": words.WATERS[kind],
            "count": sum(mine.water.verdict == kind for mine in plan.pilot),
            "mines": "、".join(mine.mine_name or mine.right_id for mine in plan.pilot if mine.water.verdict == kind),
        }
        for kind in kinds
    ]


@dataclass(frozen=True)
class Common:
    """What is true of every mine of the pilot, said once for all: clauses of the route, measures to take first."""

    route: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    @classmethod
    def of(cls, mines: Sequence[PilotMine]) -> Common:
        """Return what the mines share; nothing where there is one mine only."""
        if len(mines) < 2:
            return cls()
        return cls(_shared([_clauses(m.route) for m in mines]), _shared([_bare(m.measures) for m in mines]))


def _shared(lists: list[list[str]]) -> tuple[str, ...]:
    return tuple(one for one in lists[0] if all(one in others for others in lists[1:]))


def _clauses(text: str) -> list[str]:
    return [clause for clause in text.rstrip("。").split("；") if clause]


def _bare(sentences: Sequence[str]) -> list[str]:
    return [sentence.rstrip("。") for sentence in sentences]


def _mine(no: int, mine: PilotMine, plan: AllocationPlan, common: Common) -> dict[str, Any]:
    return {
        "no": no,
        "numeral": numbers.numeral(no),
        "rank": mine.rank or numbers.MISSING,
        "right_id": mine.right_id,
        "name": mine.mine_name or mine.right_id,
        "holder": mine.holder or numbers.MISSING,
        "county": mine.county or numbers.MISSING,
        "status": mine.status,
        "status_label": words.STATUSES[mine.status],
        "coal_capacity": numbers.capacity(mine.coal_capacity_t_a),
        "coal_life": numbers.years(mine.coal_life_a),
        "elevations": numbers.elevations(mine.extent_top_m, mine.extent_bottom_m),
        "surface": numbers.elevation(mine.surface_m),
        "bauxite": words.classes(mine.bauxite_t),
        "bauxite_total": numbers.mass(words.resource_total(mine.bauxite_t)),
        "quantity": numbers.mass(mine.quantity_t),
        "bodies": [_body(body) for body in mine.bodies],
        "seams": [_seam(seam) for seam in mine.seams],
        "interval": numbers.trimmed(mine.interval_m, 1),
        "interval_formula": mine.interval_formula,
        "ratio": numbers.trimmed(mine.interval_ratio, 1),
        "state": words.state(mine.state_above),
        "water": _water(mine.water),
        "route": mine.route.rstrip("。"),
        "order": mine.order.label,
        "criterion": mine.order_criterion.rstrip("。"),
        "is_order_settled": mine.is_order_settled,
        "readiness": numbers.fixed(mine.readiness, 2),
        "parts": _parts(mine),
        "year": mine.year or numbers.MISSING,
        "works": numbers.capacity(mine.works_capacity_t_a),
        "output": words.by_year(mine.output_t_a),
        "measures": [measure.rstrip("。") for measure in mine.measures],
        "remarks": [remark.rstrip("。") for remark in mine.remarks],
        "remarks_text": words.clauses(mine.remarks),
        "held": words.held(mine.runs, mine.held_runs),
        "held_order": words.held(mine.runs, mine.held_order_runs),
        "is_firm": words.is_firm(mine.runs, min(mine.held_runs, mine.held_order_runs)),
        "ranks": "—".join(map(str, mine.rank_range)) if mine.rank_range else numbers.MISSING,
        "grounds": grounds(mine.rulings, plan),
        "readiness_parts": _readiness(mine),
        "ground_numbers": ground_numbers(mine.rulings, plan),
        "matters": _matters(mine, common),
    }


def _body(body: PilotBody) -> dict[str, Any]:
    return {
        "orebody_id": body.orebody_id,
        "area": numbers.fixed(body.shared_m2 / 1e6, 4),
        "share": numbers.percent(body.share),
        "classes": words.classes(body.resources_t),
        "elevations": numbers.elevations(body.top_m, body.bottom_m),
        "thickness": numbers.trimmed(body.thickness_m, 2),
        "relation": words.ELEVATIONS.get(body.relation, body.relation).replace("其", "登记标高"),
    }


def _seam(seam: Seam) -> dict[str, Any]:
    return {
        "seam": seam.seam + ("（最下可采煤层）" if seam.is_lowest_worked else ""),
        "elevations": numbers.elevations(seam.top_m, seam.bottom_m),
        "thickness": numbers.trimmed(seam.thickness_m, 2),
        "state": words.state(seam.state),
    }


def _body_words(body: PilotBody) -> str:
    told = _body(body)
    size = f"区内面积{told['area']}平方千米（占矿体{told['share']}），厚度{told['thickness']}米"
    return f"{told['orebody_id']}矿体{size}，顶底板标高{told['elevations']}米，{told['relation']}，{told['classes']}"


def _seam_words(seam: Seam) -> str:
    told = _seam(seam)
    return f"{told['seam']}标高{told['elevations']}米，厚度{told['thickness']}米，{told['state']}"


def _water(water: Water) -> dict[str, Any]:
    limit = numbers.trimmed(water.limit_mpa_m, 3)
    return {
        "verdict": words.WATERS[water.verdict],
        "level": numbers.elevation(water.level_m),
        "floor": numbers.trimmed(water.floor_m, 1),
        "aquifuge": numbers.trimmed(water.aquifuge_m, 1),
        "coefficient": numbers.fixed(water.coefficient_mpa_m, 4),
        "limit": limit,
        "limit_text": limit if water.is_limit_settled or limit == numbers.MISSING else f"{limit}（待核实）",
        "floor_state": words.floor(water.floor_state),
        "formula": water.formula,
    }


def _parts(mine: PilotMine) -> list[dict[str, str]]:
    total = sum(mine.readiness_weights.values()) or 1.0
    return [
        {
            "name": words.READINESS.get(part, part),
            "value": numbers.fixed(value, 2),
            "weight": numbers.trimmed(mine.readiness_weights.get(part, 0.0), 3),
            "share": numbers.fixed(value * mine.readiness_weights.get(part, 0.0) / total, 3),
        }
        for part, value in mine.readiness_parts.items()
    ]


def _matters(mine: PilotMine, common: Common) -> list[dict[str, str]]:
    """Return what the sheet of a mine says, matter by matter, beside what is said of all."""
    route = [clause for clause in _clauses(mine.route) if clause not in common.route]
    measures = [measure for measure in _bare(mine.measures) if measure not in common.measures]
    output = words.by_year(mine.output_t_a)
    verdict = f"{words.STATUSES[mine.status]}。" + (f"{mine.year}年启动，铝土矿产量：{output}。" if mine.year else "")
    interval = mine.interval_formula or "层间距资料不足，未计算"
    doubt = "" if mine.is_order_settled else "（所依据的条款待核实，须经专项论证）"
    state = f"上部煤层{words.state(mine.state_above)}" if mine.state_above else "上部煤层状态不明"
    said = (
        ("结论", verdict + words.clauses(mine.remarks) + "。" if mine.remarks else verdict),
        ("权属和途径", _stopped("；".join(route))),
        ("矿区内铝土矿", _stopped("；".join(_body_words(body) for body in mine.bodies))),
        ("上部煤层", _stopped("；".join(_seam_words(seam) for seam in mine.seams))),
        ("层间关系", f"{interval}；{state}。"),
        ("开采顺序", f"{mine.order.label}。{mine.order_criterion.rstrip('。')}{doubt}。"),
        ("水文条件", _water_words(mine.water)),
        ("先行措施", _numbered(measures)),
    )
    return [{"name": name, "text": text} for name, text in said if text]


def _stopped(text: str) -> str:
    return f"{text.rstrip('。；')}。" if text else ""


def _numbered(measures: list[str]) -> str:
    return _stopped("；".join(f"（{no}）{measure}" for no, measure in enumerate(measures, start=1)))


def _readiness(mine: PilotMine) -> str:
    """Say the parts of the score: value times weight each."""
    return "，".join(f"{part['name']}{part['value']}×{part['weight']}" for part in _parts(mine)) or numbers.MISSING


def _water_words(water: Water) -> str:
    told = _water(water)
    limit = (
        f"；突水系数限值{told['limit_text']}MPa/m，底板{told['floor_state']}" if water.limit_mpa_m is not None else ""
    )
    return f"{told['verdict']}。{told['formula']}{limit}。"
