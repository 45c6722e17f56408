"""The continuation as rows of the plan: proposed, postponed and excluded blocks, and lives after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mineplan.allocate.channels import CoalBlock, Decided
from mineplan.allocate.continuing import ContinuationAnswer, ContinuationCase, counted_t_a, recoverable_t, room_t
from mineplan.allocate.lives import number, text
from mineplan.allocate.sensitivity import held
from mineplan.allocate.words import ground_text, rate, row_text, tonnes
from mineplan.allocate.zones import ground_km2, sentence_of
from mineplan.plans.allocation import ContinuationRow, MineLife, SolverFigures
from mineplan.terms import Channel, term_of

_STATUSES = ("proposed", "postponed", "excluded")


def continuation_rows(
    case: ContinuationCase, answer: ContinuationAnswer, runs: Sequence[ContinuationAnswer]
) -> tuple[ContinuationRow, ...]:
    """Return a row a block: the proposed by year and points, then the postponed, then the excluded."""
    after = {mine.right_id: mine for mine in mines_after(case, answer)}
    rows = [_row(case, block, made, answer, after) for block, made in zip(case.blocks, answer.decided, strict=True)]
    rows = _held(rows, answer, runs)
    rows.sort(key=lambda r: (_STATUSES.index(r.status), r.year or 0, -r.points, r.block_id))
    return tuple(replace(r, rank=k) if r.status == "proposed" else r for k, r in enumerate(rows, start=1))


def mines_after(case: ContinuationCase, answer: ContinuationAnswer) -> tuple[MineLife, ...]:
    """Return the mines with the blocks that the plan gives them, and the life that follows."""
    stock = {block.block_id: recoverable_t(block) or 0.0 for block in case.blocks}
    given: dict[str, list[str]] = {}
    for block_id, (right_id, _) in sorted(answer.taken.items()):
        if right_id:
            given.setdefault(right_id, []).append(block_id)
    return tuple(_after(mine, given.get(mine.right_id, []), stock) for mine in answer.mines)


def _after(mine: MineLife, block_ids: list[str], stock: Mapping[str, float]) -> MineLife:
    if not block_ids or mine.recoverable_t is None or not mine.capacity_t_a:
        return mine
    more = sum(stock[b] for b in block_ids)
    life = (mine.recoverable_t + more) / (mine.capacity_t_a * mine.reserve_factor)
    return replace(mine, life_after_a=life, block_ids=tuple(block_ids))


def _row(
    case: ContinuationCase,
    block: CoalBlock,
    made: Decided,
    answer: ContinuationAnswer,
    after: Mapping[str, MineLife],
) -> ContinuationRow:
    right_id, year = answer.taken.get(block.block_id, ("", None))
    mine = after.get(right_id)
    is_open = made.is_public or any(c.is_qualified for c in made.candidates)
    status = "proposed" if year is not None else "postponed" if made.channel is not None and is_open else "excluded"
    cited = tuple(dict.fromkeys([*made.rulings, *(h.ruling for h in block.ground.hits)]))
    return ContinuationRow(
        block_id=block.block_id,
        block_name=text(block.row.get("block_name")) or block.block_id,
        county=text(block.row.get("county")),
        status=status,
        rank=None,
        channel=made.channel,
        declared_channel=text(block.row.get("channel")),
        channel_reason=made.reason,
        mode=made.mode if status != "excluded" else None,
        mode_reason=made.mode_reason if status != "excluded" else "",
        right_id=right_id,
        mine_name=mine.mine_name if mine is not None else "",
        year=year,
        is_in_total=made.is_in_total,
        capacity_t_a=number(block.row.get("capacity_t_a")),
        area_km2=ground_km2(block.ground, case.dataset.crs),
        top_m=number(block.row.get("top_m")),
        bottom_m=number(block.row.get("bottom_m")),
        recoverable_t=recoverable_t(block),
        life_before_a=mine.life_a if mine is not None else None,
        life_after_a=mine.life_after_a if mine is not None else None,
        points=_points(block, made, answer),
        candidates=made.candidates,
        zones=block.ground.hits,
        legal_ground=ground_text(case.policy, made.rulings),
        registration=made.registration if status != "excluded" else "",
        remarks=tuple(_remarks(case, block, made, answer, status)),
        rulings=cited,
        extent=block.ground.extent,
        lawful_share=block.ground.lawful_share,
        banned_km2=block.ground.banned_m2 / 1e6,
        source=row_text("区块表", block.row),
    )


def _points(block: CoalBlock, made: Decided, answer: ContinuationAnswer) -> int:
    """Return the points of the choice, or the best that the block could have had."""
    offers = {c.right_id: c.points for c in made.candidates if c.is_qualified}
    if made.is_public:
        offers[""] = answer.public_points[block.block_id]
    taken = answer.taken.get(block.block_id)
    if taken is not None:
        return offers[taken[0]][taken[1]]
    return max((p for points in offers.values() for p in points.values()), default=0)


def _remarks(
    case: ContinuationCase, block: CoalBlock, made: Decided, answer: ContinuationAnswer, status: str
) -> list[str]:
    remarks = [sentence_of(hit, case.policy) for hit in block.ground.hits]
    declared = text(block.row.get("channel"))
    named = term_of(Channel, declared) if declared else None
    if declared and made.channel is not None and named is not made.channel:
        remarks.append(f"上报渠道“{declared}”，按空间关系判定为“{made.channel.label}”")
    if explorer := text(block.row.get("explorer")):
        remarks.append(f"区块内已有探矿权（{explorer}），依法优先取得采矿权，出让前须衔接")
    if made.is_in_total and number(block.row.get("capacity_t_a")) is None:
        remarks.append("缺少拟设规模，未能计入年度总量")
    if status == "postponed":
        remarks.append(_why_postponed(case, block, made, answer))
    elif status == "excluded" and made.channel is not None:
        remarks.append("没有符合条件的煤矿")
    return remarks


def _why_postponed(case: ContinuationCase, block: CoalBlock, made: Decided, answer: ContinuationAnswer) -> str:
    if _points(block, made, answer) <= 0:
        return "得分不高于零，本期不安排"
    by_id = {m.right_id: m for m in answer.mines}
    stock = recoverable_t(block) or 0.0
    full = [c for c in made.candidates if c.is_qualified and room_t(by_id[c.right_id], case.choices) < stock]
    if full and len(full) == sum(c.is_qualified for c in made.candidates):
        return f"配置后服务年限将超过{case.choices.maximum_life_a:g}年，不安排"
    if made.is_in_total:
        size = counted_t_a(block, made)
        if all(case.choices.total_t_a.get(year, size) < size for year in case.years):
            most = max(case.choices.total_t_a.values())
            return f"拟设规模{rate(size)}超过各年度总量（最大{rate(most)}），差{rate(size - most)}"
    return f"受年度总量、年度区块数或矿山服务年限上限约束，本期未排入（可采储量{tonnes(stock)}）"


def _held(
    rows: list[ContinuationRow], answer: ContinuationAnswer, runs: Sequence[ContinuationAnswer]
) -> list[ContinuationRow]:
    ids = [row.block_id for row in rows]
    mine = held(
        {b: answer.taken.get(b, (None, None))[0] for b in ids},
        [{b: run.taken.get(b, (None, None))[0] for b in ids} for run in runs],
    )
    both = held({b: answer.taken.get(b) for b in ids}, [{b: run.taken.get(b) for b in ids} for run in runs])
    return [replace(r, runs=len(runs), held_runs=mine[r.block_id], held_year_runs=both[r.block_id]) for r in rows]


def continuation_figures(answer: ContinuationAnswer, rows: Sequence[ContinuationRow]) -> SolverFigures:
    """Return what the solver says, with the points by part: they sum to the objective."""
    terms: dict[str, float] = {}
    for row in (r for r in rows if r.status == "proposed"):
        chosen = next((c for c in row.candidates if c.right_id == row.right_id and row.right_id), None)
        parts = dict(chosen.parts) if chosen is not None else {"public": float(row.points)}
        parts["timing"] = row.points - sum(parts.values())
        for name, value in parts.items():
            terms[name] = round(terms.get(name, 0.0) + value, 2)
    solved = answer.continued.solved
    return SolverFigures(
        "continuation",
        solved.status,
        solved.objective,
        solved.bound,
        solved.gap,
        answer.continued.variables,
        answer.continued.rows,
        terms,
    )
