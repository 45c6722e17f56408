"""What every job that leaves a run folder has in common."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import Problem, ReadError
from mineplan.shipped import shipped

if TYPE_CHECKING:
    from mineplan.dataset import Dataset
    from mineplan.documents.maps.printing import Press
    from mineplan.plans import Printed

# Each process that draws sheets takes some 150 MB.
_MOST_WORKERS = 4

Say = Callable[[str], None]


@dataclass(frozen=True)
class RunOptions:
    """How a run is made: where to, with which documents, for how long.

    Attributes
    ----------
    map_formats
        Formats of map sheets beside the PNG that the documents show.
    """

    out: Path
    has_documents: bool = True
    time_limit_s: float | None = None
    alternatives: int = 0
    decisions: Path | None = None
    engine: str = "local"
    min_diff: int = 1
    map_formats: tuple[str, ...] = ("pdf",)
    has_pdf: bool = False


def run_folder(
    path: Path, options: RunOptions, started: datetime.datetime, dataset: Dataset, more: str = ""
) -> AbstractContextManager[Path]:
    """Yield the folder of a run, which bears its final name once the block ends well.

    What else the run looks at goes into `more`, so that runs of one second do not take each other's name.
    """
    from mineplan.runs import fingerprint_of, run_name, writing

    checksums = "".join(f"{k}={v}" for k, v in sorted(dataset.checksums.items()))
    mark = fingerprint_of(
        path.read_text(encoding="utf-8-sig"), checksums, str(options.decisions or ""), *([more] * bool(more))
    )
    return writing(options.out, run_name(path.stem, started, mark))


@contextmanager
def sheet_press(options: RunOptions) -> Iterator[Press]:
    """Yield how map sheets are drawn: over the processors of this machine, none started for a few sheets."""
    from mineplan.documents.maps.printing import VECTORS, Press
    from mineplan.engine import processes, workers_of_this_machine

    vectors = tuple(name for name in VECTORS if name in options.map_formats)
    count = min(workers_of_this_machine(), _MOST_WORKERS)
    if count < 2:
        yield Press(vectors)
        return
    with processes(count) as engine:
        yield Press(vectors, engine)


def template_of(scenario: Path, name: str) -> Path:
    """Return the project's own template where it has one, otherwise the shipped one.

    Raises
    ------
    ReadError
        Neither is there.
    """
    here = scenario.resolve().parent
    for place in (here / "templates", here.parent / "templates", shipped("templates")):
        if (place / name).is_file():
            return place / name
    raise ReadError(Problem("template is missing", file=name))


def write_manifest(folder: Path, path: Path, plan: Printed, dataset: Dataset, made: dict[str, Any]) -> None:
    """Write log and manifest of a run whose other files all stand.

    Parameters
    ----------
    folder, path
        The run folder and the scenario file.
    plan, dataset
        What was made, of what.
    made
        `kind` of the plan, `command`, `started`, `seconds`, figures of the solver, and what of `Paperwork.answer` the
        run keeps: documents that are missing, remarks on those that are there.
    """
    from mineplan.runs import manifest_of, write_json

    log = [f"{note.code}\t{note.subject}\t{note.text}" for note in plan.notes]
    log += [f"document missing\t{one['text']}" for one in made.get("document_problems", ())]
    log += [f"document\t{remark}" for remark in made.get("remarks", ())]
    (folder / "log.txt").write_text(
        "\n".join([f"started {made['started']}", f"seconds {made['seconds']}", *log]) + "\n",
        encoding="utf-8",
        newline="\n",
    )
    text = path.read_text(encoding="utf-8-sig")
    facts = {"scenario": {"name": path.stem, "text": text}, **made, "provenance": list(dataset.provenance)}
    write_json(folder / "manifest.json", manifest_of(plan, facts, dataset.checksums, folder))
