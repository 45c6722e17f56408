"""Files from a browser: named anew, held against the limits, kept in a folder of their own."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mineplan.errors import InputError, MineplanError
from mineplan.readers.archives import opened
from mineplan.readers.formats import KNOWN

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

_SIDECARS = ("shx", "dbf", "prj", "cpg")
_ENDINGS = frozenset(e.rpartition(".")[2] for one in KNOWN for e in one.endings) - {"gdb"} | set(_SIDECARS)
_ZIPPED = (".zip", ".kmz", ".ovkmz", ".xlsx", ".xlsm")
# Workbooks are XML and shrink further than geometry does.
_MOST_RATIO = 800
_MOST_FILES, _LONGEST_NAME = 20, 80


def safe_name(name: str) -> str:
    """Return a file name without folders and without anything that a file system or a shell takes for more."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = re.sub(r"[^\w.()（）\-]+", "_", last).strip("._")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(ending)]}{dot}{ending.lower()}" if stem else clean[:_LONGEST_NAME]


def keep(files: Sequence[FileStorage], corners: str, folder: Path, most_expanded: int) -> tuple[list[Path], list[str]]:
    """Write uploaded files and pasted corners into a new folder.

    Returns
    -------
    The files to be read (parts of a shapefile lie beside it and are not named), and the names as they were kept.

    Raises
    ------
    InputError
        With everything that is wrong; nothing is left behind then.
    """
    sent = [(safe_name(one.filename or ""), one) for one in files if one.filename]
    names = [name for name, _ in sent] + (["拐点坐标.txt"] if corners.strip() else [])
    problems = _faults(names)
    if problems:
        raise InputError(problems)
    folder.mkdir(parents=True)
    for name, one in sent:
        one.save(folder / name)
    if corners.strip():
        (folder / names[-1]).write_text(corners.replace("\r\n", "\n").strip() + "\n", encoding="utf-8")
    problems = [p for name in names for p in _archive_faults(folder / name, most_expanded)]
    problems += [f"{name}：文件是空的" for name in names if (folder / name).stat().st_size == 0]
    if problems:
        discard(folder)
        raise InputError(problems)
    return [folder / name for name in names if not name.endswith(tuple(f".{e}" for e in _SIDECARS))], names


def discard(folder: Path) -> None:
    """Remove an upload."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def sweep(folder: Path, before: float) -> None:
    """Remove uploads that are older than a time (seconds since 1970)."""
    for one in sorted(folder.iterdir()) if folder.is_dir() else []:
        if one.is_dir() and one.stat().st_mtime < before:
            discard(one)


def _faults(names: list[str]) -> list[str]:
    if not names:
        return ["请选择范围文件，或者粘贴拐点坐标。"]
    problems = [f"一次最多{_MOST_FILES}个文件，收到{len(names)}个"] if len(names) > _MOST_FILES else []
    unknown = [name for name in names if name.rpartition(".")[2] not in _ENDINGS or "." not in name]
    problems += [f"{name or '（无名文件）'}：不是可读的范围文件格式" for name in unknown]
    problems += [f"{name}：同名文件重复" for name in sorted({n for n in names if names.count(n) > 1})]
    if not unknown and all(name.endswith(tuple(f".{e}" for e in _SIDECARS)) for name in names):
        problems.append("缺少 .shp 文件：请把同名的 shp、shx、dbf、prj 一起选中")
    return problems


def _archive_faults(path: Path, most_expanded: int) -> list[str]:
    if path.suffix not in _ZIPPED:
        return []
    try:
        with opened(path, path.name, _MOST_RATIO) as archive:
            size = _expanded(archive)
    except MineplanError as error:
        return [str(problem) for problem in error.problems]
    if size > most_expanded:
        return [f"{path.name}：解压后有{size / 1024**2:.0f}MB，超过{most_expanded / 1024**2:.0f}MB，未接收"]
    return []


def _expanded(archive: zipfile.ZipFile) -> int:
    return sum(member.file_size for member in archive.infolist())
