"""The ground that a plan was held against: rights, orebodies, zones, with their styles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from mineplan.documents.geopackage import symbols
from mineplan.documents.geopackage.frames import Layer, declared, frame_of
from mineplan.schema import OREBODIES, RIGHTS, ZONES

if TYPE_CHECKING:
    from mineplan.tables import Table

RIGHTS_LAYER, OREBODIES_LAYER, ZONES_LAYER, LINES_LAYER = "采矿权", "矿体", "管控区域", "管控线"


class _Grounded(Protocol):
    """A plan that keeps the frames it was made from."""

    @property
    def crs(self) -> Any:
        """Analysis CRS."""

    @property
    def tables(self) -> dict[str, Any]:
        """Frames in code names."""


def ground_layers(plan: _Grounded) -> list[tuple[Layer, str]]:
    """Return the layers that have rows, lowest on the map last."""
    return [
        (Layer(name, made, kind), style)
        for name, made, kind, style in (
            (RIGHTS_LAYER, _ground(plan, "rights", RIGHTS), "MultiPolygon", _rights()),
            (OREBODIES_LAYER, _ground(plan, "orebodies", OREBODIES), "MultiPolygon", _orebodies()),
            (LINES_LAYER, _ground(plan, "zones", ZONES, "Line"), "MultiLineString", _lines()),
            (ZONES_LAYER, _ground(plan, "zones", ZONES, "Polygon"), "MultiPolygon", _zones()),
        )
        if len(made)
    ]


def _ground(plan: _Grounded, name: str, table: Table, kind: str = "") -> Any:
    frame = plan.tables.get(name)
    if frame is None or "geometry" not in frame or not len(frame):
        return frame_of({}, [], plan.crs)
    shown = frame[frame.geometry.notna() & frame.geometry.geom_type.str.contains(kind)].sort_values(table.key[0])
    return frame_of(declared(table, shown), shown.geometry, plan.crs)


def _rights() -> str:
    return styled(
        symbols.single("fill", symbols.fill("158,202,225,110", "11,74,134,255", "0.3")),
        ("采矿许可证号", "11,74,134,255", "7", "50000"),
    )


def _orebodies() -> str:
    return styled(
        symbols.single("fill", symbols.hatch("140,90,30,255", "45")), ("矿体编号", "140,90,30,255", "7", "100000")
    )


def _zones() -> str:
    return styled(
        symbols.single("fill", symbols.fill("210,196,226,110", "122,90,160,255", "0.4")),
        ("区域编号", "122,90,160,255", "7", "100000"),
    )


def _lines() -> str:
    return symbols.text_of(symbols.document(symbols.single("line", symbols.line("122,90,160,255", "0.8"))))


def styled(renderer: Any, label: tuple[str, str, str, str]) -> str:
    """Return a QML document of a renderer whose features bear the text of a field: field, colour, size, scale."""
    field, colour, size, scale = label
    root = symbols.document(renderer)
    symbols.add_labels(root, field, (colour, size, scale))
    return symbols.text_of(root)
