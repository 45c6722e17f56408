"""Re-proves an allocation from its run folder: lives, channels, assignments, screening, matches, pilot, sums.

It shares no line with `allocate` and `assignment`. Geometry is measured again from the tables; a distance around a
zone or a mine may be drawn by a plan with few chords, so that areas and lengths along it are held against the least and
the most that they can be.

What cannot be proved without solving again: that no better plan exists. The bound is the solver's word; here only
single steps are tried (one more block, one more mine, another year) and they must not improve what is called optimal.
In how many of the perturbed runs a choice holds is looked at for its range, not counted again. Remarks, reasons and
notes are sentences: that they are there, and that their last figure is the one reckoned here, is looked at.
"""

from mineplan.verify.allocation.case import open_allocation
from mineplan.verify.allocation.channels import channels
from mineplan.verify.allocation.continuation import assignment, coal_facts, coal_objective, coal_points
from mineplan.verify.allocation.coverage import coverage
from mineplan.verify.allocation.granting import grant_objective, grants, matches, scores, supplies
from mineplan.verify.allocation.head import heading, rulings, solver_figures, tried
from mineplan.verify.allocation.lives import lives
from mineplan.verify.allocation.schedule import orders, pilot_objective, readiness, starts
from mineplan.verify.allocation.screening import screening
from mineplan.verify.allocation.structure import misshapen_allocation
from mineplan.verify.allocation.under import bauxite_under, water
from mineplan.verify.allocation.years import sources, years

STRUCTURE = (coverage,)
CHECKS = (
    heading,
    solver_figures,
    tried,
    rulings,
    lives,
    coal_facts,
    channels,
    coal_points,
    assignment,
    coal_objective,
    screening,
    scores,
    grants,
    matches,
    supplies,
    grant_objective,
    bauxite_under,
    water,
    orders,
    readiness,
    starts,
    pilot_objective,
    sources,
    years,
)

__all__ = ["CHECKS", "STRUCTURE", "misshapen_allocation", "open_allocation"]
