"""Projects against orebodies, rights and zones, and what is done about bad numbers."""

import datetime
import math

import numpy as np
import pytest
import shapely

from mineplan.plans import Refusal
from mineplan.pressed.measures import Angles, PillarNumbers, RightFacts, ZoneFacts
from mineplan.pressed.measuring import measure, measure_all
from mineplan.terms import Mineral, ZoneKind
from tests.pressed.scenes import ANGLES, FIELD, NUMBERS, WORKS, level, seam, works, world

COT = 1 / math.tan(math.radians(62))


def codes(found) -> set[str]:
    return {note.code for note in found.notes}


def test_a_level_seam_presses_an_ordinary_buffer():
    ore = measure(works(), world(level()), NUMBERS).ores[0]
    ordinary = WORKS.buffer(15 + 20 + 280 * COT, join_style="mitre")
    assert ore.with_pillar.area_m2 == pytest.approx(ordinary.area)
    assert ore.with_pillar.share == pytest.approx(ordinary.area / FIELD.area)


def test_ore_beside_the_footprint_is_pressed_by_the_pillar_alone():
    found = measure(works(), world(level(shape=shapely.box(100, -1000, 1000, 1000))), NUMBERS)
    ore = found.ores[0]
    assert ore.footprint.area_m2 == 0 and ore.footprint.tonnages == {"measured": 0.0}
    assert ore.with_pillar.area_m2 > 0
    assert found.pillar.contains(ore.with_pillar.shape.buffer(-0.01))


def test_footprints_alone_draw_no_pillar():
    found = measure(works(), world(level()), None)
    assert (found.outline, found.pillar, found.ores[0].with_pillar) == (None, None, None)
    assert found.ores[0].footprint.area_m2 == pytest.approx(9600)
    assert not found.notes


def test_outlines():
    found = measure(works(), world(level()), NUMBERS)
    assert (found.footprint_m2, found.outline_m2) == pytest.approx((9600, 150 * 110))
    assert found.pillar_m2 == pytest.approx(found.ores[0].with_pillar.area_m2)
    assert (found.surface_m, found.surface_basis) == (1000.0, "project")


@pytest.mark.parametrize(
    ("changes", "numbers", "code"),
    [
        ({"protection_grade": ""}, NUMBERS, "protection_grade_unknown"),
        ({"protection_grade": "I"}, NUMBERS, "protection_grade_unknown"),
        ({"surface_m": None}, NUMBERS, "surface_unknown"),
        ({}, PillarNumbers({"II": 15.0}, None, {None: ANGLES}), "angles_unknown"),
        ({}, PillarNumbers({"II": 15.0}, 45.0, {}), "depth_unknown"),
        ({}, PillarNumbers({"II": 15.0}, 45.0, {"iron": ANGLES}), "depth_unknown"),
    ],
)
def test_a_missing_number_falls_back_to_the_footprint_with_a_note(changes, numbers, code):
    found = measure(works(**changes), world(level()), numbers)
    assert code in codes(found)
    assert found.ores[0].with_pillar is None
    assert found.ores[0].footprint.area_m2 == pytest.approx(9600)


def test_angles_of_the_mineral_go_before_those_of_all():
    numbers = PillarNumbers({"II": 15.0}, 45.0, {None: ANGLES, "iron": Angles(45.0, 45.0, 45.0)})
    coal, iron = (measure(works(), world(level(mineral=m)), numbers).ores[0] for m in (Mineral.COAL, Mineral.IRON))
    assert iron.with_pillar.area_m2 == pytest.approx(WORKS.buffer(35 + 280, join_style="mitre").area)
    assert coal.with_pillar.area_m2 < iron.with_pillar.area_m2
    assert iron.steps["beta_deg"] == pytest.approx(45)


def test_an_orebody_without_elevations_keeps_its_area():
    found = measure(works(), world(level(top_m=None, bottom_m=None)), NUMBERS)
    assert codes(found) == {"depth_unknown"}
    assert found.ores[0].with_pillar is None


