"""Rights, orebodies, rulings and choices in; a consolidation plan out."""

from mineplan.consolidate.plan import plan_of
from mineplan.consolidate.prepare import Consolidation, graph_tables, prepare, with_pins
from mineplan.consolidate.problem import Pins, problem_of
from mineplan.consolidate.shadows import with_shadows
from mineplan.links.exclusions import Exclusion, exclusions_of

__all__ = [
    "Consolidation",
    "Exclusion",
    "Pins",
    "exclusions_of",
    "graph_tables",
    "plan_of",
    "prepare",
    "problem_of",
    "with_pins",
    "with_shadows",
]
