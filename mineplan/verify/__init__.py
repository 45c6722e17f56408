"""Re-proves a plan from the tables of its run folder.

With what makes plans it shares how scenarios, rulings, decisions and run folders are read, how tables are linked and
triggers raised (`links`), and geodesy; it shares no line of the solvers (`partition`, `assignment`) or
of `consolidate` and `allocate`.
"""

from mineplan.verify.run import Proved, prove, verify_run

__all__ = ["Proved", "prove", "verify_run"]
