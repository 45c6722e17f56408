"""Bauxite blocks against zones, existing rights, minimum scale and life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.allocate.lives import number
from mineplan.allocate.neighbours import Neighbour, neighbours_of
from mineplan.allocate.words import rate, tonnes, years
from mineplan.allocate.zones import Ground, grounds_of, sentence_of, without
from mineplan.plans.allocation import Check, RightOverlap
from mineplan.policy import Policy, Ruling, reaches
from mineplan.scenario import Grant
from mineplan.stock import CLASSES, Minimum, minimum_of, quantity_of, service_life_a
from mineplan.terms import Mineral, term_of

if TYPE_CHECKING:
    from mineplan.dataset import Dataset

_STANDS = {
    "below": "区块位于其登记标高下方",
    "above": "区块位于其登记标高上方",
    "level": "区块与其登记标高相交",
    "unknown": "标高关系不明",
}


@dataclass(frozen=True)
class BauxiteBlock:
    """A reported block and what the screening says of it.

    Attributes
    ----------
    ground
        What of it may be granted: bans and small overlaps with rights cut out.
    quantity_t, life_a
        Tonnes that the life counts, on that ground; years at the proposed capacity.
    status
        `passed`, `to_pilot` or `screened_out`.
    """

    row: dict[str, Any]
    shape: Any
    ground: Ground
    overlaps: tuple[RightOverlap, ...]
    resources_t: dict[str, float]
    quantity_t: float | None
    quantity_basis: str
    capacity_t_a: float | None
    life_a: float | None
    life_formula: str
    minimum: Minimum
    checks: tuple[Check, ...]
    status: str

    @property
    def block_id(self) -> str:
        """Return the block's id."""
        return str(self.row["block_id"])


def bauxite_blocks(dataset: Dataset, policy: Policy, choices: Grant) -> tuple[BauxiteBlock, ...]:
    """Return every reported block that is not coal, screened, sorted by id."""
    table = dataset.tables["blocks"]
    blocks = table[table["mineral"] == "bauxite"].reset_index(drop=True)
    rights = dataset.tables["rights"]
    around = neighbours_of(blocks, rights, 0.0)
    grounds = grounds_of(blocks, dataset.tables.get("zones"), policy)
    shapes = dict(zip(rights["right_id"], rights.geometry, strict=True))
    found = []
    for row, ground, near in zip(blocks.to_dict("records"), grounds, around, strict=True):
        over = [n for n in near if n.overlap_m2 >= choices.minimum_overlap_m2]
        found.append(_screened(row, _cut_back(ground, over, shapes, choices), over, policy, choices))
    return tuple(found)


def _cut_back(ground: Ground, over: list[Neighbour], shapes: dict[str, Any], choices: Grant) -> Ground:
    """Cut rights that cover little of a block out of it; what covers more is left for the checks to name."""
    small = [shapes[n.right_id] for n in over if n.overlap_share <= 1 - choices.minimum_lawful_share]
    return without(ground, small)


def _screened(
    row: dict[str, Any], ground: Ground, over: list[Neighbour], policy: Policy, choices: Grant
) -> BauxiteBlock:
    share = ground.usable_share
    stated = {c: number(row.get(f"{c}_t")) for c in CLASSES}
    resources = {c: t * share for c, t in stated.items() if t}
    recoverable = number(row.get("recoverable_t"))
    quantity, basis = quantity_of(resources, None if recoverable is None else recoverable * share, choices)
    capacity = number(row.get("capacity_t_a"))
    recovery = number(row.get("recovery_share")) or choices.recovery_share
    # 可采储量 has its losses taken off already.
    recovery, dilution = (1.0, 0.0) if basis == "remaining" else (recovery, choices.dilution_share)
    life = service_life_a(quantity or None, capacity, recovery, dilution)
    minimum = minimum_of(policy, str(row["mineral"]), is_new=True)
    overlaps = tuple(_overlap(n, choices) for n in over)
    checks = (
        _data_check(bool(resources or recoverable or any(stated.values())), capacity),
        _minimum_check("capacity", capacity, minimum, policy, str(row["mineral"])),
        _minimum_check("life", life, minimum, policy, str(row["mineral"])),
        _zone_check(ground, policy, choices),
        _overlap_check(overlaps, policy, choices),
    )
    return BauxiteBlock(
        row=row,
        shape=row.pop("geometry"),
        ground=ground,
        overlaps=overlaps,
        resources_t=resources,
        quantity_t=quantity,
        quantity_basis="recoverable" if basis == "remaining" else basis,
        capacity_t_a=capacity,
        life_a=life,
        life_formula=_life_formula(quantity, capacity, recovery, dilution),
        minimum=minimum,
        checks=checks,
        status=_status(checks, overlaps),
    )


