# ruff: noqa: E501
"""A hand-made pressed-ore run on a napkin: one seam, one belt, one gravel bank, three rights, one park.

    y
  400 |   +--- M1 (coal right, 0..600) ---+
      |   |  MT-1 seam 100..1100          |        park: 900..1400 x -100..500
    0 +---+---------------------------- x

Projects: P1 presses nothing; P2 a square of 100 m on the seam inside M1; P3 a road over the seam, the belt without
tonnage and the gravel, two rights, astride the park; P4 waits for a query; P5 is open.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import geopandas as gpd
import shapely

from mineplan import geodesy
from mineplan.plans import (
    AffectedRight,
    ChecklistItem,
    Finding,
    Note,
    Part,
    PressedPlan,
    PressedProject,
    Refusal,
)
from mineplan.policy import read_policy
from mineplan.terms import Authority, Mineral, Verdict

AS_OF = datetime.date(2026, 11, 23)
CRS = geodesy.analysis_crs(geodesy.XINZHOU)
COAL_HOLDER = "忻州示例甲<子>&煤业有限公司"
APPROVAL, AUTHORITY = "pressed_strategic_approval.national-2025", "pressed_authority.national-2026"
FORBIDDEN, COMPENSATION = "pressed_forbidden_in_principle.shanxi-2024", "pressed_compensation.national-2025"
OPEN = "pressed_registration_only.development_zone.national-2026"
QUERY, VALIDITY = "pressed_query_required.national-2025", "pressed_query_validity.national-2026"


def rights_frame() -> Any:
    rows = {
        "right_id": ["C1400002012051129000001", "C1400002012051129000002", "C1409212012057139000003"],
        "mine_name": ["宁武县示例松岭煤矿", "原平市示例云岭煤矿", "定襄县示例青河砂场"],
        "holder": [COAL_HOLDER, "忻州示例乙丑煤业有限公司", "忻州示例丙寅砂石有限公司"],
        "mineral": [Mineral.COAL.value, Mineral.COAL.value, Mineral.SAND_GRAVEL.value],
    }
    shapes = [shapely.box(0, 0, 600, 400), shapely.box(600, 0, 1200, 400), shapely.box(1300, 0, 1800, 400)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def orebodies_frame() -> Any:
    rows = {
        "orebody_id": ["MT-1", "SS-1", "TK-1"],
        "deposit": ["示例松岭煤田", "示例青河砂矿", "示例霜岭铁矿床"],
        "mineral": [Mineral.COAL.value, Mineral.SAND_GRAVEL.value, Mineral.IRON.value],
    }
    shapes = [shapely.box(100, 20, 1100, 380), shapely.box(1300, 100, 1700, 300), shapely.box(-600, 50, -300, 350)]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def zones_frame() -> Any:
    rows = {
        "zone_id": ["Z01"],
        "kind": ["development_zone"],
        "name": ["示例云原经济技术开发区"],
        "level": ["provincial"],
    }
    return gpd.GeoDataFrame(rows, geometry=[shapely.box(900, -100, 1400, 500)], crs=CRS)


def affected(k: int, footprint_m2: float, buffered_m2: float | None, **more: Any) -> AffectedRight:
    row = rights_frame().iloc[k]
    return AffectedRight(
        row["right_id"], row["mine_name"], row["holder"], Mineral(row["mineral"]), footprint_m2, buffered_m2, **more
    )


def project(no: int, name: str, shape: Any, verdict: Verdict, **more: Any) -> PressedProject:
    outline = shape.buffer(15, join_style="mitre")
    made = {
        "owner": "忻州示例云网输变电有限公司",
        "level": "provincial_key",
        "kind": "single_site",
        "protection_grade": "II",
        "date": datetime.date(2026, 10, 12),
        "authority": None,
        "parts": (Part((), shape.area, verdict, footprint=shape),),
        "findings": (),
        "footprint": shape,
        "outline": outline,
        "pillar": outline,
        "footprint_m2": shape.area,
        "outline_m2": outline.area,
        "pillar_m2": outline.area,
        "surface_m": 1480.0,
        "surface_basis": "project",
        "query_date": datetime.date(2026, 9, 20),
        "source": "项目.txt第14行",
    }
    return PressedProject(project_id=f"P{no}", name=name, verdict=verdict, **(made | more))


def _nothing() -> PressedProject:
    return project(1, "示例枫溪乡道", shapely.box(-2000, -2000, -1900, -1990), Verdict.NOT_PRESSED, rulings=(QUERY,))


def _one() -> PressedProject:
    shape = shapely.box(200, 100, 300, 200)
    pillar = shape.buffer(60)
    finding = Finding(
        "MT-1",
        "示例松岭煤田",
        Mineral.COAL,
        10000.0,
        pillar.area,
        {"measured": 12000.0, "indicated": 16000.0, "inferred": 0.0, "proved": 4000.0},
        {"measured": 31000.0, "indicated": 42000.0, "inferred": 20.0, "proved": 9000.0},
        (affected(0, 10000.0, pillar.area, footprint_share=1.0, buffered_share=1.0, is_elevation_shared=True),),
        Verdict.APPROVAL_REQUIRED,
        (APPROVAL, AUTHORITY, COMPENSATION),
        authority=Authority.PROVINCE,
        footprint_share=0.0277,
        buffered_share=0.0801,
        tonnage_basis="resources",
        top_m=1380.0,
        bottom_m=1180.0,
        is_filed=True,
        footprint=shape,
        with_pillar=pillar,
        geometry_steps={"buffer_m": 15.0, "loose_m": 0.0, "beta_deg": 57.2},
    )
    return project(
        2,
        "示例松岭220千伏变电站",
        shape,
        Verdict.APPROVAL_REQUIRED,
        authority=Authority.PROVINCE,
        findings=(finding,),
        rights=finding.rights,
        rulings=(APPROVAL, AUTHORITY, COMPENSATION),
        checklist=(
            ChecklistItem("编制压覆矿产资源评估报告或者调查报告", (APPROVAL,), "report"),
            ChecklistItem("压覆前与矿业权人协商补偿", (COMPENSATION,), "agreement"),
            ChecklistItem("向省自然资源厅办理压覆登记", (), "register", is_confirmed=False),
        ),
        pillar=pillar,
        pillar_m2=pillar.area,
    )


def _many() -> PressedProject:
    shape = shapely.box(150, 180, 1500, 204)
    coal, gravel = shape.intersection(shapely.box(100, 0, 1100, 400)), shapely.box(1300, 180, 1500, 204)
    rights = (
        affected(0, 10800.0, None, footprint_share=0.4737, is_elevation_shared=True),
        affected(1, 12000.0, None, footprint_share=0.5263, is_elevation_shared=True),
    )
    belt = shapely.box(150, 180, 160, 204)
    findings = (
        Finding(
            "MT-1", "示例松岭煤田", Mineral.COAL, coal.area, None, {"indicated": 105000.0}, {}, rights,
            Verdict.FORBIDDEN_IN_PRINCIPLE, (FORBIDDEN, APPROVAL), authority=Authority.PROVINCE,
            tonnage_basis="thickness", footprint=coal, footprint_share=0.06,
        ),
        Finding(
            "SS-1", "示例青河砂矿", Mineral.SAND_GRAVEL, gravel.area, None, {"inferred": 30.0}, {},
            (affected(2, gravel.area, None, footprint_share=1.0),), Verdict.COMPENSATION_ONLY, (COMPENSATION,),
            tonnage_basis="resources", footprint=gravel, footprint_share=0.0001,
        ),
        Finding(
            "TK-1", "示例霜岭铁矿床", Mineral.IRON, belt.area, None, {"unclassified": None}, {}, (),
            Verdict.NEEDS_CONFIRMATION, (APPROVAL,), questions=("该矿体未评审备案，是否属于已查明矿产资源",),
            footprint=belt, is_filed=False,
        ),
    )  # fmt: skip
    zone = shapely.box(900, -100, 1400, 500)
    return project(
        3,
        "示例宁原高速公路",
        shape,
        Verdict.FORBIDDEN_IN_PRINCIPLE,
        level="other",
        kind="linear",
        findings=findings,
        authority=Authority.PROVINCE,
        rights=(*rights, *findings[1].rights),
        rulings=(FORBIDDEN, APPROVAL, AUTHORITY, COMPENSATION, OPEN),
        parts=(
            Part((), shape.difference(zone).area, Verdict.FORBIDDEN_IN_PRINCIPLE, ("MT-1", "TK-1"), footprint=shape.difference(zone)),
            Part(("Z01",), shape.intersection(zone).area, Verdict.NEEDS_CONFIRMATION, ("MT-1", "SS-1"), rulings=(OPEN,),
                 questions=("开发区范围内的项目是否须经审批",), footprint=shape.intersection(zone)),
        ),
        zone_ids=("Z01",),
        questions=("开发区范围内的项目是否须经审批",),
        outline=None,
        pillar=None,
        outline_m2=None,
        pillar_m2=None,
        surface_m=None,
        surface_basis="",
        notes=(Note("surface_missing", "项目和数据集均未提供地面标高，未圈定保护矿柱，只计用地范围", "P3"),),
    )  # fmt: skip


def _waiting() -> PressedProject:
    shape = shapely.box(400, 100, 420, 120)
    base = _one().findings[0]
    finding = replace(
        base, footprint_m2=400.0, footprint=shape, verdict=Verdict.QUERY_NEEDED, rulings=(QUERY, VALIDITY)
    )
    return project(
        4, "示例墨岩村道", shape, Verdict.QUERY_NEEDED, owner="", level="", kind="", protection_grade="", query_date=None,
        findings=(finding,), rulings=(QUERY, VALIDITY), checklist=(ChecklistItem("向省自然资源厅申请查询", (QUERY,), "query"),),
    )  # fmt: skip


def _open() -> PressedProject:
    shape = shapely.box(950, 100, 1050, 180)
    finding = replace(
        _one().findings[0],
        footprint_m2=8000.0,
        footprint=shape,
        with_pillar=shape.buffer(40),
        buffered_m2=shape.buffer(40).area,
        verdict=Verdict.NEEDS_CONFIRMATION,
        rulings=(APPROVAL, OPEN),
        questions=("开发区范围内的项目是否须经审批",),
        rights=(),
    )
    return project(
        5, "示例云原厂房", shape, Verdict.NEEDS_CONFIRMATION, kind="batch", level="other", findings=(finding,),
        rulings=(APPROVAL, OPEN), questions=("开发区范围内的项目是否须经审批",), zone_ids=("Z01",),
        parts=(Part(("Z01",), shape.area, Verdict.NEEDS_CONFIRMATION, ("MT-1",), rulings=(OPEN,), footprint=shape),),
        checklist=(ChecklistItem("向省自然资源厅书面请示该项目是否须经审批", (OPEN,), "ask"),),
    )  # fmt: skip


def pressed_sample(*numbers: int) -> PressedPlan:
    """Return the plan of these projects (all five without arguments)."""
    projects = tuple(make() for make in (_nothing, _one, _many, _waiting, _open))
    chosen = tuple(p for k, p in enumerate(projects, start=1) if not numbers or k in numbers)
    policy = read_policy(AS_OF, ("xinzhou", "shanxi", "national"), {})
    relied = {ruling for p in chosen for ruling in p.rulings}
    return PressedPlan(
        title="忻州市建设项目压覆矿产资源核查",
        as_of=AS_OF,
        dataset_title="示例数据集",
        dataset_version="2026-11",
        is_synthetic=True,
        region_name="忻州市",
        crs=CRS,
        projects=chosen,
        rulings=tuple(r for r in policy.rulings if r.ruling_id in relied),
        notes=(),
        tables={"rights": rights_frame(), "orebodies": orebodies_frame(), "zones": zones_frame()},
        regime="C",
        refused=(Refusal("P9", "坏项目.txt", 7, ("ring crosses itself",)),) if not numbers else (),
    )
