"""Which header of a file carries which declared column."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from mineplan.errors import Problem
from mineplan.tables.declared import Column, RawTable, Table, clean

# A DBF keeps ten bytes of a name: five hanzi in GBK, three and a third in UTF-8.
SHORTEST_CUT_NAME = 3
# Units as GIS layers of ours write them behind an underscore.
_FIELD_UNITS = ("吨每年", "吨", "米", "平方千米", "平方米", "度", "吨每立方米", "百分比")


@dataclass(frozen=True)
class Match:
    """The header of a declared column, the unit it states, and the header of its unit column."""

    header: str
    unit: str
    unit_header: str = ""


def split_header(header: str) -> tuple[str, str]:
    """Split `设计规模(万吨/年)` into name and unit; brackets may be broken or full-width.

    GIS layers of ours write `设计规模_吨每年`, because some GIS refuse brackets and signs in field names.
    """
    text = clean(header)
    match = re.fullmatch(r"([^(]+)\(([^()]*)\)?", text)
    if match:
        return match[1], match[2]
    name, _, unit = text.rpartition("_")
    if name and unit in _FIELD_UNITS:
        return name, unit.replace("每", "/")
    return text.rstrip(")"), ""


def match_headers(
    table: Table, headers: Collection[str], rename: Mapping[str, str], cut: Collection[str] = ()
) -> dict[str, Match]:
    """Return which header carries which declared column.

    Parameters
    ----------
    table
        The declaration.
    headers
        As in the file.
    rename
        Header -> code name; wins over everything.
    cut
        Headers that the file format has cut short; the beginning of one label is enough for these.

    Notes
    -----
    Where several headers name one column, the order is rename, code name, label, aliases as declared.
    """
    by_name = {clean(header).lower(): header for header in headers}
    found: dict[str, tuple[int, Match]] = {}
    for header in headers:
        name, rank = _claim(table, header, rename, header in cut)
        if name and (name not in found or rank < found[name][0]):
            column = table.column(name)
            unit = _stated_unit(column, header, header in cut)
            found[name] = (rank, Match(header, unit, _unit_header(column, by_name, cut)))
    return {name: match for name, (_, match) in found.items()}


def _spellings(column: Column) -> tuple[str, ...]:
    return tuple(clean(s).lower() for s in (column.name, column.label, *column.aliases))


def _claim(table: Table, header: str, rename: Mapping[str, str], is_cut: bool) -> tuple[str, int]:
    """Return the column that a header names, and how good the claim is (0 is best)."""
    if header in rename:
        return rename[header], 0
    whole, bare = clean(header).lower(), split_header(header)[0].lower()
    for text in (whole, bare):
        for column in table.columns:
            if text in _spellings(column):
                return column.name, 1 + _spellings(column).index(text)
    if is_cut and len(bare) >= SHORTEST_CUT_NAME:
        names = {c.name for c in table.columns if any(s.startswith(bare) for s in _spellings(c))}
        if len(names) == 1:
            return names.pop(), 100
    return "", 0


def _stated_unit(column: Column, header: str, is_cut: bool) -> str:
    whole = clean(header).lower()
    if whole == column.name or (is_cut and column.name.startswith(whole)):
        return column.unit
    if is_cut and not clean(header).endswith(")"):
        return ""  # the bracket was cut, and the unit with it
    return split_header(header)[1]


def _unit_header(column: Column, by_name: Mapping[str, str], cut: Collection[str]) -> str:
    for wanted in map(clean, column.unit_columns):
        for name, header in by_name.items():
            if name == wanted.lower() or (header in cut and len(name) > SHORTEST_CUT_NAME and wanted.startswith(name)):
                return header
    return ""


def declares(table: Table, name: str) -> bool:
    """Whether the table has a column of that code name."""
    return any(column.name == name for column in table.columns)


def rename_problems(table: Table, raw: RawTable, rename: Mapping[str, str]) -> list[Problem]:
    """Complain of renamings that lead from nowhere or to nowhere."""
    problems = []
    for header, name in rename.items():
        if header not in raw.frame.columns:
            problems.append(
                Problem("`rename` names a column that the file does not have", raw.file, raw.sheet, column=header)
            )
        if not declares(table, name):
            problems.append(
                Problem(f"`rename` names no column of table {table.name}: {name}", raw.file, raw.sheet, column=header)
            )
    return problems


def header_problems(table: Table, raw: RawTable, found: Mapping[str, Match], ignore: Collection[str]) -> list[Problem]:
    """Complain of headers that nobody knows, and of required columns that no header carries."""
    used = {m.header for m in found.values()} | {m.unit_header for m in found.values()}
    left = {clean(h) for h in (*table.ignored, *ignore)}
    problems = []
    for header in raw.frame.columns:
        names = {clean(header), split_header(header)[0]}
        is_left = header in raw.cut and any(word.startswith(clean(header)) for word in left)
        is_left |= header in raw.spare
        if header not in used and not names & left and not is_left and "*" not in ignore:
            problems.append(Problem(_unknown(table, str(header), found), raw.file, raw.sheet, column=str(header)))
    for column in table.columns:
        if column.is_required and column.name not in found and column.kind != "geometry":
            what = f"required column is missing ({column.name})"
            problems.append(Problem(what, raw.file, raw.sheet, column=column.label))
    return problems


def _unknown(table: Table, header: str, found: Mapping[str, Match]) -> str:
    name, _ = _claim(table, header, {}, False)
    if name in found:
        return f"is a second column for {name}, beside “{found[name].header}”; list one under `ignore` in dataset.yaml"
    spellings = sorted({s for c in table.columns for s in (c.name, c.label, *c.aliases)})
    near = get_close_matches(split_header(header)[0], spellings, n=1, cutoff=0.6)
    hint = f"did you mean “{near[0]}”? " if near else ""
    return f"unknown column; {hint}rename it, or list it under `ignore` in dataset.yaml"
