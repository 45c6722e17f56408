"""Where independent pieces of work are done: in this process, in processes of this machine, or on a Dask cluster.

An engine is a function (work, pieces, is_stopped) -> results in the order of the pieces. `work` is called as
work(piece, is_stopped) and must be importable where it runs; pieces are taken from their iterator only when
there is somebody free to do them. What an engine loses (a worker that died) comes back as None.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Future

Stopped = Callable[[], bool]
Work = Callable[[Any, Stopped], Any]
Engine = Callable[[Work, Iterable[Any], Stopped], Iterable[Any]]

_GLANCE_S = 0.05
# Glances that a piece on a cluster is waited for once the time is up.
_PATIENCE = 20
_flag: Any = None


def local(work: Work, pieces: Iterable[Any], is_stopped: Stopped) -> Iterator[Any]:
    """Do all pieces here, one after the other."""
    for piece in pieces:
        yield work(piece, is_stopped)


def workers_of_this_machine() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def open_engine(name: str) -> Iterator[Engine]:
    """Yield the engine of a name: local, processes, dask, or tcp://HOST:PORT of a Dask scheduler.

    Raises
    ------
    InputError
        The name is unknown, Dask is not installed, or the scheduler does not answer.
    """
    if name == "local":
        yield local
    elif name == "processes":
        with processes(workers_of_this_machine()) as engine:
            yield engine
    elif name == "dask" or name.startswith("tcp://"):
        with _dask(None if name == "dask" else name) as engine:
            yield engine
    else:
        raise InputError(f"--engine {name!r} is not one of local, processes, dask, tcp://HOST:PORT")


@contextmanager
def processes(count: int) -> Iterator[Engine]:
    """Yield an engine over processes of this machine, started afresh so that nothing is inherited by accident."""
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("spawn")
    flag = context.Event()
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(flag,)) as pool:

        def engine(work: Work, pieces: Iterable[Any], is_stopped: Stopped) -> Iterator[Any]:
            flag.clear()

            def submit(piece: Any) -> Future[Any] | None:
                try:
                    return pool.submit(_in_process, work, piece)
                except BrokenExecutor:
                    return None

            yield from _in_order(submit, pieces, 2 * count, lambda: flag.set() if is_stopped() else None)

        yield engine


def _begin(flag: Any) -> None:
    """Let Ctrl-C to the parent alone; it tells its workers by the flag."""
    global _flag  # noqa: PLW0603  (how a worker process keeps what it was started with)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _flag = flag


def _in_process(work: Work, piece: Any) -> Any:
    return work(piece, _flag.is_set)


def _in_order(
    submit: Callable[[Any], Future[Any] | None], pieces: Iterable[Any], most: int, glance: Callable[[], None]
) -> Iterator[Any]:
    """Keep `most` pieces on their way, yield results in order, and glance at the time meanwhile."""
    waiting: deque[Future[Any] | None] = deque()
    for piece in pieces:
        waiting.append(submit(piece))
        if len(waiting) >= most:
            yield _result(waiting.popleft(), glance)
    while waiting:
        yield _result(waiting.popleft(), glance)


def _result(future: Future[Any] | None, glance: Callable[[], None]) -> Any:
    from concurrent.futures import BrokenExecutor, wait

    if future is None:
        return None
    while not wait([future], timeout=_GLANCE_S).done:
        glance()
    return None if isinstance(future.exception(), BrokenExecutor) else future.result()


@contextmanager
def _dask(address: str | None) -> Iterator[Engine]:
    """Yield an engine over a Dask cluster: the one at `address`, or processes of this machine."""
    try:
        import distributed
    except ImportError as error:
        raise InputError("--engine dask needs the extra: pip install 'mineplan[dask]'") from error
    dask: Any = distributed
    cluster: Any = None
    try:
        if address is None:
            count = workers_of_this_machine()
            cluster = dask.LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None, silence_logs=50)
        client = dask.Client(cluster or address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"--engine {address or 'dask'}: no Dask scheduler answers there ({error})") from error
    try:
        yield _DaskEngine(client, dask)
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


@dataclass(frozen=True)
class _DaskEngine:
    """Sends pieces to a Dask cluster as futures; `dask` is the library."""

    client: Any
    dask: Any

    def __call__(self, work: Work, pieces: Iterable[Any], is_stopped: Stopped) -> Iterator[Any]:
        """Yield results in order; once the time is up, what has not come back is given up."""
        most = max(1, sum(self.client.nthreads().values()))
        waiting: deque[Any] = deque()
        for piece in pieces:
            waiting.append(self.client.submit(_on_cluster, work, piece, pure=False))
            if len(waiting) >= 2 * most:
                yield self._result(waiting.popleft(), is_stopped)
        while waiting:
            yield self._result(waiting.popleft(), is_stopped)

    def _result(self, future: Any, is_stopped: Stopped) -> Any:
        patience = _PATIENCE
        while patience > 0:
            try:
                return future.result(timeout=_GLANCE_S)
            except self.dask.TimeoutError:
                patience -= is_stopped()
            except (self.dask.CancelledError, self.dask.KilledWorker):
                return None
        future.cancel()
        return None


def _on_cluster(work: Work, piece: Any) -> Any:
    """Do one piece on a worker of a cluster, which has only its own clock to go by."""
    return work(piece, _never)


def _never() -> bool:
    return False
