"""Projects measured and judged, gathered into one plan."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.errors import Problem, ScenarioError
from mineplan.plans import Note, PressedPlan, PressedProject, Refusal
from mineplan.policy import Policy, Ruling
from mineplan.pressed.judging import judge
from mineplan.pressed.law import regime_of
from mineplan.pressed.measures import PillarNumbers, ProjectFacts
from mineplan.pressed.measuring import measure_all
from mineplan.pressed.numbers import drawn_with, numbers_of
from mineplan.pressed.setting import Surface
from mineplan.pressed.totals import totals_of
from mineplan.pressed.world import World

if TYPE_CHECKING:
    from mineplan.scenario import Pressed, Scenario

PolicyOn = Callable[[datetime.date], Policy]


def _silent(done: int) -> None:
    """Tell nobody."""
    del done


@dataclass(frozen=True, eq=False)
class Setting:
    """What a run judges by.

    Attributes
    ----------
    policy, policy_on
        The law of the scenario's day, and of any other day.
    world, surface
        What projects are held against; a raster of the ground or None.
    progress
        Told how many projects are done.
    """

    scenario: Scenario
    choices: Pressed
    policy: Policy
    policy_on: PolicyOn
    world: World
    surface: Surface | None = None
    progress: Callable[[int], None] = _silent

    @property
    def numbers(self) -> PillarNumbers | None:
        """The numbers that pillars are drawn with."""
        return numbers_of(self.policy, self.choices)


def check_regime(policy: Policy, file: str = "") -> str:
    """Return the regime of the policy's day.

    Raises
    ------
    ScenarioError
        The day lies outside every regime.
    """
    regime = regime_of(policy)
    if not regime:
        raise ScenarioError(Problem(f"as_of: {outside_words(policy)}", file=file))
    return regime


def outside_words(policy: Policy) -> str:
    """Say that a day lies outside every regime that the rules know, and where these begin."""
    from mineplan.policy import read_rules

    known = sorted(
        (r for r in read_rules() if r.rule == "pressed_regime" and r.jurisdiction in policy.jurisdictions),
        key=lambda r: (r.valid_from or datetime.date.min, r.ruling_id),
    )
    spans = ", ".join(f"{r.amount} {r.valid_from or '...'} to {r.valid_to or 'today'}" for r in known)
    where = f"the rules on pressed ore know {spans}" if known else "these jurisdictions have no rules on pressed ore"
    return f"{policy.on} lies outside every regime; {where}"


def judged_projects(
    projects: Iterable[ProjectFacts], setting: Setting, rulings: dict[str, Ruling]
) -> Iterator[PressedProject | Refusal]:
    """Measure and judge projects in their order; bad ones come out as refusals.

    Parameters
    ----------
    projects, setting
        Projects, and what they are judged by.
    rulings
        Gathers every ruling relied on.
    """
    policies = {setting.policy.on: setting.policy}
    for done, measured in enumerate(measure_all(projects, setting.world, setting.numbers, setting.surface), 1):
        if isinstance(measured, Refusal):
            yield measured
        else:
            policy = _policy_for(measured.project, setting, policies)
            if regime_of(policy):
                judged = judge(measured, policy)
                rulings.update((ruling.ruling_id, ruling) for ruling in judged.rulings)
                yield judged.project
            else:
                project = measured.project
                what = f"{project.source} “申请日期”: {outside_words(policy)}"
                yield Refusal(project.project_id, project.source, None, (what,))
        setting.progress(done)


def _policy_for(project: ProjectFacts, setting: Setting, known: dict[datetime.date, Policy]) -> Policy:
    day = setting.policy.on
    if setting.choices.judge_on == "application" and project.date is not None:
        day = project.date
    if day not in known:
        known[day] = setting.policy_on(day)
    return known[day]


def plan_of(
    projects: Iterable[ProjectFacts], setting: Setting, dataset: Any, refused: Sequence[Refusal], notes: Sequence[Note]
) -> PressedPlan:
    """Judge projects and return the plan.

    Parameters
    ----------
    projects, setting
        Projects, and what they are judged by.
    dataset
        The data: title, version, region, CRS, tables.
    refused, notes
        Of reading the projects' files.
    """
    rulings: dict[str, Ruling] = {}
    good: list[PressedProject] = []
    bad = list(refused)
    for result in judged_projects(projects, setting, rulings):
        (bad if isinstance(result, Refusal) else good).append(result)  # type: ignore[arg-type]
    if setting.numbers is not None and any(project.outline is not None for project in good):
        rulings |= {ruling.ruling_id: ruling for ruling in drawn_with(setting.policy)}
    good.sort(key=lambda project: project.project_id)
    return PressedPlan(
        title=setting.scenario.title,
        as_of=setting.scenario.as_of,
        dataset_title=dataset.title,
        dataset_version=dataset.version,
        is_synthetic=dataset.is_synthetic,
        region_name=dataset.region.name,
        crs=dataset.crs,
        projects=tuple(good),
        rulings=tuple(rulings[ruling_id] for ruling_id in sorted(rulings)),
        notes=(*notes, *_expired_notes(setting.policy)),
        tables={name: dataset.tables[name] for name in ("rights", "orebodies", "zones") if name in dataset.tables},
        regime=regime_of(setting.policy),
        refused=tuple(sorted(bad, key=lambda r: (r.file, r.row or 0, r.project_id))),
        totals=totals_of(good),
    )


def _expired_notes(policy: Policy) -> tuple[Note, ...]:
    """Say which exemptions have lapsed by the day, so that nobody cites them."""
    lapsed = {
        (r.citation.document, r.citation.number, r.valid_to)
        for r in policy.expired
        if r.rule in ("pressed_registration_only", "pressed_own_mine_exempt") and r.jurisdiction != "national"
    }
    return tuple(
        Note("exemption_expired", f"《{document}》（{number}）已于{until}届满，其免予审批的规定不得引用", number)
        for document, number, until in sorted(lapsed, key=str)
    )
