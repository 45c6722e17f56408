"""By which channel a coal block may be granted, how, and which mines it may continue (Shanxi 2022)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mineplan.allocate.neighbours import Neighbour, enclosed_share, neighbours_of, width_m
from mineplan.allocate.zones import Ground, grounds_of
from mineplan.plans.allocation import Candidate, MineLife
from mineplan.policy import Policy, Ruling, keeps_within
from mineplan.scenario import Continuation
from mineplan.terms import Channel, GrantMode

if TYPE_CHECKING:
    import geopandas as gpd

    from mineplan.dataset import Dataset

_SCALES = {"large": "大型", "medium": "中型", "small": "小型"}
_ELEVATIONS = {"below": "下方", "above": "上方", "level": "同一标高", "unknown": "标高关系不明"}


@dataclass(frozen=True)
class CoalBlock:
    """A coal block and everything geometry says of it.

    Attributes
    ----------
    row
        The table's cells.
    enclosed
        Share of the boundary that the open coal mines around share; `width_m` widest part of the block.
    """

    row: dict[str, Any]
    shape: Any
    ground: Ground
    neighbours: tuple[Neighbour, ...]
    enclosed: float
    width_m: float
    area_m2: float

    @property
    def block_id(self) -> str:
        """Return the block's id."""
        return str(self.row["block_id"])


@dataclass(frozen=True)
class Decided:
    """A block under the rulings of the day.

    Attributes
    ----------
    channel
        None where the block may not be granted; `reason` says why, or what decided.
    candidates
        Mines around; the qualified are those it may continue. `is_public`: it goes to whoever wins.
    """

    channel: Channel | None
    reason: str
    is_in_total: bool
    is_public: bool
    mode: GrantMode | None
    mode_reason: str
    registration: str
    candidates: tuple[Candidate, ...]
    rulings: tuple[str, ...]


def coal_blocks(dataset: Dataset, policy: Policy, choices: Continuation) -> tuple[CoalBlock, ...]:
    """Return the coal blocks of a dataset with their surroundings, sorted by id."""
    import numpy as np
    import shapely

    table = dataset.tables["blocks"]
    blocks: gpd.GeoDataFrame = table[table["mineral"] == "coal"].reset_index(drop=True)
    rights = dataset.tables["rights"]
    around = neighbours_of(blocks, rights, choices.touch_m)
    grounds = grounds_of(blocks, dataset.tables.get("zones"), policy)
    of = dict(zip(rights["right_id"], rights.geometry, strict=True))
    found = []
    for row, ground, near in zip(blocks.to_dict("records"), grounds, around, strict=True):
        shape = row.pop("geometry")
        coal = np.array([of[n.right_id] for n in near if n.mineral == "coal"], dtype=object)
        enclosed = enclosed_share(shape, coal, choices.touch_m) if len(coal) else 0.0
        found.append(CoalBlock(row, shape, ground, near, enclosed, width_m(shape), float(shapely.area(shape))))
    return tuple(found)


def decide(block: CoalBlock, mines: Mapping[str, MineLife], policy: Policy, choices: Continuation) -> Decided:
    """Return channel, mode and qualified mines of a block."""
    if block.ground.lawful_share < choices.minimum_lawful_share:
        share = f"禁止区外部分只占{block.ground.lawful_share:.1%}，低于情景下限{choices.minimum_lawful_share:.0%}"
        bans = tuple(h.ruling for h in block.ground.hits if h.effect == "ban" and h.is_settled)
        return _refused(block, f"区块大部位于禁止区：{share}", bans)
    channel, reason, inside = _channel(block, mines, choices)
    if channel is None:
        return _refused(block, reason, tuple(r.ruling_id for r in policy.all("right_overlap")))
    quota = policy.find("continuation_quota", channel=channel.value)
    mode = policy.find("continuation_mode", channel=channel.value)
    if quota is None or mode is None or not quota.is_settled or not mode.is_settled:
        return _refused(block, f"{reason}；{policy.on}没有“{channel.label}”渠道的有效规定", ())
    candidates = tuple(_candidate(n, channel, inside, mines, choices) for n in _coal(block))
    grounds = [
        quota,
        mode,
        *policy.all("continuation_priority", channel=channel.value),
        *policy.all("continuation_consent"),
    ]
    chosen, why, more = _mode(block, channel, candidates, mines, mode, policy)
    return Decided(
        channel,
        reason,
        quota.amount == "inside",
        channel is Channel.CAPACITY_GAP,
        chosen,
        why,
        _registration(channel),
        candidates,
        tuple(dict.fromkeys(r.ruling_id for r in [*grounds, *more])),
    )


