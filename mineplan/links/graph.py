"""The rights-orebody graph as files: CSV, GraphML (networkx, Gephi), GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import networkx as nx
    import pandas as pd

_RIGHT_FACTS = (
    "mine_name",
    "holder",
    "mineral",
    "method",
    "capacity_t_a",
    "top_m",
    "bottom_m",
    "ellipsoid_km2",
    "county",
)
_BODY_FACTS = ("deposit", "mineral", "top_m", "bottom_m")


def graph_of(
    rights: gpd.GeoDataFrame, orebodies: gpd.GeoDataFrame | None, links: pd.DataFrame, adjacency: pd.DataFrame
) -> nx.Graph:
    """Return a networkx graph: rights and orebodies as nodes, links and adjacency as edges.

    Node names are `right:<id>` and `orebody:<id>`; attributes that are unknown are left out, since
    GraphML knows no null. Positions `easting_m`, `northing_m` are in the analysis CRS.
    """
    import networkx as nx

    graph = nx.Graph()
    _add_nodes(graph, rights, "right", _RIGHT_FACTS)
    if orebodies is not None:
        _add_nodes(graph, orebodies, "orebody", _BODY_FACTS)
    for row in adjacency.to_dict("records"):
        graph.add_edge(
            f"right:{row['right_a']}",
            f"right:{row['right_b']}",
            kind="adjacency",
            **_known(row, ("right_a", "right_b")),
        )
    for row in links.to_dict("records"):
        graph.add_edge(
            f"right:{row['right_id']}",
            f"orebody:{row['orebody_id']}",
            kind="link",
            **_known(row, ("right_id", "orebody_id")),
        )
    return graph


def _add_nodes(graph: nx.Graph, frame: Any, kind: str, facts: tuple[str, ...]) -> None:
    import shapely

    points = shapely.point_on_surface(frame.geometry.to_numpy())
    for row, point in zip(frame.drop(columns="geometry").to_dict("records"), points, strict=True):
        known = _known({name: row[name] for name in facts if name in row}, ())
        graph.add_node(
            f"{kind}:{row[kind + '_id']}",
            kind=kind,
            easting_m=float(shapely.get_x(point)),
            northing_m=float(shapely.get_y(point)),
            **known,
        )


def _known(row: dict[str, Any], leave: tuple[str, ...]) -> dict[str, Any]:
    import pandas as pd

    return {str(k): v for k, v in row.items() if k not in leave and not (v is None or v == "" or pd.isna(v))}


def write_graph(
    folder: Path,
    rights: gpd.GeoDataFrame,
    orebodies: gpd.GeoDataFrame | None,
    links: pd.DataFrame,
    adjacency: pd.DataFrame,
) -> None:
    """Write `adjacency.csv`, `links.csv`, `graph.graphml` and `graph.gpkg` into a folder."""
    import networkx as nx

    folder.mkdir(parents=True, exist_ok=True)
    adjacency.to_csv(folder / "adjacency.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
    links.to_csv(folder / "links.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
    nx.write_graphml(graph_of(rights, orebodies, links, adjacency), folder / "graph.graphml", encoding="utf-8")
    path = folder / "graph.gpkg"
    path.unlink(missing_ok=True)
    _layers(path, rights, orebodies, links, adjacency)


def _layers(path: Path, rights: Any, orebodies: Any, links: pd.DataFrame, adjacency: pd.DataFrame) -> None:
    import geopandas as gpd
    import shapely

    points = dict(zip(rights["right_id"], shapely.point_on_surface(rights.geometry.to_numpy()), strict=True))
    layers = {"rights": rights, "adjacency": _drawn(adjacency, "right_a", "right_b", points, points)}
    if orebodies is not None and not orebodies.empty:
        bodies = dict(
            zip(orebodies["orebody_id"], shapely.point_on_surface(orebodies.geometry.to_numpy()), strict=True)
        )
        layers |= {"orebodies": orebodies, "links": _drawn(links, "right_id", "orebody_id", points, bodies)}
    for name, frame in layers.items():
        made = gpd.GeoDataFrame(frame, geometry="geometry", crs=rights.crs).to_crs("EPSG:4490")
        made.to_file(path, layer=name, driver="GPKG", VERSION="1.2", engine="pyogrio")


def _drawn(table: pd.DataFrame, a: str, b: str, of_a: dict[str, Any], of_b: dict[str, Any]) -> Any:
    """Return the table with a straight line between its two ends as geometry."""
    import geopandas as gpd
    import numpy as np
    import shapely

    ends = [[shapely.get_coordinates(of[key])[0] for key in table[name]] for name, of in ((a, of_a), (b, of_b))]
    lines = shapely.linestrings(np.stack(ends, axis=1)) if len(table) else []
    drawn = table.copy()
    for column in [name for name in drawn.columns if drawn[name].dtype.kind == "O"]:
        drawn[column] = drawn[column].map(lambda v: None if v is None else str(v))
    return gpd.GeoDataFrame(drawn, geometry=lines)
