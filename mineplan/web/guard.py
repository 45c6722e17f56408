"""At the door: which host, whose session, whose form; and the headers that every answer bears."""

from __future__ import annotations

import functools
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from mineplan.web.site import LOOPBACK, Parts, Site
from mineplan.web.store import Entry, Session

_View = TypeVar("_View", bound=Callable[..., ResponseReturnValue])
# Answered without a session.
_OPEN = {"static", "entering.login", "entering.log_in", "entering.enter", "entering.come_in"}
_LONGEST_KEPT = 200_000
EXPIRED = "登录已过期，请重新登录；填写的内容没有丢失。"


def parts() -> Parts:
    """Return the site's working parts."""
    found: Parts = current_app.extensions["mineplan"]
    return found


def session() -> Session:
    """Return the session of this request, which the door has seen."""
    found: Session = g.session
    return found


def note(action: str, subject: str, outcome: str = "") -> None:
    """Write a line of the audit for whoever makes this request."""
    known = g.get("session")
    write_audit(parts(), known.name if known else "", known.role if known else "", (action, subject, outcome))


def write_audit(of: Parts, name: str, role: str, what: tuple[str, str, str]) -> None:
    """Write a line of the audit for somebody."""
    of.audit.write(Entry(of.site.clock(), name, role, request.remote_addr or "", *what))


def needs(*roles: str) -> Callable[[_View], _View]:
    """Refuse everybody else."""

    def wrap(view: _View) -> _View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if session().role not in roles:
                abort(403, "您的角色不能进行这项操作。")
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return wrap


def guard(app: Flask, site: Site) -> None:
    """Put the guard before every request and the headers on every answer."""
    hosts = {*LOOPBACK, *(host.lower() for host in site.hosts)}

    @app.before_request
    def _door() -> ResponseReturnValue | None:
        g.nonce, g.session, g.csp = secrets.token_urlsafe(16), None, None
        if _hostname(request.host) not in hosts:
            abort(400, "网址中的主机名不在允许之列；请信息中心用 --allow-host 加入。")
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _check_origin()
        if request.endpoint == "static":
            return None
        cookie = request.cookies.get(site.cookie, "")
        g.session = parts().sessions.find(cookie, site.clock()) if cookie else None
        if request.endpoint in _OPEN:
            return None
        if g.session is None:
            return _sent_away(site)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _check_csrf(g.session)
        return None

    @app.after_request
    def _headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = g.get("csp") or _policy(g.get("nonce", ""))
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        response.headers["Cache-Control"] = "no-cache" if request.endpoint == "static" else "no-store"
        return response


def _policy(nonce: str) -> str:
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _hostname(host: str) -> str:
    name = host.lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.rpartition(":")[0] if ":" in name else name


def _check_origin() -> None:
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        abort(403, "请求来自别的网站，已拒绝。")


def _check_csrf(known: Session) -> None:
    said = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(said.encode(), known.csrf.encode()):
        abort(403, "页面已失效，请返回并刷新页面后再提交。")


def wants_json() -> bool:
    """Whether a script asks."""
    return (
        request.is_json
        or "X-CSRF-Token" in request.headers
        or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def _sent_away(site: Site) -> ResponseReturnValue:
    """Answer somebody without a session: a script by 401, a form by a login page that keeps what was written."""
    door = "entering.enter" if site.key else "entering.login"
    if wants_json():
        return jsonify(error=EXPIRED, login=url_for(door)), 401
    if request.method in ("GET", "HEAD"):
        here = request.full_path.rstrip("?")
        return redirect(url_for(door, next=here) if here != "/" else url_for(door), 303)
    kept = [(k, v) for k, values in request.form.lists() for v in values if k != "csrf"]
    if sum(len(v) for _, v in kept) > _LONGEST_KEPT:
        kept = []
    page, target = "enter.html.j2" if site.key else "login.html.j2", request.path if kept else "/"
    answer = current_app.make_response(
        render_template(page, said=EXPIRED, kept=kept, action=target, door=fresh_door(), token="")
    )
    answer.status_code = 401
    set_door(answer)
    return answer


def fresh_door() -> str:
    """Return the number that a login form must bring back beside its cookie."""
    if "door" not in g:
        g.door = request.cookies.get(parts().site.cookie + "_door") or secrets.token_urlsafe(24)
    found: str = g.door
    return found


def set_door(answer: Response) -> None:
    """Give the browser the other half of a login form's number."""
    set_cookie(answer, parts().site.cookie + "_door", fresh_door())


def set_cookie(answer: Response, name: str, value: str) -> None:
    """Set a cookie for this site alone, out of reach of scripts and of other sites."""
    path = request.script_root or "/"
    answer.set_cookie(name, value, path=path, httponly=True, samesite="Strict", secure=request.is_secure)


def check_door() -> None:
    """Refuse a login form that did not come from this site."""
    cookie = request.cookies.get(parts().site.cookie + "_door", "")
    if not cookie or not hmac.compare_digest(cookie.encode(), request.form.get("door", "").encode()):
        abort(403, "登录页已失效，请刷新后重新登录。")
