"""What can be mined, and for how long: between what the narrowest and the widest drawing of the bans leave.

A plan draws the distance around a zone with straight edges, so that ore under it is known within bounds only;
where no ban touches a member the bounds are one figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import combinations, pairwise
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from mineplan.links import link_orebodies
from mineplan.terms import ResourceClass
from mineplan.verify.bans import WIDEST, banned
from mineplan.verify.case import Case
from mineplan.verify.newground import gap_shares

CLASSES = [c.value for c in ResourceClass]
_KEYS = ["right_id", "orebody_id"]
Bounds = tuple[dict[str, float], dict[str, float]]


def right_stock(case: Case, right_id: str) -> Bounds:
    """Return the least and the most that a right holds of each class, tonnes."""
    if right_id not in case.bodies_under:
        return dict.fromkeys(CLASSES, 0.0), dict.fromkeys(CLASSES, 0.0)
    most = _sums(_lawful_links(case, [right_id], 1.0))
    return _sums(_lawful_links(case, [right_id], WIDEST)) if _is_near_a_ban(case, [right_id]) else most, most


def group_stock(case: Case, group: dict[str, Any], shape: Any) -> Bounds:
    """Return the least and the most that a group's extent holds of each class, tonnes."""
    gaps = gap_shares(group, shape, case)
    most = _held_once(case, group, 1.0, is_least=False)
    is_one = not _is_near_a_ban(case, group["right_ids"]) and _has_depths_or_none(case, group["right_ids"])
    least = most if is_one else _held_once(case, group, WIDEST, is_least=True)
    found = []
    for k, links in enumerate((least, most)):
        sums, held = _sums(links), links.groupby("orebody_id")["tonnage_share"].sum()
        for body, bounds in gaps.items():
            share = min(bounds[k], max(0.0, 1.0 - float(held.get(body, 0.0))))
            for name in CLASSES:
                tonnes = float(case.bodies.at[body, f"{name}_t"]) if f"{name}_t" in case.bodies else 0.0
                sums[name] += share * tonnes if tonnes == tonnes else 0.0
        found.append(sums)
    return found[0], found[1]


def quantity(classes: dict[str, float], remaining: float | None, factor: float) -> tuple[float | None, str]:
    """Return Q and what it was taken from; resources and reserves are never added (GB/T 17766-2020)."""
    measured, indicated, inferred, proved, probable = (classes.get(name, 0.0) for name in CLASSES)
    if any(name in classes for name in CLASSES[:3]):
        return measured + indicated + factor * inferred, "resources"
    if classes:
        return proved + probable, "reserves"
    return remaining, "" if remaining is None else "remaining"


def quantity_bounds(case: Case, stock: Bounds, remaining: float | None) -> tuple[float | None, float | None]:
    """Return the least and the greatest Q of a stock."""
    factor = case.choices.life.inferred_factor
    found = [quantity({c: t for c, t in side.items() if t > 0}, remaining, factor)[0] for side in stock]
    return found[0], found[1]


def remaining_t(case: Case, right_ids: Iterable[str]) -> float | None:
    """Return the sum of the ledger's remaining figures; None where it has none."""
    known = [float(v) for r in right_ids if (v := case.value(r, "remaining_t")) is not None]
    return sum(known) if known else None


def life_a(case: Case, right_ids: list[str], quantity_t: float | None, capacity: float | None) -> float | None:
    """Return T = Q·recovery/(A·(1 − dilution)) with the ledger's means, or the scenario's figures, in years."""
    if quantity_t is None or not capacity:
        return None
    shares = {"recovery_share": case.choices.life.recovery_share, "dilution_share": case.choices.life.dilution_share}
    for name, default in list(shares.items()):
        stated = [float(v) for r in right_ids if (v := case.value(r, name)) is not None]
        shares[name] = math.fsum(stated) / len(stated) if stated else default
    return quantity_t * shares["recovery_share"] / (capacity * (1 - shares["dilution_share"]))


def _sums(links: Any) -> dict[str, float]:
    return {c: float(links[f"{c}_t"].sum()) if f"{c}_t" in links else 0.0 for c in CLASSES}


def _lawful_links(case: Case, right_ids: list[str], widened: float) -> Any:
    """Return the LINKS of some rights without the ore under bans; reports are cut by plan area."""
    links = case.links[case.links["right_id"].isin(right_ids)]
    touched = [r for r in right_ids if any(r in (b.touched if widened == 1 else b.near) for b in _old(case))]
    if case.links.empty or not touched:
        return links
    parts = _lawful_parts(case, touched, widened)
    left = parts[~parts.geometry.is_empty]
    # Links below the scenario's least share may or may not count once a ban has made them smaller.
    share = 0.0 if widened == 1 else case.choices.minimum_link_share
    again = _linked(case, case.everything.loc[touched].reset_index(drop=True), left, share)
    old = links[links["right_id"].isin(touched)]
    reported = _cut(old[old["basis"] == "report"].copy(), again)
    named = pd.MultiIndex.from_frame(reported[_KEYS])
    again = again[~pd.MultiIndex.from_frame(again[_KEYS]).isin(named)]
    frames = [f for f in (links[~links["right_id"].isin(touched)], again, reported) if len(f)]
    return pd.concat(frames, ignore_index=True) if frames else links.iloc[:0]


