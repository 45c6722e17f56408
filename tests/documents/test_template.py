"""A changed template is looked at as the engine will fill it: every flaw at once, each with its place."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pressed_sample import pressed_sample
from sample_plan import sample_plan

from mineplan import jobs
from mineplan.cli import cli
from mineplan.documents.context import context_of
from mineplan.documents.context.pressed import letter_of, surroundings_of
from mineplan.documents.template import KINDS, sample_contexts
from mineplan.documents.template.checking import read_tags
from mineplan.documents.template.glossary import TITLES
from mineplan.documents.template.shapes import Shape, paths_of, shape_of, thinned, united
from mineplan.documents.template.tags import tags_of
from mineplan.errors import InputError

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
# A context on a napkin: a title, a list of two rows, a dict.
NAPKIN = shape_of({"title": "方案", "groups": [{"name": "甲", "mines": [{"no": 1}]}], "totals": {"area": "1.0"}})


def paper(tmp_path: Path, *texts: str) -> Path:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(str(tmp_path / "t.docx"))
    return tmp_path / "t.docx"


def flaws(path: Path, shape: Shape = NAPKIN) -> list[tuple[str, str]]:
    found, _ = read_tags(tags_of(path), shape)
    return [(flaw.place, flaw.what) for flaw in found]


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_templates_have_no_flaw(kind: str) -> None:
    answer = jobs.check_template(TEMPLATES / f"{kind}.docx")
    assert (answer["kind"], answer["problems"], answer["dropped"], answer["exit_code"]) == (kind, [], [], 0)
    assert answer["tags"] > 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ titel }}", "unknown field titel (did you mean title?)"),
        ("{{ totals.aera }}", "unknown field totals.aera: totals has no such part (did you mean area?)"),
        ("{{ title.area }}", "unknown field title.area: title has no parts"),
        ("{% for g in groups %}{{ g.nam }}{% endfor %}", "unknown field groups[].nam: groups[] has no such part"),
        ("{% for g in groups %}{% for m in g.mines %}{{ m.nr }}{% endfor %}{% endfor %}", "groups[].mines[].nr"),
        ("{% for g in groups %}{% endfor %}{{ g.name }}", "unknown field g"),
        ("{% for g in title %}{% endfor %}", "title is no list"),
        ("{% if title %}", "{% if %} is never closed"),
        ("{% for g in groups %}", "{% for %} is never closed"),
        ("{% endif %}", "{% endif %} without {% if %} before it"),
        ("{% else %}", "{% else %} without {% if %} before it"),
        ("{%p if title %} 文字", "other text stands in the paragraph"),
        ("{{ title", "half a tag: “{{”"),
        ("title }}", "half a tag: “}}”"),
        ("{{ title {{ title }}", "another tag begins"),
        ("｛｛ title ｝｝", "full-width braces"),
        ("{{ title|shout }}", "No filter named 'shout'"),
        ("{{ title + }}", "cannot be read"),
        ("{{ }}", "cannot be read"),
        ("{% include 'x' %}", "unknown order “include”"),
    ],
)
def test_a_flaw_is_named(text: str, said: str, tmp_path: Path) -> None:
    found = flaws(paper(tmp_path, "前文", text))
    assert found and all(place == "paragraph 2" for place, _ in found)
    assert any(said in what for _, what in found)


@pytest.mark.parametrize(
    "text",
    [
        "{{ title }}，{{ totals['area'] }}",
        "{% if totals.x is defined %}{{ totals.x|default('') }}{% endif %}",
        "{% for g in groups + [totals] %}{{ loop.index }}{{ g.name|default('—') }}{% endfor %}",
        "{% for g in groups if g.name != “甲” %}{{ g.name }}{% else %}无{% endfor %}",
        "{{ groups|length }}{{ groups[0].name }}{{ groups[:1]|length }}{{ title.strip() }}",
        "{% set t = totals %}{{ t.area }}{# note {{ nothing #}",
    ],
)
def test_what_the_engine_takes_is_no_flaw(text: str, tmp_path: Path) -> None:
    assert flaws(paper(tmp_path, text)) == []


def test_every_flaw_comes_at_once_in_its_place(tmp_path: Path) -> None:
    document = docx.Document()
    split = document.add_paragraph("共{{ tot")
    split.add_run("als.ar").bold = True
    split.add_run("ee }}宗")
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 1).text = "{{ x }}"
    document.sections[0].header.paragraphs[0].text = "{{ y }}{% if title %}"
    document.save(str(tmp_path / "t.docx"))
    assert [(place, what[:17]) for place, what in flaws(tmp_path / "t.docx")] == [
        ("paragraph 1", "unknown field tot"),
        ("table 1 row 2 column 2", "unknown field x"),
        ("header 1 paragraph 1", "unknown field y"),
        ("header 1 paragraph 1", "{% if %} is never"),
    ]


def test_a_loop_over_rows_closes_in_its_own_table(tmp_path: Path) -> None:
    document = docx.Document()
    first, second = (document.add_table(rows=1, cols=1) for _ in range(2))
    first.cell(0, 0).text, second.cell(0, 0).text = "{%tr for g in groups %}", "{%tr endfor %}"
    document.save(str(tmp_path / "t.docx"))
    assert [what for _, what in flaws(tmp_path / "t.docx")] == [
        "{% endfor %} stands in another cell, table or part than what it closes (table 1 row 1 column 1)"
    ]


def test_a_tag_in_a_tracked_change_is_refused(tmp_path: Path) -> None:
    document = docx.Document(str(TEMPLATES / "letter.docx"))
    paragraph = document.add_paragraph()
    struck = OxmlElement("w:del")
    struck.append(OxmlElement("w:r"))
    words = OxmlElement("w:delText")
    words.text = "{{ region }}"
    struck[0].append(words)
    paragraph._p.append(struck)
    document.save(str(tmp_path / "letter.docx"))
    assert "tracked change" in jobs.check_template(tmp_path / "letter.docx")["problems"][0]["what"]


def test_command_lists_flaws_and_leaves_with_3(tmp_path: Path) -> None:
    document = docx.Document(str(TEMPLATES / "proposal.docx"))
    document.add_paragraph("{{ no_such_field }}")
    document.save(str(tmp_path / "ours.docx"))
    done = CliRunner().invoke(cli, ["template", "check", str(tmp_path / "ours.docx")])
    assert done.exit_code == 3 and "“{{ no_such_field }}”: unknown field no_such_field" in done.stderr
    done = CliRunner().invoke(cli, ["template", "check", str(tmp_path / "ours.docx"), "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["kind"], len(answer["problems"])) == (3, "proposal", 1)


def test_what_the_changed_template_dropped_is_noted(tmp_path: Path) -> None:
    document = docx.Document(str(TEMPLATES / "letter.docx"))
    for paragraph in [p for p in document.paragraphs if "project.pillar" in p.text]:
        paragraph._p.getparent().remove(paragraph._p)
    document.save(str(tmp_path / "letter.docx"))
    answer = jobs.check_template(tmp_path / "letter.docx")
    assert answer["exit_code"] == 0 and "project.pillar" in answer["dropped"]
    assert set(answer["dropped"]) < set(answer["missing"])


def test_a_file_that_does_not_tell_is_asked_for(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))
    with pytest.raises(InputError, match="--kind"):
        jobs.check_template(tmp_path / "a.docx")
    (tmp_path / "proposal.docx").write_text("no zip", encoding="utf-8")
    with pytest.raises(InputError, match=r"proposal\.docx: is no Word document"):
        jobs.check_template(tmp_path / "proposal.docx")


def test_a_file_named_like_a_document_is_that_one(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "letter-2.docx"))
    assert jobs.check_template(tmp_path / "letter-2.docx")["kind"] == "letter"


def test_page_number_fields_survive() -> None:
    document = docx.Document(str(TEMPLATES / "proposal.docx"))
    assert "PAGE" in "".join(i.text for i in document.sections[0].footer._element.iter(qn("w:instrText")))


def missing_of(fresh: Shape, stored: Shape) -> list[str]:
    known = {path for path, _ in paths_of(stored)}
    branches = {path.rsplit(cut, 1)[0] for path in known for cut in (".", "[]") if cut in path}
    return sorted(path for path, _ in paths_of(fresh) if path not in known | branches)


def test_stored_contexts_have_the_fields_that_plans_fill() -> None:
    """A context that has changed asks for `python tests/documents/build_samples.py`."""
    proposals = united(shape_of(context_of(sample_plan(n)) | {"overview": ""}) for n in (0, 2, 9))
    plan = pressed_sample()
    around = surroundings_of(plan)
    letters = united(shape_of(letter_of(plan, p, around, has_map=True) | {"sheet": ""}) for p in plan.projects)
    for kind, fresh in (("proposal", proposals), ("letter", letters)):
        stored = united(shape_of(context) for context in sample_contexts(kind))
        assert missing_of(fresh, stored) == [], kind
        assert set(fresh.parts) == set(stored.parts), kind


def test_glossary_is_up_to_date() -> None:
    """Else: `mineplan template fields > docs/fields.md`."""
    assert (ROOT / "docs" / "fields.md").read_text(encoding="utf-8") == jobs.template_fields()
    tops = {name for kind in KINDS for context in sample_contexts(kind) for name in context}
    assert tops == set(TITLES)


def test_thinned_lists_keep_rows_with_fields_of_their_own() -> None:
    rows = [{"a": 1}, {"a": 2}, {"a": 3}, {"a": 4, "b": 5}]
    assert thinned({"rows": rows}) == {"rows": [rows[0], rows[1], rows[3]]}
