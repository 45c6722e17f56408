"""CSV ledgers, as Excel and WPS open them."""

from __future__ import annotations

import csv
from pathlib import Path

from mineplan.plans import Note
from mineplan.writers.features import Choices, Features
from mineplan.writers.ledger import columns_of

LABEL = "CSV台账"
EXTENSIONS = ("csv",)
REMARKS = "同Excel台账的第一张表；UTF-8带BOM，Excel和WPS可直接打开"


def write(layers: list[Features], path: Path, choices: Choices) -> list[Note]:
    """Write one layer."""
    del choices
    (features,) = layers
    columns = columns_of(features)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.header for column in columns])
        for row in zip(*(column.cells for column in columns), strict=True):
            writer.writerow(["" if cell is None else repr(cell) if isinstance(cell, float) else cell for cell in row])
    return []
