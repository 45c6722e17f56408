"""The audit: who did what from where, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.web.store.database import connected, written

ACTIONS = {
    "login": "登录",
    "logout": "退出",
    "upload": "上传",
    "query": "压覆查询",
    "decision": "审查意见",
    "ask": "试算",
    "download": "下载",
    "run": "启动运算",
    "cancel": "取消运算",
    "compare": "比较方案",
    "user": "用户管理",
}
_LONGEST = 300


@dataclass(frozen=True)
class Entry:
    """One line: seconds since 1970, who, role, address, what, of what, how it ended ("" well)."""

    at: float
    name: str
    role: str
    address: str
    action: str
    subject: str
    outcome: str = ""


class Audit:
    """The table `audit`; triggers refuse to change or to delete a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, entry: Entry) -> None:
        """Add a line; words of strangers are cut to a bearable length."""
        row = [entry.at] + [str(v)[:_LONGEST] for v in list(vars(entry).values())[1:]]
        with written(self.path) as connection:
            connection.execute(
                "INSERT INTO audit (at, name, role, address, action, subject, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def read(self, action: str, before: int | None, most: int) -> list[dict[str, Any]]:
        """Return the latest lines, newest first; of one action, before one line, when asked."""
        sql, values = "SELECT * FROM audit WHERE seq < ?", [before if before is not None else 2**62]
        clause, more = (" AND action = ?", [action]) if action else ("", [])
        with connected(self.path) as connection:
            rows = connection.execute(f"{sql}{clause} ORDER BY seq DESC LIMIT ?", [*values, *more, most])
            return [dict(row) for row in rows]
