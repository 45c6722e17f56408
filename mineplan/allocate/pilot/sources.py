"""Where every number of a mine's sheet (一矿一策) comes from: an input row, a formula, a ruling or a choice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mineplan.allocate.pilot.case import MineFacts, PilotCase
from mineplan.allocate.pilot.deciding import Judged
from mineplan.allocate.pilot.ground import Under
from mineplan.schema import OREBODIES, RIGHTS, label_of
from mineplan.schema.allocating import PILOTS, SEAMS
from mineplan.stock import CLASSES


def sources_of(judged: Judged, case: PilotCase) -> list[dict[str, Any]]:
    """Return one entry a number: `item`, `value`, `unit`, `kind` (input, formula, ruling, choice) and `source`."""
    facts = judged.facts
    return [
        *_rows(RIGHTS.label, facts.right, _RIGHT_ITEMS),
        *_coal_life(facts),
        *_rows(PILOTS.label, facts.pilot, _PILOT_ITEMS),
        *_seams(facts),
        *[entry for under in facts.unders for entry in _body(under)],
        *_interval(judged),
        *_water(facts),
        *_choices(judged, case),
    ]


_RIGHT_ITEMS = (("capacity_t_a", "吨/年"), ("recoverable_t", "吨"), ("top_m", "米"), ("bottom_m", "米"))
_PILOT_ITEMS = (
    ("surface_m", "米"),
    ("water_level_m", "米"),
    ("aquifer_top_m", "米"),
    ("aquifuge_m", "米"),
    ("works_capacity_t_a", "吨/年"),
    ("ready_year", "年"),
    ("design_share", ""),
    ("safety_share", ""),
    ("water_share", ""),
    ("consent_share", ""),
)


def _entry(item: str, value: Any, unit: str, kind: str, source: str) -> dict[str, Any]:
    return {"item": item, "value": value, "unit": unit, "kind": kind, "source": source}


def _at(table: str, row: Mapping[str, Any], label: str) -> str:
    return f"{table}表第{int(row.get('source_row', 0))}行“{label}”"


def _rows(table: str, row: Mapping[str, Any], items: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [
        _entry(label_of(name), row[name], unit, "input", _at(table, row, label_of(name)))
        for name, unit in items
        if row.get(name) is not None and row[name] == row[name]
    ]


def _coal_life(facts: MineFacts) -> list[dict[str, Any]]:
    if facts.coal_life_a is None:
        return []
    words = "T=剩余可采储量/(生产能力×K)，见煤炭接续配置部分的服务年限表"
    return [_entry("煤炭剩余服务年限", facts.coal_life_a, "年", "formula", words)]


def _seams(facts: MineFacts) -> list[dict[str, Any]]:
    entries = []
    for seam in facts.seams:
        at = f"{SEAMS.label}表第{facts.seam_rows.get(seam.seam, 0)}行"
        for label, value in (("顶板标高", seam.top_m), ("底板标高", seam.bottom_m), ("煤层厚度", seam.thickness_m)):
            if value is not None:
                name = label if label.startswith("煤层") else f"煤层{label}"
                entries.append(_entry(f"{seam.seam}{name}", value, "米", "input", f"{at}“{label}”"))
    return entries


def _body(under: Under) -> list[dict[str, Any]]:
    body, table = under.body, f"{OREBODIES.label}表第{under.source_row}行"
    how = f"{table}×平面份额{body.share:.4f}" if body.basis == "area" else "分矿权资源量表所列"
    kind = "formula" if body.basis == "area" else "input"
    entries = [
        _entry(f"{body.orebody_id} {label_of(f'{name}_t')}", body.resources_t[name], "吨", kind, how)
        for name in CLASSES
        if name in body.resources_t
    ]
    words = f"{table}标高上下限、倾角、倾向、厚度所定的倾斜板，在矿区内取最高顶板、最低底板"
    if body.top_m is not None:
        entries.append(_entry(f"{body.orebody_id} 区内顶板最高标高", body.top_m, "米", "formula", words))
        entries.append(_entry(f"{body.orebody_id} 区内底板最低标高", body.bottom_m, "米", "formula", words))
    if under.below_share is not None:
        words = f"底板低于许可证标高下限部分的平面面积/区内面积{body.shared_m2:.0f}平方米"
        entries.append(_entry(f"{body.orebody_id} 低于标高下限份额", under.below_share, "", "formula", words))
    return entries


def _interval(judged: Judged) -> list[dict[str, Any]]:
    if judged.interval_m is None or judged.facts.nearest is None or judged.facts.nearest.interval is None:
        return []
    mean = judged.facts.nearest.interval.mean_m
    entries = [
        _entry("层间距（最小，真厚度）", judged.interval_m, "米", "formula", interval_formula(judged.facts)),
        _entry("层间距（平均，真厚度）", mean, "米", "formula", "同上，取区内重心处"),
    ]
    if judged.ratio is not None:
        words = f"{judged.interval_m:.1f}/{judged.facts.thickness_m:g}"
        entries.append(_entry("层间距与铝土矿厚度之比", judged.ratio, "", "formula", words))
    return entries


def interval_formula(facts: MineFacts) -> str:
    """Return how the interval was reckoned, with its figures; "" where it was not."""
    near = facts.nearest
    if near is None or near.interval is None:
        return ""
    angle = math.degrees(near.dip_rad)
    return (
        f"{near.seam}煤层底板与矿体{near.body.orebody_id}顶板的铅垂距离最小{near.interval.vertical_m:.1f}米"
        f"×cos{angle:.1f}°={near.interval.least_m:.1f}米"
    )


def _water(facts: MineFacts) -> list[dict[str, Any]]:
    water = facts.water
    entries = [
        _entry(item, value, "MPa" if item == "水压P" else "MPa/m", "formula", water.formula)
        for item, value in (("水压P", water.pressure_mpa), ("突水系数T", water.coefficient_mpa_m))
        if value is not None
    ]
    if water.limit_mpa_m is not None:
        entries.append(_entry("突水系数限值", water.limit_mpa_m, "MPa/m", "ruling", water.limit_ruling))
    return entries


PART_LABELS = {
    "exploration": "勘查程度",
    "design": "开发方案",
    "safety": "安全论证",
    "water": "水文地质",
    "consent": "手续办理",
    "unpressured": "不带压",
    "interval": "层间距",
}


def _choices(judged: Judged, case: PilotCase) -> list[dict[str, Any]]:
    choices, entries = case.choices, []
    for part, value in judged.readiness.parts.items():
        weight = judged.readiness.weights[part]
        words = f"权重{weight:g}（情景 pilot.weights.{part}）"
        entries.append(_entry(f"成熟度分项：{PART_LABELS[part]}", value, "", "formula", words))
    entries.append(_entry("成熟度", judged.readiness.score, "", "formula", "各分项按权重加权平均"))
    for item, value, name in (
        ("推断资源量可信度系数", choices.inferred_factor, "inferred_factor"),
        ("铝土矿回采率", choices.recovery_share, "recovery_share"),
        ("只能同采的层间距", choices.together_interval_m, "together_interval_m"),
        ("最低成熟度", choices.minimum_readiness, "minimum_readiness"),
    ):
        entries.append(_entry(item, value, "", "choice", f"情景 pilot.{name}"))
    if judged.facts.quantity_t is not None:
        shares = "、".join(f"{u.body.orebody_id} {u.body.lawful_share:.4f}" for u in judged.facts.unders)
        how = f"（探明+控制+推断×可信度系数）×禁止区外份额（{shares}）；没有资源量时取储量，两者不相加"
        entries.append(_entry("计入的铝土矿资源量", judged.facts.quantity_t, "吨", "formula", how))
        recovered = judged.facts.quantity_t * choices.recovery_share
        how = f"计入的资源量×回采率{choices.recovery_share:g}；各年产量取工程能力，至此数采完为止"
        entries.append(_entry("可采出的铝土矿", recovered, "吨", "formula", how))
    return entries
