"""The bauxite grant plan as rows: planned, postponed, to the pilot, screened out; and what projects get."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from mineplan.allocate.lives import number, text
from mineplan.allocate.matching import GrantAnswer, GrantCase, as_ratio, is_same_county, why_no_way
from mineplan.allocate.projects import Project
from mineplan.allocate.screening import BauxiteBlock
from mineplan.allocate.sensitivity import PLAIN, held
from mineplan.allocate.words import rate, row_text
from mineplan.allocate.zones import ground_km2
from mineplan.plans.allocation import GrantRow, Match, ProjectSupply, SolverFigures
from mineplan.policy import Ruling
from mineplan.terms import Exploration, GrantMode, term_of

_STATUSES = ("planned", "postponed", "to_pilot", "screened_out")


def grant_rows(case: GrantCase, answer: GrantAnswer, runs: Sequence[GrantAnswer]) -> tuple[GrantRow, ...]:
    """Return a row a block: planned by year and rank, postponed by rank, then the others."""
    ranks = ranks_of(answer)
    rows = [_row(case, block, answer, ranks) for block in case.blocks]
    rows = _held(rows, answer, runs)
    rows.sort(key=lambda r: (_STATUSES.index(r.status), r.year or 0, r.rank or 0, r.block_id))
    return tuple(rows)


def ranks_of(answer: GrantAnswer) -> dict[str, int]:
    """Return the rank of each block that passed, by score."""
    order = sorted(answer.passed, key=lambda b: (-math.fsum(answer.scores[b].values()), b))
    return {block_id: k for k, block_id in enumerate(order, start=1)}


def _row(case: GrantCase, block: BauxiteBlock, answer: GrantAnswer, ranks: dict[str, int]) -> GrantRow:
    block_id, year = block.block_id, answer.granted.get(block.block_id)
    has_passed = block.status == "passed"
    status = ("planned" if year is not None else "postponed") if has_passed else block.status
    matches = _matches(case, block, answer)
    scores = answer.scores.get(block_id, {})
    stage = term_of(Exploration, text(block.row.get("exploration")))
    cited = [r for c in block.checks for r in c.rulings] + [r.ruling_id for r in _general(case)]
    return GrantRow(
        block_id=block_id,
        block_name=text(block.row.get("block_name")) or block_id,
        county=text(block.row.get("county")),
        reported_by=text(block.row.get("reported_by")),
        mineral=str(block.row["mineral"]),
        right_kind="采矿权" if stage in (Exploration.ADVANCED, Exploration.DETAILED) else "探矿权",
        status=status,
        rank=ranks.get(block_id),
        score=round(math.fsum(scores.values()), 3) if scores else None,
        score_parts=scores,
        area_km2=ground_km2(block.ground, case.dataset.crs),
        top_m=number(block.row.get("top_m")),
        bottom_m=number(block.row.get("bottom_m")),
        resources_t=block.resources_t,
        quantity_t=block.quantity_t,
        quantity_basis=block.quantity_basis,
        as_ratio=as_ratio(block, PLAIN),
        exploration=stage.label if stage is not None else "",
        capacity_t_a=block.capacity_t_a,
        life_a=block.life_a,
        minimum_capacity_t_a=block.minimum.capacity_t_a,
        minimum_life_a=block.minimum.life_a,
        life_formula=block.life_formula,
        checks=block.checks,
        zones=block.ground.hits,
        overlaps=block.overlaps,
        mode=GrantMode.COMPETITION if has_passed else None,
        year=year,
        reported_year=None if (reported := number(block.row.get("year"))) is None else int(reported),
        matches=matches,
        unmatched_t_a=_unmatched(case, block, year, matches),
        remarks=tuple(_remarks(case, block, year, status)),
        rulings=tuple(dict.fromkeys(cited)),
        lawful_share=block.ground.lawful_share,
        banned_km2=block.ground.banned_m2 / 1e6,
        extent=block.ground.extent,
        source=row_text("区块表", block.row),
    )


def _general(case: GrantCase) -> list[Ruling]:
    rules = ("competitive_grant", "registering_authority", "grant_considers_minimum_scale")
    found = [case.policy.find(rule, mineral="bauxite") for rule in rules]
    return [ruling for ruling in found if ruling is not None]


def _matches(case: GrantCase, block: BauxiteBlock, answer: GrantAnswer) -> tuple[Match, ...]:
    found = []
    for project in case.projects:
        key = (block.block_id, project.investment_id)
        by_year = {y: round(answer.flows[*key, y], 3) for y in case.years if (*key, y) in answer.flows}
        if by_year:
            way = case.transport[key]
            name = text(project.row.get("name")) or project.investment_id
            same = is_same_county(block, project)
            found.append(Match(*key, name, by_year, way.distance_m, way.basis, same))
    return tuple(found)


def _unmatched(case: GrantCase, block: BauxiteBlock, year: int | None, matches: Sequence[Match]) -> dict[int, float]:
    """Return the output by year that goes to no project, once the block runs."""
    if year is None or block.capacity_t_a is None:
        return {}
    runs = [y for y in case.years if y >= year + case.choices.lead_years]
    left = {y: block.capacity_t_a - math.fsum(m.by_year.get(y, 0.0) for m in matches) for y in runs}
    return {y: round(amount, 3) for y, amount in left.items() if amount > 0.5}


def _remarks(case: GrantCase, block: BauxiteBlock, year: int | None, status: str) -> list[str]:
    remarks = [c.sentence for c in block.checks if c.outcome != "passed"]
    reported = number(block.row.get("year"))
    if year is not None and reported is not None and int(reported) != year:
        remarks.append(f"县级上报{int(reported)}年，安排在{year}年")
    for overlap in (o for o in block.overlaps if o.leads_to_pilot):
        is_listed = overlap.right_id in case.pilot_mines
        remarks.append(f"{overlap.mine_name}{'已' if is_listed else '未'}列入煤下铝试点名单")
    if status == "postponed":
        remarks.append(_why_postponed(case, block))
    if year is not None and year + case.choices.lead_years > case.years[-1]:
        remarks.append("规划期内尚不出矿，未参与匹配")
    return remarks


def _why_postponed(case: GrantCase, block: BauxiteBlock) -> str:
    size, totals = block.capacity_t_a or 0.0, case.choices.total_t_a
    if totals and all(totals.get(year, math.inf) < size for year in case.years):
        most = max(totals.values())
        return f"拟设规模{rate(size)}超过各年度总量（最大{rate(most)}），差{rate(size - most)}"
    return "受年度总量约束或者需求不足，本期未排入"


def _held(rows: list[GrantRow], answer: GrantAnswer, runs: Sequence[GrantAnswer]) -> list[GrantRow]:
    passed = answer.passed
    is_in = held({b: b in answer.granted for b in passed}, [{b: b in r.granted for b in passed} for r in runs])
    year = held({b: answer.granted.get(b) for b in passed}, [{b: r.granted.get(b) for b in passed} for r in runs])
    ranks = [ranks_of(run) for run in runs]
    made = []
    for row in rows:
        if row.block_id not in is_in or not runs:
            made.append(replace(row, runs=len(runs), held_runs=len(runs), held_year_runs=len(runs)))
            continue
        seen = [of[row.block_id] for of in ranks]
        made.append(
            replace(
                row,
                runs=len(runs),
                held_runs=is_in[row.block_id],
                held_year_runs=year[row.block_id],
                rank_range=(min(seen), max(seen)),
            )
        )
    return made


def project_rows(case: GrantCase, answer: GrantAnswer, runs: Sequence[GrantAnswer]) -> tuple[ProjectSupply, ...]:
    """Return what each project asks, gets and lacks, and how often the same blocks feed it."""
    feeding = [_feeding(answer)] + [_feeding(run) for run in runs]
    return tuple(_supply(case, project, answer, feeding) for project in case.projects)


def _feeding(answer: GrantAnswer) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for block_id, project, _ in answer.flows:
        found.setdefault(project, set()).add(block_id)
    return {project: tuple(sorted(blocks)) for project, blocks in found.items()}


def _supply(
    case: GrantCase, project: Project, answer: GrantAnswer, feeding: Sequence[dict[str, tuple[str, ...]]]
) -> ProjectSupply:
    key, start = project.investment_id, number(project.row.get("start_year"))
    supplied = {
        y: round(math.fsum(t for (_, p, year), t in answer.flows.items() if p == key and year == y), 3)
        for y in case.years
    }
    blocks = feeding[0].get(key, ())
    return ProjectSupply(
        investment_id=key,
        name=text(project.row.get("name")) or key,
        owner=text(project.row.get("owner")),
        county=text(project.row.get("county")),
        score=project.score,
        start_year=None if start is None else int(start),
        demand=project.demand,
        supplied=supplied,
        unmet={y: round(max(0.0, project.demand[y] - supplied[y]), 3) for y in case.years},
        block_ids=blocks,
        remarks=(*project.remarks, *_no_ways(case, project)),
        runs=len(feeding) - 1,
        held_runs=sum(of.get(key, ()) == blocks for of in feeding[1:]),
        source=row_text("投资项目表", project.row),
    )


def _no_ways(case: GrantCase, project: Project) -> tuple[str, ...]:
    passed = [b for b in case.blocks if b.status == "passed"]
    bars = [why_no_way(case, block, project, PLAIN) for block in passed]
    if passed and all(bars):
        return (f"没有可供矿的区块（如{passed[0].block_id}：{bars[0]}）",)
    return ()


def grant_figures(case: GrantCase, answer: GrantAnswer) -> SolverFigures:
    """Return what the solver says, demand that stays unmet taken off, with points by term that sum to the objective."""
    terms = _terms(case, answer)
    solved = answer.matched.solved
    # The solver counts met demand for, the plan counts unmet demand against: the difference is all demand there is.
    constant = answer.weights.unmet / 10 * math.fsum(d for row in answer.problem.demand for d in row)
    objective = solved.objective - constant
    bound = solved.bound - constant
    gap = (bound - objective) / max(1.0, abs(objective))
    return SolverFigures(
        "grant",
        solved.status,
        round(objective, 6),
        round(bound, 6),
        gap,
        answer.matched.variables,
        answer.matched.rows,
        {name: round(value, 3) for name, value in terms.items()},
    )


def _terms(case: GrantCase, answer: GrantAnswer) -> dict[str, float]:
    weights, problem = answer.weights, answer.problem
    by_id = {b.block_id: b for b in case.blocks}
    projects = {p.investment_id: p for p in case.projects}
    terms = dict.fromkeys(("block", "delay", "supply", "transport", "other_county", "unmet"), 0.0)
    for block_id, year in answer.granted.items():
        terms["block"] += weights.block * math.fsum(answer.scores[block_id].values())
        terms["delay"] -= weights.delay * (year - case.years[0])
    for (block_id, project, _), tonnes in answer.flows.items():
        way, share = case.transport[block_id, project], tonnes / 100_000
        distance = way.distance_m if way.distance_m is not None else case.choices.maximum_transport_m or 0.0
        terms["supply"] += weights.supply * projects[project].score * share
        terms["transport"] -= weights.transport * distance / 100_000 * share
        if not is_same_county(by_id[block_id], projects[project]):
            terms["other_county"] -= weights.other_county * share
    lots = math.fsum(answer.matched.flows.values())
    terms["unmet"] = -weights.unmet / 10 * (math.fsum(d for row in problem.demand for d in row) - lots)
    return terms
