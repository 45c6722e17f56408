"""One figure of a run changed, and what the verifier says to it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mineplan.errors import PlanError
from mineplan.verify import verify_run


def changed(run: Path, change: Callable[[Any], object], name: str = "plan.json") -> str:
    """Change a JSON file of a run and return the complaint."""
    path = run / name
    content = json.loads(path.read_text(encoding="utf-8"))
    before = copy.deepcopy(content)
    change(content)
    assert content != before, "the lie changes nothing"
    path.write_text(json.dumps(content), encoding="utf-8")
    return complaint(run)


def scenario_lie(run: Path, lines: str) -> str:
    """Add lines to a run's scenario and return the complaint."""
    path = run / "inputs" / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8") + lines, encoding="utf-8")
    return complaint(run)


def complaint(run: Path) -> str:
    """Return why a run does not hold; a check that broke down is no answer."""
    with pytest.raises(PlanError) as error:
        verify_run(run)
    assert "cannot be reckoned with" not in str(error.value)
    return str(error.value)


def group(plan: dict[str, Any], name: str = "G-A") -> dict[str, Any]:
    """Return a group of a plan."""
    return next(g for g in plan["groups"] if g["group_id"] == name)


def right(plan: dict[str, Any], name: str) -> dict[str, Any]:
    """Return what a plan says of a right."""
    return next(r for r in plan["rights"] if r["right_id"] == name)
