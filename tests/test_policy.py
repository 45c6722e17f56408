"""The law as data: cases a lawyer can read in tests/policy, one bad file for each complaint in tests/policy/bad."""

import datetime
import pickle
import shutil
from collections import defaultdict
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from pydantic import ValidationError

from mineplan.errors import PolicyError
from mineplan.policy import Assumption, keeps_within, reaches, read_policy, read_rules, rule_schema
from mineplan.terms import Certainty, ZoneKind
from mineplan.yamlfile import read_yaml

HERE = Path(__file__).parent / "policy"
TODAY = datetime.date(2026, 11, 23)
LATEST_CHECK = datetime.date(2026, 11, 25)
EVERYWHERE = ("xinzhou", "shanxi", "national")
CASES = [case for path in sorted(HERE.glob("*.yaml")) for case in read_yaml(path)]
BAD = sorted((HERE / "bad").glob("*.yaml"))
REQUIRED_RULES = {
    "one_orebody_one_right",
    "merger_trigger",
    "right_overlap",
    "minimum_capacity",
    "minimum_life",
    "no_extension_below_minimum",
    "merge_or_exit_below_minimum",
    "open_pit_required",
    "scale_class",
    "quarry_distance",
    "blasting_distance",
    "exclusion",
    "registering_authority",
    "consolidation_delegation",
    "strategic_mineral",
    "appendix_34",
    "max_term",
    "one_licence_one_operator",
    "plan_total_reduction",
    "no_extent_growth",
    "area_method",
    "resource_class_separation",
}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_legal_case(case):
    assert set(case) <= {
        "name",
        "on",
        "jurisdictions",
        "rule",
        "facts",
        "expect",
        "expired",
        "effect",
        "also",
        "not",
        "reaches",
        "within",
    }
    policy = read_policy(case["on"], case.get("jurisdictions", EVERYWHERE))
    facts = case.get("facts", {})
    ruling = policy.find(case["rule"], **facts)
    if case["expect"] == "none":
        assert ruling is None
        return
    assert ruling is not None
    known = {
        "ruling": ruling.ruling_id,
        "amount": ruling.amount,
        "unit": ruling.unit,
        "scope": ruling.scope,
        "article": ruling.citation.article,
        "certainty": str(ruling.certainty),
        "settled": ruling.is_settled,
    }
    assert {key: known[key] for key in case["expect"]} == case["expect"]
    assert "effect" not in case or ruling.scope["effect"] == case["effect"]
    found = {r.ruling_id for r in policy.all(case["rule"], **facts)}
    assert found >= set(case.get("also", ())) and not found & set(case.get("not", ()))
    assert {r.ruling_id for r in policy.expired} >= set(case.get("expired", ()))
    for value, enough in case.get("reaches", {}).items():
        assert reaches(ruling, float(value)) is enough, value
    for value, enough in case.get("within", {}).items():
        assert keeps_within(ruling, float(value)) is enough, value


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_bad_file_is_refused_in_these_words(path, tmp_path):
    shutil.copy(path, tmp_path)
    words = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    with pytest.raises(PolicyError) as refused:
        read_rules(tmp_path)
    assert words in str(refused.value)
    assert path.name in refused.value.problems[0].file
    assert refused.value.problems[0].row is not None


def test_every_problem_of_every_file_is_reported_at_once(tmp_path):
    for name in ("unit_absent", "date_wrong", "not_yaml"):
        shutil.copy(HERE / "bad" / f"{name}.yaml", tmp_path)
    with pytest.raises(PolicyError) as refused:
        read_rules(tmp_path)
    assert {Path(p.file).stem for p in refused.value.problems} == {"unit_absent", "date_wrong", "not_yaml"}


def test_rules_are_complete_and_cited():
    rules = read_rules()
    ids = [r.ruling_id for r in rules]
    assert ids == sorted(set(ids))
    assert {r.rule for r in rules} >= REQUIRED_RULES
    for ruling in rules:
        assert any("\u4e00" <= c <= "\u9fff" for c in ruling.title), ruling.ruling_id
        assert ruling.source and ruling.citation.sentence and ruling.citation.document, ruling.ruling_id
        assert TODAY <= ruling.checked <= LATEST_CHECK, ruling.ruling_id


def test_a_rule_in_two_files_bears_one_title():
    titles = defaultdict(set)
    for path in (Path(__file__).parents[1] / "mineplan" / "rules").glob("*.yaml"):
        for rule, entry in read_yaml(path)["rules"].items():
            titles[rule].add(entry["title"])
    assert {rule: t for rule, t in titles.items() if len(t) > 1} == {}


def test_what_is_read_cites_an_article_and_what_is_not_says_why():
    for ruling in read_rules():
        if ruling.certainty is Certainty.READ:
            assert ruling.citation.article and "意引" not in ruling.remark, ruling.ruling_id
        else:
            assert ruling.remark, ruling.ruling_id


def test_unconfirmed_rulings_are_never_settled():
    unconfirmed = [r for r in read_rules() if r.certainty is Certainty.UNCONFIRMED]
    assert unconfirmed and not any(r.is_settled or r.is_repealed for r in unconfirmed)


