"""Verdicts told again from the tables and the law of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import shapely

from mineplan.policy import Policy, Ruling, reaches
from mineplan.verify.pressed.case import PressedCase, stands
from mineplan.verify.pressed.ground import cells, filled

# From light to grave, as the project's verdict is chosen.
_SCALE = (
    "not_pressed",
    "not_treated_as_pressed",
    "own_mine_exempt",
    "record_only",
    "registration_only",
    "compensation_only",
    "needs_confirmation",
    "approval_required",
    "forbidden_in_principle",
    "query_needed",
)
_KEY_LEVELS = ("national_key", "provincial_key")


@dataclass(frozen=True)
class _Facts:
    """One orebody, or one piece of ground, of one project."""

    law: Policy
    project: dict[str, Any]
    body: dict[str, Any] | None
    zones: tuple[dict[str, Any], ...]
    is_under: bool
    owners: tuple[bool | None, ...]
    ground: tuple[bool | None, ...] = ()

    @property
    def is_own_ground(self) -> bool:
        """Whether a mining area of the builder, or of somebody who may be it, covers the ground."""
        return bool(self.ground)

    def rule(self, name: str, **more: str) -> Ruling | None:
        """Return the ruling of the day."""
        body = self.body or {}
        known = {"mineral": body.get("mineral"), "ore_type": body.get("ore_type")}
        known |= {"project_level": self.project.get("level"), "project_kind": self.project.get("kind")}
        return self.law.find(name, **({k: str(v) for k, v in known.items() if v} | more))

    def settles(self, name: str, **more: str) -> bool | None:
        """Return the yes or no that a ruling settles; None where none is in force or settled."""
        ruling = self.rule(name, **more)
        return ruling.amount if ruling is not None and ruling.is_settled and isinstance(ruling.amount, bool) else None


def verdicts(case: PressedCase) -> Iterator[str]:
    """Each part's verdict is the one that the law gives its ground, and the project's is the gravest of them."""
    for project in case.plan["projects"]:
        name = f"project {project['project_id']}"
        gravest = max((part["verdict"] for part in project["parts"]), key=_SCALE.index)
        if project["verdict"] != gravest:
            yield f"{name}: its gravest part is {gravest}, the plan says {project['verdict']}"
        for part, piece, is_inside in _pieces(case, project):
            answers = _answers(case, project, part, piece, is_inside)
            if part["verdict"] not in answers:
                zones = f" in zones {part['zone_ids']}" if part["zone_ids"] else ""
                yield f"{name}: the part{zones} is {' or '.join(sorted(answers))}, the plan says {part['verdict']}"


def _pieces(case: PressedCase, project: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any, bool]]:
    """Yield each part with its ground, and whether that is the builder's own mining area."""
    shapes = cells(case, project["project_id"])
    own = [r["right_id"] for r in project["rights"] if r["is_own"] is not False and r["right_id"] in case.holders]
    mine = shapely.union_all([case.holders[n]["geometry"] for n in own if case.holders[n].get("status") != "closed"])
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for part in project["parts"]:
        alike.setdefault(tuple(sorted(part["zone_ids"])), []).append(part)
    for zones, some in sorted(alike.items()):
        shape = shapes.get(zones)
        if shape is None:
            continue
        inside, outside = shapely.intersection(shape, mine), shapely.difference(shape, mine)
        if len(some) == 1:
            yield some[0], shape, bool(inside.area > outside.area)
        else:
            yield some[0], outside, False
            yield some[1], inside, True


