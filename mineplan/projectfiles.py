"""Files of construction projects, of any format: checked rows in the analysis CRS, and those that must be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem
from mineplan.geodesy import Region
from mineplan.plans import Note, Refusal
from mineplan.readers.files import checksums_of, format_of
from mineplan.readers.formats import KNOWN, REFUSED
from mineplan.readers.loading import Loaded, Report
from mineplan.readers.placing import check_inside, lonlat_bounds, placed_geometry
from mineplan.readers.salvage import without_plots
from mineplan.readers.solids import LEAST_M2
from mineplan.recognition import Asked, Recognised, recognise
from mineplan.schema import PROJECTS
from mineplan.tables import examine, is_blank

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_KEY = "project_id"
_KEY_HEADER = PROJECTS.column(_KEY).label
_ENDINGS = frozenset(ending for one in KNOWN for ending in one.endings)


# Refused when named, left out of a folder: they lie beside outlines and hold none of their own.
_NO_OUTLINES = ("dbf", "doc", "docx", "wps", "pdf", "png", "jpg", "jpeg", "tif", "tiff", "qgz", "mapx", "mpj")


@dataclass(frozen=True, eq=False)
class ProjectRows:
    """What files of projects held.

    Attributes
    ----------
    frame
        PROJECTS with `geometry` in the analysis CRS and `source`, in the order of files and rows.
    refused
        Rows and whole files that must be mended.
    notes
        Doubts, and files of a folder that were left out.
    checksums
        File -> sha256.
    """

    frame: gpd.GeoDataFrame
    refused: tuple[Refusal, ...]
    notes: tuple[Note, ...]
    checksums: Mapping[str, str]


@dataclass
class _Gathered:
    frames: list[Any] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    checksums: dict[str, str] = field(default_factory=dict)


def read_projects(paths: Sequence[Path], asked: Asked, region: Region, crs: Any) -> ProjectRows:
    """Read projects from files and folders; what is bad is gathered and stops nothing else.

    Parameters
    ----------
    paths
        Files; a folder stands for all files in it that may hold projects.
    asked
        CRS, layer, parameters of an older datum, for all of them.
    region, crs
        Where projects should lie, and the analysis CRS.
    """
    gathered = _Gathered()
    for path in _files(paths, gathered):
        found = _recognised(path, replace(asked, table=PROJECTS.name), gathered)
        if found:
            gathered.checksums |= checksums_of(replace(found[0].source, path=path))
        for made in found:
            _take(made, path, (region, crs), gathered)
    return ProjectRows(
        _unique(_joined(gathered.frames, crs), gathered), tuple(gathered.refused), tuple(dict.fromkeys(gathered.notes)),
        dict(sorted(gathered.checksums.items())),
    )  # fmt: skip


def project_rows(table: gpd.GeoDataFrame) -> ProjectRows:
    """Return a dataset's own table of projects as if it had been read from files."""
    frame = table.drop(columns=["source_row"], errors="ignore").copy()
    frame["source"] = [f"dataset table projects “{key}”" for key in frame[_KEY]]
    return ProjectRows(frame, (), (), {})


def _files(paths: Sequence[Path], gathered: _Gathered) -> Iterator[Path]:
    """Yield the files, those of a folder by name; sidecars and what holds no outlines are left out with a note."""
    for path in paths:
        if not path.is_dir() or format_of(path) in _ENDINGS:
            yield path
            continue
        for one in sorted(path.iterdir()):
            ending = format_of(one)
            if one.name.startswith((".", "~$")) or (one.is_dir() and ending not in _ENDINGS):
                continue
            if ending in _ENDINGS or (ending in REFUSED and ending not in _NO_OUTLINES):
                yield one
            elif not one.with_suffix(".shp").exists():
                gathered.notes.append(
                    Note("file_left_out", f"文件夹中的{one.name}不是可读的项目文件，未处理", one.name)
                )


def _recognised(path: Path, asked: Asked, gathered: _Gathered) -> list[Recognised]:
    """Recognise a file; of a boundary TXT with bad plots what is good, of another bad file nothing."""
    try:
        return recognise(path, asked)
    except InputError as error:
        problems = error.problems
    rows = {problem.row for problem in problems if problem.row is not None}
    if format_of(path) == "txt" and rows and all(problem.row is not None for problem in problems):
        with TemporaryDirectory() as folder:
            copied = without_plots(path, rows, Path(folder))
            if copied is not None:
                try:
                    found = recognise(copied[0], asked)
                except InputError:
                    found = []
                if found:
                    gathered.refused += _bad_plots(path, problems, copied[1])
                    return found
    gathered.refused.append(Refusal("", path.name, None, tuple(_told(p, path) for p in problems)))
    return []


def _bad_plots(path: Path, problems: Sequence[Problem], plot_of: Mapping[int, int]) -> list[Refusal]:
    by_plot: dict[int, list[str]] = {}
    for problem in problems:
        by_plot.setdefault(plot_of[problem.row or 0], []).append(_told(problem, path))
    return [Refusal("", path.name, row, tuple(texts)) for row, texts in sorted(by_plot.items())]


def _told(problem: Problem, path: Path) -> str:
    return str(problem if problem.file else replace(problem, file=path.name))


