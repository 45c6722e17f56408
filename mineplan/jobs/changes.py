"""The map of what changed between two consolidation runs."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, Problem, ReadError

if TYPE_CHECKING:
    from mineplan.documents.maps.changes import Standing
    from mineplan.runs import RunFiles

_KINDS = (".png", ".pdf", ".svg")


def draw_changes(runs: tuple[RunFiles, RunFiles], out: Path) -> str | None:
    """Draw the sheet of two runs into a file; return its path, or None where nothing changed.

    Raises
    ------
    InputError
        The file's ending, the kind of the runs, a missing GeoPackage, or no font with Chinese glyphs.
    """
    from mineplan.documents.maps.changes import changes_of, draw_changes
    from mineplan.documents.maps.overview import mine_names
    from mineplan.documents.maps.paper import Imprint
    from mineplan.documents.maps.printing import Sheet, print_to

    if out.suffix.lower() not in _KINDS:
        raise InputError(f"--map {out.name}: the name must end in .png, .pdf or .svg")
    if runs[0].plan.get("kind") != "consolidation":
        raise InputError("--map shows consolidation runs only")
    first, last = runs
    rights = last.tables["rights"]
    crs = rights.crs
    names = mine_names(first.tables["rights"]) | mine_names(rights)
    changes = changes_of(_standing(first, crs), _standing(last, crs), names, crs)
    if not changes.places:
        return None
    data = last.manifest.get("dataset", {})
    imprint = Imprint(
        last.plan["title"],
        datetime.date.fromisoformat(last.plan["as_of"]),
        str(data.get("title", "")),
        str(data.get("version", "")),
        bool(data.get("is_synthetic", False)),
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    print_to(Sheet(out, draw_changes, (imprint, changes)), out.suffix.lower()[1:])
    return str(out)


def _standing(run: RunFiles, crs: Any) -> Standing:
    """Return a run on the ground, in the CRS of the later run."""
    from mineplan.documents.maps.changes import Standing

    fates = {right["right_id"]: right["disposition"] for right in run.plan["rights"]}
    rights = run.tables["rights"].to_crs(crs)
    shapes = {r: g for r, g in zip(rights["right_id"], rights.geometry, strict=True) if r in fates}
    groups = {group["group_id"]: tuple(group["right_ids"]) for group in run.plan["groups"]}
    return Standing(run.folder.name, groups, fates, _extents(run.folder, crs) if groups else {}, shapes)


def _extents(folder: Path, crs: Any) -> dict[str, Any]:
    """Read the new extents from a run's GeoPackage, by group id."""
    import pyogrio

    from mineplan.documents.geopackage.layers import GROUP_ID, GROUPS_LAYER

    path = folder / "plan.gpkg"
    try:
        frame = pyogrio.read_dataframe(path, layer=GROUPS_LAYER, columns=[GROUP_ID]).to_crs(crs)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        raise ReadError(Problem(f"has no layer {GROUPS_LAYER}, which the map is drawn from", file=str(path))) from None
    return dict(zip(frame[GROUP_ID], frame.geometry, strict=True))
