"""Python's collector of cycles paused while a text is taken apart."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Pause the collector: the tuples of a long text hold no cycles, and walking them again and again takes a third.

    Whoever finds it paused leaves it to him who did so, so that it is never paused for good.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
