"""Merger groups as the proposal prints them: extent, elevations, stock, capacity, lead right, grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mineplan import geodesy
from mineplan.consolidate.extents import Extent, Ground, extent_of, rivals_of
from mineplan.consolidate.lead import lead_scores
from mineplan.consolidate.notes import expired_ids
from mineplan.consolidate.prepare import Consolidation
from mineplan.links import link_orebodies
from mineplan.links.exclusions import banned_ground
from mineplan.plans import Group
from mineplan.readers.solids import union_solid
from mineplan.stock import Minimum, Stock, minimum_of, service_life_a, stock_of, with_share
from mineplan.terms import Authority, Mineral

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def ground_of(work: Consolidation) -> Ground:
    """Return what surrounds the groups of a run: every right that is not closed, whatever its mineral."""
    rights = work.dataset.tables["rights"]
    if "status" in rights:
        rights = rights[rights["status"] != "closed"]
    return Ground(
        rights,
        rivals_of(work.adjacency),
        work.dataset.tables.get("orebodies"),
        work.links,
        work.choices.minimum_gap_resource_m2,
    )


def group_of(work: Consolidation, members: tuple[str, ...], ground: Ground) -> Group:
    """Return one group of two or more rights, fully described."""
    import shapely

    rows = work.rights[work.rights["right_id"].isin(members)]
    ids = set(members)
    hull = shapely.convex_hull(shapely.union_all(rows.geometry.to_numpy()))
    extent = extent_of(
        members,
        ground,
        banned_ground(work.exclusions, ids),
        banned_ground(work.exclusions, ids, hull),
        work.dataset.crs,
    )
    links = work.links[work.links["right_id"].isin(members)]
    ore = work.ore.links[work.ore.links["right_id"].isin(members)]
    stock = _stock(work, rows, ore, extent)
    mineral = _mineral(rows)
    minimum = minimum_of(work.policy, mineral)
    quantities = {
        r: stock_of(ore[ore["right_id"] == r], remaining_of(rows, r), work.choices.life).quantity_t for r in members
    }
    scores = lead_scores(rows, quantities, work.policy.on, work.choices.lead_score)
    capacity = total_capacity(rows)
    recovery, dilution = technical(rows, work)
    proposed = max((c for c in (capacity, minimum.capacity_t_a) if c is not None), default=None)
    life = service_life_a(stock.quantity_t, proposed, recovery, dilution)
    inside = _inside(work.adjacency, ids)
    areas = _areas(rows, extent, work.dataset.crs)
    return Group(
        group_id=f"G-{min(members)}",
        right_ids=members,
        lead_id=next((r for r in work.pins.leads if r in ids), scores[0].right_id),
        mineral=None if mineral is None else Mineral(mineral),
        orebody_ids=tuple(sorted(set(links["orebody_id"]))),
        holders=_texts(rows, "holder"),
        counties=_texts(rows, "county"),
        extent=extent.geometry,
        corners=extent.corners,
        zone=extent.zone,
        area_km2=areas.extent,
        planar_km2=areas.planar,
        members_km2=areas.members,
        gap_km2=areas.gap,
        banned_km2=round(extent.banned_m2 / 1e6, 4),
        top_m=_extreme(rows, "top_m"),
        bottom_m=_extreme(rows, "bottom_m"),
        capacity_t_a=capacity,
        proposed_capacity_t_a=proposed,
        minimum_capacity_t_a=minimum.capacity_t_a,
        life_a=_round(life, 1),
        minimum_life_a=minimum.life_a,
        life_basis=stock.basis,
        resources_t={k: round(v, 1) for k, v in stock.classes_t.items()},
        authority=_authority(work, mineral),
        lead_scores=scores,
        conflicts=inside,
        reasons=_reasons(work, ids, minimum, mineral, bool(extent.banned_m2)),
        remarks=tuple(_remarks(work, rows, extent, minimum, (capacity, proposed, life))),
    )


def remaining_of(rows: Any, right_id: str) -> float | None:
    """Return the ledger's remaining resources of a right, tonnes."""
    if "remaining_t" not in rows:
        return None
    value = float(rows.loc[rows["right_id"] == right_id, "remaining_t"].iloc[0])
    return None if value != value else value


def total_capacity(rows: Any) -> float | None:
    """Return the sum of the registered capacities, t/a; None where none is stated."""
    if "capacity_t_a" not in rows or rows["capacity_t_a"].isna().all():
        return None
    return float(rows["capacity_t_a"].sum())


