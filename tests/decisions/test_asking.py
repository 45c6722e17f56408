import pytest

from mineplan.decisions import asked_of
from mineplan.decisions.file import Decision, Decisions, GroupThen
from mineplan.errors import InputError

ALL = set("ABCDEF")
GROUPS = {"G-A": GroupThen(right_ids=("A", "B", "C"), lead_id="B"), "G-D": GroupThen(right_ids=("D", "E"))}


def said(group_id="G-A", at=9, **fields):
    base = {"group_id": group_id, "kind": "opinion", "at": f"2026-11-25T{at:02}:00:00+08:00", "by": "张示例"}
    return Decision.model_validate(base | fields)


def change(*changes, **fields):
    listed = [{"action": action, "right_ids": list(ids)} for action, ids in changes]
    return said(verdict="change", text="见修改", changes=listed, **fields)


def asked(*decisions, inside=ALL, known=ALL, **more):
    return asked_of(Decisions(decisions=decisions, groups=GROUPS, **more), known, inside)


def test_an_accepted_group_is_locked_with_its_lead():
    answer = asked(said(verdict="agree"))
    assert (answer.locked, answer.leads, answer.together, answer.apart) == ((("A", "B", "C"),), ("B",), (), ())


@pytest.mark.parametrize(
    ("changes", "together", "apart", "leads"),
    [
        ([("leave_out", "C")], (), (("A", "C"), ("B", "C")), ()),
        ([("leave_out", "BC")], (), (("A", "B"), ("A", "C")), ()),
        ([("add", "D")], (("B", "D"),), (), ()),
        ([("leave_out", "B"), ("add", "D")], (("A", "D"),), (("A", "B"), ("B", "C")), ()),
        ([("lead", "C")], (), (), ("C",)),
        ([("keep_together", "CDE")], (("C", "D"), ("D", "E")), (), ()),
        ([("keep_apart", "ADE")], (), (("A", "D"), ("A", "E"), ("D", "E")), ()),
    ],
)
def test_changes_become_pins(changes, together, apart, leads):
    answer = asked(change(*changes))
    assert (answer.together, answer.apart, answer.leads, answer.locked) == (together, apart, leads, ())


def test_the_latest_word_on_a_group_counts_and_a_final_one_outweighs_it():
    refusal = {"verdict": "disagree", "text": "否"}
    answer = asked(said(verdict="agree", at=10), said(**refusal, at=9), said("G-D", verdict="agree"))
    assert [w.replaced_by for w in answer.wishes] == [None, 1, None]
    assert len(answer.locked) == 2
    answer = asked(said(verdict="agree", kind="final", at=8), said(**refusal, at=9), said(kind="remark", text="备注"))
    assert [w.replaced_by for w in answer.wishes] == [None, 1, None]
    answer = asked(said(verdict="agree"), said(**refusal))  # of the same time: the later line
    assert [w.replaced_by for w in answer.wishes] == [2, None]


def test_rights_that_are_gone_are_told_not_dropped():
    answer = asked(said(verdict="agree"), inside=ALL - {"C"}, known=ALL - {"C"})
    assert (answer.locked, answer.wishes[0].gone) == ((), {"C": "已不在数据集内"})
    answer = asked(change(("leave_out", "C"), ("lead", "A")), inside=ALL - {"C"})
    assert answer.leads == ("A",)
    assert answer.apart == ()
    assert "不再参与整合" in answer.wishes[0].gone["C"]
    answer = asked(change(("add", "X")), rights={"X": {}})
    assert answer.wishes[0].gone == {"X": "已不在数据集内"}


def test_unknown_numbers_are_errors_with_their_place():
    written = Decision(at="2026-11-25", by="李示例", action="keep_together", right_ids=("A", "Z"))
    with pytest.raises(InputError) as error:
        asked(change(("add", "X"), ("keep_apart", "AY")), said("G-Q", verdict="agree"), written)
    lines = [p.what for p in error.value.problems]
    assert (
        lines[0] == "decisions[0] (张示例, 2026-11-25T09:00:00+08:00): changes[0] names X, which is not in the dataset"
    )
    assert "changes[1] names Y" in lines[1]
    assert "who is in G-Q stands neither here nor in run (none named)" in lines[2]
    assert lines[3] == "decisions[2] (李示例, 2026-11-25): keep_together names Z, which is not in the dataset"


def test_askers_of_a_pin():
    answer = asked(said(verdict="agree"), change(("lead", "E"), ("keep_apart", "AD"), group_id="G-D"))
    assert [w.no for w in answer.askers("together", ("C", "A"))] == [1]
    assert [w.no for w in answer.askers("apart", ("D", "A"))] == [1, 2]
    assert [w.no for w in answer.askers("apart", ("B", "E"))] == [1, 2]
    assert answer.askers("apart", ("E", "F")) == []


def test_hand_written_words_that_were_taken_back_say_by_which():
    def hand(action, ids):
        return Decision(at="x", by="李示例", action=action, right_ids=tuple(ids))

    answer = asked(hand("accept", "ABC"), hand("keep_apart", "BC"), hand("keep_together", "DE"))
    assert [w.replaced_by for w in answer.wishes] == [2, None, None]
    assert (answer.together, answer.apart) == ((("D", "E"),), (("B", "C"),))
    answer = asked(hand("keep_apart", "BC"), hand("accept", "ABC"))
    assert [w.replaced_by for w in answer.wishes] == [2, None]
