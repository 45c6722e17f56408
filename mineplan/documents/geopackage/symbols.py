"""Symbols and styles (QML) in the plain form that QGIS 3.x reads from 3.0 on."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET


def document(renderer: ET.Element) -> ET.Element:
    """Return a QML document of a renderer."""
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Labeling", "labelsEnabled": "0"})
    root.append(renderer)
    return root


def text_of(root: ET.Element) -> str:
    """Return a QML document as text."""
    return ET.tostring(root, encoding="unicode")


def single(kind: str, symbol_layers: list[ET.Element]) -> ET.Element:
    """Return a renderer of one symbol."""
    renderer = ET.Element("renderer-v2", {"type": "singleSymbol", "symbollevels": "0", "enableorderby": "0"})
    symbols = ET.SubElement(renderer, "symbols")
    symbols.append(_symbol("0", kind, symbol_layers))
    return renderer


def categorised(field: str, entries: list[tuple[str, str, list[ET.Element]]], kind: str = "fill") -> ET.Element:
    """Return a renderer by a field: value, words and symbol of each entry."""
    renderer = ET.Element(
        "renderer-v2", {"type": "categorizedSymbol", "attr": field, "symbollevels": "0", "enableorderby": "0"}
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for index, (value, label, symbol_layers) in enumerate(entries):
        ET.SubElement(categories, "category", {"value": value, "label": label, "symbol": str(index), "render": "true"})
        symbols.append(_symbol(str(index), kind, symbol_layers))
    return renderer


def _symbol(name: str, kind: str, symbol_layers: list[ET.Element]) -> ET.Element:
    symbol = ET.Element("symbol", {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"})
    symbol.extend(symbol_layers)
    return symbol


def symbol_layer(kind: str, properties: dict[str, str]) -> ET.Element:
    """Return one layer of a symbol."""
    layer = ET.Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    for key, value in properties.items():
        ET.SubElement(layer, "prop", {"k": key, "v": value})
    return layer


def fill(colour: str, outline: str, width: str, style: str = "solid") -> list[ET.Element]:
    """Return a filled or open area."""
    return [
        symbol_layer(
            "SimpleFill",
            {
                "color": colour,
                "style": style,
                "outline_color": outline,
                "outline_width": width,
                "outline_style": "solid",
                "outline_width_unit": "MM",
            },
        )
    ]


def line(colour: str, width: str) -> list[ET.Element]:
    """Return a plain line."""
    return [symbol_layer("SimpleLine", {"line_color": colour, "line_width": width, "line_style": "solid"})]


def hatch(colour: str, angle: str) -> list[ET.Element]:
    """Return a hatched area."""
    pattern = symbol_layer(
        "LinePatternFill",
        {"angle": angle, "color": colour, "distance": "2", "distance_unit": "MM", "line_width": "0.2"},
    )
    pattern.append(_symbol("@0@0", "line", [symbol_layer("SimpleLine", {"line_color": colour, "line_width": "0.2"})]))
    return [pattern, *fill("0,0,0,0", colour, "0.3", style="no")]


def add_labels(root: ET.Element, field: str, look: tuple[str, str, str]) -> None:
    """Label with a field: colour, size in points, smallest scale that shows labels."""
    colour, size, scale = look
    is_points = any(symbol.get("type") == "marker" for symbol in root.iter("symbol"))
    quadrant = "2" if is_points else "4"  # above and right of a point, over anything else
    root.set("labelsEnabled", "1")
    labeling = ET.SubElement(root, "labeling", {"type": "simple"})
    settings = ET.SubElement(labeling, "settings", {"calloutType": "simple"})
    text = ET.SubElement(
        settings,
        "text-style",
        {
            "fieldName": field,
            "isExpression": "0",
            "fontSize": size,
            "fontSizeUnit": "Point",
            "textColor": colour,
            "fontFamily": "Microsoft YaHei",
            "namedStyle": "Regular",
        },
    )
    ET.SubElement(
        text,
        "text-buffer",
        {
            "bufferDraw": "1",
            "bufferSize": "0.7",
            "bufferSizeUnits": "MM",
            "bufferColor": "255,255,255,255",
            "bufferOpacity": "1",
        },
    )
    # Over the middle, inside it; an area that is an obstacle would drive off the labels of its neighbours.
    ET.SubElement(settings, "placement", {"placement": "1", "quadOffset": quadrant, "centroidInside": "1"})
    # For labels QGIS keeps the old words: scaleMin is the smaller denominator, the larger scale.
    ET.SubElement(
        settings,
        "rendering",
        {"scaleVisibility": "1", "scaleMin": "1", "scaleMax": scale, "displayAll": "0", "obstacle": "0"},
    )


def fields_named(document: str) -> set[str]:
    """Return the fields that a QML document refers to."""
    root: Any = ET.fromstring(document)
    return {e.get("attr") for e in root.iter("renderer-v2") if e.get("attr")} | {
        e.get("fieldName") for e in root.iter("text-style")
    }
