"""What becomes of every right, and on what ground."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from mineplan.consolidate.groups import remaining_of, technical
from mineplan.consolidate.notes import expired_ids
from mineplan.consolidate.prepare import Consolidation
from mineplan.links.triggers import in_scope
from mineplan.plans import Group, RightOutcome
from mineplan.stock import Minimum, minimum_of, service_life_a, stock_of
from mineplan.terms import Disposition


def outcomes_of(work: Consolidation, groups: tuple[Group, ...]) -> tuple[RightOutcome, ...]:
    """Return one outcome for every right of the scenario, sorted by licence number."""
    import pandas as pd

    of = {right_id: group for group in groups for right_id in group.right_ids}
    late = set(expired_ids(work.rights, work.policy.on))
    ore = work.ore.links
    by_right = dict(tuple(ore.groupby("right_id"))) if len(ore) else {}
    near = _triggered_neighbours(work)
    found = []
    # Rows of plain objects are cut out far sooner than rows of many column types.
    rights = pd.DataFrame(work.rights).astype(object)
    for k in range(len(rights)):
        row = rights.iloc[[k]]
        right_id = str(row["right_id"].iloc[0])
        outcome = _outcome(work, row, of.get(right_id), right_id in late, by_right.get(right_id))
        if outcome.group_id is None and near.get(right_id):
            words = f"与{'、'.join(near[right_id])}存在整合触发情形，因约束或目标权衡未并入同一区块"
            outcome = replace(outcome, remarks=(*outcome.remarks, words))
        found.append(outcome)
    return tuple(sorted(found, key=lambda outcome: outcome.right_id))


def _outcome(work: Consolidation, row: Any, group: Group | None, is_expired: bool, links: Any) -> RightOutcome:
    right_id = str(row["right_id"].iloc[0])
    mineral = _value(row, "mineral")
    minimum = minimum_of(work.policy, mineral)
    facts = _facts(work, row, minimum, links) | {"is_expired": is_expired}
    if group is not None:
        others = "、".join(r for r in group.right_ids if r != right_id)
        words = [f"与{others}整合，整合主体为{group.lead_id}"]
        return RightOutcome(
            right_id, Disposition.MERGE, group.group_id, group.reasons, tuple(words + _late(is_expired)), facts
        )
    disposition, reasons, remarks = _alone(work, row, minimum, facts)
    is_judged = disposition is not Disposition.CLOSE
    open_ids = tuple(r.ruling_id for r in minimum.open_rulings) if is_judged else ()
    return RightOutcome(
        right_id,
        disposition,
        None,
        tuple(dict.fromkeys((*reasons, *open_ids))),
        (*remarks, *_late(is_expired)),
        facts,
    )


def _late(is_expired: bool) -> list[str]:
    return ["采矿许可证已到期，须先核实其权利状态"] if is_expired else []


def _value(row: Any, name: str) -> str | None:
    value = row[name].iloc[0] if name in row else None
    return value if isinstance(value, str) else None


def _facts(work: Consolidation, row: Any, minimum: Minimum, links: Any) -> dict[str, Any]:
    right_id = str(row["right_id"].iloc[0])
    stock = stock_of(work.links.iloc[:0] if links is None else links, remaining_of(row, right_id), work.choices.life)
    capacity = float(row["capacity_t_a"].iloc[0]) if "capacity_t_a" in row else math.nan
    known = None if math.isnan(capacity) else capacity
    recovery, dilution = technical(row, work)
    return {
        "capacity_t_a": known,
        "minimum_capacity_t_a": minimum.capacity_t_a,
        "minimum_life_a": minimum.life_a,
        "quantity_t": _rounded(stock.quantity_t, 1),
        "life_basis": stock.basis,
        "life_a": _rounded(service_life_a(stock.quantity_t, known, recovery, dilution), 1),
        "life_at_minimum_a": _rounded(service_life_a(stock.quantity_t, minimum.capacity_t_a, recovery, dilution), 1),
        "lawful_share": round(work.lawful[right_id], 4),
        "registered_km2": _rounded(_number(row, "area_km2"), 4),
        "planar_km2": _rounded(_number(row, "planar_km2"), 4),
        "ellipsoid_km2": _rounded(_number(row, "ellipsoid_km2"), 4),
        "area_match": _value(row, "area_match") or "",
    }


def _number(row: Any, name: str) -> float | None:
    value = float(row[name].iloc[0]) if name in row else math.nan
    return None if math.isnan(value) else value


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


_Judged = tuple[Disposition, tuple[str, ...], list[str]]


def _alone(work: Consolidation, row: Any, minimum: Minimum, facts: dict[str, Any]) -> _Judged:
    """Judge a right outside every group: closed, banned, too small, too short, or to be kept."""
    right_id = str(row["right_id"].iloc[0])
    if _value(row, "status") == "closed":
        return Disposition.CLOSE, (), ["台账登记为关闭"]
    if facts["lawful_share"] < work.choices.minimum_lawful_share:
        bans = [e for e in work.exclusions if e.is_ban and not e.is_for_new_only and right_id in e.right_ids]
        names = "、".join(dict.fromkeys(f"“{e.name}”（{e.kind.label}）" for e in bans))
        words = f"矿区范围{1 - facts['lawful_share']:.1%}位于{names}内，依法有序退出"
        kinds = sorted({e.kind.value for e in bans})
        exits = [r.ruling_id for kind in kinds for r in work.policy.all("orderly_exit", zone=kind)]
        return Disposition.WITHDRAW, tuple(dict.fromkeys([*(e.ruling.ruling_id for e in bans), *exits])), [words]
    grounds = tuple(r.ruling_id for r in minimum.rulings)
    if (
        facts["capacity_t_a"] is not None
        and minimum.capacity_t_a is not None
        and facts["capacity_t_a"] < minimum.capacity_t_a
    ):
        return _too_small(minimum, facts, (*grounds, *_below_minimum(work, row)))
    if facts["life_a"] is not None and minimum.life_a is not None and facts["life_a"] < minimum.life_a:
        words = f"剩余服务年限{facts['life_a']:g}年，低于最低服务年限{minimum.life_a:g}年"
        return Disposition.WITHDRAW, (*grounds, *_below_minimum(work, row)), [words]
    return Disposition.KEEP, grounds, _kept(minimum, facts)


def _too_small(minimum: Minimum, facts: dict[str, Any], grounds: tuple[str, ...]) -> _Judged:
    words = f"生产规模{facts['capacity_t_a'] / 1e4:g}万吨/年，低于最低规模{(minimum.capacity_t_a or 0) / 1e4:g}万吨/年"
    life, least = facts["life_at_minimum_a"], minimum.life_a
    if life is None:
        return Disposition.UPGRADE, grounds, [words + "；资源量不明，须核实后确定升级改造或退出"]
    if least is None:
        return (
            Disposition.UPGRADE,
            grounds,
            [f"{words}；按最低规模计服务年限{life:g}年，最低服务年限标准待核实，暂列升级改造"],
        )
    if life >= least:
        return Disposition.UPGRADE, grounds, [words + f"；按最低规模计服务年限{life:g}年，具备升级改造条件"]
    return Disposition.WITHDRAW, grounds, [words + f"；按最低规模计服务年限仅{life:g}年，不足{least:g}年"]


def _below_minimum(work: Consolidation, row: Any) -> tuple[str, ...]:
    """Return the rulings on undersized mines whose scope covers this one."""
    found = [r for rule in ("merge_or_exit_below_minimum", "no_extension_below_minimum") for r in work.policy.all(rule)]
    return tuple(r.ruling_id for r in found if r.binds_existing and in_scope(r, row)[0])


def _kept(minimum: Minimum, facts: dict[str, Any]) -> list[str]:
    if minimum.capacity_t_a is None:
        open_titles = "、".join(f"“{r.title}”" for r in minimum.open_rulings)
        return [f"最低规模标准待核实（{open_titles}），暂予保留" if open_titles else "无最低规模规定，暂予保留"]
    if facts["capacity_t_a"] is None:
        return ["台账未填生产规模，未判断是否达到最低规模，暂予保留"]
    return [f"生产规模{facts['capacity_t_a'] / 1e4:g}万吨/年，达到最低规模{minimum.capacity_t_a / 1e4:g}万吨/年"]


def _triggered_neighbours(work: Consolidation) -> dict[str, list[str]]:
    """Return, for each right that takes part, those that take part and raise a trigger with it."""
    inside = set(work.taking_part["right_id"])
    raised = work.adjacency[work.adjacency["triggers"] != ""]
    found: dict[str, set[str]] = {}
    for a, b in zip(raised["right_a"], raised["right_b"], strict=True):
        if a in inside and b in inside:
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return {right_id: sorted(others) for right_id, others in found.items()}
