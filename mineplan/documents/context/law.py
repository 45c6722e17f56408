"""Rulings as they are printed: how each is cited, whether it is in force, how sure we are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from mineplan.documents import numbers
from mineplan.plans import ConsolidationPlan, Printed
from mineplan.policy import Citation, Ruling
from mineplan.terms import Authority, Certainty, Mineral, ZoneEffect, term_of

# How a unit of the rule files is printed: factor and word.
_UNITS = {
    "t_a": (1e-4, "万吨/年"),
    "m3_a": (1e-4, "万立方米/年"),
    "t": (1e-4, "万吨"),
    "a": (1.0, "年"),
    "d": (1.0, "日"),
    "months": (1.0, "个月"),
    "m": (1.0, "米"),
    "deg": (1.0, "度"),
    "share": (100.0, "%"),
    "ratio": (1.0, ""),
    "decimals": (1.0, "位小数"),
    "CNY": (1.0, "元"),
    "MPa_m": (1.0, "兆帕/米"),
}
DELEGATION = "consolidation_delegation"
PARAPHRASE = "（意引，非原文）"
_JURISDICTIONS = {"national": "国家", "shanxi": "山西省", "xinzhou": "忻州市"}


def law_of(plan: ConsolidationPlan) -> dict[str, Any]:
    """Return everything the proposal says about its legal grounds."""
    return law_relied_on(plan, [*(g.reasons for g in plan.groups), *(r.reasons for r in plan.rights)])


def law_relied_on(plan: Printed, cited_by: Iterable[Iterable[str]]) -> dict[str, Any]:
    """Return everything a document says about its legal grounds.

    Parameters
    ----------
    plan
        Any plan.
    cited_by
        The ruling ids that each item of the plan relies on: what most of them cite is told first.
    """
    rulings = in_order(plan.rulings)
    rows = [ruling_row(no, ruling, plan) for no, ruling in enumerate(rulings, start=1)]
    ranked = _ranked([r for r in rulings if is_in_force(r, plan)], cited_by)
    return {
        "rulings": rows,
        "in_force": [row for row in rows if row["is_in_force"]],
        "main": _main(ranked, rows),
        "documents": _documents(ranked),
        "documents_text": numbers.listing(_documents(ranked), most=3, counter="份文件"),
        "expired": _expired([r for r in rulings if is_expired(r, plan)]),
        "unconfirmed": _told_apart([row for row in rows if not row["is_settled"]]),
        "assumed": [row for row in rows if row["assumed"]],
        "secondary_count": sum(r.certainty is Certainty.SECONDARY for r in rulings),
    }


def _told_apart(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add the mineral to titles that several rows share."""
    counts = Counter(row["title"] for row in rows)
    return [
        row | {"title": f"{row['title']}（{row['mineral']}）"} if counts[row["title"]] > 1 and row["mineral"] else row
        for row in rows
    ]


def _ranked(force: list[Ruling], cited_by: Iterable[Iterable[str]]) -> list[Ruling]:
    """Return the rulings in force, those first that the plan relies on most."""
    counts = Counter(reason for reasons in cited_by for reason in reasons)
    return sorted(force, key=lambda r: (-counts[r.ruling_id], _order(r)))


def _main(ranked: list[Ruling], rows: list[dict[str, Any]], most: int = 5) -> list[dict[str, Any]]:
    """Return the foremost rulings; several that stand in one sentence are told once."""
    by_id = {row["ruling_id"]: row for row in rows}
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for row in (by_id[ruling.ruling_id] for ruling in ranked):
        key = (row["cited"], row["sentence"])
        if key in told:
            told[key] = told[key] | {"title": f"{told[key]['title']}；{row['title']}"}
        elif len(told) < most:
            told[key] = row
    return list(told.values())


def is_expired(ruling: Ruling, plan: Printed) -> bool:
    """Whether its last day lies before the day of the plan."""
    return ruling.valid_to is not None and ruling.valid_to < plan.as_of


def is_in_force(ruling: Ruling, plan: Printed) -> bool:
    """Whether it may be given as a ground: neither expired, nor repealed, nor unconfirmed."""
    return ruling.is_settled and not ruling.is_repealed and not is_expired(ruling, plan)


def cited(citation: Citation) -> str:
    """Return 《document》（number）article, leaving out what is not known."""
    title, told = _title(citation.document)
    words = title if citation.document == citation.number else f"《{title}》{told}"
    if citation.number and citation.number != citation.document:
        words += f"（{citation.number}）"
    return words + citation.article


def _title(document: str) -> tuple[str, str]:
    """Return a title, and apart from it the remark that it is known from a report, which is no part of it."""
    found = re.fullmatch(r"《?(.+?)》?(（[^（）]*(?:报道|转载)）)?", document)
    return (found[1], found[2] or "") if found else (document, "")


def briefly(citation: Citation) -> str:
    """Return a notice by number and article, its title being in the annex; a law by title and article."""
    name = citation.number if "〔" in citation.number else cited(Citation(citation.document, "", "", ""))
    return name + citation.article


def grounds(ids: tuple[str, ...], plan: Printed) -> list[str]:
    """Return the brief citations of ruling ids, once each; doubtful and expired ones say so."""
    found = {r.ruling_id: r for r in plan.rulings}
    words = []
    for ruling_id in ids:
        ruling = found.get(ruling_id)
        words.append(ruling_id if ruling is None else briefly(ruling.citation) + _doubt(ruling, plan))
    return list(dict.fromkeys(words))


