"""Zip files from strangers: expanded only within limits, and never outside their folder."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from mineplan.errors import Problem, ReadError

MOST_BYTES = 2 * 1024**3
MOST_KML_BYTES = 256 * 1024**2
# Geometry in text shrinks to a tenth; a hundredth is made to harm. Small members may shrink further.
MOST_RATIO, _SMALL_BYTES = 100, 1024**2
_MOST_MEMBERS = 20_000
_STEP = 1024**2


@contextmanager
def opened(path: Path, name: str, most_ratio: int = MOST_RATIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip after its directory was held against the limits.

    Raises
    ------
    ReadError
        It is no zip, is encrypted, or would expand beyond reason.
    """
    try:
        # Archives packed on Chinese Windows name their members in GBK.
        with zipfile.ZipFile(path, metadata_encoding="gb18030") as archive:
            _check(archive, name, most_ratio)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(Problem(f"is no readable zip ({error})", name)) from None


def _check(archive: zipfile.ZipFile, name: str, most_ratio: int) -> None:
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or size > MOST_BYTES:
        raise ReadError(
            Problem(f"would expand to {len(members)} files of {size / 1024**2:.0f} MiB in all; refused", name)
        )
    for member in members:
        if member.file_size > _SMALL_BYTES and member.file_size > most_ratio * max(member.compress_size, 1):
            what = (
                f"holds “{member.filename}”, which would expand {member.file_size // max(member.compress_size, 1)} "
                "times, as a zip bomb does; refused"
            )
            raise ReadError(Problem(what, name))
        if member.flag_bits & 1:
            raise ReadError(Problem("is encrypted; unpack it first", name))


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, most: int = MOST_KML_BYTES) -> bytes:
    """Return the bytes of one member; sizes in the directory may lie, so the reading itself is limited.

    Raises
    ------
    ReadError
        It is longer than `most` bytes, or damaged.
    """
    import zlib

    try:
        with archive.open(member) as stream:
            content = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ReadError(Problem(f"member “{member.filename}” is damaged ({error})", name)) from None
    if len(content) > most:
        raise ReadError(Problem(f"member “{member.filename}” is longer than {most // 1024**2} MiB; refused", name))
    return content


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Path]:
    """Unpack a zip into a folder that is gone afterwards.

    Raises
    ------
    ReadError
        As `opened` and `read_member` do, or a member would lie outside the folder.
    """
    with opened(path, name) as archive, tempfile.TemporaryDirectory(prefix="mineplan-") as folder:
        left = MOST_BYTES
        for member in archive.infolist():
            inner = PurePosixPath(member.filename.replace("\\", "/"))
            if member.is_dir():
                continue
            if inner.is_absolute() or ".." in inner.parts or ":" in inner.parts[0]:
                raise ReadError(
                    Problem(f"holds “{member.filename}”, which would lie outside its folder; refused", name)
                )
            target = Path(folder, *inner.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            left -= _copied(archive, member, target, left, name)
        yield Path(folder)


def _copied(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, most: int, name: str) -> int:
    written = 0
    with archive.open(member) as stream, target.open("wb") as out:
        while block := stream.read(_STEP):
            written += len(block)
            if written > most:
                raise ReadError(Problem("expands beyond its own directory's word; refused", name))
            out.write(block)
    return written
