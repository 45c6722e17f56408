"""Time left, as the parts of the solver see it."""

from __future__ import annotations

from collections.abc import Callable

Seconds = Callable[[], float | None]


def is_over(seconds: Seconds) -> bool:
    """Whether the time is up."""
    left = seconds()
    return left is not None and left <= 0


def some_of(seconds: Seconds, share: float) -> Seconds:
    """Return a clock that leaves a share of the time left."""
    left = seconds()
    kept = 0.0 if left is None else (1 - share) * left

    def remaining() -> float | None:
        now = seconds()
        return None if now is None else now - kept

    return remaining
