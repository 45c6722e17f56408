"""QGIS styles (QML) of the layers, in the plain form that QGIS 3.x reads from 3.0 on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

from mineplan.documents.geopackage import layers
from mineplan.terms import Disposition, ZoneEffect

_FILLS = {
    Disposition.KEEP: "199,233,192,150",
    Disposition.UPGRADE: "253,208,162,170",
    Disposition.MERGE: "158,202,225,170",
    Disposition.WITHDRAW: "217,217,217,150",
    Disposition.CLOSE: "150,150,150,150",
}
_EFFECTS = {
    ZoneEffect.BAN.label: "239,138,128",
    ZoneEffect.CONSENT.label: "251,205,130",
    ZoneEffect.RESTRICT.label: "247,238,140",
    "": "210,196,226",
}
_WORDS = {"": "未列明"}


def style_of(layer: layers.Layer) -> str:
    """Return the QML document of a layer; labels fall back on the key where a name column is missing."""
    root, (fields, look) = _RENDERERS[layer.name](), _LABELS[layer.name]
    _label(root, next(f for f in fields if f in layer.frame), look)
    return ET.tostring(root, encoding="unicode")


def _rights() -> ET.Element:
    return _document(
        _categorised(
            layers.DISPOSITION, [(d.label, d.label, _fill(_FILLS[d], "60,90,130,255", "0.3")) for d in Disposition]
        )
    )


def _groups() -> ET.Element:
    return _document(_single("fill", _fill("0,0,0,0", "165,15,21,255", "0.9", style="no")))


def _corners() -> ET.Element:
    marker = _layer(
        "SimpleMarker",
        {
            "name": "circle",
            "color": "255,255,255,255",
            "outline_color": "165,15,21,255",
            "outline_width": "0.3",
            "size": "1.6",
        },
    )
    return _document(_single("marker", [marker]))


def _orebodies() -> ET.Element:
    return _document(_single("fill", _hatch("140,90,30,255", "45")))


def _zones() -> ET.Element:
    return _document(
        _categorised(
            layers.EFFECT,
            [
                (value, _WORDS.get(value, value), _fill(f"{rgb},110", f"{rgb},255", "0.4"))
                for value, rgb in _EFFECTS.items()
            ],
        )
    )


def _lines() -> ET.Element:
    return _document(
        _categorised(
            layers.EFFECT,
            [
                (
                    value,
                    _WORDS.get(value, value),
                    [_layer("SimpleLine", {"line_color": f"{rgb},255", "line_width": "0.8", "line_style": "solid"})],
                )
                for value, rgb in _EFFECTS.items()
            ],
            "line",
        )
    )


_RENDERERS: dict[str, Callable[[], ET.Element]] = {
    layers.RIGHTS_LAYER: _rights,
    layers.GROUPS_LAYER: _groups,
    layers.CORNERS_LAYER: _corners,
    layers.OREBODIES_LAYER: _orebodies,
    layers.ZONES_LAYER: _zones,
    layers.LINES_LAYER: _lines,
}
# Fields to label with, the first that is there; colour, size in points, smallest scale (1:n) that shows labels.
_LABELS: dict[str, tuple[tuple[str, ...], tuple[str, str, str]]] = {
    layers.RIGHTS_LAYER: (("矿山名称", "采矿许可证号"), ("70,70,70,255", "7", "50000")),
    layers.GROUPS_LAYER: ((layers.GROUP_ID,), ("165,15,21,255", "9", "500000")),
    layers.CORNERS_LAYER: (("拐点号",), ("165,15,21,255", "6", "20000")),
    layers.OREBODIES_LAYER: (("矿体编号",), ("140,90,30,255", "7", "50000")),
    layers.ZONES_LAYER: (("区域名称", "区域编号"), ("120,60,60,255", "7", "100000")),
    layers.LINES_LAYER: (("区域名称", "区域编号"), ("120,60,60,255", "7", "100000")),
}


def _document(renderer: ET.Element) -> ET.Element:
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Labeling", "labelsEnabled": "0"})
    root.append(renderer)
    return root


def _single(kind: str, symbol_layers: list[ET.Element]) -> ET.Element:
    renderer = ET.Element("renderer-v2", {"type": "singleSymbol", "symbollevels": "0", "enableorderby": "0"})
    symbols = ET.SubElement(renderer, "symbols")
    symbols.append(_symbol("0", kind, symbol_layers))
    return renderer


def _categorised(field: str, entries: list[tuple[str, str, list[ET.Element]]], kind: str = "fill") -> ET.Element:
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


def _layer(kind: str, properties: dict[str, str]) -> ET.Element:
    layer = ET.Element("layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    for key, value in properties.items():
        ET.SubElement(layer, "prop", {"k": key, "v": value})
    return layer


def _fill(colour: str, outline: str, width: str, style: str = "solid") -> list[ET.Element]:
    return [
        _layer(
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


def _hatch(colour: str, angle: str) -> list[ET.Element]:
    pattern = _layer(
        "LinePatternFill",
        {"angle": angle, "color": colour, "distance": "2", "distance_unit": "MM", "line_width": "0.2"},
    )
    pattern.append(_symbol("@0@0", "line", [_layer("SimpleLine", {"line_color": colour, "line_width": "0.2"})]))
    return [pattern, *_fill("0,0,0,0", colour, "0.3", style="no")]


def _label(root: ET.Element, field: str, look: tuple[str, str, str]) -> None:
    colour, size, scale = look
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
        {"bufferDraw": "1", "bufferSize": "0.7", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"},
    )
    ET.SubElement(
        settings,
        "rendering",
        {"scaleVisibility": "1", "scaleMin": scale, "scaleMax": "1", "displayAll": "0", "obstacle": "1"},
    )


def fields_named(document: str) -> set[str]:
    """Return the fields that a QML document refers to."""
    root: Any = ET.fromstring(document)
    return {e.get("attr") for e in root.iter("renderer-v2") if e.get("attr")} | {
        e.get("fieldName") for e in root.iter("text-style")
    }