def technical(rows: Any, work: Consolidation) -> tuple[float, float]:
    """Return recovery and dilution: the ledger's mean where stated, otherwise the scenario's."""
    life = work.choices.life
    shares = []
    for column, default in (("recovery_share", life.recovery_share), ("dilution_share", life.dilution_share)):
        is_stated = column in rows and rows[column].notna().any()
        shares.append(float(rows[column].mean()) if is_stated else default)
    return shares[0], shares[1]


def _held_once(work: Consolidation, rows: gpd.GeoDataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return the members' LINKS, ore under overlapping members counted once.

    Reported tonnage stands as reported; only what was apportioned by volume is apportioned again,
    over the union of the members' solids.
    """
    import geopandas as gpd
    import pandas as pd

    a, b = work.adjacency["right_a"].isin(rows["right_id"]), work.adjacency["right_b"].isin(rows["right_id"])
    if links.empty or not (work.adjacency["overlap_m2"][a & b] > 0).any():
        return links
    parts = work.ore.parts[work.ore.parts["right_id"].isin(rows["right_id"]) & ~work.ore.parts.geometry.is_empty]
    solid = union_solid(parts)
    name = str(rows["right_id"].min())
    one = gpd.GeoDataFrame(
        {"right_id": [name]} | ({"mineral": [_mineral(rows)]} if "mineral" in rows else {}),
        geometry=[rows.geometry.iloc[0]],
        crs=rows.crs,
    )
    made = gpd.GeoDataFrame(
        {"right_id": name, "top_m": [p.top_m for p in solid], "bottom_m": [p.bottom_m for p in solid]},
        geometry=[p.geometry for p in solid],
        crs=rows.crs,
    )
    again = link_orebodies(one, made, work.dataset.tables.get("orebodies"), None)
    reported = links[links["basis"] == "report"]
    again = again[~again["orebody_id"].isin(reported["orebody_id"])]
    partly = links[(links["basis"] != "report") & links["orebody_id"].isin(reported["orebody_id"])]
    return pd.concat([f for f in (again, partly, reported) if len(f)], ignore_index=True)


def _stock(work: Consolidation, rows: gpd.GeoDataFrame, links: pd.DataFrame, extent: Extent) -> Stock:
    life = work.choices.life
    links = _held_once(work, rows, links)
    remaining = [v for r in rows["right_id"] if (v := remaining_of(rows, r)) is not None]
    stock = stock_of(links, sum(remaining) if remaining else None, life)
    if not extent.gap_shares:
        return stock
    held = links.groupby("orebody_id")["tonnage_share"].sum()
    # No more of an orebody is handed out than it has.
    shares = {b: min(s, max(0.0, 1.0 - float(held.get(b, 0.0)))) for b, s in extent.gap_shares.items()}
    return with_share(stock, shares, work.dataset.tables["orebodies"].set_index("orebody_id"), life)


def _mineral(rows: Any) -> str | None:
    """Return the group's mineral: the commonest, ties to the first by name."""
    if "mineral" not in rows or rows["mineral"].isna().all():
        return None
    counts = rows["mineral"].value_counts()
    return str(min(counts.index[counts == counts.max()]))


def _texts(rows: Any, column: str) -> tuple[str, ...]:
    return tuple(sorted({str(v) for v in rows[column].dropna()})) if column in rows else ()


class _Areas(NamedTuple):
    """Areas in km², to 4 decimals; `planar` in the native zone, the others on the ellipsoid."""

    extent: float
    planar: float
    members: float
    gap: float


def _areas(rows: Any, extent: Extent, crs: Any) -> _Areas:
    import shapely

    shapes = [extent.geometry, shapely.union_all(rows.geometry.to_numpy()), extent.gap]
    whole, members, gap = (round(float(a), 4) for a in geodesy.area_km2(shapes, crs))
    planar = 0.0 if extent.geometry.is_empty else float(geodesy.planar_native_km2([extent.geometry], crs)[0])
    return _Areas(whole, round(planar, 4), members, gap)


def _extreme(rows: Any, name: str) -> float | None:
    """Return the highest upper or the lowest lower elevation; None where none is stated."""
    if name not in rows or rows[name].isna().all():
        return None
    return float(rows[name].max() if name == "top_m" else rows[name].min())


def _authority(work: Consolidation, mineral: str | None) -> Authority | None:
    ruling = work.policy.find("registering_authority", mineral=mineral) if mineral else None
    return Authority(str(ruling.amount)) if ruling is not None and ruling.is_settled and ruling.amount else None


def _inside(adjacency: pd.DataFrame, ids: set[str]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    chosen = adjacency[adjacency["right_a"].isin(ids) & adjacency["right_b"].isin(ids) & (adjacency["triggers"] != "")]
    return tuple(
        (a, b, tuple(t.split(";")))
        for a, b, t in zip(chosen["right_a"], chosen["right_b"], chosen["triggers"], strict=True)
    )


def _reasons(
    work: Consolidation, ids: set[str], minimum: Minimum, mineral: str | None, is_cut: bool
) -> tuple[str, ...]:
    adjacency = work.adjacency
    chosen = adjacency[adjacency["right_a"].isin(ids) & adjacency["right_b"].isin(ids)]
    reasons = [r for text in chosen["rulings"] for r in text.split(";") if r]
    reasons += [r.ruling_id for r in (*minimum.rulings, *minimum.open_rulings)]
    authority = work.policy.find("registering_authority", mineral=mineral) if mineral else None
    reasons += [authority.ruling_id] if authority is not None else []
    if is_cut:
        reasons += [e.ruling.ruling_id for e in work.exclusions if e.is_ban and e.right_ids & ids]
    return tuple(dict.fromkeys(reasons))


_Mining = tuple[float | None, float | None, float | None]


def _remarks(work: Consolidation, rows: Any, extent: Extent, minimum: Minimum, mining: _Mining) -> list[str]:
    ids = set(rows["right_id"])
    remarks = [] if _inside(work.adjacency, ids) else [_why_together(work, rows)]
    remarks += [f"整合主体按审查意见确定为{r}" for r in work.pins.leads if r in ids]
    touching = [e for e in work.exclusions if e.right_ids & ids]
    remarks += [_zone_remark(e.name, e.kind.label, e.effect, e.ruling.is_settled) for e in touching]
    if extent.disputed_m2 >= 1:
        remarks.append(f"与区块外矿权重叠{extent.disputed_m2:.0f}平方米，未划入拟设范围，须先行处理")
    remarks += _capacity_remarks(rows, minimum, mining)
    remarks += [f"“{r.title}”待核实（{r.remark}）" for r in minimum.open_rulings if not r.is_settled]
    late = expired_ids(rows, work.policy.on)
    if late:
        remarks.append(f"采矿许可证已到期：{'、'.join(late)}，整合前须核实其权利状态")
    return list(dict.fromkeys(remarks))


def _why_together(work: Consolidation, rows: Any) -> str:
    """Say why rights without any trigger between them stand in one group."""
    if tuple(sorted(rows["right_id"])) in work.pins.locked:
        return "按审查意见（同意）保持不变"
    pinned = {frozenset(pair) for pair in work.pins.together}
    if any(a in set(rows["right_id"]) and b in set(rows["right_id"]) for a, b in pinned):
        return "按方案约束（须并入同一区块）整合"
    count = len(rows)
    is_one_holder = "holder" in rows and rows["holder"].nunique(dropna=False) == 1
    who = "属同一采矿权人" if is_one_holder else "单独规模偏小"
    return f"{count}宗采矿权相距在{work.choices.gap_m:g}米以内，{who}，整合后减少采矿权{count - 1}宗"


def _zone_remark(name: str, kind: str, effect: str, is_settled: bool) -> str:
    if not is_settled:
        return f"涉及“{name}”（{kind}），有关规定待核实，未作扣除"
    if effect == "ban":
        return f"涉及“{name}”（{kind}），禁采范围已从拟设范围扣除"
    return (
        f"涉及“{name}”（{kind}），须征得有关主管部门同意"
        if effect == "consent"
        else f"涉及“{name}”（{kind}），开采受限制"
    )


def _capacity_remarks(rows: Any, minimum: Minimum, mining: _Mining) -> list[str]:
    capacity, proposed, life = mining
    remarks = []
    if "capacity_t_a" in rows and rows["capacity_t_a"].notna().any():
        blank = rows.loc[rows["capacity_t_a"].isna(), "right_id"].tolist()
        if blank:
            remarks.append(f"{'、'.join(blank)}未填生产规模，规模合计不含其内")
    if minimum.capacity_t_a is not None and capacity is not None and capacity < minimum.capacity_t_a:
        least = f"最低规模{minimum.capacity_t_a / 1e4:g}万吨/年"
        remarks.append(f"现有规模合计{capacity / 1e4:g}万吨/年，低于{least}，整合后须按不低于最低规模设计")
    if life is not None and minimum.life_a is not None and life < minimum.life_a and proposed is not None:
        words = f"按{proposed / 1e4:g}万吨/年计服务年限约{life:.1f}年，低于最低服务年限{minimum.life_a:g}年"
        remarks.append(f"{words}，整合后仍不符合要求，须核实资源量或引导退出")
    return remarks


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
