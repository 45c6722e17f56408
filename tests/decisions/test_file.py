import json

import pytest

from mineplan.decisions import decisions_dict, pairs_of, read_decisions, with_run
from mineplan.errors import InputError
from mineplan.review.run import ReviewedGroup, ReviewedRun


def written(tmp_path, *events):
    path = tmp_path / "decisions.json"
    base = {"at": "2026-11-23T09:00:00", "by": "张示例"}
    path.write_text(json.dumps({"run": "r", "decisions": [base | e for e in events]}), encoding="utf-8")
    return path


def test_the_latest_word_counts(tmp_path):
    path = written(
        tmp_path,
        {"action": "accept", "group_id": "G-A", "right_ids": ["A", "B", "C"]},
        {"action": "keep_together", "right_ids": ["D", "E"]},
        {"action": "keep_apart", "right_ids": ["B", "C"]},  # takes the acceptance back
        {"action": "comment", "right_ids": ["D"], "text": "请核实"},
        {"action": "reject", "group_id": "G-E", "right_ids": ["E", "F"]},
    )
    assert pairs_of(read_decisions(path)) == ([("D", "E")], [("B", "C")])


def test_an_acceptance_after_a_parting_holds(tmp_path):
    path = written(
        tmp_path,
        {"action": "keep_apart", "right_ids": ["A", "B"]},
        {"action": "accept", "group_id": "G-A", "right_ids": ["A", "B", "C"]},
    )
    assert pairs_of(read_decisions(path)) == ([("A", "B"), ("B", "C")], [])


def test_every_fault_at_once(tmp_path):
    with pytest.raises(InputError) as error:
        read_decisions(
            written(tmp_path, {"action": "accept", "right_ids": ["A"]}, {"action": "keep_apart", "right_ids": []})
        )
    assert len(error.value.problems) == 2


def test_an_unknown_action_is_refused(tmp_path):
    with pytest.raises(InputError, match="action"):
        read_decisions(written(tmp_path, {"action": "approve"}))


OPINION = {"group_id": "G-A", "kind": "opinion", "verdict": "agree", "at": "2026-11-25T01:00:00Z"}


def test_exported_opinions_are_read(tmp_path):
    path = written(tmp_path, OPINION, OPINION | {"kind": "remark", "verdict": None, "text": "请核实"})
    first, second = read_decisions(path).decisions
    assert (first.verdict, first.by, second.opinion.text) == ("agree", "张示例", "请核实")
    assert pairs_of(read_decisions(path)) == ([], [])


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (OPINION | {"verdict": None}, "未选择审查意见"),
        (OPINION | {"verdict": "disagree"}, "须填写理由"),
        (OPINION | {"at": "昨天"}, "is no time"),
        (OPINION | {"action": "accept", "right_ids": ["A", "B"]}, "either kind and verdict, or action"),
        ({}, "either kind and verdict, or action"),
        (OPINION | {"changes": [{"action": "drop", "right_ids": []}]}, "changes.0.action"),
    ],
)
def test_faults_come_with_their_place(tmp_path, event, words):
    with pytest.raises(InputError, match=words) as error:
        read_decisions(written(tmp_path, OPINION, event))
    assert "decisions[1]" in str(error.value) or "decisions.1" in str(error.value)


def test_the_file_written_back_is_the_same(tmp_path):
    decisions = read_decisions(written(tmp_path, OPINION, {"action": "keep_apart", "right_ids": ["A", "B"]}))
    path = tmp_path / "again.json"
    path.write_text(json.dumps(decisions_dict(decisions)), encoding="utf-8")
    assert read_decisions(path) == decisions


def reviewed(folder, **groups):
    members = {name: ReviewedGroup(tuple(ids), ids[0]) for name, ids in groups.items()}
    rights = frozenset(r for ids in groups.values() for r in ids)
    return ReviewedRun(folder, "r", "hash", "方案", "2026-11-23", members, rights)


def test_a_file_of_another_content_of_the_run_is_refused(tmp_path):
    decisions = read_decisions(written(tmp_path, OPINION)).model_copy(update={"input_hash": "other"})
    with pytest.raises(InputError, match="another content of run r"):
        with_run(decisions, reviewed(tmp_path, **{"G-A": "AB"}))


def test_groups_that_the_run_does_not_have_are_refused(tmp_path):
    with pytest.raises(InputError, match="G-A is spoken of"):
        with_run(read_decisions(written(tmp_path, OPINION)), reviewed(tmp_path, **{"G-B": "BC"}))
