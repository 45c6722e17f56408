"""The scripts that make the sample datasets, run from their folders as a maintainer runs them."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from contextlib import contextmanager
from pathlib import Path

# Other versions of these may write other bytes for the same content.
VERSIONS = {"pyogrio": "0.13.0", "xlsxwriter": "3.3.1", "pyproj": "3.7.2", "numpy": "2.4.6"}
_OWN = ("demo_", "coal_")


@contextmanager
def generator(folder: Path):
    """Give the module `make` of a dataset folder, and leave nothing of it imported behind."""
    sys.path.insert(0, str(folder))
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    kept = list(sys.path)
    try:
        sys.modules.pop("make", None)  # another folder has a script of that name
        yield importlib.import_module("make")
    finally:
        sys.dont_write_bytecode = before
        sys.path[:] = [p for p in kept if p != str(folder)]
        for name in [n for n in sys.modules if n == "make" or n.startswith(_OWN)]:
            del sys.modules[name]


def other_versions() -> list[str]:
    """Return the packages installed in other versions than the committed files were written with."""
    return [f"{p} {v}" for p, v in VERSIONS.items() if importlib.metadata.version(p) != v]
