"""What is told of a checked project: ore and tonnage, whose right, the sentence of the rule, what to file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mineplan.plans import Finding, PressedProject
    from mineplan.policy import Ruling


def told(project: PressedProject) -> dict[str, Any]:
    """Return a project's line: its verdict and what it touches."""
    return {
        "project_id": project.project_id,
        "name": project.name,
        "verdict": project.verdict.value,
        "verdict_label": project.verdict.label,
        "authority": None if project.authority is None else project.authority.value,
        "orebody_ids": [finding.orebody_id for finding in project.findings],
        "right_ids": [right.right_id for right in project.rights],
        "rulings": list(project.rulings),
        "questions": list(project.questions),
    }


def told_in_full(project: PressedProject, rulings: dict[str, Ruling]) -> dict[str, Any]:
    """Return the line with areas, tonnages, holders, reasons, grounds and checklist."""
    return told(project) | {
        "authority_label": None if project.authority is None else project.authority.label,
        "footprint_m2": round(project.footprint_m2, 2),
        "ore": [_ore(finding) for finding in project.findings],
        "parts": [
            {"zone_ids": list(part.zone_ids), "area_m2": round(part.area_m2, 2), "verdict_label": part.verdict.label}
            for part in project.parts
        ],
        "holders": [
            {"right_id": right.right_id, "holder": right.holder, "is_own": right.is_own} for right in project.rights
        ],
        "reasons": list(dict.fromkeys(text for part in project.parts for text in part.remarks)),
        "grounds": [_ground(rulings[one]) for one in project.rulings if one in rulings],
        "checklist": [item.text for item in project.checklist],
    }


def _ore(finding: Finding) -> dict[str, Any]:
    return {
        "orebody_id": finding.orebody_id,
        "mineral": None if finding.mineral is None else finding.mineral.value,
        "mineral_label": "" if finding.mineral is None else finding.mineral.label,
        "verdict_label": finding.verdict.label,
        "footprint_m2": round(finding.footprint_m2, 2),
        "buffered_m2": None if finding.buffered_m2 is None else round(finding.buffered_m2, 2),
        "footprint_t": _rounded(finding.footprint_t),
        "buffered_t": _rounded(finding.buffered_t),
        "holders": list(finding.holders),
    }


def _rounded(tonnages: Any) -> dict[str, float | None]:
    return {name: None if tonnes is None else round(tonnes, 3) for name, tonnes in sorted(tonnages.items())}


def _ground(ruling: Ruling) -> dict[str, str]:
    cited = ruling.citation
    return {
        "ruling_id": ruling.ruling_id,
        "document": cited.document,
        "number": cited.number,
        "article": cited.article,
        "sentence": cited.sentence,
        "certainty_label": ruling.certainty.label,
    }
