"""What is written comes back: the same corners to the format's precision, the same attributes."""

import datetime
import itertools
import tempfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineplan.schema import RIGHTS
from mineplan.tables import is_blank, parse_cell
from tests.writers.shapes import (
    COLUMNS,
    FORMATS,
    PRECISION_M,
    TABULAR,
    corners_off,
    features,
    planar,
    polygons,
    through,
)

NAPKIN = shapely.Polygon(
    [(38472000, 4318000), (38473500, 4318000), (38473500, 4319200), (38472000, 4319200)],
    [[(38472600, 4318400), (38472900, 4318400), (38472900, 4318600), (38472600, 4318600)]],
)
TWO_PARTS = shapely.MultiPolygon([NAPKIN, shapely.box(38476000.123, 4318000.456, 38477000.789, 4319000.012)])
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def filled(shape):
    """Return a shape without its holes, which a drawing cannot tell from outlines."""
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(shape)])


def same_place(shapes, found, endings):
    tolerance = sum(PRECISION_M[ending] for ending in endings)
    wanted, got = list(shapes), list(planar(found))
    if "dxf" in endings:  # a drawing says neither which outlines belong together nor which are holes
        wanted, got = [shapely.union_all(wanted)], [shapely.union_all(got)]
    assert len(wanted) == len(got)
    for one, other in zip(wanted, got, strict=True):
        assert corners_off(one, other) <= tolerance
        assert abs(one.area - other.area) <= tolerance * one.length
        assert shapely.get_num_geometries(one) == shapely.get_num_geometries(other)


@pytest.mark.parametrize(("first", "second"), list(itertools.product(FORMATS, FORMATS)))
def test_every_pair_of_formats(tmp_path, first, second):
    shapes = [NAPKIN, shapely.transform(TWO_PARTS, lambda points: np.add(points, [5000, 0]))]
    if "dxf" in (first, second):
        shapes = [filled(NAPKIN), TWO_PARTS.geoms[1]]
    found, layers = through([features(shapes)], tmp_path, first, second)
    same_place(shapes, found, (first, second))
    if not {first, second} & {"qyzb"}:
        assert layers[0].frame["right_id"].tolist() == features(shapes).frame["right_id"].tolist()


@pytest.mark.parametrize("ending", FORMATS)
@FEW
@given(shape=polygons())
def test_random_polygons_with_holes_and_parts(ending, shape):
    with tempfile.TemporaryDirectory() as folder:
        shape = filled(shape) if ending == "dxf" else shape
        found, _ = through([features([shape])], Path(folder), ending)
        same_place([shape], found, (ending,))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    shapes=st.lists(polygons(most_parts=2), min_size=1, max_size=3),
    endings=st.lists(st.sampled_from(FORMATS), min_size=2, max_size=4),
)
def test_random_polygons_through_several_formats(shapes, endings):
    shapes = [
        shapely.transform(shape, lambda points, k=k: np.add(points, [0, 6000 * k])) for k, shape in enumerate(shapes)
    ]
    shapes = [filled(shape) for shape in shapes] if "dxf" in endings else shapes
    with tempfile.TemporaryDirectory() as folder:
        found, _ = through([features(shapes)], Path(folder), *endings)
        same_place(shapes, found, endings)


def _name(text):
    return not is_blank(text) and text == parse_cell(RIGHTS.column("mine_name"), text)


LETTERS = "甲乙丙丁矿业有限公司东坡铁𬭚ABCabc0189，；@&<>\"'#:/.-_ （）"
NAMES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=20).map(str.strip).filter(_name)
ROWS = st.fixed_dictionaries(
    {
        "mine_name": st.none() | NAMES,
        "mineral": st.sampled_from(["iron", "bauxite", "coal", None]),
        "capacity_t_a": st.none() | st.floats(0, 1e8).map(lambda x: round(x, 2)),
        "recovery_share": st.none() | st.integers(0, 100).map(lambda x: x / 100),
        "area_km2": st.none() | st.floats(0, 1000).map(lambda x: round(x, 4)),
        "valid_to": st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 1, 1)),
        "elevations": st.sampled_from([(1500.0, 1200.0), (1233.5, -80.25), (None, None)]),
        "自定义列": st.none() | NAMES,
    }
)


@pytest.mark.parametrize("ending", TABULAR)
@FEW
@given(rows=st.lists(ROWS, min_size=1, max_size=4))
def test_random_attributes(ending, rows):
    columns = {name: [row[name] for row in rows] for name in rows[0] if name != "elevations"}
    columns |= {"top_m": [row["elevations"][0] for row in rows], "bottom_m": [row["elevations"][1] for row in rows]}
    made = features([NAPKIN] * len(rows), **columns)
    with tempfile.TemporaryDirectory() as folder:
        _, (layer,) = through([made], Path(folder), ending)
    for name in (*COLUMNS, "自定义列"):
        for wanted, got in zip(made.frame[name].tolist(), _column(layer.frame, name, ending), strict=True):
            if is_blank(wanted):
                assert is_blank(got), (name, wanted, got)
            elif isinstance(wanted, float):
                assert got == pytest.approx(wanted, rel=1e-12, abs=1e-12), name
            else:
                assert got == wanted, name


def _column(frame, name, ending):
    """Return a column by its name; a shapefile calls undeclared ones F01; a column of blanks need not come back."""
    if name == "自定义列" and ending == "shp":
        name = "F01"
    return frame[name].tolist() if name in frame else [None] * len(frame)
