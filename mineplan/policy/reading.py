"""Rule files read, checked against each other, and narrowed to a day."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from mineplan.errors import InputError, PolicyError, Problem
from mineplan.policy.files import Assumption, Entry, RuleFile
from mineplan.policy.rulings import Citation, Policy, Ruling, names, policy_on
from mineplan.yamlfile import line_of, read_model

RULES = Path(__file__).parent.parent / "rules"


@cache
def read_rules(folder: Path = RULES) -> tuple[Ruling, ...]:
    """Read every rule file of a folder, sorted by `ruling_id`.

    Raises
    ------
    PolicyError
        With every problem of every file, each with its line.
    """
    problems: list[Problem] = []
    found: list[tuple[Ruling, Path, tuple[int | str, ...]]] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = read_model(path, RuleFile, PolicyError)
        except InputError as error:
            problems += error.problems
            continue
        for rule, entry in content.rules.items():
            for number, written in enumerate(entry.rulings):
                where = ("rules", rule, "rulings", number, "id")
                found += [(ruling, path, where) for ruling in _rulings(rule, entry.title, written)]
    problems += _clashes(found)
    if problems:
        raise PolicyError(problems)
    return tuple(sorted((ruling for ruling, _, _ in found), key=lambda r: r.ruling_id))


def _rulings(rule: str, title: str, entry: Entry) -> list[Ruling]:
    """Make one ruling for each combination of the values listed in `where`."""
    names = list(entry.where)
    lists = [v if isinstance(v, list) else [v] for v in entry.where.values()]
    wheres = [dict(zip(names, values, strict=True)) for values in product(*lists)]
    return [
        Ruling(
            ruling_id=entry.id.format(**where),
            rule=rule,
            title=entry.title or title,
            jurisdiction=entry.jurisdiction,
            where=where,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            amount=entry.amount,
            unit=str(entry.unit),
            scope=entry.scope.model_dump(mode="json", exclude_unset=True),
            citation=Citation(**entry.citation.model_dump()),
            source=entry.source,
            checked=entry.checked,
            certainty=entry.certainty,
            remark=entry.remark,
        )
        for where in wheres
    ]


def _clashes(found: list[tuple[Ruling, Path, tuple[int | str, ...]]]) -> list[Problem]:
    """Find ids borne twice, ids that do not begin with their rule, and overrides that lead nowhere."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    ids = {ruling.ruling_id for ruling, _, _ in found}
    for ruling, path, where in found:
        faults = []
        if ruling.ruling_id in seen:
            faults.append(f"ruling {ruling.ruling_id} stands twice, also in {seen[ruling.ruling_id]}")
        if not ruling.ruling_id.startswith(f"{ruling.rule}."):
            faults.append(f"ruling {ruling.ruling_id} must begin with “{ruling.rule}.”")
        lost = [target for target in names(ruling.scope.get("overrides")) if target not in ids]
        faults += [f"ruling {ruling.ruling_id} overrides {target}, which does not exist" for target in lost]
        seen.setdefault(ruling.ruling_id, path.name)
        problems += [Problem(fault, file=str(path), row=line_of(path, where)) for fault in faults]
    return problems


def read_policy(
    on: datetime.date,
    jurisdictions: Sequence[str] = ("xinzhou", "shanxi", "national"),
    assume: Mapping[str, Assumption] | None = None,
) -> Policy:
    """Take the rulings in force on a day, with a scenario's assumptions laid over them.

    Parameters
    ----------
    on
        The day.
    jurisdictions
        The most specific first.
    assume
        By `ruling_id`; only unconfirmed rulings may be assumed.

    Raises
    ------
    PolicyError
        A jurisdiction or an assumed ruling does not exist, or an assumption is not possible.
    """
    return policy_on(assumed_rulings(jurisdictions, assume), on, jurisdictions)


def assumed_rulings(jurisdictions: Sequence[str], assume: Mapping[str, Assumption] | None = None) -> tuple[Ruling, ...]:
    """Return the rulings of some jurisdictions, whenever they are in force, with assumptions laid over them.

    Raises
    ------
    PolicyError
        As in `read_policy`.
    """
    rules = read_rules()
    known = {ruling.jurisdiction for ruling in rules}
    problems = [
        f"jurisdiction “{name}” has no rulings; known: {', '.join(sorted(known))}"
        for name in jurisdictions
        if name not in known
    ]
    if len(set(jurisdictions)) != len(jurisdictions) or not jurisdictions:
        problems.append("jurisdictions must name at least one place, and none twice")
    problems += _bad_assumptions(rules, assume or {})
    if problems:
        raise PolicyError(problems)
    return tuple(_assumed(r, (assume or {}).get(r.ruling_id)) for r in rules if r.jurisdiction in jurisdictions)


def _bad_assumptions(rules: tuple[Ruling, ...], assume: Mapping[str, Assumption]) -> list[str]:
    by_id = {ruling.ruling_id: ruling for ruling in rules}
    problems = []
    for ruling_id, assumption in assume.items():
        ruling = by_id.get(ruling_id)
        if ruling is None:
            near = get_close_matches(ruling_id, by_id, n=3, cutoff=0.4)
            problems.append(f"assume: no ruling “{ruling_id}”; near: {', '.join(near) or 'none'}")
        elif ruling.is_settled:
            problems.append(
                f"assume: {ruling_id} is already confirmed by {ruling.citation.document}"
                f" {ruling.citation.article} ({ruling.certainty.label})"
            )
        elif ruling.amount is None and assumption.amount is None:
            problems.append(f"assume: {ruling_id} has no figure, so the assumption must give an amount")
        elif assumption.amount is not None and not _fits(ruling, assumption.amount):
            kind = f"a number of {ruling.unit}, zero or more" if ruling.unit else "of the ruling's own kind"
            problems.append(f"assume: {ruling_id}: amount must be {kind}, not {assumption.amount!r}")
    return problems


def _fits(ruling: Ruling, amount: object) -> bool:
    """Whether an assumed amount is of the kind that the ruling states: a figure, a word, a yes or no."""
    is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
    if ruling.unit:
        return is_number and float(str(amount)) >= 0
    return ruling.amount is None or type(amount) is type(ruling.amount)


def _assumed(ruling: Ruling, assumption: Assumption | None) -> Ruling:
    if assumption is None:
        return ruling
    amount = ruling.amount if assumption.amount is None else assumption.amount
    return replace(ruling, amount=amount, assumed=assumption.reason)


def rule_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rule file, for editors."""
    return RuleFile.model_json_schema(by_alias=True)