def _answers(case: PressedCase, project: dict[str, Any], part: dict[str, Any], piece: Any, is_inside: bool) -> set[str]:
    """Return what the law may say of a part; two where it is open which rights its pillar alone reaches."""
    law, row = case.law(project["project_id"]), case.inputs[project["project_id"]]
    zones = tuple(case.zones[z] for z in part["zone_ids"] if z in case.zones)
    query = _query(_Facts(law, row, None, _common(case, project), True, ()))
    findings = {f["orebody_id"]: f for f in project["findings"]}
    mine = tuple(
        r["is_own"]
        for r in project["rights"]
        if r["is_own"] is not False and r["right_id"] in case.holders and _covers(case.holders[r["right_id"]], piece)
    )
    answers, least = set(), max(case.choices.minimum_overlap_m2, 1e-9)
    for is_wide in (False, True):
        said = [query] if query else []
        spoken: set[str] = set()
        for number in part["orebody_ids"]:
            body, finding = case.bodies[number], findings[number]
            is_under = bool(shapely.intersection(piece, filled(body)).area >= least) and finding["footprint_m2"] > 0
            held = [
                right
                for right in finding["right_shares"]
                if right["is_directly_affected"] is not False
                and (is_inside or right["is_own"] is False or len(project["parts"]) == 1)
                and (is_wide or shapely.intersects(case.holders[right["right_id"]]["geometry"], piece))
            ]
            spoken |= {right["right_id"] for right in held}
            owners = tuple(r["is_own"] for r in held)
            said.append(_ore(_Facts(law, row, body, zones, is_under, owners, mine)))
        bare = [
            right
            for right in project["rights"]
            if right["right_id"] in part["right_ids"]
            and right["right_id"] not in spoken
            and case.holders[right["right_id"]].get("status") != "closed"
            and shapely.intersection(piece, case.holders[right["right_id"]]["geometry"]).area >= least
        ]
        if bare or not part["orebody_ids"]:
            said.append(_bare_ground(_Facts(law, row, None, zones, True, tuple(r["is_own"] for r in bare))))
        answers.add(max(said, key=_SCALE.index))
    return answers


def _covers(holder: dict[str, Any], piece: Any) -> bool:
    common = float(shapely.intersection(holder["geometry"], piece).area)
    return holder.get("status") != "closed" and common >= piece.area - 1.0


