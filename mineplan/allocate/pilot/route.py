"""The route in law by which a coal mine comes to the bauxite under it, and what must be done before."""

from __future__ import annotations

from mineplan.allocate.pilot.case import MineFacts
from mineplan.allocate.pilot.orders import Order
from mineplan.policy import Policy, Ruling
from mineplan.terms import Authority, Exploration, MiningOrder, MiningState


def route_of(facts: MineFacts, policy: Policy) -> tuple[str, tuple[str, ...]]:
    """Return the route in Chinese and the rulings that give it.

    The holder's priority for other minerals newly found (law art. 23), no second right inside the registered area
    unless rules by mineral allow it, joint mining of associated minerals (art. 39), who registers, and what no text
    at hand settles. A ruling that is not in force that day is left out, and the sentence says which.
    """
    if not facts.unders:
        return "矿区范围内没有铝土矿体，不涉及", ()
    found: list[Ruling] = []

    def cited(rule: str, words: str, **where: str) -> str:
        ruling = policy.find(rule, **where)
        if ruling is None:
            return ""
        found.append(ruling)
        return f"{words}（{_ground(ruling)}）"

    parts = [
        cited("priority_newly_found", "煤矿采矿权人有权依法优先取得登记区域内新发现的铝土矿的矿业权"),
        cited("associated_minerals", "对具有工业价值的共生铝土矿应当综合开采、综合利用"),
        cited("right_overlap", "登记的开采区域内不得设立其他矿业权，国家规定可以按照不同矿种分别设立的除外"),
        cited("registering_authority", f"铝土矿由{_authority(policy)}出让登记", mineral="bauxite"),
    ]
    said = [part for part in parts if part]
    if policy.find("priority_newly_found") is None:
        said.append(f"{policy.on:%Y-%m-%d}没有关于优先取得的规定在施行")
    said += [_open_route(policy, found), *_doubts(facts)]
    return "；".join(part for part in said if part) + "。", tuple(r.ruling_id for r in found)


def _ground(ruling: Ruling) -> str:
    name = f"{ruling.citation.document}{ruling.citation.article}"
    return name if ruling.certainty.value == "read" else f"{name}，{ruling.certainty.label}"


def _authority(policy: Policy) -> str:
    ruling = policy.find("registering_authority", mineral="bauxite")
    return "有权机关" if ruling is None else Authority(str(ruling.amount)).label


def _open_route(policy: Policy, found: list[Ruling]) -> str:
    ruling = policy.find("coal_under_aluminium_route")
    if ruling is None:
        return ""
    found.append(ruling)
    if ruling.is_settled:
        return f"办理途径：{ruling.amount}（情景假定：{ruling.assumed}）"
    return "以增列矿种办理变更登记还是另设采矿权，官方文件未见，报批前须向省自然资源厅核实"


def _doubts(facts: MineFacts) -> list[str]:
    words = []
    outside = [u for u in facts.unders if u.body.share < 0.9995]
    if outside:
        names = "、".join(f"{u.body.orebody_id}（{1 - u.body.share:.1%}在矿区外）" for u in outside)
        words.append(f"矿体{names}伸出矿区，伸出部分不在优先取得之列")
    low = [u for u in facts.unders if u.below_share]
    if low:
        names = "、".join(f"{u.body.orebody_id}（{u.below_share:.1%}）" for u in low)
        words.append(f"矿体{names}低于许可证标高下限，是否属于“登记的开采区域”须核实，并办理标高变更")
    return words


_DONE = (
    ("design_share", "编制煤铝综合开发利用方案"),
    ("safety_share", "完成煤铝开采相互影响的安全论证"),
    ("water_share", "完成铝土矿水文地质勘查和突水危险性评价"),
    ("consent_share", "办理立项、环评、用地等手续"),
)
_STATES = {
    MiningState.GOAF: "查明上部采空区积水、积气和顶板稳定情况，先探后采",
    MiningState.MINING: "与上部煤层采区错开布置，统一通风、排水和应急",
    MiningState.OPEN_PIT: "与露天采场统一边坡设计和排土安排",
    MiningState.UNMINED: "论证采动对上部煤层及其可采性的影响",
}


def measures_of(facts: MineFacts, order: Order, policy: Policy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what must be done first, in order, and the rulings that ask it."""
    measures, rulings = _exploring(facts, policy)
    for column, words in _DONE:
        done = facts.number(column)
        if done is None or done < 1:
            measures.append(words + ("（完成程度未填）" if done is None else f"（已完成{done:.0%}）"))
    measures += _water_measures(facts)
    if facts.state:
        measures.append(_STATES[MiningState(facts.state)])
    if order.order is MiningOrder.OPEN:
        measures.append("组织开采顺序专项论证")
    if not facts.number("works_capacity_t_a"):
        measures.append("确定铝土矿工程能力")
    for rule, words in (
        ("mining_plan_approval", "编制含铝土矿的开采方案，报原矿业权出让部门批准"),
        ("restoration_plan", "编制矿区生态修复方案，随开采方案报批"),
        ("grant_revenue", "按国家规定缴纳铝土矿出让收益"),
    ):
        ruling = policy.find(rule)
        if ruling is not None:
            measures.append(f"{words}（{_ground(ruling)}）")
            rulings.append(ruling.ruling_id)
    return tuple(measures), tuple(rulings)


def _exploring(facts: MineFacts, policy: Policy) -> tuple[list[str], list[str]]:
    stage = facts.pilot.get("exploration")
    if stage == Exploration.ADVANCED:
        return [], []
    label = Exploration(str(stage)).label if isinstance(stage, str) else "未填"
    words, rulings = f"提高铝土矿勘查程度（现为{label}）", []
    for rule in ("own_area_exploration", "reserve_report"):
        ruling = policy.find(rule)
        if ruling is not None:
            rulings.append(ruling.ruling_id)
    return [f"{words}并编制储量报告"], rulings


def _water_measures(facts: MineFacts) -> list[str]:
    water = facts.water
    if water.verdict == "over_limit":
        return ["疏水降压或者注浆加固底板，使突水系数降到限值以内后方可安排"]
    if water.verdict == "unknown":
        return ["补充奥灰水位和隔水层厚度观测"]
    if water.verdict == "needs_confirmation":
        return ["核实突水系数限值和底板完整性"]
    return ["按带压开采设防，留设防水煤（岩）柱"] if water.is_pressured else []
