import json

import pytest

from mineplan.errors import InputError
from mineplan.review.events import Opinion
from mineplan.review.run import misfits_of, read_reviewed, run_in_writing, stated_rows
from tests.review.runs import small_run


def test_a_run_as_a_review_sees_it(tmp_path):
    run = read_reviewed(small_run(tmp_path))
    assert (run.name, run.title, run.groups["G-D"].right_ids) == ("small-1", "九宫县方案", ("D", "E"))
    assert run.right_ids == frozenset("ABCDEF")


def test_a_run_still_written_bears_its_later_name_and_hash(tmp_path):
    done = small_run(tmp_path)
    later = read_reviewed(done)
    done.rename(tmp_path / "small-1.partial")
    (tmp_path / "small-1.partial" / "manifest.json").unlink()
    found = run_in_writing(tmp_path / "small-1.partial")
    assert (found.name, found.input_hash, found.groups) == (later.name, later.input_hash, later.groups)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda run: (run / "plan.json").unlink(), "copied in part"),
        (lambda run: (run / "problem.json").unlink(), "copied in part"),
        (lambda run: (run / "plan.json").write_text((run / "plan.json").read_text()[:50]), "cut short or changed"),
        (lambda run: (run / "manifest.json").unlink(), "no finished run folder"),
    ],
)
def test_half_a_run_is_refused(tmp_path, damage, words):
    run = small_run(tmp_path)
    damage(run)
    with pytest.raises(InputError, match=words):
        read_reviewed(run)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("leave_out", "D")], ["“剔除”的采矿权D本不在区块G-A内"]),
        ([("add", "B")], ["“并入”的采矿权B已在区块G-A内"]),
        ([("lead", "D")], ["“牵头”的采矿权D不在区块G-A内"]),
        ([("add", "D"), ("lead", "D")], []),
        ([("keep_apart", "AX")], ["“分开”的采矿许可证号X不在本次方案中"]),
        ([("leave_out", "C"), ("keep_together", "DF")], []),
    ],
)
def test_what_does_not_fit_the_run(tmp_path, changes, words):
    listed = [{"action": action, "right_ids": list(ids)} for action, ids in changes]
    opinion = Opinion(group_id="G-A", kind="opinion", verdict="change", text="x", changes=listed)
    run = read_reviewed(small_run(tmp_path))
    assert misfits_of(opinion, run) == words
    assert misfits_of(opinion.model_copy(update={"group_id": "G-X"}), run) == ["区块编号“G-X”不在本次方案中"]


def test_rows_are_plain(tmp_path):
    rows = stated_rows(small_run(tmp_path), {"B", "A", "X"})
    assert list(rows) == ["A", "B"]
    assert rows["B"]["capacity_t_a"] is None
    assert len(rows["A"]["geometry"]) == 16
    json.dumps(rows)
