"""Where things stand in the review sheet."""

from __future__ import annotations

from mineplan.review.events import VERDICT_LABELS

SHEET, MARK, LOG = "审查意见", "校验", "审查记录"
# Header and width; the last four are filled in by the reviewer.
COLUMNS = (
    ("序号", 6),
    ("区块编号", 28),
    ("区块名称", 26),
    ("采矿权", 44),
    ("整合主体", 26),
    ("拟设面积（平方千米）", 11),
    ("已有意见", 24),
    ("审查意见", 10),
    ("理由", 34),
    ("修改内容", 40),
    ("会审人员", 18),
)
LABELS = [name for name, _ in COLUMNS]
VERDICTS = {label: verdict for verdict, label in VERDICT_LABELS.items()}
HEADER = 4  # row of the headers, from 0
WHO, KIND = (2, 2), (2, 8)
