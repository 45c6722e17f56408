"""Pressed areas and tonnages in words: classes apart, resources and reserves never added, unknown never nothing."""

from __future__ import annotations

from collections.abc import Iterable

from mineplan.documents import numbers
from mineplan.plans.pressed import UNCLASSIFIED, Finding, Tonnages
from mineplan.terms import Mineral, ResourceClass

UNKNOWN = "资源量未知"


def area_m2(value: float | None) -> str:
    """Print square metres with two decimals."""
    return numbers.fixed(value, 2)


def hectares(value: float | None) -> str:
    """Print square metres as hectares with four decimals, as land files state them."""
    return numbers.fixed(None if value is None else value / 1e4, 4)


def resources(tonnages: Tonnages) -> str:
    """Name every class of resources that is pressed; "" where there is nothing to name."""
    words = [_class(member, tonnages) for member in ResourceClass if not member.is_reserve]
    if UNCLASSIFIED in tonnages:
        tonnes = tonnages[UNCLASSIFIED]
        words.append(UNKNOWN if tonnes is None else f"未分类别资源量{numbers.mass(tonnes)}万吨" if tonnes > 0 else "")
    return "、".join(word for word in words if word)


def reserves(tonnages: Tonnages) -> str:
    """Name every class of reserves that is pressed; "" where there is none."""
    words = [_class(member, tonnages) for member in ResourceClass if member.is_reserve]
    return "、".join(word for word in words if word)


def _class(member: ResourceClass, tonnages: Tonnages) -> str:
    if member.value not in tonnages:
        return ""
    tonnes = tonnages[member.value]
    if tonnes is None:
        return f"{member.label}未知"
    return f"{member.label}{numbers.mass(tonnes)}万吨" if tonnes > 0 else ""


def with_reserves(tonnages: Tonnages) -> str:
    """Name resources, and reserves apart from them; 资源量未知 where an amount is due and nobody knows it."""
    told, apart = resources(tonnages), reserves(tonnages)
    if apart:
        return f"{told or UNKNOWN}（另列储量：{apart}，不与资源量相加）"
    return told or UNKNOWN


def mineral_of(finding: Finding) -> str:
    """Return the label of a finding's mineral."""
    return "矿种不详" if finding.mineral is None else str(finding.mineral.label)


def totals(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Sum areas and tonnages of one project by mineral; an orebody without tonnage makes the sum a floor."""
    made: dict[Mineral | None, list[Finding]] = {}
    for finding in findings:
        made.setdefault(finding.mineral, []).append(finding)
    return [_total(own) for _, own in sorted(made.items(), key=lambda item: str(item[0] or "~"))]


def _total(own: list[Finding]) -> dict[str, str]:
    has_pillar = all(f.buffered_m2 is not None for f in own)
    return {
        "mineral": mineral_of(own[0]),
        "orebodies": str(len(own)),
        "footprint": summed([f.footprint_t for f in own if f.footprint_m2 > 0]),
        "pillar": summed([f.buffered_t for f in own]) if has_pillar else "未圈定",
    }


def summed(tonnages: list[Tonnages]) -> str:
    """Name the sum of tonnages by class, and how many orebodies it leaves out because nobody knows theirs."""
    if not tonnages:
        return "未压覆"
    unknown = sum(_is_unknown(t) for t in tonnages)
    known = [t for t in tonnages if not _is_unknown(t)]
    if not known:
        return UNKNOWN
    more = f"（{unknown}个矿体资源量未知，未计入）" if unknown else ""
    return with_reserves(added(known)) + more


def added(tonnages: list[Tonnages]) -> dict[str, float | None]:
    """Add tonnages class by class; a class that one of them does not know is not known."""
    classes = sorted({name for t in tonnages for name in t})
    made: dict[str, float | None] = {}
    for name in classes:
        values = [t[name] for t in tonnages if name in t]
        made[name] = None if any(v is None for v in values) else sum(v for v in values if v is not None)
    return made


def _is_unknown(tonnages: Tonnages) -> bool:
    return not tonnages or all(tonnes is None for tonnes in tonnages.values())
