"""Remaining lives of the coal mines: T = recoverable reserves/(capacity·K)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mineplan.allocate.words import rate, row_text, tonnes, years
from mineplan.errors import ScenarioError
from mineplan.plans.allocation import MineLife
from mineplan.policy import Policy, reaches
from mineplan.scenario import Continuation

if TYPE_CHECKING:
    from mineplan.dataset import Dataset

_WORKED = ("goaf", "open_pit")


@dataclass(frozen=True)
class ReserveFactor:
    """K and its range: the scenario's own figure, or the middle of the rulings that it assumes."""

    value: float
    range: tuple[float, float]
    basis: str
    rulings: tuple[str, ...]


def reserve_factor_of(choices: Continuation, policy: Policy) -> ReserveFactor:
    """Return K.

    Raises
    ------
    ScenarioError
        The scenario gives none and does not assume the unconfirmed rulings that would.
    """
    found = [policy.find("reserve_factor_min"), policy.find("reserve_factor_max")]
    settled = [r for r in found if r is not None and r.is_settled and isinstance(r.amount, float)]
    limits = [float(str(r.amount)) for r in found if r is not None and isinstance(r.amount, float)]
    ids = tuple(r.ruling_id for r in found if r is not None)
    span = (min(limits), max(limits)) if len(limits) == 2 else None
    if choices.reserve_factor is not None:
        own = choices.reserve_factor
        return ReserveFactor(own, span or (own, own), "情景给定", ids)
    if len(settled) == 2 and span is not None:
        return ReserveFactor((span[0] + span[1]) / 2, span, "情景采用的上下限之中值", ids)
    raise ScenarioError(
        "allocate.continuation.reserve_factor: no K of T = reserves/(capacity x K) is settled; give one, or take "
        f"{' and '.join(ids) or 'a ruling'} as confirmed in assume: with a reason"
    )


def lives_of(dataset: Dataset, policy: Policy, choices: Continuation, factor: float) -> tuple[MineLife, ...]:
    """Return every coal mine: the ranked by remaining life, the shortest first, then those left out.

    A mine without recoverable reserves or capacity is left out with the reason and never gets a life of 0.
    """
    rights = dataset.tables["rights"]
    rows = rights[rights["mineral"] == "coal"] if "mineral" in rights else rights.iloc[:0]
    seams = _seam_reserves(dataset.tables.get("seams"))
    mines = [_life_of(row, seams, policy, choices, factor) for row in rows.to_dict("records")]
    order = sorted(mines, key=lambda m: (m.life_a is None, m.life_a or 0.0, m.right_id))
    return tuple(replace(m, depletion_rank=k) if m.life_a is not None else m for k, m in enumerate(order, start=1))


def _seam_reserves(seams: Any) -> dict[str, float]:
    if seams is None or "recoverable_t" not in seams:
        return {}
    left = seams[seams["recoverable_t"].notna()]
    if "mining_state" in left:
        left = left[~left["mining_state"].isin(_WORKED)]
    return {str(k): float(v) for k, v in left.groupby("right_id")["recoverable_t"].sum().items()}


def _life_of(
    row: dict[str, Any], seams: dict[str, float], policy: Policy, choices: Continuation, factor: float
) -> MineLife:
    right_id = str(row["right_id"])
    reserves, source = _reserves(row, seams)
    registered, increased = number(row.get("capacity_t_a")), number(row.get("increased_capacity_t_a"))
    has_increase = increased is not None and increased > (registered or 0.0)
    capacity = increased if has_increase else registered
    excluded = _why_not(row, reserves, capacity)
    life = None if excluded or reserves is None or not capacity else reserves / (capacity * factor)
    return MineLife(
        right_id=right_id,
        mine_name=text(row.get("mine_name")) or right_id,
        holder=text(row.get("holder")),
        county=text(row.get("county")),
        recoverable_t=reserves,
        capacity_t_a=capacity,
        registered_capacity_t_a=registered,
        reserve_factor=factor,
        life_a=life,
        formula="" if life is None or reserves is None or capacity is None else formula(reserves, capacity, factor),
        depletion_rank=None,
        is_depleted=life is not None and life <= choices.depleted_life_a,
        has_increase=has_increase,
        excluded=excluded,
        source=source,
        scale=_scale(policy, text(row.get("method")), registered),
        life_after_a=life,
    )


def formula(reserves_t: float, capacity_t_a: float, factor: float) -> str:
    """Return T with its figures."""
    life = years(reserves_t / (capacity_t_a * factor))
    return f"T＝可采储量{tonnes(reserves_t)}÷（生产能力{rate(capacity_t_a)}×K {factor:.2f}）＝{life}"


def _reserves(row: dict[str, Any], seams: dict[str, float]) -> tuple[float | None, str]:
    right_id, stated = str(row["right_id"]), number(row.get("recoverable_t"))
    at = row_text("采矿权表", row)
    if stated is not None:
        return stated, f"{at}“剩余可采储量”“设计规模”“核增后生产能力”"
    if right_id in seams:
        return seams[right_id], f"煤层表“可采储量”（未采空煤层合计）；{at}“设计规模”"
    return None, at


def _why_not(row: dict[str, Any], reserves: float | None, capacity: float | None) -> str:
    if text(row.get("status")) == "closed":
        return "矿山已关闭，不参与排序"
    missing = [word for word, value in (("剩余可采储量", reserves), ("生产规模", capacity)) if value is None]
    if missing:
        return f"缺少{'和'.join(missing)}，无法计算剩余服务年限，不参与排序"
    return "生产规模为0，无法计算剩余服务年限，不参与排序" if not capacity else ""


def _scale(policy: Policy, method: str, capacity_t_a: float | None) -> str:
    """Return the scale class of a coal mine; a mine of unknown method is judged as an underground one."""
    if capacity_t_a is None:
        return ""
    facts = {"mineral": "coal", "method": "open_pit" if method == "open_pit" else "underground"}
    for scale in ("large", "medium"):
        ruling = policy.find("scale_class", **facts, scale=scale)
        if ruling is not None and ruling.is_settled and reaches(ruling, capacity_t_a):
            return scale
    return "small"


def number(value: Any) -> float | None:
    """Return a cell as a number, None where it says nothing."""
    if value is None or isinstance(value, str):
        return None
    return float(value) if value == value else None


def text(value: Any) -> str:
    """Return a cell as text, "" where it says nothing."""
    return value.strip() if isinstance(value, str) else ""
