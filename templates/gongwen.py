"""The page of official documents (GB/T 9704-2012), its styles and tables, for the builders of templates.

A builder lists items: (style, text), ("table", loop, columns), ("section", kind). Run it, look, commit the docx;
afterwards staff edit the docx in Word or WPS and need these files no more.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from mineplan.documents.word import repack

SONG, HEI, KAI, FANG, TITLE, LATIN = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体", "Times New Roman"
GRID, TIGHTER = 579, -5  # twips: 22 lines on 225 mm, 28 characters of 16 pt on 156 mm

# name: (font, half-points, alignment, options)
STYLES: dict[str, tuple[str, int, str, dict[str, Any]]] = {
    "公文标题": (TITLE, 44, "center", {"line": 660, "after": GRID, "next": True}),
    "示例标记": (KAI, 28, "center", {"after": GRID}),
    "主送机关": (FANG, 32, "left", {"tight": True}),
    "公文正文": (FANG, 32, "both", {"tight": True, "indent": 200}),
    "区块编号": (KAI, 28, "left", {"indent": 200, "next": True}),
    "表题": (HEI, 24, "center", {"next": True, "before": 120, "after": 60, "free": True}),
    "表头": (HEI, 18, "center", {"next": True, "free": True}),
    "表文": (SONG, 18, "left", {"free": True}),
    "表文居中": (SONG, 18, "center", {"free": True}),
    "短表": (SONG, 18, "left", {"next": True, "free": True}),
    "短表居中": (SONG, 18, "center", {"next": True, "free": True}),
    "表注": (KAI, 21, "both", {"next": True, "before": 60, "after": 120, "indent": 200, "free": True}),
    "图题": (HEI, 24, "center", {"before": 60, "after": 160, "free": True}),
    "图": (SONG, 18, "center", {"before": 120, "next": True, "free": True}),
    # The list of annexes stays with the signature: a page must not hold the signature alone.
    "附件说明": (FANG, 32, "left", {"tight": True, "next": True, "hanging": 500, "left": 700}),
    "附件标识": (HEI, 32, "left", {"tight": True, "page": True, "next": True}),
    "附件标题": (TITLE, 36, "center", {"line": 600, "before": 120, "after": 240, "next": True}),
    "附件小标题": (KAI, 28, "left", {"before": 120, "next": True}),
    "附件小标题另页": (KAI, 28, "left", {"page": True, "next": True}),
    "落款": (FANG, 32, "right", {"tight": True, "right": 200, "next": True}),
    # A point high, its blank below: a table that ends with its page must not push an empty page after it.
    "表后": (FANG, 2, "left", {"line": 20, "after": 140, "free": True, "close": True}),
}
# title of a template: which document it is for
KINDS = {"矿产资源整合方案模板": "proposal", "压覆矿产资源复函模板": "letter", "矿产资源配置方案模板": "allocation"}
HEADINGS = {1: HEI, 2: KAI, 3: FANG, 4: FANG}

Item = tuple[Any, ...]


def when(test: str, *items: Item) -> list[Item]:
    return [("公文正文", f"{{%p if {test} %}}"), *items, ("公文正文", "{%p endif %}")]


def each(loop: str, *items: Item) -> list[Item]:
    return [("公文正文", f"{{%p for {loop} %}}"), *items, ("公文正文", "{%p endfor %}")]


def table(loop: str, *columns: tuple[str, float, str]) -> Item:
    """Return a table: header, width in mm, cell (a leading ^ centres it)."""
    return ("table", loop, columns)


def short(loop: str, *columns: tuple[str, float, str]) -> Item:
    """Return a table of a few rows, which stays on one page."""
    return ("short", loop, columns)


def corner_table() -> Item:
    """Return the table of a `ring`'s corners, two abreast."""
    return table(
        "p in ring.pairs",
        ("圈号", 17, "^{{ ring.label }}"),
        ("点号", 10, "^{{ p.a.no }}"),
        ("X坐标（米）", 25, "^{{ p.a.northing }}"),
        ("Y坐标（米）", 26, "^{{ p.a.easting }}"),
        ("圈号", 17, "^{% if p.b.no %}{{ ring.label }}{% endif %}"),
        ("点号", 10, "^{{ p.b.no }}"),
        ("X坐标（米）", 25, "^{{ p.b.northing }}"),
        ("Y坐标（米）", 26, "^{{ p.b.easting }}"),
    )


