"""One file for each sentence of the readers, and the sentence it is answered with."""

import ast
import re
import sys
from pathlib import Path

import pytest

from mineplan.errors import ReadError
from mineplan.geodesy import XINZHOU
from mineplan.readers.exploration import parse_coordinates
from mineplan.readers.files import format_of, read_file
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS, RIGHTS
from tests.readers.test_fixtures import BAD, FIXTURES
from tests.readers.test_fixtures import read as read_fixture

READERS = Path(sys.modules["mineplan.readers"].__path__[0])
# File, what is stated beside it, and the sentence.
BROKEN = [
    ("broken/huge.kmz", {}, "would expand to 1 files of 3072 MiB in all; refused"),
    ("broken/locked.kmz", {}, "is encrypted; unpack it first"),
    ("broken/damaged.kmz", {}, "member “doc.kml” is damaged"),
    ("broken/no_zip.kmz", {}, "is no readable zip"),
    ("broken/outside.zip", {}, "holds “../a.shp”, which would lie outside its folder; refused"),
    ("broken/two.zip", {}, "is a zip with 2 shapefiles or geodatabases (a.shp、b.shp); name one with `layer:`"),
    ("broken/no_workbook.xlsx", {}, "is no readable .xlsx workbook"),
    ("broken/two_points.kml", {}, "placemark “甲”: has 2 different points where at least 3 are needed"),
    ("broken/no_geometry.kml", {}, "placemark “甲” has no geometry"),
    ("broken/no_outline.kml", {}, "has a polygon without outline"),
    ("broken/words.kml", {}, "has coordinates that are no “longitude,latitude[,height]”: “东边,北边”"),
    ("broken/deep.kml", {}, "is XML nested more than 200 deep; refused"),
    ("broken/no_list.ovjsn", {}, "is no ovjsn file (no list ObjItems)"),
    ("broken/no_coordinates.ovjsn", {}, "object “甲” is no point, line or polygon with coordinates"),
    ("broken/many_lines.txt", {}, "more than 200 lines are not understood; the rest is not read"),
    ("broken/no_plot.txt", {}, "holds no plot: no line ends in @ and no line is a point"),
    ("broken/many_rings.txt", {"crs": "CGCS2000"}, "has 329 rings, of which more than 50000 pairs meet"),
    ("broken/no_columns.csv", {"kind": "corners"}, "no columns look like coordinates"),
    ("broken/no_corners.csv", {}, "has headers of coordinates and no corner below them"),
    ("broken/no_zone.csv", {"crs": "CGCS2000"}, "eastings bear the prefix 47, which is no zone of China"),
    ("broken/header_twice.csv", {"table": RIGHTS}, "this header stands twice"),
    ("broken/empty.qyzb", {}, "is empty"),
    ("broken/neither.csv", {}, "is neither UTF-8 nor GB18030 (GBK) text"),
    ("broken/half_utf16.csv", {}, "begins as UTF-16 text and breaks off; save it as UTF-8"),
    ("broken/broken.geojson", {}, "is no readable vector file"),
    ("broken/null_geometry.geojson", {}, "row 1: has no geometry"),
    ("broken/broken.parquet", {}, "is no readable GeoParquet file"),
    ("broken/other.wp", {}, "is no MapGIS 6 file (its first bytes are others)"),
    ("broken/zeros.wp", {}, "is no readable MapGIS 6 file"),
    ("broken/absent.txt", {}, "no such file"),
    ("corners/lonlat.csv", {"crs": "EPSG:4526"}, "holds degrees, which the stated coordinate system contradicts"),
    ("corners/headed.csv", {"crs": "EPSG:32649"}, "is no 3-degree or 6-degree Gauss-Kruger zone"),
    ("corners/headed.csv", {"crs": "EPSG:4525"}, "zone 37 is stated, but the eastings bear the prefix 38"),
    ("corners/no_prefix.csv", {"box_deg": None}, "eastings bear no zone prefix (two digits before the six)"),
    ("corners/side_by_side.xlsx", {"layer": "无"}, "has no sheet “无” (sheets: "),
    ("dxf/closed.dxf", {"layer": "无"}, "has no layer “无” (layers: "),
    ("kml/folders.kml", {"layer": "河流"}, "has no layer “河流” (layers: 变电站、道路)"),
]
STRINGS = {
    "restarts": "is a list of corners whose numbers start again at 1",
    "no_number": "does not begin with the number of rings (found “甲”)",
    "no_ring": "ring 1: does not begin with its number of points (found “甲”)",
    "two_points": "ring 1: has 2 points; a ring needs at least 3",
    "no_flag": "ring 1: no flag 1 or -1 follows its elevations and note",
    "damaged": "ring 1: what follows it is damaged",
    "no_elevations": "the elevations are missing",
    "wrong_elevations": "two elevations must follow, but “东边” does: wrong count, or damaged",
    "all_taken_out": "every ring has the flag -1; nothing is left of the extent",
    "cut_flag": "is cut short at 25",
}
# Sentences without a file among the fixtures, each with the reason why, and where it is tested.
ELSEWHERE = {
    "changed while it was being read": "a file cannot change by itself: tests/readers/test_formats.py",
    "is longer than": "256 MiB: tests/readers/test_formats.py",
    "expands beyond its own directory": "2 GiB",
    "is no readable CSV file": "a cell of 128 KiB",
    "characters) than any coordinate string": "150,000 characters: tests/readers/test_hostile_text.py",
    "but the parameters of": "needs parameters of a datum: tests/test_datum.py",
    "constants": "stands in dataset.yaml, not in a file: tests/test_dataset.py",
    "holds map millimetres": "written by the extra's own package: tests/readers/test_formats.py",
    "holds no feature": "written by the extra's own package",
    "is an unrelated package": "needs another package to be installed",
    "holds no geometry, which table": "a database: tests/readers/test_vector.py",
    "has several layers": "a database: tests/readers/test_vector.py",
    "has no layer with geometry": "a database: tests/readers/test_vector.py",
    "the last flag is missing": "becomes part of “is cut short”",
}


