import geopandas as gpd
import networkx as nx
import pandas as pd
import pyogrio

from mineplan.links import graph_of, link_orebodies, link_rights, raise_triggers, write_graph
from mineplan.policy import read_policy
from mineplan.scenario import Consolidate
from tests.county import orebodies_frame, parts_frame, rights_frame
from tests.links.test_triggers import TODAY


def tables():
    rights = rights_frame()
    links = link_orebodies(rights, parts_frame(rights), orebodies_frame(), None)
    near = link_rights(rights, parts_frame(rights), links, 300)
    return rights, orebodies_frame(), links, raise_triggers(near, rights, None, read_policy(TODAY), Consolidate())


def test_graph_has_both_kinds_of_nodes_and_edges():
    graph = graph_of(*tables())
    assert graph.number_of_nodes() == 11
    assert graph.edges["right:A", "orebody:K1"]["tonnage_t"] == 3e6
    assert graph.edges["right:A", "right:B"]["triggers"] == "same_orebody"
    assert sorted(graph["orebody:K2"]) == ["right:E", "right:H"]


def test_files_open_again(tmp_path):
    rights, bodies, links, adjacency = tables()
    write_graph(tmp_path, rights, bodies, links, adjacency)
    back = nx.read_graphml(tmp_path / "graph.graphml")
    assert back.number_of_nodes() == 11 and back.nodes["right:A"]["mine_name"] == "A矿"
    assert len(pd.read_csv(tmp_path / "adjacency.csv")) == len(adjacency) and len(
        pd.read_csv(tmp_path / "links.csv")
    ) == len(links)
    assert sorted(name for name, _ in pyogrio.list_layers(tmp_path / "graph.gpkg")) == [
        "adjacency",
        "links",
        "orebodies",
        "rights",
    ]
    drawn = gpd.read_file(tmp_path / "graph.gpkg", layer="adjacency")
    assert set(drawn.geom_type) == {"LineString"} and drawn.crs.to_epsg() == 4490


def test_without_orebodies(tmp_path):
    rights, _, _, _ = tables()
    links = link_orebodies(rights, parts_frame(rights), None, None)
    near = raise_triggers(
        link_rights(rights, parts_frame(rights), None, 300), rights, None, read_policy(TODAY), Consolidate()
    )
    write_graph(tmp_path, rights, None, links, near)
    assert nx.read_graphml(tmp_path / "graph.graphml").number_of_nodes() == 9
