"""How the figures of an allocation are said: runs of years, tonnages by class, how often a choice held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from mineplan.documents import numbers
from mineplan.terms import Exploration, FloorState, MiningState, ResourceClass, Term, term_of

STATUSES = {
    "proposed": "建议出让",
    "postponed": "顺延",
    "excluded": "不列入",
    "planned": "列入计划",
    "to_pilot": "转煤下铝试点",
    "screened_out": "审查未通过",
    "scheduled": "列入年度安排",
    "not_ready": "条件不成熟",
    "no_bauxite": "无可计资源",
}
RELATIONS = {"inside": "在矿区投影内", "touching": "毗邻", "near": "邻近"}
ELEVATIONS = {"below": "位于其下", "above": "位于其上", "level": "标高相交", "unknown": "标高关系不明"}
OUTCOMES = {"passed": "通过", "failed": "不通过", "open": "待核实", "conditional": "附条件通过"}
CHECKS = {"capacity": "规模", "life": "服务年限", "zones": "管控区域", "overlap": "已设矿业权", "data": "资料"}
PARTS = {"continuation": "煤炭接续配置", "grant": "铝土矿出让", "pilot": "煤下铝试点"}
SOLVED = {"optimal": "已证明最优", "feasible": "限时内可行解", "empty": "无可选项"}
READINESS = {
    "exploration": "勘查程度",
    "design": "开发方案",
    "safety": "安全论证",
    "water": "水文地质",
    "consent": "手续办理",
    "unpressured": "不带压",
    "interval": "层间距",
}
WATERS = {
    "unpressured": "不带压",
    "within_limit": "带压，未超限",
    "over_limit": "带压，超限",
    "needs_confirmation": "带压，限值待核实",
    "unknown": "资料不足",
}
# A choice that holds in fewer of the perturbed runs than this share is told as uncertain.
FIRM_SHARE = 0.8


def label(kind: type[Term], value: Any) -> str:
    """Return the Chinese label of a code name; a dash when it is blank, the value itself when unknown."""
    if not numbers.is_known(value):
        return numbers.MISSING
    member = term_of(kind, str(value))
    return str(value) if member is None else member.label


def state(value: Any) -> str:
    """Say what has become of a seam."""
    return label(MiningState, value)


def floor(value: Any) -> str:
    """Say whether a floor is broken."""
    return label(FloorState, value)


def exploration(value: Any) -> str:
    """Say how far a deposit is explored."""
    return label(Exploration, value)


def by_year(amounts: Mapping[int, float], unit: str = "万吨") -> str:
    """Tell amounts in t by year, equal years running on: 2028年30万吨，2029—2031年每年45万吨."""
    said = []
    for value, group in groupby(sorted(amounts.items()), key=lambda item: round(item[1], 6)):
        years = [year for year, _ in group]
        if value > 0:
            amount = numbers.trimmed(value / 1e4, 2)
            span = f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年每年"
            said.append(f"{span}{amount}{unit}")
    return "，".join(said) or numbers.MISSING


def classes(resources_t: Mapping[str, float]) -> str:
    """Tell tonnages by class, resources first; the two kinds are never added."""
    said = [
        f"{term.label}{numbers.mass(resources_t[term.value])}万吨"
        for term in ResourceClass
        if numbers.is_known(resources_t.get(term.value))
    ]
    return "、".join(said) or numbers.MISSING


def resource_total(resources_t: Mapping[str, float]) -> float | None:
    """Return the sum of the resources (not the reserves), t; None where none are on file."""
    known = [
        resources_t[term.value]
        for term in ResourceClass
        if not term.is_reserve and numbers.is_known(resources_t.get(term.value))
    ]
    return sum(known) if known else None


def held(runs: int, held_runs: int) -> str:
    """Tell how often a choice held: 47/50; a dash where nothing was tried."""
    return f"{held_runs}/{runs}" if runs else numbers.MISSING


def is_firm(runs: int, held_runs: int) -> bool:
    """Whether a choice held in most perturbed runs; True where nothing was tried, which the document says apart."""
    return not runs or held_runs >= FIRM_SHARE * runs


def clauses(sentences: Iterable[str]) -> str:
    """Join sentences with semicolons, without a stop; a dash for none."""
    return "；".join(s.rstrip("。；") for s in sentences if s) or numbers.MISSING
