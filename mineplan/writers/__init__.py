"""One file a format that can be written; each appears whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from mineplan.errors import InputError, Problem, ReadError
from mineplan.plans import Note
from mineplan.writers import boundary, csvfile, dxf, geojson, geopackage, kml, ledger, shapefile, strings
from mineplan.writers.drafts import drafted
from mineplan.writers.features import Choices, Features

__all__ = ["WRITERS", "Choices", "Features", "check_free", "check_writable", "write"]

WRITERS: tuple[ModuleType, ...] = (boundary, strings, ledger, csvfile, geopackage, geojson, shapefile, kml, dxf)
_BY_EXTENSION = {extension: writer for writer in WRITERS for extension in writer.EXTENSIONS}
_SEVERAL = (ledger, geopackage, dxf)


def check_writable(path: Path) -> ModuleType:
    """Return the writer for a file name.

    Raises
    ------
    ReadError
        Its ending names no format that can be written.
    """
    extension = path.suffix.lstrip(".").lower()
    if extension not in _BY_EXTENSION:
        known = ", ".join(f".{name}" for name in _BY_EXTENSION)
        raise ReadError(f"{path}: cannot be written: the ending “.{extension}” is none of {known}")
    return _BY_EXTENSION[extension]


def check_free(source: Path, path: Path, *, force: bool) -> None:
    """Complain before anything is read of a path that cannot be written.

    Raises
    ------
    ReadError
        No such format, a file that is there, a folder, or the source itself.
    """
    check_writable(path)
    if path.exists() and source.exists() and path.samefile(source):
        raise ReadError(Problem("is the file that is to be read; choose another name", str(path)))
    if path.is_dir():
        raise ReadError(Problem("is a folder", str(path)))
    if path.exists() and not force:
        raise ReadError(Problem("is there already; choose another name, or overwrite it with --force", str(path)))


def write(layers: Sequence[Features], path: Path, choices: Choices, *, force: bool = False) -> list[Note]:
    """Write layers in the format that the file's ending names.

    Parameters
    ----------
    layers
        What to write; formats of one layer take one.
    path
        Where to; nothing is left there when writing fails.
    choices
        CRS and header of the output.
    force
        Overwrite a file that is there.

    Returns
    -------
    What the format could not hold.

    Raises
    ------
    InputError
        The file is there, the format cannot hold the rows, or several layers go into a format of one.
    """
    writer = check_writable(path)
    if len(layers) > 1 and writer not in _SEVERAL:
        names = "、".join(layer.name for layer in layers)
        raise InputError(f"{path.name} holds one layer, and there are {len(layers)} ({names}); choose one with --layer")
    if not layers:
        raise InputError("there is nothing to write")
    with drafted(path, force=force) as draft:
        notes: list[Note] = writer.write(list(layers), draft, choices)
    return notes
