"""Packages whose modules are imported when something of them is first asked for: a command loads what it uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def on_first_use(package: str, places: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """Return a `__getattr__` for a package.

    Parameters
    ----------
    package
        Its name.
    places
        Module of the package -> the public names that it holds.
    """
    module_of = {name: module for module, names in places.items() for name in names}

    def found(name: str) -> Any:
        if name not in module_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{module_of[name]}"), name)

    return found
