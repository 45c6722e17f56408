"""Step 6: whether the mineral must not be pressed without approval, and whether it is identified."""

from __future__ import annotations

from dataclasses import dataclass

from mineplan.policy import Policy, Ruling
from mineplan.pressed.law.matter import PASS, Matter, Said, asked, cited, is_no, is_yes
from mineplan.terms import Verdict


@dataclass(frozen=True)
class Weight:
    """Whether a mineral is important (regime A) or strategic (B, C); None is open, and `questions` say why."""

    is_important: bool | None
    rulings: tuple[Ruling, ...] = ()
    questions: tuple[str, ...] = ()


def regime_of(policy: Policy) -> str:
    """Return A, B or C, or "" for a day outside every regime."""
    ruling = policy.find("pressed_regime")
    return "" if ruling is None else str(ruling.amount)


def weight_of(matter: Matter) -> Weight:
    """Weigh the mineral by the list of the day.

    A: the 34 minerals of the appendix and the province's own list (国土资发〔2010〕137号 part 2).
    B, C: the strategic catalogue (矿产资源法 (2024) art. 8, 32(4)).
    """
    if matter.mineral is None:
        return Weight(None, (), ("矿种未填，不能判定是否属于重要矿产或者战略性矿产。",))
    return _by_appendix(matter) if regime_of(matter.policy) == "A" else strategic(matter)


def strategic(matter: Matter) -> Weight:
    """Weigh the mineral by the strategic catalogue of the day."""
    ruling = matter.find("strategic_mineral")
    if ruling is None:
        return Weight(None, (), ("判定日的战略性矿产目录未见。",))
    if not ruling.is_settled:
        label = matter.mineral.label if matter.mineral is not None else ""
        return Weight(None, (ruling,), (f"{label}是否属于战略性矿产：{ruling.remark}",))
    return Weight(ruling.amount is True, (ruling,))


def _by_appendix(matter: Matter) -> Weight:
    listed = matter.find("appendix_34")
    if is_yes(listed):
        return Weight(True, cited(listed))
    provincial = matter.find("provincial_important_mineral")
    rulings = cited(listed, provincial)
    if is_yes(provincial) or is_no(provincial):
        return Weight(is_yes(provincial), rulings)
    question = asked(provincial) if provincial is not None else "省级优势矿产、紧缺矿产目录未见。"
    return Weight(None, rulings, (question,))


def importance(matter: Matter) -> Said:
    """Ask where the list of the day does not settle whether the mineral may be pressed without approval."""
    weight = weight_of(matter)
    if weight.is_important is None:
        return Said(Verdict.NEEDS_CONFIRMATION, weight.rulings, weight.questions)
    return Said(rulings=weight.rulings)


def identified(matter: Matter) -> Said:
    """Ask whether ore counts as identified (已查明) whose resources were never filed.

    国土资发〔2010〕137号 part 2 and the 2026 notice, part 1 speak of 已查明; what that takes is not settled for Shanxi.
    """
    if matter.is_filed is not False or not weight_of(matter).is_important:
        return PASS
    ruling = matter.find("pressed_identified")
    if is_yes(ruling):
        return Said(rulings=cited(ruling), remarks=("资源量未经评审备案，按情景的采用口径算已查明。",))
    if is_no(ruling) and not matter.others:
        return Said(Verdict.NOT_PRESSED, cited(ruling), (), ("资源量未经评审备案，按情景的采用口径不算已查明。",))
    questions = (asked(ruling),) if ruling is not None and not ruling.is_settled else ()
    return Said(Verdict.NEEDS_CONFIRMATION, cited(ruling), questions, ("资源量未经评审备案。",))