def broken(name, table=PROJECTS, kind="", box_deg=XINZHOU.box_deg, **options):
    path = FIXTURES / name
    return read_file(Source(table, path, path.name, kind or format_of(path), box_deg=box_deg, **options))


@pytest.mark.parametrize(("name", "options", "words"), BROKEN)
def test_broken_files(name, options, words):
    with pytest.raises(ReadError) as caught:
        broken(name, **options)
    said = " | ".join(map(str, caught.value.problems))
    assert words in said, said
    assert str(FIXTURES) not in said


@pytest.mark.parametrize("name", STRINGS)
def test_broken_strings(name):
    with pytest.raises(ReadError) as caught:
        parse_coordinates((FIXTURES / "broken" / f"{name}.qyzb").read_text(encoding="utf-8"))
    assert STRINGS[name] in str(caught.value)


def templates():
    """Yield every sentence that the readers raise, with `.*` for what is filled in."""
    for path in sorted(READERS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ReadError", "Problem", "_EndedError"):
                sentence = node.args[0] if node.args else None
                parts = getattr(sentence, "values", [sentence])
                words = [p.value if isinstance(getattr(p, "value", None), str) else None for p in parts]
                if any(word and word.strip("；; :") for word in words):
                    yield "".join(".*" if word is None else re.escape(word) for word in words)


def answers():
    for name in BAD:
        for table in (RIGHTS, PROJECTS):
            for crs in ("", "CGCS2000"):
                yield lambda n=name, t=table, c=crs: read_fixture(n, t, crs=c)
    for name, options, _ in BROKEN:
        yield lambda n=name, o=options: broken(n, **o)
    for path in [*(FIXTURES / "broken").glob("*.qyzb"), *(FIXTURES / "strings").glob("bad*")]:
        yield lambda p=path: parse_coordinates(p.read_text(encoding="utf-8"))


def test_every_sentence_has_a_file():
    said = []
    for answer in answers():
        try:
            answer()
        except ReadError as error:
            said += [str(problem) for problem in error.problems]
    text = "\n".join(said)
    unsaid = [t for t in templates() if not re.search(t, text)]
    missing = [t for t in unsaid if not any(re.escape(words) in t for words in ELSEWHERE)]
    assert not missing, missing


def test_every_broken_file_is_tested():
    on_disk = {path.name for path in (FIXTURES / "broken").iterdir()}
    assert on_disk == {Path(n).name for n, _, _ in BROKEN if n.startswith("broken")} - {"absent.txt"} | {
        f"{name}.qyzb" for name in STRINGS
    }
