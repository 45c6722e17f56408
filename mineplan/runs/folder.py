"""The run folder: atomic, complete, self-contained."""

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
from typing import Any

from mineplan.errors import Problem, ReadError


@dataclass(frozen=True)
class RunFiles:
    """A run folder as read back.

    Attributes
    ----------
    plan, problem, manifest
        The JSON files as dicts; `problem` is {} unless it is a consolidation, `manifest` is {} in a folder that is
        still being written.
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
    decisions, problem = inputs / "decisions.json", folder / "problem.json"
    plan = read_json(folder / "plan.json")
    return RunFiles(
        folder,
        plan,
        read_json(problem) if problem.is_file() or plan.get("kind") == "consolidation" else {},
        read_json(manifest) if manifest.is_file() else {},
        inputs / "scenario.yaml",
        tables,
        read_json(decisions) if decisions.is_file() else None,
    )
