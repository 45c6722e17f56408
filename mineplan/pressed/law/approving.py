"""Steps 8 to 10: who approves, who is compensated, what is only recorded."""

from __future__ import annotations

from dataclasses import dataclass

from mineplan.policy import Ruling, reaches
from mineplan.pressed.law.banning import reaches_scale
from mineplan.pressed.law.importance import regime_of, weight_of
from mineplan.pressed.law.matter import PASS, Matter, Said, asked, cited, is_yes, words
from mineplan.terms import Authority, Verdict


@dataclass(frozen=True)
class _Approver:
    authority: Authority | None
    rulings: tuple[Ruling, ...] = ()
    questions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def approval(matter: Matter) -> Said:
    """Ask for approval: 矿产资源法 (2024) art. 32(4); until 2025-06-30 国土资发〔2010〕137号 part 2."""
    if not weight_of(matter).is_important:
        return PASS
    rule = "pressed_important_approval" if regime_of(matter.policy) == "A" else "pressed_strategic_approval"
    ruling = matter.find(rule)
    approver = approver_of(matter)
    text = (f"确需压覆的，须经批准（{words(ruling)}）。",) if ruling is not None else ()
    return Said(
        Verdict.APPROVAL_REQUIRED,
        (*cited(ruling), *approver.rulings),
        approver.questions,
        (*text, *approver.remarks),
        approver.authority,
    )


def approver_of(matter: Matter) -> _Approver:
    """Find who approves.

    A: the ministry for oil, gas and radioactive minerals, for what reaches the scale of a large mining area, and for a
    third or more of a large one; otherwise the province (国土资发〔2010〕137号). B: the ministry or the province
    that it authorised, which is not settled. C: by mineral (2026 notice, part 1).
    """
    ruling = matter.find("pressed_authority")
    if ruling is None:
        return _Approver(None, (), ("审批机关未见规定。",))
    if not ruling.is_settled:
        return _Approver(None, (ruling,), (asked(ruling),))
    authority = Authority(str(ruling.amount))
    if regime_of(matter.policy) != "A" or authority is Authority.MINISTRY:
        return _Approver(authority, (ruling,))
    return _by_amount(matter, ruling)


def _by_amount(matter: Matter, province: Ruling) -> _Approver:
    is_large, scale, questions = reaches_scale(matter, "reserve_scale_large", matter.pressed_t)
    amount, share = matter.find("pressed_large_ministry"), matter.find("pressed_share_ministry")
    rulings = cited(province, amount, share, scale)
    if matter.pressed_t is None and scale is not None and scale.is_settled:
        questions = ("压覆资源量不明，不能判定是否达到由部审批的数量。",)
    if is_large is None:
        return _Approver(None, rulings, questions)
    if is_large and is_yes(amount):
        return _Approver(Authority.MINISTRY, rulings, (), ("压覆数量达到大型矿区规模，由部审批。",))
    return _by_share(matter, rulings, share, scale)


def _by_share(matter: Matter, rulings: tuple[Ruling, ...], share: Ruling | None, scale: Ruling | None) -> _Approver:
    """A third or more of a large mining area goes to the ministry, too."""
    pressed = matter.deposit_pressed_t
    if share is None or scale is None or pressed is None:
        return _Approver(None, rulings, ("矿区压覆比例不明，不能判定是否由部审批。",))
    least = float(str(scale.amount)) * float(str(share.amount))
    if pressed < least:  # of no large area could it be a third
        return _Approver(Authority.PROVINCE, rulings)
    if matter.deposit_t is None:
        return _Approver(
            None, rulings, (f"矿区累计查明资源量未填，不能判定压覆比例是否达到由部审批的界限（{words(share)}）。",)
        )
    is_ministry = reaches(scale, matter.deposit_t) and reaches(share, pressed / matter.deposit_t)
    remark = (f"矿区储量规模大型，压覆比例达到由部审批的界限（{words(share)}）。",) if is_ministry else ()
    return _Approver(Authority.MINISTRY if is_ministry else Authority.PROVINCE, rulings, (), remark)


def compensation(matter: Matter) -> Said:
    """Where no approval is asked for but a right is directly affected, its holder is compensated before.

    矿产资源法 (2024) art. 32(3), for any mineral; until 2025-06-30 国土资发〔2010〕137号.
    """
    ruling = matter.find("pressed_compensation")
    if not matter.others or ruling is None or not is_yes(ruling):
        return PASS
    names = "、".join(dict.fromkeys(h.holder or h.right_id for h in matter.others))
    text = f"不属于须经批准的矿产，但压覆{names}的矿业权，应当在压覆前协商补偿（{words(ruling)}）。"
    return Said(Verdict.COMPENSATION_ONLY, cited(ruling), (), (text,))


def record(matter: Matter) -> Said:
    """Where neither applies, the province manages the pressing of other minerals: 2026 notice, part 1."""
    ruling = matter.find("pressed_record")
    if ruling is not None and is_yes(ruling):
        text = f"不属于战略性矿产，由省厅管理（{words(ruling)}）；报告和程序未见规定。"
        return Said(Verdict.RECORD_ONLY, cited(ruling), (), (text,), Authority.PROVINCE)
    return Said(Verdict.NEEDS_CONFIRMATION, (), ("判定日对这类矿产的压覆管理未见规定。",))
