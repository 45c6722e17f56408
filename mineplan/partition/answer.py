"""What the solver answers, and its JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Conflict:
    """Pins and limits that cannot hold together; minimal unless a note of the answer says otherwise."""

    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    limits: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of pins and limits."""
        return len(self.together) + len(self.apart) + len(self.limits)


@dataclass(frozen=True)
class Component:
    """How one independent part was solved.

    Attributes
    ----------
    nodes
        Its nodes.
    method
        'enumeration' (every group was looked at), 'generation' (groups were made as duals called for them) or
        'heuristic'.
    status
        'optimal', 'feasible', 'infeasible' or 'unknown'.
    columns, kept, rounds
        Groups priced, groups left for the integer problem, rounds of sifting.
    bound
        Lower bound on this part's share of the objective.
    """

    nodes: tuple[int, ...]
    method: str
    status: str
    columns: int
    kept: int
    rounds: int
    bound: float


@dataclass(frozen=True)
class Partition:
    """An answer (`interface.md`, section 4).

    Attributes
    ----------
    status
        'optimal', 'feasible', 'infeasible' or 'no_plan_in_time'.
    groups, labels
        Groups ascending by first node; the group of each node. Empty without a plan.
    objective, bound, gap
        Exact score, proven lower bound, (objective - bound) / max(1, |objective|). NaN-free: 0 without a plan.
    seconds
        Wall time.
    alternatives
        (objective, groups) of the next best plans, best first.
    conflict
        When infeasible: keys 'together', 'apart', 'limits'.
    conflicts
        All conflicts that do not share a together-pin, `conflict` first.
    components
        How each part was solved.
    notes
        What was not done, in sentences.
    certificate
        What proves the plan again without a solver (`docs/certificate.md`), where it was asked for.
    """

    status: str
    groups: Groups = ()
    labels: tuple[int, ...] = ()
    objective: float = 0.0
    bound: float = 0.0
    gap: float = 0.0
    seconds: float = 0.0
    alternatives: tuple[tuple[float, Groups], ...] = ()
    conflict: dict[str, Any] | None = None
    conflicts: tuple[dict[str, Any], ...] = ()
    components: tuple[Component, ...] = ()
    notes: tuple[str, ...] = ()
    certificate: dict[str, Any] | None = None


def partition_dict(partition: Partition) -> dict[str, Any]:
    """Return the JSON form of an answer; `conflict` is there only when infeasible."""
    out: dict[str, Any] = {
        "status": partition.status,
        "objective": partition.objective,
        "bound": partition.bound,
        "gap": partition.gap,
        "seconds": partition.seconds,
        "groups": [list(g) for g in partition.groups],
        "alternatives": [
            {"objective": value, "groups": [list(g) for g in groups]} for value, groups in partition.alternatives
        ],
    }
    if partition.conflict is not None:
        out["conflict"] = partition.conflict
        out["conflicts"] = list(partition.conflicts)
    out["labels"] = list(partition.labels)
    out["components"] = [
        {
            "nodes": list(c.nodes),
            "method": c.method,
            "status": c.status,
            "columns": c.columns,
            "kept": c.kept,
            "rounds": c.rounds,
            "bound": c.bound,
        }
        for c in partition.components
    ]
    out["notes"] = list(partition.notes)
    return out