def _take(made: Recognised, path: Path, place: tuple[Region, Any], gathered: _Gathered) -> None:
    """Examine one sheet or layer; rows with a problem are refused, the others kept."""
    region, crs = place
    raw = _named(made, path)
    frame, problems = examine(PROJECTS, raw, {}, ["*"])
    headers = {name: match.header for name, match in made.matches.items()} | {_KEY: _KEY_HEADER}
    loaded = Loaded(replace(made.source, table=PROJECTS), raw, frame, headers, made.registrations)
    report = Report([*problems, *made.problems], [Note(code, text, raw.file) for code, text in raw.findings])
    report.notes += made.notes
    if made.has_place:
        check_inside(loaded, lonlat_bounds(loaded), region, report)
        frame["geometry"] = placed_geometry(loaded, crs, report)
    bad = _by_row(report.problems)
    whole = bad.pop(None, [])
    if not made.has_place or whole:
        if not made.has_place:
            whole.append(Problem("holds neither outlines nor coordinates", raw.file, raw.sheet))
        gathered.refused.append(Refusal("", path.name, None, tuple(str(p) for p in whole)))
        return
    _without_outline(loaded, frame, bad)
    gathered.notes += report.notes
    gathered.refused += [_refusal(frame, row, problems) for row, problems in sorted(bad.items())]
    kept = frame[~frame["source_row"].isin(list(bad))].copy()
    kept["source"] = [_source(raw, row) for row in kept["source_row"].tolist()]
    gathered.frames.append(kept.drop(columns=["source_row", "coordinates"], errors="ignore"))


def _named(made: Recognised, path: Path) -> Any:
    """Return the raw table with a number for each row: its own, or one made of the file's name and its row."""
    raw = made.raw
    if _KEY in made.matches:
        return raw
    rows = raw.frame.index.tolist()
    frame = raw.frame.copy()
    frame[_KEY_HEADER] = [path.stem if len(rows) == 1 else f"{path.stem}-{row}" for row in rows]
    return replace(raw, frame=frame)


def _by_row(problems: Iterable[Problem]) -> dict[Any, list[Problem]]:
    found: dict[Any, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.row, []).append(problem)
    return found


def _without_outline(loaded: Loaded, frame: pd.DataFrame, bad: dict[Any, list[Problem]]) -> None:
    for at, (row, shape) in enumerate(zip(frame["source_row"].tolist(), frame["geometry"].tolist(), strict=True)):
        if row in bad:
            continue
        if shape is None or shape.is_empty:
            bad[row] = [loaded.problem("has no outline", at)]
        elif "Polygon" in shape.geom_type and shape.area < LEAST_M2:
            bad[row] = [loaded.problem("outline encloses no area", at)]


def _refusal(frame: pd.DataFrame, row: Any, problems: list[Problem]) -> Refusal:
    names = frame.loc[frame["source_row"] == row, _KEY].tolist()
    name = names[0] if names and names[0] else ""
    return Refusal(str(name), problems[0].file, row, tuple(str(p) for p in problems))


def _source(raw: Any, row: Any) -> str:
    sheet = f" sheet “{raw.sheet}”" if raw.sheet else ""
    return f"{raw.file}{sheet} row {row}"


def _joined(frames: list[Any], crs: Any) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    if not frames:
        return gpd.GeoDataFrame({_KEY: [], "source": []}, geometry=[], crs=crs)
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=crs)


def _unique(frame: gpd.GeoDataFrame, gathered: _Gathered) -> gpd.GeoDataFrame:
    """Refuse all but the first of projects that bear one number."""
    again = frame[_KEY].duplicated(keep="first")
    first = dict(zip(frame[_KEY][~again], frame["source"][~again], strict=True))
    for name, source in zip(frame[_KEY][again], frame["source"][again], strict=True):
        what = f"{source} “项目编号”: “{name}” stands twice (first in {first[name]})"
        gathered.refused.append(Refusal(str(name), source, None, (what,)))
    return frame[~again].sort_values(_KEY, kind="stable", ignore_index=True)


def filled(frame: gpd.GeoDataFrame, known: Any, defaults: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Return projects with what their files do not say.

    Parameters
    ----------
    frame
        PROJECTS as read.
    known
        The dataset's own table of projects, looked up by 项目编号, or None; it goes before the defaults.
    defaults
        Column -> value for every project that still lacks it.
    """
    names = {column.name for column in PROJECTS.columns} - {"geometry", "coordinates", _KEY}
    made = frame.copy()
    if known is not None and len(known):
        by_key = known.drop_duplicates(_KEY).set_index(_KEY)
        for name in sorted(names & set(by_key.columns)):
            made[name] = _over(made, name, [by_key[name].get(key) for key in made[_KEY]])
    for name, value in sorted(defaults.items()):
        made[name] = _over(made, name, [value] * len(made))
    return _plain(made)


def _over(frame: Any, name: str, values: list[Any]) -> list[Any]:
    """Return a column with its blank cells taken from `values`."""
    cells = frame[name].tolist() if name in frame else [None] * len(frame)
    return [value if is_blank(cell) else cell for cell, value in zip(cells, values, strict=True)]


def _plain(frame: Any) -> Any:
    """Return a frame whose blank cells are None, NaN in columns of numbers: pieces of many files agree then."""
    import pandas as pd

    kinds = {column.name: column.kind for column in PROJECTS.columns}
    for name in frame.columns:
        if name != "geometry":
            cells = [None if is_blank(cell) else cell for cell in frame[name].tolist()]
            frame[name] = pd.Series(cells, index=frame.index, dtype=float if kinds.get(name) == "number" else object)
    return frame
