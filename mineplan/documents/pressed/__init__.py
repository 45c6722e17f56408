"""Everything that staff open of a pressed-ore run: letters, map sheets, workbook, CSV tables, GeoPackage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.documents.context.fields import Field, Sheet
from mineplan.documents.context.pressed import letter_of, pressed_sheets, surroundings_of
from mineplan.documents.context.pressed.letter import file_name
from mineplan.documents.pressed.letter import write_letter
from mineplan.documents.workbook import write_csv_sheets, write_sheets
from mineplan.plans import PressedPlan, PressedProject

if TYPE_CHECKING:
    from mineplan.documents.maps.printing import Press

# Runs of more projects get letters and sheets for the gravest only; the tables always hold all.
MOST_LETTERS = 60
# Longer tables are CSV only.
MOST_ROWS = 30_000

__all__ = [
    "MOST_LETTERS",
    "Printing",
    "chosen",
    "write_pressed_documents",
    "write_pressed_geopackage",
    "write_pressed_tables",
]


@dataclass(frozen=True)
class Printing:
    """How letters and sheets are made.

    Attributes
    ----------
    template
        `letter.docx`.
    press
        How the sheets are drawn and in which formats; PNG alone without it.
    guard
        Entered for each letter, and for all sheets; what it keeps to itself stops no other letter.
    """

    template: Path
    press: Press | None = None
    guard: Callable[[], AbstractContextManager[None]] = nullcontext


def chosen(plan: PressedPlan, most: int = MOST_LETTERS) -> tuple[PressedProject, ...]:
    """Return the projects that get a letter: all of a small run, else the first with something to tell.

    Projects that press nothing go last; among the others the order of the run holds.
    """
    from mineplan.terms import Verdict

    ordered = sorted(plan.projects, key=lambda p: p.verdict is Verdict.NOT_PRESSED)
    kept = {id(project) for project in ordered[:most]}
    return tuple(project for project in plan.projects if id(project) in kept)


def write_pressed_tables(
    plan: PressedPlan,
    folder: Path,
    provenance: Sequence[Mapping[str, Any]] = (),
    letters: Mapping[str, str] | None = None,
) -> None:
    """Write `tables.xlsx` with its data dictionary, and every table as CSV.

    Parameters
    ----------
    plan, folder
        The run, and where to.
    provenance
        Of the dataset, for the annex sheet 数据来源.
    letters
        File of the letter by project, as `write_pressed_documents` returns it.
    """
    sheets = pressed_sheets(plan, letters)
    write_csv_sheets(sheets, folder)
    write_sheets(plan, [_openable(sheet) for sheet in sheets], folder / "tables.xlsx", provenance)


def _openable(sheet: Sheet) -> Sheet:
    """Return a sheet that Excel opens in reasonable time; a longer one names its CSV file instead."""
    if len(sheet.rows) <= MOST_ROWS:
        return sheet
    text = f"本表共{len(sheet.rows)}行，超过{MOST_ROWS}行，未写入本工作簿，见同一文件夹中的{sheet.name}.csv"
    return Sheet(sheet.name, sheet.title, (Field("text", "说明"),), [{"text": text}])


def write_pressed_geopackage(plan: PressedPlan, path: Path) -> None:
    """Write `plan.gpkg` with its QGIS styles; the same plan gives the same bytes."""
    from mineplan.documents.geopackage import write_styled
    from mineplan.documents.geopackage.pressed import pressed_layers

    write_styled(pressed_layers(plan), plan, path)


def write_pressed_documents(
    plan: PressedPlan, folder: Path, printing: Printing, most: int = MOST_LETTERS
) -> dict[str, str]:
    """Write a letter and a map sheet for each chosen project.

    Parameters
    ----------
    plan, folder
        The run, and where to: letters in `folder/letters`, sheets in `folder/maps`.
    printing
        Template, press and guard.
    most
        Most letters; see `chosen`.

    Returns
    -------
    dict
        File of the letter by project_id, relative to `folder`.

    Raises
    ------
    InputError
        The template's tags cannot be filled, or the machine has no font with Chinese glyphs; unless the guard keeps it.
    """
    from mineplan.documents.maps.pressed import project_sheets
    from mineplan.documents.maps.printing import Press, print_sheets

    projects = chosen(plan, most)
    names = _names(projects)
    maps: dict[str, Path] = {}
    with printing.guard():
        sheets = project_sheets(plan, projects, folder / "maps", names)
        print_sheets(list(sheets.values()), printing.press or Press())
        maps = {project_id: sheet.path for project_id, sheet in sheets.items()}
    around = surroundings_of(plan)
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    written = {}
    for project in projects:
        sheet = maps.get(project.project_id)
        context = letter_of(plan, project, around, has_map=sheet is not None)
        path = folder / "letters" / f"{names[project.project_id]}.docx"
        with printing.guard():
            write_letter(context, sheet, printing.template, path)
            written[project.project_id] = path.relative_to(folder).as_posix()
    if len(projects) < len(plan.projects):
        text = (
            f"本次核查项目{len(plan.projects)}个，复函和示意图只生成{len(projects)}个（先列有压覆情况的项目）；"
            "全部项目的结论见 tables 文件夹。\r\n"
        )
        (folder / "letters" / "说明.txt").write_text(text, encoding="utf-8-sig", newline="")
    return written


def _names(projects: Sequence[PressedProject]) -> dict[str, str]:
    """Return a file name for each project; numbers that would meet on disk are told apart."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for project in projects:
        name, k = file_name(project), 2
        while name.lower() in taken:
            name, k = f"{file_name(project)}_{k}", k + 1
        taken.add(name.lower())
        made[project.project_id] = name
    return made
