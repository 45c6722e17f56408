"""Opinions through the site: roles, conflicts, runs that are not whole, ledgers that are not sound."""

import sqlite3

import pytest

from mineplan.review.events import input_hash
from mineplan.review.ledger import Ledger, ledger_path
from tests.web.rooms import csrf, napkin_run

RUN = "iron-20261125T090000-00000001"
BASE = f"/runs/{RUN}/review"
AGREE = {"group_id": "G-C0000", "kind": "opinion", "verdict": "agree", "text": "", "seen": 0}


def post(client, **fields):
    return client.post(f"{BASE}/events", json=AGREE | fields, headers={"X-CSRF-Token": csrf(client)})


def test_an_opinion_is_kept_and_told(room):
    client = room.browser("李审查")
    first = client.get(f"{BASE}/state").json
    assert first["events"] == [] and first["head"] == {"seq": 0, "hash": "0" * 64} and first["role"] == "reviewer"
    changes = [{"action": "leave_out", "right_ids": ["C0001"]}]
    answer = post(client, verdict="change", text="剔除", changes=changes, participants=["钱示例"])
    assert answer.status_code == 201
    event = answer.json["event"]
    assert (event["seq"], event["by"], event["source"], event["run"]) == (1, "李审查", "web", RUN)
    assert event["at"].startswith("20") and answer.json["head"] == {"seq": 1, "hash": event["hash"]}
    state = room.browser("张审批").get(f"{BASE}/state").json
    assert state["events"] == [event] and state["head"]["hash"] == event["hash"] and state["problems"] == []
    assert "修改" in client.get(f"/runs/{RUN}/").text and "1 / 2 个区块" in client.get(f"/runs/{RUN}/").text
    assert [line["subject"] for line in room.parts.audit.read("decision", None, 5)] == [
        f"{RUN} G-C0000 审查意见修改 第1条"
    ]


def test_a_stale_tab_gets_the_opinion_it_did_not_know(room):
    one, two = room.browser("李审查"), room.browser("张审批")
    assert post(one).status_code == 201
    late = post(two, verdict="disagree", text="不妥")
    assert late.status_code == 409 and late.json["error"] == "该区块刚被其他人审查"
    assert late.json["event"]["by"] == "李审查"
    assert post(two, verdict="disagree", text="不妥", seen=1).status_code == 201
    assert post(two, group_id="G-C0002").status_code == 201


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("王经办", "remark", 201),
        ("王经办", "opinion", 403),
        ("王经办", "final", 403),
        ("李审查", "remark", 201),
        ("李审查", "opinion", 201),
        ("李审查", "final", 403),
        ("张审批", "final", 201),
        ("张审批", "opinion", 201),
    ],
)
def test_roles(room, name, kind, code):
    fields = {"kind": kind} | ({"verdict": None, "text": "备注"} if kind == "remark" else {})
    assert post(room.browser(name), **fields).status_code == code
    assert len(room.browser("张审批").get(f"{BASE}/state").json["events"]) == (code == 201)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"verdict": None}, "未选择审查意见"),
        ({"verdict": "disagree"}, "须填写理由"),
        ({"verdict": "maybe"}, "审查意见"),
        ({"group_id": "G-X"}, "“G-X”不在本次方案中"),
        ({"verdict": "change", "text": "x", "changes": [{"action": "add", "right_ids": ["C9"]}]}, "C9不在本次方案中"),
        ({"seen": None}, "缺少seen"),
        ({"seen": "0"}, "缺少seen"),
        ({"seen": True}, "缺少seen"),
        ({"seen": 99}, "不是已有的序号"),
        ({"by": "别人"}, "by"),
        ({"text": "长" * 10_001}, "超过"),
    ],
)
def test_faulty_opinions_are_refused_in_words(room, fields, words):
    client = room.browser("李审查")
    answer = post(client, **fields)
    assert answer.status_code == 422 and words in "".join(answer.json["errors"])
    assert client.get(f"{BASE}/state").json["events"] == []


def test_what_is_no_json_object_is_refused(room):
    client = room.browser("李审查")
    head = {"X-CSRF-Token": csrf(client)}
    for body in ("[]", "null", "{", ""):
        sent = client.post(f"{BASE}/events", data=body, content_type="application/json", headers=head)
        assert sent.status_code == 400 and "JSON" in sent.json["error"]
    assert client.post(f"{BASE}/events", json={"text": "x" * 300_000}, headers=head).status_code == 413


