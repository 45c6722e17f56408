"""The review page of a run, and what its script asks: state, events, what a change would cost."""

from __future__ import annotations

import datetime
import json
from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mineplan.errors import InputError
from mineplan.review.events import KIND_LABELS, VERDICT_LABELS, Event, read_opinion
from mineplan.review.ledger import Conflict, Ledger
from mineplan.review.run import misfits_of
from mineplan.web.catalogue import Run
from mineplan.web.guard import note, parts, session
from mineplan.web.pages.browsing import REVIEW_PAGE, known_run
from mineplan.web.reviews import ledger_of, looked_at, problems_of, reviewed

blueprint = Blueprint("reviewing", __name__, url_prefix="/runs/<name>")
_SERVICE = '<script type="application/json" id="service">null</script>'
_KINDS = {
    "clerk": ("remark",),
    "reviewer": ("opinion", "remark"),
    "approver": ("opinion", "final", "remark"),
}
_MOST_BODY = 256 * 1024
UNSOUND = "暂时不能审查：运行文件夹可能没有复制完整，或者审查台账已损坏。"


@blueprint.get("/" + REVIEW_PAGE)
def page(name: str) -> ResponseReturnValue:
    """Serve the review page, told where it posts to and who reviews."""
    run = _reviewed(name)
    path = parts().catalogue.file(run, REVIEW_PAGE)
    if REVIEW_PAGE not in run.files:
        abort(404, "本次运算没有审查页面（运算时未生成文档）。")
    own = parts().catalogue.fault(run, REVIEW_PAGE)
    problems = [*filter(None, [own]), *problems_of(run), *looked_at(ledger_of(run))[1]]
    if path is None or problems:
        return render_template("error.html.j2", code=409, words=UNSOUND, more=problems), 409
    base = url_for("reviewing.state", name=name).removesuffix("state")
    service = {"base": base, "csrf": session().csrf, "reviewer": session().name, "role": session().role}
    text = parts().catalogue.kept.get("text", path, lambda p: p.read_text(encoding="utf-8"))
    if _SERVICE not in text:
        abort(409, f"{REVIEW_PAGE} 不是可以联网使用的审查页面，请用现在的版本重新运算。")
    told = _SERVICE.replace("null", _embedded(service))
    return Response(text.replace(_SERVICE, told, 1).replace("__NONCE__", g.nonce), mimetype="text/html")


@blueprint.get("/review/state")
def state(name: str) -> ResponseReturnValue:
    """Tell all events of the run's ledger, its head, and what is wrong with it."""
    run = _reviewed(name)
    ledger = ledger_of(run)
    events, broken = looked_at(ledger)
    problems = (*problems_of(run), *broken)
    seq, digest = (events[-1].seq, events[-1].hash) if events else ledger.head()
    return jsonify(
        run=run.name,
        input_hash=ledger.input_hash,
        reviewer=session().name,
        role=session().role,
        events=[event.model_dump(mode="json") for event in events],
        head={"seq": seq, "hash": digest},
        problems=list(problems),
    )


@blueprint.post("/review/events")
def post(name: str) -> ResponseReturnValue:
    """Put an opinion into the ledger."""
    run = _reviewed(name)
    fields = _body()
    seen = fields.pop("seen", None)
    opinion = read_opinion(fields)
    if opinion.kind not in _KINDS[session().role]:
        note("decision", f"{name} {opinion.group_id}", "角色不允许")
        abort(403, "只有审批人可以填写最终意见。" if opinion.kind == "final" else "您的角色只能填写备注。")
    ledger = _sound_ledger(run)
    faults = misfits_of(opinion, reviewed(run))
    if opinion.kind != "remark" and not (type(seen) is int and 0 <= seen <= ledger.head()[0]):
        faults.append("缺少seen（所见本区块最近一条意见的序号，没有则为0），或者不是已有的序号")
    if faults:
        raise InputError(faults)
    try:
        event = ledger.append(
            opinion, by=session().name, at=_now(), source="web", seen=seen if opinion.kind != "remark" else None
        )
    except Conflict as conflict:
        note("decision", f"{name} {opinion.group_id}", "冲突")
        return jsonify(error="该区块刚被其他人审查", event=conflict.latest.model_dump(mode="json")), 409
    note("decision", _said(name, event))
    return jsonify(event=event.model_dump(mode="json"), head={"seq": event.seq, "hash": event.hash}), 201


@blueprint.post("/review/ask")
def ask(name: str) -> ResponseReturnValue:
    """Ask what changes to a group would cost."""
    run = _reviewed(name)
    fields = _body()
    asked = {"group_id": fields.get("group_id"), "changes": fields.get("changes")}
    opinion = read_opinion(asked | {"kind": "opinion", "verdict": "change", "text": "试算"})
    faults = misfits_of(opinion, reviewed(run)) + ([] if opinion.changes else ["没有修改内容，无从试算"])
    faults += problems_of(run)
    if faults:
        raise InputError(faults)
    changes = [change.model_dump(mode="json") for change in opinion.changes]
    note("ask", f"{name} {opinion.group_id}")
    return jsonify(job=parts().asking.ask(run.path, opinion.group_id, changes)), 202


@blueprint.get("/review/ask/<job>")
def answer(name: str, job: str) -> ResponseReturnValue:
    """Tell what is known of a question."""
    found = parts().asking.found(name, job)
    if found is None:
        abort(404)
    return jsonify(found)


def _reviewed(name: str) -> Run:
    run = known_run(name)
    if run.kind != "consolidation":
        abort(404, "只有整合方案可以在线审查。")
    return run


def _body() -> dict[str, Any]:
    if (request.content_length or 0) > _MOST_BODY:
        abort(413)
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400, "请求不是JSON对象。")
    return body


def _sound_ledger(run: Run) -> Ledger:
    """Return the ledger; a run that is not whole, or a chain that is broken, takes nothing more.

    The whole chain is checked when the server first writes to it and whenever a page is opened; the file's triggers
    guard it in between.
    """
    ledger = ledger_of(run)
    problems = problems_of(run) or parts().chain_faults(ledger)
    if problems:
        raise InputError(list(problems))
    return ledger


def _now() -> str:
    return datetime.datetime.fromtimestamp(parts().site.clock()).astimezone().isoformat(timespec="seconds")


def _said(name: str, event: Event) -> str:
    verdict = VERDICT_LABELS[event.verdict] if event.verdict else ""
    return f"{name} {event.group_id} {KIND_LABELS[event.kind]}{verdict} 第{event.seq}条"


def _embedded(data: dict[str, Any]) -> str:
    """Return JSON that cannot end its script element."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
