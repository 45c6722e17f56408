"""Cases of pressed ore that a lawyer can read: tests/policy/pressing."""

from pathlib import Path

import pytest

from mineplan.policy import Assumption, read_policy
from mineplan.pressed.law import Holding, Matter, SameOwner, ask_query, compare_owners, decide
from mineplan.pressed.measures import ZoneFacts
from mineplan.terms import (
    Authority,
    Mineral,
    OreType,
    ProjectKind,
    ProjectLevel,
    Verdict,
    YesNo,
    ZoneKind,
    ZoneLevel,
    term_of,
)
from mineplan.yamlfile import read_yaml

HERE = Path(__file__).parents[2] / "policy" / "pressing"
CASES = [case for path in sorted(HERE.glob("*.yaml")) for case in read_yaml(path)]
EVERYWHERE = ("xinzhou", "shanxi", "national")
KEYS = {"name", "on", "assume", "step", "project", "zones", "ore", "rights", "own_ground", "expect"}
IS_OWN = {SameOwner.SAME: True, SameOwner.VARIANT: True, SameOwner.ASK: None, SameOwner.DIFFERENT: False}


def term(kind, text):
    if text is None:
        return None
    found = term_of(kind, text)
    assert found is not None, f"{kind.__name__} “{text}”"
    return found


def code(kind, text):
    return "" if text is None else term(kind, text).value


def answer(text):
    return None if text is None else term(YesNo, text) is YesNo.YES


def matter_of(case):
    project, ore = case.get("project", {}), case.get("ore")
    assume = {key: Assumption(**value) for key, value in case.get("assume", {}).items()}
    zones = [
        ZoneFacts(f"Z{n}", term(ZoneKind, z["kind"]), None, level=term(ZoneLevel, z.get("level")),
                  valid_from=z.get("valid_from"), valid_to=z.get("valid_to"))
        for n, z in enumerate(case.get("zones", []), 1)
    ]  # fmt: skip
    owner = project.get("owner", "")
    holdings = [
        Holding(f"C{n}", r["holder"], term(Mineral, r.get("mineral")), IS_OWN[compare_owners(owner, r["holder"])])
        for n, r in enumerate(case.get("rights", []), 1)
    ]
    own = tuple(h for h in holdings if h.is_own is not False)
    found = {} if ore is None else {
        "orebody_id": "KT1",
        "mineral": term(Mineral, ore.get("mineral")),
        "ore_type": code(OreType, ore.get("ore_type")),
        "is_filed": answer(ore.get("is_filed")),
        "footprint_m2": ore.get("footprint_m2", 1000.0),
        "buffered_m2": ore.get("buffered_m2"),
        "pressed_t": ore.get("pressed_t"),
        "deposit_pressed_t": ore.get("pressed_t"),
        "deposit_t": ore.get("deposit_t"),
    }  # fmt: skip
    return Matter(
        read_policy(case["on"], EVERYWHERE, assume),
        level=code(ProjectLevel, project.get("level")),
        kind=code(ProjectKind, project.get("kind")),
        owner=owner,
        query_date=project.get("query_date"),
        has_safety_argument=answer(project.get("has_safety_argument")),
        has_agreement=answer(project.get("has_agreement")),
        is_state_approved=answer(project.get("is_state_approved")),
        zones=tuple(zones),
        holdings=tuple(holdings),
        own_ground=tuple(Holding(n, owner, None, True) for n in case["own_ground"]) if "own_ground" in case else own,
        **found,
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_pressing_case(case):
    assert set(case) <= KEYS
    matter, expect = matter_of(case), case["expect"]
    decision = ask_query(matter) if case.get("step") == "query" else decide(matter)
    if expect == "none":
        assert decision is None
        return
    assert decision is not None
    assert decision.verdict is term(Verdict, expect["verdict"])
    assert decision.step == expect["step"]
    if "ruling" in expect:
        assert expect["ruling"] in [r.ruling_id for r in decision.rulings]
    if "article" in expect:
        assert expect["article"] in [r.citation.article for r in decision.rulings]
    if "authority" in expect:
        assert decision.authority == (expect["authority"] and Authority(expect["authority"]))
    if "question" in expect:
        assert any(expect["question"] in text for text in decision.questions), decision.questions
    if "remark" in expect:
        assert any(expect["remark"] in text for text in decision.remarks), decision.remarks
    if "not_remark" in expect:
        assert not any(expect["not_remark"] in text for text in decision.remarks)
    otherwise = None if decision.otherwise is None else decision.otherwise.label
    assert otherwise == expect.get("otherwise", otherwise)


def test_there_are_cases_enough_and_every_verdict_occurs():
    assert len(CASES) >= 40
    said = {term(Verdict, case["expect"]["verdict"]) for case in CASES if case["expect"] != "none"}
    assert said == set(Verdict)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_no_exemption_rests_on_a_lapsed_or_unconfirmed_ruling(case):
    """Whatever lets a project go stands on settled rulings of the day."""
    decision = decide(matter_of(case))
    lapsed = {r.ruling_id for r in matter_of(case).policy.expired}
    assert not lapsed & {r.ruling_id for r in decision.rulings}
    if decision.verdict in (Verdict.OWN_MINE_EXEMPT, Verdict.REGISTRATION_ONLY, Verdict.NOT_TREATED_AS_PRESSED):
        assert any(r.is_settled and r.amount is True for r in decision.rulings)
    if decision.verdict is Verdict.NEEDS_CONFIRMATION:
        assert decision.questions