def _life_formula(quantity: float | None, capacity: float | None, recovery: float, dilution: float) -> str:
    life = service_life_a(quantity or None, capacity, recovery, dilution)
    if life is None or quantity is None or capacity is None:
        return ""
    return f"T＝{tonnes(quantity)}×回采率{recovery:.0%}÷（{rate(capacity)}×（1－贫化率{dilution:.0%}））＝{years(life)}"


def _status(checks: tuple[Check, ...], overlaps: tuple[RightOverlap, ...]) -> str:
    if any(o.leads_to_pilot for o in overlaps):
        return "to_pilot"
    return "screened_out" if any(c.outcome == "failed" for c in checks) else "passed"


def _overlap(near: Neighbour, choices: Grant) -> RightOverlap:
    mineral = term_of(Mineral, near.mineral)
    is_small = near.overlap_share <= 1 - choices.minimum_lawful_share
    # A coal right's registered elevations often reach below its lowest seam: bauxite there lies under coal too.
    leads = near.mineral == "coal" and not is_small and near.elevation != "above"
    interval = f"，间距{near.interval_m:.0f}米" if near.interval_m is not None else ""
    sentence = (
        f"与{near.mine_name}（{mineral.label if mineral else '矿种不明'}）平面重叠{near.overlap_share:.1%}，"
        f"{_STANDS[near.elevation]}{interval}"
    )
    end = "；重叠部分予以扣除" if is_small else "；转入煤下铝试点研究" if leads else "；不得在已设矿业权范围内另设"
    return RightOverlap(
        near.right_id,
        near.mine_name,
        near.mineral,
        near.holder,
        near.overlap_m2,
        near.overlap_share,
        {"below": "above", "above": "below"}.get(near.elevation, near.elevation),
        near.interval_m,
        leads,
        sentence + end,
    )


def _data_check(has_resources: bool, capacity: float | None) -> Check:
    missing = [w for w, v in (("资源量", has_resources), ("拟设规模", capacity)) if not v]
    if missing:
        return Check("data", "failed", f"缺少{'和'.join(missing)}，不能筛选，请县级补报")
    return Check("data", "passed", "资源量、拟设规模齐备")


def _minimum_check(name: str, value: float | None, minimum: Minimum, policy: Policy, mineral: str) -> Check:
    rule, label = {"capacity": ("minimum_capacity", "拟设规模"), "life": ("minimum_life", "服务年限")}[name]
    ruling = policy.find(rule, mineral=mineral)
    if ruling is None or ruling not in minimum.rulings:
        why = f"“{ruling.title}”待核实，未据以判断" if ruling is not None else "没有有效的下限规定"
        return Check(name, "open", f"{label}：{why}", (ruling.ruling_id,) if ruling is not None else ())
    if value is None:
        return Check(name, "open", f"缺少数据，未判断{label}", (ruling.ruling_id,))
    return _against(name, label, value, ruling)


def _against(name: str, label: str, value: float, ruling: Ruling) -> Check:
    say = rate if name == "capacity" else years
    least = float(str(ruling.amount))
    has_passed = reaches(ruling, value)
    words = f"{label}{say(value)}，{'达到' if has_passed else '未达到'}下限{say(least)}"
    words += "" if has_passed else f"，差{say(least - value)}"
    return Check(name, "passed" if has_passed else "failed", words, (ruling.ruling_id,))


def _zone_check(ground: Ground, policy: Policy, choices: Grant) -> Check:
    if not ground.hits:
        return Check("zones", "passed", "不涉及管控区域")
    sentence = "；".join(sentence_of(hit, policy) for hit in ground.hits)
    rulings = tuple(dict.fromkeys(h.ruling for h in ground.hits))
    if ground.lawful_share < choices.minimum_lawful_share:
        sentence += f"；禁止区外部分只占{ground.lawful_share:.1%}，低于情景下限{choices.minimum_lawful_share:.0%}"
        return Check("zones", "failed", sentence, rulings)
    is_open = all(not h.is_settled for h in ground.hits)
    return Check("zones", "open" if is_open else "conditional", sentence, rulings)


def _overlap_check(overlaps: tuple[RightOverlap, ...], policy: Policy, choices: Grant) -> Check:
    """Judge existing rights: new rights may not lie in the vertical projection of existing ones."""
    rulings = tuple(r.ruling_id for r in policy.all("right_overlap"))
    if not overlaps:
        return Check("overlap", "passed", "不与已设矿业权重叠", rulings)
    sentence = "；".join(o.sentence for o in overlaps)
    is_small = all(o.overlap_share <= 1 - choices.minimum_lawful_share for o in overlaps)
    return Check("overlap", "conditional" if is_small else "failed", sentence, rulings)