def ground_numbers(ids: Iterable[str], plan: Printed) -> str:
    """Return ruling ids as their numbers in the table of rulings: 第4、13—15项，第28项（待核实）; none is a dash.

    Doubtful and expired ones stand apart and say so.
    """
    by_doubt: dict[str, list[int]] = {"": []}
    wanted = set(ids)
    for no, ruling in enumerate(in_order(plan.rulings), start=1):
        if ruling.ruling_id in wanted:
            by_doubt.setdefault(_doubt(ruling, plan), []).append(no)
    said = [f"第{numbers.runs_of(found)}项{doubt}" for doubt, found in by_doubt.items() if found]
    return "，".join(said) or numbers.MISSING


def _doubt(ruling: Ruling, plan: Printed) -> str:
    if is_expired(ruling, plan):
        return "（已届满）"
    if ruling.certainty is not Certainty.UNCONFIRMED:
        return ""
    return "（按假定采用）" if ruling.assumed else "（待核实）"


def in_order(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Return rulings of the nation first, then of province and city, by id."""
    return sorted(rulings, key=_order)


def _order(ruling: Ruling) -> tuple[int, str]:
    known = list(_JURISDICTIONS)
    return (known.index(ruling.jurisdiction) if ruling.jurisdiction in known else len(known), ruling.ruling_id)


def _documents(rulings: list[Ruling]) -> list[str]:
    names = [Citation(r.citation.document, r.citation.number, "", "") for r in rulings]
    return list(dict.fromkeys(cited(name) for name in names))


def ruling_row(no: int, ruling: Ruling, plan: Printed) -> dict[str, Any]:
    """Return all that a table of rulings prints of one."""
    return {
        "no": no,
        "ruling_id": ruling.ruling_id,
        "title": ruling.title,
        "mineral": _mineral(ruling),
        "cited": cited(ruling.citation),
        "document": cited(Citation(ruling.citation.document, ruling.citation.number, "", "")),
        "article": ruling.citation.article or numbers.MISSING,
        "sentence": sentence(ruling),
        "quoted": _quoted(ruling),
        "is_paraphrase": is_paraphrase(ruling),
        "jurisdiction": _JURISDICTIONS.get(ruling.jurisdiction, ruling.jurisdiction),
        "period": _period(ruling),
        "amount": amount(ruling),
        "certainty": ruling.certainty.label,
        "checked": numbers.short_day(ruling.checked),
        "verified": f"{ruling.certainty.label}（{_state(ruling, plan)}）\n{numbers.short_day(ruling.checked)}",
        "source": ruling.source,
        "remark": ruling.remark,
        "assumed": ruling.assumed,
        "state": _state(ruling, plan),
        "is_settled": ruling.is_settled,
        "is_in_force": is_in_force(ruling, plan),
        "is_expired": is_expired(ruling, plan),
    }


def is_paraphrase(ruling: Ruling) -> bool:
    """Whether the sentence tells what the provision says and is not its wording."""
    return "意引" in ruling.remark


def sentence(ruling: Ruling) -> str:
    """Return the sentence without its last stop, marked where it is a paraphrase."""
    mark = PARAPHRASE if is_paraphrase(ruling) else ""
    return mark + ruling.citation.sentence.strip().rstrip("。；;，")


def _quoted(ruling: Ruling) -> str:
    """Return the sentence for running text: only the provision's own wording stands in quotation marks."""
    return f"{sentence(ruling)}。" if is_paraphrase(ruling) else f"“{sentence(ruling)}。”"


def _mineral(ruling: Ruling) -> str:
    mineral = term_of(Mineral, str(ruling.where.get("mineral", "")))
    return "" if mineral is None else mineral.label


def _period(ruling: Ruling) -> str:
    last = "" if ruling.valid_to is None else f"至{numbers.short_day(ruling.valid_to)}"
    if ruling.valid_from is None:
        return f"施行日期未查到，{last}" if last else "施行日期未查到"
    return f"{numbers.short_day(ruling.valid_from)}{last or '起'}"


def _state(ruling: Ruling, plan: Printed) -> str:
    if is_expired(ruling, plan):
        return "已届满"
    if ruling.is_repealed:
        return "已废止"
    if ruling.assumed:
        return "按假定采用"
    return "现行" if ruling.is_settled else "不作为依据"


def amount(ruling: Ruling) -> str:
    """Return the figure of a ruling with its unit; a dash for a principle without figure."""
    value = ruling.amount
    if value is None:
        return numbers.MISSING if ruling.is_repealed else "未查到"
    if isinstance(value, bool):
        return numbers.MISSING if value else "不适用"
    if isinstance(value, str):
        member = term_of(Authority, value) or term_of(ZoneEffect, value)
        # Words that only the program reads are told by the title and the sentence.
        if member is None:
            return numbers.MISSING
        return f"委托至：{member.label}" if ruling.rule == DELEGATION else member.label
    if not value and ruling.unit == "m":
        return "范围内"
    factor, word = _UNITS.get(ruling.unit, (1.0, ruling.unit))
    return f"{numbers.trimmed(value * factor, 4)}{word}"


def _expired(rulings: list[Ruling]) -> list[dict[str, Any]]:
    """Return one entry for each expired document: its name, articles, length and last day."""
    made: dict[str, dict[str, Any]] = {}
    for ruling in rulings:
        name = _documents([ruling])[0]
        years = numbers.span_of_years(ruling.valid_from, ruling.valid_to)
        entry = made.setdefault(
            name,
            {
                "document": name,
                "articles": [],
                "years": years or 0,
                "sentences": [],
                "last_day": numbers.day(ruling.valid_to),
            },
        )
        if ruling.citation.article and ruling.citation.article not in entry["articles"]:
            entry["articles"].append(ruling.citation.article)
        if sentence(ruling) not in entry["sentences"]:
            entry["sentences"].append(sentence(ruling))
    for entry in made.values():
        entry["articles_text"] = "、".join(entry["articles"])
    return list(made.values())
