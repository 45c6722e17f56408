"""What lies in a project folder: scenarios and runs. A file is served only when a run's manifest lists it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mineplan.errors import InputError, MineplanError, words_of
from mineplan.runs import read_json

_T = TypeVar("_T")
KINDS = {"consolidation": "整合方案", "pressed": "压覆核查", "allocation": "资源配置"}
COMMANDS = {"consolidate": "整合方案", "pressed": "压覆核查", "allocate": "资源配置"}
_STATUS = {
    "optimal": "已证明最优",
    "feasible": "可行，未证明最优",
    "complete": "完成",
    "some_refused": "部分项目未能核查",
}


@dataclass(frozen=True)
class Scenario:
    """A scenario file: what it can be run as, or what is wrong with it."""

    name: str
    path: Path
    title: str
    as_of: str
    commands: tuple[str, ...]
    problems: tuple[str, ...] = ()
    projects: Path | None = None


@dataclass(frozen=True)
class Run:
    """A run folder, as its manifest describes it."""

    name: str
    path: Path
    kind: str
    title: str
    started: str
    status: str
    dataset: str
    is_synthetic: bool
    gap: float | None
    notes: int
    files: dict[str, str]

    @property
    def kind_label(self) -> str:
        """The kind in Chinese."""
        return KINDS.get(self.kind, self.kind)

    @property
    def status_label(self) -> str:
        """How far it is proven, in Chinese."""
        gap = f"（差距{self.gap:.2%}）" if self.gap else ""
        return _STATUS.get(self.status, self.status) + gap


class Kept:
    """Answers about files, kept as long as the file's time and size stay the same."""

    def __init__(self, most: int = 4000) -> None:
        self._most = most
        self._found: dict[tuple[str, str], tuple[tuple[int, int], Any]] = {}

    def get(self, kind: str, path: Path, make: Callable[[Path], _T]) -> _T:
        """Return what `make` says of a file, asked anew only after the file changed."""
        state = path.stat()
        sign, key = (state.st_mtime_ns, state.st_size), (kind, str(path))
        known = self._found.get(key)
        if known is None or known[0] != sign:
            if len(self._found) >= self._most:
                self._found.clear()
            known = (sign, make(path))
            self._found[key] = known
        found: _T = known[1]
        return found


class Catalogue:
    """Scenarios and runs of a project.

    Parameters
    ----------
    runs
        The folder of run folders.
    project
        The folder that holds `scenarios/`; None shows none.
    only
        The one run that is shown; "" shows all.
    """

    def __init__(self, runs: Path, project: Path | None, only: str = "") -> None:
        self.folder, self.project, self.only = runs, project, only
        self.kept = Kept()

    def runs(self) -> list[Run]:
        """Return the runs, newest first; folders whose manifest cannot be read are left to `broken`."""
        found = [self.run(name) for name in self._names()]
        return sorted((run for run in found if run), key=lambda run: (run.started, run.name), reverse=True)

    def broken(self) -> list[str]:
        """Return folders that look like runs and have no readable manifest: half written or half copied."""
        return [name for name in self._names() if self.run(name) is None]

    def _names(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        names = sorted(p.name for p in self.folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        return [n for n in names if (self.only in ("", n)) and not n.endswith(".partial")]

    def run(self, name: str) -> Run | None:
        """Return a run by the name of its folder; None where there is none of that name."""
        if name not in self._names():
            return None
        manifest = self.folder / name / "manifest.json"
        try:
            return self.kept.get("run", manifest, _run)
        except (OSError, MineplanError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def file(self, run: Run, name: str) -> Path | None:
        """Return a file that the run's manifest lists; anything else is None, whatever the name says."""
        if name == "manifest.json":
            return run.path / name
        if name not in run.files:
            return None
        path = run.path / name
        is_inside = path.resolve().is_relative_to(run.path.resolve())
        return path if is_inside and path.is_file() else None

    def fault(self, run: Run, name: str) -> str:
        """Say what is wrong with one listed file, "" when it is as the manifest says."""
        path = self.file(run, name)
        if path is None:
            return f"{name}：缺失"
        if name != "manifest.json" and self.kept.get("sha256", path, _sha256) != run.files[name]:
            return f"{name}：内容与清单校验值不符"
        return ""

    def faults(self, run: Run) -> list[str]:
        """Return what is wrong with a run folder: files that are missing or changed, by the manifest's checksums."""
        return [fault for fault in (self.fault(run, name) for name in sorted(run.files)) if fault]

    def scenarios(self) -> list[Scenario]:
        """Return the project's scenarios by name."""
        folder = self.project / "scenarios" if self.project is not None else None
        if folder is None or not folder.is_dir():
            return []
        paths = sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml") and p.is_file())
        return [self.kept.get("scenario", path, _scenario) for path in paths]

    def scenario(self, name: str) -> Scenario | None:
        """Return a scenario by its file name without ending."""
        return next((one for one in self.scenarios() if one.name == name), None)


def _run(manifest: Path) -> Run:
    said = read_json(manifest)
    solver: dict[str, Any] = said.get("solver") or {}
    title = _title(str(said["scenario"]["text"])) or str(said["scenario"]["name"])
    return Run(
        name=manifest.parent.name,
        path=manifest.parent,
        kind=str(said["kind"]),
        title=title,
        started=str(said["started"]),
        status=str(solver.get("status") or "complete"),
        dataset=f"{said['dataset']['title']}（{said['dataset']['version']}）",
        is_synthetic=bool(said["dataset"]["is_synthetic"]),
        gap=solver.get("gap"),
        notes=len(said["notes"]),
        files={str(name): str(value) for name, value in dict(said["files"]).items()},
    )


def _title(text: str) -> str:
    for line in text.splitlines():
        if line.startswith("title:"):
            return line.removeprefix("title:").strip().strip("\"'")
    return ""


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def _scenario(path: Path) -> Scenario:
    from mineplan.scenario import find_dataset, read_scenario

    try:
        said = read_scenario(path)
        folder = find_dataset(path, said)
    except InputError as error:
        return Scenario(path.stem, path, path.stem, "", (), tuple(words_of(error)))
    has = {"consolidate": said.consolidate, "pressed": said.pressed, "allocate": said.allocate}
    projects = folder / "projects"
    return Scenario(
        path.stem,
        path,
        said.title,
        said.as_of.isoformat(),
        tuple(name for name, choices in has.items() if choices is not None),
        projects=projects if projects.is_dir() else None,
    )
