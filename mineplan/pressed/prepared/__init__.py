"""A prepared copy of a checked dataset, from which one question reads only the rows around it.

One SQLite file with an R-tree a table. It holds the checksum of every file that the dataset was read from: a copy
that does not agree with the files as they stand now is never used. It can be deleted at any time.
"""

from mineplan.pressed.prepared.projects import quick_projects
from mineplan.pressed.prepared.reading import Prepared, is_fresh, open_prepared
from mineplan.pressed.prepared.writing import FORMAT, Head, ore_head, write_prepared

__all__ = ["FORMAT", "Head", "Prepared", "is_fresh", "open_prepared", "ore_head", "quick_projects", "write_prepared"]
