"""Names of builders and holders: matched, asked, or different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineplan.pressed.law import SameOwner, compare_owners

NAME = "忻州示例甲子矿业有限公司"


@pytest.mark.parametrize(
    ("owner", "holder", "said"),
    [
        (NAME, NAME, SameOwner.SAME),
        ("忻州示例（甲子）矿业有限公司", "忻州示例(甲子)矿业有限公司", SameOwner.SAME),
        ("忻州示例〔甲子〕矿业有限公司", "忻州示例【甲子】矿业有限公司", SameOwner.SAME),
        ("忻州示例ＡＢ矿业有限公司", "忻州示例ab矿业 有限公司", SameOwner.SAME),
        ("忻州示例甲子矿业有限责任公司", NAME, SameOwner.VARIANT),
        ("忻州示例甲子矿业股份公司", "忻州示例甲子矿业股份有限公司", SameOwner.VARIANT),
        ("忻州示例（甲子）矿业有限公司", NAME, SameOwner.ASK),
        (NAME + "北山分公司", NAME, SameOwner.ASK),
        ("忻州示例甲子矿业集团有限公司", NAME, SameOwner.ASK),
        ("忻州示例甲子矿业股份有限公司", NAME, SameOwner.ASK),
        ("忻州示例乙丑能源有限公司", NAME, SameOwner.DIFFERENT),
        ("", NAME, SameOwner.DIFFERENT),
        (NAME, "", SameOwner.DIFFERENT),
        ("", "", SameOwner.DIFFERENT),
    ],
)
def test_owner(owner, holder, said):
    assert compare_owners(owner, holder) is said
    assert compare_owners(holder, owner) is said


@given(st.text("甲乙丙示例矿业有限责任公司集团（）()Ａa ", max_size=14), st.text("甲乙丙示例矿业有限公司", max_size=12))
def test_comparing_is_symmetric_and_knows_itself(a, b):
    assert compare_owners(a, b) is compare_owners(b, a)
    assert compare_owners(a, a) in (SameOwner.SAME, SameOwner.DIFFERENT)
