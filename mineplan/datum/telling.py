"""What was applied, in records and sentences."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from mineplan.datum.parameters import DatumShift

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
