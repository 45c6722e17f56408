"""Commands for single files: what they are, the same in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mineplan.cli.output import ANGLES, CRS, DATUM, FILE, JSON, LAYER, MAP_SCALE, TABLE, perform, say_notes


@click.command()
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="FILE...")
@CRS
@LAYER
@DATUM
@TABLE
@ANGLES
@MAP_SCALE
@JSON
def inspect(
    files: tuple[Path, ...],
    crs: str,
    layer: str,
    datum_params: Path | None,
    table: str,
    angles: str | None,
    map_scale: float | None,
    as_json: bool,
) -> None:
    """Say what each FILE is: format, encoding, columns, coordinate system with its reason, areas, warnings."""
    from mineplan import jobs

    options = jobs.FileOptions(crs, layer, table, datum_params, angles or "", map_scale or 0.0)

    def show(answer: dict[str, Any]) -> None:
        from mineplan.inspection import in_words

        for file in answer["files"]:
            click.echo("\n".join(in_words(file)))

    perform(lambda: jobs.inspect(files, options), as_json, show)


@click.command()
@click.argument("file", type=FILE)
@click.argument("out", type=click.Path(path_type=Path))
@CRS
@LAYER
@DATUM
@TABLE
@ANGLES
@MAP_SCALE
@click.option("--to-crs", default="", metavar="CRS", help="Coordinate system of OUT; left to its format otherwise.")
@click.option("--force", is_flag=True, help="Overwrite OUT.")
@JSON
def convert(
    file: Path,
    out: Path,
    crs: str,
    layer: str,
    datum_params: Path | None,
    table: str,
    angles: str | None,
    map_scale: float | None,
    to_crs: str,
    force: bool,
    as_json: bool,
) -> None:
    """Write FILE as OUT, whose ending names the format: txt qyzb xlsx csv gpkg geojson shp kml dxf."""
    from mineplan import jobs

    options = jobs.FileOptions(crs, layer, table, datum_params, angles or "", map_scale or 0.0)
    output = jobs.OutputOptions(to_crs, force)

    def show(answer: dict[str, Any]) -> None:
        say_notes(answer)
        click.echo(f"{answer['rows']} rows -> {answer['out']}")

    perform(lambda: jobs.convert(file, out, options, output), as_json, show)