@pytest.mark.parametrize(("loose", "width"), [(None, 15.0), (10.0, 25.0)])
def test_loose_cover(loose, width):
    found = measure(works(loose_m=None), world(level(loose_m=loose)), NUMBERS)
    deep = 300 - (loose or 0)
    assert found.ores[0].with_pillar.area_m2 == pytest.approx(WORKS.buffer(width + deep * COT, join_style="mitre").area)
    assert ("loose_unknown" in codes(found)) is (loose is None)


def test_the_ground_may_be_stated_by_orebody_or_scenario():
    by_body = measure(works(surface_m=None), world(level(surface_m=1000.0)), NUMBERS)
    by_scenario = measure(
        works(surface_m=None), world(level()), PillarNumbers({"II": 15.0}, 45.0, {None: ANGLES}, 1000.0)
    )
    own = measure(works(), world(level(surface_m=900.0)), NUMBERS)
    assert by_body.ores[0].with_pillar.area_m2 == pytest.approx(own.ores[0].with_pillar.area_m2)
    assert by_scenario.ores[0].with_pillar.area_m2 == pytest.approx(own.ores[0].with_pillar.area_m2)
    assert (by_body.surface_basis, by_scenario.surface_basis) == ("dataset", "dataset")


class Hill:
    """Ground that rises by one in ten to the east, from 1000 m at the works' middle."""

    def elevations_m(self, points):
        return 1000.0 + points[:, 0] / 10

    def highest_m(self, boxes):
        return 1000.0 + boxes[:, 2] / 10


def test_a_raster_bends_the_drawn_planes():
    ore = measure(works(surface_m=500.0), world(level()), NUMBERS, Hill()).ores[0]
    outline = WORKS.buffer(35, join_style="mitre")
    east, west = (outline.bounds[i] / 10 + 1000 - 20 - 700 for i in (2, 0))
    assert ore.with_pillar.shape.bounds[2] == pytest.approx(95 + east * COT)
    assert ore.with_pillar.shape.bounds[0] == pytest.approx(-95 - west * COT)


def test_ground_outside_the_raster_is_taken_from_the_project():
    class Nothing:
        def elevations_m(self, points):
            return np.full(len(points), np.nan)

        highest_m = elevations_m

    with_raster = measure(works(), world(level()), NUMBERS, Nothing())
    assert with_raster.surface_basis == "project"
    assert with_raster.ores[0].with_pillar.area_m2 == pytest.approx(
        measure(works(), world(level()), NUMBERS).ores[0].with_pillar.area_m2
    )


def test_a_seam_above_the_ground_is_said_and_pressed_within_the_strip():
    found = measure(works(surface_m=650.0), world(level()), NUMBERS)
    assert "ore_above_ground" in codes(found)
    assert found.ores[0].with_pillar.area_m2 == pytest.approx(190 * 150)


def test_without_tonnage_the_area_stands_and_the_tonnage_is_not_known():
    found = measure(works(), world(level(tonnages={}, density_t_m3=None)), NUMBERS)
    ore = found.ores[0]
    assert ore.footprint.area_m2 == pytest.approx(9600)
    assert ore.footprint.tonnages == ore.with_pillar.tonnages == {"unclassified": None}
    assert "tonnage_unknown" in codes(found)


def test_a_dip_against_the_elevations_is_said_and_the_slab_kept_between_them():
    """A seam 2000 m long that dips 30 degrees falls 1155 m, but its elevations allow 360 m: 624 m of it are ore."""
    found = measure(works(), world(seam(dip_deg=30.0)), NUMBERS)
    assert "dip_against_elevations" in codes(found)
    high = measure(works(shapely.box(-60, 500, 60, 580)), world(seam(dip_deg=30.0)), NUMBERS)
    assert high.ores == () or high.ores[0].footprint.area_m2 == 0


