"""The path prefix and the reverse proxy in front of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")
_TOLD = ("FOR", "PROTO", "HOST", "PORT", "PREFIX")


def is_prefix(text: str) -> bool:
    """Whether a text can be a path prefix, such as `/mineplan`."""
    return _PREFIX.fullmatch(text) is not None and ".." not in text


class Behind:
    """Hangs an application under a prefix, and believes `X-Forwarded-*` of one address only.

    The proxy may pass the prefix on or strip it; both work.
    """

    def __init__(self, application: WSGIApplication, prefix: str, proxy: str) -> None:
        self.application, self.prefix, self.proxy = application, prefix, proxy
        self._fixed = ProxyFix(application, x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        said = environ.get("HTTP_X_FORWARDED_PREFIX", "").rstrip("/")
        is_trusted = bool(self.proxy) and environ.get("REMOTE_ADDR") == self.proxy
        if not is_trusted:
            for name in _TOLD:
                environ.pop(f"HTTP_X_FORWARDED_{name}", None)
        prefix = self.prefix or (said if is_trusted and is_prefix(said) else "")
        if prefix:
            _hang(environ, prefix)
        chosen: Any = self._fixed if is_trusted else self.application
        answer: Iterable[bytes] = chosen(environ, start_response)
        return answer


def _hang(environ: WSGIEnvironment, prefix: str) -> None:
    path = environ.get("PATH_INFO", "")
    environ["SCRIPT_NAME"] = prefix
    if path == prefix or path.startswith(prefix + "/"):
        environ["PATH_INFO"] = path[len(prefix) :] or "/"
