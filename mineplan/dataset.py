"""A dataset folder to checked tables in one CRS; checksums compared, every problem reported at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from mineplan import geodesy
from mineplan.datum import read_datum_params
from mineplan.errors import Problem, ReadError, TableError
from mineplan.plans import Note
from mineplan.provenance import dataset_rows
from mineplan.readers.checks import (
    check_dates,
    check_keys_across,
    check_licences,
    check_references,
    check_seams,
    check_tonnages,
    settle_elevation_columns,
)
from mineplan.readers.files import checksums_of, format_of, sha256_of
from mineplan.readers.loading import Loaded, Report, load
from mineplan.readers.placing import check_inside, chosen_region, lonlat_bounds, placed_geometry
from mineplan.readers.rights import add_areas, parts_of
from mineplan.readers.source import Source
from mineplan.schema import INPUT_TABLES
from mineplan.terms import OldCategory, ResourceClass, term_of
from mineplan.yamlfile import read_model

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

FILE = "dataset.yaml"
# Rows of these must lie in the region; zones reach beyond a city, and projects pass through it.
_IN_REGION = ("rights", "orebodies", "blocks")
# Table -> the tables that its rows point to, and the key by which they do.
_REFERENCES = {
    "resources": (("rights", "right_id"), ("orebodies", "orebody_id")),
    "seams": (("rights", "right_id"),),
    "pilots": (("rights", "right_id"),),
    "distances": (("blocks", "block_id"), ("investments", "investment_id")),
}


_Checksum = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-fA-F]{64}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


class TableEntry(_Frozen):
    """Where one table comes from."""

    file: str = Field(min_length=1)
    """File, relative to the folder of dataset.yaml."""
    format: str = ""
    """Ending that decides the reader, where that of the file name misleads (xlsx, csv, gpkg, shp, gdb, kml, dxf …), or
    `boundary`, `corners` or `ledger` for what a text or table is."""
    layer: str = ""
    """Layer of a vector file; needed when it has several."""
    sheet: str = ""
    """Sheet of a workbook; all sheets with the table's headers when absent."""
    rename: dict[str, str] = Field(default_factory=dict)
    """Header in the file -> code name of the column."""
    ignore: tuple[str, ...] | Literal["*"] = ()
    """Headers to leave unread; "*" leaves every unknown one."""
    crs: str = ""
    """Coordinate system of a file that has none, such as EPSG:4526."""
    datum_params: str = ""
    """File of parameters of the shift from Xi'an 80 or Beijing 54, relative to the folder; else refused."""
    angles: Literal["", "decimal", "packed"] = ""
    """What numbers in degrees are where nothing tells: decimal degrees, or packed D.MMSS."""
    map_scale: float = Field(default=0, ge=0)
    """Scale denominator of a MapGIS file whose header bears none, such as 10000."""
    constants: dict[str, str | int | float] = Field(default_factory=dict)
    """Code name of a column -> value that holds for the whole table, such as `mineral: coal`."""
    categories: dict[OldCategory, ResourceClass] = Field(default_factory=dict)
    """Old resource category -> class, as the report itself converts it, such as `122b: indicated` (or 控制资源量);
    331, 332 and 333 need none, and 334? is no resource."""
    categories_basis: str = ""
    """Where that conversion stands, such as the number of the report and of its table (套改表); printed."""

    @field_validator("categories", mode="before")
    @classmethod
    def _named_categories(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {_member(OldCategory, code): _member(ResourceClass, kind) for code, kind in value.items()}

    @model_validator(mode="after")
    def _grounded_categories(self) -> TableEntry:
        settled = [code.value for code in self.categories if code.settled or code.is_potential]
        if settled:
            raise ValueError(f"categories: {', '.join(settled)} are not for the user to convert")
        if self.categories and not self.categories_basis:
            raise ValueError("categories need categories_basis: where the report converts them")
        return self


def _member(kind: type[OldCategory | ResourceClass], text: Any) -> Any:
    """Return the term that a word names; pydantic complains of any other."""
    return term_of(kind, str(text)) or text


class RegionEntry(_Frozen):
    """Where the data lie."""

    name: str = Field(min_length=1)
    """Name for messages and documents."""
    box_deg: tuple[float, float, float, float] | None = None
    """West, south, east, north; rights wholly outside are errors."""
    centre_deg: tuple[float, float] | None = None
    """Longitude and latitude of the origin of the analysis CRS; the middle of the box when absent."""

    @model_validator(mode="after")
    def _placed(self) -> RegionEntry:
        if self.box_deg is None and self.centre_deg is None:
            raise ValueError("give box_deg (west, south, east, north), centre_deg (longitude, latitude), or both")
        if self.box_deg is not None:
            west, south, east, north = self.box_deg
            if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
                raise ValueError("box_deg must be west, south, east, north in degrees")
        if self.centre_deg is not None and not (abs(self.centre_deg[0]) <= 180 and abs(self.centre_deg[1]) <= 90):
            raise ValueError("centre_deg must be longitude, latitude in degrees")
        return self

    def region(self) -> geodesy.Region:
        """Return it as geodesy knows it."""
        west, south, east, north = self.box_deg or (0.0, 0.0, 0.0, 0.0)
        return geodesy.Region(self.name, self.centre_deg or ((west + east) / 2, (south + north) / 2), self.box_deg)


class Manifest(_Frozen):
    """The content of `dataset.yaml`."""

    title: str = Field(min_length=1)
    """Title printed on the documents."""
    version: str = Field(min_length=1)
    """Version of the data, printed on the documents."""
    synthetic: bool
    """Whether the data are invented; documents of invented data say so on every page."""
    tables: dict[str, TableEntry]
    """Table name -> where it comes from; `rights` is required."""
    checksums: dict[str, _Checksum] = Field(default_factory=dict)
    """File -> "sha256:…"; a file that differs is refused."""
    region: RegionEntry | None = None
    """Where the data lie; deduced from the data when absent."""

    @field_validator("tables")
    @classmethod
    def _known_tables(cls, value: dict[str, TableEntry]) -> dict[str, TableEntry]:
        unknown = sorted(set(value) - set(INPUT_TABLES))
        if unknown:
            raise ValueError(f"unknown table {', '.join(unknown)} (known: {', '.join(INPUT_TABLES)})")
        if "rights" not in value:
            raise ValueError("table rights is required")
        return value


@dataclass(frozen=True, eq=False)
class Dataset:
    """Checked tables of one folder.

    Attributes
    ----------
    name, title, version, is_synthetic
        Folder name and what dataset.yaml states.
    folder
        Where it was read.
    region, crs
        Where the data lie, and the analysis CRS (equal-area, metres) of every geometry.
    tables
        Table name -> checked frame sorted by key, index 0..n-1; geometries in `crs`.
    parts
        Prisms of the rights: `right_id`, `part`, `top_m`, `bottom_m` (NaN unknown or unlimited), `geometry`; sorted.
    checksums
        File -> sha256 in hex of every file read, `dataset.yaml` among them.
    notes
        Doubts that do not stop a run.
    provenance
        One row a sheet or layer: where it came from, what was decided on the way, what it holds.
    """

    name: str
    title: str
    version: str
    is_synthetic: bool
    folder: Path
    region: geodesy.Region
    crs: CRS
    tables: dict[str, gpd.GeoDataFrame | pd.DataFrame]
    parts: gpd.GeoDataFrame
    checksums: dict[str, str]
    notes: tuple[Note, ...]
    provenance: tuple[dict[str, Any], ...] = ()


def dataset_schema() -> dict[str, Any]:
    """Return the JSON Schema of dataset.yaml, for editors."""
    return Manifest.model_json_schema()


def read_manifest(folder: Path) -> Manifest:
    """Read `dataset.yaml` of a folder.

    Raises
    ------
    ReadError
        With every problem and its line.
    """
    manifest: Manifest = read_model(folder / FILE, Manifest, ReadError)
    return manifest


def check_dataset(folder: Path) -> Dataset:
    """Read a dataset for its problems and notes alone; the same as `read_dataset`."""
    return read_dataset(folder)


def read_dataset(folder: Path) -> Dataset:
    """Read and check a dataset folder.

    Raises
    ------
    ReadError, TableError
        With every problem of every table.
    """
    import shapely

    manifest = read_manifest(folder)
    report = Report()
    declared = manifest.region.region() if manifest.region else None
    box_deg = declared.box_deg if declared else None
    sources = {name: _source(folder, name, entry, box_deg, report) for name, entry in sorted(manifest.tables.items())}
    checksums = _checksums(folder, manifest, sources, report)
    sheets = {
        name: load(source, manifest.tables[name].ignore, manifest.tables[name].constants, box_deg, report)
        for name, source in sources.items()
    }
    if not any(len(sheet.frame) for sheet in sheets["rights"]) and sheets["rights"]:
        report.problems.append(Problem("holds no rights", manifest.tables["rights"].file))
    _check(sheets, report)
    region = _region(sheets, declared, manifest.title, report)
    crs = geodesy.analysis_crs(region)
    shapes = {id(sheet): placed_geometry(sheet, crs, report) for sheet in _all(sheets) if sheet.has_place}
    parts = [_enriched(sheet, shapes[id(sheet)], crs, report) for sheet in sheets["rights"] if sheet.has_place]
    for sheet in [sheet for name in ("orebodies", "blocks") for sheet in sheets.get(name, []) if sheet.has_place]:
        check_tonnages(sheet, shapely.area(shapes[id(sheet)]), report)
    if report.problems:
        raise TableError(report.problems)
    return Dataset(
        folder.resolve().name,
        manifest.title,
        manifest.version,
        manifest.synthetic,
        folder,
        region,
        crs,
        {name: _joined(loaded, shapes, crs) for name, loaded in sheets.items()},
        _sorted(parts, ["right_id", "part"], crs),
        checksums,
        tuple(dict.fromkeys(report.notes)),
        dataset_rows(_all(sheets), shapes, crs, report.notes),
    )


def _source(folder: Path, name: str, entry: TableEntry, box_deg: Any, report: Report) -> Source:
    path, shift = folder / entry.file, None
    if entry.datum_params:
        try:
            shift = read_datum_params(folder / entry.datum_params, entry.datum_params)
        except ReadError as error:
            report.problems += error.problems
    if shift is not None and shift.is_preview:
        what = "preview_only is for `inspect` and `convert`; a plan needs parameters, or data that are converted"
        report.problems.append(Problem(what, entry.datum_params))
    return Source(
        INPUT_TABLES[name],
        path,
        entry.file,
        entry.format.lower() or format_of(path),
        entry.layer or entry.sheet,
        entry.rename,
        entry.crs,
        box_deg,
        shift,
        entry.angles,
        entry.map_scale,
        entry.categories,
        entry.categories_basis,
    )


def _all(sheets: dict[str, list[Loaded]]) -> list[Loaded]:
    return [loaded for table in sheets.values() for loaded in table]


def _region(
    sheets: dict[str, list[Loaded]], declared: geodesy.Region | None, title: str, report: Report
) -> geodesy.Region:
    """Choose the region by the rights, and hold rights, orebodies and blocks against its box."""
    import numpy as np

    placed = [sheet for name in _IN_REGION for sheet in sheets.get(name, []) if sheet.has_place]
    bounds = [lonlat_bounds(sheet) for sheet in placed]
    of_rights = [box for sheet, box in zip(placed, bounds, strict=True) if sheet.source.table.name == "rights"]
    region = chosen_region(declared, title, np.concatenate([np.zeros((0, 4)), *of_rights]), report)
    for sheet, box in zip(placed, bounds, strict=True):
        check_inside(sheet, box, region, report)
    return region


def _checksums(folder: Path, manifest: Manifest, sources: dict[str, Source], report: Report) -> dict[str, str]:
    """Return checksums of all files read; a declared one that differs is a problem."""
    found = {FILE: sha256_of(folder / FILE)}
    for source in sources.values():
        if source.path.exists():
            found |= checksums_of(source)
        if source.shift is not None:
            found[source.shift.file] = source.shift.sha256
    for name, stated in sorted(manifest.checksums.items()):
        if name not in found and not (folder / name).is_file():
            report.problems.append(Problem("checksums name a file that is not there", name))
            continue
        actual = found.get(name) or sha256_of(folder / name)
        if actual != stated.removeprefix("sha256:").lower():
            what = f"differs from its checksum in {FILE} (now sha256:{actual}): changed since the dataset was issued"
            report.problems.append(Problem(what, name))
    return dict(sorted(found.items()))


def _check(sheets: dict[str, list[Loaded]], report: Report) -> None:
    for table in sheets.values():
        check_keys_across(table, report)
        for loaded in table:
            check_dates(loaded, report)
            check_licences(loaded, report)
            settle_elevation_columns(loaded, report)
    for name, targets in _REFERENCES.items():
        for loaded in sheets.get(name, []):
            for target, key in targets:
                known = [value for t in sheets.get(target, []) if key in t.frame for value in t.frame[key]]
                if known or target not in sheets:  # a table that failed has its own complaint
                    check_references(loaded, key, known, report)
    check_seams(sheets.get("seams", []), sheets.get("pilots", []), report)


def _enriched(loaded: Loaded, geometry: Any, crs: Any, report: Report) -> pd.DataFrame:
    parts = parts_of(loaded, geometry, crs, report)
    add_areas(loaded, geometry, crs, report)
    return parts


def _joined(sheets: list[Loaded], shapes: dict[int, Any], crs: Any) -> Any:
    """Return one table of all its sheets, sorted by key; coordinate strings have become geometries."""
    frames = []
    for loaded in sheets:
        frame = loaded.frame.drop(columns="coordinates", errors="ignore")
        if id(loaded) in shapes:
            frame["geometry"] = shapes[id(loaded)]
        frames.append(frame)
    return _sorted(frames, list(sheets[0].source.table.key), crs)


def _sorted(frames: list[Any], keys: list[str], crs: Any) -> Any:
    import geopandas as gpd
    import pandas as pd

    whole = pd.concat(frames, ignore_index=True) if len(frames) != 1 else frames[0]
    whole = whole.sort_values(keys, kind="stable", ignore_index=True)
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=crs) if "geometry" in whole else whole
