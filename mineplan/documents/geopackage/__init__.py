"""`plan.gpkg`: the plan for QGIS and ArcGIS, styled when opened in QGIS."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from mineplan import gpkgfile

if TYPE_CHECKING:
    from mineplan.documents.geopackage.frames import Layer
    from mineplan.plans import ConsolidationPlan, Printed


def write_geopackage(plan: ConsolidationPlan, path: Path) -> None:
    """Write the layers of a plan with their QGIS styles; the same plan gives the same bytes.

    Layers: 现有采矿权, 整合区块, 拐点, 矿体, 管控区域, and 管控线 for zones that are lines (QGIS asks
    which part of a mixed layer to load, so lines stand apart). All in CGCS2000 longitude and
    latitude (EPSG:4490): groups of one plan may lie in two 3-degree zones, and one layer has one
    CRS; the analysis CRS has no EPSG code and would mean nothing to a colleague. The corners keep
    their plane coordinates in fields, digit for digit as they are printed.
    """
    from mineplan.documents.geopackage.layers import layers_of
    from mineplan.documents.geopackage.qml import style_of

    write_styled([(layer, style_of(layer)) for layer in layers_of(plan)], plan, path)


def write_styled(layers: Sequence[tuple[Layer, str]], plan: Printed, path: Path) -> None:
    """Write layers, each with its QGIS style; the same plan gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.stem}.draft.gpkg")
    for old in (path, draft):
        old.unlink(missing_ok=True)
    for layer, _ in layers:
        gpkgfile.write_layer(layer.frame, draft, layer.name, layer.geometry_type)
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        gpkgfile.add_styles(connection, [(layer.name, style) for layer, style in layers])
        gpkgfile.close_draft(connection, f"{plan.as_of}T00:00:00.000Z", path)
    draft.unlink()
