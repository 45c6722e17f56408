"""The run folder: atomic, complete, self-contained; and what changed between two of them."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan import __version__
from mineplan.errors import Problem, ReadError

if TYPE_CHECKING:
    from mineplan.plans import ConsolidationPlan


@dataclass(frozen=True)
class RunFiles:
    """A run folder as read back.

    Attributes
    ----------
    plan, problem, manifest
        The JSON files as dicts; `manifest` is {} in a folder that is still being written.
    scenario_path
        The scenario as it was run. `tables` are the checked input tables, analysis CRS.
    decisions
        What reviewers had decided, or None.
    """

    folder: Path
    plan: dict[str, Any]
    problem: dict[str, Any]
    manifest: dict[str, Any]
    scenario_path: Path
    tables: dict[str, Any]
    decisions: dict[str, Any] | None


def run_name(scenario: str, at: datetime.datetime, fingerprint: str) -> str:
    """Return `<scenario>-<YYYYMMDDTHHMMSS>-<8 hex>`."""
    return f"{scenario}-{at:%Y%m%dT%H%M%S}-{fingerprint[:8]}"


def fingerprint_of(*texts: str) -> str:
    """Return the sha256 over some texts, in order."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8") + b"\0")
    return digest.hexdigest()


@contextmanager
def writing(out: Path, name: str) -> Iterator[Path]:
    """Yield `<name>.partial` and rename it when the block ends well; leave nothing when it does not.

    Raises
    ------
    ReadError
        The folder cannot be written.
    """
    partial, final = out / f"{name}.partial", out / name
    try:
        out.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
    except OSError as error:
        raise ReadError(Problem(f"cannot be written ({error.strerror})", file=str(out))) from None
    try:
        yield partial
        if final.exists():
            shutil.rmtree(final)
        partial.rename(final)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def plain(value: Any) -> Any:
    """Turn numpy scalars, dates, tuples and NaN into what JSON knows."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_json(path: Path, content: Any, *, is_compact: bool = False) -> None:
    """Write JSON with fixed formatting, UTF-8, no NaN; compact JSON holds plain numbers already."""
    if is_compact:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    else:
        text = json.dumps(plain(content), ensure_ascii=False, indent=1, allow_nan=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    ReadError
        Missing, or no JSON object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ReadError(Problem("no such file", file=str(path))) from None
    except (ValueError, OSError) as error:
        raise ReadError(Problem(f"is not JSON ({error})", file=str(path))) from None
    if not isinstance(content, dict):
        raise ReadError(Problem("must hold a JSON object", file=str(path)))
    return content


def write_inputs(
    folder: Path, tables: Mapping[str, Any], scenario_text: str, decisions: Mapping[str, Any] | None
) -> None:
    """Keep what the run looked at: the checked tables, the scenario, reviewers' decisions."""
    inputs = folder / "inputs"
    inputs.mkdir(parents=True, exist_ok=True)
    for name, frame in sorted(tables.items()):
        frame.to_parquet(inputs / f"{name}.parquet")
    (inputs / "scenario.yaml").write_text(scenario_text, encoding="utf-8", newline="\n")
    if decisions is not None:
        write_json(inputs / "decisions.json", decisions)


def read_run(folder: Path) -> RunFiles:
    """Read a run folder back.

    Raises
    ------
    ReadError
        When it is not a run folder, or a part is missing.
    """
    import geopandas as gpd
    import pandas as pd

    inputs = folder / "inputs"
    if not (folder / "plan.json").is_file() or not inputs.is_dir():
        raise ReadError(Problem("is not a run folder (plan.json or inputs/ is missing)", file=str(folder)))
    tables = {}
    for path in sorted(inputs.glob("*.parquet")):
        try:
            tables[path.stem] = gpd.read_parquet(path)
        except ValueError:  # a table without geometry
            tables[path.stem] = pd.read_parquet(path)
    manifest = folder / "manifest.json"
    decisions = inputs / "decisions.json"
    return RunFiles(
        folder,
        read_json(folder / "plan.json"),
        read_json(folder / "problem.json"),
        read_json(manifest) if manifest.is_file() else {},
        inputs / "scenario.yaml",
        tables,
        read_json(decisions) if decisions.is_file() else None,
    )


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, the manifest excepted."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    return {p.relative_to(folder).as_posix(): "sha256:" + hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def versions() -> dict[str, str]:
    """Return the versions a result may depend on."""
    import platform
    from importlib.metadata import version

    import pyproj
    import shapely

    names = (
        "geopandas",
        "shapely",
        "pyproj",
        "pyogrio",
        "numpy",
        "pandas",
        "scipy",
        "highspy",
        "docxtpl",
        "matplotlib",
    )
    return {
        "mineplan": __version__,
        "python": platform.python_version(),
        "geos": shapely.geos_version_string,
        "proj": pyproj.proj_version_str,
    } | {name: version(name) for name in names}


