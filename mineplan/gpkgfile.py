"""GeoPackages that QGIS opens styled: version 1.2, one call a layer, styles where QGIS looks for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# GDAL's default 1.4 makes QGIS 3.22 warn on every layer; 1.2 is silent.
VERSION = "1.2"
_STYLES = (
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), "
    "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
    "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
    "update_time DATETIME)"
)


def write_layer(frame: Any, path: Path, name: str, geometry_type: str) -> None:
    """Add a layer to a GeoPackage, which is made when it is not there; `geometry_type` as GDAL names it."""
    import pyogrio

    first = {} if path.exists() else {"dataset_options": {"VERSION": VERSION}}
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


def add_styles(connection: sqlite3.Connection, styles: Iterable[tuple[str, str]]) -> None:
    """Store pairs of layer name and QML where QGIS looks for them; the table must be listed in `gpkg_contents`."""
    connection.execute(_STYLES)
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
    )
    connection.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
        "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
        "VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', NULL, NULL)",
        [(name, name, qml) for name, qml in styles],
    )


def close_draft(connection: sqlite3.Connection, stamp: str, path: Path) -> None:
    """Copy a finished draft to its path with one date for all layers.

    Into a new file, because GDAL commits once more when a second of the clock passes, and the header counts commits.
    """
    connection.execute("UPDATE gpkg_contents SET last_change = ?", (stamp,))
    connection.execute("VACUUM INTO ?", (str(path),))
