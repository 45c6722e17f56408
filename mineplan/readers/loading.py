"""Files to examined tables; every problem and doubt is gathered on the way."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem, ReadError
from mineplan.plans import Note
from mineplan.readers.categories import folded_categories
from mineplan.readers.datums import datum_problems, shifted_registration, string_findings
from mineplan.readers.exploration import parse_coordinates
from mineplan.readers.files import read_file
from mineplan.readers.rings import Registration
from mineplan.readers.source import Source
from mineplan.tables import Match, RawTable, clean, examine, is_blank, match_headers, parse_cell

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Report:
    """What is gathered while a dataset is read: problems stop the run in the end, notes do not."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Loaded:
    """One sheet or layer, examined.

    Attributes
    ----------
    source, raw
        Where it came from and what the reader found.
    frame
        Cells under code names; bad cells are None or NaN.
    headers
        Code name -> header in the file.
    registrations
        One per row where the extent is a coordinate string; None where there is none or it is bad.
    """

    source: Source
    raw: RawTable
    frame: pd.DataFrame
    headers: Mapping[str, str]
    registrations: tuple[Registration | None, ...] = ()

    @property
    def has_geometry(self) -> bool:
        """Whether the file holds geometries of its own."""
        return self.raw.geometry is not None

    @property
    def has_place(self) -> bool:
        """Whether rows of it lie somewhere, as geometries or coordinate strings."""
        return self.source.needs_geometry and (self.has_geometry or "coordinates" in self.frame)

    def problem(self, what: str, at: int, name: str = "") -> Problem:
        """Place a sentence at the row at position `at`, column `name`."""
        row = int(self.frame["source_row"].iloc[at])
        return Problem(what, self.raw.file, self.raw.sheet, row, self.headers.get(name, ""))

    def subject(self, at: int) -> str:
        """Return the key of a row, or its row number where the key is bad."""
        key = self.source.table.key[0]
        found = self.frame[key].iloc[at] if key in self.frame else None
        return str(found) if found else f"{self.raw.file}第{self.frame['source_row'].iloc[at]}行"


def load(
    source: Source,
    ignore: Collection[str],
    constants: Mapping[str, Any],
    box_deg: tuple[float, float, float, float] | None,
    report: Report,
) -> list[Loaded]:
    """Read and examine one source.

    Parameters
    ----------
    source
        The file.
    ignore
        Headers to leave unread.
    constants
        Code name -> value that holds for every row.
    box_deg
        Where the data should lie, to deduce missing zone prefixes; None when not declared.
    report
        Gathers problems and notes.
    """
    try:
        raws = read_file(source)
    except InputError as error:
        report.problems += [p if p.file else Problem(p.what, source.name) for p in error.problems]
        return []
    present = {header for raw in raws for header in raw.frame.columns}
    for header in source.rename:
        if header not in present:
            what = "`rename` names a column that the file does not have"
            report.problems.append(Problem(what, source.name, source.layer, column=header))
    return [_loaded(source, raw, (ignore, constants, box_deg), report) for raw in raws]


def _loaded(source: Source, raw: RawTable, choices: tuple[Any, Any, Any], report: Report) -> Loaded:
    ignore, constants, box_deg = choices
    rename = {header: name for header, name in source.rename.items() if header in raw.frame.columns}
    kept = raw.frame.drop(columns=[h for h in raw.frame.columns if clean(h) in set(map(clean, ignore)) - {"*"}])
    found = match_headers(source.table, list(kept.columns), _declared(source), raw.cut)
    raw = _with_tidy_licences(replace(raw, frame=kept), found)
    raw, problems = folded_categories(source, raw, found)
    report.notes += [Note(code, text, raw.file) for code, text in raw.findings]
    headers = {n: m.header for n, m in match_headers(source.table, list(raw.frame), _declared(source), raw.cut).items()}
    rename = {header: name for header, name in rename.items() if header in raw.frame.columns}
    frame, bad = examine(source.table, raw, rename, ignore)
    report.problems += problems + bad + _set_constants(source, raw, frame, constants)
    loaded = Loaded(source, raw, frame, headers)
    if not source.needs_geometry:
        return loaded
    return _with_registrations(loaded, box_deg, report)


