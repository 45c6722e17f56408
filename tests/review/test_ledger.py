import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.errors import InputError
from mineplan.review.events import NO_HASH, Event, Opinion
from mineplan.review.ledger import Conflict, Entry, Ledger, ledger_path

AT = "2026-11-25T09:00:00+08:00"
POSTER = """\
import sys
from pathlib import Path
from mineplan.review.events import Opinion
from mineplan.review.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]), "run", "hash")
for k in range(int(sys.argv[3])):
    said = Opinion(group_id=f"G-{k % 3}", kind="remark", text=f"{sys.argv[2]} {k}")
    print(ledger.append(said, by=sys.argv[2], at="2026-11-25T09:00:00+08:00", source="web").seq, flush=True)
"""


def said(group_id="G-A", text="", **fields):
    return Opinion.model_validate({"group_id": group_id, "kind": "opinion", "verdict": "agree", "text": text} | fields)


def ledger_of(folder, *texts):
    ledger = Ledger(folder / "run.review.sqlite", "run", "hash")
    for text in texts:
        ledger.append(said(text=text), by="张示例", at=AT, source="web")
    return ledger


def meddle(ledger, *statements):
    """Change a ledger as somebody with a database tool would: guards away, hands in, guards back."""
    connection = sqlite3.connect(ledger.path)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in guards:
        connection.execute(sql)
    connection.commit()
    connection.close()


def test_events_are_numbered_and_chained(tmp_path):
    ledger = ledger_of(tmp_path, "一", "二", "三")
    events = ledger.events()
    assert [(e.seq, e.text, e.by, e.at, e.run, e.input_hash) for e in events] == [
        (k, text, "张示例", AT, "run", "hash") for k, text in ((1, "一"), (2, "二"), (3, "三"))
    ]
    assert [e.prev for e in events] == [NO_HASH, events[0].hash, events[1].hash]
    assert ledger.head() == (3, events[2].hash)
    assert ledger.verify() == [] == ledger.verify(known=(2, events[1].hash))
    assert isinstance(events[0], Event)


def test_nothing_is_made_before_the_first_event(tmp_path):
    ledger = Ledger(tmp_path / "x.sqlite", "run", "hash")
    assert (ledger.events(), ledger.head(), ledger.verify()) == ([], (0, NO_HASH), [])
    assert list(tmp_path.iterdir()) == []
    assert ledger.verify(known=(1, "a" * 64)) == [
        "event 1, which was the last one once, is missing: the end was cut off"
    ]


def test_a_file_left_empty_by_an_ended_writer_is_a_ledger_yet(tmp_path):
    (tmp_path / "run.review.sqlite").touch()
    ledger = ledger_of(tmp_path)
    assert ledger.events() == [] == ledger.verify()
    assert ledger.append(said(), by="张示例", at=AT, source="web").seq == 1


