"""Layers of a pressed-ore run: footprints, pillars, pressed ore, parts, and the ground they were held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.documents.context.law import grounds
from mineplan.documents.context.pressed.amounts import with_reserves
from mineplan.documents.context.pressed.surroundings import on_its_day
from mineplan.documents.geopackage import symbols
from mineplan.documents.geopackage.frames import Layer, frame_of, typed
from mineplan.documents.geopackage.ground import ground_layers, styled
from mineplan.terms import ProjectKind, ProjectLevel, ProtectionGrade, Verdict, term_of

if TYPE_CHECKING:
    from mineplan.plans import PressedPlan

FOOTPRINTS, STRIPS, PILLARS = "用地范围", "围护带", "保护矿柱"
PRESSED_FOOTPRINT, PRESSED_PILLAR, PARTS = "压覆部分_用地", "压覆部分_含矿柱", "分区"
VERDICT, PROJECT_ID = "核查结论", "项目编号"

_VERDICTS = {
    Verdict.FORBIDDEN_IN_PRINCIPLE: "165,15,21",
    Verdict.APPROVAL_REQUIRED: "222,45,38",
    Verdict.NEEDS_CONFIRMATION: "253,141,60",
    Verdict.QUERY_NEEDED: "254,196,79",
    Verdict.COMPENSATION_ONLY: "116,169,207",
    Verdict.REGISTRATION_ONLY: "54,144,192",
    Verdict.RECORD_ONLY: "166,189,219",
    Verdict.OWN_MINE_EXEMPT: "120,198,121",
    Verdict.NOT_TREATED_AS_PRESSED: "173,221,142",
    Verdict.NOT_PRESSED: "199,233,192",
}


def pressed_layers(plan: PressedPlan) -> list[tuple[Layer, str]]:
    """Return the layers with their styles, lowest on the map last; a run without frames has its own shapes only."""
    layers = [
        (Layer(FOOTPRINTS, _projects(plan, "footprint"), "MultiPolygon"), _by_verdict("255")),
        (Layer(PARTS, _parts(plan), "MultiPolygon"), _by_verdict("120")),
        (Layer(PRESSED_FOOTPRINT, _findings(plan, "footprint"), "MultiPolygon"), _by_verdict("170")),
        (Layer(PRESSED_PILLAR, _findings(plan, "with_pillar"), "MultiPolygon"), _by_verdict("110")),
        (Layer(STRIPS, _projects(plan, "outline"), "MultiPolygon"), _outline("215,48,31,255", "0.3")),
        (Layer(PILLARS, _projects(plan, "pillar"), "MultiPolygon"), _outline("127,0,0,255", "0.5")),
    ]
    return [*layers, *ground_layers(plan)]


def _projects(plan: PressedPlan, shape: str) -> Any:
    own = [project for project in plan.projects if _is_there(getattr(project, shape))]
    columns = {
        PROJECT_ID: typed([p.project_id for p in own], "text"),
        "项目名称": typed([p.name for p in own], "text"),
        "建设单位": typed([p.owner for p in own], "text"),
        VERDICT: typed([p.verdict for p in own], "text"),
        "审批或管理机关": typed([p.authority for p in own], "text"),
        "项目级别": typed([term_of(ProjectLevel, p.level) for p in own], "text"),
        "用地类型": typed([term_of(ProjectKind, p.kind) for p in own], "text"),
        "保护等级": typed([term_of(ProtectionGrade, p.protection_grade) for p in own], "text"),
        "面积_平方米": typed([_area(p, shape) for p in own], "number"),
        "压覆矿体": typed(["、".join(f.orebody_id for f in p.findings) for p in own], "text"),
        "依据": typed(["；".join(grounds(p.rulings, on_its_day(plan, p))) for p in own], "text"),
        "待核实问题": typed(["；".join(p.questions) for p in own], "text"),
    }
    return frame_of(columns, [getattr(p, shape) for p in own], plan.crs)


def _area(project: Any, shape: str) -> float | None:
    value: float | None = getattr(project, f"{shape}_m2")
    return None if value is None else round(value, 2)


def _findings(plan: PressedPlan, shape: str) -> Any:
    own = [(p, f) for p in plan.projects for f in p.findings if _is_there(getattr(f, shape))]
    side = "footprint" if shape == "footprint" else "buffered"
    columns = {
        PROJECT_ID: typed([p.project_id for p, _ in own], "text"),
        "矿体编号": typed([f.orebody_id for _, f in own], "text"),
        "矿床名称": typed([f.deposit for _, f in own], "text"),
        "矿种": typed([f.mineral for _, f in own], "text"),
        VERDICT: typed([f.verdict for _, f in own], "text"),
        "压覆面积_平方米": typed([_rounded(getattr(f, f"{side}_m2")) for _, f in own], "number"),
        "压覆量": typed([with_reserves(getattr(f, f"{side}_t")) for _, f in own], "text"),
        "采矿许可证号": typed(["、".join(f.right_ids) for _, f in own], "text"),
        "依据": typed(["；".join(grounds(f.rulings, on_its_day(plan, p))) for p, f in own], "text"),
    }
    return frame_of(columns, [getattr(f, shape) for _, f in own], plan.crs)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _parts(plan: PressedPlan) -> Any:
    own = [(p, part) for p in plan.projects if len(p.parts) > 1 for part in p.parts if _is_there(part.footprint)]
    columns = {
        PROJECT_ID: typed([p.project_id for p, _ in own], "text"),
        "区域编号": typed(["、".join(part.zone_ids) for _, part in own], "text"),
        VERDICT: typed([part.verdict for _, part in own], "text"),
        "面积_平方米": typed([_rounded(part.area_m2) for _, part in own], "number"),
        "依据": typed(["；".join(grounds(part.rulings, on_its_day(plan, p))) for p, part in own], "text"),
    }
    return frame_of(columns, [part.footprint for _, part in own], plan.crs)


def _is_there(shape: Any) -> bool:
    return shape is not None and not shape.is_empty


def _by_verdict(alpha: str) -> str:
    fills = [(v.label, v.label, symbols.fill(f"{rgb},{alpha}", f"{rgb},255", "0.4")) for v, rgb in _VERDICTS.items()]
    return styled(symbols.categorised(VERDICT, fills), (PROJECT_ID, "60,20,20,255", "8", "200000"))


def _outline(colour: str, width: str) -> str:
    return symbols.text_of(symbols.document(symbols.single("fill", symbols.fill("0,0,0,0", colour, width, style="no"))))
