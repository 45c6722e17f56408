import pytest

from mineplan.decisions import asked_of, heeded
from mineplan.decisions.file import Decision, Decisions, Head
from mineplan.decisions.heeding import GroupNow
from tests.decisions.test_asking import ALL, GROUPS, change, said

SAME = (GroupNow("G-A", ("A", "B", "C"), "B"), GroupNow("G-D", ("D", "E"), "D"))
PARTED = (GroupNow("G-A", ("A", "B"), "A"), GroupNow("G-C", ("C", "D", "E"), "E"))


def told(decision, now, inside=ALL):
    decisions = Decisions(decisions=(decision,), groups=GROUPS)
    one = heeded(decisions, asked_of(decisions, ALL, inside), now, {}).heeded[0]
    return one.state.label, one.words


@pytest.mark.parametrize(
    ("decision", "now", "state", "words"),
    [
        (said(verdict="agree"), SAME, "已落实", "区块保持不变，为本方案区块G-A，整合主体为B"),
        (said(verdict="agree"), PARTED, "待落实", "本方案未保持该区块"),
        (change(("leave_out", "C")), PARTED, "已落实", "C已剔除，在区块G-C"),
        (change(("leave_out", "C")), SAME, "待落实", "C未剔除，在区块G-A"),
        (change(("add", "D")), SAME, "待落实", "D未并入，在区块G-D"),
        (change(("add", "C"), group_id="G-D"), PARTED, "已落实", "C已并入，在区块G-C"),
        (change(("add", "D"), group_id="G-D"), SAME, "已落实", "D已并入，在区块G-D"),
        (change(("lead", "B")), SAME, "已落实", "区块G-A的整合主体为B"),
        (change(("lead", "C")), PARTED, "待落实", "区块G-C的整合主体为E"),
        (change(("lead", "F")), SAME, "待落实", "F未与其他采矿权合并，无从牵头"),
        (change(("keep_together", "CDE")), PARTED, "已落实", "C、D、E同在区块G-C"),
        (change(("keep_apart", "BC")), SAME, "待落实", "B、C同在区块G-A"),
        (change(("keep_apart", "AFD")), SAME, "已落实", "A、F、D分属不同区块或者单独设置"),
        (change(("keep_together", "BCD")), PARTED, "待落实", "B、C、D部分同在一个区块"),
        (change(), SAME, "待落实", "未附可执行的修改内容，须人工落实"),
        (said(verdict="disagree", text="否"), SAME, "待落实", "本方案仍提出该区块（G-A），须另行研究"),
        (said(verdict="disagree", text="否"), PARTED, "已落实", "本方案不再提出该区块"),
        (said(kind="remark", text="请核实"), SAME, "备注留存", "备注不形成约束"),
        (Decision(at="x", by="李", action="reject", right_ids=("D", "E")), SAME, "待落实", "仍提出该区块（G-D）"),
        (Decision(at="x", by="李", action="accept", right_ids=("A", "C")), SAME, "已落实", "A、C同在区块G-A"),
    ],
)
def test_what_became_of_a_decision(decision, now, state, words):
    found = told(decision, now)
    assert found[0] == state
    assert words in found[1]


def test_a_decision_stands_as_its_worst_part():
    state, words = told(change(("lead", "B"), ("leave_out", "C")), SAME, ALL - {"C"})
    assert state == "无法落实"
    assert words == "C不再参与整合（矿种不符、已关闭或者位于禁止开采区域）；区块G-A的整合主体为B"


def test_changed_data_are_told():
    then = {"A": {"capacity_t_a": 5e4, "status": "producing", "geometry": "x"}, "B": {"geometry": "z"}}
    now = {"A": {"capacity_t_a": 9e4, "status": None, "geometry": "y"}, "B": {"geometry": "z"}}
    decisions = Decisions(decisions=(said(verdict="agree"),), groups=GROUPS, rights=then, head=Head(seq=3, hash="f"))
    found = heeded(decisions, asked_of(decisions, ALL, ALL), SAME, now)
    assert found.head == (3, "f")
    assert found.heeded[0].changed == (
        "A的矿区范围已变化",
        "A的设计规模由50000吨/年变为90000吨/年",
        "A的矿山状态由生产变为空",
    )