def test_a_dip_without_direction_is_taken_as_level_at_the_lower_elevation():
    found = measure(works(), world(seam(dip_direction_deg=None)), NUMBERS)
    assert "direction_unknown" in codes(found)
    assert found.ores[0].with_pillar.area_m2 == pytest.approx(
        measure(works(), world(level(bottom_m=600.0)), PillarNumbers({"II": 15.0}, 45.0, {None: ANGLES}))
        .ores[0]
        .with_pillar.area_m2
    )


def test_an_upright_body_is_pressed_in_less_of_its_volume_the_higher_it_reaches():
    """Between 700 m and 900 m the outline narrows upwards; its mean is exact by Simpson's rule."""
    upright = seam(dip_deg=90.0, dip_direction_deg=None, top_m=900.0, bottom_m=700.0, tonnages={})
    ore = measure(works(), world(upright), NUMBERS).ores[0]
    heights = np.linspace(700, 900, 20001)
    widths = 35 + (980 - heights) * COT
    exact = float(np.trapezoid((120 + 2 * widths) * (80 + 2 * widths), heights)) / 200
    assert ore.with_pillar.area_m2 == pytest.approx(WORKS.buffer(35 + 280 * COT, join_style="mitre").area)
    assert ore.with_pillar.share == pytest.approx(exact / FIELD.area, rel=1e-6)
    assert ore.with_pillar.tonnages["unclassified"] == pytest.approx(exact * 200 * 1.4, rel=1e-6)
    assert ore.footprint.tonnages["unclassified"] == pytest.approx(9600 * 200 * 1.4)


# --- rights


def right(name="R1", shape=None, **changes):
    facts = {"holder": "甲公司", "top_m": 1000.0, "bottom_m": 500.0}
    return RightFacts(name, shapely.box(0, -1000, 1000, 1000) if shape is None else shape, **(facts | changes))


def test_rights_hold_their_share_and_the_rest_belongs_to_nobody():
    found = measure(works(), world(level(), rights=[right(), right("R2", shapely.box(-30, -40, 0, 40))]), NUMBERS)
    first, second = found.ores[0].rights
    assert first.footprint.area_m2 == pytest.approx(4800)
    assert second.footprint.area_m2 == pytest.approx(2400)
    assert first.with_pillar.tonnages["measured"] == pytest.approx(found.ores[0].with_pillar.tonnages["measured"] / 2)
    assert [r.right.right_id for r in found.rights] == ["R1", "R2"]
    assert not found.rights[0].is_footprint_inside


def test_a_right_over_the_whole_footprint():
    found = measure(works(), world(level(), rights=[right(shape=FIELD)]), NUMBERS)
    assert found.rights[0].is_footprint_inside


def test_a_right_at_other_elevations_holds_none_of_the_ore():
    found = measure(works(), world(level(), rights=[right(bottom_m=800.0)]), NUMBERS)
    held = found.ores[0].rights[0]
    assert held.is_elevation_shared is False
    assert held.with_pillar.area_m2 == 0 and held.with_pillar.tonnages == {"measured": 0.0}
    assert found.rights[0].footprint.area_m2 == pytest.approx(4800)


def test_a_right_holds_the_strip_of_a_dipping_seam_between_its_elevations():
    """The seam's middle is at 776.3 + 1.5 m under the middle of the works and rises to the north."""
    found = measure(works(), world(seam(), rights=[right(shape=FIELD, bottom_m=777.85)]), NUMBERS)
    held = found.ores[0].rights[0]
    assert held.is_elevation_shared is True
    assert held.footprint.area_m2 == pytest.approx(4800, rel=0.001)


def test_a_right_without_elevations_is_an_open_question():
    found = measure(works(), world(level(), rights=[right(top_m=None)]), NUMBERS)
    assert found.ores[0].rights[0].is_elevation_shared is None
    assert found.ores[0].rights[0].footprint.area_m2 == pytest.approx(4800)


