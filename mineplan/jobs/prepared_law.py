"""A scenario and the law of its day as plain data, so that a question need not parse YAML again."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from mineplan.policy import Citation, Policy, Ruling, policy_on
from mineplan.terms import Certainty, ZoneKind


class Law(NamedTuple):
    """A scenario, its choices for pressed ore, and its rulings of any day, as the checked models hold them."""

    scenario: Any
    choices: Any
    rulings: tuple[Ruling, ...]

    def policy_on(self, day: datetime.date) -> Policy:
        """Return the policy of a day."""
        return policy_on(self.rulings, day, self.scenario.jurisdictions)


def read_law(path: Path, key: Mapping[str, str]) -> Law | None:
    """Return the law that was prepared under exactly this key, None where there is none.

    Parameters
    ----------
    path
        The prepared file.
    key
        Checksums of the scenario and of every rule file, and the build.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["key"] != dict(key):
            return None
    except (OSError, ValueError, KeyError):
        return None
    scenario = SimpleNamespace(**said["scenario"])
    scenario.as_of = datetime.date.fromisoformat(scenario.as_of)
    choices = SimpleNamespace(**said["choices"])
    choices.deducted_zones = tuple(ZoneKind(kind) for kind in choices.deducted_zones)
    return Law(scenario, choices, _rulings(said["rulings"]))


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


_COLUMNS = tuple(column.name for column in fields(Ruling))
_MAKERS: dict[str, Callable[[Any], Any]] = {
    "valid_from": _day,
    "valid_to": _day,
    "checked": _day,
    "citation": lambda said: Citation(**said),
    "certainty": Certainty,
}


def _rulings(columns: Mapping[str, Any]) -> tuple[Ruling, ...]:
    """Return rulings from columns that hold each of their values once, as most are alike (79 strategic minerals)."""
    made = []
    for name in _COLUMNS:
        values = columns[name]["values"]
        known = list(map(_MAKERS[name], values)) if name in _MAKERS else values
        made.append([known[at] for at in columns[name]["rows"]])
    return tuple(map(Ruling, *made))


def _columns(rulings: Sequence[Ruling]) -> dict[str, Any]:
    rows = [asdict(ruling) for ruling in rulings]
    columns = {}
    for name in _COLUMNS:
        texts = [json.dumps(row[name], ensure_ascii=False, default=str) for row in rows]
        place = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        columns[name] = {"values": [json.loads(text) for text in place], "rows": [place[text] for text in texts]}
    return columns


def write_law(path: Path, key: Mapping[str, str], law: Law) -> None:
    """Write the law of a scenario under a key, whole or not at all.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    said = {
        "key": dict(key),
        "scenario": {
            "title": law.scenario.title,
            "dataset": law.scenario.dataset,
            "as_of": law.scenario.as_of.isoformat(),
            "jurisdictions": list(law.scenario.jurisdictions),
        },
        "choices": law.choices.model_dump(mode="json"),
        "rulings": _columns(law.rulings),
    }
    draft = path.with_name(path.name + ".partial")
    draft.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8", newline="\n")
    draft.replace(path)