def _refused(block: CoalBlock, reason: str, rulings: tuple[str, ...]) -> Decided:
    candidates = tuple(_unqualified(n, "区块不得出让") for n in _coal(block))
    return Decided(None, reason, False, False, None, "", "", candidates, rulings)


def _coal(block: CoalBlock) -> list[Neighbour]:
    return [n for n in block.neighbours if n.mineral == "coal"]


def _channel(
    block: CoalBlock, mines: Mapping[str, MineLife], choices: Continuation
) -> tuple[Channel | None, str, str | None]:
    """Return the channel, the sentence that says what decided, and the mine that the block lies inside of."""
    crossing = [n for n in block.neighbours if n.overlap_m2 >= choices.minimum_overlap_m2]
    inside = [n for n in crossing if n.mineral == "coal" and n.overlap_share >= choices.within_share]
    if len(crossing) == 1 and inside:
        return _inside(inside[0])
    if crossing:
        named = "、".join(f"{n.mine_name}（{n.overlap_share:.1%}，{_ELEVATIONS[n.elevation]}）" for n in crossing)
        return None, f"区块与已设矿业权平面重叠而不在单一煤矿范围内：{named}，应调整范围或者分割申报", None
    near = _coal(block)
    if (
        len(near) > 1
        and block.enclosed >= choices.gap_enclosed_share
        and block.area_m2 <= choices.gap_maximum_km2 * 1e6
    ):
        names = "、".join(n.mine_name for n in near)
        facts = f"边界{block.enclosed:.0%}与{len(near)}个煤矿相邻，最宽处{block.width_m:.0f}米"
        return Channel.GAP, f"夹于{names}之间：{facts}", None
    used = [n for n in near if _is_used_up(n, mines, choices)]
    if used:
        facts = "、".join(f"{n.mine_name}（共用边界{n.shared_m:.0f}米）" for n in used)
        return Channel.ADJACENT, f"与枯竭矿山毗邻：{facts}", None
    nearest = f"；{choices.touch_m:.0f}米内的煤矿均未枯竭或共用边界不足" if near else ""
    return Channel.CAPACITY_GAP, f"不属于夹缝、深部、上部和枯竭矿山毗邻资源{nearest}", None


def _inside(mine: Neighbour) -> tuple[Channel | None, str, str | None]:
    where = f"区块{mine.overlap_share:.1%}位于{mine.mine_name}平面范围内"
    if mine.elevation == "below":
        return Channel.DEEP, f"{where}、开采标高下方，间距{mine.interval_m:.0f}米", mine.right_id
    if mine.elevation == "above":
        return Channel.UPPER, f"{where}、开采标高上方，间距{mine.interval_m:.0f}米", mine.right_id
    if mine.elevation == "level":
        return None, f"{where}，标高与已设采矿权重叠", None
    return None, f"{where}，缺少标高，不能判断是否深部、上部资源", None


def _is_used_up(near: Neighbour, mines: Mapping[str, MineLife], choices: Continuation) -> bool:
    mine = mines.get(near.right_id)
    return mine is not None and mine.is_depleted and near.shared_m >= choices.minimum_boundary_m


