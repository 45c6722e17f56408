"""Read a partition problem from its JSON form, reporting every mistake at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from mineplan.errors import ScenarioError
from mineplan.partition.problem import Limits, Orebody, PartitionProblem, SumLimit

_WEIGHTS = ("minimum_capacity", "shortfall_weight", "mixed_holder_weight", "compactness_weight", "group_weight")
_KEYS = {
    "n",
    "edges",
    "conflicts",
    "orebodies",
    "capacity",
    "holder",
    "distance",
    "limits",
    "together",
    "apart",
    "ids",
    *_WEIGHTS,
}
_SYMMETRY = 1e-9


class _Reader:
    """Collects mistakes while it reads; what it returns is sound only while `problems` is empty."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.problems: list[str] = []

    def say(self, sentence: str) -> None:
        """Note one mistake."""
        self.problems.append(sentence)

    def number(self, value: Any, where: str, least: float = -math.inf) -> float:
        """Return a finite number of at least `least`."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.say(f"{where}: {value!r} is not a finite number")
        elif value < least:
            self.say(f"{where}: {value!r} is below {least:g}")
        else:
            return value
        return 0

    def node(self, value: Any, where: str) -> int:
        """Return a node index within 0..n-1."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.say(f"{where}: {value!r} is not a node index")
        elif not 0 <= value < self.n:
            self.say(f"{where}: node {value} is not within 0..{self.n - 1}")
        else:
            return value
        return -1

    def rows(self, value: Any, where: str, length: int | None = None) -> list[Any]:
        """Return a list, of `length` entries where one is given."""
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.say(f"{where}: must be a list")
            return []
        if length is not None and len(value) != length:
            self.say(f"{where}: has {len(value)} entries, {length} are needed")
            return []
        return list(value)

    def keys(self, value: Any, where: str, known: set[str], needed: set[str]) -> Mapping[str, Any] | None:
        """Return a mapping with all of `needed` and nothing beside `known`."""
        if not isinstance(value, Mapping):
            self.say(f"{where}: must be an object")
            return None
        for key in value:
            if key not in known:
                self.say(f"{where}: unknown key {key!r}")
        for key in sorted(needed - set(value)):
            self.say(f"{where}: {key!r} is missing")
        return value if needed <= set(value) else None

    def pairs(self, value: Any, name: str) -> tuple[tuple[int, int], ...]:
        """Return pairs of two different nodes."""
        out = []
        for at, row in enumerate(self.rows(value, name)):
            cells = self.rows(row, f"{name}[{at}]", 2)
            if cells:
                out.append(self.ends(cells, f"{name}[{at}]"))
        return tuple(out)

    def ends(self, cells: list[Any], where: str) -> tuple[int, int]:
        """Return the two different nodes that a row begins with."""
        a, b = self.node(cells[0], where), self.node(cells[1], where)
        if a == b and a >= 0:
            self.say(f"{where}: joins node {a} with itself")
        return a, b


def read_problem(data: Mapping[str, Any]) -> PartitionProblem:
    """Return the problem that the JSON object of `interface.md` section 4 describes.

    Parameters
    ----------
    data
        The parsed JSON; `n` and `edges` are required, `ids` is allowed and not looked at beyond its length.

    Raises
    ------
    ScenarioError
        With one sentence for every mistake found.
    """
    if not isinstance(data, Mapping):
        raise ScenarioError("the problem must be an object")
    n = data.get("n")
    if isinstance(n, bool) or not isinstance(n, int) or n < 0:
        raise ScenarioError(f"n: {n!r} is not a number of nodes")
    reader = _Reader(n)
    reader.keys(data, "problem", _KEYS, {"n", "edges"})
    problem = PartitionProblem(
        n=n,
        edges=reader.pairs(data.get("edges"), "edges"),
        conflicts=_conflicts(reader, data.get("conflicts")),
        orebodies=_orebodies(reader, data.get("orebodies")),
        capacity=_values(reader, data.get("capacity"), "capacity"),
        holder=_holders(reader, data.get("holder")),
        distance=_distance(reader, data.get("distance")),
        limits=_limits(reader, data.get("limits")),
        together=reader.pairs(data.get("together"), "together"),
        apart=reader.pairs(data.get("apart"), "apart"),
        **{name: _weight(reader, data, name) for name in _WEIGHTS},
    )
    _check_ids(reader, data.get("ids"))
    if reader.problems:
        raise ScenarioError(reader.problems)
    return problem


def _weight(reader: _Reader, data: Mapping[str, Any], name: str) -> Any:
    value = data.get(name)
    return 0 if value is None else reader.number(value, name, 0)