def annex(key: str, *items: Any) -> list[Item]:
    flat = [one for item in items for one in (item if isinstance(item, list) else [item])]
    return when(
        f"annexes.{key}",
        ("附件标识", f"附件{{{{ annexes.{key}.no }}}}"),
        ("附件标题", f"{{{{ annexes.{key}.title }}}}"),
        *flat,
    )


# The annexes that every plan has: its grounds, what it assumes, its doubts.
RULINGS_ANNEX: list[Item] = [
    *annex(
        "rulings",
        (
            "表注",
            "“已核原文”指已与公布文本核对；“转引”指取自其他文件或网页的引述，报批前须核对原文；“待核实”的条款未经假定不作为依据；“意引”指转述大意，不是条文原文。核实情况栏末为核实日期。",
        ),
        table(
            "r in law.rulings",
            ("序号", 9, "^{{ r.no }}"),
            ("规定事项", 20, "{{ r.title }}"),
            ("文件（文号）", 30, "{{ r.document }}"),
            ("条款", 14, "^{{ r.article }}"),
            ("条文", 50, "{{ r.sentence }}。"),
            ("采用数值", 16, "^{{ r.amount }}"),
            ("效力期间", 19, "^{{ r.period }}"),
            ("核实情况", 20, "^{{ r.verified }}"),
            ("备注", 47, "{{ r.remark or '—' }}"),
        ),
    ),
]
NOTES_ANNEX: list[Item] = [
    *annex(
        "notes",
        table(
            "n in notes",
            ("序号", 10, "^{{ n.no }}"),
            ("对象", 44, "{{ n.subject }}"),
            ("名称", 32, "{{ n.name }}"),
            ("说明与疑点", 70, "{{ n.text }}。"),
        ),
    ),
]


def doubts_annex(done: str) -> list[Item]:
    """Return the annex of assumptions and open rulings; `done` is what the plan did not do on open ones."""
    return [
        *annex(
            "doubts",
            *when(
                "law.assumed",
                ("附件小标题", "（一）假定事项"),
                ("表注", "以下条款尚未核实，本方案按假定采用。假定不成立的，方案须重新计算。"),
                table(
                    "r in law.assumed",
                    ("规定事项", 36, "{{ r.title }}"),
                    ("文件条款", 40, "{{ r.cited }}"),
                    ("采用数值", 24, "^{{ r.amount }}"),
                    ("假定理由", 56, "{{ r.assumed }}"),
                ),
            ),
            *when(
                "law.unconfirmed",
                ("附件小标题", "{% if law.assumed %}（二）{% else %}（一）{% endif %}待核实条款"),
                ("表注", f"以下条款未核实原文，本方案未据以作出{done}。"),
                table(
                    "r in law.unconfirmed",
                    ("规定事项", 36, "{{ r.title }}"),
                    ("文件条款", 46, "{{ r.cited }}"),
                    ("说明", 74, "{{ r.remark or '—' }}"),
                ),
            ),
        ),
    ]


def element(tag: str, **attributes: Any) -> Any:
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def put(parent: Any, tag: str, **attributes: Any) -> Any:
    """Replace a child; the order that the schema asks for is python-docx's or ours below."""
    for old in parent.findall(qn(f"w:{tag}")):
        parent.remove(old)
    made = element(tag, **attributes)
    parent.append(made)
    return made


