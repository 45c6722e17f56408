"""The map of what changed between two runs, on a row of squares."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest
import shapely
from sheet_labels import assert_paper_is_clear, axes_of, boxes_of, drawn, on_display

from mineplan import geodesy, jobs
from mineplan.documents.maps.changes import Standing, changes_of, draw_changes
from mineplan.documents.maps.paper import Imprint
from mineplan.documents.maps.printing import Sheet
from mineplan.errors import InputError
from tests.run_folder import county_run

CRS = geodesy.analysis_crs(geodesy.XINZHOU)
IMPRINT = Imprint("方案", datetime.date(2026, 11, 23), "示例", "1", True)
RIGHTS = {name: shapely.box(1000 * k, 0, 1000 * k + 900, 900) for k, name in enumerate("ABCDE")}


def standing(name: str, *groups: str) -> Standing:
    """A run whose groups are words of the letters of their rights."""
    fates = {right: "merge" if any(right in group for group in groups) else "keep" for right in RIGHTS}
    extents = {f"G-{g[0]}": shapely.union_all([RIGHTS[r] for r in g]) for g in groups}
    return Standing(name, {f"G-{g[0]}": tuple(g) for g in groups}, fates, extents, RIGHTS)


def test_what_moved_is_found_by_company_and_not_by_name():
    changes = changes_of(standing("a", "AB", "DE"), standing("b", "ABC", "DE"), {"C": "丙矿"}, CRS)
    (place,) = changes.places
    assert [(m.right_id, m.before, m.after) for m in place.moved] == [
        ("A", "G-A（2宗）", "G-A（3宗）"),
        ("B", "G-A（2宗）", "G-A（3宗）"),
        ("C", "单独，保留", "G-A（3宗）"),
    ]
    assert [m.mine_name for m in place.moved] == ["", "", "丙矿"]
    assert [(len(half.own), len(half.common)) for half in place.halves] == [(1, 1), (1, 1)]


def test_changes_that_share_no_group_are_places_of_their_own_and_numbers_run_on():
    changes = changes_of(standing("a", "AB"), standing("b", "DE"), {}, CRS)
    assert [[m.right_id for m in place.moved] for place in changes.places] == [["A", "B"], ["D", "E"]]
    assert [m.number for m in changes.moved] == [1, 2, 3, 4]


def test_a_member_exchanged_for_another_is_told():
    a, b = standing("a", "AB"), standing("b", "AC")
    told = {m.right_id: m.after for m in changes_of(a, b, {}, CRS).moved}
    assert told == {"A": "G-A（2宗），成员有变", "B": "单独，保留", "C": "G-A（2宗）"}


def test_nothing_changed_is_no_place():
    assert changes_of(standing("a", "AB"), standing("b", "AB"), {}, CRS).places == ()


def test_sheet_shows_both_runs_at_one_scale_and_covers_no_right():
    changes = changes_of(standing("a", "AB"), standing("b", "BC", "DE"), {}, CRS)
    figure = drawn(Sheet(Path("nowhere"), draw_changes, (IMPRINT, changes)))
    assert_paper_is_clear(figure)
    for index, place in enumerate(changes.places, start=1):
        before, after = (axes_of(figure, f"{name}-{index}") for name in ("before", "after"))
        assert before.get_xlim() == after.get_xlim() and before.get_ylim() == after.get_ylim()
        boxes = boxes_of(figure, f"before-{index}")
        for right in place.moved:
            assert on_display(before, right.geometry).covers(boxes[str(right.number)])


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A run of the county, and the same with its first group dissolved."""
    first = county_run(tmp_path_factory.mktemp("county"))
    second = first.with_name("second")
    shutil.copytree(first, second)
    plan = json.loads((second / "plan.json").read_text("utf-8"))
    gone = plan["groups"].pop(0)
    for right in plan["rights"]:
        if right["right_id"] in gone["right_ids"]:
            right.update(disposition="keep", group_id=None)
    (second / "plan.json").write_text(json.dumps(plan, ensure_ascii=False), "utf-8")
    return first, second, gone


@pytest.mark.parametrize(("kind", "head"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_compare_draws_the_file_asked_for(runs, tmp_path, kind, head):
    first, second, gone = runs
    out = tmp_path / "maps" / f"changed.{kind}"
    answer = jobs.compare(first, second, None, out)
    assert answer["groups_gone"] == [gone["group_id"]] and answer["map"] == str(out)
    assert out.read_bytes().startswith(head) and [p.name for p in out.parent.iterdir()] == [out.name]


def test_compare_of_a_run_with_itself_draws_nothing(runs, tmp_path):
    assert jobs.compare(runs[0], runs[0], None, tmp_path / "a.png")["map"] is None
    assert not list(tmp_path.iterdir())


def test_bad_endings_and_lost_files_are_told(runs, tmp_path):
    first, second, _ = runs
    with pytest.raises(InputError, match=r"\.png, \.pdf or \.svg"):
        jobs.compare(first, second, None, tmp_path / "a.txt")
    bare = tmp_path / "bare"
    shutil.copytree(second, bare)
    (bare / "plan.gpkg").unlink()
    with pytest.raises(InputError, match="整合区块"):
        jobs.compare(first, bare, None, tmp_path / "a.png")
