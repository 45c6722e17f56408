"""Where settled rulings of the day forbid mining, read from the tables and measured as distances."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from mineplan.links.triggers import in_scope
from mineplan.policy import Policy, Ruling

# A plan may draw a distance this much too wide, never too narrow: its outline has straight edges.
WIDEST = 1.006


@dataclass(frozen=True)
class Ban:
    """One zone under one settled ruling that bans mining.

    Attributes
    ----------
    distance_m
        Around the zone; 0 is the zone alone.
    is_for_new_only
        It bars new ground and leaves existing extents alone.
    covered
        The rights that the ruling speaks of, wherever they lie. `touched` are those of them that it reaches
        and `near` those that it may reach as a plan draws it.
    """

    zone_id: str
    name: str
    ruling_id: str
    zone: Any
    distance_m: float
    is_for_new_only: bool
    covered: frozenset[str]
    touched: frozenset[str]
    near: frozenset[str]

    def ground(self, widened: float) -> Any:
        """Return the banned ground, its distance multiplied."""
        return shapely.buffer(self.zone, self.distance_m * widened, quad_segs=64)


def bans_of(rights: Any, zones: Any, policy: Policy) -> tuple[Ban, ...]:
    """Return every ban of the day; `rights` is indexed by licence number."""
    if zones is None or zones.empty:
        return ()
    tree, ids = shapely.STRtree(rights.geometry.to_numpy()), rights.index.to_numpy()
    found = []
    for zone in zones.to_dict("records"):
        for ruling, covered in rulings_on(zone, rights, policy) if is_in_force(zone, policy) else ():
            if not ruling.is_settled or effect_of(ruling) != "ban":
                continue
            distance = distance_of(ruling)
            shape = zone["geometry"]
            touched, near = (
                frozenset(ids[tree.query(shape, predicate="dwithin", distance=distance * wide)]) & covered
                for wide in (1.0, WIDEST)
            )
            name = zone.get("name")
            found.append(
                Ban(
                    str(zone["zone_id"]),
                    name if isinstance(name, str) and name else str(zone["zone_id"]),
                    ruling.ruling_id,
                    shape,
                    distance,
                    not ruling.binds_existing,
                    covered,
                    touched,
                    near,
                )
            )
    return tuple(found)


def distance_of(ruling: Ruling) -> float:
    """Return the distance in metres that a ruling asks around its zones; 0 for the zone alone."""
    is_figure = isinstance(ruling.amount, int | float) and not isinstance(ruling.amount, bool)
    return float(str(ruling.amount)) if is_figure else 0.0


def effect_of(ruling: Ruling) -> str:
    """Return what a ruling on a zone does: `ban`, `consent` or `restrict`."""
    return str(ruling.scope.get("effect") or "ban")


def rulings_on(zone: dict[str, Any], rights: Any, policy: Policy) -> Iterator[tuple[Ruling, frozenset[str]]]:
    """Yield each ruling of the day on a zone with the rights (by index) it covers."""
    minerals = rights["mineral"] if "mineral" in rights else pd.Series(None, index=rights.index, dtype=object)
    level = {"zone_level": zone["level"]} if isinstance(zone.get("level"), str) else {}
    rulings: dict[str, tuple[Ruling, set[str]]] = {}
    for mineral in (*minerals.dropna().unique(), None):
        rows = rights[minerals.isna() if mineral is None else minerals == mineral]
        facts = {"zone": str(zone["kind"])} | level | ({} if mineral is None else {"mineral": str(mineral)})
        for ruling in policy.all("exclusion", **facts) if len(rows) else ():
            rulings.setdefault(ruling.ruling_id, (ruling, set()))[1].update(rows.index[in_scope(ruling, rows)])
    return ((ruling, frozenset(covered)) for ruling, covered in rulings.values() if covered)


def is_in_force(zone: dict[str, Any], policy: Policy) -> bool:
    """Whether a zone stands on the policy's day."""

    def day(name: str) -> datetime.date | None:
        # NaT, pandas' missing day, is a date that equals nothing, not even itself.
        value = zone.get(name)
        return value if isinstance(value, datetime.date) and value == value else None

    start, end = day("valid_from"), day("valid_to")
    return (start is None or start <= policy.on) and (end is None or end >= policy.on)


def banned(bans: tuple[Ban, ...], right_ids: set[str], widened: float = 1.0) -> Any:
    """Return the ground on which none of some rights may mine, as existing rights."""
    reached = [b for b in bans if not b.is_for_new_only and (b.touched if widened == 1 else b.near) & right_ids]
    return shapely.union_all([b.ground(widened) for b in reached])
