import pytest

from mineplan.allocate.pilot.water import MPA_PER_M, water_of
from tests.allocate.pilot_county import law, pilot

LAW = law()


def judged(level, thick, floor_state="intact", policy=LAW, floor_m=700.0):
    return water_of(pilot(water_level_m=level, aquifuge_m=thick, floor_state=floor_state), floor_m, policy)


def level_for(coefficient, thick, floor_m=700.0):
    """Return the water level at which T takes a value."""
    return floor_m - thick + coefficient * thick / MPA_PER_M


def test_pressure_and_coefficient_by_hand():
    water = judged(1000, 40)
    # 340 m of water on the bottom of 40 m of rock.
    assert water.pressure_mpa == pytest.approx(3.334261)
    assert water.coefficient_mpa_m == pytest.approx(0.0833565)
    assert water.formula == "P=(1000-(700.0-40))×0.00981=3.334MPa，T=P/M=3.334/40=0.0834MPa/m"


@pytest.mark.parametrize(
    ("level", "verdict"), [(699.99, "unpressured"), (700, "unpressured"), (700.01, "within_limit")]
)
def test_water_at_the_floor_does_not_press(level, verdict):
    assert judged(level, 40).verdict == verdict


@pytest.mark.parametrize(
    ("floor", "coefficient", "verdict"),
    [
        ("intact", 0.0999, "within_limit"),
        ("intact", 0.1001, "over_limit"),
        ("broken", 0.0599, "within_limit"),
        ("broken", 0.0601, "over_limit"),
        # Where the floor is not known, the stricter limit is enough to pass, the milder one to fail.
        (None, 0.0599, "within_limit"),
        (None, 0.08, "needs_confirmation"),
        (None, 0.1001, "over_limit"),
    ],
)
def test_limits(floor, coefficient, verdict):
    water = judged(level_for(coefficient, 40), 40, floor)
    assert water.coefficient_mpa_m == pytest.approx(coefficient)
    assert water.verdict == verdict


def test_an_unconfirmed_limit_decides_nothing():
    water = judged(level_for(0.01, 40), 40, policy=law("water_inrush"))
    assert (water.verdict, water.is_limit_settled, water.limit_mpa_m) == ("needs_confirmation", False, 0.1)
    assert judged(600, 40, policy=law("water_inrush")).verdict == "unpressured"


def test_missing_figures_are_unknown_not_safe():
    assert judged(float("nan"), 40).verdict == "unknown"
    assert judged(1000, float("nan")).verdict == "unknown"
    assert water_of({}, None, LAW).verdict == "unknown"
    assert water_of({}, 700.0, LAW).is_pressured is None


def test_the_aquifer_gives_the_thickness_where_no_column_does():
    row = pilot(water_level_m=1000.0, aquifuge_m=float("nan"), aquifer_top_m=660.0)
    assert water_of(row, 700.0, LAW).aquifuge_m == 40


def test_no_rock_between_water_and_ore_is_over_any_limit():
    water = judged(1000, 0)
    assert (water.verdict, water.coefficient_mpa_m) == ("over_limit", None)
    assert "隔水层厚度为0" in water.formula
