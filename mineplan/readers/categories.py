"""Tonnages by resource category, row by row or a column a code, folded into one row a key with a column a class.

The national survey of 2007 and reserve reports list one row a block and category. Categories of GB/T 17766-2020 and
331, 332, 333 of the standard of 1999 have their class. The others (111b, 122b, 2S22 …) are resource, reserve or both by
the report alone: without its own conversion they stay under their code and are added to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mineplan.errors import Problem
from mineplan.readers.source import Source
from mineplan.tables import Decision, Match, RawTable, clean, is_blank, parse_cell, split_header
from mineplan.terms import OldCategory, ResourceClass, term_of

_CODE = re.compile(r"(?<![0-9a-z])(?:2[ms](?:11|21|22)|111b?|12[12]b?|33[123]|334\??)(?![0-9a-z])", re.IGNORECASE)
# A header that is a code, with a word of what it counts behind it.
_CODE_HEADER = re.compile(rf"\(?({_CODE.pattern})\)?(?:(?:经济)?基础储量|资源储量|储量|资源量|矿石量)?", re.IGNORECASE)
_NEW = re.compile(r"(探明|控制|推断)(?:的)?资源量?|(证实|可信)(?:的)?储量?|\b(TM|KZ|TD|ZS|KX)\b")
_TOTAL = re.compile(r"(合|总|小|共)计|汇总|总量")
_UNKNOWN = "“{}” is no resource category (111b, 122b, 331, 332, 333, 334? … or 探明、控制、推断资源量)"
_STATED = "stated_categories"
# Where rows of one key differ in these, nobody can tell which one is meant.
_MUST_AGREE = ("coordinates", "mineral", "top_m", "bottom_m")
_WHY = "331、332、333为内蕴经济资源量，末位1、2、3即探明、控制、推断（GB/T 17766-1999）；其余老编码不自行换算"


@dataclass(frozen=True)
class _Category:
    """What a row names: its words, the class they have (None for none), the old code (None for a new one)."""

    words: str
    kind: ResourceClass | None
    old: OldCategory | None = None


@dataclass(frozen=True)
class _Amounts:
    """A column of amounts and where its unit stands; `code` is None where a column of categories names them."""

    header: str
    unit: str
    unit_header: str
    code: OldCategory | None = None


@dataclass
class _Ledger:
    """A raw table on its way, its cells by header, and what is noted and complained of."""

    source: Source
    raw: RawTable
    found: Mapping[str, Match]
    cells: dict[str, list[Any]]
    problems: list[Problem] = field(default_factory=list)
    findings: dict[tuple[str, str], None] = field(default_factory=dict)
    stated: dict[_Category, float] = field(default_factory=dict)

    def complain(self, what: str, at: int, header: str) -> None:
        """Report a cell."""
        self.problems.append(Problem(what, self.raw.file, self.raw.sheet, int(self.raw.frame.index[at]), header))

    def category_of(self, words: Any) -> _Category | None:
        """Return what a cell or a code names; several codes at once are one category without class; None for none."""
        text = "" if is_blank(words) else clean(words)
        codes = [code for found in _CODE.findall(text) if (code := term_of(OldCategory, found)) is not None]
        if len(codes) > 1:
            return _Category(text, None)
        if codes:
            return _Category(codes[0].value, codes[0].settled or self.source.categories.get(codes[0]), codes[0])
        match = _NEW.search(text)
        new = term_of(ResourceClass, next(part for part in match.groups() if part) if match else text)
        return _Category(new.label, new) if new is not None else None

    def named(self, at: int) -> Any:
        """Return the cell of a row that names its category."""
        return self.cells[self.found["category"].header][at] if "category" in self.found else None


def folded_categories(source: Source, raw: RawTable, found: Mapping[str, Match]) -> tuple[RawTable, list[Problem]]:
    """Return a table with one row a key, and problems with categories and their amounts.

    Parameters
    ----------
    source
        What the table should be, and the user's conversion of old categories.
    raw
        As a reader found it; tables without categories come back as they are.
    found
        Which header carries which declared column.

    Notes
    -----
    Amounts of one class and key are added up: they are blocks of one orebody. What the file said stands in the column
    `stated_categories`. Rows of a file with geometries are never put together.
    """
    columns = _columns_of_codes(source, raw, found)
    if "category" in found and "amount_t" not in found:
        what = "names resource categories, but no column names their amounts (矿石量, with its unit)"
        return raw, [Problem(what, raw.file, raw.sheet, column=found["category"].header)]
    if "category" in found:
        amounts = found["amount_t"]
        columns.append(_Amounts(amounts.header, amounts.unit, amounts.unit_header))
    if not columns:
        return raw, []
    ledger = _Ledger(source, raw, found, {header: raw.frame[header].tolist() for header in raw.frame.columns})
    groups = _groups(ledger)
    kept = _kept_headers(ledger, columns)
    rows = [_shared_cells(ledger, group, kept) | _tonnages(ledger, group, columns) for group in groups]
    _tell(ledger)
    return _table(ledger, rows, groups, kept), ledger.problems


def _columns_of_codes(source: Source, raw: RawTable, found: Mapping[str, Match]) -> list[_Amounts]:
    """Return the columns whose header is an old category."""
    if not any(column.name == "category" for column in source.table.columns):
        return []
    units = {clean(name).lower() for name in source.table.column("amount_t").unit_columns}
    shared = next((str(header) for header in raw.frame.columns if clean(header).lower() in units), "")
    claimed = {match.header for match in found.values()}
    made = []
    for header in (str(h) for h in raw.frame.columns if h not in claimed):
        name, unit = split_header(header)
        if _CODE.fullmatch(unit):
            name, unit = unit, ""
        match = _CODE_HEADER.fullmatch(name)
        code = term_of(OldCategory, match[1]) if match else None
        if code is not None:
            made.append(_Amounts(header, unit, "" if unit else shared, code))
    return made


def _kept_headers(ledger: _Ledger, columns: Sequence[_Amounts]) -> list[str]:
    """Return the headers that stay: all but categories, amounts, and units that serve nothing else."""
    others = {match.unit_header for name, match in ledger.found.items() if name != "amount_t"}
    dropped = {c.header for c in columns} | ({c.unit_header for c in columns} - others)
    dropped |= {match.header for name, match in ledger.found.items() if name in ("category", "amount_t")}
    return [header for header in ledger.raw.frame.columns if header not in dropped]


def _groups(ledger: _Ledger) -> list[list[int]]:
    """Return the positions of the rows of each key, in the order of the file; rows of totals are in none."""
    raw = ledger.raw
    made: dict[Any, list[int]] = {}
    keys = [ledger.cells[ledger.found[name].header] for name in ledger.source.table.key if name in ledger.found]
    for at, row in enumerate(raw.frame.index):
        words = ledger.named(at)
        if not is_blank(words) and _TOTAL.fullmatch(clean(words)):
            ledger.findings[("row_skipped", f"{raw.file}第{row}行为“{clean(words)}”行，未读取")] = None
            continue
        is_own = raw.geometry is not None or not keys or any(is_blank(cells[at]) for cells in keys)
        key = at if is_own else tuple(clean(cells[at]) for cells in keys)
        made.setdefault(key, []).append(at)
    return list(made.values())


def _shared_cells(ledger: _Ledger, group: Sequence[int], kept: Sequence[str]) -> dict[str, Any]:
    """Return the cells that the rows of one key share; one in which they differ is blank."""
    names = {match.header: name for name, match in ledger.found.items()}
    made: dict[str, Any] = {}
    for header in kept:
        filled = {clean(cell): cell for at in group if not is_blank(cell := ledger.cells[header][at])}
        made[header] = next(iter(filled.values())) if len(filled) == 1 else None
        if len(filled) > 1 and header in names:
            rows = [str(ledger.raw.frame.index[at]) for at in group]
            if names[header] in _MUST_AGREE:
                what = f"rows {', '.join(rows)} are of one key and differ here; write one value"
                ledger.complain(what, group[0], header)
            text = f"{ledger.raw.file}第{'、'.join(rows)}行为同一编号，“{header}”不一致，合并后留空"
            ledger.findings[("category_rows_differ", text)] = None
    return made


def _tonnages(ledger: _Ledger, group: Sequence[int], columns: Sequence[_Amounts]) -> dict[str, Any]:
    """Return the sums by class of the rows of one key, and what they state."""
    sums: dict[_Category, float] = {}
    for at in group:
        for column in columns:
            tonnes = _tonnes(ledger, column, at)
            words = column.code.value if column.code is not None else ledger.named(at)
            category = ledger.category_of(words)
            if tonnes is None:
                continue
            if category is None:
                what = "names no category for its amount" if is_blank(words) else _UNKNOWN.format(words)
                ledger.complain(what, at, ledger.found["category"].header)
            else:
                sums[category] = sums.get(category, 0.0) + tonnes
                ledger.stated[category] = ledger.stated.get(category, 0.0) + tonnes
    made: dict[str, Any] = {_STATED: "；".join(f"{c.words} {_size(t)}" for c, t in sums.items()) or None}
    for kind in ResourceClass:
        own = [tonnes for category, tonnes in sums.items() if category.kind is kind]
        if own:
            made[_class_header(ledger, kind, group)] = f"{sum(own)!r}t"
    return made


def _tonnes(ledger: _Ledger, column: _Amounts, at: int) -> float | None:
    cell, found = ledger.cells[column.header][at], ledger.found
    if is_blank(cell):
        return None
    unit = column.unit or (ledger.cells[column.unit_header][at] if column.unit_header else "")
    density = ledger.cells[found["density_t_m3"].header][at] if "density_t_m3" in found else None
    try:
        return float(parse_cell(ledger.source.table.column("amount_t"), cell, unit, density))
    except ValueError as error:
        ledger.complain(str(error), at, column.header)
        return None


def _class_header(ledger: _Ledger, kind: ResourceClass, group: Sequence[int]) -> str:
    """Return the header of a class; a figure that stands there already is a problem."""
    name = f"{kind.value}_t"
    if name not in ledger.found:
        return name
    header = ledger.found[name].header
    for at in group:
        if not is_blank(ledger.cells[header][at]):
            what = f"states {kind.label} here and by category too; leave one of them away"
            ledger.complain(what, at, header)
    return header


def _size(tonnes: float) -> str:
    return f"{tonnes / 1e4:.10g}万吨"


def _tell(ledger: _Ledger) -> None:
    """Note what stays under its old code, and what was converted by the user's word."""
    converted = []
    for category, tonnes in sorted(ledger.stated.items(), key=lambda item: item[0].words):
        total = f"{ledger.raw.file}中类型为“{category.words}”的共{_size(tonnes)}"
        if category.old is not None and category.old.is_potential:
            ledger.findings[("category_potential", f"{total}，为潜在矿产资源，不是资源量，不计入")] = None
        elif category.kind is None:
            text = (
                f"{total}，老分类编码没有报告的套改表不能换算，按原编码保留，不计入资源量和储量；"
                "有套改表的，在dataset.yaml中写categories和categories_basis"
            )
            ledger.findings[("category_unconverted", text)] = None
        elif category.old in ledger.source.categories:
            converted.append(f"{category.words}按{category.kind.label}")
    if converted:
        text = f"{ledger.raw.file}中{'、'.join(converted)}计入，依据用户所注：{ledger.source.categories_basis}"
        ledger.findings[("category_converted", text)] = None


def _table(
    ledger: _Ledger, rows: Sequence[Mapping[str, Any]], groups: Sequence[Sequence[int]], kept: Sequence[str]
) -> RawTable:
    import pandas as pd

    raw, first = ledger.raw, [group[0] for group in groups]
    classes = [name for kind in ResourceClass if any((name := f"{kind.value}_t") in row for row in rows)]
    names = list(dict.fromkeys([*kept, *classes, _STATED]))
    index = raw.frame.index[first]
    frame = pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], index=index, dtype=object) for name in names}, index=index
    )
    settled = sorted(c.words for c in ledger.stated if c.old is not None and c.old.settled is not None)
    told = [Decision("category", "、".join(settled), _WHY)] if settled else []
    return replace(
        raw,
        frame=frame,
        geometry=None if raw.geometry is None else raw.geometry[first],
        findings=(*raw.findings, *ledger.findings),
        decisions=(*raw.decisions, *told),
    )
