from __future__ import annotations

import dataclasses
import datetime
import sqlite3
import time
from contextlib import closing
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from office_files import assert_opens_styled
from sample_plan import CRS, sample_plan

from mineplan.documents.geopackage import write_geopackage
from mineplan.documents.geopackage.layers import layers_of
from mineplan.documents.geopackage.symbols import fields_named
from mineplan.geodesy import transform, zone_crs
from mineplan.terms import Disposition, ZoneEffect, ZoneKind

LAYERS = ("现有采矿权", "整合区块", "拐点", "矿体", "管控区域", "管控线")


@pytest.fixture(scope="module")
def plan():
    return sample_plan(2)


@pytest.fixture(scope="module")
def path(plan, tmp_path_factory):
    made = tmp_path_factory.mktemp("gpkg") / "plan.gpkg"
    write_geopackage(plan, made)
    return made


def rows(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("groups", [0, 2])
def test_every_layer_reads_back_in_cgcs2000(groups, tmp_path):
    write_geopackage(sample_plan(groups), tmp_path / "plan.gpkg")
    assert [p.name for p in tmp_path.iterdir()] == ["plan.gpkg"]
    for name in LAYERS:
        frame = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer=name)
        assert frame.crs.to_epsg() == 4490
    assert len(pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="整合区块")) == groups


def test_rights_keep_text_dates_and_verdict(plan, path):
    frame = pyogrio.read_dataframe(path, layer="现有采矿权").set_index("采矿许可证号")
    types = dict(zip(*(pyogrio.read_info(path, layer="现有采矿权")[k] for k in ("fields", "ogr_types")), strict=True))
    assert types["采矿许可证号"] == "OFTString"
    assert types["有效期止"] == "OFTDate"
    assert types["设计规模_吨每年"] == "OFTReal"
    assert list(frame.index) == sorted(o.right_id for o in plan.rights)
    for outcome in plan.rights:
        row = frame.loc[outcome.right_id]
        assert row["处置"] == outcome.disposition.label
        assert row["区块编号"] == outcome.group_id or (outcome.group_id is None and pd.isna(row["区块编号"]))
        assert row["处置理由"] == "".join(outcome.remarks) and row["依据"]
    closed = next(o.right_id for o in plan.rights if o.disposition is Disposition.CLOSE)
    assert pd.isna(frame.loc[closed, "有效期止"])
    first = plan.tables["rights"].set_index("right_id").loc[frame.index[0], "valid_to"]
    assert pd.Timestamp(frame.iloc[0]["有效期止"]).date() == first and isinstance(first, datetime.date)


def test_geometry_comes_back_to_the_centimetre(plan, path):
    frame = pyogrio.read_dataframe(path, layer="整合区块").set_index("区块编号")
    for group in plan.groups:
        back = transform([frame.loc[group.group_id].geometry], "EPSG:4490", plan.crs)[0]
        assert shapely.hausdorff_distance(back, group.extent) < 0.01


def test_corners_lie_where_their_printed_coordinates_say(plan, path):
    frame = pyogrio.read_dataframe(path, layer="拐点")
    assert len(frame) == sum(len(g.corners) for g in plan.groups)
    for _, row in frame.iterrows():
        native = transform([row.geometry], "EPSG:4490", zone_crs(int(row["带号"])))[0]
        assert native.distance(shapely.Point(row["Y坐标_东含带号_米"], row["X坐标_北_米"])) < 0.001


def test_version_and_style_table_are_what_qgis_expects(path):
    assert rows(path, "PRAGMA user_version") == [(10200,)]
    assert rows(path, "PRAGMA application_id") == [(1196444487,)]
    assert rows(path, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'") == [("attributes",)]
    styles = rows(path, "SELECT f_table_name, f_geometry_column, useAsDefault FROM layer_styles")
    assert sorted(styles) == sorted((name, "geom", 1) for name in LAYERS)
    geometry = dict(rows(path, "SELECT table_name, column_name FROM gpkg_geometry_columns"))
    assert all(geometry[name] == "geom" for name in LAYERS)


def test_qgis_finds_a_style_for_every_layer(path):
    assert assert_opens_styled(path) == len(LAYERS)


def bare(plan):
    rights = plan.tables["rights"][["right_id", "geometry"]]
    zones = plan.tables["zones"][["zone_id", "kind", "geometry"]]
    return dataclasses.replace(plan, tables={"rights": rights, "zones": zones})


@pytest.mark.parametrize("thin", [False, True])
def test_styles_are_well_formed_and_name_fields_that_exist(plan, thin, tmp_path):
    write_geopackage(bare(plan) if thin else plan, tmp_path / "plan.gpkg")
    for name, qml in rows(tmp_path / "plan.gpkg", "SELECT f_table_name, styleQML FROM layer_styles"):
        assert ET.fromstring(qml).tag == "qgis"
        assert fields_named(qml) <= set(pyogrio.read_info(tmp_path / "plan.gpkg", layer=name)["fields"]), name


def test_every_disposition_and_effect_has_a_class(path):
    styles = dict(rows(path, "SELECT f_table_name, styleQML FROM layer_styles"))
    values = {name: {c.get("value") for c in ET.fromstring(qml).iter("category")} for name, qml in styles.items()}
    assert values["现有采矿权"] == {d.label for d in Disposition}
    assert values["管控区域"] == {e.label for e in ZoneEffect} | {""}
    assert "LinePatternFill" in styles["矿体"]


def test_lines_and_areas_of_zones_stand_apart(plan, tmp_path):
    line = {
        "zone_id": "TL-1",
        "kind": ZoneKind.RAILWAY,
        "effect": "ban",
        "geometry": shapely.LineString([(0, 0), (900, 9)]),
    }
    zones = pd.concat([plan.tables["zones"], gpd.GeoDataFrame([line], crs=CRS)], ignore_index=True)
    changed = dataclasses.replace(plan, tables=plan.tables | {"zones": gpd.GeoDataFrame(zones, crs=CRS)})
    write_geopackage(changed, tmp_path / "plan.gpkg")
    found = pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="管控线")
    assert list(found["区域类型"]) == ["铁路"] and list(found["管控要求"]) == ["禁止"]
    assert len(pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="管控区域")) == 1


def test_same_plan_gives_the_same_bytes(plan, tmp_path):
    contents = []
    for pause in (0, 0.4, 0.8, 0.3):
        time.sleep(pause)
        write_geopackage(plan, tmp_path / "plan.gpkg")
        contents.append((tmp_path / "plan.gpkg").read_bytes())
    assert len(set(contents)) == 1


def test_field_types_do_not_depend_on_the_rows():
    full, empty = (
        {layer.name: layer.frame.dtypes.astype(str).to_dict() for layer in layers_of(sample_plan(n))} for n in (2, 0)
    )
    assert full["整合区块"] == empty["整合区块"] and full["拐点"] == empty["拐点"]


def test_words_of_closed_lists_are_chinese_even_where_a_frame_holds_code_names(plan, tmp_path):
    rights = plan.tables["rights"].assign(mineral="iron")
    write_geopackage(dataclasses.replace(plan, tables=plan.tables | {"rights": rights}), tmp_path / "plan.gpkg")
    assert set(pyogrio.read_dataframe(tmp_path / "plan.gpkg", layer="现有采矿权")["开采主矿种"]) == {"铁矿"}
