"""The door: name and password, or a one-time token with a name; and the way out."""

from __future__ import annotations

import hmac
import json
from typing import Any

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from mineplan.web.guard import check_door, fresh_door, note, parts, session, set_cookie, set_door, write_audit

blueprint = Blueprint("entering", __name__)
_LONGEST_NAME = 40
_WRONG = "用户名或密码不正确。"


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    """Show the form for name and password."""
    if parts().site.key:
        return redirect(url_for("entering.enter"), 303)
    return _form("login.html.j2", "", [], request.args.get("next", ""))


@blueprint.post("/login")
def log_in() -> ResponseReturnValue:
    """Check name and password; too many failures wait, and their passwords are not even looked at."""
    check_door()
    of, name, address = parts(), request.form.get("name", "").strip()[:_LONGEST_NAME], request.remote_addr or ""
    if of.site.key:
        abort(404)
    at = of.site.clock()
    wait_s = of.users.wait_s(name, address, at)
    if wait_s > 0:
        write_audit(of, name, "", ("login", name, "过于频繁，未核对"))
        raise TooManyRequests(f"登录失败次数过多，请{wait_s:.0f}秒后再试。", retry_after=int(wait_s))
    user = of.users.checked(name, request.form.get("password", ""))
    if user is None:
        of.users.failed(name, address, at)
        write_audit(of, name, "", ("login", name, "失败"))
        return _form("login.html.j2", _WRONG, _kept(), request.form.get("action", "")), 401
    of.users.succeeded(user.name)
    write_audit(of, user.name, user.role, ("login", user.name, ""))
    return _admitted(user.name, user.role)


@blueprint.get("/enter")
def enter() -> ResponseReturnValue:
    """Show the form that asks the reviewer's name; the token stands in the address that the command printed."""
    if not parts().site.key:
        return redirect(url_for("entering.login"), 303)
    return _form("enter.html.j2", "", [], request.args.get("next", ""))


@blueprint.post("/enter")
def come_in() -> ResponseReturnValue:
    """Take the one-time token and the name that all words will bear."""
    check_door()
    of, name, address = parts(), request.form.get("name", "").strip(), request.remote_addr or ""
    if not of.site.key:
        abort(404)
    at = of.site.clock()
    wait_s = of.users.wait_s("", address, at)
    if wait_s > 0:
        raise TooManyRequests(f"尝试次数过多，请{wait_s:.0f}秒后再试。", retry_after=int(wait_s))
    if not hmac.compare_digest(request.form.get("token", "").encode(), of.site.key.encode()):
        of.users.failed("", address, at)
        write_audit(of, name, "", ("login", "令牌", "失败"))
        return _form("enter.html.j2", "网址中的令牌不正确，请使用命令行窗口中最新的网址。", _kept(), ""), 403
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        return _form("enter.html.j2", f"请填写姓名（不超过{_LONGEST_NAME}字）。", _kept(), ""), 422
    if not of.take_key():
        write_audit(of, name, "", ("login", "令牌", "已用过"))
        return _form("enter.html.j2", "令牌只能使用一次，已经用过；请在命令行窗口停止并重新启动。", _kept(), ""), 403
    write_audit(of, name, "approver", ("login", name, ""))
    return _admitted(name, "approver")


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session."""
    note("logout", session().name)
    parts().sessions.end(session())
    answer = make_response(redirect(url_for("entering.login"), 303))
    answer.delete_cookie(parts().site.cookie, path=request.script_root or "/")
    return answer


def local(path: str) -> str:
    """Return a path of this site, "/" where the text is anything else."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_local else "/"


def _form(page: str, said: str, kept: list[Any], action: str) -> Response:
    token = request.values.get("token", "")
    answer = make_response(
        render_template(
            page, said=said, kept=kept, action=local(action) if action else "", door=fresh_door(), token=token
        )
    )
    set_door(answer)
    return answer


def _kept() -> list[list[str]]:
    """Return the fields of the form that was interrupted, as the login form brought them along."""
    try:
        found = json.loads(request.form.get("kept", "[]"))
        return [[str(name), str(value)] for name, value in found]
    except (ValueError, TypeError):
        return []


def _admitted(name: str, role: str) -> Response:
    """Begin a session and lead to where the user was going; an interrupted form is shown again, filled."""
    of, target = parts(), local(request.form.get("action", "/"))
    if g.session is not None:
        of.sessions.end(g.session)
    cookie = of.sessions.begin(name, role, of.site.clock())
    kept = _kept()
    if kept:
        g.session = of.sessions.find(cookie, of.site.clock())
        page = render_template("resume.html.j2", kept=kept, action=request.script_root + target)
        answer = make_response(page)
    else:
        answer = make_response(redirect(request.script_root + target, 303))
    set_cookie(answer, of.site.cookie, cookie)
    answer.delete_cookie(of.site.cookie + "_door", path=request.script_root or "/")
    return answer
