"""A server of one page that speaks what the review page speaks: state, events, questions."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

SERVICE = '<script type="application/json" id="service">null</script>'
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-n1'; style-src 'self' 'nonce-n1'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
BASE = "/city/runs/r1/"


class Stub:
    """Holds the events; `refuse` is a status that the next posts get."""

    def __init__(self, page, run, input_hash):
        self.page, self.run, self.input_hash = page, run, input_hash
        self.role, self.reviewer, self.refuse, self.problems = "approver", "王审批", 0, []
        self.events, self.asked, self.polls = [], [], 0
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stub.get(self)

            def do_POST(self):
                stub.post(self)

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}{BASE}documents/review.html"

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def say(self, event):
        """Put another person's opinion into the ledger."""
        seq = len(self.events) + 1
        made = {"verdict": None, "text": "", "participants": [], "changes": []} | event
        made |= {"seq": seq, "at": f"2026-11-25T09:{seq:02d}:00+08:00", "run": self.run, "input_hash": self.input_hash}
        made |= {"source": "web", "prev": f"{seq - 1:064d}", "hash": f"{seq:064d}"}
        self.events.append(made)
        return made

    def head(self):
        return {"seq": len(self.events), "hash": f"{len(self.events):064d}"}

    def get(self, handler):
        if handler.path == BASE + "documents/review.html":
            service = {"base": BASE + "review/", "csrf": "c1", "reviewer": self.reviewer, "role": self.role}
            told = SERVICE.replace("null", json.dumps(service))
            text = self.page.read_text(encoding="utf-8").replace(SERVICE, told, 1).replace("__NONCE__", "n1")
            send(handler, 200, text, "text/html; charset=utf-8")
        elif handler.path == BASE + "review/state":
            state = {"run": self.run, "input_hash": self.input_hash, "reviewer": self.reviewer, "role": self.role}
            send(handler, 200, state | {"events": self.events, "head": self.head(), "problems": self.problems})
        elif handler.path == BASE + "review/ask/q1":
            self.polls += 1
            answer = {
                "objective": 1210.5,
                "bound": 1200.0,
                "gap": 0.00867,
                "cost": 104.0,
                "words": ["区块（一）改为两个"],
            }
            done = {"status": "done", "answer": answer}
            send(handler, 200, done if self.polls > 1 else {"status": "running"})
        else:
            send(handler, 204, "")

    def post(self, handler):
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        if self.refuse:
            send(handler, self.refuse, {} if self.refuse == 401 else {"errors": ["第一处错误", "第二处错误"]})
        elif handler.headers["X-CSRF-Token"] != "c1":
            send(handler, 403, {"error": "令牌不符"})
        elif handler.path == BASE + "review/ask":
            self.asked.append(body)
            send(handler, 202, {"job": "q1"})
        else:
            self.take(handler, body)

    def take(self, handler, body):
        seen = body.pop("seen")
        known = [e for e in self.events if e["group_id"] == body["group_id"] and e["kind"] != "remark"]
        if body["kind"] != "remark" and known and known[-1]["seq"] > seen:
            send(handler, 409, {"error": "该区块刚被其他人审查", "event": known[-1]})
            return
        send(handler, 201, {"event": self.say(body | {"by": self.reviewer}), "head": self.head()})


def send(handler, status, body, kind="application/json; charset=utf-8"):
    """Answer with what a guarded server would send along."""
    content = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content)))
    handler.send_header("Content-Security-Policy", POLICY)
    handler.end_headers()
    handler.wfile.write(content)
