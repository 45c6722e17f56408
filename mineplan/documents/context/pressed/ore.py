"""What is pressed: orebodies, rights, parts of the ground, each as a row of the letter."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.documents.context.law import grounds
from mineplan.documents.context.ledger import text
from mineplan.documents.context.pressed import amounts
from mineplan.documents.context.pressed.surroundings import Surroundings
from mineplan.plans import AffectedRight, Finding, Part, PressedPlan, PressedProject

NO_PILLAR = "未圈定"


def finding_rows(plan: PressedPlan, project: PressedProject) -> list[dict[str, Any]]:
    """Return one row for each orebody, numbered as on the map sheet."""
    return [_finding(no, finding, plan) for no, finding in enumerate(project.findings, start=1)]


def name_of(finding: Finding) -> str:
    """Return what an orebody is called in running text."""
    return f"{finding.deposit}{finding.orebody_id}矿体"


def _finding(no: int, finding: Finding, plan: PressedPlan) -> dict[str, Any]:
    has_pillar = finding.buffered_m2 is not None
    is_under = finding.footprint_m2 > 0
    return {
        "no": no,
        "mark": numbers.circled(no),
        "orebody_id": finding.orebody_id,
        "name": name_of(finding),
        "deposit": text(finding.deposit),
        "mineral": amounts.mineral_of(finding),
        "elevations": numbers.elevations(finding.top_m, finding.bottom_m),
        "filed": {True: "已评审备案", False: "未评审备案", None: "评审备案情况不详"}[finding.is_filed],
        "is_under": is_under,
        "footprint_area": amounts.area_m2(finding.footprint_m2) if is_under else "未压覆",
        "footprint_t": amounts.with_reserves(finding.footprint_t) if is_under else numbers.MISSING,
        "footprint_share": numbers.percent(finding.footprint_share, 2) if is_under else numbers.MISSING,
        "has_pillar": has_pillar,
        "pillar_area": amounts.area_m2(finding.buffered_m2) if has_pillar else NO_PILLAR,
        "pillar_t": amounts.with_reserves(finding.buffered_t) if has_pillar else numbers.MISSING,
        "pillar_share": numbers.percent(finding.buffered_share, 2) if has_pillar else numbers.MISSING,
        "deducted": amounts.with_reserves(finding.deducted_t) if finding.deducted_t else "",
        "basis": _BASES.get(finding.tonnage_basis, finding.tonnage_basis),
        "rights": "、".join(_right_name(right) for right in finding.rights) or "未设采矿权",
        "verdict": finding.verdict.label,
        "grounds": "；".join(grounds(finding.rulings, plan)) or numbers.MISSING,
        "remarks": "".join(finding.remarks),
        "sentence": _sentence(finding),
    }


_BASES = {
    "reports": "采矿权范围内按分矿权资源量和压覆体积比例计算，其余按矿体计算",
    "resources": "按矿体资源量和压覆体积比例计算",
    "thickness": "按压覆面积、厚度和体重计算",
    "not_known": "",
}


def _sentence(finding: Finding) -> str:
    """Tell one orebody: under the footprint, and with the pillar."""
    place = numbers.elevations(finding.top_m, finding.bottom_m)
    mineral = amounts.mineral_of(finding)
    head = f"{name_of(finding)}（{mineral}{f'，标高{place}米' if place != numbers.MISSING else ''}）"
    own = (
        f"用地范围内压覆面积{amounts.area_m2(finding.footprint_m2)}平方米，{_pressed(finding.footprint_t)}"
        if finding.footprint_m2 > 0
        else "用地范围未压覆"
    )
    if finding.buffered_m2 is None:
        return f"{head}：{own}；保护矿柱未圈定。"
    with_pillar = f"计入保护矿柱压覆面积{amounts.area_m2(finding.buffered_m2)}平方米，{_pressed(finding.buffered_t)}"
    return f"{head}：{own}；{with_pillar}。"


def _pressed(tonnages: Any) -> str:
    told = amounts.with_reserves(tonnages)
    return told if told == amounts.UNKNOWN else f"压覆{told}"


def _right_name(right: AffectedRight) -> str:
    return right.mine_name or right.right_id


def right_rows(project: PressedProject) -> list[dict[str, Any]]:
    """Return every right that is touched, with its share of what is pressed; numbered on after the orebodies."""
    rows = []
    for no, right in enumerate(project.rights, start=len(project.findings) + 1):
        pressed = [(f, r) for f in project.findings for r in f.rights if r.right_id == right.right_id]
        rows.append(_right(no, right, pressed))
    return rows


def _right(no: int, right: AffectedRight, pressed: list[tuple[Finding, AffectedRight]]) -> dict[str, Any]:
    return {
        "no": no,
        "mark": numbers.circled(no),
        "right_id": right.right_id,
        "name": _right_name(right),
        "mine_name": text(right.mine_name),
        "holder": text(right.holder),
        "mineral": numbers.MISSING if right.mineral is None else right.mineral.label,
        "valid_to": numbers.short_day(right.valid_to),
        "footprint_area": amounts.area_m2(right.footprint_m2) if right.footprint_m2 > 0 else "未涉及",
        "pillar_area": amounts.area_m2(right.buffered_m2) if right.buffered_m2 is not None else NO_PILLAR,
        "shares": [_share(finding, own) for finding, own in pressed],
        "is_own": {True: "是", False: "否", None: "待核对"}[right.is_own],
        "affected": _affected([own.is_directly_affected for _, own in pressed]),
    }


def _affected(answers: list[bool | None]) -> str:
    """Say whether a right is affected through any of the orebodies."""
    if not answers:
        return "未压覆其矿体"
    return "直接影响" if True in answers else "待核实" if None in answers else "不直接影响"


def _share(finding: Finding, right: AffectedRight) -> dict[str, str]:
    has_own, has_pillar = right.footprint_m2 > 0, right.buffered_m2 is not None
    return {
        "orebody_id": finding.orebody_id,
        "footprint_area": amounts.area_m2(right.footprint_m2) if has_own else numbers.MISSING,
        "footprint_share": numbers.percent(right.footprint_share, 2) if has_own else numbers.MISSING,
        "footprint_t": amounts.with_reserves(right.footprint_t) if has_own else numbers.MISSING,
        "pillar_area": amounts.area_m2(right.buffered_m2) if has_pillar else NO_PILLAR,
        "pillar_share": numbers.percent(right.buffered_share, 2) if has_pillar else numbers.MISSING,
        "pillar_t": amounts.with_reserves(right.buffered_t) if has_pillar else numbers.MISSING,
    }


def share_rows(rights: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row for each right and orebody of it; number, holder and effect stand in the first row only."""
    blank = dict.fromkeys(("right_id", "holder", "affected"), "")
    rows = []
    for right in rights:
        none = {
            "orebody_id": "未压覆其矿体",
            "footprint_area": right["footprint_area"],
            "pillar_area": right["pillar_area"],
        }
        none |= dict.fromkeys(("footprint_share", "footprint_t", "pillar_share", "pillar_t"), numbers.MISSING)
        for k, share in enumerate(right["shares"] or [none]):
            rows.append(right | (blank if k else {}) | share)
    return [{key: value for key, value in row.items() if key != "shares"} for row in rows]


def place_of(part: Part, around: Surroundings) -> str:
    """Return what a part of the ground is called."""
    names = "、".join(around.short(zone) for zone in part.zone_ids)
    return f"位于{names}的部分" if names else "管控区域以外的部分"


def part_rows(project: PressedProject, around: Surroundings, plan: PressedPlan) -> list[dict[str, Any]]:
    """Return the parts into which zones split the ground."""
    # Ground in zones first: what is left of the rest is then clear.
    ordered = sorted(project.parts, key=lambda part: not part.zone_ids)
    return [
        {
            "no": no,
            "place": place_of(part, around),
            "area": amounts.area_m2(part.area_m2),
            "orebodies": "、".join(part.orebody_ids) or "未压覆",
            "verdict": part.verdict.label,
            "grounds": "；".join(grounds(part.rulings, plan)) or numbers.MISSING,
        }
        for no, part in enumerate(ordered, start=1)
    ]
