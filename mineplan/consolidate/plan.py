"""The solver's answer turned into a plan that may be printed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mineplan.consolidate.dispositions import outcomes_of
from mineplan.consolidate.groups import ground_of, group_of
from mineplan.consolidate.indicators import indicators_of
from mineplan.consolidate.lead import weights_of
from mineplan.consolidate.prepare import Consolidation
from mineplan.consolidate.problem import pins_of
from mineplan.partition import Partition, PartitionProblem
from mineplan.plans import ConsolidationPlan, Group, Note, RightOutcome
from mineplan.policy import Ruling
from mineplan.stock import minimum_of
from mineplan.terms import Mineral

if TYPE_CHECKING:
    import pandas as pd


def plan_of(work: Consolidation, partition: Partition) -> ConsolidationPlan:
    """Return the plan of a solved scenario.

    Parameters
    ----------
    work
        The scenario as it was given to the solver.
    partition
        The solver's answer, with a plan in it.
    """
    ids = work.taking_part["right_id"].tolist()
    named = [tuple(sorted(ids[k] for k in nodes)) for nodes in partition.groups if len(nodes) > 1]
    groups = _groups(work, sorted(named))
    rights = outcomes_of(work, groups)
    return ConsolidationPlan(
        title=work.scenario.title,
        as_of=work.scenario.as_of,
        dataset_title=work.dataset.title,
        dataset_version=work.dataset.version,
        is_synthetic=work.dataset.is_synthetic,
        region_name=work.dataset.region.name,
        crs=work.dataset.crs,
        minerals=_minerals(work),
        status=partition.status,
        objective=partition.objective,
        bound=partition.bound,
        gap=partition.gap,
        objective_terms=terms_of(work.problem, partition.groups),
        weights=_weights(work),
        limits=_limits(work),
        groups=groups,
        rights=rights,
        indicators=indicators_of(work, groups, rights),
        alternatives=_alternatives(partition, ids),
        rulings=_rulings(work, groups, rights),
        notes=(*work.notes, *_notes(partition)),
        tables=_tables(work),
        lead_weights=weights_of(work.choices.lead_score),
    )


def _groups(work: Consolidation, named: list[tuple[str, ...]]) -> tuple[Group, ...]:
    """Describe the groups in the order of their names; a gap resource between two goes to the first."""
    ground, groups = ground_of(work), []
    for members in named:
        group = group_of(work, members, ground)
        ground = replace(ground, claimed=(*ground.claimed, group.extent))
        groups.append(group)
    return tuple(groups)


def terms_of(problem: PartitionProblem, groups: tuple[tuple[int, ...], ...]) -> dict[str, float]:
    """Return the objective's points by term; they sum to the objective."""
    home = {node: k for k, nodes in enumerate(groups) for node in nodes}
    split = 0.0
    for body in problem.orebodies:
        held: dict[int, float] = {}
        for node, tonnes in zip(body.members, body.tonnage, strict=True):
            held[home[node]] = held.get(home[node], 0.0) + tonnes
        split += body.weight * (sum(body.tonnage) - max(held.values()))
    capacity, holder, distance = problem.capacity, problem.holder, problem.distance
    return {
        "group": problem.group_weight * len(groups),
        "conflicts": sum(w for a, b, w in problem.conflicts if home[a] != home[b]),
        "orebody_split": split,
        "shortfall": 0
        if capacity is None
        else problem.shortfall_weight
        * sum(max(0, problem.minimum_capacity - sum(capacity[k] for k in g)) for g in groups),
        "mixed_holder": 0
        if holder is None
        else problem.mixed_holder_weight * sum(len({holder[k] for k in g}) - 1 for g in groups),
        "compactness": 0
        if distance is None
        else problem.compactness_weight * sum(min(sum(distance[c][k] for k in g) for c in g) for g in groups),
    }


def _weights(work: Consolidation) -> dict[str, float]:
    return {name: float(value) for name, value in work.choices.objective.model_dump().items()}


def _limits(work: Consolidation) -> dict[str, Any]:
    """Return everything that bounded the choice: limits, what connects, and pins."""
    choices, own = work.choices, pins_of(work.choices)
    pins = {
        "keep_together": (*choices.keep_together, *(p for p in work.pins.together if p not in own.together)),
        "keep_apart": (*choices.keep_apart, *(p for p in work.pins.apart if p not in own.apart)),
        "locked": work.pins.locked,
    }
    if choices.connect == "orebody_or_gap":
        return choices.limits.model_dump() | {"gap_m": choices.gap_m, "connect": choices.connect} | pins
    return choices.limits.model_dump() | {"connect": choices.connect} | pins