def test_whoever_looked_before_gets_a_conflict(tmp_path):
    ledger = ledger_of(tmp_path)
    assert ledger.append(said(), by="甲", at=AT, source="web", seen=0).seq == 1
    assert ledger.append(said("G-B"), by="乙", at=AT, source="web", seen=0).seq == 2
    ledger.append(said(kind="remark", verdict=None, text="备注"), by="丙", at=AT, source="docx")
    with pytest.raises(Conflict) as conflict:
        ledger.append(said(verdict="disagree", text="否"), by="乙", at=AT, source="web", seen=0)
    assert (conflict.value.latest.seq, conflict.value.latest.by) == (1, "甲")
    assert ledger.append(said(verdict="disagree", text="否"), by="乙", at=AT, source="web", seen=1).seq == 4
    assert len(ledger.events()) == 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"by": " "}, "未填审查人"), ({"at": "昨天"}, "无法识别"), ({"opinion": said(verdict=None)}, "未选择审查意见")],
)
def test_faulty_events_never_enter(tmp_path, changes, words):
    given_ = {"opinion": said(), "by": "甲", "at": AT, "source": "web"} | changes
    with pytest.raises(InputError, match=words):
        ledger_of(tmp_path).append(given_.pop("opinion"), **given_)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = '{}' WHERE seq = 1",
        "DELETE FROM event",
        "UPDATE ledger SET run = 'other'",
        "DELETE FROM ledger",
        "INSERT INTO event VALUES (9, '{}', '', 'x')",
        "INSERT INTO event VALUES (3, '{}', 'not the last', 'x')",
        "REPLACE INTO event VALUES (1, '{}', '', 'x')",
    ],
)
def test_the_file_itself_refuses_changes(tmp_path, statement):
    ledger = ledger_of(tmp_path, "一", "二")
    connection = sqlite3.connect(ledger.path)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE event SET body = replace(body, '二', '改') WHERE seq = 2"], "event 2: was changed"),
        (["DELETE FROM event WHERE seq = 2"], "removed or moved"),
        (
            [
                "UPDATE event SET seq = 9 WHERE seq = 2",
                "UPDATE event SET seq = 2 WHERE seq = 3",
                "UPDATE event SET seq = 3 WHERE seq = 9",
            ],
            "event 2: does not follow",
        ),
        (["UPDATE event SET body = '[2]' WHERE seq = 2"], "event 2: cannot be read"),
        (['UPDATE event SET body = replace(body, \'"run":"run"\', \'"run":"b"\') WHERE seq = 1'], "another run"),
    ],
)
def test_verify_finds_meddling(tmp_path, statements, words):
    ledger = ledger_of(tmp_path, "一", "二", "三")
    meddle(ledger, *statements)
    assert [line for line in ledger.verify() if words in line]


def test_a_cut_end_shows_against_a_known_head(tmp_path):
    ledger = ledger_of(tmp_path, "一", "二", "三")
    known = ledger.head()
    meddle(ledger, "DELETE FROM event WHERE seq = 3")
    assert ledger.verify() == []
    assert [line for line in ledger.verify(known) if "cut off" in line]
    ledger.append(said(text="另一"), by="张示例", at=AT, source="web")
    assert [line for line in ledger.verify(known) if "another hash" in line]


def test_missing_guards_show(tmp_path):
    ledger = ledger_of(tmp_path, "一")
    connection = sqlite3.connect(ledger.path)
    connection.execute("DROP TRIGGER event_keeps")
    connection.close()
    assert ledger.verify() == ["the guard event_keeps was removed or changed"]


def test_an_unreadable_event_is_a_sentence(tmp_path):
    ledger = ledger_of(tmp_path, "一")
    meddle(ledger, "UPDATE event SET body = '{\"seq\": 1}'")
    with pytest.raises(InputError, match="event 1 cannot be read"):
        ledger.events()


def test_a_ledger_of_another_run_is_refused(tmp_path):
    ledger = ledger_of(tmp_path, "一")
    with pytest.raises(InputError, match="is the ledger of run run, not of other"):
        Ledger(ledger.path, "other", "hash")
    with pytest.raises(InputError, match="its plan has changed"):
        Ledger(ledger.path, "run", "another")


@pytest.mark.parametrize("content", [b"not a database, but long enough to look at" * 30, None])
def test_what_is_no_ledger_is_refused(tmp_path, content):
    path = tmp_path / "x.sqlite"
    if content is None:
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE event (seq)")
        other.close()
    else:
        path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be used as a ledger"):
        Ledger(path, "run", "hash")


def test_a_damaged_page_is_reported(tmp_path):
    ledger = ledger_of(tmp_path, *"一二三四五六七八" * 8)
    raw = bytearray(ledger.path.read_bytes())
    raw[-4096:] = b"\0" * 4096
    ledger.path.write_bytes(raw)
    assert ledger.verify() != []