def fonts(properties: Any, east: str, size: int) -> None:
    """Set fonts and size in an empty w:rPr; east Asian names on every style, or Word takes the theme's."""
    for child in list(properties):
        properties.remove(child)
    put(properties, "rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=east)
    put(properties, "b", val=0)
    put(properties, "i", val=0)
    put(properties, "color", val="000000")
    put(properties, "spacing", val=0)
    put(properties, "sz", val=size)
    put(properties, "szCs", val=size)
    put(properties, "lang", val="en-US", eastAsia="zh-CN")


def paragraph_properties(properties: Any, alignment: str, options: dict[str, Any]) -> None:
    """Fill an empty w:pPr in schema order."""
    for child in list(properties):
        properties.remove(child)
    if options.get("next"):
        put(properties, "keepNext")
    if options.get("page"):
        put(properties, "pageBreakBefore")
    put(properties, "widowControl", val=0)
    if options.get("free"):
        put(properties, "snapToGrid", val=0)
    spacing = {"before": options.get("before", 0), "after": options.get("after", 0), "line": options.get("line", 240)}
    put(properties, "spacing", **spacing, lineRule="exact" if "line" in options else "auto")
    # Chars, not millimetres: they follow the font when staff change it.
    indents = {"indent": "firstLineChars", "left": "leftChars", "hanging": "hangingChars", "right": "rightChars"}
    if wanted := {xml: options[name] for name, xml in indents.items() if name in options}:
        put(
            properties, "ind", **wanted, **{xml.removesuffix("Chars"): value * 16 // 5 for xml, value in wanted.items()}
        )
    if options.get("close"):
        put(properties, "contextualSpacing")
    put(properties, "jc", val=alignment)
    if "level" in options:
        put(properties, "outlineLvl", val=options["level"])


def restyle(style: Any, font: str, size: int, alignment: str, options: dict[str, Any]) -> None:
    root = style.element
    fonts(root.get_or_add_rPr(), font, size)
    if options.get("tight"):
        root.rPr.find(qn("w:spacing")).set(qn("w:val"), str(TIGHTER))
    paragraph_properties(root.get_or_add_pPr(), alignment, options)


def add_styles(document: Any) -> None:
    styles = document.styles
    restyle(styles["Normal"], FANG, 32, "both", {})
    for level, font in HEADINGS.items():
        restyle(
            styles[f"Heading {level}"],
            font,
            32,
            "left",
            {"tight": True, "indent": 200, "next": True, "level": level - 1},
        )
    for name, (font, size, alignment, options) in STYLES.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = styles["Normal"], True
        restyle(style, font, size, alignment, options)
    add_comment_styles(styles)
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    put(defaults, "lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")


def add_comment_styles(styles: Any) -> None:
    """Give Word's styles for comments their names and a small size; without them comments take the body's 16 points."""
    text = styles.add_style("annotation text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style = styles["Normal"]
    text.element.set(qn("w:styleId"), "CommentText")
    restyle(text, SONG, 18, "left", {"free": True})
    mark = styles.add_style("annotation reference", WD_STYLE_TYPE.CHARACTER)
    mark.element.set(qn("w:styleId"), "CommentReference")
    fonts(mark.element.get_or_add_rPr(), SONG, 16)


def write_paragraph(document: Any, style: str, text: Any) -> Any:
    paragraph = document.add_paragraph(style=style)
    parts = text if isinstance(text, tuple) else ("", text)
    for part, font in zip(parts, (KAI, ""), strict=True):
        if part:
            run = paragraph.add_run(part)
            if font:
                run._r.get_or_add_rPr().append(element("rFonts", eastAsia=font, ascii=LATIN, hAnsi=LATIN))
    return paragraph


def write_table(document: Any, loop: str, columns: tuple[tuple[str, float, str], ...], style: str) -> None:
    widths = [round(width * 1440 / 25.4) for _, width, _ in columns]
    grid = document.add_table(rows=4, cols=len(columns))
    properties = grid._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    put(properties, "tblW", w=sum(widths), type="dxa")
    put(properties, "jc", val="center")
    borders = put(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    put(properties, "tblLayout", type="fixed")
    margins = put(properties, "tblCellMar")
    for side, width in (("top", 34), ("left", 57), ("bottom", 34), ("right", 57)):
        margins.append(element(side, w=width, type="dxa"))
    for column, width in zip(grid._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in grid.rows:
        row_properties = row._tr.get_or_add_trPr()
        row_properties.append(element("cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = round(width * 635)
            cell._tc.get_or_add_tcPr().append(element("vAlign", val="center"))
    grid.rows[0]._tr.trPr.append(element("tblHeader"))
    fill_table(grid, loop, columns, style)


def fill_table(grid: Any, loop: str, columns: tuple[tuple[str, float, str], ...], style: str) -> None:
    header, opening, data, closing = grid.rows
    for (label, _, text), top, cell in zip(columns, header.cells, data.cells, strict=True):
        set_cell(top, "表头", label)
        set_cell(cell, f"{style}居中" if text.startswith("^") else style, text.removeprefix("^"))
    for row, tag in ((opening, f"{{%tr for {loop} %}}"), (closing, "{%tr endfor %}")):
        set_cell(row.cells[0].merge(row.cells[-1]), "表文", tag)


def set_cell(cell: Any, style: str, text: str) -> None:
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(text)


def set_page(section: Any, kind: str) -> None:
    """GB/T 9704: margins 37/35/28/26 mm; a landscape page is the upright one turned."""
    sides = (37, 26, 35, 28) if kind == "portrait" else (28, 37, 26, 35)
    section.page_width, section.page_height = (Mm(210), Mm(297)) if kind == "portrait" else (Mm(297), Mm(210))
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (Mm(side) for side in sides)
    section.header_distance, section.footer_distance = Mm(15), Mm(24 if kind == "portrait" else 16)
    properties = section._sectPr
    properties.pgSz.set(qn("w:orient"), kind)
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(element("docGrid", type="lines", linePitch=GRID))


def end_section(document: Any, kind: str) -> None:
    """Put a section's properties on a last, nearly invisible paragraph, so that a condition can take it away."""
    paragraph = document.add_paragraph(style="表后")
    last = document.sections[-1]
    set_page(last, kind)
    paragraph._p.get_or_add_pPr().append(copy.deepcopy(last._sectPr))


def write_footers(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    settings = document.settings.element
    # 15 keeps Word out of its compatibility mode; the rest is how Chinese Word is set.
    settings.find(f".//{qn('w:compatSetting')}[@{qn('w:name')}='compatibilityMode']").set(qn("w:val"), "15")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    section = document.sections[0]
    for footer, alignment in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["页码"]
        put(paragraph._p.get_or_add_pPr(), "ind", **{f"{alignment}Chars": 100, alignment: 280})
        put(paragraph._p.pPr, "jc", val=alignment)
        paragraph.add_run("— ")
        for kind in ("begin", None, "end"):
            run = paragraph.add_run()
            if kind:
                run._r.append(element("fldChar", fldCharType=kind))
            else:
                text = element("instrText")
                text.text = "PAGE"
                run._r.append(text)
        paragraph.add_run(" —")
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].style = document.styles["页眉标记"]
        header.paragraphs[0].add_run("{{ synthetic_mark }}")


def without_thumbnail(document: Any) -> Any:
    """Drop the picture of another document that python-docx's own template carries."""
    relations = document.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(name)
    return document


def build_document(items: Iterable[Item], title: str, out: Path) -> None:
    """Write a template of the given items; its category tells `mineplan template check` which document it is."""
    document = without_thumbnail(Document())
    add_styles(document)
    restyle(document.styles.add_style("页码", WD_STYLE_TYPE.PARAGRAPH), SONG, 28, "right", {"free": True})
    restyle(document.styles.add_style("页眉标记", WD_STYLE_TYPE.PARAGRAPH), KAI, 21, "right", {"free": True})
    write_footers(document)
    for item in items:
        kind, *rest = item
        if kind in ("table", "short"):
            write_table(document, *rest, style="表文" if kind == "table" else "短表")
            document.add_paragraph(style="表后")
        elif kind == "section":
            end_section(document, *rest)
        else:
            write_paragraph(document, kind, *rest)
    set_page(document.sections[-1], "portrait")
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "mineplan", ""
    properties.category = KINDS[title]
    properties.created = properties.modified = datetime.datetime(2026, 1, 1)
    document.save(out)
    repack(out)