def test_a_run_copied_by_half_says_so_and_takes_no_opinion(room):
    client = room.browser("张审批")
    assert client.get(f"/runs/{RUN}/documents/review.html").status_code == 200
    (room.runs / RUN / "problem.json").unlink()
    (room.runs / RUN / "tables" / "rights.csv").write_text("其他", encoding="utf-8")
    page = client.get(f"/runs/{RUN}/").text
    assert "problem.json：缺失" in page and "tables/rights.csv：内容与清单校验值不符" in page and "暂时不能审查" in page
    review = client.get(f"/runs/{RUN}/documents/review.html")
    assert review.status_code == 409 and "problem.json：缺失" in review.text
    assert client.get(f"/runs/{RUN}/tables/rights.csv").status_code == 409
    refused = post(client)
    assert refused.status_code == 422 and "problem.json：缺失" in "".join(refused.json["errors"])


def test_a_run_without_a_manifest_is_named_on_the_start_page(room):
    (room.runs / "half-20261125T090000-00000009").mkdir()
    (room.runs / "odd-20261125T090000-00000009").mkdir()
    (room.runs / "odd-20261125T090000-00000009" / "manifest.json").write_text('{"kind": 1', encoding="utf-8")
    (room.runs / "x-20261125T090000-00000009.partial").mkdir()
    page = room.browser("王经办").get("/").text
    assert "half-20261125T090000-00000009" in page and "odd-20261125T090000-00000009" in page and ".partial" not in page
    answer = room.browser("王经办").get("/runs/half-20261125T090000-00000009/")
    assert answer.status_code == 404 and "没有复制完整" in answer.text


def test_the_ledger_of_another_run_is_refused(room):
    other = napkin_run(room.runs, "iron-20261125T100000-00000002")
    post(room.browser("李审查"))
    ledger_path(room.runs / RUN).rename(ledger_path(other))
    client = room.browser("张审批")
    assert RUN in client.get(f"/runs/{other.name}/").text and "暂时不能审查" in client.get(f"/runs/{other.name}/").text
    answer = client.get(f"/runs/{other.name}/review/state", headers={"Accept": "application/json"})
    assert answer.status_code == 422 and "ledger of run" in "".join(answer.json["errors"])


def forge(path):
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("DROP TRIGGER event_stays")
        connection.execute("UPDATE event SET body = replace(body, '\"agree\"', '\"disagree\"') WHERE seq = 1")


def test_a_damaged_chain_is_shown_and_takes_nothing_more(room):
    client = room.browser("张审批")
    post(client)
    forge(ledger_path(room.runs / RUN))
    room.parts._sound.clear()  # as after a restart
    for path in (f"/runs/{RUN}/", "/audit", f"/runs/{RUN}/documents/review.html"):
        assert "审查台账链条有问题" in client.get(path).text
    assert client.get(f"{BASE}/state").json["problems"] and not client.get(f"{BASE}/state").json["events"]
    assert post(client, seen=1).status_code == 422
    assert len(Ledger(ledger_path(room.runs / RUN), RUN, input_hash(room.runs / RUN)).events()) == 1


def test_what_a_change_would_cost_is_asked_in_the_background(room, monkeypatch):
    asked = []
    told = {"objective": 1.0, "bound": 1.0, "gap": 0.0, "cost": 5.0, "words": ["多5分"]}
    monkeypatch.setattr(room.parts.asking.worker, "ask", lambda job, question: asked.append((job, question)) or told)
    client = room.browser("李审查")
    fields = {"group_id": "G-C0000", "changes": [{"action": "leave_out", "right_ids": ["C0001"]}]}
    head = {"X-CSRF-Token": csrf(client)}
    answer = client.post(f"{BASE}/ask", json=fields, headers=head)
    assert answer.status_code == 202
    for _ in range(100):
        found = client.get(f"{BASE}/ask/{answer.json['job']}").json
        if found["status"] != "running":
            break
    assert found == {"status": "done", "answer": told}
    assert asked[0][0] == "what_if" and asked[0][1]["group_id"] == "G-C0000"
    for wrong in ({"group_id": "G-C0000", "changes": []}, {"group_id": "G-X", "changes": fields["changes"]}, {}):
        assert client.post(f"{BASE}/ask", json=wrong, headers=head).status_code == 422
    assert client.get(f"{BASE}/ask/nothing").status_code == 404


def test_five_hundred_groups_are_one_page(room):
    napkin_run(room.runs, "iron-20261125T110000-00000003", groups=500)
    page = room.browser("李审查").get("/runs/iron-20261125T110000-00000003/").text
    assert page.count("未审查") == 500
