"""What the fuzzers hold every input to: seconds of the processor, so that a busy machine raises no false alarm.

Parsers under instrumentation take some five times as long as without, and inputs are far smaller than a megabyte.
"""

import os
import resource
import signal
import sys
import time

import atheris

INPUT_S = 5
# Of the clock: only for what hangs outside Python, where no signal is heard.
_STUCK_S = 120
_TOTAL = "-total_processor_time="


class TooSlowError(Exception):
    """An input took longer than `INPUT_S` seconds of the processor."""


def _too_slow(_signal, _frame):
    raise TooSlowError


def fuzz(parse):
    """Fuzz `parse` by the arguments of the command line; `-total_processor_time=600` stops after so many seconds."""
    total = next((float(a.removeprefix(_TOTAL)) for a in sys.argv if a.startswith(_TOTAL)), float("inf"))
    arguments = [a for a in sys.argv if not a.startswith(_TOTAL)]
    inputs = 0

    def one_input(data):
        nonlocal inputs
        inputs += 1
        if time.process_time() > total:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            sys.stderr.write(f"{inputs} inputs in {time.process_time():.0f} s of the processor, {memory} MiB\n")
            os._exit(0)
        signal.setitimer(signal.ITIMER_PROF, INPUT_S)
        parse(data)
        signal.setitimer(signal.ITIMER_PROF, 0)

    signal.signal(signal.SIGPROF, _too_slow)
    atheris.Setup([*arguments, f"-timeout={_STUCK_S}"], one_input)
    atheris.Fuzz()
