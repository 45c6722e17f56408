"""Many at once, and a server that is killed: no acknowledged word is lost, no chain breaks, no run is left by half."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mineplan.review.events import input_hash
from mineplan.review.ledger import Ledger, ledger_path
from tests.run_folder import county_project
from tests.web.rooms import napkin_run
from tests.web.served import Caller, add_user, crowd, served, sessions

GROUPS = [f"G-C{2 * k:04d}" for k in range(40)]


@pytest.fixture
def project(tmp_path):
    napkin_run(tmp_path / "runs", groups=len(GROUPS))
    add_user(tmp_path)
    return tmp_path


def until(is_so):
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came")


def ledger_of(run):
    return Ledger(ledger_path(run), run.name, input_hash(run))


def test_fifty_reviewers_lose_no_event_and_break_no_chain(project):
    run = next(p for p in (project / "runs").iterdir() if p.is_dir())
    who = sessions(project, {f"审查{k}": "reviewer" for k in range(50)})
    with served("serve", project) as server:
        tally = crowd(server.netloc, run.name, GROUPS, who, 3.0)
    assert not tally.other and tally.kept
    ledger = ledger_of(run)
    assert sorted(tally.kept) == [(event.seq, event.hash) for event in ledger.events()]
    assert ledger.verify() == []


def test_a_server_killed_in_the_middle_loses_nothing_it_had_acknowledged(project):
    """Killed while posts come in and a run is being made; what a new server finds is whole."""
    county_project(project)
    run = next(p for p in (project / "runs").iterdir() if p.is_dir())
    who = sessions(project, {f"审查{k}": "reviewer" for k in range(8)} | {"王经办": "clerk"})
    with served("serve", project) as server:
        clerk = Caller(server.netloc, who["王经办"])
        clerk.headers["Content-Type"] = "application/x-www-form-urlencoded"
        status, _ = clerk.ask("POST", "/start/county/consolidate")
        assert status == 303
        making = project / "runs" / ".making"
        with ThreadPoolExecutor(1) as pool:
            posting = pool.submit(
                crowd, server.netloc, run.name, GROUPS, {k: v for k, v in who.items() if k != "王经办"}, 60
            )
            until(lambda: ledger_of(run).head()[0] >= 5 and "运行中" in clerk.ask("GET", "/")[1].decode())
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            tally = posting.result()
    assert tally.kept and set(tally.other) <= {"ConnectionResetError", "ConnectionRefusedError", "RemoteDisconnected",
                                               "BrokenPipeError", "IncompleteRead"}  # fmt: skip
    ledger = ledger_of(run)
    assert set(tally.kept) <= {(event.seq, event.hash) for event in ledger.events()} and ledger.verify() == []
    with served("serve", project) as server:
        status, page = Caller(server.netloc, who["王经办"]).ask("GET", "/")
        assert status == 200 and "服务停止时中断" in page.decode() and not making.exists()
        assert sorted(p.name for p in (project / "runs").iterdir() if p.is_dir()) == [run.name]
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and _works_in(pid, making)]  # noqa: PTH208


def _works_in(pid, folder):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as stream:  # noqa: PTH123
            return str(folder).encode() in stream.read()
    except OSError:
        return False
