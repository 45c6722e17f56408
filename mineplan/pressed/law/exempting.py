"""Steps 4 and 5: the builder's own mine; city construction land and development zones."""

from __future__ import annotations

from mineplan.policy import Ruling
from mineplan.pressed.law.banning import contradicts_exemption
from mineplan.pressed.law.importance import weight_of
from mineplan.pressed.law.matter import PASS, Holding, Matter, Said, asked, cited, is_no, is_yes, words
from mineplan.pressed.measures import ZoneFacts
from mineplan.terms import Verdict, ZoneKind

_EXEMPTING = (ZoneKind.URBAN_CONSTRUCTION, ZoneKind.DEVELOPMENT_ZONE)


def own_mine(matter: Matter) -> Said:
    """Let a mining enterprise build inside its own mining area without approval.

    国土资发〔2010〕137号 part 2 to 2025-06-30, 忻自然资发〔2022〕90号 art. 8 while in force; open since the new law.
    Ore under the mining area that the right does not hold (another mineral, other elevations) is asked about.
    """
    ruling = matter.find("pressed_own_mine_exempt")
    if not matter.own_ground or ruling is None or weight_of(matter).is_important is False:
        return PASS
    if any(h.is_own is False for h in matter.holdings) or is_no(ruling):
        return PASS
    unclear = {h.right_id: h for h in (*matter.own_ground, *matter.holdings) if h.is_own is None}
    questions = tuple(same_owner_question(matter.owner, h) for h in unclear.values())
    if is_yes(ruling) and not unclear and matter.holdings:
        text = f"位于本单位矿区范围内，不需审批（{words(ruling)}）。"
        return Said(Verdict.OWN_MINE_EXEMPT, cited(ruling), (), (text,))
    if not ruling.is_settled:
        questions = (*questions, asked(ruling))
    if not matter.holdings:
        names = "、".join(h.right_id for h in matter.own_ground)
        questions = (*questions, f"位于本单位采矿权{names}范围内，所压矿体却不是该采矿权的矿种和标高，是否适用例外？")
    return Said(Verdict.NEEDS_CONFIRMATION, cited(ruling), questions)


def same_owner_question(owner: str, holding: Holding) -> str:
    """Ask whether two names mean one company."""
    return f"建设单位“{owner}”与采矿权{holding.right_id}的采矿权人“{holding.holder}”是否同一主体？"


def exempt_zone(matter: Matter) -> Said:
    """Let city construction land and provincial development zones go with registration alone.

    忻自然资发〔2022〕90号 art. 8, in force 2022-06-16 to 2024-06-16; after it nothing is settled. Where the provincial
    notice of 2024 forbids what art. 8 exempts, the contradiction is asked, not decided.
    """
    if weight_of(matter).is_important is False:
        return PASS
    passed: list[str] = []
    for zone in matter.zones:
        if zone.kind not in _EXEMPTING:
            continue
        if not matter.is_standing(zone):
            passed.append(f"“{zone.name or zone.zone_id}”在判定日不在有效期内，不予考虑。")
            continue
        said = _by_zone(matter, zone)
        if said.verdict is not None:
            return said
        passed += said.remarks
    return Said(remarks=tuple(passed))


def _by_zone(matter: Matter, zone: ZoneFacts) -> Said:
    name = zone.name or zone.zone_id
    level = {"zone_level": str(zone.level)} if zone.level is not None else {}
    ruling = matter.find("pressed_registration_only", zone=str(zone.kind), **level)
    if ruling is None:
        return _without_ruling(matter, zone, name)
    if is_no(ruling):
        return PASS
    if not ruling.is_settled:
        return Said(Verdict.NEEDS_CONFIRMATION, cited(ruling), (asked(ruling),), (f"位于“{name}”内。",))
    return _registered(matter, ruling, name)


def _registered(matter: Matter, ruling: Ruling, name: str) -> Said:
    against = contradicts_exemption(matter)
    if against is not None:
        question = f"{words(ruling)}不需审批，{words(against)}原则上不得压覆，二者不一致，适用哪一项待核实。"
        return Said(Verdict.NEEDS_CONFIRMATION, cited(ruling, against), (question,), (f"位于“{name}”内。",))
    text = f"位于“{name}”内，不需审批，由市局向省厅申请办理压覆登记（{words(ruling)}）。"
    return Said(Verdict.REGISTRATION_ONLY, cited(ruling, matter.find("pressed_registration")), (), (text,))


def _without_ruling(matter: Matter, zone: ZoneFacts, name: str) -> Said:
    """Say why a zone exempts nothing: its level is not the one of the rule, or the rule has lapsed."""
    others = [r for r in matter.policy.rulings if _is_about(r, zone)]
    if others and zone.level is None:
        question = f"开发区“{name}”的级别未填，是否省级开发区？"
        return Said(Verdict.NEEDS_CONFIRMATION, tuple(others), (question,))
    if others:
        label = zone.level.label if zone.level is not None else ""
        return Said(remarks=(f"“{name}”是{label}开发区，不在{words(others[0])}之列。",))
    lapsed = [r for r in matter.policy.expired if _is_about(r, zone)]
    texts = [f"位于“{name}”内，但{words(r)}已于{r.valid_to}届满，不得引用。" for r in lapsed[:1]]
    return Said(remarks=tuple(texts))


def _is_about(ruling: Ruling, zone: ZoneFacts) -> bool:
    return ruling.rule == "pressed_registration_only" and ruling.where.get("zone") == zone.kind