# --- nothing twice


def test_stacked_seams_are_both_pressed():
    found = measure(works(), world(level("K1"), level("K2", bottom_m=650.0, top_m=653.0)), NUMBERS)
    assert [ore.footprint.area_m2 for ore in found.ores] == pytest.approx([9600, 9600])


def test_one_seam_drawn_twice_counts_once():
    half = shapely.box(0, -1000, 1000, 1000)
    found = measure(works(), world(level("K1"), level("K2", half)), NUMBERS)
    areas = {ore.orebody.orebody_id: ore.footprint.area_m2 for ore in found.ores}
    assert areas["K1"] == pytest.approx(9600)
    assert areas["K2"] == pytest.approx(0)


def test_other_minerals_in_one_space_are_each_counted():
    found = measure(works(), world(level("K1"), level("K2", mineral=Mineral.BAUXITE)), NUMBERS)
    assert [ore.footprint.area_m2 for ore in found.ores] == pytest.approx([9600, 9600])


def test_ore_under_an_older_pillar_is_deducted():
    rail = ZoneFacts("Z1", ZoneKind.RAILWAY, shapely.box(0, -1000, 1000, 1000))
    numbers = PillarNumbers({"II": 15.0}, 45.0, {None: ANGLES}, exempt_zones=frozenset({ZoneKind.RAILWAY}))
    ore = measure(works(), world(level(), zones=[rail]), numbers).ores[0]
    gross = measure(works(), world(level()), NUMBERS).ores[0]
    assert ore.footprint.area_m2 == pytest.approx(4800)
    assert ore.with_pillar.tonnages["measured"] == pytest.approx(gross.with_pillar.tonnages["measured"] / 2)
    assert ore.deducted["measured"] == pytest.approx(gross.with_pillar.tonnages["measured"] / 2)


# --- parts


def zone(name, shape, kind=ZoneKind.URBAN_CONSTRUCTION, **changes):
    return ZoneFacts(name, kind, shape, **changes)


def test_a_straddling_footprint_is_split_and_its_parts_add_up():
    city = zone("Z1", shapely.box(-1000, -1000, -20, 1000))
    found = measure(works(), world(seam(), rights=[right(shape=FIELD)], zones=[city]), NUMBERS)
    assert [[z.zone_id for z in part.zones] for part in found.parts] == [[], ["Z1"]]
    assert [part.area_m2 for part in found.parts] == pytest.approx([80 * 80, 40 * 80])
    whole = found.ores[0]
    assert sum(p.ores[0].footprint.area_m2 for p in found.parts) == pytest.approx(whole.footprint.area_m2)
    assert sum(p.ores[0].with_pillar.area_m2 for p in found.parts) == pytest.approx(whole.with_pillar.area_m2)
    tonnes = sum(p.ores[0].with_pillar.tonnages["measured"] for p in found.parts)
    assert tonnes == pytest.approx(whole.with_pillar.tonnages["measured"])
    held = sum(p.ores[0].rights[0].with_pillar.area_m2 for p in found.parts)
    assert held == pytest.approx(whole.with_pillar.area_m2)


def test_zones_over_one_another_and_those_that_exempt_nobody():
    city = zone("Z1", shapely.box(-1000, -1000, -20, 1000))
    park = zone("Z2", shapely.box(-1000, -1000, 20, 1000), ZoneKind.DEVELOPMENT_ZONE)
    forest = zone("Z3", FIELD, ZoneKind.FOREST)
    found = measure(works(), world(level(), zones=[city, park, forest]), NUMBERS)
    assert [[z.zone_id for z in part.zones] for part in found.parts] == [[], ["Z1", "Z2"], ["Z2"]]
    assert [z.zone_id for z in found.zones] == ["Z1", "Z2", "Z3"]


