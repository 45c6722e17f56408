"""Boundary coordinate TXT (报部坐标格式): the nine-field form, prefix on eastings, every ring closed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem
from mineplan.plans import Note
from mineplan.readers.rings import Registration
from mineplan.writers.features import Choices, Features, extents, planar

if TYPE_CHECKING:
    from collections.abc import Iterator

LABEL = "界址点坐标TXT（报部格式）"
EXTENSIONS = ("txt",)
REMARKS = "面积按公顷，坐标毫米，带号前缀，各圈首尾闭合；只带编号和名称，标高不写；GB18030编码"
_DECIMALS = 3
_CARRIED = {"right_id", "orebody_id", "zone_id", "project_id", "block_id", "mine_name", "name", "deposit", "coordinates"}


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer of areas.

    Raises
    ------
    InputError
        Rows without an extent.
    """
    (features,) = layers
    found = extents(features)
    if any(extent is None for extent in found):
        raise InputError([Problem("has no extent", features.name, row=at + 1) for at, e in enumerate(found) if e is None])
    placed = [planar(extent) for extent in found if extent is not None]
    zones = sorted({extent.zone for extent in placed if extent.zone is not None})
    lines = [*_header(zones, choices)]
    for at, extent in enumerate(placed):
        lines += _plot(features, at, extent)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("gb18030"))
    return _notes(features, placed)


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


def _plot(features: Features, at: int, extent: Registration) -> Iterator[str]:
    import shapely

    from mineplan.readers.solids import plan_of

    count = sum(len(ring.points) + 1 for ring in extent.rings)
    hectares = float(shapely.area(plan_of(extent.rings))) / 1e4
    yield f"{count},{hectares:.4f},{_field(features.subject(at))},{_field(features.title(at))},面,,,,@"
    no = 1
    for k, ring in enumerate(extent.rings, 1):
        numbers = [*range(no, no + len(ring.points)), no]
        for number, point in zip(numbers, [*ring.points, ring.points[0]], strict=True):
            yield f"J{number},{k},{point[1]:.{_DECIMALS}f},{point[0]:.{_DECIMALS}f}"
        no += len(ring.points)


def _field(text: str) -> str:
    """Return text that cannot be taken for two fields or the end of the header."""
    return re.sub(r"\s+", " ", text).translate(str.maketrans({",": "，", "@": "＠", "[": "（", "]": "）"})).strip()


def _notes(features: Features, placed: list[Registration]) -> list[Note]:
    lost = [str(name) for name in features.frame.columns if name not in _CARRIED]
    notes = [Note("columns_lost", f"TXT格式只带编号和名称，未写出：{_labels(features, lost)}")] if lost else []
    if any(ring.top_m == ring.top_m or ring.bottom_m == ring.bottom_m for e in placed for ring in e.rings):
        notes.append(Note("elevations_lost", "TXT格式没有标高，各圈标高未写出"))
    if any(ring.sign < 0 and ring.top_m == ring.top_m for e in placed for ring in e.rings):
        notes.append(Note("partial_deductions", "有的圈只在一段标高内扣除，TXT格式只能按全部标高扣除"))
    return notes


def _labels(features: Features, names: list[str]) -> str:
    known: dict[str, Any] = {column.name: column.label for column in features.table.columns}
    return "、".join(str(known.get(name, name)) for name in names)
