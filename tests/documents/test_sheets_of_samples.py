"""Every sheet of the sample scenarios: outlines cover their members, letters and legend cover none of their shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from sheet_labels import assert_paper_is_clear, axes_of, boxes_of, drawn, frames_of, on_display

from mineplan.consolidate import Pins, plan_of, prepare
from mineplan.documents.maps import consolidation_sheets
from mineplan.documents.maps.pressed import project_sheets
from mineplan.documents.maps.pressed_view import cut_to
from mineplan.documents.maps.view import view_of
from mineplan.jobs import ProjectOptions, load
from mineplan.jobs.pressing import read_rows, setting_of
from mineplan.partition import solve
from mineplan.pressed.plan import plan_of as pressed_plan_of
from mineplan.pressed.rows import projects_of

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = Path("nowhere")


@pytest.fixture(scope="module", params=["iron", "sand-gravel"])
def plan(request):
    scenario, dataset, policy = load(ROOT / "scenarios" / f"{request.param}.yaml")
    work = prepare(scenario, dataset, policy, Pins())
    return plan_of(work, solve(work.problem))


@pytest.fixture(scope="module")
def sheets(plan):
    """The figure of each sheet by group id, and `overview`."""
    return {key: drawn(sheet) for key, sheet in consolidation_sheets(plan, NOWHERE).items()}


def test_there_is_a_sheet_for_each_group_and_an_overview(plan, sheets):
    assert list(sheets) == [*(group.group_id for group in plan.groups), "overview"]
    assert len(plan.groups) >= 12


def test_each_outline_covers_every_member_but_what_the_sheet_marks_as_left_out(plan):
    for group in plan.groups:
        view = view_of(plan, group)
        for member in view.members:
            outside = member.geometry.difference(shapely.union_all([view.extent.buffer(0.05), view.removed]))
            assert outside.area < 25.0, (group.group_id, member.right_id)


def test_what_is_left_out_of_members_is_told_above_the_map(plan, sheets):
    for group in plan.groups:
        words = "".join(text.get_text() for text in sheets[group.group_id].texts)
        assert ("划出" in words) == (group.banned_km2 >= 5e-5)


def test_no_number_covers_a_member_and_each_stands_in_its_own_or_in_the_open(plan, sheets):
    for group in plan.groups:
        figure, view = sheets[group.group_id], view_of(plan, group)
        axes, boxes = axes_of(figure, "before"), boxes_of(figure, "before")
        assert sorted(boxes) == sorted(str(member.number) for member in view.members)
        shapes = {str(member.number): on_display(axes, member.geometry) for member in view.members}
        for number, box in boxes.items():
            own = shapes[number].buffer(1).covers(box)
            others = [s for other, s in shapes.items() if other != number and s.intersects(box)]
            # Rights above one another share their ground: there a number stands in both.
            assert own or not box.intersects(shapes[number]), (group.group_id, number)
            assert all(s.buffer(1).covers(box) for s in others), (group.group_id, number)
            assert box.area < 0.5 * shapes[number].area, (group.group_id, number)


def test_numbers_do_not_hide_each_other(sheets):
    for key, figure in sheets.items():
        boxes = list(boxes_of(figure, "overview" if key == "overview" else "before").values())
        assert not [1 for k, a in enumerate(boxes) for b in boxes[k + 1 :] if a.buffer(-1).intersects(b)], key


def test_nothing_is_written_over_the_new_extent(plan, sheets):
    for group in plan.groups:
        assert not axes_of(sheets[group.group_id], "after").texts


def test_title_table_legend_and_bar_keep_off_the_maps_and_off_each_other(sheets):
    for figure in sheets.values():
        assert_paper_is_clear(figure)


def test_both_halves_show_the_same_ground(plan, sheets):
    for group in plan.groups:
        before, after = (axes_of(sheets[group.group_id], name) for name in ("before", "after"))
        assert before.get_xlim() == after.get_xlim() and before.get_ylim() == after.get_ylim()


def test_overview_shows_numbers_only(plan, sheets):
    texts = [text.get_text() for text in axes_of(sheets["overview"], "overview").texts]
    assert texts == [str(k) for k in range(1, len(plan.groups) + 1)]


# --- pressed ore --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pressed():
    """The thirty projects of the sample: project, view and figure of each."""
    scenario, dataset, policy = load(ROOT / "scenarios" / "pressed.yaml")
    rows = read_rows([ROOT / "datasets/xinzhou-pressed/projects"], ProjectOptions(), dataset, scenario.pressed)
    setting = setting_of(scenario, policy, dataset, lambda _: None)
    plan = pressed_plan_of(projects_of(rows.frame), setting, dataset, rows.refused, ())
    names = {project.project_id: project.project_id for project in plan.projects}
    made = project_sheets(plan, plan.projects, NOWHERE, names)
    return [(sheet.content[1], sheet.content[2], drawn(sheet)) for sheet in made.values()]


def test_no_number_covers_a_footprint(pressed):
    assert len(pressed) == 30
    for project, view, figure in pressed:
        axes = axes_of(figure, "project")
        footprint = on_display(axes, view.footprint)
        for number, box in boxes_of(figure, "project").items():
            hidden = footprint.intersection(box).area / footprint.area
            assert hidden == 0, (project.project_id, number, hidden)


def test_numbers_of_a_project_stay_in_the_frame_and_do_not_hide_each_other(pressed):
    for project, whole, figure in pressed:
        axes = axes_of(figure, "project")
        (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
        view = cut_to(whole, shapely.box(west, south, east, north))
        boxes = boxes_of(figure, "project")
        assert sorted(boxes) == sorted(str(i.number) for i in view.items if not i.label.is_empty)
        (frame,) = frames_of(figure)
        assert all(frame.covers(box) for box in boxes.values())
        circles = list(boxes.values())
        hidden = [1 for k, a in enumerate(circles) for b in circles[k + 1 :] if a.buffer(-1).intersects(b)]
        assert not hidden, project.project_id


def test_the_paper_of_a_project_is_clear(pressed):
    for _, _, figure in pressed:
        assert_paper_is_clear(figure)
