import pytest

from tests.consolidate.runs_of import planned
from tests.county import county, orebodies_frame, rights_frame, zones_frame

# With these weights every way to pair neighbours off costs the same.
TIED = {
    "objective": {
        "group": 100,
        "shared_orebody": 0,
        "overlap": 0,
        "orebody_split": 0,
        "shortfall": 0,
        "mixed_holder": 0,
        "compactness": 0,
    },
    "limits": {"members": 2},
    "gap_m": 500,
}


def told(plan):
    """What is proposed, but for the rows of tables that the annexes print as they stand."""
    groups = [(g.group_id, g.right_ids, g.lead_id, g.corners, g.resources_t) for g in plan.groups]
    return plan.objective, groups, [(r.right_id, r.disposition, r.group_id) for r in plan.rights]


@pytest.mark.parametrize("choices", [{}, TIED], ids=["default weights", "all plans tied"])
def test_the_order_of_rows_in_the_tables_changes_no_plan(choices):
    # The reader sorts rows by their keys; here they come as they may.
    whole = told(planned(**choices))
    for turn in range(2):
        mixed = {
            name: frame().sample(frac=1, random_state=turn).reset_index(drop=True)
            for name, frame in (("rights", rights_frame), ("orebodies", orebodies_frame), ("zones", zones_frame))
        }
        assert told(planned(county(**mixed), **choices)) == whole
