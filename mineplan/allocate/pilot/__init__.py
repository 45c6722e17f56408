"""The coal-under-aluminium pilot: what lies under each coal mine, in which order it is mined, which year it begins."""

from mineplan.allocate.pilot.case import MineFacts, PilotCase, pilot_case
from mineplan.allocate.pilot.deciding import Decision, Judged, decide
from mineplan.allocate.pilot.rows import pilot_notes, pilot_rows

__all__ = ["Decision", "Judged", "MineFacts", "PilotCase", "decide", "pilot_case", "pilot_notes", "pilot_rows"]
