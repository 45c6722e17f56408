"""A hand-made consolidation on a county that fits a napkin.

Each group is a row of two or three boxes over one orebody, with strips of gap resource between
them; the third group loses a corner to a red line. Four rights beside them stay alone, one for each other disposition.
"""

from __future__ import annotations

import dataclasses
import datetime
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mineplan import geodesy
from mineplan.plans import (
    ConsolidationPlan,
    Corner,
    Group,
    Indicators,
    LeadScoreRow,
    Note,
    RightOutcome,
)
from mineplan.policy import Citation, Ruling
from mineplan.terms import Authority, Certainty, Disposition, Mineral, RightStatus, ZoneKind, ZoneLevel
from mineplan.terms import MiningMethod as Method

AS_OF = datetime.date(2026, 11, 23)
CRS = geodesy.analysis_crs(geodesy.XINZHOU)
COUNTIES = ("代县", "繁峙县", "原平市")
WIDTH, HEIGHT, STRIP = 900.0, 700.0, 60.0
HOLDERS = ("滹沱矿业有限公司", "雁门铁矿有限责任公司", "代县恒<山>&五台矿业有限公司", "繁峙县青羊口矿产品加工厂")


def sample_plan(groups: int = 2) -> ConsolidationPlan:
    """Return the plan with that many groups (0, 2 and 9 are looked at)."""
    rights = _rights(groups)
    bodies = _orebodies(groups)
    zones = _zones(groups)
    made = tuple(_group(k, rights, zones) for k in range(groups))
    outcomes = tuple(sorted((_outcome(row, made) for row in rights.to_dict("records")), key=lambda o: o.right_id))
    terms = {
        "group": 100.0 * (groups + 4),
        "conflicts": 0.0,
        "orebody_split": 0.0,
        "shortfall": 200.0,
        "mixed_holder": 400.0 * groups,
        "compactness": 9.6 * groups,
    }
    total = sum(terms.values())
    return ConsolidationPlan(
        title="忻州市铁矿资源整合方案",
        as_of=AS_OF,
        dataset_title="示例数据集",
        dataset_version="2026-11",
        is_synthetic=True,
        region_name="忻州市",
        crs=CRS,
        minerals=(Mineral.IRON,),
        status="optimal",
        objective=total,
        bound=total,
        gap=0.0,
        objective_terms=terms,
        weights={
            "group": 100.0,
            "shared_orebody": 2000.0,
            "overlap": 1500.0,
            "safety_distance": 1000.0,
            "ridge_boundary": 1000.0,
            "orebody_split": 1.0,
            "shortfall": 20.0,
            "mixed_holder": 400.0,
            "compactness": 1.0,
        },
        limits=_limits(groups),
        groups=made,
        rights=outcomes,
        indicators=_indicators(made, outcomes),
        alternatives=_alternatives(made, total),
        rulings=_rulings(),
        notes=_notes(outcomes),
        tables={
            "rights": rights,
            "parts": _parts(rights),
            "orebodies": bodies,
            "zones": zones,
            "links": _links(groups),
            "adjacency": _adjacency(groups, rights),
            "resources": pd.DataFrame({"right_id": [], "orebody_id": []}),
        },
    )


def misnamed(plan: ConsolidationPlan, words: str) -> ConsolidationPlan:
    """Return the plan with every mine called so, and a note that says so."""
    rights = plan.tables["rights"].copy()
    rights.loc[:, "mine_name"] = words
    notes = (*plan.notes, Note("evil", words, plan.rights[0].right_id))
    return dataclasses.replace(plan, notes=notes, tables=plan.tables | {"rights": rights})


def _limits(groups: int) -> dict[str, Any]:
    """Return limits, and pins: two of the first group together, the first two groups apart."""
    return {
        "members": 12,
        "area_km2": None,
        "span_m": 8000.0,
        "capacity_t_a": None,
        "gap_m": 300.0,
        "connect": "orebody_or_gap",
        "keep_together": (_ids(0)[:2],) if groups else (),
        "keep_apart": ((_ids(0)[0], _ids(1)[0]),) if groups > 1 else (),
    }


