"""Two runs beside each other: what changed, in a table of words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from mineplan.terms import Disposition, Heeding, ResourceClass, Verdict
from mineplan.web.guard import note, parts
from mineplan.web.pages.browsing import known_run

blueprint = Blueprint("comparing", __name__)
Row = tuple[str, str, str, str]
_INDICATORS = {
    "rights_before": "整合前采矿权数",
    "rights_after": "整合后采矿权数",
    "split_orebodies_before": "整合前被分割的矿体数",
    "split_orebodies_after": "整合后被分割的矿体数",
    "split_t_before": "整合前分割资源量（吨）",
    "split_t_after": "整合后分割资源量（吨）",
    "conflicts_before": "整合前相邻影响（对）",
    "conflicts_after": "尚未解决的相邻影响（对）",
    "below_minimum_before": "整合前低于最低开采规模的采矿权数",
    "below_minimum_after": "整合后低于最低开采规模的采矿权数",
}
_TABLES = {
    "mines": "煤矿",
    "continuation": "煤炭区块",
    "grant_plan": "铝土矿区块",
    "projects": "投资项目",
    "pilot": "试点煤矿",
    "by_year": "年度",
    "solver": "求解",
}


@blueprint.get("/compare")
def compare() -> ResponseReturnValue:
    """Show the form, and the difference of the runs that it names."""
    runs = parts().catalogue.runs()
    names = request.args.get("a", ""), request.args.get("b", "")
    if not all(names):
        return render_template(
            "compare.html.j2", runs=runs, a=names[0], b=names[1], rows=None, problems=[], is_same=False
        )
    a, b = known_run(names[0]), known_run(names[1])
    if a.kind != b.kind:
        problems = [f"“{a.title}”是{a.kind_label}，“{b.title}”是{b.kind_label}；只能比较同类方案。"]
        return render_template(
            "compare.html.j2", runs=runs, a=a.name, b=b.name, rows=None, problems=problems, is_same=False
        )
    faults = [f"{run.name} {fault}" for run in (a, b) for fault in parts().catalogue.faults(run)]
    if faults:
        return render_template(
            "compare.html.j2", runs=runs, a=a.name, b=b.name, rows=None, problems=faults, is_same=False
        )
    answer = parts().worker.ask("compare", {"a": str(a.path), "b": str(b.path)})
    note("compare", f"{a.name} {b.name}")
    if "kind" in answer and answer["kind"] not in _ROWS:
        abort(404)
    rows = [] if "problems" in answer else _ROWS[answer["kind"]](answer)
    return render_template(
        "compare.html.j2", runs=runs, a=a.name, b=b.name, rows=rows, problems=answer.get("problems", []),
        is_same=answer.get("is_same", False), sheet=answer.get("map", ""), unmapped=answer.get("map_problems", []),
    )  # fmt: skip


def _consolidations(found: dict[str, Any]) -> list[Row]:
    rows: list[Row] = [("区块", group, "无", "新增") for group in found["groups_new"]]
    rows += [("区块", group, "有", "取消") for group in found["groups_gone"]]
    for one in found["groups_changed"]:
        rows.append(("区块", one["group_id"], "退出：" + _list(one["left"]), "加入：" + _list(one["joined"])))
    rows += [
        ("处置", one["right_id"], _disposition(one["before"]), _disposition(one["after"]))
        for one in found["dispositions"]
    ]
    rows += [("指标", _INDICATORS.get(k, k), _said(v[0]), _said(v[1])) for k, v in found["indicators"].items()]
    before, after = found["objective"]
    rows.append(("求解", "总分", _said(before), _said(after)))
    states = {state.value: state.label for state in Heeding}
    return rows + [
        ("审查意见", f"{one['group_id']} {one['by']}", one["asked"], f"{states.get(one['state'], '')}：{one['words']}")
        for one in found["decisions"]
    ]


def _pressings(found: dict[str, Any]) -> list[Row]:
    rows: list[Row] = [
        ("基准", label, _said(found[name][0]), _said(found[name][1]))
        for name, label in (("as_of", "基准日"), ("regime", "适用规定"))
        if found[name][0] != found[name][1]
    ]
    rows += [("项目", one, "无", "新增") for one in found["projects_new"]]
    rows += [("项目", one, "有", "取消") for one in found["projects_gone"]]
    rows += [("结论", v["project_id"], _verdict(v["before"]), _verdict(v["after"])) for v in found["verdicts"]]
    rows += [
        ("压覆量", f"{r['project_id']} {r['orebody_id']} {_figure(r['figure'])}", _said(r["before"]), _said(r["after"]))
        for r in found["amounts"]
    ]
    rows += [("依据", one, "无", "新增") for one in found["rulings_new"]]
    return rows + [("依据", one, "有", "不再引用") for one in found["rulings_gone"]]


def _figure(name: str) -> str:
    """Return a figure's name in Chinese: range, unit, class."""
    figure, _, kind = name.partition(".")
    label = "占地范围" if figure.startswith("footprint") else "含保护矿柱"
    if figure.endswith("_m2"):
        return label + "面积（平方米）"
    classes = {one.value: one.label for one in ResourceClass}
    return f"{label}{classes.get(kind, '资源量（未分类）')}（吨）"


def _allocations(found: dict[str, Any]) -> list[Row]:
    rows: list[Row] = [
        ("选择", f"{c['part']} {c['name']}", _said(c["before"]), _said(c["after"])) for c in found["choices"]
    ]
    for table, label in _TABLES.items():
        rows += [(label, f"{c['subject']} {c['field']}", _said(c["before"]), _said(c["after"])) for c in found[table]]
    rows += [
        (
            "供矿（吨/年）",
            f"{m['block_id']} → {m['investment_id']} {m['year']}年",
            _said(m["before"]),
            _said(m["after"]),
        )
        for m in found["matches"]
    ]
    return rows


_ROWS: dict[str, Callable[[dict[str, Any]], list[Row]]] = {
    "consolidation": _consolidations,
    "pressed": _pressings,
    "allocation": _allocations,
}


def _disposition(code: str | None) -> str:
    return "无" if code is None else next((d.label for d in Disposition if d.value == code), code)


def _verdict(code: str | None) -> str:
    return "无" if code is None else next((v.label for v in Verdict if v.value == code), code)


def _list(ids: list[str]) -> str:
    return "、".join(ids) or "无"


def _said(value: Any) -> str:
    if value is None or value == "":
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return "、".join(map(_said, value)) or "无"
    return str(value)
