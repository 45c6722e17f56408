"""Which of coal and the bauxite under it is mined first, and by which criterion."""

from __future__ import annotations

from dataclasses import dataclass

from mineplan.policy import Policy, Ruling, reaches
from mineplan.terms import MiningOrder, MiningState


@dataclass(frozen=True)
class Order:
    """A mining order.

    Attributes
    ----------
    criterion
        Chinese: the figures and the ruling or choice that decided, or the question that is open.
    asked_ratio
        The ratio of interval to bauxite thickness that the order had to reach; None where none was asked.
    """

    order: MiningOrder
    criterion: str
    rulings: tuple[str, ...]
    asked_ratio: float | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the order is decided, on rulings that are confirmed or assumed and on choices of the scenario."""
        return self.order is not MiningOrder.OPEN


@dataclass(frozen=True)
class Beds:
    """What the order is decided on: state of the lowest seam, interval and bauxite thickness, metres."""

    state: str
    interval_m: float | None
    thickness_m: float | None

    @property
    def ratio(self) -> float | None:
        """Return interval over bauxite thickness (层间距与采厚之比)."""
        if self.interval_m is None or not self.thickness_m:
            return None
        return self.interval_m / self.thickness_m


def order_of(beds: Beds, policy: Policy, together_m: float) -> Order:
    """Decide the order; what rests on an unconfirmed ruling stays open.

    Parameters
    ----------
    together_m
        The scenario's interval below which coal and bauxite can only be mined as one system.
    """
    if not beds.state:
        return _open("上部煤层的开采状态不明，须先查明是未采、在采、采空还是露天", ())
    state = MiningState(beds.state)
    if beds.interval_m is not None and beds.interval_m <= 0:
        words = f"算得层间距{beds.interval_m:.1f}米，铝土矿不在最下可采煤层之下，标高资料须核实"
        return _open(words, ())
    if state in (MiningState.UNMINED, MiningState.MINING) and _is_close(beds, together_m):
        words = f"层间距{beds.interval_m:.1f}米小于情景所定{together_m:g}米，煤与铝土矿只能同采"
        return Order(MiningOrder.TOGETHER, words, ())
    ruling = policy.find("mining_order", mining_state=str(state))
    if ruling is None or not ruling.is_settled:
        return _unsettled(f"上部煤层{state.label}", ruling)
    if state is MiningState.UNMINED:
        return _ascending(beds, policy, ruling)
    return Order(MiningOrder(str(ruling.amount)), f"上部煤层{state.label}：{ruling.title}", (ruling.ruling_id,))


def _is_close(beds: Beds, together_m: float) -> bool:
    return beds.interval_m is not None and beds.interval_m < together_m


def _ascending(beds: Beds, policy: Policy, ruling: Ruling) -> Order:
    """Decide between bauxite first (ascending) and coal first by the ratio of interval to bauxite thickness."""
    asked = policy.find("interval_ratio_min", mineral="bauxite")
    if asked is None or not asked.is_settled:
        return _unsettled("上部煤层未采，须按层间距与采厚之比判断", asked, ruling)
    grounds = (ruling.ruling_id, asked.ruling_id)
    if beds.ratio is None:
        return _open("上部煤层未采，层间距或者铝土矿厚度不明，不能判断上行开采", grounds)
    amount = float(str(asked.amount))
    figures = f"上部煤层未采，层间距{beds.interval_m:.1f}米/铝土矿厚度{beds.thickness_m:g}米={beds.ratio:.2f}"
    if reaches(asked, beds.ratio):
        return Order(MiningOrder.BAUXITE_FIRST, f"{figures}，大于{amount:g}，可以上行开采", grounds, amount)
    return Order(MiningOrder.COAL_FIRST, f"{figures}，不大于{amount:g}，不宜上行开采", grounds, amount)


def _unsettled(facts: str, *rulings: Ruling | None) -> Order:
    found = [r for r in rulings if r is not None]
    names = "、".join(f"“{r.title}”" for r in found if not r.is_settled)
    words = f"{names}待核实" if names else "没有可依据的规定"
    words = f"{facts}；{words}，开采顺序待论证"
    return _open(words, tuple(r.ruling_id for r in found))


def _open(words: str, rulings: tuple[str, ...]) -> Order:
    return Order(MiningOrder.OPEN, words, rulings)
