"""The command line: words in, words out; no computing and no heavy import here."""

from __future__ import annotations

import gc
import os
import sys
from collections import UserDict
from importlib import import_module
from typing import Any

import click

from mineplan import __version__

# Command -> the module that holds it.
_PLACES = {
    "allocate": "allocating",
    "check": "projects",
    "compare": "proving",
    "consolidate": "planning",
    "convert": "files",
    "graph": "projects",
    "init": "projects",
    "inspect": "files",
    "policy": "proving",
    "pressed": "pressing",
    "review": "reviewing",
    "schema": "proving",
    "serve": "serving",
    "solve": "planning",
    "template": "templating",
    "user": "serving",
    "verify": "proving",
}


class _Commands(UserDict[str, Any]):
    """Commands by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        """Import a command."""
        found: click.Command = getattr(import_module(f"{__name__}.{self.data[name]}"), name)
        return found


@click.group(commands=_Commands(_PLACES), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mineplan")
def cli() -> None:
    """Plan the consolidation of mining rights: proven plans, cited law, documents to sign.

    Exit codes: 0 done, 1 unexpected, 2 wrong usage, 3 mend a file, 4 no plan, 5 a plan failed its proof.
    """


def main() -> None:
    """Run the command line with output that survives a Chinese Windows console."""
    # Nothing here multiplies large matrices; starting numpy's threads for it costs more than a small problem.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8" if not stream.isatty() else stream.encoding, errors="replace")
    try:
        cli()
    finally:
        if not gc.isenabled():
            gc.freeze()  # a command in a hurry: the process ends, and nothing is worth being collected
