"""What a reader of an allocation should doubt: data gaps, lapsed and unconfirmed law, choices without ground."""

from __future__ import annotations

from collections.abc import Iterable

from mineplan.allocate.lives import number
from mineplan.allocate.prepare import Allocation
from mineplan.links.exclusions import shapeless
from mineplan.plans import Note
from mineplan.plans.allocation import MineLife, SolverFigures
from mineplan.policy import Ruling

_SLIVER_M2 = 100.0
_PARTS = {"continuation": "煤炭接续配置", "grant": "铝土矿出让计划", "pilot": "煤下铝试点"}


def allocation_notes(
    work: Allocation, mines: Iterable[MineLife], figures: Iterable[SolverFigures], failed_runs: int
) -> tuple[Note, ...]:
    """Return every note of a run but those of the pilot, the readers' first."""
    return (
        *work.dataset.notes,
        *_data(work),
        *[Note("mine_left_out", f"{m.mine_name}：{m.excluded}", m.right_id) for m in mines if m.excluded],
        *_law(work),
        *_totals(work),
        *_solver(figures, failed_runs, work.choices.sensitivity.runs),
    )


def _data(work: Allocation) -> list[Note]:
    tables, notes = work.dataset.tables, []
    if "zones" not in tables:
        notes.append(Note("criterion_off", "没有管控区域表，未核对区块是否涉及禁采区", "zones"))
    else:
        blocks = tables["blocks"].rename(columns={"block_id": "right_id"}) if "blocks" in tables else None
        lost = shapeless(blocks, tables["zones"], work.policy) if blocks is not None and len(blocks) else []
        notes += [Note("zone_shapeless", f"“{z.name}”没有画成面，未据以判断", z.zone_id) for z in lost]
    notes += _blocks(work)
    if work.continuation is not None:
        notes += _coal_data(work)
    if work.grant is not None:
        notes += _bauxite_data(work)
    return notes


def _blocks(work: Allocation) -> list[Note]:
    """Name blocks that no part plans, and blocks of coal and bauxite that lie over each other."""
    blocks = work.dataset.tables.get("blocks")
    if blocks is None:
        return []
    import shapely

    planned = {"coal": work.continuation, "bauxite": work.grant}
    idle = blocks[[planned.get(str(m)) is None for m in blocks["mineral"]]]
    notes = [Note("block_not_planned", "该矿种的区块不在本次配置范围内", str(b)) for b in idle["block_id"]]
    coal, ore = blocks[blocks["mineral"] == "coal"], blocks[blocks["mineral"] == "bauxite"]
    pairs = shapely.STRtree(ore.geometry.to_numpy()).query(coal.geometry.to_numpy(), predicate="intersects")
    for i, j in sorted(zip(*pairs.tolist(), strict=True)):
        area = float(shapely.area(shapely.intersection(coal.geometry.iloc[i], ore.geometry.iloc[j])))
        if area > _SLIVER_M2:
            named = f"与铝土矿区块{ore['block_id'].iloc[j]}平面重叠{area / 1e6:.4f}平方千米"
            words = f"{named}，新设矿业权垂直投影不得重叠，应统一配置"
            notes.append(Note("block_over_block", words, str(coal["block_id"].iloc[i])))
    return notes


def _coal_data(work: Allocation) -> list[Note]:
    assert work.continuation is not None
    case, notes = work.continuation, []
    for column, words in (("top_m", "标高上限"), ("bottom_m", "标高下限")):
        if all(number(block.row.get(column)) is None for block in case.blocks):
            notes.append(Note("criterion_off", f"煤炭区块缺少{words}，不能判断深部、上部资源", f"blocks.{column}"))
    if "status" not in work.dataset.tables["rights"]:
        notes.append(Note("criterion_off", "台账缺少“矿山状态”，全部视为有效矿权", "status"))
    blank = [block.block_id for block in case.blocks if number(block.row.get("recoverable_t")) is None]
    return [*notes, *[Note("block_without_reserves", "缺少可采储量，不能计算接续年限", b) for b in blank]]


