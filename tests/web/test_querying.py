"""The pressed-ore query: what the form takes, what the worker is asked, when the worker fails."""

import io
import json
import sys
import threading

import pytest

from mineplan.web import worker as module
from mineplan.web.worker import Worker, WorkerError
from tests.web.rooms import csrf

SCENARIO = """\
title: 压覆核查
dataset: d
as_of: 2026-11-23
jurisdictions: [xinzhou, shanxi, national]
pressed: {judge_on: application}
"""
PROJECT = {
    "project_id": "P1",
    "name": "变电站",
    "verdict": "approval_required",
    "verdict_label": "须经审批",
    "authority_label": "省自然资源厅",
    "footprint_m2": 4800.0,
    "reasons": ["压覆铁矿"],
    "questions": ["<b>何时</b>"],
    "checklist": ["报批"],
    "grounds": [
        {
            "document": "矿产资源法",
            "number": "",
            "article": "第三十二条",
            "sentence": "须经批准",
            "certainty_label": "已核原文",
        }
    ],
    "ore": [
        {
            "orebody_id": "K1",
            "mineral_label": "铁矿",
            "verdict_label": "须经审批",
            "footprint_m2": 100.0,
            "buffered_m2": None,
            "footprint_t": {"measured": 12345.0, "inferred": None},
            "buffered_t": {},
            "holders": ["公司甲"],
        }
    ],
}
SHAPE = {
    "project_id": "P1",
    "box": [400.0, 250.0],
    "bar_m": 100,
    "zone": 38,
    "west_m": 38411149.03,
    "north_m": 4263465.2,
    "footprint": "M0 0L9 0L9 9Z",
    "outline": "",
    "pillar": "",
    "pressed": "M1 1L9 0L9 9Z",
    "orebodies": ["M0 0L1 1L2 0Z"],
    "rights": [],
    "zones": [],
    "other_orebodies": [],
    "other_rights": [],
    "items": [{"number": 1, "kind": "矿体", "name": "K1", "words": "铁矿", "place": [5.0, 5.0]}],
}
ANSWER = {
    "projects": [PROJECT],
    "refused": [{"problems": ["b.txt row 3: wrong"]}],
    "drawings": [SHAPE],
    "seconds": 0.1,
    "dataset": "示例",
    "is_synthetic": True,
}


@pytest.fixture
def asked(room, monkeypatch):
    """A room with a pressed scenario whose worker answers at once; what it was asked."""
    (room.folder / "scenarios" / "pressed.yaml").write_text(SCENARIO, encoding="utf-8")
    (room.folder / "datasets" / "d").mkdir(parents=True)
    (room.folder / "datasets" / "d" / "dataset.yaml").write_text("title: d\n", encoding="utf-8")
    questions = []
    monkeypatch.setattr(room.parts.worker, "ask", lambda job, question: questions.append((job, question)) or ANSWER)
    return questions


def send(client, files=(), **fields):
    form = {"csrf": csrf(client), "scenario": "pressed"} | fields
    form["files"] = [(io.BytesIO(content), name) for name, content in files]
    return client.post("/pressed", data=form, content_type="multipart/form-data")


def test_a_file_is_asked_about_and_the_answer_shown(room, asked):
    client = room.browser("王经办")
    given = {
        "level": "provincial_key",
        "surface_m": "765.5",
        "query_date": "2026-09-20",
        "owner": "建设 局",
        "crs": "CGCS2000",
    }
    answer = send(client, [("变 电站.txt", b"x")], **given)
    assert answer.status_code == 303
    job, question = asked[0]
    assert job == "pressed" and question["files"][0].endswith("变_电站.txt")
    assert question["given"] == given | {"surface_m": 765.5}
    page = client.get(answer.location).text
    for words in (
        "须经审批",
        "省自然资源厅",
        "第三十二条",
        "须经批准",
        "1.23 万吨",
        "推断资源量 不详",
        "未圈定",
        "公司甲",
        "b.txt row 3",
        "M0 0L9 0L9 9Z",
        "&lt;b&gt;何时",
        "省级重点",
        "示例数据，不得用于审批",
    ):
        assert words in page, words
    actions = [(line["action"], line["name"]) for line in room.parts.audit.read("", None, 2)]
    assert actions == [("query", "王经办"), ("upload", "王经办")]
    assert "变电站：须经审批" in client.get("/pressed").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scenario": "../x"}, "核查方案"),
        ({"level": "king"}, "选项"),
        ({"surface_m": "nan"}, "地面标高"),
        ({"width_m": "-3"}, "用地宽度"),
        ({"query_date": "2026-13-01"}, "查询日期"),
        ({"owner": "a\x07"}, "建设单位"),
        ({"crs": "EPSG:1"}, "坐标系"),
    ],
)
def test_faulty_fields_are_named_and_the_corners_stay(room, asked, fields, words):
    answer = send(room.browser("王经办"), corners="J1\t4263366.64\t38411319.48", **fields)
    assert answer.status_code == 422 and words in answer.text and "38411319.48" in answer.text
    assert not asked and not list((room.site.state / "uploads").iterdir())


