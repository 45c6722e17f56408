"""Pressed-ore run -> plain dicts: what a letter prints, what the workbook holds."""

from mineplan.documents.context.pressed.letter import letter_of
from mineplan.documents.context.pressed.surroundings import Surroundings, surroundings_of
from mineplan.documents.context.pressed.tables import pressed_sheets

__all__ = ["Surroundings", "letter_of", "pressed_sheets", "surroundings_of"]
