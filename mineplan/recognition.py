"""A file that nobody declared: which layers it has, which table each fits best, where its rows lie."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mineplan.datum import DatumShift
from mineplan.errors import InputError, Problem, ReadError
from mineplan.geodesy import XINZHOU, checked_crs, geographic_crs, projection_of
from mineplan.plans import Note
from mineplan.readers.datums import datum_problems, shifted_registration, string_findings
from mineplan.readers.exploration import parse_coordinates
from mineplan.readers.files import format_of, read_file
from mineplan.readers.rings import Registration
from mineplan.readers.source import Source
from mineplan.schema import COORDINATES, GEOMETRY, INPUT_TABLES
from mineplan.tables import Column, Match, RawTable, Table, is_blank, match_headers

_LEDGERS = ("xlsx", "xlsm", "csv", "txt")
_LAYERED = ("gpkg", "gdb", "fgb")
_COORDINATES = Table("coordinates", "坐标", (COORDINATES,))
# What no declaration fits: every column goes through as it stands.
UNDECLARED = Table("", "图形", ())
# A registration string begins with the number of rings, that of points, and the first point: of an exploration right
# without number. A planning database writes pairs of DDDMMSS and DDMMSS.
_STRING = re.compile(
    r"\s*(?:\d{1,4}\s*[,，;*]\s*\d{1,5}\s*[,，;*]\s*"
    r"(?:[A-Za-z]{0,2}\d+\s*[,，;*]\s*\d+|\d{2,3}\.\d+\s*[,，]\s*\d{1,2}\.\d+)|\d{6,7}[,，]\d{5,6}[;；]\d{6,7}[,，]\d{5,6})"
)
_SAMPLE = 50
_Box = tuple[float, float, float, float]


def _any_table() -> Table:
    """Return a declaration under which the header row of every ledger is found, whatever the ledger is of."""
    columns = {c.name: c for t in INPUT_TABLES.values() for c in t.columns if c.kind != "geometry"}
    plain = [replace(c, is_required=False) for name, c in columns.items() if name not in ("name", "mine_name")]
    names = ("矿山名称", "KSMC", "项目名称", "区域名称", "MC")
    named = (Column("number", "编号"), Column("name", "名称", aliases=names))
    keys = tuple(dict.fromkeys(key for table in INPUT_TABLES.values() for key in table.key))
    return Table("any", "台账", (*named, GEOMETRY, *plain), ("number", "coordinates", *keys))


@dataclass(frozen=True)
class Asked:
    """What the user says about a file: CRS, layer or sheet, table, parameters of an older datum.

    `angles` is `decimal` or `packed` where nothing tells, `map_scale` the scale denominator of a MapGIS file.
    """

    crs: str = ""
    layer: str = ""
    table: str = ""
    shift: DatumShift | None = None
    angles: str = ""
    map_scale: float = 0.0


@dataclass(frozen=True, eq=False)
class Recognised:
    """One sheet or layer of a file.

    Attributes
    ----------
    source, raw
        How it was read, and what was found.
    table
        The declared table that it fits best, `UNDECLARED` when it fits none.
    matches
        Code name -> header that carries it.
    registrations
        The extents of rows without geometry, None where a string is blank or bad; empty when no column holds any.
    problems, notes
        What is wrong with the coordinate strings, and doubts about them.
    """

    source: Source
    raw: RawTable
    table: Table
    matches: Mapping[str, Match]
    registrations: tuple[Registration | None, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @property
    def is_preview(self) -> bool:
        """Whether it lies up to 150 m from where it seems: an older datum without parameters, to look at only."""
        return self.source.shift is not None and self.source.shift.is_preview

    @property
    def exact_registrations(self) -> tuple[Registration | None, ...]:
        """Return the registrations; none of a preview, whose corners are not what they seem."""
        return () if self.is_preview else self.registrations

    @property
    def has_place(self) -> bool:
        """Whether its rows lie somewhere."""
        return self.raw.geometry is not None or any(r is not None for r in self.registrations)


def recognise(path: Path, asked: Asked) -> list[Recognised]:
    """Read every sheet or layer of a file, or the chosen one.

    Raises
    ------
    InputError
        With the sentences of the reader.
    """
    if asked.table and asked.table not in INPUT_TABLES:
        raise ReadError(f"unknown table “{asked.table}” (known: {', '.join(INPUT_TABLES)})")
    boxes = _boxes(asked.crs)
    source = Source(
        _starting_table(path),
        path,
        path.name,
        "qyzb" if _holds_strings(path) else format_of(path),
        asked.layer,
        {},
        asked.crs,
        box_deg=boxes[0] if boxes else None,
        shift=asked.shift,
        angles=asked.angles,
        map_scale=asked.map_scale,
    )
    layers = [source] if asked.layer else [replace(source, layer=name) for name in _layers(path)]
    found, problems = [], []
    for layer in layers:
        try:
            found += [_recognised(layer, raw, asked) for raw in _read(layer, asked)]
        except InputError as error:
            problems += [p if p.file else replace(p, file=path.name) for p in error.problems]
    if problems and not found:
        raise ReadError(problems)
    if problems:
        found[0] = replace(found[0], problems=(*problems, *found[0].problems))
    return found


def _holds_strings(path: Path) -> bool:
    """Whether a text file holds bare registration strings: its first line begins as one."""
    if format_of(path) != "txt" or not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(2000).decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip()
    return _STRING.match(head) is not None


def _starting_table(path: Path) -> Table:
    return _any_table() if format_of(path) in _LEDGERS else UNDECLARED


def _boxes(crs: str) -> tuple[_Box, ...]:
    """Return where the data should lie: around the meridian of the zone that the user states, else the bureau's region.

    Each box is less than a zone wide, so that coordinates without prefix fit into it in one zone only.
    """
    own = (XINZHOU.box_deg,) if XINZHOU.box_deg is not None else ()
    try:
        projection = projection_of(crs) if crs else {}
    except ReadError:
        return own
    if projection.get("proj") != "tmerc":
        return own
    meridian = float(projection["lon_0"])
    return tuple(
        (meridian + west, 0.0, meridian + east, 60.0) for west, east in ((-1.49, 1.49), (1.2, 4.1), (-4.1, -1.2))
    )


def _read_string(text: str, boxes: Sequence[_Box]) -> Registration:
    """Read a registration string; without prefix, in the first box into which one zone puts it."""
    *rest, last = boxes or (None,)
    for box in rest:
        try:
            return parse_coordinates(text, box)
        except ReadError:
            continue
    return parse_coordinates(text, last)


def _layers(path: Path) -> list[str]:
    """Return the layers with data of a file of several, [""] for others and for what cannot be opened."""
    if format_of(path) not in _LAYERED:
        return [""]
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        listed = [str(name) for name, _ in pyogrio.list_layers(path)]
    except (DataSourceError, OSError, ValueError):
        return [""]
    return [name for name in listed if name not in ("layer_styles", "qgis_projects")] or [""]


def _read(source: Source, asked: Asked) -> list[RawTable]:
    """Read a source; where the format itself names number and name of a row, they go by the headers of a table."""
    raws = read_file(source)
    if asked.table:
        return read_file(replace(source, table=INPUT_TABLES[asked.table])) if any(raw.spare for raw in raws) else raws
    if any(_is_named_by_format(raw) for raw in raws):
        return read_file(replace(source, table=INPUT_TABLES["projects"]))
    return raws


def _is_named_by_format(raw: RawTable) -> bool:
    """Whether number and name of the rows are all that could be matched, and come from the format itself."""
    own = {"编号", "名称"}
    if not raw.spare or "编号" not in raw.frame:
        return False
    others = raw.frame.drop(columns=[header for header in raw.frame.columns if header in own | raw.spare])
    return best_table(replace(raw, frame=others))[0] is UNDECLARED


def _recognised(source: Source, raw: RawTable, asked: Asked) -> Recognised:
    table, matches = best_table(raw, asked.table)
    made = Recognised(source, raw, table, matches)
    header = _coordinates_header(raw, matches)
    if raw.geometry is not None or header is None:
        return made
    return _with_registrations(made, header)


def best_table(raw: RawTable, name: str = "") -> tuple[Table, dict[str, Match]]:
    """Return the declared table that fits a raw table best, and which header carries which column.

    Parameters
    ----------
    raw
        What a reader found.
    name
        The user's choice, "" for none.

    Notes
    -----
    A table fits when its key is there; of several the one with most columns matched, then the first declared.
    """
    headers = list(raw.frame.columns)
    if name:
        return INPUT_TABLES[name], match_headers(INPUT_TABLES[name], headers, {}, raw.cut)
    best: tuple[tuple[int, int], Table, dict[str, Match]] = ((0, 0), UNDECLARED, {})
    for table in INPUT_TABLES.values():
        found = match_headers(table, headers, {}, raw.cut)
        required = [c.name for c in table.columns if c.is_required and c.kind != "geometry"]
        if set(table.key) <= set(found):
            score = (len(set(required) & set(found)) - len(required), len(found))
            if best[1] is UNDECLARED or score > best[0]:
                best = (score, table, found)
    return best[1], best[2]


def _coordinates_header(raw: RawTable, matches: Mapping[str, Match]) -> str | None:
    """Return the header whose cells are coordinate strings: by its name, else by what stands in it."""
    found = matches.get("coordinates") or match_headers(_COORDINATES, list(raw.frame.columns), {}).get("coordinates")
    if found is not None:
        return found.header
    for header in raw.frame.columns:
        cells = [cell for cell in raw.frame[header].tolist()[:_SAMPLE] if isinstance(cell, str) and not is_blank(cell)]
        if cells and all(_STRING.match(cell) for cell in cells):
            return str(header)
    return None


def _with_registrations(made: Recognised, header: str) -> Recognised:
    boxes = _boxes(made.source.crs)
    found: list[Registration | None] = []
    problems, doubts = datum_problems(made.raw, made.source, header)
    notes = [Note(code, text, made.raw.file) for code, text in doubts]
    raw, key = made.raw, made.table.key[0] if made.table.key else ""
    subjects = raw.frame[made.matches[key].header].tolist() if key in made.matches else list(raw.frame.index)
    for row, subject, cell in zip(raw.frame.index, subjects, raw.frame[header].tolist(), strict=True):
        registration = None
        if not is_blank(cell):
            try:
                registration = _read_string(str(cell), boxes).about(str(subject))
            except ReadError as error:
                problems += [
                    Problem(_with_option(p.what), raw.file, raw.sheet, int(row), header) for p in error.problems
                ]
        notes += registration.notes if registration is not None else ()
        found.append(registration)
    notes = [*(Note(code, text, raw.file) for code, text in string_findings(made.source, found)), *notes]
    for at, (row, stated) in enumerate(zip(raw.frame.index, found, strict=True)):
        try:
            found[at] = stated and shifted_registration(stated, made.source)
        except ReadError as error:
            found[at] = None
            problems += [Problem(p.what, raw.file, raw.sheet, int(row), header) for p in error.problems]
    coordinates = {**made.matches, "coordinates": Match(header, "")}
    return replace(made, matches=coordinates, registrations=tuple(found), problems=tuple(problems), notes=tuple(notes))


def _with_option(what: str) -> str:
    """Return a sentence with the option that answers it."""
    return f"{what}; or name the zone with --crs, such as EPSG:4526" if "no zone prefix" in what else what


def geometry_of(made: Recognised) -> tuple[Any, Any]:
    """Return one geometry a row and their CRS; the file's own, or the plan of each registration; a preview widened.

    Registrations of one zone stay in it; over several zones they go into longitude and latitude, corners only.
    """
    from mineplan.datum import widened

    shapes, crs = _exact_geometry(made)
    return (widened(shapes, crs), crs) if made.is_preview else (shapes, crs)


def _exact_geometry(made: Recognised) -> tuple[Any, Any]:
    import numpy as np

    from mineplan.readers.placing import own_crs
    from mineplan.readers.solids import drawn_plan

    if made.raw.geometry is not None:
        return made.raw.geometry, checked_crs(made.raw.crs)
    zones = {r.zone for r in made.registrations if r is not None}
    first = next((r for r in made.registrations if r is not None), None)
    crs = own_crs(first) if first is not None and len(zones) == 1 else geographic_crs()
    shapes = np.full(len(made.registrations), None, dtype=object)
    for at, registration in enumerate(made.registrations):
        if registration is not None:
            shapes[at] = drawn_plan(registration.rings)
    return (shapes, crs) if len(zones) == 1 else (_to_degrees(shapes, made.registrations), crs)


def _to_degrees(shapes: Any, registrations: Sequence[Registration | None]) -> Any:
    from mineplan.geodesy import transform, zone_crs

    for zone in {r.zone for r in registrations if r is not None and r.zone is not None}:
        at = [k for k, r in enumerate(registrations) if r is not None and r.zone == zone]
        shapes[at] = transform(shapes[at], zone_crs(zone), geographic_crs(), densify=False)
    return shapes
