import json
import shutil
from pathlib import Path

import geopandas as gpd
import pytest

from mineplan import jobs
from mineplan.errors import InputError, SolveError
from mineplan.verify import verify_run
from tests.verify.lies import changed

AT = "2026-11-25T09:00:00+08:00"


def said(group_id, verdict="agree", by="张示例", at=AT, **fields):
    return {"group_id": group_id, "kind": "opinion", "verdict": verdict, "by": by, "at": at} | fields


def change(group_id, *changes, **fields):
    listed = [{"action": action, "right_ids": list(ids)} for action, ids in changes]
    return said(group_id, "change", text="见修改", changes=listed, **fields)


def run_of(project):
    return next((project / "runs").iterdir())


def consolidated(project, *decisions, out="next", **head):
    path = project / "decisions.json"
    content = {"run": run_of(project).name, "decisions": decisions} | head
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    options = jobs.RunOptions(project / out, has_documents=False, decisions=path)
    return jobs.consolidate(project / "scenarios" / "county.yaml", options, lambda _: None)


def plan_of(answer):
    return json.loads((Path(answer["run"]) / "plan.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def heeded(county, tmp_path_factory):
    """A run that was told: keep the first group, part the second and let D lead it."""
    decisions = (
        said("G-A"),
        said("G-D", at="2026-11-25T08:00:00+08:00"),
        change("G-D", ("leave_out", "F"), ("lead", "D"), by="王示例"),
        said("G-A", None, kind="remark", text="请核实坐标"),
    )
    out = tmp_path_factory.mktemp("heeded")
    return Path(consolidated(county, *decisions, out=out, head={"seq": 4, "hash": "e" * 64})["run"])


def test_the_next_run_honours_and_tells(heeded):
    plan = json.loads((heeded / "plan.json").read_text(encoding="utf-8"))
    assert [(g["right_ids"], g["lead_id"]) for g in plan["groups"]] == [(["A", "B", "C"], "B"), (["D", "E"], "D")]
    assert [(d["no"], d["by"], d["state"]) for d in plan["decisions"]] == [
        (1, "张示例", "honoured"),
        (2, "张示例", "replaced"),
        (3, "王示例", "honoured"),
        (4, "张示例", "noted"),
    ]
    assert plan["decisions"][2]["words"] == "F已剔除，单独设置；区块G-D的整合主体为D"
    assert plan["reviewed"]["head"] == {"seq": 4, "hash": "e" * 64}
    assert "整合主体按审查意见确定为D" in plan["groups"][1]["remarks"]
    assert verify_run(heeded)


@pytest.mark.parametrize(
    ("lie", "words"),
    [
        (lambda p: p["decisions"].pop(), "the run was given 4"),
        (lambda p: p["decisions"][2].update(state="open"), "is honoured by the groups, the plan says open"),
        (lambda p: p["decisions"][1].update(state="honoured"), "is replaced by the groups"),
        (lambda p: p["decisions"][0].update(by="李示例"), "with other words than it was given"),
        (lambda p: p["decisions"][0].update(words=""), "nothing is said of what became of it"),
        (lambda p: p["decisions"][0].update(changed=["A的设计规模由1变为2"]), "whether the data of A changed"),
        (lambda p: p["reviewed"].update(head=None), "names another review"),
        (lambda p: p["groups"][1].update(lead_id="E"), "reviewers want D to lead"),
        (lambda p: p["decisions"][0].update(no="1"), "decisions.0.no"),
    ],
)
def test_lies_about_decisions(heeded, tmp_path, lie, words):
    run = Path(shutil.copytree(heeded, tmp_path / "run.partial"))
    (run / "manifest.json").unlink()
    assert words in changed(run, lie)


def test_comparing_tells_which_decisions_were_honoured(county, heeded, tmp_path):
    answer = jobs.compare(run_of(county), heeded, tmp_path)
    assert [(d["no"], d["state"]) for d in answer["decisions"]] == [
        (1, "honoured"),
        (2, "replaced"),
        (3, "honoured"),
        (4, "noted"),
    ]
    words = "Decision 3 on G-D by 王示例 (修改：剔除F；牵头D): 已落实, F已剔除，单独设置；区块G-D的整合主体为D."
    assert words in answer["words"]
    assert len((tmp_path / "decisions.csv").read_text(encoding="utf-8-sig").splitlines()) == 5
    assert jobs.compare(heeded, heeded, None)["decisions"] == []


def test_contradictory_decisions_name_both(project):
    with pytest.raises(SolveError) as error:
        consolidated(
            project,
            said("G-A", by="张示例"),
            change("G-D", ("keep_apart", "AC"), by="王示例", at="2026-11-26T09:00:00+08:00"),
        )
    text = str(error.value)
    assert "“同意” on G-A of 张示例, 2026-11-25T09:00:00+08:00 (decisions[0])" in text
    assert "  keep apart: A and C, asked by “修改” on G-D of 王示例, 2026-11-26T09:00:00+08:00 (decisions[1])" in text
    assert not (project / "next").exists() or not list((project / "next").iterdir())


def test_an_accepted_group_against_its_lead_is_a_conflict(project):
    with pytest.raises(SolveError, match=r"keep apart: A and B, asked by “同意” on G-A .* and “修改” on G-D"):
        consolidated(project, said("G-A"), change("G-D", ("lead", "A")))


def test_unknown_numbers_and_groups_are_errors(project):
    with pytest.raises(InputError, match=r"decisions\[0\] \(张示例, .*\): changes\[0\] names X, which is not"):
        consolidated(project, change("G-A", ("add", "X")))
    with pytest.raises(InputError, match="G-X is spoken of and is no group of run"):
        consolidated(project, said("G-X"))
    with pytest.raises(InputError, match="another content of run"):
        consolidated(project, said("G-A"), input_hash="0" * 64)
    with pytest.raises(InputError, match="stands neither here nor in run gone"):
        consolidated(project, said("G-A"), run="gone")


def test_changed_and_vanished_rights_are_reported(project):
    table = project / "datasets" / "county" / "rights.parquet"
    rights = gpd.read_parquet(table)
    rights = rights[rights["right_id"] != "F"]
    rights.loc[rights["right_id"] == "A", "capacity_t_a"] = 120e3
    rights.to_parquet(table)
    answer = consolidated(project, said("G-A"), said("G-D"))
    first, second = plan_of(answer)["decisions"]
    assert (first["state"], first["changed"]) == ("honoured", ["A的设计规模由100000吨/年变为120000吨/年"])
    assert (second["state"], second["words"]) == ("void", "F已不在数据集内")
    notes = [note for note in answer["note_list"] if note["code"].startswith("decision_")]
    assert [(n["code"], n["subject"]) for n in notes] == [("decision_void", "G-D"), ("decision_data_changed", "G-A")]


def test_decisions_that_carry_their_groups_need_no_run(project):
    groups = {"G-D": {"right_ids": ["D", "E"], "lead_id": "E"}}
    plan = plan_of(consolidated(project, said("G-D"), run="gone", groups=groups))
    assert [g["right_ids"] for g in plan["groups"]] == [["A", "B", "C"], ["D", "E"]]