@pytest.mark.usefixtures("asked")
def test_no_file_a_wrong_file_and_a_question_without_an_answer(room, monkeypatch):
    client = room.browser("王经办")
    assert "请选择范围文件" in send(client).text
    assert "a.exe：不是可读" in send(client, [("a.exe", b"MZ")]).text
    assert room.parts.audit.read("upload", None, 1)[0]["outcome"] == "拒收"
    monkeypatch.setattr(room.parts.worker, "ask", lambda *_: {"problems": ["a.txt row 7: crosses itself"]})
    answer = send(client, [("a.txt", b"x")])
    assert answer.status_code == 422 and "crosses itself" in answer.text
    assert not list((room.site.state / "uploads").iterdir())


@pytest.mark.usefixtures("asked")
def test_a_worker_that_fails_is_told_in_a_sentence(room, monkeypatch):
    def fail(*_):
        raise WorkerError("计算进程意外结束")

    monkeypatch.setattr(room.parts.worker, "ask", fail)
    answer = send(room.browser("王经办"), [("a.txt", b"x")])
    assert answer.status_code == 503 and "计算进程意外结束" in answer.text


@pytest.mark.usefixtures("asked")
def test_the_letter_is_a_run_of_the_same_question(room, monkeypatch):
    client = room.browser("王经办")
    page = send(client, [("a.txt", b"x")], surface_m="-5", owner="--out=/etc").location
    started = []
    real = room.parts.tasks.submit

    def submit(command, arguments, *more):
        started.append((command, *arguments))
        return real("policy", [], *more)

    monkeypatch.setattr(room.parts.tasks, "submit", submit)
    for _ in range(2):
        assert client.post(f"{page}/letter", data={"csrf": csrf(client)}).status_code == 303
    assert len(started) in (1, 2)  # the second click waits, or starts anew when the first has failed by then
    assert (
        "--surface=-5.0" in started[0]
        and "--owner=--out=/etc" in started[0]
        and started[0][0] == "pressed"
        and started[0][1].endswith("a.txt")
    )
    assert client.post("/pressed/nothing/letter", data={"csrf": csrf(client)}).status_code == 404


FAKE = """
import sys, time, json
for line in sys.stdin:
    job = json.loads(line)["job"]
    if job == "die": sys.exit(1)
    if job == "hang": time.sleep(60)
    print(json.dumps({"job": job}), flush=True)
"""


@pytest.fixture
def fake(tmp_path, monkeypatch):
    program = tmp_path / "fake.py"
    program.write_text(FAKE, encoding="utf-8")
    monkeypatch.setattr(module, "PROGRAM", (sys.executable, str(program)))
    made = Worker(tmp_path / "log.txt", 5.0)
    yield made
    made.close()


def test_the_worker_answers_again_after_it_died_or_hung(fake):
    assert fake.ask("one", {}) == {"job": "one"}
    with pytest.raises(WorkerError, match="意外结束"):
        fake.ask("die", {})
    assert fake.ask("two", {}) == {"job": "two"}
    fake.timeout_s = 0.3
    with pytest.raises(WorkerError, match="超过"):
        fake.ask("hang", {})
    fake.timeout_s = 5.0
    assert fake.ask("three", {}) == {"job": "three"}


def test_answers_do_not_get_mixed_up_and_a_crowd_is_turned_away(fake):
    found, turned = [], []

    def ask(k):
        try:
            found.append((k, fake.ask(f"q{k}", {})["job"]))
        except WorkerError as error:
            turned.append(str(error))

    threads = [threading.Thread(target=ask, args=(k,)) for k in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(job == f"q{k}" for k, job in found) and len(found) + len(turned) == 40
    assert len(found) >= 8 and set(turned) <= {"同时查询的人太多，请稍后再试。"}


def test_the_worker_process_tells_problems_and_goes_on():
    import subprocess

    lines = [{"job": "pressed", "scenario": "none.yaml", "files": [], "given": {}}, {"job": "odd"}]
    done = subprocess.run(
        [sys.executable, "-m", "mineplan.jobs.worker"],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert "no such file" in first["problems"][0] and "程序出错" in second["problems"][0] and "KeyError" in done.stderr
