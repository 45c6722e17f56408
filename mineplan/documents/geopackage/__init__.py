"""`plan.gpkg`: the plan for QGIS and ArcGIS, styled when opened in QGIS."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mineplan.documents.geopackage.layers import Layer
    from mineplan.plans import ConsolidationPlan

# GDAL's default 1.4 makes QGIS 3.22 warn on every layer; 1.2 is silent.
_VERSION = "1.2"


def write_geopackage(plan: ConsolidationPlan, path: Path) -> None:
    """Write the layers of a plan with their QGIS styles; the same plan gives the same bytes.

    Layers: 现有采矿权, 整合区块, 拐点, 矿体, 管控区域, and 管控线 for zones that are lines (QGIS asks
    which part of a mixed layer to load, so lines stand apart). All in CGCS2000 longitude and
    latitude (EPSG:4490): groups of one plan may lie in two 3-degree zones, and one layer has one
    CRS; the analysis CRS has no EPSG code and would mean nothing to a colleague. The corners keep
    their plane coordinates in fields, digit for digit as they are printed.
    """
    from mineplan.documents.geopackage.layers import layers_of

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.stem}.draft.gpkg")
    for old in (path, draft):
        old.unlink(missing_ok=True)
    written = layers_of(plan)
    for layer in written:
        _write_layer(layer.frame, draft, (layer.name, layer.geometry_type))
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        _add_styles(connection, written)
        connection.execute("UPDATE gpkg_contents SET last_change = ?", (f"{plan.as_of}T00:00:00.000Z",))
        # Into a new file: GDAL commits once more when a second of the clock passes, and the header counts commits.
        connection.execute("VACUUM INTO ?", (str(path),))
    draft.unlink()


def _write_layer(frame: object, path: Path, layer: tuple[str, str]) -> None:
    import pyogrio

    name, geometry_type = layer
    first = {} if path.exists() else {"dataset_options": {"VERSION": _VERSION}}
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        use_arrow=True,
        append=path.exists(),
        geometry_type=geometry_type,
        promote_to_multi=geometry_type.startswith("Multi"),
        layer_options={"GEOMETRY_NAME": "geom"},
        **first,
    )


def _add_styles(connection: sqlite3.Connection, written: list[Layer]) -> None:
    """Store each layer's QML where QGIS looks for it; the table must be listed in `gpkg_contents`."""
    from mineplan.documents.geopackage.qml import style_of

    connection.execute(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), "
        "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
        "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
        "update_time DATETIME)"
    )
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
    )
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', NULL, NULL)",
        [(layer.name, layer.name, style_of(layer)) for layer in written],
    )