def _declared(source: Source) -> dict[str, str]:
    names = {column.name for column in source.table.columns}
    return {header: name for header, name in source.rename.items() if name in names}


def _with_tidy_licences(raw: RawTable, found: Mapping[str, Match]) -> RawTable:
    """Write licence numbers of 23 characters in one way: no blanks, capital C, zeros for the letter O."""
    if "right_id" not in found:
        return raw
    header, frame = found["right_id"].header, raw.frame.copy()
    frame[header] = [tidy_licence(cell) if isinstance(cell, str) else cell for cell in frame[header].tolist()]
    return replace(raw, frame=frame)


def tidy_licence(text: str) -> str:
    """Return a mining-licence number of 23 characters as the registry writes it; other text unchanged."""
    import unicodedata

    if text.isascii() and not text.startswith(("C", "c", " ", "'")):
        return text
    folded = re.sub(r"[\s'’]+", "", unicodedata.normalize("NFKC", text)).upper().replace("O", "0")
    return folded if re.fullmatch(r"C\d{22}", folded) else text


def _set_constants(source: Source, raw: RawTable, frame: pd.DataFrame, constants: Mapping[str, Any]) -> list[Problem]:
    problems = []
    for name, value in constants.items():
        columns = [c for c in source.table.columns if c.name == name and c.kind != "geometry"]
        if not columns:
            what = f"`constants` names no column of table {source.table.name}: {name}"
            problems.append(Problem(what, raw.file, raw.sheet))
        elif name in frame:
            problems.append(Problem(f"`constants` gives {name}, which the file carries too", raw.file, raw.sheet))
        else:
            try:
                frame[name] = [parse_cell(columns[0], value)] * len(frame)
            except ValueError as error:
                problems.append(Problem(f"`constants` {name}: {error}", raw.file, raw.sheet))
    return problems


def _with_registrations(loaded: Loaded, box_deg: Any, report: Report) -> Loaded:
    """Parse coordinate strings where they are the extent; a file's own geometry is preferred to them."""
    if loaded.has_geometry:
        if "coordinates" in loaded.frame:
            text = f"{loaded.raw.file}既有图形又有“{loaded.headers['coordinates']}”，以图形为准"
            report.notes.append(Note("coordinates_unread", text, loaded.raw.file))
        return loaded
    if "coordinates" not in loaded.frame:
        known = [c for c in loaded.source.table.columns if c.name == "coordinates"]
        what = f"holds neither geometry nor coordinates, which table {loaded.source.table.name} needs"
        report.problems.append(Problem(what, loaded.raw.file, loaded.raw.sheet, column=known[0].label if known else ""))
        return loaded
    refused, doubts = datum_problems(loaded.raw, loaded.source, loaded.headers["coordinates"])
    report.problems += refused
    report.notes += [Note(code, text, loaded.raw.file) for code, text in doubts]
    texts = enumerate(loaded.frame["coordinates"].tolist())
    stated = [_parsed(loaded, at, text, box_deg, report) for at, text in texts]
    report.notes += [Note(code, text, loaded.raw.file) for code, text in string_findings(loaded.source, stated)]
    return replace(loaded, registrations=tuple(_shifted(loaded, at, made, report) for at, made in enumerate(stated)))


def _parsed(loaded: Loaded, at: int, text: Any, box_deg: Any, report: Report) -> Registration | None:
    if is_blank(text):
        report.problems.append(loaded.problem("is empty, so the extent is unknown", at, "coordinates"))
        return None
    try:
        registration = parse_coordinates(str(text), box_deg)
    except ReadError as error:
        report.problems += [loaded.problem(p.what, at, "coordinates") for p in error.problems]
        return None
    registration = registration.about(loaded.subject(at))
    report.notes += registration.notes
    return registration


def _shifted(loaded: Loaded, at: int, stated: Registration | None, report: Report) -> Registration | None:
    try:
        return stated and shifted_registration(stated, loaded.source)
    except ReadError as error:
        report.problems += [loaded.problem(p.what, at, "coordinates") for p in error.problems]
        return None
