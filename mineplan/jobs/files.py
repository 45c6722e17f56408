"""Files of any format: what they are, and the same in another format."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class FileOptions:
    """What the user says about a file that no dataset declares."""

    crs: str = ""
    layer: str = ""
    table: str = ""
    datum_params: Path | None = None
    angles: str = ""
    map_scale: float = 0.0


@dataclass(frozen=True)
class OutputOptions:
    """How a converted file is written: its CRS ("" leaves it to the format), and whether an old file may go."""

    crs: str = ""
    force: bool = False


def inspect(paths: Sequence[Path], options: FileOptions) -> dict[str, Any]:
    """Say what files are; one that cannot be read is reported among the others."""
    from mineplan.inspection import inspect_file

    asked = asked_of(options)
    files = [inspect_file(path, asked) for path in paths]
    problems = [problem for file in files for problem in file["problems"]]
    return {"status": "error" if problems else "ok", "exit_code": 3 if problems else 0, "files": files}


def asked_of(options: FileOptions) -> Any:
    """Return the options as recognition takes them, the datum parameters read."""
    from mineplan.datum import read_datum_params
    from mineplan.recognition import Asked

    shift = read_datum_params(options.datum_params) if options.datum_params is not None else None
    return Asked(options.crs, options.layer, options.table, shift, options.angles, options.map_scale)


def convert(path: Path, out: Path, options: FileOptions, output: OutputOptions) -> dict[str, Any]:
    """Write a file in another format, whole or not at all.

    Raises
    ------
    InputError
        The file cannot be read, the format cannot hold it, or `out` is there already.
    """
    from mineplan.conversion import converted, refuse_preview
    from mineplan.geodesy import checked_crs
    from mineplan.inspection import reading_of
    from mineplan.provenance import reading_row
    from mineplan.readers.files import checksums_of
    from mineplan.recognition import recognise
    from mineplan.runs import plain
    from mineplan.writers import Choices, check_free, write

    check_free(path, out, force=output.force)
    crs = checked_crs(output.crs) if output.crs else None
    found = recognise(path, asked_of(options))
    refuse_preview(found, out)
    made = converted(found)
    choices = Choices(crs, datetime.date.today().isoformat())
    notes = [*made.notes, *write(made.layers, out, choices, force=output.force)]
    rows = [reading_row(reading_of(one), checksums_of(one.source)) | {"table": one.table.name} for one in found]
    return {
        "status": "ok",
        "out": str(out),
        "rows": sum(len(layer.frame) for layer in made.layers),
        "notes": len(notes),
        "note_list": [vars(note) for note in notes],
        "provenance": plain(rows),
    }
