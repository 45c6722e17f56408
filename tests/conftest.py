"""Continuous integration draws the same examples each time; elsewhere every run draws new ones.

No example has a deadline of the clock: a busy machine would raise false alarms.
"""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", deadline=None)
settings.load_profile("same" if os.environ.get("CI") else "new")