def _is_near_a_ban(case: Case, right_ids: list[str]) -> bool:
    """Whether the widest drawing of a ban takes anything from a right; if none does, all drawings give one figure."""
    return any(r in b.near or r in b.touched for b in _old(case) for r in right_ids)


def _has_depths_or_none(case: Case, right_ids: list[str]) -> bool:
    """Whether the elevations of some rights are all known, or none at all is; else ore in common has bounds only."""
    parts = case.run.tables["parts"]
    is_blank = parts.loc[parts["right_id"].isin(right_ids), ["top_m", "bottom_m"]].isna().to_numpy()
    return bool(is_blank.all() or not is_blank.any())


def _old(case: Case) -> list[Any]:
    return [b for b in case.bans if not b.is_for_new_only]


def _linked(case: Case, rights: Any, parts: Any, minimum_share: float) -> Any:
    """Return LINKS of some prisms, by volume alone."""
    return link_orebodies(rights, parts, case.run.tables.get("orebodies"), None, minimum_share)


def _lawful_parts(case: Case, right_ids: list[str], widened: float) -> Any:
    parts = case.run.tables["parts"]
    parts = parts[parts["right_id"].isin(right_ids)]
    ground = {r: banned(case.bans, {r}, widened) for r in right_ids}
    shapes: Any = [
        shape if ground[r].is_empty else shapely.difference(shape, ground[r])
        for r, shape in zip(parts["right_id"], parts.geometry, strict=True)
    ]
    return parts.set_geometry(gpd.GeoSeries(shapes, index=parts.index, crs=parts.crs))


def _cut(reported: Any, again: Any) -> Any:
    """Cut reported tonnage by the share of the plan area that is left; what nobody drew cannot be cut."""
    left = {(r, b): a for r, b, a in zip(again["right_id"], again["orebody_id"], again["shared_m2"], strict=True)}
    share = [
        min(1.0, left.get((r, b), 0.0) / area) if area else 1.0
        for r, b, area in zip(reported["right_id"], reported["orebody_id"], reported["shared_m2"], strict=True)
    ]
    for name in [*(f"{c}_t" for c in CLASSES), "tonnage_share"]:
        reported[name] = reported[name].astype(float) * share
    return reported


def _held_once(case: Case, group: dict[str, Any], widened: float, *, is_least: bool) -> Any:
    """Return LINKS in which ore apportioned to overlapping members counts once; reports stand as reported."""
    members = group["right_ids"]
    links = _lawful_links(case, members, widened)
    if links.empty or not _is_overlapping(case, members):
        return links
    parts = _lawful_parts(case, members, widened)
    prisms = _slabs(parts[~parts.geometry.is_empty])
    is_report = links["basis"] == "report"
    if prisms is None:
        # Prisms of unknown depth: the members' largest share for the least, their sum for the most.
        largest = links[~is_report].sort_values("tonnage_share").drop_duplicates("orebody_id", keep="last")
        return pd.concat([largest, links[is_report]], ignore_index=True) if is_least else links
    name = min(members)
    one = gpd.GeoDataFrame(
        {"right_id": [name]} | ({} if group["mineral"] is None else {"mineral": [group["mineral"]]}),
        geometry=[case.everything.at[name, "geometry"]],
        crs=parts.crs,
    )
    again = _linked(case, one, prisms.assign(right_id=name), 0.0)
    bodies = set(links.loc[is_report, "orebody_id"])
    kept = links[is_report | links["orebody_id"].isin(bodies)]
    frames = [f for f in (again[~again["orebody_id"].isin(bodies)], kept) if len(f)]
    return pd.concat(frames, ignore_index=True) if frames else links.iloc[:0]


def _is_overlapping(case: Case, members: list[str]) -> bool:
    shapes = case.everything.loc[members].geometry
    return any(shapely.area(shapely.intersection(shapes[a], shapes[b])) > 0 for a, b in combinations(members, 2))


def _slabs(parts: Any) -> Any:
    """Return prisms without overlap that fill the same ground, slab by slab; None where some depths are unknown."""
    tops, bottoms = parts["top_m"].to_numpy(dtype=float), parts["bottom_m"].to_numpy(dtype=float)
    columns = {"top_m": tops, "bottom_m": bottoms}
    if all(pd.isna(values).all() for values in columns.values()):
        whole = shapely.union_all(parts.geometry.to_numpy())
        return gpd.GeoDataFrame({"top_m": [math.nan], "bottom_m": [math.nan]}, geometry=[whole], crs=parts.crs)
    if any(pd.isna(values).any() for values in columns.values()):
        return None
    rows = []
    for low, high in pairwise(sorted({*tops, *bottoms})):
        inside = (bottoms <= low) & (tops >= high)
        if inside.any():
            rows.append((high, low, shapely.union_all(parts.geometry.to_numpy()[inside])))
    return gpd.GeoDataFrame(
        {"top_m": [r[0] for r in rows], "bottom_m": [r[1] for r in rows]}, geometry=[r[2] for r in rows], crs=parts.crs
    )
