"""What comes back from Word or WPS: each remark with its group, our own evidence left out."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineplan.errors import ReadError
from mineplan.plans.marks import EVIDENCE_AUTHOR, bookmark_of, group_of
from mineplan.review.word import Remark, is_word, remarks_of

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
AT = "2026-11-24T09:30:00Z"
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="a1"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="a2"><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ours"><w:basedOn w:val="a1"/></w:style></w:styles>"""


def words(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def heading(text: str, group: str = "", style: str = "a2") -> str:
    mark = f'<w:bookmarkStart w:id="1" w:name="{bookmark_of(group)}"/>' if group else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{mark}{words(text)}</w:p>'


def paragraph(*parts: str) -> str:
    return f"<w:p>{''.join(parts)}</w:p>"


def about(number: int, text: str) -> str:
    end = f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
    return f'<w:commentRangeStart w:id="{number}"/>{words(text)}{end}'


def change(tag: str, text: str, who: str = "王") -> str:
    inner = "delText" if tag == "del" else "t"
    return f'<w:{tag} w:id="7" w:author="{who}" w:date="{AT}"><w:r><w:{inner}>{text}</w:{inner}></w:r></w:{tag}>'


def comment(number: int, *lines: str, who: str = "李") -> str:
    body = "".join(f"<w:p>{words(line)}</w:p>" for line in lines)
    return f'<w:comment w:id="{number}" w:author="{who}" w:date="{AT}">{body}</w:comment>'


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(*body: str, comments: str = "", prefix: str = "") -> Path:
        path = tmp_path / "returned.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                f"{prefix}word/document.xml", f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>"
            )
            archive.writestr(f"{prefix}word/styles.xml", STYLES)
            if comments:
                archive.writestr(f"{prefix}word/comments.xml", f"<w:comments {W}>{comments}</w:comments>")
        return path

    return save


def test_comments_and_changes_belong_to_the_group_of_their_section(saved) -> None:
    path = saved(
        paragraph(about(1, "全市")),
        heading("（一）甲区块", "G-1"),
        paragraph(about(2, "面积"), change("ins", "不含"), change("del", "包括")),
        heading("（二）乙区块", "G-2"),
        paragraph(change("ins", "另议")),
        heading("六、工作步骤", style="ours"),
        paragraph(about(3, "征求意见")),
        comments=comment(1, "总体同意") + comment(2, "请核对", "面积") + comment(3, "补充部门"),
    )
    assert remarks_of(path) == [
        Remark("", "李", AT, "comment", "总体同意", "全市"),
        Remark("G-1", "李", AT, "comment", "请核对\n面积", "面积"),
        Remark("G-1", "王", AT, "insertion", "不含", "面积不含包括"),
        Remark("G-1", "王", AT, "deletion", "包括", "面积不含包括"),
        Remark("G-2", "王", AT, "insertion", "另议", "另议"),
        Remark("", "李", AT, "comment", "补充部门", "征求意见"),
    ]


def test_our_own_evidence_is_no_remark(saved) -> None:
    path = saved(heading(about(1, "甲"), "G-1"), comments=comment(1, "计算依据", who=EVIDENCE_AUTHOR))
    assert remarks_of(path) == []


def test_a_heading_without_its_bookmark_does_not_fall_to_the_group_before(saved) -> None:
    path = saved(heading("甲", "G-1"), heading("乙，书签已删"), paragraph(change("ins", "意见")))
    assert [remark.group_id for remark in remarks_of(path)] == [""]


def test_one_change_in_several_runs_is_one_remark(saved) -> None:
    runs = change("ins", "不同意", "王") + change("ins", "合并", "王") + change("ins", "。", "赵")
    assert [(r.author, r.text) for r in remarks_of(saved(paragraph(runs)))] == [("王", "不同意合并"), ("赵", "。")]


def test_wps_oddities(saved) -> None:
    """Comments and instructions between elements, no times, references without ranges, changes in cells, slashes."""
    row = f"<w:tbl><w:tr><w:tc><w:p>{change('moveTo', '单元格')}</w:p></w:tc></w:tr></w:tbl>"
    lone = '<w:r><w:commentReference w:id="4"/></w:r>'
    path = saved(
        "<!-- wps --><?wps x?>",
        heading("甲", "G-1"),
        paragraph("<!-- wps -->", words("文"), lone),
        row,
        comments="<!-- wps -->"
        + f'<w:comment w:id="4" w:author="李">{paragraph(words("无时间"))}</w:comment>'
        + comment(9, "位置已删"),
        prefix="/",
    )
    assert [(r.group_id, r.kind, r.at, r.text) for r in remarks_of(path)] == [
        ("G-1", "comment", "", "无时间"),
        ("G-1", "insertion", AT, "单元格"),
        ("", "comment", AT, "位置已删"),
    ]


def test_a_file_that_is_none_is_refused(tmp_path: Path, saved) -> None:
    (tmp_path / "a.docx").write_text("no zip", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.docx"):
        remarks_of(tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(ReadError, match="is no Word document"):
        remarks_of(tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(ReadError, match="damaged"):
        remarks_of(tmp_path / "c.docx")
    bomb = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with zipfile.ZipFile(tmp_path / "d.docx", "w") as archive:
        archive.writestr("word/document.xml", bomb)
    with pytest.raises(ReadError, match="document type"):
        remarks_of(tmp_path / "d.docx")
    assert is_word(saved(paragraph())) and not is_word(tmp_path / "a.docx")


@given(st.text(min_size=1, max_size=30))
def test_a_bookmark_is_lawful_and_tells_its_group(group_id: str) -> None:
    name = bookmark_of(group_id)
    assert re.fullmatch(r"[A-Za-z][0-9A-Za-z_]{0,39}", name)
    assert group_of(name, [group_id]) == group_id
    assert group_of(name) in (group_id, None) and (len(name) == 36 or group_of(name) == group_id)


def test_other_bookmarks_name_no_group() -> None:
    assert [group_of(name) for name in ("_GoBack", "_Toc1", "q_h_00", "q_\u4e00")] == [None] * 4


def test_the_proposal_goes_out_and_comes_back(tmp_path: Path) -> None:
    import docx
    from sample_plan import sample_plan

    from mineplan.documents.context import context_of
    from mineplan.documents.proposal import write_proposal

    templates = Path(__file__).parents[2] / "templates"
    plan = sample_plan(2)
    write_proposal(context_of(plan), {}, templates / "proposal.docx", tmp_path / "a.docx")
    assert remarks_of(tmp_path / "a.docx") == []
    document = docx.Document(str(tmp_path / "a.docx"))
    assert [c.author for c in document.comments] == [EVIDENCE_AUTHOR] * 2
    titles = [p for p in document.paragraphs if p.text == "3．整合主体"]
    document.add_comment(titles[1].runs, "主体再议", "审查人", "S")
    document.save(str(tmp_path / "b.docx"))
    [remark] = remarks_of(tmp_path / "b.docx")
    assert (remark.group_id, remark.author, remark.text) == (plan.groups[1].group_id, "审查人", "主体再议")
