"""The Flask application of a site."""

from __future__ import annotations

import datetime
from typing import Any

from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

from mineplan.errors import MineplanError, words_of
from mineplan.shipped import shipped
from mineplan.web import guard
from mineplan.web.pages import BLUEPRINTS
from mineplan.web.proxy import Behind
from mineplan.web.site import Parts, Site
from mineplan.web.store import ROLES
from mineplan.web.worker import WorkerError

# Fields of forms, as a form that was interrupted shows them again.
FIELDS = {
    "corners": "拐点坐标",
    "scenario": "核查方案",
    "level": "项目级别",
    "kind": "用地类型",
    "protection_grade": "保护等级",
    "query_date": "查询日期",
    "surface_m": "地面标高（米）",
    "width_m": "用地宽度（米）",
    "owner": "建设单位",
    "crs": "坐标系",
    "time_limit": "求解时限（秒）",
    "alternatives": "备选方案个数",
    "decisions": "采纳哪次运算的审查意见",
    "documents": "生成文档",
}
_WORDS = {
    400: "请求不正确。",
    403: "不允许。",
    404: "没有这个页面或文件。",
    405: "不允许这种请求。",
    413: "上传的文件或文字过大，未接收。",
    415: "不接受这种内容。",
    429: "请求过于频繁，请稍后再试。",
    500: "程序出错，详情见服务日志。",
}


def create_app(site: Site) -> Flask:
    """Return the application; `app.extensions["mineplan"]` holds its parts, which `close` ends."""
    folder = shipped("templates") / "web"
    app = Flask("mineplan.web", template_folder=str(folder), static_folder=str(folder / "static"))
    app.config.update(
        MAX_CONTENT_LENGTH=site.limits.upload_bytes,
        MAX_FORM_MEMORY_SIZE=site.limits.form_bytes,
        MAX_FORM_PARTS=100,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.jinja_options = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["mineplan"] = Parts(site)
    guard.guard(app, site)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _register_words(app, site)
    _register_errors(app)
    app.wsgi_app = Behind(app.wsgi_app, site.prefix, site.proxy)  # type: ignore[method-assign]
    return app


def _register_words(app: Flask, site: Site) -> None:
    app.add_template_filter(_time, "time")
    app.add_template_filter(lambda text: text.replace("T", " "), "day_time")

    @app.context_processor
    def _common() -> dict[str, Any]:
        known = g.get("session")
        return {
            "who": known,
            "role_label": ROLES[known.role] if known else "",
            "csrf": known.csrf if known else "",
            "nonce": g.get("nonce", ""),
            "has_project": site.project is not None,
            "has_users": not site.key,
            "only": site.only,
            "labels": FIELDS,
        }


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return datetime.datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")


def _register_errors(app: Flask) -> None:
    def answer(code: int, words: str, more: list[str]) -> ResponseReturnValue:
        if guard.wants_json():
            return jsonify(error=words, errors=[words, *more]), code
        return render_template("error.html.j2", code=code, words=words, more=more), code

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        code = error.code or 500
        own = error.description if error.description and error.description != type(error).description else ""
        response = app.make_response(answer(code, str(own or _WORDS.get(code, "请求未完成。")), []))
        waiting = getattr(error, "retry_after", None)
        if waiting is not None:
            response.headers["Retry-After"] = str(waiting)
        return response

    @app.errorhandler(WorkerError)
    def _worker(error: WorkerError) -> ResponseReturnValue:
        return answer(503, str(error), [])

    @app.errorhandler(MineplanError)
    def _ours(error: MineplanError) -> ResponseReturnValue:
        return answer(422, "未能完成，请按提示改正。", words_of(error))

    @app.errorhandler(Exception)
    def _bug(error: Exception) -> ResponseReturnValue:
        app.logger.exception("%s %s", request.method, request.path, exc_info=error)
        return answer(500, _WORDS[500], [])
