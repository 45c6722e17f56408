"""Investment projects that ask for bauxite, and how far the blocks lie from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.allocate.lives import number, text
from mineplan.allocate.screening import BauxiteBlock
from mineplan.scenario import Grant

if TYPE_CHECKING:
    from mineplan.dataset import Dataset


@dataclass(frozen=True)
class Project:
    """An investment project that asks for bauxite; `demand` by year of the plan, t/a; score 0..1."""

    row: dict[str, Any]
    demand: dict[int, float]
    score: float
    remarks: tuple[str, ...]

    @property
    def investment_id(self) -> str:
        """Return the project's id."""
        return str(self.row["investment_id"])


@dataclass(frozen=True)
class Transport:
    """How far a block lies from a project; `table`, `straight` (times detour) or `unknown`."""

    distance_m: float | None
    basis: str


def projects_of(dataset: Dataset, years: Sequence[int]) -> tuple[Project, ...]:
    """Return the projects that ask for bauxite, in the order of the table."""
    table = dataset.tables.get("investments")
    if table is None:
        return ()
    rows = [r for r in table.to_dict("records") if text(r.get("mineral")) in ("", "bauxite")]
    stated = [s for r in rows if (s := number(r.get("score"))) is not None]
    best = max([1.0, *stated])
    return tuple(_project(row, years, best) for row in rows)


def _project(row: dict[str, Any], years: Sequence[int], best: float) -> Project:
    remarks = []
    demand, start, end = (number(row.get(name)) for name in ("demand_t_a", "start_year", "end_year"))
    score = number(row.get("score"))
    if demand is None:
        remarks.append("缺少年需求量，不参与匹配")
    if start is None:
        remarks.append("缺少投产年份，按方案首年投产计")
    if score is None:
        remarks.append("缺少评分，按满分的一半计")
    runs = [y for y in years if (start is None or y >= start) and (end is None or y <= end)]
    by_year = {y: (demand or 0.0) if y in runs else 0.0 for y in years}
    return Project(row, by_year, 0.5 if score is None else max(0.0, score) / best, tuple(remarks))


def transport_of(
    dataset: Dataset, choices: Grant, blocks: Sequence[BauxiteBlock], projects: Sequence[Project]
) -> dict[tuple[str, str], Transport]:
    """Return how far each block lies from each project: the table's figure, else the straight line with detours."""
    stated = {}
    table = dataset.tables.get("distances")
    if table is not None and "distance_m" in table:
        keys = zip(table["block_id"], table["investment_id"], table["distance_m"], strict=True)
        stated = {(str(b), str(p)): float(d) for b, p, d in keys if d == d}
    straight = _straight(dataset, blocks, projects)
    found = {}
    for block in blocks:
        for project in projects:
            key = (block.block_id, project.investment_id)
            if key in stated:
                found[key] = Transport(stated[key], "table")
            elif key in straight:
                found[key] = Transport(straight[key] * choices.detour_factor, "straight")
            else:
                found[key] = Transport(None, "unknown")
    return found


def _straight(
    dataset: Dataset, blocks: Sequence[BauxiteBlock], projects: Sequence[Project]
) -> dict[tuple[str, str], float]:
    """Return straight distances in the analysis CRS between a block's middle and a project's place."""
    import numpy as np
    import shapely

    from mineplan.geodesy import geographic_crs, transform_points

    placed = []
    for project in projects:
        place = (number(project.row.get("longitude_deg")), number(project.row.get("latitude_deg")))
        if None not in place:
            placed.append((project.investment_id, place))
    if not placed:
        return {}
    points = np.array([place for _, place in placed], dtype=float)
    there = transform_points(points, geographic_crs(), dataset.crs)
    middles = [shapely.get_coordinates(shapely.centroid(block.shape))[0] for block in blocks]
    return {
        (block.block_id, project): float(np.hypot(*(middle - there[k])))
        for block, middle in zip(blocks, middles, strict=True)
        for k, (project, _) in enumerate(placed)
    }
