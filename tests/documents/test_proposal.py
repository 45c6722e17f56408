"""The proposal: opens, says what the context says, looks as the standard asks, the same bytes twice."""

from __future__ import annotations

import dataclasses
import re
import runpy
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from papers import words_of as words
from sample_plan import sample_plan

from mineplan.documents.context import context_of
from mineplan.documents.proposal import write_proposal
from mineplan.errors import InputError
from mineplan.plans import ConsolidationPlan, Decided, Heeded
from mineplan.terms import Heeding

TEMPLATES = Path(__file__).parents[2] / "templates"


def written(plan: ConsolidationPlan, out: Path, sheets: dict[str, Path] | None = None) -> Path:
    write_proposal(context_of(plan), sheets or {}, TEMPLATES / "proposal.docx", out)
    return out


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    path = tmp_path_factory.mktemp("maps") / "sheet.png"
    Image.new("RGB", (156, 104), "white").save(path)
    return path


@pytest.mark.parametrize("groups", [0, 1, 2, 9])
def test_all_tags_are_filled_and_every_group_is_marked(groups: int, tmp_path: Path) -> None:
    plan = sample_plan(groups)
    path = written(plan, tmp_path / "a.docx")
    assert not re.search(r"\{\{|\{%|%\}|\}\}", words(path))
    document = docx.Document(str(path))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    context = context_of(plan)
    assert headings == [f"（{g['numeral']}）{g['name']}" for g in context["groups"]]
    marks = [m.get(qn("w:name")) for m in document.element.iter(qn("w:bookmarkStart"))]
    assert [m for m in marks if m.startswith("q_")] == [g["bookmark"] for g in context["groups"]]
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", m) for m in marks)


def test_no_group_is_said_in_words_and_never_as_zero(tmp_path: Path) -> None:
    text = words(written(sample_plan(0), tmp_path / "a.docx"))
    assert "本方案未划定整合区块" in text and not re.search(r"(?<!\d)0[宗个对]", text)
    assert "拐点坐标表" not in text


def test_every_corner_is_printed(tmp_path: Path) -> None:
    plan = sample_plan(9)
    text = words(written(plan, tmp_path / "a.docx"))
    assert all(f"{c.northing_m:.2f}" in text and f"{c.easting_m:.2f}" in text for g in plan.groups for c in g.corners)


def test_company_names_may_hold_any_character(tmp_path: Path) -> None:
    path = written(sample_plan(2), tmp_path / "a.docx")
    cells = {cell.text for table in docx.Document(str(path)).tables for cell in table._cells}
    assert "代县恒<山>&五台矿业有限公司" in cells


def test_expired_notice_is_named_as_task_only(tmp_path: Path) -> None:
    text = words(written(sample_plan(2), tmp_path / "a.docx"))
    assert "有效期2年，已于2024年6月16日届满，本方案仅以其为任务来源" in text


def test_synthetic_data_is_marked_and_real_data_is_not(tmp_path: Path) -> None:
    plan = sample_plan(2)
    for is_synthetic in (True, False):
        path = written(dataclasses.replace(plan, is_synthetic=is_synthetic), tmp_path / "a.docx")
        header = docx.Document(str(path)).sections[0].header.paragraphs[0].text
        assert ("虚构" in header, "虚构" in words(path)) == (is_synthetic, is_synthetic)


def test_map_sheets_are_printed_where_given(tmp_path: Path, drawing: Path) -> None:
    plan = sample_plan(2)
    path = written(plan, tmp_path / "a.docx", {plan.groups[0].group_id: drawing, "overview": drawing})
    assert len(docx.Document(str(path)).inline_shapes) == 2
    assert words(path).count("整合前后对照示意图（编号") == 1


def test_missing_columns_and_bare_plans_print(tmp_path: Path) -> None:
    plan = sample_plan(2)
    rights = plan.tables["rights"][["right_id", "geometry"]]
    bare = dataclasses.replace(
        plan.groups[0],
        lead_scores=(),
        conflicts=(),
        reasons=(),
        remarks=(),
        resources_t={},
        mineral=None,
        orebody_ids=(),
        holders=(),
        counties=(),
        top_m=None,
        bottom_m=None,
        capacity_t_a=None,
        life_a=None,
        authority=None,
    )
    plan = dataclasses.replace(
        plan,
        groups=(bare, plan.groups[1]),
        tables={"rights": rights},
        rulings=(),
        notes=(),
        alternatives=(),
        minerals=(),
    )
    text = words(written(plan, tmp_path / "a.docx"))
    assert "登记机关待核实" in text and "None" not in text and "nan" not in text


def test_same_bytes_twice_and_after_a_pause(tmp_path: Path, drawing: Path) -> None:
    plan = sample_plan(2)
    sheets = {g.group_id: drawing for g in plan.groups}
    first, second = written(plan, tmp_path / "a.docx", sheets), written(plan, tmp_path / "b.docx", sheets)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "2026-11-23T00:00:00Z" in core


