"""Steps 2 and 3: whether anything is pressed at all, in which range, and whether mining is affected."""

from __future__ import annotations

from mineplan.pressed.law.matter import PASS, Matter, Said, asked, cited, is_no, is_yes, words
from mineplan.terms import Verdict


def nothing(matter: Matter) -> Said:
    """Let go what lies over neither known ore nor a right of others: 作无压覆处理.

    No certificate is asked for that (忻自然资发〔2022〕90号 art. 8, while in force).
    """
    if matter.orebody_id or matter.others:
        return PASS
    certificate = matter.find("pressed_no_certificate")
    remarks = ["占地范围和保护矿柱范围内没有已查明矿产资源，也没有他人的矿业权，作无压覆处理。"]
    if matter.holdings:
        remarks = ["位于本单位采矿权范围内，没有已查明矿产资源，作无压覆处理。"]
    if is_yes(certificate) and certificate is not None:
        remarks.append(f"不再要求出具未压覆重要矿产资源的证明（{words(certificate)}）。")
    return Said(Verdict.NOT_PRESSED, cited(matter.find("pressed_scope"), certificate), (), tuple(remarks))


def pillar_range(matter: Matter) -> Said:
    """Ask whether ore counts that only the safety pillar reaches: 2026 notice, part 1 speaks of 占地范围内.

    Until 2025-06-30 the pressed area was drawn with buffer strip and draw angles.
    """
    if not matter.orebody_id or matter.footprint_m2 > 0:
        return PASS
    ruling = matter.find("pressed_pillar")
    if is_yes(ruling):
        return Said(rulings=cited(ruling), remarks=("仅保护矿柱范围压覆，按围护带和移动角圈定的范围计入。",))
    if is_no(ruling):
        return Said(
            Verdict.NOT_PRESSED, cited(ruling), (), ("占地范围内不压覆；仅保护矿柱范围内的资源按情景的采用口径不计。",)
        )
    questions = (asked(ruling),) if ruling is not None else ("仅保护矿柱范围压覆的资源是否计入，未见规定。",)
    return Said(Verdict.NEEDS_CONFIRMATION, cited(ruling), questions, ("占地范围内不压覆，仅保护矿柱范围压覆。",))


def unaffected(matter: Matter) -> Said:
    """Let go an overlap with a right that leaves normal mining unaffected: 不作压覆处理.

    国土资发〔2010〕137号 part 2, then the 2026 notice, part 1. It takes the argument that mining is not affected and
    the agreement of both sides (互不影响协议, 互保协议); a claim alone lets nothing go.
    """
    ruling = matter.find("not_treated_as_pressed")
    if not matter.others or ruling is None or not is_yes(ruling):
        return PASS
    if matter.has_safety_argument and matter.has_agreement:
        text = f"与矿业权范围重叠，论证结论为不影响正常勘查开采并已签订协议，不作压覆处理（{words(ruling)}）。"
        return Said(Verdict.NOT_TREATED_AS_PRESSED, cited(ruling), (), (text,))
    if matter.has_safety_argument:
        return Said(rulings=cited(ruling), remarks=("已提出不影响开采的论证，但未见互不影响协议，不能不作压覆处理。",))
    if matter.has_agreement:
        return Said(rulings=cited(ruling), remarks=("已有互不影响协议，但未见不影响开采的论证，不能不作压覆处理。",))
    return PASS


def right_without_ore(matter: Matter) -> Said:
    """Ask where a right is touched under which no identified ore is known: 矿产资源法 (2024) art. 32(3)."""
    if matter.orebody_id:
        return PASS
    names = "、".join(h.right_id for h in matter.others)
    question = f"与采矿权{names}范围重叠，数据中范围内没有已查明矿产资源；是否对矿业权行使造成直接影响，须论证。"
    return Said(Verdict.NEEDS_CONFIRMATION, cited(matter.find("pressed_compensation")), (question,))
