"""From what was measured of a project to what is printed of it: each part and each orebody under the law of the day."""

from mineplan.pressed.judging.projects import Judged, judge

__all__ = ["Judged", "judge"]