def test_every_measured_exclusion_says_its_effect_and_bound():
    for ruling in read_rules():
        if ruling.rule in ("exclusion", "river_sand_distance"):
            assert ruling.unit == "m" and ruling.scope["effect"] in ("ban", "consent", "restrict"), ruling.ruling_id
            assert ruling.amount == 0 or ruling.scope["bound"] == "inclusive", ruling.ruling_id


def test_every_protected_zone_has_an_exclusion_today():
    policy = read_policy(TODAY)
    free = {"urban_construction", "development_zone", "area_assessment", "no_known_resources", "ridge_line"}
    assert {z.value for z in ZoneKind if not policy.all("exclusion", zone=z)} == free


def test_notice_90_is_listed_as_expired():
    policy = read_policy(TODAY)
    notice = [r for r in policy.expired if r.citation.number == "忻自然资发〔2022〕90号"]
    assert notice and all(r.valid_to == datetime.date(2024, 6, 16) for r in notice)
    assert policy.get("one_orebody_one_right.xinzhou-2022") in notice
    assert not any(r.jurisdiction == "xinzhou" and r.is_settled for r in policy.rulings)
    with pytest.raises(KeyError):
        policy.get("one_orebody_one_right.nowhere")


def test_the_most_local_then_the_most_specific_then_the_latest_goes_first():
    order = [r.ruling_id for r in read_policy(datetime.date(2024, 1, 1)).all("one_orebody_one_right")]
    assert order == [
        "one_orebody_one_right.xinzhou-2022",
        "one_orebody_one_right.shanxi-2022",
        "one_orebody_one_right.national-2023",
    ]
    overlaps = [r.ruling_id for r in read_policy(TODAY).all("right_overlap")]
    assert overlaps == ["right_overlap.national-2025", "right_overlap.national-2023"]


def test_an_assumption_settles_and_keeps_the_certainty():
    ruling_id = "minimum_capacity.building_stone.shanxi"
    policy = read_policy(TODAY, assume={ruling_id: Assumption(amount=1_000_000, reason="市局会议纪要")})
    ruling = policy.find("minimum_capacity", mineral="building_stone")
    assert ruling is not None and ruling.is_settled and ruling.certainty is Certainty.UNCONFIRMED
    assert (ruling.amount, ruling.assumed) == (1_000_000, "市局会议纪要")
    assert not read_policy(TODAY).get(ruling_id).is_settled


def test_an_assumption_without_amount_keeps_the_amount():
    ruling_id = "boundary_pillar.coal.national"
    ruling = read_policy(TODAY, assume={ruling_id: Assumption(reason="设计采用")}).get(ruling_id)
    assert ruling.amount == 20 and ruling.is_settled


@pytest.mark.parametrize(
    ("ruling_id", "words"),
    [
        ("minimum_capacity.iron.shanxi-2026", "near: minimum_capacity.iron.shanxi-2025"),
        ("max_term.national-2025", "is already confirmed by 中华人民共和国矿产资源法"),
        ("minimum_life.sand_gravel.shanxi", "must give an amount"),
    ],
)
def test_an_impossible_assumption_is_refused(ruling_id, words):
    with pytest.raises(PolicyError, match=words):
        read_policy(TODAY, assume={ruling_id: Assumption(reason="试")})


@pytest.mark.parametrize("content", [{"amount": 1}, {"reason": ""}, {"reason": " "}, {"reason": "试", "amuont": 1}])
def test_an_assumption_needs_a_reason_and_knows_its_keys(content):
    with pytest.raises(ValidationError):
        Assumption.model_validate(content)


@pytest.mark.parametrize("places", [("xinzou",), (), ("shanxi", "shanxi")])
def test_jurisdictions_are_checked(places):
    with pytest.raises(PolicyError):
        read_policy(TODAY, places)


def test_a_ruling_without_figure_or_bound_is_no_threshold():
    policy = read_policy(TODAY)
    with pytest.raises(ValueError, match="has no figure"):
        reaches(policy.get("minimum_capacity.sand_gravel.shanxi"), 1)
    with pytest.raises(ValueError, match="has no figure"):
        reaches(policy.get("isolation_pillar.national-1996"), 1)
    with pytest.raises(ValueError, match="whether its figure is included"):
        reaches(policy.get("boundary_pillar.coal.national"), 1)


def test_rulings_are_frozen_hashable_and_travel():
    policy = read_policy(TODAY)
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert len(set(policy.rulings)) == len(policy.rulings)
    with pytest.raises(FrozenInstanceError):
        policy.rulings[0].amount = 1


def test_the_schema_covers_the_shipped_files():
    schema = rule_schema()
    assert schema["additionalProperties"] is False
    assert {"from", "to", "amount", "citation", "certainty"} <= set(schema["$defs"]["Entry"]["required"])


@pytest.mark.parametrize("amount", ["十万", -5, True])
def test_an_assumed_amount_must_be_of_the_rulings_kind(amount):
    with pytest.raises(PolicyError, match="amount must be a number of t_a"):
        read_policy(TODAY, assume={"minimum_capacity.sand_gravel.shanxi": Assumption(amount=amount, reason="试")})