def _bauxite_data(work: Allocation) -> list[Note]:
    assert work.grant is not None
    case, notes = work.grant, []
    if not case.projects:
        notes.append(Note("criterion_off", "没有铝土矿投资项目表，只排年度出让，不作匹配", "investments"))
    unknown = sorted({p for (_, p), way in case.transport.items() if way.basis == "unknown"})
    if unknown:
        words = f"{len(unknown)}个投资项目没有运距也没有坐标，运距按情景上限计"
        notes.append(Note("distance_unknown", words, unknown[0]))
    notes += [Note("project", word, p.investment_id) for p in case.projects for word in p.remarks]
    if all(number(block.row.get("as_ratio")) is None for block in case.blocks):
        notes.append(Note("criterion_off", "区块缺少铝硅比，评分未计质量一项", "as_ratio"))
    return notes


def _law(work: Allocation) -> list[Note]:
    policy, notes = work.policy, []
    for ruling in policy.expired:
        if ruling.rule == "allocation_task" and ruling.valid_to is not None:
            last = f"{ruling.valid_to.year}年{ruling.valid_to.month}月{ruling.valid_to.day}日"
            words = f"{ruling.citation.document}（{ruling.citation.number}）有效期已于{last}届满，仅作任务来源"
            notes.append(Note("ruling_expired", words, ruling.ruling_id))
    for ruling in open_rulings(work):
        words = f"“{ruling.title}”待核实，本方案未据以判断（{ruling.remark}）"
        notes.append(Note("unconfirmed_ruling", words, ruling.ruling_id))
    return notes


def open_rulings(work: Allocation) -> list[Ruling]:
    """Return the unconfirmed rulings that would bear on the plan and that the scenario does not assume."""
    policy = work.policy
    found: list[Ruling | None] = []
    if work.continuation is not None:
        found += [policy.find("depletion_life"), policy.find("continuation_total")]
        blocks = [*work.continuation.blocks]
        found += [policy.get(h.ruling) for b in blocks for h in b.ground.hits if not h.is_settled]
    if work.grant is not None:
        found += [r for b in work.grant.blocks[:1] for r in b.minimum.open_rulings]
        found += [policy.get(h.ruling) for b in work.grant.blocks for h in b.ground.hits if not h.is_settled]
    unsettled = {r.ruling_id: r for r in found if r is not None and not r.is_settled}
    return [unsettled[key] for key in sorted(unsettled)]


def _totals(work: Allocation) -> list[Note]:
    notes = []
    years = work.choices.plan_years
    if work.continuation is not None:
        case = work.continuation
        life = f"枯竭界限{case.choices.depleted_life_a:g}年取自情景，没有文件规定"
        notes.append(Note("choice_without_ground", life, "continuation.depleted_life_a"))
        free = [str(y) for y in years if y not in case.choices.total_t_a]
        if free:
            words = f"情景没有给出{'、'.join(free)}年的煤炭年度总量，这些年不限"
            notes.append(Note("total_absent", words, "continuation.total_t_a"))
    if work.grant is not None:
        free = [str(y) for y in years if y not in work.grant.choices.total_t_a]
        if free:
            words = f"情景没有给出{'、'.join(free)}年的铝土矿出让总量，这些年不限"
            notes.append(Note("total_absent", words, "grant.total_t_a"))
    return notes


def _solver(figures: Iterable[SolverFigures], failed_runs: int, runs: int) -> list[Note]:
    notes = [
        Note("not_proven", f"{_PARTS[f.part]}未证明最优：目标值与上界相差{f.gap:.2%}", f.part)
        for f in figures
        if f.status == "feasible"
    ]
    if failed_runs:
        words = f"{runs}次扰动中有{failed_runs}次没有可行方案，这些次按不保持计"
        notes.append(Note("perturbed_runs_failed", words))
    if not runs:
        notes.append(Note("no_sensitivity", "情景关闭了扰动试算，各项选择没有保持率"))
    return notes
