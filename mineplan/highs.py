"""HiGHS as every solver of ours wants it: silent, on one thread, with a fixed seed."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _silent_class() -> Any:
    """Return the HiGHS class with printing off before its constructor says anything.

    highspy 1.16 prints a banner on standard output from the constructor, where no option can be set yet.
    """
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent


def quiet_highs(seconds: float | None) -> Any:
    """Return a HiGHS object that prints nothing, on one thread, with a fixed seed."""
    highs = _silent_class()()
    options = {"output_flag": False, "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    if seconds is not None:
        highs.setOptionValue("time_limit", max(0.01, seconds))
    return highs
