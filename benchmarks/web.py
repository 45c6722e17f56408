"""The site under load: fifty reviewers at once, a page of 500 groups, a pressed-ore query, the server's memory.

`python benchmarks/web.py [SECONDS]`: SECONDS (60) is how long the reviewers post. Everything runs on this machine over
loopback; seconds depend on it and on who else uses it, lost events and broken chains do not.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mineplan.jobs import init
from mineplan.review.events import input_hash
from mineplan.review.ledger import Ledger, ledger_path
from tests.web.rooms import napkin_run
from tests.web.served import Caller, Server, add_user, crowd, served, sessions

REVIEWERS, GROUPS, ASKED = 50, 500, 50
FILES = ("05-变电站.txt", "01-乡道.txt", "14-雷达站.txt", "18-无地面标高.txt", "15-水渠.txt")


def posting(server: Server, run: Path, who: dict[str, tuple[str, str, str]], seconds: float) -> None:
    groups = [f"G-C{2 * k:04d}" for k in range(GROUPS)]
    tally = crowd(server.netloc, run.name, groups, {k: v for k, v in who.items() if k.startswith("审查")}, seconds)
    ledger = Ledger(ledger_path(run), run.name, input_hash(run))
    held = {(event.seq, event.hash) for event in ledger.events()}
    lost = len(set(tally.kept) - held)
    print(f"{REVIEWERS} reviewers, {seconds:g} s: {len(tally.kept)} events kept, {tally.conflicts} conflicts told,")
    print(
        f"  {lost} lost, {len(held) - len(tally.kept)} more in the ledger, other answers: {tally.other[:3] or 'none'},"
    )
    print(f"  chain: {ledger.verify() or 'whole'}, slowest answer {tally.slowest_s:.2f} s")


def page(caller: Caller, name: str, path: str) -> None:
    times = []
    for _ in range(ASKED):
        began = time.perf_counter()
        status, body = caller.ask("GET", path)
        times.append(1000 * (time.perf_counter() - began))
        assert status == 200, (status, body[:200])
    print(
        f"{name}: median {statistics.median(times):.1f} ms of {ASKED}, {len(body) / 1024:.0f} KiB, "
        f"first {times[0]:.0f} ms"
    )


def query(server: Server, session: tuple[str, str, str], file: Path) -> float:
    """Post a file as a browser does and fetch the page with the verdict; return the seconds."""
    cookie, value, csrf = session
    edge, parts = "----mineplan", []
    for name, text in (("csrf", csrf), ("scenario", "pressed")):
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode())
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{file.name}"\r\n\r\n'
    body = b"".join(parts) + head.encode() + file.read_bytes() + f"\r\n--{edge}--\r\n".encode()
    headers = {"Cookie": f"{cookie}={value}", "Content-Type": f"multipart/form-data; boundary={edge}"}
    began = time.perf_counter()
    connection = http.client.HTTPConnection(server.netloc, timeout=120)
    connection.request("POST", "/pressed", body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    assert answer.status == 303, text[:2000]
    connection.request("GET", answer.headers["Location"], headers={"Cookie": headers["Cookie"]})
    shown = connection.getresponse().read().decode()
    seconds = time.perf_counter() - began
    assert "结论" in shown, shown[:500]
    return seconds


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        init(project)
        run = napkin_run(project / "runs", groups=GROUPS)
        add_user(project)
        who = sessions(project, {f"审查{k}": "reviewer" for k in range(REVIEWERS)} | {"王经办": "clerk"})
        with served("serve", project) as server:
            files = [project / "datasets" / "xinzhou-pressed" / "projects" / one for one in FILES]
            first = query(server, who["王经办"], files[0])
            times = [query(server, who["王经办"], one) for one in files for _ in range(3)]
            print(f"pressed-ore query, upload to verdict: median {statistics.median(times):.2f} s of {len(times)}, ")
            print(f"  slowest {max(times):.2f} s; right after the start {first:.2f} s")
            caller = Caller(server.netloc, who["王经办"])
            page(caller, f"list page, {GROUPS} groups, no opinion yet", f"/runs/{run.name}/")
            posting(server, run, who, seconds)
            page(caller, f"list page, {GROUPS} groups, after them", f"/runs/{run.name}/")
            page(caller, "review state, after them", f"/runs/{run.name}/review/state")
            page(caller, "start page", "/")
            print(f"server: {server.memory_mb():.0f} MiB at most")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
