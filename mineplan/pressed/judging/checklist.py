"""What has to be filed and done, each with the rulings that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from mineplan.plans import ChecklistItem
from mineplan.policy import Ruling
from mineplan.pressed.law import Holding, Matter
from mineplan.terms import Authority, ProjectKind, Verdict, ZoneKind

_APPROVAL = (Verdict.APPROVAL_REQUIRED, Verdict.FORBIDDEN_IN_PRINCIPLE)


def checklist_of(
    matter: Matter,
    verdicts: set[Verdict],
    authority: Authority | None,
    questions: tuple[str, ...],
    has_compensation: bool,
) -> tuple[ChecklistItem, ...]:
    """Return the checklist of a project.

    Parameters
    ----------
    matter
        The project's facts, the zones of all its pressed ground, and every right of others that it affects.
    verdicts
        Of its parts and findings.
    authority, questions
        Who approves, and what is open.
    has_compensation
        Whether the agreement on compensation is there.
    """
    items = [*_query(matter, verdicts), *_open(questions), *_unaffected(matter, verdicts)]
    if verdicts & set(_APPROVAL):
        items += _approval(matter, verdicts, authority)
    if verdicts & {*_APPROVAL, Verdict.COMPENSATION_ONLY}:
        items += _compensation(matter, has_compensation)
    if Verdict.REGISTRATION_ONLY in verdicts:
        items += _item(matter, "registration", "由市局向省自然资源厅申请办理压覆登记", "pressed_registration")
    if verdicts & set(_APPROVAL):
        items += _after_approval(matter)
    if Verdict.RECORD_ONLY in verdicts:
        items += _item(
            matter, "record", "按省厅的要求报告压覆情况（报告类型未见规定）", "pressed_record", "pressed_report"
        )
    return tuple(items)


def _item(matter: Matter, code: str, text: str, *rules: str) -> list[ChecklistItem]:
    found = [ruling for rule in rules if (ruling := matter.find(rule)) is not None]
    return [_made(code, text, found)]


def _made(code: str, text: str, rulings: list[Ruling]) -> ChecklistItem:
    return ChecklistItem(
        text, tuple(r.ruling_id for r in rulings), code, bool(rulings) and all(r.is_settled for r in rulings)
    )


def _query(matter: Matter, verdicts: set[Verdict]) -> Iterator[ChecklistItem]:
    if Verdict.QUERY_NEEDED in verdicts:
        yield from _item(
            matter, "query", "由建设单位向省自然资源厅申请压覆查询", "pressed_query_required", "pressed_query_validity"
        )


def _open(questions: tuple[str, ...]) -> Iterator[ChecklistItem]:
    for question in questions:
        yield ChecklistItem(f"核实：{question}", (), "question", False)


def _unaffected(matter: Matter, verdicts: set[Verdict]) -> Iterator[ChecklistItem]:
    if Verdict.NOT_TREATED_AS_PRESSED in verdicts:
        yield from _item(matter, "agreement", "附安全论证意见和互不影响（互保）协议", "not_treated_as_pressed")


def _approval(matter: Matter, verdicts: set[Verdict], authority: Authority | None) -> Iterator[ChecklistItem]:
    if Verdict.FORBIDDEN_IN_PRINCIPLE in verdicts:
        text = "优化选址避让；确需压覆的，报省自然资源厅组织论证"
        yield from _item(matter, "argument", text, "pressed_forbidden_in_principle", "pressed_principle_ban")
    yield from _report(matter)
    name = authority.label if authority is not None else "审批机关（待核实）"
    yield from _item(
        matter,
        "approval",
        f"向{name}申请压覆审批",
        "pressed_important_approval",
        "pressed_strategic_approval",
        "pressed_authority",
    )


def _report(matter: Matter) -> Iterator[ChecklistItem]:
    """Name the report; in an area assessed as a whole only linear works need one (优化营商环境条例 art. 42(2))."""
    assessment = matter.find("area_assessment")
    is_assessed = any(zone.kind is ZoneKind.AREA_ASSESSMENT and matter.is_standing(zone) for zone in matter.zones)
    if is_assessed and assessment is not None and matter.kind not in ("", ProjectKind.LINEAR.value):
        text = "使用区域评估成果，不再单独编制压覆评估报告（交通、水利、能源等领域的重大工程除外）"
        yield _made("area_assessment", text, [assessment])
        return
    report = matter.find("pressed_report")
    name = report.amount if report is not None and isinstance(report.amount, str) else "报告"
    yield _made("report", f"编制压覆矿产资源{name}", [report] if report is not None else [])


def _compensation(matter: Matter, has_compensation: bool) -> Iterator[ChecklistItem]:
    names = dict.fromkeys(_named(holding) for holding in matter.others)
    state = "（已签订，附协议）" if has_compensation else ""
    for name in names:
        yield from _item(matter, "compensation", f"压覆前与{name}协商并签订补偿协议{state}", "pressed_compensation")


def _named(holding: Holding) -> str:
    return holding.holder or f"采矿权{holding.right_id}的采矿权人"


def _after_approval(matter: Matter) -> Iterator[ChecklistItem]:
    days = matter.find("pressed_registration_days")
    limit = (
        f"，期限{days.amount:g}个工作日（待核实）" if days is not None and isinstance(days.amount, float | int) else ""
    )
    yield from _item(
        matter,
        "registration",
        f"批准后办理压覆资源储量登记{limit}",
        "pressed_registration",
        "pressed_registration_days",
    )
    penalty = matter.find("pressed_penalty")
    if penalty is not None:
        yield _made("penalty", f"未经批准不得压覆：{penalty.citation.sentence}", [penalty])
