"""Allocation plan -> one plain dict: all that its document prints, already formatted; and its tables."""

from mineplan.documents.context.allocation.document import allocation_context
from mineplan.documents.context.allocation.tables import allocation_sheets

__all__ = ["allocation_context", "allocation_sheets"]
