"""A real server of its own, and a crowd of reviewers that posts to it."""

from __future__ import annotations

import http.client
import json
import random
import re
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mineplan.web.site import Limits, Site
from mineplan.web.store import Sessions, Users


@dataclass
class Server:
    """A running server: its process, and the address it printed."""

    process: subprocess.Popen
    address: str

    @property
    def netloc(self) -> str:
        return urllib.parse.urlsplit(self.address).netloc

    @property
    def base(self) -> str:
        return f"http://{self.netloc}"

    def memory_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


@contextmanager
def served(*arguments: object) -> Iterator[Server]:
    """Start `mineplan ARGUMENTS` and yield the server once it has told its address."""
    command = [sys.executable, "-m", "mineplan.cli", *map(str, arguments), "--port", "0", "--no-browser"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    said = []
    try:
        for line in process.stderr:
            said.append(line)
            if found := re.search(r"http://\S+", line):
                threading.Thread(target=process.stderr.read, daemon=True).start()
                yield Server(process, found[0])
                break
        else:
            raise AssertionError("".join(said))
    finally:
        process.terminate()
        process.wait(20)


def sessions(project: Path, roles: dict[str, str]) -> dict[str, tuple[str, str, str]]:
    """Let users in without the cost of their passwords: name -> cookie name, cookie, CSRF number."""
    site = Site(project / "runs", project / ".mineplan", time.time, project=project)
    kept, found = Sessions(site.database, Limits().idle_s, Limits().session_s), {}
    for name, role in roles.items():
        cookie = kept.begin(name, role, time.time())
        found[name] = (site.cookie, cookie, kept.find(cookie, time.time()).csrf)
    return found


def add_user(project: Path) -> None:
    """Define somebody, so that the server asks for logins."""
    Users(project / ".mineplan" / "site.sqlite").add("管理员", "approver", "示例密码1234567", time.time())


@dataclass
class Tally:
    """What a crowd was answered."""

    kept: list[tuple[int, str]] = field(default_factory=list)
    conflicts: int = 0
    other: list[str] = field(default_factory=list)
    slowest_s: float = 0.0


class Caller:
    """One connection of one user, kept open."""

    def __init__(self, netloc: str, session: tuple[str, str, str]) -> None:
        self.connection = http.client.HTTPConnection(netloc, timeout=60)
        name, cookie, csrf = session
        self.headers = {"Cookie": f"{name}={cookie}", "X-CSRF-Token": csrf, "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        data = None if body is None else json.dumps(body).encode()
        self.connection.request(method, path, data, self.headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def crowd(netloc: str, run: str, groups: list[str], who: dict[str, tuple[str, str, str]], seconds: float) -> Tally:
    """Let everybody post opinions at once for some seconds, each again after a conflict."""
    tally, lock, end = Tally(), threading.Lock(), time.monotonic() + seconds

    def review(name: str) -> None:
        caller, dice = Caller(netloc, who[name]), random.Random(name)
        seen: dict[str, int] = {}
        while time.monotonic() < end:
            group = dice.choice(groups)
            opinion = {
                "group_id": group,
                "kind": "opinion",
                "verdict": "agree",
                "text": name,
                "seen": seen.get(group, 0),
            }
            began = time.monotonic()
            try:
                status, body = caller.ask("POST", f"/runs/{run}/review/events", opinion)
            except (OSError, http.client.HTTPException) as error:
                with lock:
                    tally.other.append(type(error).__name__)
                return
            with lock:
                tally.slowest_s = max(tally.slowest_s, time.monotonic() - began)
                if status == 201:
                    event = json.loads(body)["event"]
                    tally.kept.append((event["seq"], event["hash"]))
                    seen[group] = event["seq"]
                elif status == 409:
                    tally.conflicts += 1
                    seen[group] = json.loads(body)["event"]["seq"]
                else:
                    tally.other.append(f"{status} {body[:200]!r}")

    threads = [threading.Thread(target=review, args=(name,)) for name in who]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally
