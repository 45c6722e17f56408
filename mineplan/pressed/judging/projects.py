"""One project under the law of a day."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mineplan.plans import Finding, Note, Part, PressedProject
from mineplan.policy import Policy, Ruling
from mineplan.pressed.judging.checklist import checklist_of
from mineplan.pressed.judging.findings import Decided, finding_of, highest, part_of, touched_right, verdicts_of
from mineplan.pressed.judging.matters import Bench, answer, bench_of, is_expired, matters_of, ore_matter
from mineplan.pressed.judging.ownership import divided, ownership_of
from mineplan.pressed.law import Decision, Holding, Matter, ask_query, asked, decide, gravest
from mineplan.pressed.measures import MeasuredProject, ZoneFacts


@dataclass(frozen=True)
class Judged:
    """A project as it is printed, and the rulings it stands on."""

    project: PressedProject
    rulings: tuple[Ruling, ...]


def judge(measured: MeasuredProject, policy: Policy) -> Judged:
    """Say what the law of the policy's day says of a measured project.

    Each part of the footprint is decided for itself, split further at the builder's own mining areas; the project's
    verdict is its gravest part's.
    """
    ownership = ownership_of(measured)
    bench = bench_of(measured, policy, ownership)
    pieces = [piece for part in measured.parts for piece in divided(part, ownership)]
    query = ask_query(replace(bench.matter, zones=_common_zones(measured)))
    decided = [
        Decided(piece, tuple((matter, decide(matter)) for matter in matters_of(bench, piece)), query)
        for piece in pieces
    ]
    parts = tuple(part_of(one) for one in decided)
    findings = _findings(measured, bench, decided)
    project = _project(measured, bench, (parts, findings), decided)
    named = {*project.rulings, *(ruling_id for finding in findings for ruling_id in finding.rulings)}
    return Judged(project, tuple(policy.get(ruling_id) for ruling_id in sorted(named)))


def _common_zones(measured: MeasuredProject) -> tuple[ZoneFacts, ...]:
    """Return the zones in which every part lies: only there may the whole project go without a query."""
    every = [{zone.zone_id for zone in part.zones} for part in measured.parts]
    common = set.intersection(*every) if every else set()
    return tuple(zone for zone in measured.zones if zone.zone_id in common)


def _findings(measured: MeasuredProject, bench: Bench, decided: list[Decided]) -> tuple[Finding, ...]:
    said: dict[str, list[Decision]] = {}
    for one in decided:
        for matter, decision in one.matters:
            said.setdefault(matter.orebody_id, []).append(decision)
    return tuple(
        finding_of(
            ore,
            said.get(ore.orebody.orebody_id) or [decide(ore_matter(bench, bench.matter, ore))],
            bench.ownership,
        )
        for ore in measured.ores
    )


def _project(
    measured: MeasuredProject,
    bench: Bench,
    results: tuple[tuple[Part, ...], tuple[Finding, ...]],
    decided: list[Decided],
) -> PressedProject:
    facts, (parts, findings) = measured.project, results
    verdict = gravest([part.verdict for part in parts])
    authority = highest([part.authority for part in parts])
    questions = tuple(dict.fromkeys([*(q for part in parts for q in part.questions), *_open_days(bench.matter)]))
    rights = tuple(touched_right(touched, bench.ownership) for touched in measured.rights)
    has_compensation = answer(facts.more.get("has_compensation")) is True
    matter = replace(bench.matter, zones=_pressed_zones(decided), holdings=_affected(decided))
    checklist = checklist_of(matter, verdicts_of(parts, findings), authority, questions, has_compensation)
    named = {r for part in parts for r in part.rulings} | {r for item in checklist for r in item.rulings}
    named |= {start.ruling_id for start in [bench.matter.find("pressed_regime_start")] if start is not None}
    return PressedProject(
        project_id=facts.project_id,
        name=facts.name,
        owner=facts.owner,
        level=facts.level,
        kind=facts.kind,
        protection_grade=facts.protection_grade,
        date=facts.date,
        verdict=verdict,
        authority=authority,
        parts=parts,
        findings=findings,
        rulings=tuple(sorted(named)),
        checklist=checklist,
        notes=(*measured.notes, *bench.ownership.notes, *_expired_notes(measured, bench.matter)),
        rights=rights,
        zone_ids=tuple(zone.zone_id for zone in measured.zones),
        questions=questions,
        footprint=measured.footprint,
        outline=measured.outline,
        pillar=measured.pillar,
        footprint_m2=measured.footprint_m2,
        outline_m2=measured.outline_m2,
        pillar_m2=measured.pillar_m2,
        surface_m=measured.surface_m,
        surface_basis=measured.surface_basis,
        query_date=facts.query_date,
        judged_on=bench.matter.on,
        source=facts.source,
    )


def _open_days(matter: Matter) -> list[str]:
    """Ask on the days on which it is open whether the notice of 2026 was in force already."""
    start = matter.find("pressed_regime_start")
    return [] if start is None or start.is_settled else [asked(start)]


def _pressed_zones(decided: list[Decided]) -> tuple[ZoneFacts, ...]:
    """Return the zones in which everything that is pressed lies."""
    pressed = [one.part for one in decided if one.part.ores]
    every = [{zone.zone_id for zone in part.zones} for part in pressed]
    common = set.intersection(*every) if every else set()
    return tuple(zone for zone in (pressed[0].zones if pressed else ()) if zone.zone_id in common)


def _affected(decided: list[Decided]) -> tuple[Holding, ...]:
    """Return the rights over pressed ore, each once, in order."""
    found = {
        holding.right_id: holding
        for one in decided
        for matter, _ in one.matters
        if matter.orebody_id
        for holding in matter.holdings
    }
    return tuple(found[right_id] for right_id in sorted(found))


def _expired_notes(measured: MeasuredProject, matter: Matter) -> tuple[Note, ...]:
    return tuple(
        Note(
            "licence_expired",
            f"采矿权{touched.right.right_id}的许可证已于{touched.right.valid_to}到期，是否仍须协商补偿请核实",
            measured.project.project_id,
        )
        for touched in measured.rights
        if is_expired(touched, matter.on)
    )
