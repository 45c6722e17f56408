"""A prepared copy of a checked dataset, from which one question reads only the rows around it.

One SQLite file with an R-tree a table. It holds the checksum of every file that the dataset was read from: a copy
that does not agree with the files as they stand now is never used. It can be deleted at any time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mineplan.pressed.prepared.head import FORMAT, Head, is_fresh, read_head
    from mineplan.pressed.prepared.projects import quick_projects
    from mineplan.pressed.prepared.reading import Prepared, open_prepared
    from mineplan.pressed.prepared.writing import ore_head, write_prepared

__all__ = [
    "FORMAT",
    "Head",
    "Prepared",
    "is_fresh",
    "open_prepared",
    "ore_head",
    "quick_projects",
    "read_head",
    "write_prepared",
]

# Module -> what it holds of the above.
_PLACES = {
    "head": ("FORMAT", "Head", "is_fresh", "read_head"),
    "projects": ("quick_projects",),
    "reading": ("Prepared", "open_prepared"),
    "writing": ("ore_head", "write_prepared"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for: a copy's head tells whether the rest is needed at all."""
    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
