"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mineplan.errors import Problem, ReadError

# What a shapefile consists of, so that no old part outlives a new file.
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".shp.xml")


@contextmanager
def drafted(path: Path, *, force: bool) -> Iterator[Path]:
    """Yield a path of the same name in a new folder beside; move what was written there into place at the end.

    Raises
    ------
    ReadError
        The file is there already and `force` is not set, or it cannot be written (it may be open in Excel or WPS).
    """
    if path.exists() and not force:
        raise ReadError(Problem("is there already; choose another name, or overwrite it with --force", str(path)))
    if path.is_dir():
        raise ReadError(Problem("is a folder", str(path)))
    # The process number keeps two writers apart; nothing of it remains.
    if not path.parent.is_dir():
        raise ReadError(Problem("the folder it is to be written into is not there", str(path)))
    folder = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        yield folder / path.name
        _moved(folder, path)
    except PermissionError:
        what = "cannot be written; close it if it is open in Excel, WPS, QGIS or ArcGIS"
        raise ReadError(Problem(what, str(path))) from None
    except OSError as error:
        raise ReadError(Problem(f"cannot be written ({error.strerror or error})", str(path))) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _moved(folder: Path, path: Path) -> None:
    made = sorted(folder.iterdir(), key=lambda part: part.name == path.name)
    if path.suffix.lower() == ".shp":
        for end in _PARTS:
            path.with_suffix(end).unlink(missing_ok=True)
    for part in made:
        part.replace(path.parent / part.name)
