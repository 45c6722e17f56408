"""`mineplan serve`, `user` and `review` as they are typed: what they refuse, and in which words."""

import json
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from mineplan.cli import cli
from mineplan.errors import InputError
from mineplan.web import Door, serve_project, serve_review
from mineplan.web.store import Audit, Users
from tests.web.rooms import PASSWORD, cheap_hashes, napkin_run
from tests.web.served import served

RUN = "iron-20261125T090000-00000001"


@pytest.fixture
def project(tmp_path, monkeypatch):
    cheap_hashes(monkeypatch)
    (tmp_path / "scenarios").mkdir()
    napkin_run(tmp_path / "runs")
    return tmp_path


def user(*arguments, said=""):
    return CliRunner().invoke(cli, ["user", *map(str, arguments)], input=said, catch_exceptions=False)


def test_users_are_added_listed_changed_and_removed(project):
    add = ["add", "王经办", "--role", "clerk", "--dir", project]
    assert user(*add, said=PASSWORD + "\n").exit_code == 0
    again = user(*add, said=PASSWORD + "\n")
    assert again.exit_code == 3 and "there already" in again.stderr
    assert json.loads(user("list", "--dir", project, "--json").stdout)["users"] == [{"name": "王经办", "role": "clerk"}]
    users = Users(project / ".mineplan" / "site.sqlite")
    assert users.checked("王经办", PASSWORD) and not users.checked("王经办", PASSWORD + "x")
    assert user("passwd", "王经办", "--dir", project, said="另一个密码9876543\n").exit_code == 0
    assert users.checked("王经办", "另一个密码9876543") and not users.checked("王经办", PASSWORD)
    assert user("remove", "王经办", "--dir", project).exit_code == 0
    assert user("remove", "王经办", "--dir", project).exit_code == 3
    lines = [line["subject"] for line in Audit(users.path).read("user", None, 9)]
    assert lines == ["remove 王经办", "passwd 王经办", "add 王经办 clerk"]


def test_a_short_password_and_an_unknown_role_are_refused(project):
    short = user("add", "甲", "--role", "clerk", "--dir", project, said="kurz\n")
    assert short.exit_code == 3 and "at least 10" in short.stderr and "kurz" not in short.output
    assert user("add", "甲", "--role", "boss", "--dir", project, said=PASSWORD).exit_code == 2


def test_the_database_is_its_owners_alone(project):
    user("add", "甲", "--role", "clerk", "--dir", project, said=PASSWORD + "\n")
    assert (project / ".mineplan").stat().st_mode & 0o077 == 0
    assert (project / ".mineplan" / "site.sqlite").stat().st_mode & 0o077 == 0


def refused(project, **door):
    with pytest.raises(InputError) as caught:
        serve_project(project, Door(has_browser=False, **door), time.time, 1, lambda _: None)
    return str(caught.value)


@pytest.mark.parametrize(
    ("door", "words"),
    [
        ({"host": "0.0.0.0"}, "there are no users"),
        ({"host": "192.0.2.1"}, "there are no users"),
        ({"host": "::"}, "--allow-host"),
        ({"prefix": "mineplan"}, "must look like /mineplan"),
        ({"prefix": "/a/../b"}, "must look like /mineplan"),
        ({"proxy": "gateway"}, "address of the proxy"),
    ],
)
def test_unsafe_doors_are_refused(project, door, words):
    assert words in refused(project, **door)


def test_every_fault_of_a_door_is_told_at_once(project):
    told = refused(project, host="0.0.0.0", prefix="x", proxy="y")
    assert told.count("\n") == 3


def test_a_folder_without_a_project_is_refused(tmp_path):
    assert "mineplan init" in refused(tmp_path)
    assert not (tmp_path / ".mineplan").exists()


def test_a_second_server_over_the_same_folder_is_refused(project):
    with served("serve", project):
        second = subprocess.run(
            [sys.executable, "-m", "mineplan.cli", "serve", str(project), "--port", "0", "--no-browser"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 3 and "another `mineplan serve`" in second.stderr


def test_a_port_in_use_is_told_in_a_sentence(project):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot listen" in refused(project, port=taken.getsockname()[1])


def reviewed(run):
    with pytest.raises(InputError) as caught:
        serve_review(run, Door(has_browser=False), time.time, lambda _: None)
    return str(caught.value)


def test_review_refuses_what_cannot_be_reviewed(project):
    run = project / "runs" / RUN
    (run / "tables" / "rights.csv").unlink()
    assert "tables/rights.csv：缺失" in reviewed(run)
    (run / "manifest.json").unlink()
    assert "no finished run folder" in reviewed(run)
    other = napkin_run(project / "runs", "iron-20261125T100000-00000002")
    (other.parent / f"{other.name}.review.sqlite").write_bytes(b"no database at all, " * 100)
    assert "cannot be used as a ledger" in reviewed(other)


def test_stopping_a_review_tells_the_head(project):
    command = [sys.executable, "-m", "mineplan.cli", "review", str(project / "runs" / RUN), "--no-browser", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert "http://127.0.0.1:" in process.stderr.readline()
    process.terminate()
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 0 and json.loads(told)["head"] == {"seq": 0, "hash": "0" * 64}