def _candidate(
    near: Neighbour, channel: Channel, inside: str | None, mines: Mapping[str, MineLife], choices: Continuation
) -> Candidate:
    mine = mines.get(near.right_id)
    if channel is Channel.CAPACITY_GAP:
        return _unqualified(near, "缺口产能公开出让，不预设对象")
    if channel in (Channel.DEEP, Channel.UPPER):
        if near.right_id != inside:
            return _unqualified(near, "深部、上部资源只配置给本矿")
        if mine is not None and mine.scale not in ("large", "medium"):
            return _unqualified(near, f"属{_SCALES.get(mine.scale, '规模不明的')}煤矿，不是大型、中型煤矿")
    if mine is None or mine.life_a is None:
        return _unqualified(near, mine.excluded if mine is not None else "不在煤矿表内")
    if channel is Channel.ADJACENT and not _is_used_up(near, mines, choices):
        return _unqualified(near, _why_not_used_up(near, mine, choices))
    words = {Channel.GAP: "夹缝相邻煤矿", Channel.ADJACENT: "毗邻的枯竭煤矿"}.get(channel, "本矿深部、上部资源")
    return replace(_unqualified(near, words), is_qualified=True)


def _why_not_used_up(near: Neighbour, mine: MineLife, choices: Continuation) -> str:
    if not mine.is_depleted:
        return f"剩余服务年限{mine.life_a or 0:.1f}年，超过枯竭界限{choices.depleted_life_a:g}年"
    return f"共用边界{near.shared_m:.0f}米，不足{choices.minimum_boundary_m:.0f}米"


def _unqualified(near: Neighbour, reason: str) -> Candidate:
    relation = "inside" if near.overlap_share >= 0.5 else "touching" if near.gap_m <= 0.05 else "near"
    return Candidate(
        near.right_id,
        near.mine_name,
        relation,
        near.gap_m,
        near.shared_m,
        near.shared_share,
        near.overlap_share,
        near.elevation,
        False,
        reason,
    )


def _mode(
    block: CoalBlock,
    channel: Channel,
    candidates: tuple[Candidate, ...],
    mines: Mapping[str, MineLife],
    ruling: Ruling,
    policy: Policy,
) -> tuple[GrantMode, str, list[Ruling]]:
    """Return how a block is granted: agreement only where the channel allows it and no competition forms."""
    open_to = [c for c in candidates if c.is_qualified]
    general = [r for r in policy.all("competitive_grant") if r.is_settled]
    if ruling.amount == "competition":
        return GrantMode.COMPETITION, "该渠道竞争出让", general
    if not open_to:
        return GrantMode.COMPETITION, "没有符合条件的煤矿，面向社会竞争出让", general
    holders = {mines[c.right_id].holder or c.right_id for c in open_to}
    if len(holders) > 1:
        return GrantMode.COMPETITION, f"{len(open_to)}个煤矿符合条件，形成竞争", general
    bars, used = _bars(block, channel, policy)
    if bars:
        return GrantMode.COMPETITION, f"只有一家采矿权人符合条件，但{bars}，竞争出让", [*general, *used]
    return GrantMode.AGREEMENT, "只有一家采矿权人符合条件，形不成竞争，可以协议出让（报批前须核实协议出让依据）", used


def _bars(block: CoalBlock, channel: Channel, policy: Policy) -> tuple[str, list[Ruling]]:
    """Return what of national rules stands against an agreement, "" for nothing, and the rulings asked."""
    ground = policy.find("agreement_grant", channel=channel.value)
    if ground is None or not ground.is_settled:
        return "没有可以协议出让的有效规定", []
    if channel is not Channel.GAP:
        return "", [ground]
    holders = {n.holder for n in _coal(block)}
    if len(holders) > 1 or "" in holders:
        return "夹缝两侧不属同一采矿权人", [ground]
    width = policy.find("gap_width")
    if width is not None and width.is_settled and not keeps_within(width, block.width_m):
        return f"夹缝最宽处{block.width_m:.0f}米，超过{width.amount:g}米", [ground, width]
    return "", [ground, *([width] if width is not None else [])]


def _registration(channel: Channel) -> str:
    return {
        Channel.GAP: "竞得人为相邻煤矿的，办理扩大矿区范围变更登记",
        Channel.DEEP: "办理采矿权变更登记（扩大开采标高）",
        Channel.UPPER: "办理采矿权变更登记（扩大开采标高）",
        Channel.ADJACENT: "竞得人为毗邻煤矿采矿权人的，办理扩大矿区范围变更登记",
        Channel.CAPACITY_GAP: "签订出让合同后办理采矿权首次登记",
    }[channel]
