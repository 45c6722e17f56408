"""Coal blocks to mines over the years of a plan."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mineplan.assignment.model import Model, Shortage, Solved, maximise, shortages

PUBLIC = -1


@dataclass(frozen=True)
class Pair:
    """A block that may go to a mine (`PUBLIC` for nobody in particular), with its points year by year."""

    block: int
    mine: int
    points: tuple[int, ...]


@dataclass(frozen=True)
class ContinuationProblem:
    """What to assign.

    Attributes
    ----------
    pairs
        The qualified pairs, sorted.
    stock
        Recoverable tonnes of each block; `room` what each mine may still be given (inf unlimited).
    counted
        New capacity of each block that counts in the yearly total, t/a.
    total
        The total of each year, t/a (inf unlimited).
    blocks_per_mine, blocks_per_year
        Most blocks; None unlimited.
    required
        Blocks that must be granted.
    """

    years: int
    pairs: tuple[Pair, ...]
    stock: tuple[float, ...]
    room: tuple[float, ...]
    counted: tuple[float, ...]
    total: tuple[float, ...]
    blocks_per_mine: int | None = None
    blocks_per_year: int | None = None
    required: tuple[int, ...] = ()


@dataclass(frozen=True)
class Continued:
    """The assignment: (block, mine, year index), sorted, with what the solver says of it."""

    chosen: tuple[tuple[int, int, int], ...]
    solved: Solved
    variables: int
    rows: int
    shortages: tuple[Shortage, ...] = ()


def assign(problem: ContinuationProblem, seconds: float | None = None) -> Continued:
    """Return the assignment that earns most points: each block once, within rooms and totals."""
    model, columns = _model(problem)
    solved = maximise(model, seconds)
    if solved.status == "infeasible":
        return Continued((), solved, len(model.points), len(model.rows), shortages(model, seconds))
    chosen = tuple(sorted(key for key, column in columns.items() if len(solved.values) and solved.values[column] > 0.5))
    return Continued(chosen, solved, len(model.points), len(model.rows))


def _model(problem: ContinuationProblem) -> tuple[Model, dict[tuple[int, int, int], int]]:
    model, columns = Model(), {}
    needed = set(problem.required)
    for pair in problem.pairs:
        for year, points in enumerate(pair.points):
            # What earns nothing is never chosen, unless it must be.
            if points > 0 or pair.block in needed:
                columns[pair.block, pair.mine, year] = model.column(points)
    by_block: dict[int, list[tuple[int, float]]] = {b: [] for b in range(len(problem.stock))}
    by_mine: dict[int, list[tuple[int, int]]] = {}
    by_year: list[list[tuple[int, int]]] = [[] for _ in range(problem.years)]
    for (block, mine, year), column in columns.items():
        by_block[block].append((column, 1.0))
        by_year[year].append((column, block))
        if mine != PUBLIC:
            by_mine.setdefault(mine, []).append((column, block))
    for block, entries in by_block.items():
        is_needed = block in needed
        model.row(("block", block), entries, 1.0, lower=1.0 if is_needed else -math.inf)
    _mine_rows(model, problem, by_mine)
    _year_rows(model, problem, by_year)
    return model, columns


def _mine_rows(model: Model, problem: ContinuationProblem, by_mine: dict[int, list[tuple[int, int]]]) -> None:
    for mine, entries in sorted(by_mine.items()):
        room, stocks = problem.room[mine], {block: problem.stock[block] for _, block in entries}
        if math.fsum(stocks.values()) > room:
            model.row(("room", mine), [(c, problem.stock[b]) for c, b in entries], room, can_bend=True)
        if problem.blocks_per_mine is not None and len(stocks) > problem.blocks_per_mine:
            model.row(("blocks_per_mine", mine), [(c, 1.0) for c, _ in entries], problem.blocks_per_mine, can_bend=True)


def _year_rows(model: Model, problem: ContinuationProblem, by_year: list[list[tuple[int, int]]]) -> None:
    for year, entries in enumerate(by_year):
        counted = [(c, problem.counted[b]) for c, b in entries if problem.counted[b]]
        if math.isfinite(problem.total[year]):
            model.row(("total", year), counted, problem.total[year], can_bend=True)
        if problem.blocks_per_year is not None:
            model.row(("blocks_per_year", year), [(c, 1.0) for c, _ in entries], problem.blocks_per_year, can_bend=True)
