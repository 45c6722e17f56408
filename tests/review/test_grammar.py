import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineplan.review.events import ACTION_LABELS, Change
from mineplan.review.grammar import parse_changes, write_changes

KNOWN = ("C1400002010011210001", "C1400002010011210002", "c-3/矿", "A")
CHANGES = st.lists(
    st.builds(
        Change,
        action=st.sampled_from(sorted(ACTION_LABELS)),
        right_ids=st.lists(st.sampled_from(KNOWN), min_size=1, max_size=3).map(tuple),
    ),
    max_size=4,
)


@given(CHANGES)
def test_what_is_written_is_read_back(changes):
    assert parse_changes(write_changes(changes), KNOWN) == (tuple(changes), [])


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    changes, faults = parse_changes(text, KNOWN)
    assert faults or all(r in KNOWN for change in changes for r in change.right_ids)
    assert faults or changes or not "".join(text.split()).strip(";；。")


@pytest.mark.parametrize(
    "text",
    [
        "剔除 C1400002010011210001、A；牵头 c-3/矿",
        "剔除：Ｃ1400002010011210001，a;牵头C-3/矿。",
        " 剔除　C1400002010011210001 A\n牵头: c-3/矿\n",
    ],
)
def test_usual_ways_of_typing(text):
    changes, faults = parse_changes(text, KNOWN)
    assert faults == []
    assert [(c.action, c.right_ids) for c in changes] == [
        ("leave_out", ("C1400002010011210001", "A")),
        ("lead", ("c-3/矿",)),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("去掉 A", "“去掉 A”无法识别。写法："),
        ("剔除", "“剔除”后没有采矿许可证号"),
        ("剔除 A和c-3/矿", "“剔除”后的“A和c-3/矿”不是本次方案的采矿许可证号"),
        ("并入 C1400002010011210009；分开 B", "“并入”后的“C1400002010011210009”不是"),
    ],
)
def test_what_cannot_be_understood(text, words):
    assert any(words in fault for fault in parse_changes(text, KNOWN)[1])
