"""A site that can be drawn on a napkin: two groups of two rights, a stub of a review page, users with one password."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from mineplan.web import create_app
from mineplan.web.site import Limits, Site
from mineplan.web.store import users

PASSWORD = "示例密码1234567"
PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>审查</title>
<link rel="icon" href="data:,">
<script type="application/json" id="service">null</script></head><body><p id="who"></p>
<script nonce="__NONCE__">var s = JSON.parse(document.getElementById('service').textContent);
document.getElementById('who').textContent = s ? s.reviewer : '离线';</script></body></html>"""
REPORT = """<!DOCTYPE html><title>方案</title><script type="application/json">{}</script>
<script>document.title = '好';</script>"""


def napkin_run(runs: Path, name: str = "iron-20261125T090000-00000001", groups: int = 2, page: str = PAGE) -> Path:
    """Write a run folder whose manifest agrees with its files."""
    folder = runs / name
    ids = [[f"C{2 * k:04d}", f"C{2 * k + 1:04d}"] for k in range(groups)]
    plan = {
        "kind": "consolidation",
        "title": "铁矿整合方案",
        "as_of": "2026-11-23",
        "groups": [{"group_id": f"G-{a}", "lead_id": a, "right_ids": [a, b]} for a, b in ids],
        "rights": [{"right_id": right} for pair in ids for right in pair],
    }
    files = {
        "plan.json": json.dumps(plan),
        "problem.json": json.dumps({"n": 2 * groups, "edges": []}),
        "documents/review.html": page,
        "documents/report.html": REPORT,
        "tables/rights.csv": "许可证号\n",
        "log.txt": "started\n",
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    manifest = {
        "kind": "consolidation",
        "started": "2026-11-25T09:00:00",
        "solver": {"status": "optimal", "gap": 0.0},
        "scenario": {"name": "iron", "text": "title: 铁矿整合方案\n"},
        "dataset": {"title": "示例", "version": "1", "is_synthetic": True},
        "notes": [],
        "files": {path: "sha256:" + hashlib.sha256((folder / path).read_bytes()).hexdigest() for path in files},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    return folder


class Clock:
    """Seconds since 1970 that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


class Room:
    """An application with its clock, and browsers that have come in."""

    def __init__(self, folder: Path, **settings) -> None:
        self.clock, self.folder = Clock(), folder
        self.runs = folder / "runs"
        chosen = {"project": folder, "limits": Limits()} | settings
        self.site = Site(self.runs, folder / ".mineplan", self.clock, **chosen)
        self.app = create_app(self.site)
        self.parts = self.app.extensions["mineplan"]

    def add(self, name: str, role: str) -> None:
        self.parts.users.add(name, role, PASSWORD, self.clock())

    def browser(self, name: str = "", password: str = PASSWORD):
        """Return a client; with a name, one that has logged in."""
        client = self.app.test_client()
        if name:
            assert self.log_in(client, name, password).status_code in (200, 303)
        return client

    def log_in(self, client, name: str, password: str = PASSWORD, **more):
        page = client.get("/login").text
        fields = {"door": field(page, "door"), "name": name, "password": password, "action": "/"}
        return client.post("/login", data=fields | more)


def field(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]


def csrf(client) -> str:
    return field(client.get("/compare").text, "csrf")


def cheap_hashes(monkeypatch) -> None:
    """Let a hash cost a hundredth: what is tested is not how long scrypt takes."""
    monkeypatch.setattr(users, "_COST", 2**8)
    monkeypatch.setattr(users, "_NOBODY", ("", "", f"scrypt${2**8}$8$5${'00' * 16}${'00' * 32}"))