def test_constraints_scale_and_reasons_are_printed(tmp_path: Path) -> None:
    plan = sample_plan(2)
    short = dataclasses.replace(
        plan.groups[0], capacity_t_a=180_000.0, proposed_capacity_t_a=300_000.0, life_a=4.4, conflicts=(), remarks=()
    )
    bare = dataclasses.replace(plan.groups[1], conflicts=(), remarks=())
    plan = dataclasses.replace(plan, groups=(short, bare), limits=plan.limits | {"keep_apart": ()})
    text = words(written(plan, tmp_path / "a.docx"))
    assert text.count("一个区块最多采矿权数") == 2 and "须并入同一区块：代县东沟第1铁矿、代县西沟第2铁矿" in text
    assert "现有规模合计18万吨/年，拟设生产规模30万吨/年，等于最低开采规模30万吨/年" in text
    assert "低于最低服务年限5年，整合后仍不符合，须在报批前" in text
    assert "按方案约束“须并入同一区块”，代县东沟第1铁矿" in text and "未发现整合触发情形" in text
    assert "可利用资源量" in text


def test_what_became_of_opinions_is_printed_with_the_head_of_the_ledger(tmp_path: Path) -> None:
    plan = sample_plan(2)
    group, other = plan.groups
    kept = Heeded(
        1,
        group.group_id,
        "张示例",
        "2026-11-25T09:00:00+08:00",
        "",
        "同意",
        Heeding.HONOURED,
        f"区块保持不变，为本方案区块{group.group_id}，整合主体为{group.lead_id}",
        (f"{group.lead_id}的矿区范围已变化",),
    )
    void = dataclasses.replace(
        kept,
        no=2,
        group_id="G-X",
        text="重复",
        asked="修改：剔除X",
        state=Heeding.VOID,
        words="X已不在数据集内",
        changed=(),
    )
    decided = Decided("iron-1", "a" * 64, (7, "f" * 64), (kept, void))
    limits = plan.limits | {"keep_apart": (), "locked": (other.right_ids,)}
    plan = dataclasses.replace(plan, decided=decided, limits=limits)
    told = context_of(plan)["decisions"]
    lead = next(s["name"] for s in context_of(plan)["groups"][0]["members"] if s["right_id"] == group.lead_id)
    assert told["rows"][0]["words"] == f"区块保持不变，为本方案区块（一），整合主体为{lead}"
    text = words(written(plan, tmp_path / "a.docx"))
    assert "六、审查意见落实情况" in text and "七、工作步骤" in text and "八、保障措施" in text
    assert "对前一方案（iron-1）的审查意见共2条" in text and "其中第2条尚未落实或者无法落实" in text
    assert f"第1条：{lead}的矿区范围已变化。" in text
    assert f"审查记录第1条至第7条，末条校验值为{'f' * 64}" in text
    bare = words(written(sample_plan(2), tmp_path / "b.docx"))
    assert "审查意见落实情况" not in bare and "六、工作步骤" in bare


def test_builder_makes_the_shipped_template(tmp_path: Path) -> None:
    runpy.run_path(str(TEMPLATES / "build_proposal.py"))["build"](tmp_path / "proposal.docx")
    assert (tmp_path / "proposal.docx").read_bytes() == (TEMPLATES / "proposal.docx").read_bytes()


def test_page_grid_is_22_lines_of_28_characters(tmp_path: Path) -> None:
    document = docx.Document(str(written(sample_plan(2), tmp_path / "a.docx")))
    for section in document.sections:
        grid = section._sectPr.find(qn("w:docGrid"))
        assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    section = document.sections[0]
    assert [
        round(x.mm) for x in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    ] == [37, 35, 28, 26]
    body = document.styles["公文正文"].element
    assert body.rPr.find(qn("w:spacing")).get(qn("w:val")) == "-5"
    assert body.rPr.find(qn("w:sz")).get(qn("w:val")) == "32"
    assert body.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_every_own_style_names_its_chinese_font() -> None:
    document = docx.Document(str(TEMPLATES / "proposal.docx"))
    named = [
        s
        for s in document.styles
        if re.search(r"[\u4e00-\u9fff]", s.name) or s.name in ("Normal", "Heading 1", "Heading 2")
    ]
    assert len(named) > 10
    assert all(s.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) for s in named)


def test_tables_are_sized_in_all_three_places(tmp_path: Path) -> None:
    for table in docx.Document(str(written(sample_plan(2), tmp_path / "a.docx"))).tables:
        grid = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        assert int(table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))) == sum(grid)
        assert sum(grid) <= round(225 * 1440 / 25.4) + 5
        for row in table._tbl.tr_lst:
            assert [int(c.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for c in row.tc_lst] == grid
            assert row.trPr.find(qn("w:cantSplit")) is not None
        assert table._tbl.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None


def test_template_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    document = docx.Document(str(TEMPLATES / "proposal.docx"))
    document.add_paragraph("{{ no_such_field }}")
    document.save(str(tmp_path / "t.docx"))
    with pytest.raises(InputError, match="no_such_field"):
        write_proposal(context_of(sample_plan(0)), {}, tmp_path / "t.docx", tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()
