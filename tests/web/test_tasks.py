"""The queue of runs, with a small program in the place of mineplan."""

import os
import sys
import time

import pytest

from mineplan.web import tasks as module
from mineplan.web.store import create
from mineplan.web.tasks import QueueFullError, Tasks

PROGRAM = """
import pathlib, sys, time
what, out = sys.argv[1], pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
print("read 9 rights", file=sys.stderr, flush=True)
partial = out / "iron-1.partial"
partial.mkdir(parents=True)
if what == "slow":
    time.sleep(60)
if what == "bad":
    partial.rmdir()
    print('{"problems": [{"text": "rights.xlsx row 2: wrong"}]}')
    sys.exit(3)
(partial / "plan.json").write_text("{}")
partial.rename(out / "iron-1")
if what == "late":
    sys.exit(3)
"""


@pytest.fixture
def queue(tmp_path, monkeypatch):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    monkeypatch.setattr(module, "PROGRAM", (sys.executable, str(program)))
    (tmp_path / "runs").mkdir()
    create(tmp_path / "site.sqlite")
    made = []

    def make(cores=1):
        made.append(Tasks(tmp_path / "site.sqlite", tmp_path / "tasks", tmp_path / "runs", cores, time.time))
        return made[-1]

    yield make
    for one in made:
        one.close()


def wait(tasks, task, *states):
    for _ in range(600):
        found = tasks.find(task.id)
        if found.state in states:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{found.state}, not {states}")


def left(tmp_path):
    return sorted(
        p.relative_to(tmp_path / "runs").as_posix() for p in (tmp_path / "runs").rglob("*") if p.name != ".making"
    )


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_run_is_moved_to_the_others_when_it_is_whole(queue, tmp_path):
    tasks = queue()
    task = wait(tasks, tasks.submit("good", [], "好", "王"), "done")
    assert (task.run, task.exit_code, task.is_over) == ("iron-1", 0, True)
    assert left(tmp_path) == ["iron-1", "iron-1/plan.json"]
    log, end = tasks.log(task.id)
    assert "read 9 rights" in log and tasks.log(task.id, end) == ("", end)


def test_a_run_with_refused_projects_counts_as_done(queue):
    tasks = queue()
    assert wait(tasks, tasks.submit("late", [], "半", "王"), "done").exit_code == 3


def test_a_failed_run_leaves_nothing(queue, tmp_path):
    tasks = queue()
    task = wait(tasks, tasks.submit("bad", [], "坏", "王"), "failed")
    assert task.run == "" and left(tmp_path) == [] and "wrong" in tasks.answer(task.id).read_text(encoding="utf-8")


def test_cancelling_stops_the_process_and_leaves_nothing(queue, tmp_path):
    tasks = queue()
    running, waiting = tasks.submit("slow", [], "慢", "王"), tasks.submit("good", [], "等", "王")
    pid = wait(tasks, running, "running").pid
    tasks.cancel(waiting.id)
    tasks.cancel(running.id)
    after = tasks.submit("good", [], "后", "王")
    wait(tasks, after, "done")
    assert [tasks.find(t.id).state for t in (running, waiting)] == ["cancelled", "cancelled"]
    assert not is_alive(pid) and left(tmp_path) == ["iron-1", "iron-1/plan.json"]
    tasks.cancel(after.id)
    assert tasks.find(after.id).state == "done"


def test_one_runs_at_a_time_on_one_core_and_the_queue_is_bounded(queue):
    tasks = queue()
    first = tasks.submit("slow", [], "慢", "王")
    wait(tasks, first, "running")
    others = [tasks.submit("good", [], "等", "王") for _ in range(20)]
    with pytest.raises(QueueFullError, match="排队"):
        tasks.submit("good", [], "多", "王")
    assert {tasks.find(t.id).state for t in others} == {"queued"}


def test_closing_stops_what_runs(queue):
    tasks = queue()
    task = tasks.submit("slow", [], "慢", "王")
    pid = wait(tasks, task, "running").pid
    tasks.close()
    assert tasks.find(task.id).state == "interrupted" and not is_alive(pid)


def test_a_new_server_settles_what_a_killed_one_left(queue, tmp_path):
    tasks = queue(cores=2)
    slow, other = tasks.submit("slow", [], "慢", "王"), tasks.submit("slow", [], "慢", "王")
    pids = [wait(tasks, t, "running").pid for t in (slow, other)]
    making = tmp_path / "runs" / ".making"
    for _ in range(200):
        if (making / slow.id / "iron-1.partial").is_dir() and (making / other.id / "iron-1.partial").is_dir():
            break
        time.sleep(0.05)
    (making / other.id / "iron-1.partial").rename(making / other.id / "iron-2")  # whole at the very last moment
    tasks._lock.acquire()  # the killed one does nothing any more
    new = queue()
    assert new.find(slow.id).state == "interrupted"
    assert (new.find(other.id).state, new.find(other.id).run) == ("done", "iron-2")
    assert left(tmp_path) == ["iron-2"] and not any(map(is_gone_late, pids))


def is_gone_late(pid):
    """Whether a process is still there after a moment; a killed child of ours waits to be collected."""
    for _ in range(40):
        try:
            state = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0]  # noqa: PTH123, SIM115
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.05)
    return True


def test_strangers_of_the_same_number_are_left_alone(tmp_path):
    module._stop_orphan(os.getpid(), str(tmp_path / "not" / "mine"))
    assert is_alive(os.getpid())
