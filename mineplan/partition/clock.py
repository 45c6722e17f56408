"""Time left, as the parts of the solver see it, and Ctrl-C as the end of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Seconds = Callable[[], float | None]


class Deadline:
    """The one place that looks at the clock; without a limit nothing ever depends on it.

    Parameters
    ----------
    limit
        Seconds, None for none.
    clock
        Seconds from an arbitrary origin.
    is_stopped
        Whether somebody else wants an end, say the process that waits for this one.
    """

    def __init__(
        self, limit: float | None, clock: Callable[[], float], is_stopped: Callable[[], bool] | None = None
    ) -> None:
        self._clock, self._limit, self._is_stopped = clock, limit, is_stopped
        self._start = clock()
        self.is_interrupted = False

    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return self._clock() - self._start

    def stop(self) -> None:
        """Let the time be up now."""
        self._limit, self.is_interrupted = 0.0, True

    def left(self) -> float | None:
        """Return the seconds left, None without limit."""
        if self._is_stopped is not None and self._is_stopped():
            return 0.0
        return None if self._limit is None else self._limit - self.elapsed()

    def is_over(self) -> bool:
        """Whether the time is up."""
        return is_over(self.left)


@contextmanager
def heeding_interrupts(deadline: Deadline) -> Iterator[None]:
    """Let the first Ctrl-C end the time rather than the program; the second ends the program.

    Does nothing outside the main thread, or where the program has a handler of its own.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def heed(number: int, frame: Any) -> None:
        del number, frame
        signal.signal(signal.SIGINT, signal.default_int_handler)
        deadline.stop()

    signal.signal(signal.SIGINT, heed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def is_over(seconds: Seconds) -> bool:
    """Whether the time is up."""
    left = seconds()
    return left is not None and left <= 0


def a_moment_more(seconds: Seconds, moment: float) -> Seconds:
    """Return a clock that leaves some seconds from now even where the time is up."""
    start = seconds()

    def remaining() -> float | None:
        now = seconds()
        return None if now is None or start is None else max(now, now - start + moment)

    return remaining


def some_of(seconds: Seconds, share: float) -> Seconds:
    """Return a clock that leaves a share of the time left."""
    left = seconds()
    kept = 0.0 if left is None else (1 - share) * left

    def remaining() -> float | None:
        now = seconds()
        return None if now is None else now - kept

    return remaining
