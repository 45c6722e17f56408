"""Blocks, coal mines, investment projects and pilot mines -> yearly allocation plans."""

from mineplan.allocate.plan import allocation_of
from mineplan.allocate.prepare import Allocation, prepare_allocation

__all__ = ["Allocation", "allocation_of", "prepare_allocation"]