def _minerals(work: Consolidation) -> tuple[Mineral, ...]:
    if work.choices.minerals:
        return work.choices.minerals
    return (
        tuple(Mineral(m) for m in sorted(work.rights["mineral"].dropna().unique())) if "mineral" in work.rights else ()
    )


def _alternatives(partition: Partition, ids: list[str]) -> tuple[tuple[float, tuple[tuple[str, ...], ...]], ...]:
    return tuple(
        (value, tuple(tuple(sorted(ids[k] for k in nodes)) for nodes in groups if len(nodes) > 1))
        for value, groups in partition.alternatives
    )


def _rulings(work: Consolidation, groups: tuple[Group, ...], rights: tuple[RightOutcome, ...]) -> tuple[Ruling, ...]:
    """Return every ruling the plan rests on, and those it was founded on though they have lapsed."""
    cited = {r for group in groups for r in group.reasons} | {r for right in rights for r in right.reasons}
    general = (
        "one_orebody_one_right",
        "merger_trigger",
        "plan_total_reduction",
        "no_extension_below_minimum",
        "merge_or_exit_below_minimum",
        "area_method",
        "resource_class_separation",
        "one_licence_one_operator",
        "consolidation_delegation",
    )
    minerals = {m.value for m in _minerals(work)}
    cited |= {r.ruling_id for r in work.policy.rulings if r.rule in general and _speaks_of(r, minerals)}
    cited |= {r.ruling_id for r in work.policy.expired if r.rule == "one_orebody_one_right"}
    cited |= {r.ruling_id for m in minerals for r in minimum_of(work.policy, m).open_rulings}
    cited |= {e.ruling.ruling_id for e in work.exclusions if e.right_ids}
    if not _raised(work, "safety_distance"):
        cited -= {r.ruling_id for r in work.policy.all("merger_trigger", trigger="safety_distance")}
    cited |= {i for i in work.scenario.assume if any(r.ruling_id == i for r in work.policy.rulings)}
    return tuple(sorted((work.policy.get(i) for i in cited), key=lambda r: r.ruling_id))


def _raised(work: Consolidation, trigger: str) -> bool:
    inside = set(work.rights["right_id"])
    rows = work.adjacency[work.adjacency["right_a"].isin(inside) & work.adjacency["right_b"].isin(inside)]
    return bool(rows["triggers"].str.split(";").map(lambda words: trigger in words).any())


def _speaks_of(ruling: Ruling, minerals: set[str]) -> bool:
    """Whether a ruling concerns any of some minerals, by what it hangs on and by its scope."""
    named: Any = ruling.scope.get("minerals")
    never: Any = ruling.scope.get("not_minerals")
    concerned = minerals & {str(m) for m in named} if named else minerals
    concerned = concerned - {str(m) for m in never} if never else concerned
    mineral = ruling.where.get("mineral")
    return (bool(concerned) and (mineral is None or mineral in minerals)) or not minerals


def _notes(partition: Partition) -> list[Note]:
    notes = [Note("solver", text) for text in partition.notes]
    if partition.status == "feasible":
        notes.append(Note("not_proven", f"求解未证明最优：目标值与下界相差{partition.gap:.1%}"))
    return notes


def _tables(work: Consolidation) -> dict[str, Any]:
    ids = set(work.rights["right_id"])
    adjacency = work.adjacency
    inside = adjacency["right_a"].isin(ids) & adjacency["right_b"].isin(ids)
    tables: dict[str, Any] = {
        "rights": work.rights,
        "parts": work.dataset.parts[work.dataset.parts["right_id"].isin(ids)].reset_index(drop=True),
        "links": _rows(work.links, work.links["right_id"].isin(ids)),
        "adjacency": _rows(adjacency, inside),
    }
    tables |= {
        name: work.dataset.tables[name] for name in ("orebodies", "zones", "resources") if name in work.dataset.tables
    }
    return tables


def _rows(frame: pd.DataFrame, chosen: Any) -> pd.DataFrame:
    return frame[chosen].reset_index(drop=True)
