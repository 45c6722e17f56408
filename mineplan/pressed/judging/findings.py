"""Parts, findings and rights as they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mineplan.plans import AffectedRight, Finding, Part
from mineplan.pressed.judging.matters import is_affected
from mineplan.pressed.judging.ownership import Ownership
from mineplan.pressed.law import GRAVITY, Decision, Matter
from mineplan.pressed.measures import MeasuredPart, PressedOre, TouchedRight
from mineplan.terms import Authority, Verdict


@dataclass(frozen=True)
class Decided:
    """A part with its matters and what the law says of each; `query` is what it says of the project's query."""

    part: MeasuredPart
    matters: tuple[tuple[Matter, Decision], ...]
    query: Decision | None

    @property
    def decisions(self) -> list[Decision]:
        """Every decision on the part, the query's included."""
        return [*(decision for _, decision in self.matters), *([self.query] if self.query is not None else [])]

    @property
    def gravest(self) -> Decision:
        """The decision that gives the part its verdict; of two alike the first."""
        return worst(self.decisions)


def worst(decisions: Sequence[Decision]) -> Decision:
    """Return the gravest decision; of several alike the first."""
    return max(decisions, key=lambda decision: GRAVITY.index(decision.verdict))


def part_of(decided: Decided) -> Part:
    """Return a part as it is printed."""
    part, decision = decided.part, decided.gravest
    every = decided.decisions
    return Part(
        zone_ids=tuple(sorted(zone.zone_id for zone in part.zones)),
        area_m2=part.area_m2,
        verdict=decision.verdict,
        orebody_ids=tuple(ore.orebody.orebody_id for ore in part.ores),
        right_ids=tuple(touched.right.right_id for touched in part.rights),
        rulings=tuple(sorted({r.ruling_id for d in every for r in d.rulings})),
        step=decision.step,
        questions=tuple(dict.fromkeys(q for d in every for q in d.questions)),
        authority=_authority(every),
        remarks=tuple(dict.fromkeys(r for d in every for r in d.remarks)),
        footprint=part.shape,
    )


def _authority(decisions: Sequence[Decision]) -> Authority | None:
    """Return who approves: the highest authority that any decision names."""
    return highest([decision.authority for decision in decisions])


def highest(authorities: Sequence[Authority | None]) -> Authority | None:
    """Return the highest authority; None where nobody is named."""
    order = list(Authority)
    return min((a for a in authorities if a is not None), key=order.index, default=None)


def finding_of(ore: PressedOre, decisions: Sequence[Decision], ownership: Ownership) -> Finding:
    """Return an orebody's finding: the gravest of what the law says of it part by part."""
    decision, body = worst(decisions), ore.orebody
    pillar = ore.with_pillar
    return Finding(
        orebody_id=body.orebody_id,
        deposit=body.deposit,
        mineral=body.mineral,
        footprint_m2=ore.footprint.area_m2,
        buffered_m2=None if pillar is None else pillar.area_m2,
        footprint_t=ore.footprint.tonnages,
        buffered_t={} if pillar is None else pillar.tonnages,
        rights=tuple(_right(touched, ownership, ore) for touched in ore.rights),
        verdict=decision.verdict,
        rulings=tuple(sorted({r.ruling_id for d in decisions for r in d.rulings})),
        step=decision.step,
        questions=tuple(dict.fromkeys(q for d in decisions for q in d.questions)),
        authority=_authority(decisions),
        footprint_share=ore.footprint.share,
        buffered_share=None if pillar is None else pillar.share,
        tonnage_basis=ore.tonnage_basis,
        deducted_t=ore.deducted,
        top_m=body.top_m,
        bottom_m=body.bottom_m,
        is_filed=body.is_filed,
        remarks=tuple(dict.fromkeys([*(r for d in decisions for r in d.remarks), *_reported(ore)])),
        footprint=ore.footprint.shape,
        with_pillar=None if pillar is None else pillar.shape,
        geometry_steps=ore.steps,
        reported_rights=ore.reported,
    )


def _reported(ore: PressedOre) -> Iterator[str]:
    """Say where a report by right gave the tonnage, and what stands for the rest."""
    for right_id in ore.reported:
        name = ore.orebody.reports[right_id].name
        source = f"分矿权资源量（{name}）" if name else "分矿权资源量"
        yield f"矿体{ore.orebody.orebody_id}在采矿权{right_id}范围内的压覆量按{source}和压覆体积占该范围的比例计算。"


def _right(touched: TouchedRight, ownership: Ownership, ore: PressedOre) -> AffectedRight:
    return _printed(touched, ownership, is_affected(touched, ore), ore)


def touched_right(touched: TouchedRight, ownership: Ownership) -> AffectedRight:
    """Return a right that the project touches, ore or no ore; whether it is directly affected its findings say."""
    return _printed(touched, ownership, None, None)


def _printed(
    touched: TouchedRight, ownership: Ownership, is_directly: bool | None, ore: PressedOre | None
) -> AffectedRight:
    right, pillar = touched.right, touched.with_pillar
    whole = None if ore is None else ore.footprint.area_m2
    wider = None if ore is None or ore.with_pillar is None else ore.with_pillar.area_m2
    return AffectedRight(
        right.right_id,
        right.mine_name,
        right.holder,
        right.mineral,
        touched.footprint.area_m2,
        None if pillar is None else pillar.area_m2,
        _ratio(touched.footprint.area_m2, whole),
        None if pillar is None else _ratio(pillar.area_m2, wider),
        touched.footprint.tonnages,
        {} if pillar is None else pillar.tonnages,
        touched.is_elevation_shared,
        ownership.is_own.get(right.right_id),
        is_directly,
        right.valid_to,
        "" if right.status is None else right.status.value,
    )


def _ratio(part: float, whole: float | None) -> float | None:
    return None if not whole else min(1.0, part / whole)


def verdicts_of(parts: Sequence[Part], findings: Sequence[Finding]) -> set[Verdict]:
    """Return every verdict that stands on a project."""
    return {part.verdict for part in parts} | {finding.verdict for finding in findings}
