"""Boundary coordinate TXT (报部坐标格式): the nine-field form, prefix on eastings, every ring closed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem
from mineplan.plans import Note
from mineplan.writers.features import Choices, Features, Plan, plans, rings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LABEL = "界址点坐标TXT（报部格式）"
EXTENSIONS = ("txt",)
REMARKS = "面积按公顷，坐标毫米，带号前缀，各圈首尾闭合；只带编号和名称，标高不写；GB18030编码"
_DECIMALS = 3
_CARRIED = {
    "right_id",
    "orebody_id",
    "zone_id",
    "project_id",
    "block_id",
    "mine_name",
    "name",
    "deposit",
    "coordinates",
}
# What would be taken for the end of a field, of the header line, or for a section.
_MARKS = str.maketrans(",@[]", "，＠（）")


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer of areas.

    Raises
    ------
    InputError
        Rows without an extent.
    """
    (features,) = layers
    found = plans(features)
    problems = [Problem("has no extent", features.name, row=at + 1) for at, plan in enumerate(found) if plan is None]
    if problems:
        raise InputError(problems)
    placed = [plan for plan in found if plan is not None]
    lines = [*_header(sorted({plan.zone for plan in placed}), choices)]
    for at, plan in enumerate(placed):
        lines += _plot(features, at, plan)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("gb18030"))
    return _notes(features)


def _header(zones: list[int], choices: Choices) -> Iterator[str]:
    yield "[属性描述]"
    yield "格式版本号=1.01"
    yield f"数据产生单位={choices.producer}"
    yield f"数据产生日期={choices.date}"
    yield "坐标系=2000国家大地坐标系"
    yield "几度分带=3"
    yield "投影类型=高斯克吕格"
    yield "计量单位=米"
    # A file over two zones states none: the prefix of each easting does.
    yield f"带号={zones[0] if len(zones) == 1 else ''}"
    yield "精度=0.001"
    yield "转换参数=,,,,,,"
    yield "[地块坐标]"


def _plot(features: Features, at: int, plan: Plan) -> Iterator[str]:
    """Yield the header of a plot and its points; rings come from the plan, since readers nest them by containment."""
    rings = [points for points, _ in rings_of(plan.shape)]
    count = sum(len(points) + 1 for points in rings)
    hectares = plan.shape.area / 1e4
    yield f"{count},{hectares:.4f},{_field(features.subject(at))},{_field(features.title(at))},面,,,,@"
    no = 1
    for k, points in enumerate(rings, 1):
        numbers = [*range(no, no + len(points)), no]
        for number, point in zip(numbers, [*points, points[0]], strict=True):
            yield f"J{number},{k},{point[1]:.{_DECIMALS}f},{point[0]:.{_DECIMALS}f}"
        no += len(points)


def _field(text: str) -> str:
    """Return text that cannot be taken for two fields or the end of the header."""
    return re.sub(r"\s+", " ", text).translate(_MARKS).strip()


def _notes(features: Features) -> list[Note]:
    lost = [str(name) for name in features.frame.columns if name not in _CARRIED]
    notes = [Note("columns_lost", f"TXT格式只带编号和名称，未写出：{_labels(features, lost)}")] if lost else []
    rings = [ring for r in features.registrations if r is not None for ring in r.rings]
    if any(ring.top_m == ring.top_m or ring.bottom_m == ring.bottom_m for ring in rings):
        notes.append(Note("elevations_lost", "TXT格式没有标高，各圈标高未写出"))
    if any(ring.sign < 0 for ring in rings):
        notes.append(Note("partial_deductions", "有扣除的圈，TXT格式没有标高，按全部标高扣除"))
    return notes


def _labels(features: Features, names: list[str]) -> str:
    known: dict[str, Any] = {column.name: column.label for column in features.table.columns}
    return "、".join(str(known.get(name, name)) for name in names)
