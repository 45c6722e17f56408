import pytest

from mineplan.allocate.pilot.orders import Beds, order_of
from mineplan.terms import MiningOrder
from tests.allocate.pilot_county import law

LAW = law()
TOGETHER_M = 20


def decided(state, interval, thickness=4.0, policy=LAW):
    return order_of(Beds(state, interval, thickness), policy, TOGETHER_M)


@pytest.mark.parametrize(
    ("state", "interval", "order", "words"),
    [
        ("goaf", 60, MiningOrder.COAL_FIRST, "已采空"),
        ("mining", 60, MiningOrder.TOGETHER, "正在开采"),
        ("open_pit", 60, MiningOrder.TOGETHER, "露天"),
        ("unmined", 30.01, MiningOrder.BAUXITE_FIRST, "=7.50，大于7.5，可以上行开采"),
        # The ratio must exceed 7.5: exactly 7.5 is not enough.
        ("unmined", 30, MiningOrder.COAL_FIRST, "=7.50，不大于7.5，不宜上行开采"),
        ("unmined", 19.99, MiningOrder.TOGETHER, "小于情景所定20米"),
        ("mining", 19.99, MiningOrder.TOGETHER, "小于情景所定20米"),
        ("goaf", 19.99, MiningOrder.COAL_FIRST, "已采空"),
        ("", 60, MiningOrder.OPEN, "开采状态不明"),
        ("unmined", None, MiningOrder.OPEN, "不能判断上行开采"),
        ("unmined", -3, MiningOrder.OPEN, "不在最下可采煤层之下"),
        ("goaf", None, MiningOrder.COAL_FIRST, "已采空"),
    ],
)
def test_order_and_criterion(state, interval, order, words):
    found = decided(state, interval)
    assert found.order is order
    assert words in found.criterion
    assert found.is_settled == (order is not MiningOrder.OPEN)


@pytest.mark.parametrize(
    ("ruling", "state"),
    [
        ("mining_order.goaf", "goaf"),
        ("mining_order.mining", "mining"),
        ("mining_order.open_pit", "open_pit"),
        ("mining_order.unmined", "unmined"),
        ("interval_ratio_min", "unmined"),
    ],
)
def test_an_unconfirmed_criterion_leaves_the_order_open(ruling, state):
    found = decided(state, 60, policy=law(ruling))
    assert (found.order, found.is_settled) == (MiningOrder.OPEN, False)
    assert "待核实，开采顺序待论证" in found.criterion
    assert any(r.startswith(ruling) for r in found.rulings)


def test_a_ratio_without_thickness_is_not_reckoned():
    assert Beds("unmined", 60, None).ratio is None
    assert Beds("unmined", 60, 0.0).ratio is None
    assert decided("unmined", 60, None).order is MiningOrder.OPEN