def test_the_same_file_twice_adds_nothing(tmp_path):
    ledger = ledger_of(tmp_path)
    first = [Entry(said("G-A"), "甲", AT), Entry(said("G-B", "否", verdict="disagree"), "甲", AT)]
    assert [e.seq for e in ledger.append_new(first, "file")] == [1, 2]
    assert ledger.append_new(first, "file") == []
    later = "2026-11-25T10:00:00+08:00"
    # The sheet came back with one more line: what it said before is not said again.
    more = [Entry(said("G-A"), "甲", later), Entry(said("G-C"), "甲", later)]
    assert [e.group_id for e in ledger.append_new(more, "xlsx")] == ["G-C"]
    # A change of mind, and back: both are news.
    ledger.append(said("G-A", "否", verdict="disagree"), by="甲", at=later, source="web")
    assert len(ledger.append_new([Entry(said("G-A"), "甲", "2026-11-25T11:00:00+08:00")], "xlsx")) == 1
    # The first file once more changes nothing back.
    assert ledger.append_new(first, "file") == []
    assert ledger.append_new([Entry(said("G-A"), "乙", AT)], "file")[0].by == "乙"


def test_a_faulty_entry_keeps_all_out(tmp_path):
    ledger = ledger_of(tmp_path)
    with pytest.raises(InputError):
        ledger.append_new([Entry(said(), "甲", AT), Entry(said(verdict=None), "甲", AT)], "file")
    assert ledger.events() == []


def test_threads_and_processes_lose_nothing(tmp_path):
    ledger = ledger_of(tmp_path)
    workers = [
        subprocess.Popen([sys.executable, "-c", POSTER, str(ledger.path), name, "15"], stdout=subprocess.PIPE)
        for name in ("甲", "乙")
    ]

    def post(k):
        return ledger.append(said("G-T", f"线程{k}"), by="丙", at=AT, source="web").seq

    with ThreadPoolExecutor(8) as pool:
        own = list(pool.map(post, range(40)))
    theirs = [int(line) for worker in workers for line in worker.communicate()[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sorted(own + theirs) == list(range(1, 71))
    assert [e.seq for e in ledger.events()] == list(range(1, 71))
    assert ledger.verify() == []


def test_of_two_with_the_same_view_one_wins(tmp_path):
    ledger = ledger_of(tmp_path)

    def post(name):
        try:
            return ledger.append(said(), by=name, at=AT, source="web", seen=0).seq
        except Conflict:
            return None

    with ThreadPoolExecutor(6) as pool:
        won = [seq for seq in pool.map(post, "甲乙丙丁戊己") if seq]
    assert won == [1]


def test_a_killed_writer_leaves_the_ledger_whole(tmp_path):
    path = tmp_path / "run.review.sqlite"
    worker = subprocess.Popen([sys.executable, "-c", POSTER, str(path), "甲", "100000"], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    told = [int(worker.stdout.readline()) for _ in range(25)]
    worker.send_signal(signal.SIGKILL)
    told += [int(line) for line in worker.stdout.read().split()]
    worker.wait()
    ledger = ledger_of(tmp_path)
    assert [e.seq for e in ledger.events()][: len(told)] == told
    assert ledger.verify() == []
    assert ledger.append(said(), by="乙", at=AT, source="web").seq == len(ledger.events())


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from("甲乙")), min_size=2, max_size=5), st.data())
def test_any_touch_of_any_row_shows(tmp_path_factory, words, data):
    folder = tmp_path_factory.mktemp("chain")
    try:
        ledger = ledger_of(folder)
        for text, by in words:
            ledger.append(said(text=text), by=by, at=AT, source="web")
        known = ledger.head()
        assert ledger.verify(known) == []
        assert [(e.text, e.by) for e in ledger.events()] == words
        seq = data.draw(st.integers(1, len(words)))
        touch = data.draw(
            st.sampled_from(
                [
                    f"DELETE FROM event WHERE seq = {seq}",
                    f'UPDATE event SET body = replace(body, \'"by":"\', \'"by":"冒\') WHERE seq = {seq}',
                    f"UPDATE event SET prev = '{'f' * 64}' WHERE seq = {seq}",
                    f"UPDATE event SET hash = '{'e' * 64}' WHERE seq = {seq}",
                    f"UPDATE event SET seq = seq + 10 WHERE seq = {seq}",
                ]
            )
        )
        meddle(ledger, touch)
        assert ledger.verify(known) != []
    finally:
        shutil.rmtree(folder)


def test_the_ledger_lies_beside_the_run(tmp_path):
    assert ledger_path(tmp_path / "runs" / "iron-1") == tmp_path / "runs" / "iron-1.review.sqlite"
