"""Continuous integration draws the same examples each time; elsewhere every run draws new ones."""

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("same")
