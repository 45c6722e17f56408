import hashlib
import json

import pytest

from mineplan.errors import InputError
from mineplan.review.events import (
    Change,
    Opinion,
    canonical,
    digest_of,
    faults_of,
    input_hash,
    moment_of,
    read_opinion,
    stamp_of,
)


def opinion(**fields):
    return Opinion.model_validate({"group_id": "G-A", "kind": "opinion", "verdict": "agree"} | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "final", "verdict": "disagree", "text": "矿体不连续"},
        {"verdict": "change", "text": "见修改", "changes": [{"action": "leave_out", "right_ids": ["A1"]}]},
        {"verdict": "change", "text": "请改由乙矿牵头"},
        {"kind": "remark", "verdict": None, "text": "坐标请核实"},
        {"participants": ["张示例", "李示例"]},
    ],
)
def test_sound_opinions(fields):
    assert faults_of(opinion(**fields)) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"verdict": None}, "未选择审查意见"),
        ({"kind": "final", "verdict": None}, "未选择审查意见"),
        ({"verdict": "disagree", "text": " 　"}, "“不同意”的须填写理由"),
        ({"verdict": "change"}, "“修改”的须填写理由"),
        ({"changes": [{"action": "lead", "right_ids": ["A"]}]}, "“修改”的才可附"),
        ({"kind": "remark"}, "备注不带审查意见"),
        ({"kind": "remark", "verdict": None}, "备注没有内容"),
        ({"group_id": ""}, "未填区块编号"),
        ({"participants": ["张示例", ""]}, "空名"),
        ({"text": "长" * 10_001}, "超过10000字"),
    ],
)
def test_faults_in_words(fields, words):
    assert [fault for fault in faults_of(opinion(**fields)) if words in fault]


@pytest.mark.parametrize(
    ("action", "ids", "words"),
    [
        ("leave_out", [], "“剔除”未列采矿许可证号"),
        ("add", ["A", "A"], "“并入”中采矿许可证号A重复"),
        ("lead", ["A", "B"], "“牵头”须列一个采矿许可证号"),
        ("keep_together", ["A"], "“同组”须列两个以上采矿许可证号"),
        ("keep_apart", ["A", " "], "“分开”中有空的采矿许可证号"),
    ],
)
def test_faults_of_changes(action, ids, words):
    change = {"action": action, "right_ids": ids}
    assert words in faults_of(opinion(verdict="change", text="理由", changes=[change]))


def test_every_fault_comes_at_once():
    change = Change(action="lead", right_ids=())
    assert len(faults_of(opinion(group_id=" ", verdict="disagree", changes=[change]))) == 4


def test_fields_of_a_request_are_refused_in_words():
    with pytest.raises(InputError) as error:
        read_opinion({"kind": "opinion", "verdict": "ok", "changes": [{"action": "drop"}], "seen": 3})
    said = [p.what for p in error.value.problems]
    assert {"缺少区块编号", "审查意见的内容无法识别", "修改方式的内容无法识别", "缺少采矿许可证号"} < set(said)
    assert "“seen”不是意见应有的字段" in said
    with pytest.raises(InputError, match="未选择审查意见"):
        read_opinion({"group_id": "G-A", "kind": "opinion", "verdict": None})


def test_hash_is_over_the_previous_hash_and_canonical_json():
    body = canonical({"b": "意见", "a": [1, 2]})
    assert body == '{"a":[1,2],"b":"意见"}'
    assert digest_of("0" * 64, body) == hashlib.sha256(("0" * 64 + body).encode()).hexdigest()


def test_a_time_without_offset_is_chinas():
    assert moment_of("2026-11-25T09:00:00") == moment_of("2026-11-25T01:00:00.000Z")
    assert stamp_of(moment_of("2026-11-25T01:00:00.123Z")) == "2026-11-25T01:00:00+00:00"


def test_input_hash_follows_the_plan_and_the_problem(tmp_path):
    files = {"plan.json": "sha256:aa", "problem.json": "sha256:bb", "log.txt": "sha256:cc"}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    assert input_hash(tmp_path) == hashlib.sha256(b"sha256:aa\nsha256:bb\n").hexdigest()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "manifest.json is missing"),
        ("{", "cannot be read"),
        ('{"files": {"plan.json": "x"}}', "only consolidation runs"),
        ('{"files": []}', "cannot be read"),
    ],
)
def test_no_input_hash_of_half_a_run(tmp_path, text, words):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=words):
        input_hash(tmp_path)
