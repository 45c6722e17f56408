"""Whether the prepared files of a scenario still hold: the checksum of every file behind them must agree."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan import __version__

if TYPE_CHECKING:
    from mineplan.pressed.prepared import Head

_PACKAGE = Path(__file__).resolve().parent.parent
# What decides how a dataset's rows come out; a change there makes prepared copies old.
_DECIDING = (
    "schema.py",
    "terms.py",
    "geodesy.py",
    "dataset.py",
    "tables",
    "readers",
    "datum",
    "policy",
    "pressed/rows.py",
    "pressed/prepared",
    "pressed/geometry/slab.py",
    "pressed/elevations.py",
    "pressed/reported.py",
)
# Read at once for a checksum: few turns with a main thread that works meanwhile.
_BLOCK = 1 << 23


@dataclass(frozen=True)
class Fresh:
    """The head of a copy whose files are being looked at while others work.

    Attributes
    ----------
    path, head
        The copy and what it says of its dataset.
    is_fresh
        Waits for the checksums; whether all agree. Nothing that rests on the copy may be told before.
    """

    path: Path
    head: Head
    is_fresh: Callable[[], bool]


def fresh_head(path: Path, scenario: Any) -> Fresh | None:
    """Return the head of the copy of a scenario's dataset, None where there is none of this build."""
    from mineplan.errors import InputError
    from mineplan.pressed.prepared import is_fresh, read_head
    from mineplan.scenario import find_dataset

    try:
        folder = find_dataset(path, scenario)
    except InputError:
        return None
    copy = copy_file(path, folder)
    head = read_head(copy, build_mark())
    if head is None:
        return None
    current = _meanwhile(lambda: _current(folder, head.checksums))
    return Fresh(copy, head, lambda: is_fresh(head, current()))


def _meanwhile(work: Callable[[], dict[str, str]]) -> Callable[[], dict[str, str]]:
    """Begin work beside the caller's, and return what waits for its result or raises its error."""
    done: dict[str, Any] = {}

    def run() -> None:
        try:
            done["result"] = work()
        except OSError as error:
            done["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def wait() -> dict[str, str]:
        thread.join()
        if "error" in done:
            raise done["error"]
        found: dict[str, str] = done["result"]
        return found

    return wait


def _folder(path: Path) -> Path:
    here = path.resolve().parent
    return (here.parent if here.name == "scenarios" else here) / "prepared"


def law_file(path: Path) -> Path:
    """Return where the prepared law of a scenario stands."""
    return _folder(path) / f"{path.stem}.law.json"


def copy_file(path: Path, dataset: Path) -> Path:
    """Return where the prepared copy of a scenario's dataset stands."""
    return _folder(path) / f"{dataset.resolve().name}.pressed.sqlite"


def law_key(path: Path) -> dict[str, str]:
    """Return the checksums of the scenario and of every rule file, and the build."""
    rules = {rule.name: _sha256(rule) for rule in sorted((_PACKAGE / "rules").glob("*.yaml"))}
    return {**rules, "scenario": _sha256(path) if path.is_file() else "", "build": build_mark()}


def _current(folder: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Return the checksums of the files a copy was made of, and of new parts of its shapefiles and folders."""
    names = set(known)
    for name in known:
        one = folder / name
        if one.suffix.lower() == ".shp":
            ends = {".shp", ".shx", ".dbf", ".prj", ".cpg"}
            parts = [p for p in one.parent.glob(one.stem + ".*") if p.suffix.lower() in ends]
            names |= {part.relative_to(folder).as_posix() for part in parts}
        elif ".gdb/" in name:
            whole = folder / (name.partition(".gdb/")[0] + ".gdb")
            parts = [p for p in whole.rglob("*") if p.is_file() and p.suffix != ".lock"]
            names |= {part.relative_to(folder).as_posix() for part in parts}
    return {name: _sha256(folder / name) for name in sorted(names) if (folder / name).is_file()}


def _sha256(path: Path) -> str:
    whole = hashlib.sha256()
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()


@cache
def build_mark() -> str:
    """Return version, format and a checksum of the program's own files that decide how rows come out."""
    from mineplan.pressed.prepared import FORMAT

    whole = hashlib.sha256()
    for name in _DECIDING:
        one = _PACKAGE / name
        for source in [one] if one.is_file() else sorted(one.rglob("*.py")):
            whole.update(source.read_bytes())
    return f"{__version__}/{FORMAT}/{whole.hexdigest()[:16]}"
