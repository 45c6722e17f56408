from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest
import shapely
from sample_plan import licence, sample_plan
from sheet_labels import assert_paper_is_clear
from sheet_labels import drawn as laid_out

from mineplan.documents.maps import consolidation_sheets, fonts, printing, sheet_name, write_sheets
from mineplan.documents.maps.effects import zone_effects
from mineplan.documents.maps.printing import Press
from mineplan.documents.maps.scale import label_places, tick_values, window_of
from mineplan.documents.maps.sheet import draw_sheet
from mineplan.documents.maps.view import cut_to, view_of
from mineplan.documents.numbers import day
from mineplan.errors import InputError
from mineplan.geodesy import transform, zone_crs
from mineplan.terms import ZoneEffect


@pytest.fixture(autouse=True)
def _settings():
    import matplotlib

    with matplotlib.rc_context(printing.settings_of(fonts.chinese_fonts())):
        yield


@pytest.fixture(scope="module", params=[2, 9])
def plan(request):
    return sample_plan(request.param)


def drawn(plan, k):
    group = plan.groups[k]
    return draw_sheet(plan, group, view_of(plan, group), k + 1)


def axes_of(figure, label):
    return next(axes for axes in figure.axes if axes.get_label() == label)


def texts_of(figure):
    return [text.get_text() for text in figure.texts]


def numbers_on(figure):
    return [t for t in axes_of(figure, "before").texts if (t.get_gid() or "").startswith("no-")]


def test_extent_covers_every_member_outside_banned_zones(plan):
    for group in plan.groups:
        view = view_of(plan, group)
        zones = transform(plan.tables["zones"].geometry.to_numpy(), plan.crs, zone_crs(group.zone))
        banned = shapely.union_all(zones)
        for member in view.members:
            # 5 cm: edges of the extent and of a member are cut at different points when reprojected.
            assert view.extent.buffer(0.05).covers(member.geometry.difference(banned)), member.right_id


def test_extent_is_drawn_with_every_corner(plan):
    for k, group in enumerate(plan.groups):
        marks = next(line for line in axes_of(drawn(plan, k), "after").lines if line.get_marker() == "o")
        assert len(marks.get_xdata()) == len(group.corners)
        boundary = view_of(plan, group).extent.boundary
        assert all(boundary.distance(shapely.Point(p)) < 0.05 for p in marks.get_xydata())


def test_every_member_has_one_number_and_one_row(plan):
    for k, group in enumerate(plan.groups):
        figure = drawn(plan, k)
        assert sorted(int(t.get_text()) for t in numbers_on(figure)) == list(range(1, len(group.right_ids) + 1))
        words = texts_of(figure)
        assert all(right_id in words for right_id in group.right_ids)


def test_numbers_stand_in_their_own_member_or_in_the_open():
    tiny = [shapely.box(x, 0, x + 40, 40) for x in (0, 60, 120, 5000)] + [shapely.box(1000, 0, 3000, 2000)]
    window = window_of(shapely.union_all(tiny).bounds, (69, 58), 6)
    places = label_places(tiny, window, 1.55)
    union, radius = shapely.union_all(tiny), window.metres(1.55)
    for geometry, (place, foot) in zip(tiny, places, strict=True):
        assert geometry.contains(foot)
        circle = place.buffer(radius)
        assert geometry.contains(circle) if place is foot else not circle.intersects(union)
    points = np.array([(p.x, p.y) for p, _ in places])
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) + np.eye(len(points)) * 1e9
    assert gaps.min() > 2 * radius


def test_table_and_legend_stay_out_of_the_frames_and_words_off_each_other(plan):
    for sheet in consolidation_sheets(plan, Path("nowhere")).values():
        assert_paper_is_clear(laid_out(sheet))


def test_both_halves_have_one_scale_and_it_is_the_printed_one(plan):
    figure = drawn(plan, 0)
    before, after = axes_of(figure, "before"), axes_of(figure, "after")
    assert before.get_xlim() == after.get_xlim() and before.get_ylim() == after.get_ylim()
    figure.canvas.draw()
    for axes in (before, after):
        box = axes.get_window_extent()
        ground = np.ptp(axes.get_xlim()) / box.width, np.ptp(axes.get_ylim()) / box.height
        assert ground[0] == pytest.approx(ground[1], rel=1e-6)
        scale = ground[0] * figure.dpi / 0.0254
        words = texts_of(figure)
        assert f"比例尺 1:{scale:,.0f}".replace(",", " ") in words


