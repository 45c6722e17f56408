"""Decisions turned into what a plan prints: one mine, one policy (一矿一策)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mineplan.allocate.lives import number, text
from mineplan.allocate.pilot.case import PilotCase
from mineplan.allocate.pilot.deciding import Decision, Judged
from mineplan.allocate.pilot.readiness import is_unpressured_first
from mineplan.allocate.pilot.route import measures_of, route_of
from mineplan.allocate.pilot.section import section_of
from mineplan.allocate.pilot.sources import interval_formula, sources_of
from mineplan.allocate.zones import sentence_of
from mineplan.plans import Note
from mineplan.plans.allocation import PilotMine


@dataclass(frozen=True)
class Held:
    """In how many of N perturbed runs a mine's year and its order stayed, and the ranks that it took."""

    runs: int
    year: int
    order: int
    ranks: tuple[int, int] | None


def held_of(base: Decision, tried: Sequence[Decision]) -> list[Held]:
    """Compare perturbed decisions with the plan's, mine by mine."""
    places = [{mine: place for place, mine in enumerate(d.ranking(), start=1)} for d in tried]
    found = []
    for k, (judged, year) in enumerate(zip(base.judged, base.years, strict=True)):
        years = sum(d.years[k] == year for d in tried)
        orders = sum(d.judged[k].order.order is judged.order.order for d in tried)
        ranks = [place[k] for place in places]
        found.append(Held(len(tried), years, orders, (min(ranks), max(ranks)) if ranks else None))
    return found


def pilot_rows(case: PilotCase, decision: Decision, tried: Sequence[Decision] = ()) -> tuple[PilotMine, ...]:
    """Return every mine of the pilot by rank: those that begin by year and readiness, then the others."""
    held = held_of(decision, tried)
    ranking = decision.ranking()
    return tuple(
        _row(case, decision.judged[k], decision.years[k], rank, held[k]) for rank, k in enumerate(ranking, start=1)
    )


def _row(case: PilotCase, judged: Judged, year: int | None, rank: int, held: Held) -> PilotMine:
    facts, policy = judged.facts, case.policy
    route, route_rulings = route_of(facts, policy)
    measures, measure_rulings = measures_of(facts, judged.order, policy)
    water = (facts.water.limit_ruling,) if facts.water.limit_ruling and facts.water.is_pressured else ()
    general = tuple(
        ruling.ruling_id
        for rule in ("rational_mining_order", "groundwater_protection", "pilot_unpressured_first", "pilot_criteria")
        if (ruling := policy.find(rule)) is not None
    )
    hits = tuple(hit for under in facts.unders for hit in under.hits)
    grounds = (*route_rulings, *judged.order.rulings, *water, *measure_rulings, *general, *[h.ruling for h in hits])
    return PilotMine(
        right_id=facts.right_id,
        mine_name=text(facts.right.get("mine_name")),
        holder=text(facts.right.get("holder")),
        county=text(facts.right.get("county")),
        coal_capacity_t_a=number(facts.right.get("capacity_t_a")),
        coal_life_a=facts.coal_life_a,
        extent_top_m=number(facts.extent.top_m),
        extent_bottom_m=number(facts.extent.bottom_m),
        surface_m=facts.number("surface_m"),
        bodies=tuple(u.body for u in facts.unders),
        bauxite_t=facts.bauxite_t,
        quantity_t=facts.quantity_t,
        seams=facts.seams,
        interval_m=judged.interval_m,
        interval_formula=interval_formula(facts),
        interval_ratio=judged.ratio,
        state_above=facts.state,
        water=facts.water,
        route=route,
        route_rulings=route_rulings,
        order=judged.order.order,
        order_criterion=judged.order.criterion,
        order_rulings=judged.order.rulings,
        is_order_settled=judged.order.is_settled,
        readiness=judged.readiness.score,
        readiness_parts=judged.readiness.parts,
        readiness_weights=judged.readiness.weights,
        status=_status(judged, year),
        year=year,
        rank=rank,
        works_capacity_t_a=facts.number("works_capacity_t_a"),
        output_t_a={} if year is None else judged.output[year],
        measures=measures,
        zones=hits,
        remarks=_remarks(case, judged, year),
        rulings=tuple(dict.fromkeys(grounds)),
        points=judged.points,
        runs=held.runs,
        held_runs=held.year,
        held_order_runs=held.order,
        rank_range=held.ranks,
        extent=facts.extent.geometry,
        facts={
            "sources": sources_of(judged, case),
            "mean_interval_m": _mean(judged),
            "below_share": _below(judged),
            "section": section_of(facts),
        },
    )


