# ruff: noqa: E501 - sentences of the document stay whole; a full-width character counts as two columns
"""Build `proposal.docx`, the shipped template of the consolidation proposal: its wording."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gongwen import (
    NOTES_ANNEX,
    RULINGS_ANNEX,
    Item,
    annex,
    build_document,
    corner_table,
    doubts_annex,
    each,
    short,
    table,
    when,
)

OPENING: list[Item] = [
    ("公文标题", "{{ title }}"),
    *when("is_synthetic", ("示例标记", "（{{ synthetic_mark }}，不作为任何行政行为的依据）")),
    ("主送机关", "各县（市、区）自然资源局，市局各科室及下属事业单位："),
    (
        "公文正文",
        "为优化{{ minerals }}资源开发布局，促进规模开采、集约利用和安全生产，{% if law.documents %}依据{{ law.documents_text }}"
        "（条款见附件{{ annexes.rulings.no }}），{% endif %}结合{{ region }}采矿权现状，编制本方案。本方案以{{ as_of }}为基准日，"
        "数据取自“{{ dataset }}”（{{ dataset_version }}版）。",
    ),
    *when(
        "not law.documents", ("公文正文", "截至基准日，未取得已核实的现行依据，本方案仅供研究，不作为行政决定的依据。")
    ),
]

SITUATION: list[Item] = [
    ("Heading 1", "一、整合现状"),
    *when("situation.rights == 0", ("公文正文", "截至{{ as_of }}，本次规划范围内没有采矿权。")),
    *when(
        "situation.rights",
        (
            "公文正文",
            "截至{{ as_of }}，纳入本次规划的{{ minerals }}采矿权共{{ situation.rights }}宗"
            "{% if situation.counties|length > 1 %}，分布于{{ situation.counties|join('、') }}"
            "{% elif situation.counties %}，均位于{{ situation.counties[0] }}{% endif %}。按{% if situation.has_counties %}所在县（市、区）和{% endif %}矿种统计如下。",
        ),
        ("表题", "现有采矿权统计表"),
        table(
            "r in situation.by_place + ([situation.total] if situation.total else [])",
            ("序号", 11, "^{{ r.no|default('') }}"),
            ("县（市、区）", 27, "^{{ r.county|default('合计') }}"),
            ("矿种", 22, "^{{ r.mineral|default('') }}"),
            ("采矿权（宗）", 17, "^{{ r.rights }}"),
            ("规模合计（万吨/年）", 22, "^{{ r.capacity }}"),
            ("面积合计（平方千米）", 23, "^{{ r.area }}"),
            ("低于最低规模（宗）", 18, "^{{ r.below_minimum }}"),
            ("许可证到期（宗）", 16, "^{{ r.expired }}"),
        ),
        ("表注", "注：面积为按坐标计算的椭球面积；规模未载明的采矿权不计入规模合计。"),
        *when(
            "situation.problems",
            ("公文正文", "经核查，主要存在以下问题："),
            *each("p in situation.problems", ("公文正文", "（{{ loop.index }}）{{ p.head }}{{ p.text }}")),
        ),
        *when(
            "not situation.problems",
            (
                "公文正文",
                "经核查，未发现一个矿体分属多个采矿权、相邻开采相互影响、开采规模偏小和采矿许可证到期等问题。",
            ),
        ),
    ),
    *when(
        "situation.zones.total",
        (
            "公文正文",
            "{% if situation.zones.touching %}本方案采矿权和拟设范围涉及或临近的管控区域：{{ situation.zones.touching }}。"
            "{% if situation.zones.others %}另核查管控区域{{ situation.zones.others }}处，与本方案采矿权和拟设范围均不相涉。{% endif %}"
            "{% else %}核查管控区域{{ situation.zones.total }}处，与本方案采矿权和拟设范围均不相涉。{% endif %}",
        ),
    ),
    *when(
        "not situation.zones.total",
        (
            "公文正文",
            "本次未提供生态保护红线、自然保护区等管控区域数据，采矿权与禁止开采区域的关系未予核查，报批前须补充核查。",
        ),
    ),
]

PRINCIPLES: list[Item] = [
    ("Heading 1", "二、基本原则"),
    (
        "公文正文",
        ("（一）整体规划，合理布局。", "以矿体为基本单元，统筹平面范围和开采标高，对每一宗采矿权提出处置意见。"),
    ),
    (
        "公文正文",
        (
            "（二）依规整合，有据可查。",
            "处置意见逐条列明所依据的文件、条款和核实情况；未核实的条款不作为依据，按假定采用的单独列明。",
        ),
    ),
    (
        "公文正文",
        (
            "（三）规则统一，公开公平。",
            "整合主体按同一评分规则推荐，评分结果全部公开，相关采矿权人的合法权益依法予以保障。",
        ),
    ),
    (
        "公文正文",
        (
            "（四）安全优先，保护生态。",
            "拟设矿区范围避让已查明的禁止开采区域，消除相邻开采的相互影响，先整治、后整合。",
        ),
    ),
    *when(
        "law.main",
        ("公文正文", ("（五）现行依据。", "本方案主要依据以下规定，全部条款见附件{{ annexes.rulings.no }}。")),
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
    *each(
        "e in law.expired",
        (
            "公文正文",
            "{{ e.document }}{{ e.articles_text }}提出了本项工作要求。该文件{% if e.years %}有效期{{ e.years }}年，"
            "{% endif %}已于{{ e.last_day }}届满，本方案仅以其为任务来源，不作为现行依据"
            "{% if law.documents %}；现行依据为前列规定及附件{{ annexes.rulings.no }}所列现行条款{% endif %}。",
        ),
    ),
]

TARGETS: list[Item] = [
    ("Heading 1", "三、目标任务"),
    (
        "公文正文",
        "{% if has_groups %}划定整合区块{{ groups|length }}个，涉及采矿权{{ merged_rights }}宗；采矿权数量由{{ targets[0].before }}宗调整为"
        "{{ targets[0].after }}宗。{% else %}本方案未划定整合区块。{% endif %}整合前后主要指标如下。",
    ),
    ("表题", "整合前后主要指标对照表"),
    short(
        "t in targets",
        ("序号", 10, "^{{ t.no }}"),
        ("指标", 56, "{{ t.name }}"),
        ("单位", 13, "^{{ t.unit }}"),
        ("整合前", 21, "^{{ t.before }}"),
        ("整合后", 21, "^{{ t.after }}"),
        ("变化", 35, "^{{ t.change }}"),
    ),
    ("Heading 1", "四、整合范围"),
    (
        "公文正文",
        "整合范围为{{ region }}{{ minerals }}采矿权{% if situation.rights %}，共{{ situation.rights }}宗，处置意见分类如下，"
        "逐宗意见见附件{{ annexes.rights.no }}{% endif %}。",
    ),
    *when(
        "dispositions",
        ("表题", "处置意见分类表"),
        short(
            "d in dispositions",
            ("处置意见", 60, "^{{ d.disposition }}"),
            ("采矿权（宗）", 48, "^{{ d.rights }}"),
            ("占比", 48, "^{{ d.share }}"),
        ),
    ),
    *when(
        "constraints.limits_text",
        (
            "公文正文",
            "区块划分遵循以下约束：{{ constraints.limits_text }}。"
            "{% if constraints.limit_costs %}各项限制的代价：{{ constraints.limit_costs|join('；') }}。{% endif %}",
        ),
    ),
    *when(
        "constraints.pins",
        ("公文正文", "方案另设下列约束，区块据此合并或者分开，须在审查时一并确认："),
        *each(
            "p in constraints.pins",
            (
                "公文正文",
                "（{{ p.no }}）{{ p.kind }}：{{ p.names }}（{{ p.result }}{% if p.cost %}；{{ p.cost }}{% endif %}）。",
            ),
        ),
    ),
    *when(
        "not constraints.pins",
        ("公文正文", "方案未指定须并入或者不得并入同一区块的采矿权。"),
    ),
]

GROUP: list[Item] = [
    ("Heading 2", "（{{ g.numeral }}）{{ g.name }}"),
    ("区块编号", "区块编号：{{ g.group_id }}"),
    *when("g.sheet", ("图", "{{ g.sheet }}"), ("图题", "{{ g.name }}整合前后对照示意图（编号见已设采矿权表）")),
    ("Heading 3", "1．矿产资源概况"),
    (
        "公文正文",
        "区块{% if g.counties %}位于{{ g.counties }}，{% endif %}主要矿种为{{ g.mineral }}{% if g.orebodies.count %}，涉及矿体"
        "{{ g.orebodies.count }}个（{{ g.orebodies.names }}）{% endif %}{% if g.orebodies.deposits %}，属{{ g.orebodies.deposits }}{% endif %}。"
        "{% if g.orebodies.ranges %}矿体赋存范围：{{ g.orebodies.ranges }}。{% endif %}{% if g.resources.is_known %}"
        "{% if g.resources.resources %}区块内资源量：{{ g.resources.resources }}。{% endif %}"
        "{% if g.resources.reserves %}储量：{{ g.resources.reserves }}。{% endif %}"
        "{% if g.resources.resources and g.resources.reserves %}资源量与储量分别统计，不相加。{% endif %}"
        "{% else %}现有资料未载明区块资源量，报批前须补充储量报告。{% endif %}",
    ),
    ("Heading 3", "2．已设采矿权"),
    ("表题", "区块内已设采矿权表"),
    short(
        "m in g.members",
        ("编号", 10, "^{{ m.mark }}"),
        ("采矿许可证号", 40, "^{{ m.right_id }}"),
        ("矿山名称", 20, "{{ m.mine_name }}"),
        ("采矿权人", 23, "{{ m.holder }}"),
        ("规模（万吨/年）", 13, "^{{ m.capacity }}"),
        ("面积（平方千米）", 14, "^{{ m.area }}"),
        ("开采标高（米）", 18, "^{{ m.elevations }}"),
        ("有效期止", 18, "^{{ m.valid_to }}"),
    ),
    ("Heading 3", "3．整合主体"),
    (
        "公文正文",
        "推荐{% if g.lead.has_holder %}{{ g.lead.holder }}（{{ g.lead.name }}）{% else %}{{ g.lead.name }}的采矿权人{% endif %}为整合主体"
        "{% if g.lead.scores %}，综合得分{{ g.lead.score }}{% if g.lead.is_best %}{% if g.lead.is_tied %}，与区块内其他最高得分并列"
        "{% else %}，为区块内最高{% endif %}{% endif %}。评分按{{ g.lead.parts_text }}加权（括号内为权重，缺项按比例折算），各项以区块内最大值为1，得分明细如下。"
        "{% else %}。{% endif %}",
    ),
    *when(
        "g.lead.scores",
        ("表题", "整合主体评分表"),
        short(
            "s in g.lead.scores",
            ("矿山名称", 46, "{{ s.name }}{% if s.other %}（另计{{ s.other }}）{% endif %}"),
            ("可利用资源量", 22, "^{{ s.remaining }}"),
            ("设计规模", 22, "^{{ s.capacity }}"),
            ("剩余年限", 22, "^{{ s.term }}"),
            ("综合得分", 22, "^{{ s.total }}"),
            ("结果", 22, "^{{ s.result }}"),
        ),
    ),
    ("Heading 3", "4．拟设范围"),
    (
        "公文正文",
        "拟设矿区面积{{ g.extent.area }}平方千米{% if g.extent.parts > 1 %}，由{{ g.extent.parts }}块组成{% endif %}，"
        "{% if g.extent.direction == '持平' %}与原各采矿权面积之和持平{% else %}较原各采矿权面积之和{{ g.extent.members }}平方千米"
        "{{ g.extent.direction }}{{ g.extent.change }}平方千米{% endif %}。"
        "{% if g.extent.gap %}其中纳入矿权之间的夹缝资源区域{{ g.extent.gap }}平方千米。{% endif %}"
        "{% if g.extent.banned %}原矿区范围中位于禁止开采区域的{{ g.extent.banned }}平方千米予以扣除。{% endif %}"
        "{% if g.extent.has_elevations %}拟设开采标高由{{ g.extent.top }}米至{{ g.extent.bottom }}米。{% else %}台账未载明开采标高，由出让方案确定。{% endif %}"
        "范围由{{ g.extent.corners }}个拐点圈定{% if g.extent.holes %}（含内圈{{ g.extent.holes }}个）{% endif %}，坐标见附件{{ annexes.corners.no }}。",
    ),
    (
        "公文正文",
        "{% if g.authority %}整合后的采矿权拟由{{ g.authority }}登记{% if g.delegation %}；{{ g.delegation }}{% endif %}。"
        "{% else %}整合后采矿权的登记机关待核实{% if g.delegation %}；{{ g.delegation }}{% endif %}。{% endif %}",
    ),
    ("Heading 3", "5．生产规模与服务年限"),
    (
        "公文正文",
        "{% if g.scale.has_capacity %}现有规模合计{{ g.scale.capacity }}万吨/年，{% else %}台账未载明各采矿权的设计规模，{% endif %}"
        "{% if g.scale.has_proposed %}拟设生产规模{{ g.scale.proposed }}万吨/年{% if g.scale.has_minimum_capacity %}，{{ g.scale.proposed_verdict }}"
        "最低开采规模{{ g.scale.minimum_capacity }}万吨/年{% if g.scale.capacity_verdict == '低于' %}（现有规模合计低于最低开采规模，整合后须扩能达到拟设生产规模）{% endif %}"
        "{% else %}，最低开采规模未查到已核实的现行数值{% endif %}。"
        "{% else %}拟设生产规模由开发利用方案确定。{% endif %}"
        "{% if g.scale.has_life %}按拟设生产规模估算服务年限{{ g.scale.life }}年{% if g.scale.life_basis %}（{{ g.scale.life_basis }}）{% endif %}"
        "{% if g.scale.has_minimum_life %}，{{ g.scale.life_verdict }}最低服务年限{{ g.scale.minimum_life }}年"
        "{% if g.scale.is_too_short %}，整合后仍不符合，须在报批前由储量核实报告和开发利用方案核实{% endif %}"
        "{% else %}，最低服务年限未查到已核实的现行数值{% endif %}。"
        "{% else %}资源量或规模不明，未估算服务年限。{% endif %}",
    ),
    ("Heading 3", "6．整合情形与理由"),
    *each("remark in g.remarks", ("公文正文", "{{ remark }}。")),
    *each("pin in g.pins", ("公文正文", "{{ pin }}。")),
    *when(
        "not g.conflicts and not g.remarks and not g.pins",
        (
            "公文正文",
            "区块内各采矿权之间未发现整合触发情形，按附件{{ annexes.proof.no }}所列权重和约束划为一个区块，整合理由由审查会议补充。",
        ),
    ),
    *when(
        "g.conflicts",
        ("表题", "整合触发情形表"),
        table(
            "c in g.conflicts",
            ("相邻采矿权", 26, "^{{ c.pair }}"),
            ("平面间距（米）", 22, "^{{ c.gap }}"),
            ("共有矿体", 34, "^{{ c.orebodies }}"),
            ("触发情形", 74, "{{ c.triggers }}"),
        ),
    ),
    *when(
        "g.stability.text",
        ("公文正文", ("稳定性。", "{{ g.stability.text }}。")),
    ),
    *when(
        "g.grounds",
        (
            "公文正文",
            "依据：{{ g.grounds|join('；') }}。",
        ),
    ),
]

GROUPS: list[Item] = [
    ("Heading 1", "五、整合区块"),
    *when(
        "not has_groups",
        (
            "公文正文",
            "本方案未划定整合区块。{% if proof.is_optimal and situation.rights > 1 %}在附件{{ annexes.proof.no }}所列权重和约束下，"
            "已证明任何采矿权合并都不优于分别设置。{% endif %}"
            "{% if situation.rights %}各采矿权的处置意见及理由见附件{{ annexes.single.no }}。{% endif %}",
        ),
    ),
    *when(
        "has_groups",
        (
            "公文正文",
            "共划定整合区块{{ groups|length }}个，涉及采矿权{{ merged_rights }}宗，拟设矿区总面积{{ totals.area }}平方千米。"
            "整合主体评分所用的可利用资源量，按采矿权占有各矿体的资源量估算，推断资源量折算计入，位于禁止开采区域的部分扣除；无矿体资料的取台账保有资源量。各区块概要如下。",
        ),
        ("表题", "整合区块一览表"),
        table(
            "g in groups",
            ("区块", 17, "^（{{ g.numeral }}）"),
            ("名称", 41, "{{ g.name }}"),
            ("采矿权（宗）", 16, "^{{ g.rights }}"),
            ("整合主体", 38, "{{ g.lead.name }}"),
            ("拟设面积（平方千米）", 22, "^{{ g.extent.area }}"),
            ("拟设规模（万吨/年）", 22, "^{{ g.scale.proposed }}"),
        ),
        *when("overview", ("图", "{{ overview }}"), ("图题", "整合区块分布示意图")),
    ),
    *when(
        "constraints.unsolved",
        (
            "公文正文",
            "方案实施后，仍有{{ constraints.unsolved|length }}对分属不同区块或者单独设置的相邻采矿权存在整合触发情形，本方案未予解决，须另行论证或者落实安全措施"
            "{% if constraints.unsolved|length > 8 %}，主要有以下8对，全部见附件{{ annexes.proof.no }}{% endif %}：",
        ),
        *each(
            "u in constraints.unsolved[:8]",
            ("公文正文", "（{{ u.no }}）{{ u.pair }}：{{ u.triggers }}。未并入同一区块的原因：{{ u.reason }}。"),
        ),
    ),
    *each("g in groups", *GROUP),
]

DECISIONS: list[Item] = when(
    "decisions.count",
    ("Heading 1", "六、审查意见落实情况"),
    (
        "公文正文",
        "对前一方案{% if decisions.run %}（{{ decisions.run }}）{% endif %}的审查意见共{{ decisions.count }}条，逐条落实情况如下。"
        "{% if decisions.open %}其中第{{ decisions.open|join('、') }}条尚未落实或者无法落实，须在本次审查时另行研究。{% endif %}",
    ),
    ("表题", "审查意见落实情况表"),
    table(
        "d in decisions.rows",
        ("序号", 9, "^{{ d.no }}"),
        ("原区块编号", 46, "^{{ d.group_id }}"),
        ("提出人及时间", 21, "^{{ d.who }}"),
        ("意见及理由", 33, "{{ d.asked }}"),
        ("落实情况", 15, "^{{ d.state }}"),
        ("说明", 32, "{{ d.words }}"),
    ),
    *when(
        "decisions.changed",
        ("公文正文", "下列意见提出以后，所涉采矿权的数据有变化，须复核原意见是否仍然适用："),
        *each("c in decisions.changed", ("公文正文", "{{ c }}。")),
    ),
    *when(
        "decisions.seq",
        (
            "公文正文",
            "以上意见取自审查记录第1条至第{{ decisions.seq }}条，末条校验值为{{ decisions.hash }}，可据以核对审查记录是否完整、是否被改动。",
        ),
    ),
)

CLOSING: list[Item] = [
    ("Heading 1", "{{ '七' if decisions.count else '六' }}、工作步骤"),
    (
        "公文正文",
        (
            "（一）征求意见。",
            "将本方案及整合区块范围征求相关县（市、区）人民政府、有关部门和采矿权人意见，核对采矿许可证、矿区范围和资源储量。",
        ),
    ),
    (
        "公文正文",
        ("（二）审查报批。", "组织会审，逐区块形成审查意见；对附件所列数据疑点和待核实条款逐项核实后，按程序报批。"),
    ),
    (
        "公文正文",
        ("（三）组织实施。", "指导整合主体与相关采矿权人签订整合协议，编制储量核实报告、开发利用和生态修复方案。"),
    ),
    ("公文正文", ("（四）办理登记。", "按登记权限办理采矿权变更、注销登记，更新采矿权数据库和矿产资源规划数据库。")),
    ("Heading 1", "{{ '八' if decisions.count else '七' }}、保障措施"),
    (
        "公文正文",
        ("（一）加强组织领导。", "各县（市、区）自然资源局明确专人负责，协调解决整合中的问题，重大事项及时报告。"),
    ),
    ("公文正文", ("（二）维护合法权益。", "整合协议应当明确资产、债权债务和安全、生态修复责任；补偿由各方平等协商。")),
    ("公文正文", ("（三）强化监督管理。", "整合期间加强巡查，防止越界开采和以整合为名违规生产。")),
    ("公文正文", ("（四）规范档案管理。", "方案、图件、坐标成果、审查意见和计算记录一并归档。")),
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
    *when(
        "annexes.rights",
        *annex(
            "rights",
            ("表注", "计算面积为按坐标计算的椭球面积；“区块”为第五部分的区块序号，★为推荐的整合主体。"),
            table(
                "r in rights",
                ("序号", 9, "^{{ r.no }}"),
                ("县（市、区）", 15, "^{{ r.county }}"),
                ("采矿许可证号", 40, "^{{ r.right_id }}"),
                ("矿山名称", 22, "{{ r.mine_name }}"),
                ("采矿权人", 23, "{{ r.holder }}"),
                ("矿种", 11, "^{{ r.mineral }}"),
                ("规模（万吨/年）", 12, "^{{ r.capacity }}"),
                ("登记面积（平方千米）", 13, "^{{ r.registered }}"),
                ("计算面积（平方千米）", 13, "^{{ r.area }}"),
                ("开采标高（米）", 18, "^{{ r.elevations }}"),
                ("有效期止", 18, "^{{ r.valid_to }}"),
                ("处置意见", 16, "^{{ r.disposition }}"),
                ("区块", 15, "^{{ r.group }}{% if r.is_lead %}★{% endif %}"),
            ),
        ),
        ("section", "landscape"),
    ),
    *when(
        "annexes.corners",
        *annex(
            "corners",
            ("表注", "{{ coordinate_system }}。X为纵坐标（北），Y为横坐标（东，含带号），单位为米。"),
            each(
                "g in groups",
                ("附件小标题", "（{{ g.numeral }}）{{ g.name }}"),
                (
                    "表注",
                    "区块编号{{ g.group_id }}；带号{{ g.extent.zone }}，中央子午线{{ g.extent.meridian }}°；面积{{ g.extent.area }}平方千米"
                    "{% if g.extent.has_elevations %}；开采标高由{{ g.extent.top }}米至{{ g.extent.bottom }}米{% endif %}。",
                ),
                *each(
                    "ring in g.rings",
                    corner_table(),
                ),
            ),
            *annex(
                "atlas",
                (
                    "表注",
                    "{% if atlas %}各区块的图件印于第五部分该区块之首，图件文件随方案附送（maps文件夹）。图件为示意图，不作为法定界线依据。"
                    "{% else %}本次未能绘制图件，原因见运行记录，报批前须补齐。{% endif %}",
                ),
                *when(
                    "atlas",
                    table(
                        "s in atlas",
                        ("图号", 12, "^{{ s.no }}"),
                        ("区块", 52, "{{ s.name }}"),
                        ("图名", 40, "^{{ s.title }}"),
                        ("文件", 52, "{{ s.file }}"),
                    ),
                ),
            ),
            ("section", "portrait"),
        ),
    ),
    *annex(
        "single",
        table(
            "r in single",
            ("序号", 9, "^{{ r.no }}"),
            ("县（市、区）", 15, "^{{ r.county }}"),
            ("采矿许可证号", 40, "^{{ r.right_id }}"),
            ("矿山名称", 26, "{{ r.mine_name }}"),
            ("采矿权人", 28, "{{ r.holder }}"),
            ("处置意见", 16, "^{{ r.disposition }}"),
            ("理由", 44, "{{ r.reason }}"),
            ("依据", 47, "{{ r.grounds_text }}"),
        ),
    ),
    *RULINGS_ANNEX,
    *when("annexes.single or annexes.rulings", ("section", "landscape")),
    *doubts_annex("处置"),
    *NOTES_ANNEX,
    *annex(
        "proof",
        (
            "公文正文",
            "{% if proof.is_optimal %}本方案由精确算法求解，状态为“已证明最优”：目标值{{ proof.objective }}，理论下界{{ proof.bound }}，差距{{ proof.gap }}。"
            "其含义是：在下列权重和约束下，不存在目标值更低的区块划分。{% else %}本方案为限定时间内求得的可行方案，尚未证明最优：目标值{{ proof.objective }}，"
            "理论下界{{ proof.bound }}，差距{{ proof.gap }}。其含义是：最优方案的目标值不会低于该下界，本方案可能仍有改进余地。{% endif %}"
            "目标值为各项扣分的合计，越低越好；它说明方案在所选权重下的优劣，不代替对各区块的审查。",
        ),
        ("表题", "目标值构成表"),
        short(
            "w in proof.weights",
            ("项目", 64, "{{ w.name }}"),
            ("计分单位", 32, "^{{ w.unit }}"),
            ("权重（分）", 30, "^{{ w.weight }}"),
            ("本方案得分", 30, "^{{ w.points }}"),
        ),
        ("表注", "注：各项得分之和为目标值；“—”表示已并入合计或未采用。"),
        *when(
            "constraints.limits",
            ("表题", "约束表"),
            short("l in constraints.limits", ("约束", 86, "{{ l.name }}"), ("采用值", 70, "^{{ l.value }}")),
        ),
        *when(
            "constraints.pins",
            ("表题", "指定合并和指定分开的采矿权"),
            table(
                "p in constraints.pins",
                ("序号", 12, "^{{ p.no }}"),
                ("约束", 34, "^{{ p.kind }}"),
                ("采矿权", 60, "{{ p.names }}"),
                ("本方案中的位置", 50, "{{ p.result }}"),
            ),
        ),
        *when(
            "not constraints.pins",
            ("表注", "方案未指定须并入或者不得并入同一区块的采矿权。"),
        ),
        *when(
            "constraints.unsolved",
            ("表题", "方案实施后尚未解决的相邻影响"),
            table(
                "u in constraints.unsolved",
                ("序号", 10, "^{{ u.no }}"),
                ("相邻采矿权", 50, "{{ u.pair }}"),
                ("触发情形", 34, "{{ u.triggers }}"),
                ("平面间距（米）", 16, "^{{ u.gap }}"),
                ("未并入同一区块的原因", 46, "{{ u.reason }}"),
            ),
        ),
        *when(
            "proof.alternatives",
            ("表题", "备选方案表"),
            table(
                "a in proof.alternatives",
                ("序号", 12, "^{{ a.no }}"),
                ("目标值", 26, "^{{ a.objective }}"),
                ("较本方案增加", 24, "^{{ a.more }}"),
                ("区块数", 16, "^{{ a.groups }}"),
                ("与本方案的差别", 78, "{{ a.difference }}"),
            ),
        ),
    ),
]


def build(out: Path) -> None:
    """Write the template."""
    items = (*OPENING, *SITUATION, *PRINCIPLES, *TARGETS, *GROUPS, *DECISIONS, *CLOSING, *ANNEXES)
    build_document(items, "矿产资源整合方案模板", out)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("proposal.docx"))