def members_of(k: int) -> int:
    """Return how many rights group `k` has."""
    return 3 if k % 2 == 0 else 2


def licence(number: int) -> str:
    """Return a licence number of 23 characters, such as the registers carry."""
    return f"C140900{2010 + number % 9}062120{13600 + number:06d}"


def _origin(k: int) -> tuple[float, float]:
    return -9000.0 + 6500.0 * (k % 3), 9000.0 - 5200.0 * (k // 3)


def _boxes(k: int) -> list[Any]:
    east, north = _origin(k)
    step = WIDTH + STRIP
    return [shapely.box(east + i * step, north, east + i * step + WIDTH, north + HEIGHT) for i in range(members_of(k))]


def _right(number: int, k: int, i: int, box: Any) -> dict[str, Any]:
    area = float(geodesy.area_km2([box], CRS)[0])
    return {
        "right_id": licence(number),
        "mine_name": f"{COUNTIES[k % 3]}{'东西南北中'[i]}沟第{number + 1}铁矿",
        "holder": HOLDERS[(k + (i if k % 2 == 0 else 0)) % 4],
        "mineral": Mineral.IRON.value,
        "method": Method.UNDERGROUND.value,
        "capacity_t_a": 50_000.0 * (i + 1) + 100_000.0,
        "top_m": 1500.0 - 10 * i,
        "bottom_m": 1100.0 - 20 * i,
        "area_km2": round(area + (0.01 if number == 1 else 0.0), 4),
        "valid_from": datetime.date(2016, 5, 1),
        "valid_to": datetime.date(2028 + i, 5, 1),
        "status": RightStatus.PRODUCING.value,
        "county": COUNTIES[k % 3],
        "authority": "山西省自然资源厅",
        "remaining_t": 2_600_000.0 + 350_000.0 * i,
        "zone": 37,
        "planar_km2": area + 2e-5,
        "ellipsoid_km2": area,
        "area_match": "none" if number == 1 else "ellipsoid",
        "source_row": number + 2,
        "geometry": box,
    }


def _rights(groups: int) -> gpd.GeoDataFrame:
    rows, number = [], 0
    for k in range(groups):
        for i, box in enumerate(_boxes(k)):
            rows.append(_right(number, k, i, box))
            number += 1
    for i, changes in enumerate(_SINGLES):
        east = -9000.0 + 3000.0 * i
        row = _right(number, i, i, shapely.box(east, 13000.0, east + 1000.0, 13600.0))
        rows.append(row | changes)
        number += 1
    frame = gpd.GeoDataFrame(rows, crs=CRS)
    frame["zone"] = geodesy.native_zones(frame.geometry.to_numpy(), CRS)
    return frame.sort_values("right_id", ignore_index=True)


_SINGLES: tuple[dict[str, Any], ...] = (
    {"capacity_t_a": 600_000.0},
    {"capacity_t_a": 200_000.0, "remaining_t": 6_000_000.0},
    {"capacity_t_a": 60_000.0, "valid_to": datetime.date(2025, 3, 31), "status": RightStatus.SUSPENDED.value},
    {"capacity_t_a": 30_000.0, "status": RightStatus.CLOSED.value, "valid_to": None},
)
_SINGLE_FATES = (Disposition.KEEP, Disposition.UPGRADE, Disposition.WITHDRAW, Disposition.CLOSE)
_FATE_REMARKS = (
    "设计规模60万吨/年，达到最低开采规模30万吨/年，独立开采一个矿体，予以保留。",
    "设计规模20万吨/年，低于最低开采规模30万吨/年，周边300米内无可整合的采矿权，资源条件满足扩能，应升级改造。",
    "采矿许可证已于2025年3月31日到期，设计规模6万吨/年，低于最低开采规模，引导退出。",
    "矿山已关闭，予以注销。",
)


def _parts(rights: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return rights[["right_id", "top_m", "bottom_m", "geometry"]].copy()


def _orebodies(groups: int) -> gpd.GeoDataFrame:
    rows = []
    for k in range(groups):
        east, north = _origin(k)
        length = members_of(k) * (WIDTH + STRIP) - STRIP
        oval = shapely.affinity.scale(shapely.Point(0, 0).buffer(1.0), 0.42 * length, 0.3 * HEIGHT)
        oval = shapely.affinity.translate(oval, east + length / 2, north + HEIGHT / 2)
        rows.append(
            {
                "orebody_id": f"KT-{k + 1:03d}",
                "deposit": f"{COUNTIES[k % 3]}示例矿床",
                "mineral": Mineral.IRON.value,
                "top_m": 1480.0,
                "bottom_m": 1050.0,
                "measured_t": 1_200_000.0,
                "indicated_t": 3_400_000.0,
                "inferred_t": 2_850_000.0,
                "proved_t": 900_000.0,
                "probable_t": np.nan,
                "geometry": oval,
            }
        )
    columns = [
        "orebody_id",
        "deposit",
        "mineral",
        "top_m",
        "bottom_m",
        "measured_t",
        "indicated_t",
        "inferred_t",
        "proved_t",
        "probable_t",
        "geometry",
    ]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)


def _zones(groups: int) -> gpd.GeoDataFrame:
    rows = []
    if groups:
        east, north = _origin(min(2, groups - 1))
        rows.append(
            {
                "zone_id": "HX-001",
                "kind": ZoneKind.ECOLOGICAL_REDLINE.value,
                "name": "示例生态保护红线",
                "level": ZoneLevel.PROVINCIAL.value,
                "geometry": shapely.box(east - 400, north - 400, east + 300, north + 250),
            }
        )
    columns = ["zone_id", "kind", "name", "level", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)


def _ids(k: int) -> tuple[str, ...]:
    start = sum(members_of(j) for j in range(k))
    return tuple(sorted(licence(start + i) for i in range(members_of(k))))


def _links(groups: int) -> pd.DataFrame:
    rows = []
    for k in range(groups):
        for right_id in _ids(k):
            share = 0.9 / members_of(k)
            rows.append(
                {
                    "right_id": right_id,
                    "orebody_id": f"KT-{k + 1:03d}",
                    "shared_m2": 180_000.5,
                    "shared_top_m": 1480.0,
                    "shared_bottom_m": 1100.0,
                    "tonnage_share": share,
                    "tonnage_t": share * 7_450_000,
                    "measured_t": share * 1_200_000,
                    "indicated_t": share * 3_400_000,
                    "inferred_t": share * 2_850_000,
                    "proved_t": share * 900_000,
                    "probable_t": np.nan,
                    "basis": "volume",
                }
            )
    columns = [
        "right_id",
        "orebody_id",
        "shared_m2",
        "shared_top_m",
        "shared_bottom_m",
        "tonnage_share",
        "tonnage_t",
        "measured_t",
        "indicated_t",
        "inferred_t",
        "proved_t",
        "probable_t",
        "basis",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["right_id", "orebody_id"], ignore_index=True)


def _adjacency(groups: int, rights: gpd.GeoDataFrame) -> pd.DataFrame:
    holders = rights.set_index("right_id")["holder"]
    rows = []
    for k in range(groups):
        ids = _ids(k)
        for a, b in pairwise(ids):
            rows.append(
                {
                    "right_a": a,
                    "right_b": b,
                    "gap_m": STRIP,
                    "shared_boundary_m": 0.0,
                    "overlap_m2": 0.0,
                    "shared_top_m": 1480.0,
                    "shared_bottom_m": 1100.0,
                    "is_elevation_shared": True,
                    "shared_orebodies": f"KT-{k + 1:03d}",
                    "is_same_holder": bool(holders[a] == holders[b]),
                    "triggers": "same_orebody;safety_distance",
                    "rulings": "national.one_orebody;shanxi.triggers",
                }
            )
    columns = [
        "right_a",
        "right_b",
        "gap_m",
        "shared_boundary_m",
        "overlap_m2",
        "shared_top_m",
        "shared_bottom_m",
        "is_elevation_shared",
        "shared_orebodies",
        "is_same_holder",
        "triggers",
        "rulings",
    ]
    return pd.DataFrame(rows, columns=columns)


def _extent(boxes: list[Any], zones: gpd.GeoDataFrame) -> Any:
    whole = shapely.box(*shapely.union_all(boxes).bounds)
    return whole if zones.empty else shapely.difference(whole, shapely.union_all(zones.geometry.to_numpy()))


def _corners(extent: Any, zone: int) -> tuple[Corner, ...]:
    native = geodesy.transform([extent], CRS, geodesy.zone_crs(zone))[0]
    return tuple(
        Corner(1, no, round(north, 2), round(east, 2), zone)
        for no, (east, north) in enumerate(list(native.exterior.coords)[:-1], start=1)
    )


def _group(k: int, rights: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Group:
    ids = _ids(k)
    members = rights[rights["right_id"].isin(ids)]
    boxes = list(members.geometry)
    extent = _extent(boxes, zones)
    zone = int(geodesy.native_zones([extent], CRS)[0])
    banned = sum(box.area for box in boxes) - shapely.intersection(shapely.union_all(boxes), extent).area
    capacity = float(members["capacity_t_a"].sum())
    holders = tuple(sorted(set(members["holder"])))
    return Group(
        group_id=f"G-{ids[0]}",
        right_ids=ids,
        lead_id=ids[-1],
        mineral=Mineral.IRON,
        orebody_ids=(f"KT-{k + 1:03d}",),
        holders=holders,
        counties=(COUNTIES[k % 3],),
        extent=extent,
        corners=_corners(extent, zone),
        zone=zone,
        area_km2=float(geodesy.area_km2([extent], CRS)[0]),
        planar_km2=float(geodesy.planar_native_km2([extent], CRS)[0]),
        members_km2=float(members["ellipsoid_km2"].sum()),
        gap_km2=(len(ids) - 1) * STRIP * HEIGHT / 1e6,
        banned_km2=banned / 1e6,
        top_m=1500.0,
        bottom_m=1060.0,
        capacity_t_a=capacity,
        proposed_capacity_t_a=max(capacity, 300_000.0),
        minimum_capacity_t_a=None if k == 3 else 300_000.0,
        life_a=round(6_000_000 / capacity, 1),
        minimum_life_a=5.0,
        life_basis="resources",
        resources_t={"measured": 1_080_000.0, "indicated": 3_060_000.0, "inferred": 2_565_000.0, "proved": 810_000.0},
        authority=Authority.PROVINCE,
        lead_scores=tuple(
            LeadScoreRow(
                right_id,
                0.6 + 0.12 * i,
                {"remaining": 0.8 + 0.05 * i, "capacity": 0.5 + 0.2 * i, "term": 0.4 + 0.1 * i},
            )
            for i, right_id in enumerate(ids)
        ),
        conflicts=tuple((a, b, ("same_orebody", "safety_distance")) for a, b in pairwise(ids)),
        reasons=("national.one_orebody", "shanxi.triggers", "shanxi.minimum_capacity"),
        remarks=(f"矿体KT-{k + 1:03d}由{len(ids)}个采矿权分别开采，相邻矿区间距{STRIP:g}米。",),
        objective_terms={"group": 100.0, "mixed_holder": 400.0 * (len(holders) - 1), "compactness": 9.6},
    )


def _outcome(row: dict[str, Any], groups: tuple[Group, ...]) -> RightOutcome:
    right_id = str(row["right_id"])
    group = next((g for g in groups if right_id in g.right_ids), None)
    single = 0 if group else int(right_id[-6:]) - 13600 - sum(len(g.right_ids) for g in groups)
    fate = Disposition.MERGE if group else _SINGLE_FATES[single]
    remark = "与相邻采矿权共有一个矿体，纳入整合。" if group else _FATE_REMARKS[single]
    return RightOutcome(
        right_id,
        fate,
        group.group_id if group else None,
        ("national.one_orebody",) if group else ("shanxi.minimum_capacity",),
        (remark,),
        {
            "capacity_t_a": row["capacity_t_a"],
            "minimum_capacity_t_a": 300_000.0,
            "life_a": round(row["remaining_t"] / row["capacity_t_a"] * 0.85, 1),
            "minimum_life_a": 5.0,
            "lawful_share": 1.0,
            "is_expired": row["valid_to"] is not None and row["valid_to"] < AS_OF,
        },
    )


def _indicators(groups: tuple[Group, ...], outcomes: tuple[RightOutcome, ...]) -> Indicators:
    merged = sum(len(g.right_ids) for g in groups)
    return Indicators(
        rights_before=len(outcomes),
        rights_after=len(groups) + 2,
        split_orebodies_before=len(groups),
        split_orebodies_after=0,
        split_t_before=4_500_000.0 * len(groups),
        split_t_after=0.0,
        conflicts_before=merged - len(groups),
        conflicts_after=0,
        below_minimum_before=merged + 3,
        below_minimum_after=1,
    )


def _alternatives(groups: tuple[Group, ...], total: float) -> tuple[tuple[float, tuple[tuple[str, ...], ...]], ...]:
    if not groups:
        return ()
    first, *others = (g.right_ids for g in groups)
    return ((total + 2310.0, (first[:-1], *others) if len(first) > 2 else tuple(others)),)


def _ruling(ruling_id: str, citation: tuple[str, str, str, str], **given: Any) -> Ruling:
    values = {
        "rule": ruling_id.split(".", 1)[1],
        "jurisdiction": ruling_id.split(".", 1)[0],
        "where": {},
        "valid_from": datetime.date(2024, 3, 1),
        "valid_to": None,
        "amount": True,
        "unit": "",
        "scope": "",
        "source": "https://www.mnr.gov.cn/",
        "checked": AS_OF,
        "certainty": Certainty.READ,
        "remark": "",
        "assumed": "",
    } | given
    return Ruling(ruling_id=ruling_id, citation=Citation(*citation), **values)


def _rulings() -> tuple[Ruling, ...]:
    return (
        _ruling(
            "national.one_orebody",
            ("厅字〔2023〕21号", "厅字〔2023〕21号", "一（二）", "可以统一开采的同一矿体，不得设立2个以上采矿权。"),
            title="同一矿体不得设立两个以上采矿权",
            valid_from=datetime.date(2023, 8, 25),
            certainty=Certainty.SECONDARY,
        ),
        _ruling(
            "shanxi.triggers",
            ("山西省非煤矿山整合三类情形", "", "", "同一矿体由两个以上主体开采的，应当整合。"),
            title="整合触发情形",
            certainty=Certainty.SECONDARY,
        ),
        _ruling(
            "shanxi.minimum_capacity",
            ("晋发〔2024〕10号", "晋发〔2024〕10号", "", "铁矿最低开采规模30万吨/年。"),
            title="铁矿最低开采规模",
            amount=300_000.0,
            unit="t_a",
            certainty=Certainty.UNCONFIRMED,
            assumed="参照运城市2025年方案，待省级文件原文核实",
        ),
        _ruling(
            "shanxi.no_renewal",
            ("晋发〔2024〕10号", "晋发〔2024〕10号", "", "低于最低开采规模和服务年限的，不予延续。"),
            title="低于最低规模的采矿权不予延续",
            certainty=Certainty.UNCONFIRMED,
            remark="原文待核实",
        ),
        _ruling(
            "xinzhou.one_orebody",
            (
                "自然资源要素保障经济发展若干措施",
                "忻自然资发〔2022〕90号",
                "第十八条",
                "按照“一个矿体原则上设置一个矿权”进行铁矿资源整治整合。",
            ),
            title="一个矿体原则上设置一个矿权",
            valid_from=datetime.date(2022, 6, 16),
            valid_to=datetime.date(2024, 6, 16),
        ),
    )


def _notes(outcomes: tuple[RightOutcome, ...]) -> tuple[Note, ...]:
    return (
        Note("registered_area_off", "登记面积与坐标计算面积相差超过允许误差，请核对许可证副本。", outcomes[0].right_id),
        Note("column_missing", "台账无“倾角”列，未按倾角推算重叠标高。"),
    )
