"""The Excel sheet of a review: written to be filled in, and read back with every fault at its cell."""

from mineplan.review.sheet.layout import LOG, MARK, SHEET
from mineplan.review.sheet.reading import Filled, read_sheet, time_of
from mineplan.review.sheet.writing import write_sheet

__all__ = ["LOG", "MARK", "SHEET", "Filled", "read_sheet", "time_of", "write_sheet"]