def test_coordinates_are_full_numbers_with_the_zone(plan):
    figure = drawn(plan, 0)
    group = plan.groups[0]
    figure.canvas.draw()
    ticks = [t for t in figure.texts if t.get_gid() == "tick"]
    eastings = [t for t in ticks if t.get_rotation() == 0]
    assert eastings and len(ticks) > len(eastings)
    assert all(t.get_text().startswith(str(group.zone)) and len(t.get_text()) == 8 for t in eastings)
    assert all(len(t.get_text()) == 7 for t in ticks if t not in eastings)
    axes = axes_of(figure, "before")
    for text in eastings[: len(eastings) // 2]:
        box = text.get_window_extent()
        ground = axes.transData.inverted().transform(((box.x0 + box.x1) / 2, box.y1))
        assert ground[0] == pytest.approx(float(text.get_text()), abs=window_pixel(axes))


def window_pixel(axes):
    return np.ptp(axes.get_xlim()) / axes.get_window_extent().width


def test_what_each_sheet_must_say(plan):
    words = "".join(texts_of(drawn(plan, 0)))
    for sentence in (
        "示意图，不作为法定界线依据",
        "示例数据（虚构）",
        "2000国家大地坐标系",
        day(plan.as_of),
        "版本 2026-11",
        "北",
    ):
        assert sentence in words
    real = dataclasses.replace(plan, is_synthetic=False)
    assert "虚构" not in "".join(texts_of(drawn(real, 0)))


def test_legend_names_only_what_is_seen():
    plan = sample_plan(9)
    view = view_of(plan, plan.groups[0])
    window = window_of(view.extent.bounds, (69, 58), 6)
    assert view.others and not cut_to(view, window.box).others
    assert "其他采矿权" not in texts_of(drawn(plan, 0))


def test_zone_effects_come_from_rulings_in_force_only():
    plan = sample_plan(2)
    assert zone_effects(plan) == {}
    ban, old = (
        dataclasses.replace(plan.rulings[k], where={"zone": zone}, scope={"effect": "ban"})
        for k, zone in ((0, "ecological_redline"), (4, "railway"))
    )
    changed = dataclasses.replace(plan, rulings=(ban, old))
    assert zone_effects(changed) == {"ecological_redline": ZoneEffect.BAN}
    assert [z.effect for z in view_of(changed, plan.groups[1]).zones] == [ZoneEffect.BAN]


@pytest.mark.parametrize("groups", [0, 2])
def test_files_are_named_in_ascii_and_have_the_same_bytes_twice(tmp_path, groups):
    plan = sample_plan(groups)
    press = Press(printing.VECTORS)
    first, second = write_sheets(plan, tmp_path / "a", press), write_sheets(plan, tmp_path / "b", press)
    assert set(first) == {g.group_id for g in plan.groups} | {"overview"}
    for key, path in first.items():
        assert path.name.isascii()
        for suffix in (".png", ".pdf", ".svg"):
            ours, theirs = (p.with_suffix(suffix).read_bytes() for p in (path, second[key]))
            assert hashlib.sha256(ours).digest() == hashlib.sha256(theirs).digest(), (key, suffix)
            assert b"CreationDate" not in ours and b"dc:date" not in ours and b"atplotlib" not in ours[:600]


def test_sheet_measures_156_mm_at_300_dpi(tmp_path):
    from PIL import Image

    for path in write_sheets(sample_plan(2), tmp_path).values():
        with Image.open(path) as image:
            assert round(image.width / 300 * 25.4) == 156
            assert image.height / 300 * 25.4 < 225


def test_names_are_safe_and_never_mixed_up():
    assert sheet_name("G-C1409") == "G-C1409"
    odd = [sheet_name(name) for name in ("G-甲/1", "G-乙/1", "G-..", "..", "CON:1")]
    assert len(set(odd)) == 5 and all(n.isascii() and not set('/\\:*?"<>|') & set(n) and n.strip(".") for n in odd)


def test_without_a_chinese_font_there_is_a_sentence_and_no_box(monkeypatch):
    fonts.chinese_fonts.cache_clear()
    monkeypatch.setattr(fonts, "_has_glyphs", lambda _: False)
    with pytest.raises(InputError, match="fonts-noto-cjk"):
        fonts.chinese_fonts()
    monkeypatch.undo()
    fonts.chinese_fonts.cache_clear()


def test_missing_optional_tables_and_columns_are_no_obstacle(tmp_path):
    plan = sample_plan(2)
    rights = plan.tables["rights"][["right_id", "geometry"]]
    bare = dataclasses.replace(plan, tables={"rights": rights})
    assert len(write_sheets(bare, tmp_path)) == 3


def test_many_members_make_the_sheet_taller_not_the_table_shorter():
    plan = sample_plan(9)
    ids = tuple(sorted(plan.tables["rights"]["right_id"]))[:16]
    group = dataclasses.replace(plan.groups[0], right_ids=ids, lead_id=ids[0], corners=())
    figure = draw_sheet(plan, group, view_of(plan, group), 1)
    assert len(numbers_on(figure)) == 16
    words = texts_of(figure)
    assert all(right_id in words for right_id in ids) and licence(0) in words


def test_ticks_are_round_and_few():
    assert tick_values(37_616_480, 37_619_600, 4) == [37_617_000, 37_618_000, 37_619_000]
    assert len(tick_values(0.0, 9999.0, 4)) <= 5
