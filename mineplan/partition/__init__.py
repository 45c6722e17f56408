"""Connected grouping: problem, exact solver, bound, alternatives, conflict explanation."""

from typing import TYPE_CHECKING

from mineplan.firstuse import on_first_use

if TYPE_CHECKING:
    from mineplan.partition.answer import Component, Partition, partition_dict
    from mineplan.partition.exact import Caps
    from mineplan.partition.judge import score, violations
    from mineplan.partition.maximal import max_p
    from mineplan.partition.problem import Limits, Orebody, PartitionProblem, SumLimit, problem_dict
    from mineplan.partition.reading import read_problem
    from mineplan.partition.regions import RegionProblem, Regions
    from mineplan.partition.solver import solve

__all__ = [
    "Caps",
    "Component",
    "Limits",
    "Orebody",
    "Partition",
    "PartitionProblem",
    "RegionProblem",
    "Regions",
    "SumLimit",
    "max_p",
    "partition_dict",
    "problem_dict",
    "read_problem",
    "score",
    "solve",
    "violations",
]
_PLACES = {
    "answer": ("Component", "Partition", "partition_dict"),
    "exact": ("Caps",),
    "judge": ("score", "violations"),
    "maximal": ("max_p",),
    "problem": ("Limits", "Orebody", "PartitionProblem", "SumLimit", "problem_dict"),
    "reading": ("read_problem",),
    "regions": ("RegionProblem", "Regions"),
    "solver": ("solve",),
}
__getattr__ = on_first_use(__name__, _PLACES)