def _common(case: PressedCase, project: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    every = [set(part["zone_ids"]) for part in project["parts"]]
    return tuple(case.zones[z] for z in sorted(set.intersection(*every)) if z in case.zones)


def _query(facts: _Facts) -> str:
    """No query, one of the future, or one whose months are over; 矿产资源法 art. 32(2), 2026 notice, part 2."""
    listed = any(z["kind"] == "no_known_resources" and stands(z, facts.law.on) for z in facts.zones)
    if facts.rule("pressed_query_required") is None:
        return ""
    if listed and facts.project.get("kind") == "single_site" and facts.settles("pressed_listed_area"):
        return ""
    day, on, months = facts.project.get("query_date"), facts.law.on, facts.rule("pressed_query_validity")
    if day is None or day > on:
        return "query_needed"
    if months is None or not isinstance(months.amount, int | float):
        return ""
    is_over = pd.Timestamp(on) > pd.Timestamp(day) + pd.DateOffset(months=int(months.amount))
    return "query_needed" if is_over else ""


def _others(facts: _Facts) -> bool:
    return any(own is not True for own in facts.owners)


def _is_let_go(facts: _Facts) -> bool:
    """Argued and agreed that mining is not affected."""
    yes = facts.project.get("has_safety_argument") == "yes" and facts.project.get("has_agreement") == "yes"
    return yes and _others(facts) and facts.settles("not_treated_as_pressed") is True


def _bare_ground(facts: _Facts) -> str:
    if not _others(facts):
        return "not_pressed"
    return "not_treated_as_pressed" if _is_let_go(facts) else "needs_confirmation"


def _weight(facts: _Facts) -> bool | None:
    """Whether the mineral is important (34 minerals, A) or strategic (B, C)."""
    if facts.body is None or facts.body.get("mineral") is None:
        return None
    regime = facts.rule("pressed_regime")
    if regime is not None and regime.amount == "A":
        listed = facts.settles("appendix_34")
        return True if listed else facts.settles("provincial_important_mineral")
    return facts.settles("strategic_mineral")


def _excuse(facts: _Facts) -> bool | None:
    """Whether the project is a key one with a site of its own (Shanxi 2024)."""
    level, kind = facts.project.get("level"), facts.project.get("kind")
    if (level and level not in _KEY_LEVELS) or kind == "batch":
        return False
    if not level or not kind:
        return None
    return True if kind == "single_site" else facts.settles("single_site_linear") or None


def _forbids(facts: _Facts) -> bool | None:
    """Whether the provincial notice forbids; None is open."""
    if facts.settles("pressed_forbidden_in_principle") is not True or facts.settles("strategic_mineral") is not True:
        return False
    excuse = _excuse(facts)
    return None if excuse is None else not excuse


def _ore(facts: _Facts) -> str:
    """Return the verdict on one orebody, by the order of the statutes."""
    if _is_let_go(facts):
        return "not_treated_as_pressed"
    if not facts.is_under and facts.settles("pressed_pillar") is not True:
        return "not_pressed" if facts.settles("pressed_pillar") is False else "needs_confirmation"
    weight = _weight(facts)
    exempt = _exempt(facts, weight)
    if exempt:
        return exempt
    if weight is None:
        return "needs_confirmation"
    if weight:
        return _important(facts)
    if _others(facts) and facts.settles("pressed_compensation"):
        return "compensation_only"
    return "record_only" if facts.settles("pressed_record") else "needs_confirmation"


def _exempt(facts: _Facts, weight: bool | None) -> str:
    """Own mine, then city land and development zones; "" where neither lets go nor asks."""
    if weight is False:
        return ""
    own = facts.rule("pressed_own_mine_exempt")
    is_open = facts.is_own_ground and own is not None and facts.settles(own.rule) is not False
    if is_open and own is not None and False not in facts.owners:
        is_clear = own.is_settled and bool(facts.owners) and None not in (*facts.owners, *facts.ground)
        return "own_mine_exempt" if is_clear else "needs_confirmation"
    for zone in facts.zones:
        if zone["kind"] not in ("urban_construction", "development_zone") or not stands(zone, facts.law.on):
            continue
        more = {"zone": zone["kind"]} | ({"zone_level": zone["level"]} if zone.get("level") else {})
        ruling = facts.rule("pressed_registration_only", **more)
        if ruling is None:
            is_asked = not zone.get("level") and any(
                r.rule == "pressed_registration_only" and r.where.get("zone") == zone["kind"] for r in facts.law.rulings
            )
            if is_asked:
                return "needs_confirmation"
        elif not ruling.is_settled:
            return "needs_confirmation"
        elif ruling.amount is True:
            is_against = _may_forbid(facts) and weight is True
            return "needs_confirmation" if is_against else "registration_only"
    return ""


def _may_forbid(facts: _Facts) -> bool:
    in_force = facts.settles("pressed_forbidden_in_principle") is True
    return in_force and facts.settles("strategic_mineral") is not False and _excuse(facts) is not True


def _important(facts: _Facts) -> str:
    body = facts.body or {}
    if body.get("is_filed") == "no":
        counts = facts.settles("pressed_identified")
        if counts is None or (counts is False and _others(facts)):
            return "needs_confirmation"
        if counts is False:
            return "not_pressed"
    ban = _banned(facts, body)
    if ban:
        return ban
    forbids = _forbids(facts)
    if forbids is None:
        return "needs_confirmation"
    return "forbidden_in_principle" if forbids else "approval_required"


def _banned(facts: _Facts, body: dict[str, Any]) -> str:
    """Medium scale and above of the twelve minerals (国土资发〔2010〕137号); "" where the ban does not bite."""
    if facts.settles("pressed_principle_ban") is not True:
        return ""
    medium, deposit_t = facts.rule("reserve_scale_medium"), body.get("deposit_t")
    is_known = medium is not None and medium.is_settled and isinstance(medium.amount, int | float)
    if not is_known or medium is None or deposit_t is None:
        return "needs_confirmation"
    if not reaches(medium, float(deposit_t)) or facts.project.get("is_state_approved") == "yes":
        return ""
    is_asked = facts.project.get("level") == "national_key" and facts.project.get("is_state_approved") is None
    return "needs_confirmation" if is_asked else "forbidden_in_principle"
