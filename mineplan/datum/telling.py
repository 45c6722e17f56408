"""What was applied, in records and sentences."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from mineplan.datum.parameters import PREVIEW_M, DatumShift

# A fit that misses its own pairs by more is reported; cadastral control points agree within centimetres.
_LARGE_RMS_M = 0.1


def shift_record(shift: DatumShift) -> dict[str, Any]:
    """Return what was applied, for provenance and manifest."""
    record: dict[str, Any] = {
        "datum": shift.datum.name,
        "label": shift.datum.label,
        "file": shift.file,
        "sha256": shift.sha256,
        "source": shift.source,
    }
    if shift.is_preview:
        return record | {"method": "preview_only", "accuracy_m": PREVIEW_M}
    if shift.seven is not None:
        return record | {"method": "seven_parameters"} | shift.seven.model_dump()
    fits = list(shift.fits.values())
    zones = [
        asdict(fit) | {"pairs": len(fit.residuals), "scale_ppm": fit.scale_ppm, "rotation_arcsec": fit.rotation_arcsec}
        for fit in fits
    ]
    return record | {"method": "control_pairs", "zones": zones, "rms_m": max(fit.rms_m for fit in fits)}


def shift_findings(shift: DatumShift) -> list[tuple[str, str]]:
    """Return what was applied and what speaks against trusting it, as pairs of slug and Chinese sentence."""
    if shift.is_preview:
        text = f"{shift.datum.label}坐标未经转换，按2000国家大地坐标系显示，位置偏差可达{PREVIEW_M:.0f}米"
        return [("datum_preview", f"{text}；图形已外扩{PREVIEW_M:.0f}米，仅供预览，不给出面积，不得用于方案和成果")]
    way = "七参数" if shift.seven is not None else "公共点四参数（最小二乘）"
    rms = (
        ""
        if shift.seven is not None
        else "，" + "；".join(f"第{z}带{len(f.residuals)}对点，中误差{f.rms_m:.3f}米" for z, f in shift.fits.items())
    )
    convention = "" if shift.seven is None else f"，旋转约定{shift.seven.convention}"
    text = f"由{shift.datum.label}按{shift.file}（{shift.source}）以{way}转换到2000国家大地坐标系{convention}{rms}"
    findings = [("datum_shifted", text)]
    for zone, fit in shift.fits.items():
        if len(fit.residuals) == 2:
            findings.append(("datum_pairs_few", f"第{zone}带只有2对公共点，没有多余观测，转换精度无法检核"))
        if fit.rms_m > _LARGE_RMS_M:
            worst = max(fit.residuals, key=lambda r: math.hypot(r[1], r[2]))
            text = (
                f"第{zone}带公共点中误差{fit.rms_m:.3f}米偏大，"
                f"最大残差在“{worst[0]}”（{math.hypot(worst[1], worst[2]):.3f}米）"
            )
            findings.append(("datum_residuals_large", text))
    return findings


def far_findings(file: str, distance_m: float) -> list[tuple[str, str]]:
    """Return the doubt about points beyond the reach of the control pairs, nothing where `distance_m` is 0."""
    if distance_m <= 0:
        return []
    text = (
        f"{file}最远点超出公共点覆盖范围{distance_m / 1000:.0f}千米，四参数在范围外的精度没有保证，请补充附近的公共点"
    )
    return [("far_from_control_pairs", text)]