def compare(a: RunFiles, b: RunFiles) -> dict[str, Any]:
    """Return what changed from run a to run b: groups, dispositions, indicators, objective.

    Groups bear the name of their smallest licence number in both, so a name means the same right.
    """
    groups_a = {g["group_id"]: set(g["right_ids"]) for g in a.plan["groups"]}
    groups_b = {g["group_id"]: set(g["right_ids"]) for g in b.plan["groups"]}
    changed = [
        {"group_id": g, "joined": sorted(groups_b[g] - groups_a[g]), "left": sorted(groups_a[g] - groups_b[g])}
        for g in sorted(groups_a.keys() & groups_b.keys())
        if groups_a[g] != groups_b[g]
    ]
    fate_a, fate_b = ({r["right_id"]: r["disposition"] for r in run.plan["rights"]} for run in (a, b))
    moved = [
        {"right_id": r, "before": fate_a.get(r), "after": fate_b.get(r)}
        for r in sorted(fate_a.keys() | fate_b.keys())
        if fate_a.get(r) != fate_b.get(r)
    ]
    indicators = {
        k: [a.plan["indicators"].get(k), v] for k, v in b.plan["indicators"].items() if a.plan["indicators"].get(k) != v
    }
    return {
        "a": a.folder.name,
        "b": b.folder.name,
        "is_same": not (changed or moved) and groups_a == groups_b,
        "groups_new": sorted(groups_b.keys() - groups_a.keys()),
        "groups_gone": sorted(groups_a.keys() - groups_b.keys()),
        "groups_changed": changed,
        "dispositions": moved,
        "indicators": indicators,
        "objective": [a.plan["objective"], b.plan["objective"]],
    }


def in_words(difference: Mapping[str, Any]) -> list[str]:
    """Say a comparison in sentences."""
    if difference["is_same"]:
        return [f"The plans of {difference['a']} and {difference['b']} are the same."]
    lines = [f"New group {g}." for g in difference["groups_new"]]
    lines += [f"Group {g} is gone." for g in difference["groups_gone"]]
    for row in difference["groups_changed"]:
        parts = [f"{', '.join(row[k])} {k}" for k in ("joined", "left") if row[k]]
        lines.append(f"Group {row['group_id']}: {'; '.join(parts)}.")
    lines += [
        f"Right {r['right_id']}: {r['before'] or 'absent'} -> {r['after'] or 'absent'}."
        for r in difference["dispositions"]
    ]
    lines += [f"{name}: {before} -> {after}." for name, (before, after) in difference["indicators"].items()]
    before, after = difference["objective"]
    return [*lines, f"Objective: {before:g} -> {after:g}."]


def difference_tables(difference: Mapping[str, Any]) -> dict[str, Any]:
    """Return a comparison as data frames by name, for CSV."""
    import pandas as pd

    groups = [{"group_id": g, "change": "new", "joined": "", "left": ""} for g in difference["groups_new"]]
    groups += [{"group_id": g, "change": "gone", "joined": "", "left": ""} for g in difference["groups_gone"]]
    groups += [
        {"group_id": r["group_id"], "change": "changed", "joined": ";".join(r["joined"]), "left": ";".join(r["left"])}
        for r in difference["groups_changed"]
    ]
    return {
        "groups": pd.DataFrame(groups, columns=["group_id", "change", "joined", "left"]),
        "dispositions": pd.DataFrame(difference["dispositions"], columns=["right_id", "before", "after"]),
        "indicators": pd.DataFrame(
            [(k, *v) for k, v in difference["indicators"].items()], columns=["indicator", "before", "after"]
        ),
    }


def manifest_of(
    plan: ConsolidationPlan, facts: Mapping[str, Any], checksums: Mapping[str, str], folder: Path
) -> dict[str, Any]:
    """Return the manifest of a run whose other files all stand.

    Parameters
    ----------
    plan
        The plan.
    facts
        What only the job knows: command, scenario name and text, times, solver figures.
    checksums
        Of the dataset's files as they were read.
    folder
        The run folder.
    """
    import dataclasses

    return {
        "kind": "consolidation",
        **facts,
        "versions": versions(),
        "dataset": {
            "title": plan.dataset_title,
            "version": plan.dataset_version,
            "is_synthetic": plan.is_synthetic,
            "checksums": dict(checksums),
        },
        "crs": plan.crs.to_string(),
        "rulings": [dataclasses.asdict(r) | {"certainty": r.certainty.value} for r in plan.rulings],
        "notes": [vars(note) for note in plan.notes],
        "files": file_hashes(folder),
    }
