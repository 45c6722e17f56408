"""Step 7: what in principle must not be pressed."""

from __future__ import annotations

from mineplan.policy import Ruling, reaches
from mineplan.pressed.law.importance import strategic, weight_of
from mineplan.pressed.law.matter import PASS, Matter, Said, asked, cited, is_yes, words
from mineplan.terms import Authority, Mineral, ProjectKind, ProjectLevel, Verdict

_KEY = (ProjectLevel.NATIONAL_KEY.value, ProjectLevel.PROVINCIAL_KEY.value)
# Minerals of which the law bans only one type of ore, and what that is called.
_TYPED = {Mineral.COAL: "炼焦用煤", Mineral.IRON: "富铁矿", Mineral.COPPER: "富铜矿"}


def banned_mineral(matter: Matter) -> Said:
    """Forbid the twelve minerals in mining areas of medium scale and above: 国土资发〔2010〕137号 part 2.

    Excepted are major national projects that the State Council approved, or a department of it.
    """
    ruling = matter.find("pressed_principle_ban")
    if ruling is None or not ruling.is_settled:
        return _untyped(matter)
    is_medium, scale, questions = reaches_scale(matter, "reserve_scale_medium", matter.deposit_t)
    if is_medium is False:
        return Said(rulings=cited(ruling, scale), remarks=("矿区储量规模在中型以下，不在原则上不得压覆之列。",))
    if is_medium is None:
        return Said(Verdict.NEEDS_CONFIRMATION, cited(ruling, scale), questions)
    if matter.is_state_approved:
        text = f"矿区规模中型以上，但项目经国务院或者其组成部门批准，属例外（{words(ruling)}）。"
        return Said(rulings=cited(ruling, scale), remarks=(text,))
    if matter.level == ProjectLevel.NATIONAL_KEY.value and matter.is_state_approved is None:
        question = f"是否经国务院或者国务院组成部门按照国家产业政策批准的国家重大建设项目（{words(ruling)}的例外）？"
        return Said(Verdict.NEEDS_CONFIRMATION, cited(ruling, scale), (question,))
    text = f"矿区储量规模中型以上，原则上不得压覆（{words(ruling)}）。"
    return Said(Verdict.FORBIDDEN_IN_PRINCIPLE, cited(ruling, scale), (), (text,))


def _untyped(matter: Matter) -> Said:
    """Remind of the ban where the type of ore is not known; approval is asked for in any case."""
    name = _TYPED.get(matter.mineral) if matter.mineral is not None else None
    general = [r for r in matter.policy.rulings if r.rule == "pressed_principle_ban"]
    if not name or matter.ore_type or not general:
        return PASS
    return Said(questions=(f"矿石类型未填：若为{name}且矿区储量规模在中型以上，原则上不得压覆。",))


def reaches_scale(
    matter: Matter, rule: str, tonnes: float | None
) -> tuple[bool | None, Ruling | None, tuple[str, ...]]:
    """Return whether a tonnage reaches a reserve scale; None with the question where that is open."""
    ruling = matter.find(rule)
    label = matter.mineral.label if matter.mineral is not None else "该矿种"
    if ruling is None:
        return None, None, (f"{label}的储量规模界限未收录，不能判定矿区规模。",)
    if not ruling.is_settled or not isinstance(ruling.amount, int | float):
        return None, ruling, (asked(ruling),)
    if tonnes is None:
        return None, ruling, ("矿区累计查明资源量未填，不能判定矿区规模。",)
    return reaches(ruling, tonnes), ruling, ()


def key_project(matter: Matter) -> Said:
    """Forbid strategic minerals to all but key projects that need their own site: Shanxi's notice of 2024, part 1(4).

    If it cannot be helped, the provincial department has it argued and approves.
    """
    ruling = matter.find("pressed_forbidden_in_principle")
    if ruling is None or not is_yes(ruling):
        return PASS
    weight = strategic(matter)
    if weight.is_important is False:
        return PASS
    if weight.is_important is None:
        return Said(rulings=cited(ruling), questions=weight.questions)
    is_excused, questions = _is_excused(matter)
    linear = matter.find("single_site_linear") if matter.kind == ProjectKind.LINEAR.value else None
    rulings = (*cited(ruling, linear), *weight.rulings)
    if is_excused is None:
        return Said(Verdict.NEEDS_CONFIRMATION, rulings, questions)
    if is_excused:
        return Said(rulings=rulings, remarks=(f"省级以上重点项目需单独选址用地，不在{words(ruling)}限制之列。",))
    source = words(ruling)
    text = f"不是需单独选址的省级以上重点项目，原则上不得压覆战略性矿产资源（{source}）；确需压覆的，由省厅论证、批准。"
    return Said(Verdict.FORBIDDEN_IN_PRINCIPLE, rulings, (), (text,), Authority.PROVINCE)


def _is_excused(matter: Matter) -> tuple[bool | None, tuple[str, ...]]:
    """Return whether the project is a key one with its own site; None with the questions where that is open."""
    if matter.level and matter.level not in _KEY:
        return False, ()
    if matter.kind == ProjectKind.BATCH.value:
        return False, ()
    questions = []
    if not matter.level:
        questions.append("项目级别未填：是否省级以上重点项目？")
    if not matter.kind:
        questions.append("项目类型未填：是否需单独选址用地？")
    if matter.kind == ProjectKind.LINEAR.value:
        linear = matter.find("single_site_linear")
        if not is_yes(linear):
            questions.append("线性工程是否属于单独选址项目，待核实。")
    return (None, tuple(questions)) if questions else (True, ())


def contradicts_exemption(matter: Matter) -> Ruling | None:
    """Return the ruling that forbids in principle what a zone would exempt on the same day."""
    ruling = matter.find("pressed_forbidden_in_principle")
    if not is_yes(ruling) or strategic(matter).is_important is False or not weight_of(matter).is_important:
        return None
    return None if _is_excused(matter)[0] else ruling
