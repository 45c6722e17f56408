"""What a plan says of single rights, of itself, and beside itself."""

import copy
import json
import shutil

import pytest

from mineplan import jobs
from mineplan.verify import verify_run
from tests.run_folder import county_project
from tests.verify.lies import changed, complaint, right


@pytest.mark.parametrize(
    ("fact", "lie"),
    [
        ("capacity_t_a", 1e6),
        ("minimum_capacity_t_a", None),
        ("minimum_life_a", 1.0),
        ("quantity_t", 9e6),
        ("quantity_t", None),
        ("life_basis", "reserves"),
        ("life_a", 99.0),
        ("life_at_minimum_a", 99.0),
        ("lawful_share", 0.5),
        ("planar_km2", 2.0),
        ("ellipsoid_km2", 2.0),
        ("registered_km2", 1.0),
        ("area_match", "planar"),
        ("is_expired", True),
    ],
)
def test_a_fact_of_a_right(run, fact, lie):
    assert f"right E: {fact} is" in changed(run, lambda p: right(p, "E")["facts"].update({fact: lie}))


@pytest.mark.parametrize(("name", "lie"), [("G", "upgrade"), ("G", "withdraw"), ("H", "keep"), ("I", "keep")])
def test_a_verdict_against_the_facts(run, name, lie):
    text = changed(run, lambda p: right(p, name).update(disposition=lie))
    assert f"right {name} is to" in text and f"the plan says {lie}" in text


def test_a_small_right_kept_alone(run):
    def lie(plan):
        right(plan, "G")["facts"].update(capacity_t_a=1000.0)

    assert "right G is to upgrade by its facts" in changed(run, lie)


def test_a_verdict_without_a_ground(run):
    assert "no ruling is given" in changed(run, lambda p: right(p, "I").update(reasons=[]))


def test_a_ground_that_does_not_exist(run):
    text = changed(run, lambda p: right(p, "G")["reasons"].append("no.such-ruling"))
    assert "right G cites no.such-ruling" in text


def test_a_member_with_grounds_of_its_own(run):
    assert "the reasons of its group G-A" in changed(run, lambda p: right(p, "A").update(reasons=[]))


def test_a_ruling_that_is_not_listed(run):
    text = changed(run, lambda p: p["rulings"].remove("minimum_life.iron.shanxi-2025"))
    assert "does not list minimum_life.iron.shanxi-2025" in text


@pytest.mark.parametrize("name", ["split_t_before", "split_t_after", "below_minimum_before", "below_minimum_after"])
def test_an_indicator(run, name):
    assert f"indicator {name} is" in changed(run, lambda p: p["indicators"].update({name: p["indicators"][name] + 1}))


@pytest.mark.parametrize(
    ("field", "lie"), [("as_of", "2020-01-01"), ("title", "别的方案"), ("kind", "press"), ("status", "perfect")]
)
def test_the_head_of_a_plan(run, field, lie):
    text = changed(run, lambda p: p.update({field: lie}))
    assert f"{field} is" in text or "is no status" in text


def test_notes_that_are_no_list(run):
    assert "notes: Input should be a valid list" in changed(run, lambda p: p.update(notes="none"))


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """A run with alternatives."""
    folder = tmp_path_factory.mktemp("several")
    options = jobs.RunOptions(folder / "runs", has_documents=False, alternatives=3)
    answer = jobs.consolidate(county_project(folder), options, lambda _: None)
    made = shutil.move(answer["run"], folder / "run.partial")
    (made / "manifest.json").unlink()
    assert verify_run(made) and json.loads((made / "plan.json").read_text(encoding="utf-8"))["alternatives"]
    return made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a["groups"].append(["A", "D"]), "right A stands in it 2 times"),
        (lambda a: a.update(groups=[["A", "H"]]), "right H does not take part"),
        (lambda a: a.update(groups=[["A"]]), "fewer than two"),
        (lambda a: a.update(groups=[["A", "F"]]), "does not hang together"),
        (lambda a: a.update(objective=1.0), "below the bound"),
        (lambda a: a.update(objective=a["objective"] + 1), "by the tables"),
        (lambda a: a.update(groups=[["A", "B", "C"], ["D", "E", "F"]]), "is the plan itself"),
    ],
)
def test_an_alternative(several, tmp_path, change, words):
    run = shutil.copytree(several, tmp_path / "run.partial")
    text = changed(run, lambda p: change(p["alternatives"][0]))
    assert "alternative 1" in text and words in text


def test_alternatives_repeated(several, tmp_path):
    run = shutil.copytree(several, tmp_path / "run.partial")
    text = changed(run, lambda p: p["alternatives"].append(copy.deepcopy(p["alternatives"][0])))
    assert "or another alternative again" in text


@pytest.mark.parametrize(
    ("action", "ids", "words"),
    [
        ("accept", ["A", "G"], "rights A and G are pinned together"),
        ("keep_together", ["A", "G"], "rights A and G are pinned together"),
        ("keep_apart", ["A", "B"], "rights A and B are pinned apart"),
        ("keep_apart", ["A"], "needs two or more right_ids"),
        ("applaud", ["A", "B"], "decisions"),
    ],
)
def test_decisions(run, action, ids, words):
    event = {"at": "2026-11-23T09:00:00", "by": "张示例", "action": action, "right_ids": ids}
    text = json.dumps({"run": "", "decisions": [event]})
    (run / "inputs" / "decisions.json").write_text(text, encoding="utf-8")
    assert words in complaint(run)


def test_the_latest_decision_counts(run):
    events = [
        {"at": f"2026-11-23T09:00:0{k}", "by": "张示例", "action": action, "right_ids": ["A", "B"]}
        for k, action in enumerate(["keep_apart", "accept"])
    ]
    text = json.dumps({"run": "", "decisions": events})
    (run / "inputs" / "decisions.json").write_text(text, encoding="utf-8")
    plan = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    plan["shadows"] = None  # this plan was made without the decision, so its cost was not reckoned
    plan["reviewed"] = {"run": "", "input_hash": "", "head": None}
    told = {"group_id": "", "text": "", "asked": "", "words": "见上", "changed": [], "right_ids": ["A", "B"]}
    plan["decisions"] = [
        told | {"no": k + 1, "by": e["by"], "at": e["at"], "state": state}
        for k, (e, state) in enumerate(zip(events, ["replaced", "honoured"], strict=True))
    ]
    (run / "plan.json").write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
    assert verify_run(run)