def _conflicts(reader: _Reader, value: Any) -> tuple[tuple[int, int, float], ...]:
    out = []
    for at, row in enumerate(reader.rows(value, "conflicts")):
        cells = reader.rows(row, f"conflicts[{at}]", 3)
        if cells:
            a, b = reader.ends(cells, f"conflicts[{at}]")
            out.append((a, b, reader.number(cells[2], f"conflicts[{at}] weight", 0)))
    return tuple(out)


def _orebodies(reader: _Reader, value: Any) -> tuple[Orebody, ...]:
    out = []
    for at, row in enumerate(reader.rows(value, "orebodies")):
        where = f"orebodies[{at}]"
        known = {"members", "tonnage", "weight"}
        body = reader.keys(row, where, known, known)
        if body is not None:
            members = [reader.node(m, f"{where} members") for m in reader.rows(body["members"], f"{where} members")]
            if len(set(members)) < len(members):
                reader.say(f"{where} members: a node stands there twice")
            cells = reader.rows(body["tonnage"], f"{where} tonnage", len(members))
            tonnage = tuple(reader.number(t, f"{where} tonnage", 0) for t in cells)
            out.append(Orebody(tuple(members), tonnage, reader.number(body["weight"], f"{where} weight", 0)))
    return tuple(out)


def _values(reader: _Reader, value: Any, name: str, least: float = 0) -> tuple[float, ...] | None:
    if value is None:
        return None
    return tuple(reader.number(v, f"{name}[{i}]", least) for i, v in enumerate(reader.rows(value, name, reader.n)))


def _holders(reader: _Reader, value: Any) -> tuple[int, ...] | None:
    if value is None:
        return None
    holders = reader.rows(value, "holder", reader.n)
    for at, holder in enumerate(holders):
        if isinstance(holder, bool) or not isinstance(holder, int):
            reader.say(f"holder[{at}]: {holder!r} is not an integer")
    return tuple(holders)


def _distance(reader: _Reader, value: Any) -> tuple[tuple[float, ...], ...] | None:
    if value is None:
        return None
    rows = [
        [reader.number(d, f"distance[{i}][{j}]", 0) for j, d in enumerate(reader.rows(row, f"distance[{i}]", reader.n))]
        for i, row in enumerate(reader.rows(value, "distance", reader.n))
    ]
    if all(len(row) == reader.n for row in rows):
        _check_symmetry(reader, rows)
    return tuple(map(tuple, rows))


def _check_symmetry(reader: _Reader, rows: list[list[float]]) -> None:
    for i, row in enumerate(rows):
        if row[i] != 0:
            reader.say(f"distance[{i}][{i}]: {row[i]!r} is not 0")
        for j in range(i):
            if not math.isclose(row[j], rows[j][i], rel_tol=_SYMMETRY, abs_tol=_SYMMETRY):
                reader.say(f"distance[{i}][{j}]: {row[j]!r} is not distance[{j}][{i}], {rows[j][i]!r}")


def _limits(reader: _Reader, value: Any) -> Limits:
    if value is None:
        return Limits()
    known = reader.keys(value, "limits", {"members", "span", "sums"}, set())
    if known is None:
        return Limits()
    members, span = known.get("members"), known.get("span")
    if members is not None and (isinstance(members, bool) or not isinstance(members, int) or members < 1):
        reader.say(f"limits members: {members!r} is not an integer of at least 1")
        members = None
    if span is not None:
        span = reader.number(span, "limits span", 0)
    return Limits(members, span, _sums(reader, known.get("sums")))


def _sums(reader: _Reader, value: Any) -> tuple[SumLimit, ...]:
    out: list[SumLimit] = []
    for at, row in enumerate(reader.rows(value, "limits sums")):
        where = f"limits sums[{at}]"
        known = {"name", "values", "max"}
        entry = reader.keys(row, where, known, known)
        if entry is None:
            continue
        name = entry["name"]
        if not isinstance(name, str) or not name:
            reader.say(f"{where} name: {name!r} is not a name")
        elif name in {"members", "span", *(s.name for s in out)}:
            reader.say(f"{where} name: {name!r} is taken")
        values = _values(reader, entry["values"], f"{where} values", -math.inf)
        out.append(SumLimit(str(name), values or (), reader.number(entry["max"], f"{where} max")))
    return tuple(out)


def _check_ids(reader: _Reader, value: Any) -> None:
    if value is None:
        return
    for at, name in enumerate(reader.rows(value, "ids", reader.n)):
        if not isinstance(name, str):
            reader.say(f"ids[{at}]: {name!r} is not a string")
