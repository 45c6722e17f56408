"""What is good of a boundary TXT of which some plots are bad."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path


def without_plots(path: Path, rows: Collection[int], folder: Path) -> tuple[Path, dict[int, int]] | None:
    """Write a copy of a boundary TXT in which the plots that hold some rows are blank lines.

    Parameters
    ----------
    path
        The file; a line that ends in @ begins a plot.
    rows
        Bad rows, counted from 1.
    folder
        Where the copy goes, under the same name; its rows count as those of the file.

    Returns
    -------
    The copy, and for each bad row the row on which its plot begins; None where a bad row stands before the first
    plot, or no good plot is left.
    """
    lines = path.read_bytes().split(b"\n")
    starts = [at for at, line in enumerate(lines, 1) if line.rstrip().endswith(b"@")]
    if not starts or any(row < starts[0] for row in rows):
        return None
    plot_of = {row: max(start for start in starts if start <= row) for row in rows}
    bad = set(plot_of.values())
    if len(bad) == len(starts):
        return None
    ends = dict(zip(starts, [*starts[1:], len(lines) + 1], strict=True))
    for start in bad:
        for at in range(start, ends[start]):
            lines[at - 1] = b""
    copy = folder / path.name
    copy.write_bytes(b"\n".join(lines))
    return copy, plot_of
