"""The desk at which pressed-ore questions are answered one after the other, with data and law at hand."""

from __future__ import annotations

import datetime
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError

if TYPE_CHECKING:
    from mineplan.dataset import Dataset
    from mineplan.pressed.plan import Setting
    from mineplan.scenario import Scenario

# An office's project; a province's network is a run of its own.
MOST_VERTICES = 200_000
_MOST_DRAWN = 5


@dataclass(frozen=True, eq=False)
class _Open:
    """A scenario as it was read, and the times and sizes of the files behind it."""

    sign: tuple[tuple[str, int, int], ...]
    scenario: Scenario
    dataset: Dataset
    setting: Setting


class Desk:
    """Scenarios with their data, read again whenever a file behind them has changed."""

    def __init__(self) -> None:
        self._open: dict[Path, _Open] = {}

    def setting(self, path: Path) -> _Open:
        """Return a scenario with its data and law.

        Raises
        ------
        InputError
            With every problem of its files.
        """
        from mineplan.jobs.pressing import setting_of
        from mineplan.jobs.projects import load
        from mineplan.pressed.plan import check_regime

        known = self._open.get(path)
        if known is not None and known.sign == _sign(path, known.dataset.folder):
            return known
        scenario, dataset, policy = load(path)
        check_regime(policy, str(path))
        sign = _sign(path, dataset.folder)
        self._open[path] = _Open(sign, scenario, dataset, setting_of(scenario, policy, dataset, lambda _: None))
        return self._open[path]

    def answer(self, path: Path, files: Sequence[Path], given: Mapping[str, Any]) -> dict[str, Any]:
        """Check projects by a scenario.

        Parameters
        ----------
        path, files
            The scenario, and the projects' files.
        given
            What the user says beside the files: column of PROJECTS -> value, days as ISO texts; `crs`.

        Returns
        -------
        The summary of `jobs.answer`, with `drawings` of the first projects and `rulings_words`.

        Raises
        ------
        InputError
            Nothing could be checked, or the outlines have too many vertices.
        """
        from mineplan.jobs.files import FileOptions
        from mineplan.jobs.pressing import ProjectOptions, read_rows, summary_of
        from mineplan.pressed.plan import plan_of
        from mineplan.pressed.rows import projects_of

        clock = time.perf_counter()
        known = self.setting(path)
        missing = {name: value for name, value in given.items() if name != "crs"}
        if "query_date" in missing:
            missing["query_date"] = datetime.date.fromisoformat(missing["query_date"])
        options = ProjectOptions(FileOptions(crs=given.get("crs", "")), missing)
        rows = read_rows(files, options, known.dataset, known.scenario.pressed)
        _check_vertices(rows.frame)
        plan = plan_of(
            projects_of(rows.frame), known.setting, known.dataset, rows.refused, (*known.dataset.notes, *rows.notes)
        )
        if not plan.projects:
            raise InputError([text for refusal in plan.refused for text in refusal.problems] or ["holds no projects"])
        drawings = [_drawing(plan, project) for project in plan.projects[:_MOST_DRAWN]]
        summary = summary_of(plan, None, round(time.perf_counter() - clock, 3))
        return summary | {"drawings": drawings, "is_synthetic": plan.is_synthetic, "dataset": plan.dataset_title}


def _drawing(plan: Any, project: Any) -> dict[str, Any]:
    from mineplan.documents.maps.pressed_drawing import drawing_of

    return drawing_of(plan, project)


def _check_vertices(frame: Any) -> None:
    import shapely

    count = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum()) if len(frame) else 0
    if count > MOST_VERTICES:
        raise InputError(f"the outlines have {count} vertices; at most {MOST_VERTICES} are looked at in one query")


def _sign(path: Path, folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = [path, *sorted(p for p in folder.rglob("*") if p.is_file())]
    states = [(str(p), p.stat()) for p in files]
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)
