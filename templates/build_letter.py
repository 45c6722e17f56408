# ruff: noqa: E501 - sentences of the document stay whole; a full-width character counts as two columns
"""Build `letter.docx`, the shipped template of the answer to a pressed-ore query (复函): its wording."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gongwen import Item, annex, build_document, corner_table, each, short, table, when

OPENING: list[Item] = [
    ("公文标题", "{{ heading }}"),
    *when("is_draft", ("示例标记", "（{{ draft_mark }}）")),
    *when("is_synthetic", ("示例标记", "（{{ synthetic_mark }}，不作为任何行政行为的依据）")),
    ("主送机关", "{{ addressee }}："),
    (
        "公文正文",
        "关于{{ project.name }}（项目编号{{ project.project_id }}）压覆矿产资源情况的申请{% if project.date %}（{{ project.date }}）{% endif %}收悉。"
        "{% if is_draft %}现将初步核查情况和需要明确的事项函告如下：{% else %}经核查，现函复如下：{% endif %}",
    ),
]

SCOPE: list[Item] = [
    ("Heading 1", "{{ sections.scope }}、核查范围"),
    (
        "公文正文",
        "该项目{{ project.nature }}用地范围面积{{ project.area }}公顷"
        "{% if annexes.corners %}（界址点坐标见附件{{ annexes.corners.no }}）{% else %}（界址点坐标见所附电子数据）{% endif %}"
        "{% if project.places %}，涉及{{ project.places }}{% endif %}。{{ project.pillar }}。",
    ),
    (
        "公文正文",
        "核查所用矿体、矿业权和管控区域数据取自“{{ dataset }}”（{{ dataset_version }}版），基准日为{{ as_of }}；规定按{{ project.law_date }}有效的文本适用"
        "{% if project.query_date %}；省级压覆查询结果日期为{{ project.query_date }}{% else %}；未见省级压覆查询结果{% endif %}。",
    ),
]

RESULT: list[Item] = [
    ("Heading 1", "{{ sections.result }}、核查结果"),
    *when(
        "result.nothing",
        ("公文正文", "经核查，{{ result.ground }}内未发现已查明的矿体，也未设采矿权。"),
    ),
    *when(
        "result.count == 0 and result.right_count",
        ("公文正文", "经核查，{{ result.ground }}内未发现已查明的矿体。"),
    ),
    *when(
        "result.count == 1",
        (
            "公文正文",
            "经核查，{{ result.lead }}：{{ findings[0].sentence }}该矿体{{ findings[0].filed }}{% if findings[0].basis %}，压覆量{{ findings[0].basis }}{% endif %}。",
        ),
    ),
    *when(
        "result.count > 1",
        (
            "公文正文",
            "经核查，{{ result.lead }}：{{ result.names }}。各矿体的压覆面积和压覆量见附件{{ annexes.findings.no }}，按矿种合计如下（资源量与储量分列，不相加）。",
        ),
        table(
            "t in totals",
            ("矿种", 22, "^{{ t.mineral }}"),
            ("矿体数", 16, "^{{ t.orebodies }}"),
            ("用地范围内压覆量", 59, "{{ t.footprint }}"),
            ("计入保护矿柱压覆量", 59, "{{ t.pillar }}"),
        ),
    ),
    *when(
        "result.right_count",
        (
            "公文正文",
            "{% if result.count %}涉及{% else %}用地或者保护矿柱范围与{% endif %}已设采矿权{{ result.right_count }}宗{% if result.count == 0 %}的矿区范围重叠{% endif %}：{{ result.rights }}{% if result.more_rights %}等{% endif %}。{% if result.right_count > 1 %}各宗的{% endif %}面积和份额见附件{{ annexes.rights.no }}。",
        ),
    ),
    *when("result.besides", ("公文正文", "{{ result.besides }}")),
    *when(
        "parts",
        (
            "公文正文",
            "用地范围跨越管控区域界线，分{{ parts|length }}部分判定：{% for p in parts %}{{ p.place }}{{ p.area }}平方米，{{ p.verdict }}{% if not loop.last %}；{% endif %}{% endfor %}。",
        ),
    ),
]

OPINION: list[Item] = [
    ("Heading 1", "{{ sections.opinion }}、{% if is_draft %}初步意见{% else %}处理意见{% endif %}"),
    *each(
        "o in opinions",
        ("公文正文", ("{% if not o.is_only %}（{{ o.numeral }}）{% endif %}{{ o.verdict }}。", "{{ o.text }}")),
        *when("o.reasons", ("公文正文", "判定理由：{{ o.reasons }}")),
        *each("g in o.grounds", ("公文正文", "依据{{ g }}")),
    ),
]

CHECKLIST: list[Item] = [
    *when(
        "checklist",
        ("Heading 1", "{{ sections.checklist }}、应当办理的事项"),
        *each(
            "c in checklist",
            ("公文正文", "{{ c.no }}．{{ c.text }}{% if c.grounds %}（{{ c.grounds }}）{% endif %}{{ c.open }}。"),
        ),
    ),
]

DOUBTS: list[Item] = [
    *when(
        "doubts",
        ("Heading 1", "{{ sections.doubts }}、待核实事项和说明"),
        *each(
            "d in doubts",
            ("公文正文", "{{ d.no }}．{{ d.kind }}：{{ d.text }}"),
        ),
    ),
]

CLOSING: list[Item] = [
    *when("is_query", ("公文正文", "上述核查结果仅供参考，不代替省级压覆查询结果，不作为办理用地手续的依据。")),
    *when("is_partly_open", ("公文正文", "本函对“待核实”的部分不作答复，相关事项明确后另行函复。")),
    *when(
        "is_draft",
        ("公文正文", "本稿供内部研究和征求意见使用，上述事项明确之前不作为答复，不产生准予压覆或者免于审批的效力。"),
    ),
    *when(
        "not is_draft",
        ("公文正文", "本函仅就压覆矿产资源情况答复。用地范围、建设内容或者所依据的数据、规定变化的，应当重新核查。"),
        ("公文正文", "特此复函。"),
    ),
    ("公文正文", ""),
    *each(
        "a in annex_list", ("附件说明", "{% if loop.first %}附件：{% else %}　　　{% endif %}{{ a.no }}．{{ a.title }}")
    ),
    ("落款", ""),
    ("落款", "{{ region }}规划和自然资源局"),
    ("落款", "{% if is_draft %}（草稿，{{ as_of }}）{% else %}{{ as_of }}{% endif %}"),
    *when("annexes.findings or annexes.rights or annexes.rulings", ("section", "portrait")),
]

ANNEXES: list[Item] = [
    *annex(
        "findings",
        (
            "表注",
            "面积单位为平方米；压覆量为矿石量。资源量与储量分列，不相加。“含矿柱”指计入围护带和移动角圈定的保护矿柱后的范围。",
        ),
        table(
            "f in findings",
            ("图上编号", 10, "^{{ f.mark }}"),
            ("矿体", 28, "{{ f.name }}"),
            ("矿种", 14, "^{{ f.mineral }}"),
            ("标高（米）", 18, "^{{ f.elevations }}"),
            ("用地范围面积", 20, "^{{ f.footprint_area }}"),
            ("用地范围压覆量", 38, "{{ f.footprint_t }}"),
            ("含矿柱面积", 22, "^{{ f.pillar_area }}"),
            ("含矿柱压覆量", 38, "{{ f.pillar_t }}"),
            ("备案", 16, "^{{ f.filed }}"),
            ("处理意见", 21, "^{{ f.verdict }}"),
        ),
        *when(
            "pillars",
            ("表题", "保护矿柱圈定参数"),
            short(
                "p in pillars",
                ("图上编号", 12, "^{{ p.mark }}"),
                ("矿体", 22, "^{{ p.orebody_id }}"),
                ("围护带（米）", 22, "^{{ p.buffer_m }}"),
                ("地面标高（米）", 24, "^{{ p.surface_m }}"),
                ("松散层厚度（米）", 25, "^{{ p.loose_m }}"),
                ("松散层移动角（度）", 24, "^{{ p.loose_deg }}"),
                ("倾角（度）", 18, "^{{ p.dip_deg }}"),
                ("倾向（度）", 18, "^{{ p.dip_direction_deg }}"),
                ("下山移动角（度）", 20, "^{{ p.beta_deg }}"),
                ("上山移动角（度）", 20, "^{{ p.gamma_deg }}"),
                ("走向移动角（度）", 20, "^{{ p.delta_deg }}"),
            ),
            (
                "表注",
                "围护带和移动角的取值依据及其核实情况见附件{{ annexes.rulings.no }}；与矿体走向斜交的边，按垂线法由走向、上山、下山移动角换算斜交移动角。",
            ),
        ),
    ),
    *annex(
        "rights",
        (
            "表注",
            "面积单位为平方米，为压覆部分位于该采矿权范围内的面积；份额为占该矿体压覆部分的比例。同一采矿权涉及几个矿体的，许可证号、采矿权人和影响只列一次。",
        ),
        table(
            "r in rights",
            ("图上编号", 10, "^{{ r.mark }}"),
            ("采矿许可证号", 30, "^{{ r.right_id }}"),
            ("矿山名称", 24, "{{ r.mine_name }}"),
            ("采矿权人", 25, "{{ r.holder }}"),
            ("影响", 14, "^{{ r.affected }}"),
            ("矿体", 14, "^{{ r.orebody_id }}"),
            ("用地面积", 20, "^{{ r.footprint_area }}"),
            ("份额", 14, "^{{ r.footprint_share }}"),
            ("含矿柱面积", 22, "^{{ r.pillar_area }}"),
            ("份额", 14, "^{{ r.pillar_share }}"),
            ("含矿柱压覆量（未圈定的为用地压覆量）", 38, "{{ r.pillar_t if r.pillar_t != '—' else r.footprint_t }}"),
        ),
    ),
    *annex(
        "rulings",
        (
            "表注",
            "“已核原文”指已与公布文本核对；“转引”指取自其他文件或网页的引述，使用前须核对原文；“待核实”的条款不作为依据；“意引”指转述大意，不是条文原文。",
        ),
        table(
            "r in rulings",
            ("序号", 8, "^{{ r.no }}"),
            ("规定事项", 22, "{{ r.title }}"),
            ("文件（文号）", 36, "{{ r.document }}"),
            ("条款", 15, "^{{ r.article }}"),
            ("条文", 55, "{{ r.sentence }}。"),
            ("效力期间", 20, "^{{ r.period }}"),
            ("核实情况", 20, "^{{ r.verified }}"),
            ("备注", 49, "{{ r.remark or '—' }}{% if r.assumed %}（{{ r.assumed }}）{% endif %}"),
        ),
    ),
    *when("annexes.findings or annexes.rights or annexes.rulings", ("section", "landscape")),
    *annex(
        "map",
        ("图", "{{ sheet }}"),
        (
            "表注",
            "图中编号与{% if annexes.findings %}附件{{ annexes.findings.no }}{% endif %}{% if annexes.findings and annexes.rights %}、{% endif %}{% if annexes.rights %}附件{{ annexes.rights.no }}{% endif %}{% if not annexes.findings and not annexes.rights %}图下表格{% endif %}一致。本图为示意图，不作为法定界线依据。",
        ),
    ),
    *annex(
        "corners",
        (
            "表注",
            "{{ coordinate_system }}，带号{{ project.zone }}，中央子午线{{ project.meridian }}°。X为纵坐标（北），Y为横坐标（东，含带号），单位为米。",
        ),
        *each(
            "ring in corners",
            corner_table(),
        ),
    ),
]


def build(out: Path) -> None:
    """Write the template."""
    items = (*OPENING, *SCOPE, *RESULT, *OPINION, *CHECKLIST, *DOUBTS, *CLOSING, *ANNEXES)
    build_document(items, "压覆矿产资源复函模板", out)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("letter.docx"))
