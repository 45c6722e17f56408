"""Letters, tables, GeoPackage and sheets of a pressed-ore run: true to the plan, the same bytes twice."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import re
import runpy
import zipfile
from pathlib import Path

import docx
import openpyxl
import pyogrio
import pytest
import shapely
from docx.oxml.ns import qn
from office_files import assert_opens_styled, assert_prints_well
from pressed_sample import COAL_HOLDER, pressed_sample

from mineplan.documents.context.pressed import letter_of, surroundings_of
from mineplan.documents.geopackage.pressed import pressed_layers
from mineplan.documents.maps import pressed as sheets
from mineplan.documents.maps.paper import imprint_of
from mineplan.documents.maps.pressed_view import cut_to, view_of
from mineplan.documents.maps.printing import settings_of
from mineplan.documents.pressed import (
    Printing,
    chosen,
    write_pressed_documents,
    write_pressed_geopackage,
    write_pressed_tables,
)
from mineplan.documents.pressed.letter import write_letter
from mineplan.errors import InputError
from mineplan.plans import Finding, PressedPlan
from mineplan.policy import read_policy
from mineplan.terms import Mineral, Verdict

TEMPLATES = Path(__file__).parents[2] / "templates"


def letter(plan: PressedPlan, index: int, out: Path) -> str:
    context = letter_of(plan, plan.projects[index], surroundings_of(plan), has_map=False)
    write_letter(context, None, TEMPLATES / "letter.docx", out)
    with zipfile.ZipFile(out) as archive:
        xml = archive.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n").replace("<w:br/>", "\n"))


def texts(plan: PressedPlan, tmp_path: Path) -> dict[str, str]:
    return {p.project_id: letter(plan, k, tmp_path / f"{k}.docx") for k, p in enumerate(plan.projects)}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return texts(pressed_sample(), tmp_path_factory.mktemp("letters"))


def test_all_tags_are_filled_and_nothing_is_counted_as_zero(told: dict[str, str]) -> None:
    for text in told.values():
        assert not re.search(r"\{\{|\{%|%\}|\}\}|None|nan", text)
        assert not re.search(r"(?<![\d.])0(?:\.0+)?[宗个处万平]", text)
        assert not re.search(r"[。；，：]{2}|（）|\n[一二三四五]、\n", text.replace("：：", "：：×"))


def test_headings_are_numbered_without_gaps_and_never_empty(tmp_path: Path) -> None:
    for index in range(5):
        letter(pressed_sample(), index, tmp_path / "a.docx")
        document = docx.Document(str(tmp_path / "a.docx"))
        body = [(p.style.name, p.text) for p in document.paragraphs if p.text.strip()]
        heads = [k for k, (style, _) in enumerate(body) if style == "Heading 1"]
        assert [body[k][1][0] for k in heads] == list("一二三四五")[: len(heads)]
        assert all(body[k + 1][0] != "Heading 1" for k in heads)


def test_text_follows_the_facts(told: dict[str, str]) -> None:
    assert "未发现已查明的矿体，也未设采矿权" in told["P1"] and "压覆矿体" not in told["P1"]
    assert "用地范围压覆矿体1个：示例松岭煤田MT-1矿体（煤，标高1380～1180米）" in told["P2"]
    assert "用地范围内压覆面积10000.00平方米，压覆探明资源量1.20万吨、控制资源量1.60万吨" in told["P2"]
    assert "另列储量：证实储量0.40万吨，不与资源量相加" in told["P2"]
    assert "推断资源量不足0.01万吨" in told["P2"]  # 20 t with the pillar; the footprint has none of this class
    assert "用地范围压覆矿体3个" in told["P3"] and "资源量未知" in told["P3"]
    assert "资料不足，未圈定保护矿柱" in told["P3"] and "跨越管控区域界线，分2部分判定" in told["P3"]
    assert told["P3"].index("位于示例云原经济技术开发区的部分") < told["P3"].index("管控区域以外的部分")
    assert "项目建设单位：" in told["P4"] and "不代替省级压覆查询结果" in told["P4"]


def test_company_names_may_hold_any_character(tmp_path: Path) -> None:
    letter(pressed_sample(2), 0, tmp_path / "a.docx")
    assert any(COAL_HOLDER in p.text for p in docx.Document(str(tmp_path / "a.docx")).paragraphs)


def test_rule_number_article_sentence_and_data_date_come_from_the_rulings(told: dict[str, str]) -> None:
    plan = pressed_sample(2)
    for ruling in plan.rulings:
        assert ruling.citation.sentence.rstrip("。；") in told["P2"]
        assert ruling.citation.article in told["P2"] and ruling.citation.number in told["P2"]
    assert "“示例数据集”（2026-11版），基准日为2026年11月23日" in told["P2"]
    changed = [
        dataclasses.replace(r, citation=dataclasses.replace(r.citation, article="第九十九条")) for r in plan.rulings
    ]
    context = letter_of(*_first(dataclasses.replace(plan, rulings=tuple(changed))), has_map=False)
    assert all("第九十九条" in ground for o in context["opinions"] for ground in o["grounds"])


def _first(plan: PressedPlan) -> tuple[PressedPlan, object, object]:
    return plan, plan.projects[0], surroundings_of(plan)


def test_open_letters_are_drafts_and_say_what_must_be_clarified(told: dict[str, str]) -> None:
    assert "（草稿，不作为答复）" in told["P5"] and "特此复函" not in told["P5"]
    assert "须明确的问题：开发区范围内的项目是否须经审批" in told["P5"]
    assert "城市建设用地、省级开发区内不需审批，办理登记（《" in told["P5"]  # the open provision itself
    for key in ("P1", "P2", "P3", "P4"):
        assert "草稿" not in told[key] and "特此复函" in told[key]
    assert "本函对“待核实”的部分不作答复" in told["P3"] and "不作答复" not in told["P2"]


_EXEMPTING = {
    Verdict.OWN_MINE_EXEMPT: "属于矿山企业在本矿区范围内的建设项目，压覆矿产资源不需审批",
    Verdict.REGISTRATION_ONLY: "不需办理压覆重要矿产资源审批手续，由我局",
    Verdict.NOT_TREATED_AS_PRESSED: "不作压覆处理。",
}


@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_exemption_is_claimed_only_by_its_verdict(verdict: Verdict, tmp_path: Path) -> None:
    plan = pressed_sample(2)
    project = plan.projects[0]
    finding = dataclasses.replace(project.findings[0], verdict=verdict)
    parts = (dataclasses.replace(project.parts[0], verdict=verdict),)
    project = dataclasses.replace(project, verdict=verdict, findings=(finding,), parts=parts)
    text = letter(dataclasses.replace(plan, projects=(project,)), 0, tmp_path / "a.docx")
    assert {v for v, claim in _EXEMPTING.items() if claim in text} == {verdict} & set(_EXEMPTING)
    assert ("特此复函" in text) == (verdict is not Verdict.NEEDS_CONFIRMATION)


def test_an_expired_exemption_is_law_on_its_own_day_only(tmp_path: Path) -> None:
    day = datetime.date(2023, 9, 1)
    rule = "pressed_registration_only.development_zone.xinzhou-2022"
    ruling = read_policy(day, ("xinzhou", "shanxi", "national"), {}).get(rule)
    plan = pressed_sample(2)
    finding = dataclasses.replace(plan.projects[0].findings[0], verdict=Verdict.REGISTRATION_ONLY, rulings=(rule,))
    for judged, is_ground in ((day, True), (plan.as_of, False)):
        project = dataclasses.replace(
            plan.projects[0], verdict=Verdict.REGISTRATION_ONLY, findings=(finding,), rulings=(rule,), judged_on=judged
        )
        made = dataclasses.replace(plan, projects=(project,), rulings=(*plan.rulings, ruling))
        text = letter(made, 0, tmp_path / "a.docx")
        assert ("依据《自然资源要素保障经济发展若干措施》（忻自然资发〔2022〕90号）第八条" in text) == is_ground
        assert f"规定按{judged.year}年{judged.month}月{judged.day}日有效的文本适用" in text


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    plan = pressed_sample(2, 3)
    for name in ("a", "b"):
        letters = write_pressed_documents(plan, tmp_path / name, Printing(TEMPLATES / "letter.docx"))
        write_pressed_tables(plan, tmp_path / name / "tables", (), letters)
        write_pressed_geopackage(plan, tmp_path / name / "plan.gpkg")
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert {p.as_posix() for p in files} >= {"letters/P2.docx", "maps/P3.png", "tables/findings.csv", "plan.gpkg"}
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    assert len(docx.Document(str(tmp_path / "a" / "letters" / "P2.docx")).inline_shapes) == 1


def test_builder_makes_the_shipped_template(tmp_path: Path) -> None:
    runpy.run_path(str(TEMPLATES / "build_letter.py"))["build"](tmp_path / "letter.docx")
    assert (tmp_path / "letter.docx").read_bytes() == (TEMPLATES / "letter.docx").read_bytes()


def test_tables_fit_the_page_and_are_sized_in_all_three_places(tmp_path: Path) -> None:
    letter(pressed_sample(), 2, tmp_path / "a.docx")
    document = docx.Document(str(tmp_path / "a.docx"))
    assert len(document.tables) >= 4
    for table in document.tables:
        grid = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        assert int(table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))) == sum(grid) <= round(225 * 1440 / 25.4) + 5
        assert all(
            [int(c.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for c in row.tc_lst] == grid for row in table._tbl.tr_lst
        )


def test_template_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    document = docx.Document(str(TEMPLATES / "letter.docx"))
    document.add_paragraph("{{ no_such_field }}")
    document.save(str(tmp_path / "t.docx"))
    with pytest.raises(InputError, match="no_such_field"):
        write_letter(
            letter_of(*_first(pressed_sample(1)), has_map=False), None, tmp_path / "t.docx", tmp_path / "a.docx"
        )
    assert not (tmp_path / "a.docx").exists()


def test_letters_go_to_what_presses_first_and_only_so_many() -> None:
    plan = pressed_sample()
    assert chosen(plan) == plan.projects
    assert [p.project_id for p in chosen(plan, 4)] == ["P2", "P3", "P4", "P5"]
    assert [p.project_id for p in chosen(plan, 2)] == ["P2", "P3"]


def test_what_got_no_letter_is_said(tmp_path: Path) -> None:
    letters = write_pressed_documents(pressed_sample(), tmp_path, Printing(TEMPLATES / "letter.docx"), most=1)
    assert list(letters) == ["P2"]
    told = (tmp_path / "letters" / "说明.txt").read_text(encoding="utf-8-sig")
    assert told.startswith("本次核查项目5个，复函和示意图只生成1个")


def test_numbers_that_no_file_may_bear(tmp_path: Path) -> None:
    plan = pressed_sample(1)
    named = [dataclasses.replace(plan.projects[0], project_id=i) for i in ("a/b", "a:b", "A_B", "..", "项目 1")]
    letters = write_pressed_documents(
        dataclasses.replace(plan, projects=tuple(named)), tmp_path, Printing(TEMPLATES / "letter.docx")
    )
    assert list(letters.values()) == [f"letters/{name}.docx" for name in ("a_b", "a_b_2", "A_B_3", "project", "项目_1")]
    assert all((tmp_path / name).is_file() for name in letters.values())


# --- tables -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    write_pressed_tables(pressed_sample(), folder, (), {"P2": "letters/P2.docx"})
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_keeps_full_precision_and_leaves_the_unknown_empty(tables: Path) -> None:
    projects = {row["project_id"]: row for row in rows(tables, "projects")}
    assert list(projects) == ["P1", "P2", "P3", "P4", "P5"]
    assert projects["P2"]["letter"] == "letters/P2.docx" and projects["P3"]["letter"] == ""
    assert [projects[k]["is_tonnage_known"] for k in ("P1", "P2", "P3")] == ["", "yes", "partly"]
    findings = {(row["project_id"], row["orebody_id"]): row for row in rows(tables, "findings")}
    assert findings["P2", "MT-1"]["footprint_measured_t"] == "12000.0"
    assert findings["P2", "MT-1"]["footprint_proved_t"] == "4000.0"
    iron = findings["P3", "TK-1"]
    assert iron["footprint_unclassified_t"] == "" and iron["is_tonnage_known"] == "no" and iron["buffered_m2"] == ""
    shares = [
        row for row in rows(tables, "affected_rights") if row["project_id"] == "P3" and row["orebody_id"] == "MT-1"
    ]
    assert [row["footprint_share"] for row in shares] == ["0.4737", "0.5263"]
    assert [row["problems"] for row in rows(tables, "refused")] == ["ring crosses itself"]


def test_workbook_prints_well(tables: Path) -> None:
    assert_prints_well(tables / "tables.xlsx")


def test_workbook_speaks_chinese_and_explains_its_columns(tables: Path) -> None:
    book = openpyxl.load_workbook(tables / "tables.xlsx")
    assert book.sheetnames == [
        "项目核查结论", "压覆矿体", "涉及采矿权", "分区判定", "应办事项", "压覆总量", "未能核查的项目", "依据条款",
        "说明与疑点", "字段说明",
    ]  # fmt: skip
    page = book["压覆矿体"]
    headers = [cell.value for cell in page[1]]
    iron = next(row for row in page.iter_rows(min_row=2) if row[headers.index("矿体编号")].value == "TK-1")
    assert iron[headers.index("资源量")].value == "未知"
    assert iron[headers.index("用地范围压覆未分类别资源量（万吨）")].value is None
    coal = next(page.iter_rows(min_row=2))
    assert coal[headers.index("用地范围压覆探明资源量（万吨）")].value == 1.2
    dictionary = {(row[0], row[1]) for row in book["字段说明"].iter_rows(min_row=2, values_only=True)}
    assert all(("压覆矿体", header) in dictionary for header in headers)


def test_a_table_too_long_for_excel_names_its_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mineplan.documents.pressed.MOST_ROWS", 4)
    write_pressed_tables(pressed_sample(), tmp_path)
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book["项目核查结论"]["A2"].value == ("本表共5行，超过4行，未写入本工作簿，见同一文件夹中的projects.csv")
    assert len(rows(tmp_path, "projects")) == 5


# --- GeoPackage ---------------------------------------------------------------------------------


def test_layers_read_back_styled(tmp_path: Path) -> None:
    plan = pressed_sample()
    write_pressed_geopackage(plan, tmp_path / "plan.gpkg")
    for name in (
        "用地范围",
        "围护带",
        "保护矿柱",
        "压覆部分_用地",
        "压覆部分_含矿柱",
        "分区",
        "采矿权",
        "矿体",
        "管控区域",
    ):
        frame = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer=name)
        assert frame.crs.to_epsg() == 4490 and len(frame), name
    assert assert_opens_styled(tmp_path / "plan.gpkg") == len(pressed_layers(plan))
    footprints = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="用地范围").set_index("项目编号")
    assert footprints.loc["P3", "核查结论"] == "原则上不得压覆" and footprints.loc["P2", "面积_平方米"] == 10000.0


def test_a_run_without_frames_has_its_own_shapes(tmp_path: Path) -> None:
    plan = dataclasses.replace(pressed_sample(1), tables={})
    write_pressed_geopackage(plan, tmp_path / "plan.gpkg")
    assert "采矿权" not in {name for name, _ in pyogrio.list_layers(tmp_path / "plan.gpkg")}
    letter(plan, 0, tmp_path / "a.docx")


# --- sheets -------------------------------------------------------------------------------------


def test_numbers_on_the_sheet_are_those_of_the_letter() -> None:
    plan = pressed_sample(3)
    view = view_of(plan, plan.projects[0])
    context = letter_of(*_first(plan), has_map=True)
    assert [(i.number, i.kind) for i in view.items] == [
        (1, "矿体"), (2, "矿体"), (3, "矿体"), (4, "采矿权"), (5, "采矿权"), (6, "采矿权"), (7, "区域"),
    ]  # fmt: skip
    assert [row["no"] for row in context["findings"]] == [1, 2, 3]
    assert list(dict.fromkeys(row["mark"] for row in context["rights"])) == ["④", "⑤", "⑥"]
    assert [i.name for i in view.rights] == [r.mine_name for r in plan.projects[0].rights]
    assert "占压覆47.4%" in view.rights[0].words


def test_every_number_is_drawn_once_within_the_frame() -> None:
    import matplotlib

    from mineplan.documents.maps.fonts import chinese_fonts

    plan = pressed_sample(3)
    whole = view_of(plan, plan.projects[0])
    with matplotlib.rc_context(settings_of(chinese_fonts())):
        figure = sheets.draw_project(imprint_of(plan), plan.projects[0], whole)
    (axes,) = [a for a in figure.axes if a.get_label() == "project"]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    box = shapely.box(west, south, east, north)
    seen = cut_to(whole, box)
    drawn = [t for t in axes.texts if str(t.get_gid()).startswith("no-")]
    assert sorted(t.get_text() for t in drawn) == [str(i.number) for i in seen.items if not i.label.is_empty]
    assert all(box.contains(shapely.Point(t.get_position())) for t in drawn)
    assert box.contains(whole.footprint)


def test_a_table_longer_than_the_page_points_to_the_annexes() -> None:
    import matplotlib

    from mineplan.documents.maps.fonts import chinese_fonts

    plan = pressed_sample(3)
    project = plan.projects[0]
    many = dataclasses.replace(project, findings=project.findings * 10)
    with matplotlib.rc_context(settings_of(chinese_fonts())):
        figure = sheets.draw_project(imprint_of(plan), many, view_of(plan, many))
    assert "其余14项见表格" in {t.get_text() for t in figure.texts}
    assert figure.get_figheight() * 25.4 < 185


def test_a_sheet_shows_a_spot_with_its_surroundings() -> None:
    plan = pressed_sample(4)
    window = sheets._window(view_of(plan, plan.projects[0]))
    assert window.east - window.west >= 400


def test_an_orebody_of_no_known_mineral_is_told() -> None:
    plan = pressed_sample(2)
    bare: Finding = dataclasses.replace(plan.projects[0].findings[0], mineral=None, rights=(), buffered_m2=None)
    project = dataclasses.replace(plan.projects[0], findings=(bare, dataclasses.replace(bare, mineral=Mineral.IRON)))
    context = letter_of(plan, project, surroundings_of(plan), has_map=False)
    assert [row["mineral"] for row in context["totals"]] == ["铁矿", "矿种不详"]
    assert context["findings"][0]["pillar_area"] == "未圈定"
