"""Re-proves a plan from the tables alone; shares no line with the solver or with what made the plan."""

from mineplan.verify.run import verify_run

__all__ = ["verify_run"]
