"""What every document prints of any plan: title, day, data, coordinate system."""

from __future__ import annotations

from typing import Any

from mineplan.documents import numbers
from mineplan.plans import Printed


def head_of(plan: Printed) -> dict[str, Any]:
    """Return the head of a context; `word.finish` also asks for `minerals`, which the caller adds."""
    return {
        "title": plan.title,
        "as_of": numbers.day(plan.as_of),
        "as_of_iso": plan.as_of.isoformat(),
        "year": plan.as_of.year,
        "region": plan.region_name,
        "dataset": plan.dataset_title,
        "dataset_version": plan.dataset_version,
        "is_synthetic": plan.is_synthetic,
        "synthetic_mark": "示例数据（虚构）" if plan.is_synthetic else "",
        "elevation_datum": "台账所载高程",
        "coordinate_system": "2000国家大地坐标系，高斯—克吕格投影3度带",
    }
