"""The command line: words in, words out; no computing and no heavy import here."""

from __future__ import annotations

import sys

import click

from mineplan import __version__
from mineplan.cli.allocating import allocate
from mineplan.cli.files import convert, inspect
from mineplan.cli.planning import consolidate, solve
from mineplan.cli.pressing import pressed
from mineplan.cli.projects import check, graph, init
from mineplan.cli.proving import compare, policy, schema, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mineplan")
def cli() -> None:
    """Plan the consolidation of mining rights: proven plans, cited law, documents to sign.

    Exit codes: 0 done, 1 unexpected, 2 wrong usage, 3 mend a file, 4 no plan, 5 a plan failed its proof.
    """


def main() -> None:
    """Run the command line with output that survives a Chinese Windows console."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8" if not stream.isatty() else stream.encoding, errors="replace")
    cli()


for _command in (
    init,
    inspect,
    convert,
    check,
    graph,
    consolidate,
    allocate,
    pressed,
    solve,
    verify,
    compare,
    policy,
    schema,
):
    cli.add_command(_command)
