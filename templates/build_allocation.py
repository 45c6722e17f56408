# ruff: noqa: E501 - sentences of the document stay whole; a full-width character counts as two columns
"""Build `allocation.docx`, the shipped template of the allocation plan: its wording."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gongwen import NOTES_ANNEX, RULINGS_ANNEX, Item, annex, build_document, doubts_annex, each, short, table, when

OPENING: list[Item] = [
    ("公文标题", "{{ title }}"),
    *when("is_synthetic", ("示例标记", "（{{ synthetic_mark }}，不作为任何行政行为的依据）")),
    ("主送机关", "山西省自然资源厅，各县（市、区）自然资源局："),
    (
        "公文正文",
        "为统筹{{ region }}{{ minerals }}资源配置，促进资源与投资项目匹配，{% if law.documents %}依据{{ law.documents_text }}"
        "（条款见附件{{ annexes.rulings.no }}），{% endif %}编制本方案，安排{{ span }}{{ tasks }}工作。本方案以{{ as_of }}为基准日，"
        "数据取自“{{ dataset }}”（{{ dataset_version }}版）。",
    ),
    *each(
        "e in law.expired",
        (
            "公文正文",
            "{{ e.document }}{{ e.articles_text }}提出了本项工作要求。该文件{% if e.years %}有效期{{ e.years }}年，"
            "{% endif %}已于{{ e.last_day }}届满，本方案仅以其为任务来源，不作为现行依据。",
        ),
    ),
]

BASIS: list[Item] = [
    ("Heading 1", "{{ headings.basis }}、编制依据和原则"),
    *when(
        "law.main",
        ("公文正文", "本方案主要依据以下规定，全部条款见附件{{ annexes.rulings.no }}："),
        *each(
            "r in law.main",
            (
                "公文正文",
                "{{ loop.index }}．{{ r.title }}。{{ r.cited }}：{{ r.quoted }}"
                "{% if r.assumed %}（{{ r.certainty }}，本方案按假定采用）"
                "{% elif r.certainty == '转引' %}（转引，报批前须核对原文）{% endif %}",
            ),
        ),
    ),
    *when(
        "law.assumed or law.unconfirmed",
        (
            "公文正文",
            "{% if law.assumed %}其中{{ law.assumed|length }}项未核实的规定按假定采用{% endif %}"
            "{% if law.assumed and law.unconfirmed %}，{% endif %}"
            "{% if law.unconfirmed %}{{ law.unconfirmed|length }}项待核实的规定未作为依据{% endif %}，见附件{{ annexes.doubts.no }}。假定不成立的，方案须重新测算。",
        ),
    ),
    (
        "公文正文",
        "{% if is_optimal %}各项配置由精确算法求解并已证明最优{% else %}部分配置为限定时间内求得的可行方案，差距见附件{{ annexes.proof.no }}{% endif %}；"
        "每项选择同时给出权重和不确定参数扰动下的保持次数，供审查时判断其可靠程度。",
    ),
]

CONTINUATION: list[Item] = [
    ("Heading 1", "{{ headings.continuation }}、煤炭资源接续配置"),
    ("Heading 4", "（一）煤矿剩余服务年限"),
    (
        "公文正文",
        "本次统计煤矿{{ continuation.mine_count }}座。剩余服务年限按T＝剩余可采储量÷（生产能力×储量备用系数K）计算，K取{{ continuation.factor }}，已批准核增的按核增后能力计算。"
        "{% if continuation.depleted_count %}其中按本方案标准属资源枯竭的{{ continuation.depleted_count }}座。{% else %}没有达到枯竭标准的煤矿。{% endif %}"
        "{% if continuation.excluded %}另有{{ continuation.excluded|length }}座因储量、能力等资料不全或者已关闭，不参加排序，不按零年处理。{% endif %}"
        "{% if annexes.mines %}全部煤矿见附件{{ annexes.mines.no }}。{% endif %}",
    ),
    *when(
        "continuation.depleted",
        ("表题", "资源枯竭煤矿表"),
        table(
            "m in continuation.depleted",
            ("排序", 11, "^{{ m.rank }}"),
            ("县（市、区）", 18, "^{{ m.county }}"),
            ("矿山名称", 44, "{{ m.mine_name }}"),
            ("剩余可采储量（万吨）", 25, "^{{ m.recoverable }}"),
            ("生产能力（万吨/年）", 22, "^{{ m.capacity }}"),
            ("剩余年限（年）", 18, "^{{ m.life }}"),
            ("配置后年限（年）", 18, "^{{ m.life_after }}"),
        ),
    ),
    ("Heading 4", "（二）配置渠道"),
    (
        "公文正文",
        "{% if continuation.block_count %}本次核查煤炭区块{{ continuation.block_count }}个。区块属何种渠道，按其与煤矿矿区范围的平面和标高关系判定，逐块理由见附件{{ annexes.blocks.no }}。"
        "{% else %}本次没有拟配置的煤炭区块。{% endif %}",
    ),
    *when(
        "continuation.channels",
        ("表题", "煤炭区块渠道统计表"),
        short(
            "c in continuation.channels",
            ("配置渠道", 56, "{{ c.channel }}"),
            ("区块（个）", 20, "^{{ c.blocks }}"),
            ("建议出让（个）", 20, "^{{ c.proposed }}"),
            ("竞争性出让（个）", 20, "^{{ c.competition }}"),
            ("协议出让（个）", 20, "^{{ c.agreement }}"),
            ("年度总量", 20, "^{{ c.counted }}"),
        ),
    ),
    ("Heading 4", "（三）建议出让项目"),
    *when("not continuation.proposed", ("公文正文", "经核查，本次没有建议出让的煤炭区块。")),
    *when(
        "continuation.proposed",
        (
            "公文正文",
            "建议出让煤炭区块{{ continuation.proposed|length }}个，可采储量{{ continuation.recoverable }}万吨，报省自然资源厅核查后组织出让，均须经省人民政府同意。",
        ),
        ("表题", "建议出让项目表"),
        table(
            "b in continuation.proposed",
            ("排序", 9, "^{{ b.rank }}"),
            ("年度", 11, "^{{ b.year }}"),
            ("区块", 25, "{{ b.name }}"),
            ("渠道", 20, "^{{ b.channel }}"),
            ("接续矿山", 29, "{{ b.mine_name }}"),
            ("可采储量（万吨）", 17, "^{{ b.recoverable }}"),
            ("服务年限前／后（年）", 17, "^{{ b.life_before }}／{{ b.life_after }}"),
            ("出让方式", 16, "^{{ b.mode }}"),
            ("保持次数", 12, "^{{ b.held }}"),
        ),
        ("表注", "注：“保持次数”为扰动测算中区块仍配置给同一煤矿的次数／扰动次数。"),
        ("公文正文", "各区块的渠道和出让方式判定理由、后续登记和依据见附件{{ annexes.blocks.no }}。"),
    ),
    *when(
        "continuation.postponed",
        ("Heading 4", "（四）顺延区块"),
        *each(
            "b in continuation.postponed",
            ("公文正文", "{{ loop.index }}．{{ b.name }}（{{ b.block_id }}）：{{ b.channel }}，{{ b.remarks_text }}。"),
        ),
    ),
    *when(
        "continuation.left_out",
        ("Heading 4", "{% if continuation.postponed %}（五）{% else %}（四）{% endif %}不列入区块"),
        *each(
            "b in continuation.left_out",
            ("公文正文", "{{ loop.index }}．{{ b.name }}（{{ b.block_id }}）：{{ b.remarks_text }}。"),
        ),
    ),
]

GRANT: list[Item] = [
    ("Heading 1", "{{ headings.grant }}、铝土矿出让计划"),
    (
        "公文正文",
        "{% if grant.block_count %}{{ grant.counties }}上报铝土矿区块{{ grant.block_count }}个，经管控区域、最低规模和服务年限、已设矿业权重叠审查，{% if grant.planned %}列入计划{{ grant.planned|length }}个{% else %}没有区块列入计划{% endif %}"
        "{% if grant.to_pilot %}，位于煤矿之下转煤下铝试点办理{{ grant.to_pilot|length }}个{% endif %}"
        "{% if grant.postponed_count %}，顺延{{ grant.postponed_count }}个{% endif %}"
        "{% if grant.screened_count %}，审查未通过{{ grant.screened_count }}个{% endif %}。逐块审查见附件{{ annexes.screening.no }}。"
        "{% else %}本次没有上报的铝土矿区块。{% endif %}",
    ),
    *when(
        "grant.planned",
        (
            "公文正文",
            "拟出让规模合计{{ grant.capacity }}万吨/年，出让计划表见附件{{ annexes.plan.no }}，报省自然资源厅列入年度公开出让计划。",
        ),
    ),
    ("Heading 4", "（一）资源与投资项目匹配"),
    *when("not grant.project_count", ("公文正文", "本次没有铝土矿投资项目数据，未作匹配。")),
    *when(
        "grant.project_count",
        (
            "公文正文",
            "按照资源配置与投资项目匹配制度，对{{ grant.project_count }}个投资项目的用矿需求与拟出让区块逐年匹配：{{ span }}需求合计{{ grant.demand }}万吨，可供{{ grant.supplied }}万吨，满足{{ grant.met }}"
            "{% if grant.has_unmet %}，缺口{{ grant.unmet }}万吨，须由已有矿山、煤下铝试点或者外购解决{% endif %}。",
        ),
        ("表题", "投资项目供需表"),
        table(
            "p in grant.projects",
            ("投资项目", 30, "{{ p.name }}"),
            ("县（市、区）", 14, "^{{ p.county }}"),
            ("需求", 31, "{{ p.demand }}"),
            ("供应", 34, "{{ p.supplied }}"),
            ("缺口", 34, "{{ p.unmet }}"),
            ("满足率", 13, "^{{ p.met }}"),
        ),
    ),
    *when(
        "grant.matches",
        ("表题", "区块与项目匹配表"),
        table(
            "m in grant.matches",
            ("区块", 34, "{{ m.block }}"),
            ("投资项目", 38, "{{ m.project }}"),
            ("分年供应", 52, "{{ m.by_year }}"),
            ("运距（千米）", 16, "^{{ m.distance }}"),
            ("同县", 16, "^{{ m.county }}"),
        ),
    ),
    *when(
        "grant.to_pilot",
        ("Heading 4", "（二）转煤下铝试点的区块"),
        *each(
            "r in grant.to_pilot",
            ("公文正文", "{{ loop.index }}．{{ r.name }}（{{ r.block_id }}）：{{ r.overlaps }}。"),
        ),
    ),
]

MINE: list[Item] = [
    ("附件小标题另页", "（{{ m.numeral }}）{{ m.name }}"),
    (
        "表注",
        "采矿许可证号{{ m.right_id }}；采矿权人{{ m.holder }}；{{ m.county }}；煤炭生产规模{{ m.coal_capacity }}万吨/年，剩余服务年限{{ m.coal_life }}年；登记标高{{ m.elevations }}米。",
    ),
    *when("m.sheet", ("图", "{{ m.sheet }}"), ("图题", "{{ m.name }}平面与剖面示意图")),
    table("i in m.matters", ("事项", 26, "^{{ i.name }}"), ("内容", 130, "{{ i.text }}")),
]

PILOT: list[Item] = [
    ("Heading 1", "{{ headings.pilot }}、煤铝综合开发试点（煤下铝）"),
    (
        "公文正文",
        "拟申请列入试点的煤矿{{ pilot.count }}座，矿区范围内铝土矿{{ pilot.bauxite }}。{% if pilot.scheduled %}其中条件具备、列入年度安排{{ pilot.scheduled|length }}座"
        "{% if pilot.waiting %}，其余{{ pilot.waiting|length }}座待条件成熟后安排{% endif %}{% else %}条件均未成熟，暂不列入年度安排{% endif %}。试点的正式名单和准入条件以省自然资源厅批复为准{% if annexes.sheets %}，逐矿意见见附件{{ annexes.sheets.no }}{% endif %}。",
    ),
    ("表题", "试点矿山一览表"),
    table(
        "m in pilot.mines",
        ("排序", 9, "^{{ m.rank }}"),
        ("矿山", 32, "{{ m.name }}"),
        ("铝土矿资源量（万吨）", 19, "^{{ m.bauxite_total }}"),
        ("层间距（米）", 13, "^{{ m.interval }}"),
        ("上部煤层", 15, "^{{ m.state }}"),
        ("水文条件", 20, "^{{ m.water.verdict }}"),
        ("开采顺序", 20, "^{{ m.order }}"),
        ("成熟度", 12, "^{{ m.readiness }}"),
        ("启动年度", 16, "^{{ m.year }}"),
    ),
    (
        "公文正文",
        (
            "（一）矿业权关系。",
            "铝土矿位于已设煤矿矿区范围之内，新出让铝土矿矿业权与煤矿采矿权重叠，优先由煤矿采矿权人依法取得；具体办理途径见逐矿意见，未见官方文件的事项报批前向省自然资源厅核实。",
        ),
    ),
    (
        "公文正文",
        (
            "（二）两种资源。",
            "煤炭剩余可采储量和服务年限、铝土矿分类别资源量分别列示，资源量与储量不相加；推断资源量折算后计入安排。",
        ),
    ),
    (
        "公文正文",
        (
            "（三）层间距和开采顺序。",
            "{% for o in pilot.orders %}{{ o.order }}{{ o.count }}座（{{ o.mines }}）{% if not loop.last %}；{% endif %}{% endfor %}。判定标准及数值见逐矿意见。",
        ),
    ),
    (
        "公文正文",
        (
            "（四）奥灰水分区。",
            "{% for w in pilot.waters %}{{ w.water }}{{ w.count }}座（{{ w.mines }}）{% if not loop.last %}；{% endif %}{% endfor %}。",
        ),
    ),
    (
        "公文正文",
        (
            "（五）保安煤（岩）柱。",
            "井巷、边界和地面保护对象的煤岩柱由开发利用方案按规程留设，煤铝两层统一圈定，不重复扣除。",
        ),
    ),
    (
        "公文正文",
        (
            "（六）统一经营和安全系统。",
            "一座矿山由一个生产经营单位管理，煤铝开采统一通风、排水、运输和应急系统，一矿一策论证。",
        ),
    ),
    (
        "公文正文",
        ("（七）综合回收。", "对具有工业价值的共伴生矿产统一规划、综合开采、综合利用；暂不能利用的采取有效保护措施。"),
    ),
    ("公文正文", ("（八）生态修复。", "矿区生态修复方案覆盖煤铝两层开采，随开采方案报批，边开采、边修复。")),
    ("公文正文", ("（九）出让收益和合同。", "铝土矿出让收益按国家规定缴纳，权利义务在矿业权出让合同中约定。")),
]

CLOSING: list[Item] = [
    ("Heading 1", "{{ headings.years }}、分年度安排"),
    ("表题", "{{ span }}分年度安排表"),
    table(
        "y in by_year",
        ("年度", 10, "^{{ y.year }}"),
        ("煤炭区块", 44, "^{{ y.continuation }}"),
        ("占用煤炭总量（万吨/年）", 18, "^{{ y.counted }}"),
        ("铝土矿区块", 26, "^{{ y.grant }}"),
        ("铝土矿出让规模（万吨/年）", 18, "^{{ y.granted }}"),
        ("需求缺口（万吨/年）", 14, "^{{ y.unmet }}"),
        ("启动试点（座）", 11, "^{{ y.pilot }}"),
        ("试点产量（万吨）", 15, "^{{ y.output }}"),
    ),
    ("表注", "注：斜线后为该年总量，没有斜线的年份方案未设总量。"),
    ("Heading 1", "{{ headings.sensitivity }}、方案的可靠程度"),
    *when(
        "not sensitivity.runs",
        ("公文正文", "本方案未作扰动测算，各项选择对权重和参数的敏感程度不明，不宜据单一得分作出决定。"),
    ),
    *when(
        "sensitivity.runs",
        (
            "公文正文",
            "对权重和不确定参数作{{ sensitivity.runs }}次随机扰动（随机种子{{ sensitivity.seed }}），重新求解并统计各项选择的保持次数"
            "{% if sensitivity.failed %}（其中{{ sensitivity.failed }}次无解，未计入）{% endif %}。扰动范围：{{ sensitivity.ranges }}。"
            "{% if sensitivity.shaky %}保持率不足{{ sensitivity.firm_share }}的选择如下，审查时须重点论证。{% else %}各项选择的保持率均不低于{{ sensitivity.firm_share }}。{% endif %}",
        ),
        *when(
            "sensitivity.shaky",
            ("表题", "保持率较低的选择"),
            table(
                "s in sensitivity.shaky",
                ("对象", 62, "{{ s.what }}"),
                ("本方案选择", 56, "{{ s.choice }}"),
                ("保持次数", 38, "^{{ s.held }}"),
            ),
        ),
    ),
    ("Heading 1", "{{ headings.work }}、工作要求"),
    (
        "公文正文",
        ("（一）核实数据。", "对附件所列数据疑点、假定事项和待核实条款逐项核实；资料不全的矿山和区块补齐后重新测算。"),
    ),
    (
        "公文正文",
        ("（二）上报核查。", "建议出让项目、铝土矿出让计划和试点申请按程序报省自然资源厅，出让方式和时间以批复为准。"),
    ),
    ("公文正文", ("（三）动态调整。", "每年根据出让结果、储量动态和项目进展更新本方案。")),
    ("公文正文", ""),
    *each(
        "a in annex_list", ("附件说明", "{% if loop.first %}附件：{% else %}　　　{% endif %}{{ a.no }}．{{ a.title }}")
    ),
    ("落款", ""),
    ("落款", "{{ region }}规划和自然资源局"),
    ("落款", "{{ as_of }}"),
    ("section", "portrait"),
]

ANNEXES: list[Item] = [
    *annex(
        "mines",
        table(
            "m in continuation.mines",
            ("序号", 8, "^{{ m.no }}"),
            ("县（市、区）", 15, "^{{ m.county }}"),
            ("采矿许可证号", 46, "^{{ m.right_id }}"),
            ("矿山名称", 32, "{{ m.mine_name }}"),
            ("剩余可采储量（万吨）", 19, "^{{ m.recoverable }}"),
            ("生产能力（万吨/年）", 16, "^{{ m.capacity }}"),
            ("剩余年限（年）", 16, "^{{ m.life }}"),
            ("枯竭排序", 13, "^{{ m.rank }}"),
            ("配置区块", 21, "^{{ m.blocks }}"),
            ("配置后年限（年）", 16, "^{{ m.life_after }}"),
            ("备注", 23, "{{ m.remark }}"),
        ),
    ),
    *annex(
        "blocks",
        table(
            "b in continuation.blocks",
            ("序号", 8, "^{{ b.no }}"),
            ("区块", 26, "{{ b.name }}（{{ b.block_id }}）"),
            ("面积（平方千米）、标高（米）", 20, "^{{ b.area }}\n{{ b.elevations }}"),
            ("渠道", 15, "^{{ b.channel }}"),
            ("渠道判定理由", 43, "{{ b.channel_reason or '—' }}"),
            ("处理意见", 12, "^{{ b.status_label }}"),
            (
                "接续矿山和出让方式",
                46,
                "{% if b.status == 'proposed' %}{{ b.mine_name }}，{{ b.mode }}。{{ b.mode_reason }}{% else %}—{% endif %}",
            ),
            (
                "说明",
                36,
                "{% if b.registration %}{{ b.registration }}；{% endif %}{{ b.remarks_text }}{% if b.zones %}；{{ b.zones }}{% endif %}",
            ),
            ("依据（依据条款一览表序号）", 19, "^{{ b.ground_numbers }}"),
        ),
    ),
    *annex(
        "plan",
        table(
            "r in grant.planned",
            ("序号", 9, "^{{ r.no }}"),
            ("县（市、区）", 16, "^{{ r.county }}"),
            ("矿区名称", 29, "{{ r.name }}"),
            ("矿种", 14, "^{{ r.mineral }}"),
            ("矿业权类型", 16, "^{{ r.right_kind }}"),
            ("面积（平方千米）", 16, "^{{ r.area }}"),
            ("开采深度（标高，米）", 20, "^{{ r.elevations }}"),
            ("资源量（万吨）", 17, "^{{ r.resources }}"),
            ("拟设规模（万吨/年）", 16, "^{{ r.capacity }}"),
            ("出让方式", 18, "^{{ r.mode }}"),
            ("时间", 12, "^{{ r.year }}"),
            ("匹配投资项目", 29, "{{ r.projects }}"),
            ("备注", 13, "{{ r.remark_short }}"),
        ),
    ),
    *annex(
        "screening",
        table(
            "r in grant.rows",
            ("序号", 8, "^{{ r.no }}"),
            ("区块", 22, "{{ r.name }}（{{ r.block_id }}）"),
            ("资源量", 26, "{{ r.classes }}"),
            ("铝硅比", 10, "^{{ r.as_ratio }}"),
            ("规模（万吨/年）", 12, "^{{ r.capacity }}"),
            ("年限（年）", 10, "^{{ r.life }}"),
            (
                "审查结果",
                66,
                "{% for c in r.check_list %}{{ c.name }}{{ c.outcome }}：{{ c.sentence }}{% if not loop.last %}；{% endif %}{% endfor %}",
            ),
            ("得分", 10, "^{{ r.score }}"),
            ("处理意见", 14, "^{{ r.status_label }}"),
            ("保持次数", 11, "^{{ r.held }}"),
            ("说明", 36, "{{ r.remarks }}"),
        ),
    ),
    *when("annexes.mines or annexes.blocks or annexes.plan or annexes.screening", ("section", "landscape")),
    *annex(
        "sheets",
        ("表注", "数据出处和算式列于Excel表“一矿一策数据出处”。"),
        *when("pilot.common_route", ("表注", "各矿权属和途径相同的部分：{{ pilot.common_route }}")),
        *when("pilot.common_measures", ("表注", "各矿均须先行办理：{{ pilot.common_measures }}")),
        ("表题", "各矿成熟度构成和依据"),
        table(
            "m in pilot.mines",
            ("矿山", 33, "{{ m.name }}"),
            ("成熟度", 13, "^{{ m.readiness }}"),
            ("构成（得分×权重）", 62, "{{ m.readiness_parts }}"),
            ("依据（依据条款一览表序号）", 48, "{{ m.ground_numbers }}"),
        ),
        *each("m in pilot.mines", *MINE),
    ),
    *when("annexes.sheets", ("section", "portrait")),
    *RULINGS_ANNEX,
    *when("annexes.rulings", ("section", "landscape")),
    *doubts_annex("安排"),
    *NOTES_ANNEX,
    *annex(
        "proof",
        (
            "公文正文",
            "各部分分别以整数规划精确求解。目标值为各项得分之和，越高越好；上界为任何方案都不能超过的得分，两者之差为“差距”，差距为0即已证明最优。得分说明方案在所选权重下的优劣，不代替审查。",
        ),
        ("表题", "求解状态表"),
        short(
            "f in solver",
            ("部分", 34, "^{{ f.part }}"),
            ("状态", 28, "^{{ f.status }}"),
            ("目标值", 24, "^{{ f.objective }}"),
            ("上界", 24, "^{{ f.bound }}"),
            ("差距", 16, "^{{ f.gap }}"),
            ("规模", 30, "^{{ f.size }}"),
        ),
        *when(
            "weights",
            ("表题", "权重表"),
            table(
                "w in weights",
                ("部分", 46, "^{{ w.part }}"),
                ("权重名称", 70, "{{ w.name }}"),
                ("数值", 40, "^{{ w.weight }}"),
            ),
        ),
        *when(
            "choices",
            ("表题", "其他选择"),
            table(
                "c in choices",
                ("部分", 40, "^{{ c.part }}"),
                ("名称", 52, "{{ c.name }}"),
                ("采用值", 64, "{{ c.value }}"),
            ),
        ),
    ),
]


def build(out: Path) -> None:
    """Write the template."""
    parts = [
        *OPENING,
        *BASIS,
        *when("parts.continuation", *CONTINUATION),
        *when("parts.grant", *GRANT),
        *when("parts.pilot", *PILOT),
        *CLOSING,
        *ANNEXES,
    ]
    build_document(parts, "矿产资源配置方案模板", out)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("allocation.docx"))
