"""What every workbook and every GeoPackage of a run must be, read back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl

from mineplan.documents.geopackage.symbols import fields_named


def assert_prints_well(path: Path) -> None:
    """Frozen panes, filter, titles on every page, A4 across, one page wide, page numbers, licence numbers as text."""
    for page in openpyxl.load_workbook(path):
        assert page.freeze_panes and page.auto_filter.ref and page.print_title_rows == "$1:$1", page.title
        assert page.page_setup.orientation == "landscape" and int(page.page_setup.paperSize) == 9, page.title
        # One page wide is what Excel takes an absent width for.
        assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToWidth in (None, 1), page.title
        assert page.page_setup.fitToHeight == 0 and page.oddFooter.center.text == "第 &P 页，共 &N 页", page.title
        assert page.print_area, page.title
        for column in page.iter_cols():
            if "许可证号" in str(column[0].value):
                known = [cell for cell in column[1:] if cell.value is not None]
                assert all(cell.data_type == "s" and cell.number_format == "@" for cell in known), page.title


def assert_opens_styled(path: Path) -> int:
    """Version 1.2; each layer has a style of its own that QGIS takes by itself; return how many layers there are."""
    with closing(sqlite3.connect(path)) as connection:

        def rows(sql: str) -> list[tuple[object, ...]]:
            return connection.execute(sql).fetchall()

        assert rows("PRAGMA user_version") == [(10200,)]
        kinds = dict(rows("SELECT table_name, data_type FROM gpkg_contents"))
        assert kinds.pop("layer_styles") == "attributes" and set(kinds.values()) == {"features"}
        assert all(not str(name).isascii() for name in kinds)
        styles = rows("SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles")
        assert sorted(row[0] for row in styles) == sorted(kinds)
        for name, column, is_default, qml in styles:
            fields = {row[1] for row in rows(f'PRAGMA table_info("{name}")')}
            assert is_default == 1 and column == "geom" and "geom" in fields, name
            assert fields_named(str(qml)) <= fields, name
            _assert_labels_show(ET.fromstring(str(qml)))
    return len(kinds)


def _assert_labels_show(style: ET.Element) -> None:
    """Labels show from a scale on; QGIS calls the smaller denominator scaleMin."""
    if style.get("labelsEnabled") != "1":
        assert style.find(".//text-style") is None
        return
    rendering, buffer = style.find(".//rendering"), style.find(".//text-buffer")
    assert rendering is not None and buffer is not None and buffer.get("bufferDraw") == "1"
    assert 0 < float(rendering.get("scaleMin", "")) < 100 < float(rendering.get("scaleMax", ""))
    assert style.find(".//placement") is not None
