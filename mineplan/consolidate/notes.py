"""What a reader of the plan should doubt: criteria switched off, data gaps, lapsed and unconfirmed law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mineplan.links.exclusions import Exclusion, shapeless
from mineplan.plans import Note
from mineplan.policy import Policy
from mineplan.stock import minimum_of

if TYPE_CHECKING:
    import geopandas as gpd

    from mineplan.dataset import Dataset

_OFF = {
    "mineral": "台账缺少“开采主矿种”，未按矿种筛选，也未套用分矿种的规定",
    "method": "台账缺少“开采方式”，未判定采石场安全距离",
    "top_m": "台账缺少标高，相邻关系只按平面判断",
    "valid_to": "台账缺少“有效期止”，未判断许可证是否到期",
    "status": "台账缺少“矿山状态”，全部视为有效矿权",
    "area_km2": "台账缺少登记面积，未核对面积",
}


def notes_of(
    rights: gpd.GeoDataFrame, dataset: Dataset, policy: Policy, exclusions: tuple[Exclusion, ...]
) -> tuple[Note, ...]:
    """Return every note on the data and the law of a run, those of the readers first."""
    inside, known = set(rights["right_id"]), set(dataset.tables["rights"]["right_id"])
    read = [n for n in dataset.notes if n.subject in inside or n.subject not in known]
    return (
        *read,
        *_tables(rights, dataset),
        *_cells(rights, dataset.tables["rights"]),
        *_zones(rights, dataset, policy, exclusions),
        *_law(rights, policy, exclusions),
        *[Note("licence_expired", f"采矿许可证{r}已于方案日期前到期", r) for r in expired_ids(rights, policy.on)],
    )


def expired_ids(rows: Any, on: Any) -> list[str]:
    """Return the rights whose licence ended before the day."""
    import datetime

    if "valid_to" not in rows:
        return []
    return [
        r
        for r, day in zip(rows["right_id"], rows["valid_to"], strict=True)
        if isinstance(day, datetime.date) and day == day and day < on
    ]


def _tables(rights: Any, dataset: Dataset) -> list[Note]:
    def is_off(column: str) -> bool:
        return column not in rights or bool(rights[column].isna().all())

    notes = [Note("criterion_off", words, column) for column, words in _OFF.items() if is_off(column)]
    if "orebodies" not in dataset.tables:
        notes.append(Note("criterion_off", "没有矿体表，矿权只按平面间距和标高相邻", "orebodies"))
    elif count := _headless(dataset.tables["orebodies"]):
        words = f"{count}个矿体没有标高，按任意深度与矿权相交处理"
        notes.append(Note("orebody_without_elevation", words, "orebodies"))
    if "zones" not in dataset.tables:
        notes.append(Note("criterion_off", "没有管控区域表，未扣除禁采区", "zones"))
    return notes


def _headless(orebodies: Any) -> int:
    if "top_m" not in orebodies or "bottom_m" not in orebodies:
        return len(orebodies)
    return int((orebodies["top_m"].isna() | orebodies["bottom_m"].isna()).sum())


def _cells(rights: Any, everything: Any) -> list[Note]:
    notes = []
    if "mineral" in everything and everything["mineral"].notna().any():
        blank = everything.loc[everything["mineral"].isna(), "right_id"]
        notes += [Note("mineral_blank", f"采矿权{r}未填开采主矿种，按矿种筛选时未纳入本方案", r) for r in blank]
    if "capacity_t_a" in rights and rights["capacity_t_a"].notna().any():
        blank = rights.loc[rights["capacity_t_a"].isna(), "right_id"]
        notes += [Note("capacity_blank", f"采矿权{r}未填生产规模，规模合计不含该宗", r) for r in blank]
    return notes


def _zones(rights: Any, dataset: Dataset, policy: Policy, exclusions: tuple[Exclusion, ...]) -> list[Note]:
    notes = [
        Note("line_zone", f"“{name}”以线表示，禁采距离自线位起算，未计用地宽度", name)
        for name in sorted({e.name for e in exclusions if e.is_line and e.right_ids})
    ]
    zones = dataset.tables.get("zones")
    if zones is None or zones.empty:
        return notes
    lost = [z for z in shapeless(rights, zones, policy) if z.effect != "ban"]
    words = "以线或点表示，没有面积，未判断是否涉及"
    return notes + [Note("shapeless_zone", f"“{z.name}”（{z.kind.label}）{words}", z.name) for z in lost]


def _law(rights: Any, policy: Policy, exclusions: tuple[Exclusion, ...]) -> list[Note]:
    notes = []
    for r in policy.expired:
        if r.rule == "one_orebody_one_right" and r.valid_to is not None:
            last = f"{r.valid_to.year}年{r.valid_to.month}月{r.valid_to.day}日"
            words = f"{r.citation.document}（{r.citation.number}）有效期已于{last}届满，仅作任务来源"
            notes.append(Note("ruling_expired", words, r.ruling_id))
    open_bans = {e.ruling.ruling_id: e for e in exclusions if e.right_ids and not e.ruling.is_settled}
    for ruling_id, e in sorted(open_bans.items()):
        words = f"“{e.ruling.title}”待核实，未据以扣除“{e.name}”"
        notes.append(Note("unconfirmed_ruling", words, ruling_id))
    minerals = sorted(rights["mineral"].dropna().unique()) if "mineral" in rights else []
    for r in {r.ruling_id: r for m in minerals for r in minimum_of(policy, str(m)).open_rulings}.values():
        words = f"“{r.title}”待核实，本方案未据以判断（{r.remark}）"
        notes.append(Note("unconfirmed_ruling", words, r.ruling_id))
    checked = [r.checked for r in policy.rulings]
    if checked and (policy.on - max(checked)).days > 365:
        day = max(checked)
        words = f"条款最近一次核对为{day.year}年{day.month}月{day.day}日，早于方案日期一年以上，须重新核对"
        notes.append(Note("rulings_stale", words))
    return notes
