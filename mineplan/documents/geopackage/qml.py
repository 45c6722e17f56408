"""QGIS styles (QML) of the layers, in the plain form that QGIS 3.x reads from 3.0 on."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

from mineplan.documents.geopackage import layers
from mineplan.documents.geopackage.frames import Layer
from mineplan.documents.geopackage.symbols import (
    add_labels,
    categorised,
    document,
    fill,
    hatch,
    line,
    single,
    symbol_layer,
    text_of,
)
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


def style_of(layer: Layer) -> str:
    """Return the QML document of a layer; labels fall back on the key where a name column is missing."""
    root, (fields, look) = _RENDERERS[layer.name](), _LABELS[layer.name]
    add_labels(root, next(f for f in fields if f in layer.frame), look)
    return text_of(root)


def _rights() -> ET.Element:
    return document(
        categorised(
            layers.DISPOSITION, [(d.label, d.label, fill(_FILLS[d], "60,90,130,255", "0.3")) for d in Disposition]
        )
    )


def _groups() -> ET.Element:
    return document(single("fill", fill("0,0,0,0", "165,15,21,255", "0.9", style="no")))


def _corners() -> ET.Element:
    marker = symbol_layer(
        "SimpleMarker",
        {
            "name": "circle",
            "color": "255,255,255,255",
            "outline_color": "165,15,21,255",
            "outline_width": "0.3",
            "size": "1.6",
        },
    )
    return document(single("marker", [marker]))


def _orebodies() -> ET.Element:
    return document(single("fill", hatch("140,90,30,255", "45")))


def _zones() -> ET.Element:
    return document(
        categorised(
            layers.EFFECT,
            [
                (value, _WORDS.get(value, value), fill(f"{rgb},110", f"{rgb},255", "0.4"))
                for value, rgb in _EFFECTS.items()
            ],
        )
    )


def _lines() -> ET.Element:
    looks = [(value, _WORDS.get(value, value), line(f"{rgb},255", "0.8")) for value, rgb in _EFFECTS.items()]
    return document(categorised(layers.EFFECT, looks, "line"))


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