def _mean(judged: Judged) -> float | None:
    near = judged.facts.nearest
    return None if near is None or near.interval is None else near.interval.mean_m


def _below(judged: Judged) -> dict[str, float]:
    return {u.body.orebody_id: u.below_share for u in judged.facts.unders if u.below_share is not None}


def _status(judged: Judged, year: int | None) -> str:
    if year is not None:
        return "scheduled"
    if not judged.facts.unders or not judged.facts.quantity_t:
        return "no_bauxite"
    return "not_ready" if judged.hindrances else "postponed"


def _remarks(case: PilotCase, judged: Judged, year: int | None) -> tuple[str, ...]:
    words = [*judged.hindrances]
    if year is None and not judged.hindrances:
        words.append("各年产量总量和启动座数内安排不下，顺延")
    first = judged.facts.number("ready_year")
    if year is not None and first is not None and first < case.years[0]:
        words.append(f"工程{first:.0f}年已就绪，早于规划首年")
    for under in judged.facts.unders:
        words += [f"{under.body.orebody_id}：{sentence_of(hit, case.policy)}" for hit in under.hits]
    if not judged.facts.pilot:
        words.append("试点矿山表没有该矿，水文、工程和手续均按未知处理")
    elif len(judged.facts.seams) == 0:
        words.append("煤层表没有该矿")
    return tuple(words)


_ABSENT = {
    "orebodies": "没有矿体表，煤下铝资源量未计",
    "seams": "没有煤层表，层间距和上部煤层开采状态不明，开采顺序均待论证",
    "pilots": "没有试点矿山表，奥灰水、工程能力和准备程度均按未知处理",
}


def _water_notes(decision: Decision) -> list[Note]:
    waters = [j.facts.water for j in decision.judged]
    unsettled = [w.limit_ruling for w in waters if w.verdict == "needs_confirmation" and not w.is_limit_settled]
    return [
        Note("unconfirmed_ruling", f"突水系数上限待核实，{unsettled.count(r)}座带压矿山未据以判断，不予安排", r)
        for r in sorted(set(unsettled))
    ]


def pilot_notes(case: PilotCase, decision: Decision) -> tuple[Note, ...]:
    """Return what a reader of the pilot should doubt."""
    notes = [Note("criterion_off", _ABSENT[name], name) for name in case.absent]
    if not is_unpressured_first(case.policy):
        ruling = case.policy.find("pilot_unpressured_first")
        words = "“试点先行开发不带压区域”待核实，成熟度未计不带压一项"
        notes.append(Note("unconfirmed_ruling", words, "" if ruling is None else ruling.ruling_id))
    notes += _water_notes(decision)
    criteria = case.policy.find("pilot_criteria")
    if criteria is not None and not criteria.is_settled:
        words = f"“{criteria.title}”待核实：{criteria.remark}试点名单取自情景"
        notes.append(Note("unconfirmed_ruling", words, criteria.ruling_id))
    for judged in decision.judged:
        if not judged.order.is_settled:
            words = f"{text(judged.facts.right.get('mine_name'))}：{judged.order.criterion}"
            notes.append(Note("order_open", words, judged.facts.right_id))
    free = [year for year in case.years if year not in case.choices.total_t_a]
    return (
        *notes,
        *[Note("total_absent", f"情景没有给出{y}年试点产量总量，该年不限", f"pilot.total_t_a.{y}") for y in free],
    )
