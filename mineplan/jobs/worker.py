"""A process that answers the site's questions, so that the server itself holds no heavy library.

One JSON object a line on standard input, `{"job": NAME, ...}`; one a line on standard output: the answer, or
`{"problems": [...]}`. It ends when its input ends.
"""

from __future__ import annotations

import base64
import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from mineplan.errors import MineplanError, words_of


def _pressed(question: dict[str, Any], desk: Any) -> dict[str, Any]:
    answer: dict[str, Any] = desk.answer(
        Path(question["scenario"]), [Path(one) for one in question["files"]], question["given"]
    )
    return answer


def _warm(question: dict[str, Any], desk: Any) -> dict[str, Any]:
    desk.setting(Path(question["scenario"]))
    return {}


def _compare(question: dict[str, Any], _desk: Any) -> dict[str, Any]:
    from mineplan.jobs.proving import compare

    runs = Path(question["a"]), Path(question["b"])
    found = compare(*runs, None)
    if found["kind"] != "consolidation" or found["is_same"]:
        return found
    return found | _map_of(runs)


def _map_of(runs: tuple[Path, Path]) -> dict[str, Any]:
    """Return the sheet of what changed as a PNG in base64, or why there is none; the table stands without it."""
    from mineplan.jobs.changes import draw_changes
    from mineplan.runs import read_run

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "changes.png"
        try:
            drawn = draw_changes((read_run(runs[0]), read_run(runs[1])), out)
        except MineplanError as error:
            return {"map_problems": words_of(error)}
        return {"map": base64.b64encode(out.read_bytes()).decode()} if drawn else {}


def _what_if(question: dict[str, Any], _desk: Any) -> dict[str, Any]:
    from mineplan.jobs.reviewing import what_if

    limit_s = float(question["time_limit_s"])
    return what_if(Path(question["run"]), question["changes"], limit_s, question["group_id"])


def _export(question: dict[str, Any], _desk: Any) -> dict[str, Any]:
    from mineplan.jobs.exchanging import export_review

    return export_review(Path(question["run"]), Path(question["file"]))


_JOBS: dict[str, Callable[[dict[str, Any], Any], dict[str, Any]]] = {
    "pressed": _pressed,
    "warm": _warm,
    "compare": _compare,
    "what_if": _what_if,
    "export": _export,
}


def serve(questions: TextIO, answers: TextIO) -> None:
    """Answer until the input ends; what goes wrong with one question stops no other."""
    from mineplan.jobs.desk import Desk

    desk = Desk()
    for line in questions:
        question = json.loads(line)
        try:
            answer = _JOBS[question["job"]](question, desk)
        except MineplanError as error:
            answer = {"problems": words_of(error)}
        except Exception as error:
            traceback.print_exc()
            answer = {"problems": [f"程序出错（{type(error).__name__}），详情见服务日志。"]}
        answers.write(json.dumps(answer, ensure_ascii=False) + "\n")
        answers.flush()


def main() -> None:
    """Answer on the process's own streams; what libraries print goes to standard error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    answers, sys.stdout = sys.stdout, sys.stderr
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
