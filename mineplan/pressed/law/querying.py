"""Step 1: whether the province was asked, and whether its answer still counts."""

from __future__ import annotations

import calendar
import datetime

from mineplan.policy import Ruling
from mineplan.pressed.law.matter import PASS, Matter, Said, asked, cited, is_yes, words
from mineplan.terms import ProjectKind, Verdict, ZoneKind


def query(matter: Matter) -> Said:
    """Ask for the query: 矿产资源法 (2024) art. 32(2); before it, 矿产资源法 (2009) art. 33.

    The answer counts for the months of the 2026 notice, part 2, where that is in force. Inside an area listed as
    without known resources a single-site project needs no query (自然资办函〔2020〕710号), while that list is settled.
    """
    required = matter.find("pressed_query_required")
    if required is None:
        return PASS
    listed = matter.find("pressed_listed_area") if _is_listed(matter) else None
    if is_yes(listed) and matter.kind == ProjectKind.SINGLE_SITE.value:
        return Said(rulings=cited(listed), remarks=("位于公告的无查明重要矿产资源区域内，不需查询。",))
    open_list = (asked(listed),) if listed is not None and not listed.is_settled else ()
    fault, validity = _fault(matter)
    if not fault:
        return Said(rulings=cited(required, validity))
    return Said(Verdict.QUERY_NEEDED, cited(required, validity, listed), open_list, (fault,))


def _is_listed(matter: Matter) -> bool:
    return any(zone.kind is ZoneKind.NO_KNOWN_RESOURCES and matter.is_standing(zone) for zone in matter.zones)


def _fault(matter: Matter) -> tuple[str, Ruling | None]:
    """Return what is wrong with the query ("" for nothing), and the ruling on how long its answer counts."""
    validity = matter.find("pressed_query_validity")
    day = matter.query_date
    if day is None:
        return "没有省级查询结果：建设单位应当先向省自然资源厅申请压覆查询。", None
    if day > matter.on:
        return f"查询日期{_chinese(day)}晚于判定日{_chinese(matter.on)}，请核对。", None
    if validity is None or not validity.is_settled or not isinstance(validity.amount, int | float):
        return "", None
    last = months_after(day, int(validity.amount))
    if matter.on <= last:
        return "", validity
    until = f"查询结果（{_chinese(day)}）的有效期为{int(validity.amount)}个月，已于{_chinese(last)}届满"
    return f"{until}，应当重新查询（{words(validity)}）。", validity


def months_after(day: datetime.date, months: int) -> datetime.date:
    """Return the day of the same number so many months later, or the last of that month.

    The period's last day is the corresponding day of the month in which it ends, and belongs to it.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _chinese(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
