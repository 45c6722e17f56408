import json

import pytest

from mineplan.decisions import pairs_of, read_decisions
from mineplan.errors import InputError


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
