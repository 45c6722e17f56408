"""What the solver notes in English, in Chinese; a sentence that is not known stays as it is."""

from __future__ import annotations

import re

from mineplan.plans import Note

_STATUS = {
    "optimal": "该片划分已证明最优",
    "feasible": "该片划分可行，未证明最优",
    "unknown": "该片未得到划分",
}
_PATTERNS = (
    (
        r"Weights were rounded to multiples of (\S+); the plan is proven to within (\S+) of the best\.",
        r"权重按\1的整数倍取整，方案与最优方案的目标值相差不超过\2",
    ),
    (
        r"Weights lie (\d+) orders of magnitude apart, from (\S+) \((\w+)\) to (\S+) \((\w+)\): "
        r"plans that differ by less than (\S+) are not told apart\.",
        r"最大与最小的计分相差\1个数量级（\2至\4），目标值相差不足\6的方案不能区分优劣",
    ),
    (r"There are no distances: the span limit limits nothing\.", "缺少采矿权间距离，最大距离限制未起作用"),
    (r"There are no distances: compactness costs nothing\.", "缺少采矿权间距离，未计矿权分散"),
    (r"There are no capacities: a shortfall costs nothing\.", "缺少生产规模，未计规模不足"),
    (r"There are no holders: mixed holders cost nothing\.", "缺少采矿权人，未计区块内多于一个采矿权人"),
    (
        r"The component of node \d+ was not solved to proof: no alternatives were ranked inside it\.",
        "有一片连片采矿权未求解到证明最优，未在其中列出备选方案",
    ),
    (r"The ranking of alternatives stopped at its work or time limit\.", "备选方案的排序达到运算量或时间上限，未列全"),
    (
        r"The conflict may not be minimal: the search for a smaller one was cut off\.",
        "所列互相矛盾的约束可能不是最少的一组：进一步查找因时间上限中止",
    ),
)
_TOO_MANY = re.compile(
    r"The component of node \d+ \((\d+) nodes\) has too many possible groups to look at all of them; "
    r"its plan is (\w+), its bound comes from a relaxation\."
)


def chinese(note: Note) -> str:
    """Return a note's text, the solver's sentences translated."""
    if note.code != "solver":
        return note.text
    if found := _TOO_MANY.fullmatch(note.text):
        status = _STATUS.get(found[2], f"该片求解状态为{found[2]}")
        return f"有{found[1]}宗采矿权连成一片，可能的区块组合过多，未逐一比较：{status}，其理论下界由松弛计算得出"
    for pattern, words in _PATTERNS:
        if re.fullmatch(pattern, note.text):
            return re.sub(pattern, words, note.text)
    return note.text
