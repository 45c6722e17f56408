"""The templates, datasets and scenarios that come with the package."""

from __future__ import annotations

from pathlib import Path

KINDS = ("datasets", "scenarios", "templates")


def shipped(kind: str) -> Path:
    """Return the folder of one kind: inside an installed wheel, or beside the package in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_shipped" / kind
    return inside if inside.is_dir() else here.parent / kind