@pytest.mark.parametrize(("day", "parts"), [("2026-05-01", 2), ("2026-05-02", 1)])
def test_a_zone_counts_up_to_its_last_day(day, parts):
    city = zone("Z1", shapely.box(-1000, -1000, -20, 1000), valid_to=datetime.date(2026, 5, 1))
    numbers = PillarNumbers({"II": 15.0}, 45.0, {None: ANGLES}, on=datetime.date.fromisoformat(day))
    assert len(measure(works(), world(level(), zones=[city]), numbers).parts) == parts


def test_a_footprint_wholly_inside_a_zone_is_one_part():
    found = measure(works(), world(level(), zones=[zone("Z1", FIELD)]), NUMBERS)
    assert [[z.zone_id for z in part.zones] for part in found.parts] == [["Z1"]]
    assert found.parts[0].ores == found.ores


# --- bad outlines


def refusal(project, *args, **more):
    found = measure(project, world(level(), **more), *args or (NUMBERS,))
    assert isinstance(found, Refusal)
    return found.problems[0]


@pytest.mark.parametrize(
    ("shape", "what"),
    [
        (shapely.Polygon([(0, 0), (10, 0), (20, 0)]), "no area"),
        (shapely.LineString([(0, 0), (100, 0)]), "用地宽度"),
        (shapely.Point(0, 0), "no outline"),
        (None, "no outline"),
    ],
)
def test_footprints_without_area_are_refused(shape, what):
    assert what in refusal(works(shape))


def test_a_footprint_outside_the_dataset_is_refused():
    assert "outside" in refusal(works(shapely.box(9000, 0, 9100, 100)), bounds=(-2000, -2000, 2000, 2000))


def test_a_self_crossing_footprint_is_mended_and_said():
    bow = shapely.Polygon([(-60, -40), (60, 40), (60, -40), (-60, 40)])
    found = measure(works(bow), world(level()), NUMBERS)
    assert "polygon_mended" in codes(found)
    assert found.footprint.is_valid


def test_a_line_with_a_width_takes_its_strip():
    line = shapely.LineString([(-500, 0), (0, 0), (0, 500)])
    found = measure(works(line, width_m=20.0), world(level()), NUMBERS)
    assert found.footprint_m2 == pytest.approx(20 * 1000)


def test_shapes_of_many_parts_and_with_holes():
    holed = shapely.box(-300, -300, 300, 300).difference(shapely.box(-200, -200, 200, 200))
    parts = shapely.MultiPolygon([shapely.box(-900, -900, -880, -880), shapely.box(880, 880, 900, 900)])
    for shape in (holed, parts):
        ore = measure(works(shape), world(level()), NUMBERS).ores[0]
        assert ore.footprint.area_m2 == pytest.approx(shape.area)
        assert ore.with_pillar.area_m2 == pytest.approx(
            shapely.intersection(shape.buffer(35 + 280 * COT, join_style="mitre"), FIELD).area
        )


def test_one_bad_project_does_not_stop_the_others_and_chunks_change_nothing():
    projects = [works(name="A"), works(shapely.Point(0, 0), "B"), works(shapely.box(100, 100, 150, 150), "C")]
    city = zone("Z1", shapely.box(-1000, -1000, -20, 1000))
    county = world(seam(), rights=[right()], zones=[city])
    at_once = list(measure_all(projects, county, NUMBERS))
    one_by_one = list(measure_all(projects, county, NUMBERS, chunk=1))
    assert [isinstance(found, Refusal) for found in at_once] == [False, True, False]
    assert [found.ores[0].with_pillar.area_m2 for found in (at_once[0], at_once[2])] == [
        found.ores[0].with_pillar.area_m2 for found in (one_by_one[0], one_by_one[2])
    ]


def test_an_empty_world_and_no_projects():
    assert measure(works(), world(), NUMBERS).ores == ()
    assert list(measure_all([], world(), NUMBERS)) == []
