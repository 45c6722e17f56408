"""Two runs side by side: the table of words, and the map that the worker drew."""

import pytest

from tests.web.rooms import napkin_run

RUN = "iron-20261125T090000-00000001"
OTHER = "iron-20261125T100000-00000002"
FOUND = {
    "kind": "consolidation",
    "is_same": False,
    "groups_new": ["G-C0009"],
    "groups_gone": [],
    "groups_changed": [],
    "dispositions": [{"right_id": "C0001", "before": "merge", "after": "keep"}],
    "indicators": {},
    "objective": [10.0, 12.5],
    "decisions": [],
}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"map": "iVBORw0KGgo="}, 'src="data:image/png;base64,iVBORw0KGgo="'),
        ({"map_problems": ["plan.gpkg: has no layer"]}, "plan.gpkg: has no layer"),
    ],
)
def test_what_changed_stands_in_a_table_with_its_map(room, monkeypatch, more, said):
    napkin_run(room.runs, OTHER)
    monkeypatch.setattr(room.parts.worker, "ask", lambda *_: FOUND | more)
    page = room.browser("张审批").get(f"/compare?a={RUN}&b={OTHER}").text
    assert said in page
    for word in ("G-C0009", "新增", "整合重组", "保留", "12.5"):
        assert word in page
