"""Word -> PDF -> text and pictures, with one call of LibreOffice for all tests."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from papers import misprints
from pressed_sample import pressed_sample
from sample_plan import sample_plan

from mineplan.documents.allocation import write_plan_document
from mineplan.documents.context import context_of
from mineplan.documents.context.pressed import letter_of, surroundings_of
from mineplan.documents.pdf import FONTS, write_pdfs
from mineplan.documents.pressed.letter import write_letter
from mineplan.documents.proposal import write_proposal
from mineplan.documents.template import sample_contexts
from mineplan.errors import InputError
from mineplan.jobs.printing import NO_PDF, Paperwork, print_pdfs, soffice

TEMPLATES = Path(__file__).parents[2] / "templates"
# Body of 1,000 characters, all of one width.
BODY = "矿" * 1000
RARE = "代县𬭎瑧<矿>&业有限公司"
# The type area of 156 mm x 225 mm in points, from the top margin of 37 mm on.
LEFT, TOP, BOTTOM = 79.4, 104.9, 104.9 + 637.8


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("papers")
    plan = sample_plan(1)
    rights = plan.tables["rights"].copy()
    rights["holder"] = RARE
    plan = dataclasses.replace(plan, tables=plan.tables | {"rights": rights})
    write_proposal(context_of(plan), {}, TEMPLATES / "proposal.docx", folder / "proposal.docx")
    pressed = pressed_sample(2)
    letter = letter_of(pressed, pressed.projects[0], surroundings_of(pressed), has_map=False)
    write_letter(letter, None, TEMPLATES / "letter.docx", folder / "letter.docx")
    [allocation] = sample_contexts("allocation")
    write_plan_document(allocation, {}, TEMPLATES / "allocation.docx", folder / "allocation.docx")
    _page_of_body(folder / "grid.docx")
    documents = sorted(folder.glob("*.docx"))
    program = soffice()
    assert program is not None, ".ci/prepare installs libreoffice-writer-nogui"
    made = write_pdfs(documents, program, os.environ)
    return {path.stem: path for path in made}


def _page_of_body(path: Path) -> None:
    """Write a page of nothing but body text, in the body style of the shipped template."""
    import docx

    document = docx.Document(str(TEMPLATES / "proposal.docx"))
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    for header in (document.sections[0].header, document.sections[0].even_page_header):
        header.paragraphs[0].text = ""
    document.add_paragraph(BODY, style="公文正文")
    document.save(str(path))


def lines_of(pdf: Path, page: int = 1) -> list[tuple[float, str]]:
    """Return top and text of each line inside the type area of a page."""
    command = ["pdftotext", "-bbox-layout", "-f", str(page), "-l", str(page), str(pdf), "-"]
    root = ET.fromstring(subprocess.run(command, check=True, capture_output=True).stdout)
    name = "{http://www.w3.org/1999/xhtml}"
    lines = [
        (float(line.get("yMin", 0)), "".join(word.text or "" for word in line.iter(f"{name}word")))
        for line in root.iter(f"{name}line")
    ]
    return sorted(line for line in lines if TOP <= line[0] < BOTTOM)


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()


def test_a_page_has_22_lines_of_28_characters(papers: dict[str, Path]) -> None:
    lines = lines_of(papers["grid"])
    assert len(lines) == 22
    # Two characters of the first line are its indent.
    assert [len(text) for _, text in lines] == [26] + [28] * 21
    pitches = [low - high for (high, _), (low, _) in pairwise(lines)]
    assert all(28.7 < pitch < 29.2 for pitch in pitches)


def test_what_is_printed_is_what_the_document_says(papers: dict[str, Path]) -> None:
    for kind in ("proposal", "letter", "allocation"):
        assert misprints(papers[kind].with_suffix(".docx")) == []
        text = re.sub(r"\s", "", text_of(papers[kind]))
        assert "{{" not in text and "None" not in text and "规划和自然资源局" in text
    assert "<矿>&业" in re.sub(r"\s", "", text_of(papers["proposal"]))


def test_no_page_is_empty_and_every_page_has_ink(papers: dict[str, Path], tmp_path: Path) -> None:
    from PIL import Image

    for kind in ("proposal", "letter", "allocation"):
        subprocess.run(["pdftoppm", "-r", "20", "-gray", "-png", str(papers[kind]), str(tmp_path / kind)], check=True)
        pages = sorted(tmp_path.glob(f"{kind}-*.png"))
        assert len(pages) > 3
        for page in pages:
            with Image.open(page) as picture:
                width, height = picture.size
                inner = picture.crop((0, round(height * 0.1), width, round(height * 0.86)))
                dark = sum(inner.histogram()[:160])
            assert dark > 4, f"{page.name} holds nothing but its page number"


def test_pages_are_numbered_and_wide_tables_lie(papers: dict[str, Path]) -> None:
    assert re.search(r"—\s*1\s*—", text_of(papers["proposal"]))
    command = ["pdfinfo", "-f", "1", "-l", "99", str(papers["proposal"])]
    told = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    sizes = re.findall(r"size:\s+([\d.]+) x ([\d.]+)", told)
    wide = [float(width) > float(height) for width, height in sizes]
    assert any(wide) and not all(wide)


def test_fonts_stand_in_by_our_list() -> None:
    """Body, headings and titles must not all come out in one face where the machine has open stand-ins."""
    environment = os.environ | {"FONTCONFIG_FILE": str(FONTS)}

    def stand_in(name: str) -> str:
        done = subprocess.run(["fc-match", "-f", "%{family}", name], env=environment, check=True, capture_output=True)
        return done.stdout.decode()

    assert "Sans" in stand_in("黑体") or "Hei" in stand_in("黑体")
    assert "Sans" not in stand_in("仿宋_GB2312") and "Sans" not in stand_in("方正小标宋简体")
    assert "Kai" in stand_in("楷体_GB2312") or "Song" in stand_in("楷体_GB2312") or "Serif" in stand_in("楷体_GB2312")


def test_a_machine_without_libreoffice_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("mineplan.jobs.printing.soffice", lambda: None)
    paperwork = Paperwork()
    print_pdfs([tmp_path / "a.docx"], paperwork)
    assert (paperwork.remarks, paperwork.problems) == ([NO_PDF], [])
    assert "exit_code" not in paperwork.answer()


def test_a_program_that_fails_names_the_documents(tmp_path: Path) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\necho out of memory >&2\nexit 1\n", encoding="utf-8")
    (tmp_path / "soffice").chmod(0o755)
    with pytest.raises(InputError, match=r"a\.docx: no PDF was made: out of memory"):
        write_pdfs([tmp_path / "a.docx", tmp_path / "b.docx"], tmp_path / "soffice", {"PATH": os.environ["PATH"]})
    with pytest.raises(InputError, match="cannot be started"):
        write_pdfs([tmp_path / "a.docx"], tmp_path / "none", {})
