"""Attributes of a placemark: ExtendedData, or the HTML table that ArcGIS and map programs put into the description."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

_MOST_HTML = 200_000


def attributes_of(element: Element) -> dict[str, Any]:
    """Return header -> text of a placemark; ExtendedData wins over the description."""
    cells: dict[str, Any] = {}
    for data in element.iter("Data"):
        _keep(cells, data.get("name", ""), data.findtext("value"))
    for data in element.iter("SimpleData"):
        _keep(cells, data.get("name", ""), data.text)
    description = (element.findtext("description") or "")[:_MOST_HTML]
    for header, text in described(description):
        if header not in cells:
            _keep(cells, header, text)
    return cells


def _keep(cells: dict[str, Any], header: str, text: str | None) -> None:
    header = header.strip()
    if header:
        cells[header] = (text or "").strip() or None


def described(description: str) -> list[tuple[str, str]]:
    """Return the pairs of a description: rows of two cells of its HTML table, or lines `name: value`."""
    if "<" in description:
        table = _Cells()
        table.feed(description)
        table.close()
        return [(row[0], row[1]) for row in table.rows if len(row) == 2 and row[0]]
    lines = (re.fullmatch(r"\s*([^:：]{1,30})[:：]\s*(.*?)\s*", line) for line in description.splitlines())
    return [(match[1].strip(), match[2]) for match in lines if match]


class _Cells(HTMLParser):
    """Gathers the cells of all rows; a table inside a cell has rows of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._is_open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._is_open = False

    def handle_data(self, data: str) -> None:
        if self._is_open and self.rows and self.rows[-1]:
            self.rows[-1][-1] = f"{self.rows[-1][-1]}{data}".strip()
