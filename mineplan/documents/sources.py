"""The annex sheet 数据来源: what was read from where, and what was decided on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mineplan.documents.context.fields import Field, Sheet

# Excel shows some 400 points of a row; the manifest has every warning.
_MOST_WARNINGS = 10
_MATCHES = {
    "both": "平面、椭球面积均相符",
    "planar": "与平面面积相符",
    "ellipsoid": "与椭球面积相符",
    "within_1_percent": "相差不到1%",
    "none": "不相符",
}
_FIELDS = (
    Field("table", "数据表"),
    Field("file", "文件"),
    Field("layer", "工作表或图层"),
    Field("format", "格式"),
    Field("encoding", "编码"),
    Field("rows", "行数"),
    Field("crs", "坐标系"),
    Field("text", "坐标系判定依据"),
    Field("axes", "坐标次序"),
    Field("rings", "圈数"),
    Field("parts", "块数"),
    Field("holes", "内圈数"),
    Field("planar_km2", "平面面积合计", "平方千米", format="0.0000"),
    Field("ellipsoid_km2", "椭球面积合计", "平方千米", format="0.0000"),
    Field("declared_km2", "登记面积合计", "平方千米", format="0.0000"),
    Field("area_matches", "登记面积核对"),
    Field("datum_shift", "坐标转换"),
    Field("remarks", "警告"),
    Field("sha256", "文件校验值(SHA-256)"),
)


def sources_sheet(provenance: Sequence[Mapping[str, Any]]) -> Sheet:
    """Return the annex sheet of a dataset's provenance rows."""
    return Sheet("sources", "数据来源", _FIELDS, [_row(row) for row in provenance])


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    warnings = list(row["warnings"])
    more = [f"……另有{len(warnings) - _MOST_WARNINGS}条，见manifest.json"] if len(warnings) > _MOST_WARNINGS else []
    return {
        **{field.name: row.get(field.name) for field in _FIELDS},
        "crs": f"{row['crs']}（EPSG:{row['crs_epsg']}）" if row["crs_epsg"] else row["crs"],
        "text": row["crs_reason"],
        "area_matches": "；".join(f"{count}宗{_MATCHES[word]}" for word, count in row["area_matches"].items()),
        "datum_shift": _shift(row.get("datum_shift")),
        "remarks": "\n".join([*warnings[:_MOST_WARNINGS], *more]),
        "sha256": "\n".join(f"{name} {digest}" for name, digest in row["sha256"].items()),
    }


def _shift(record: Mapping[str, Any] | None) -> str:
    if record is None:
        return ""
    rms = f"，中误差{record['rms_m']:.3f}米" if "rms_m" in record else f"，旋转约定{record['convention']}"
    method = "七参数" if record["method"] == "seven_parameters" else "公共点四参数"
    return f"{record['label']}→2000国家大地坐标系，{method}{rms}，{record['file']}（{record['source']}）"
