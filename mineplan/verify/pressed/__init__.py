"""Proves a pressed-ore run again from its tables: splits, areas, tonnages, rights, verdicts and their grounds."""

from mineplan.verify.pressed.case import PressedCase, open_pressed
from mineplan.verify.pressed.ground import footprints, ores, parts, pillars
from mineplan.verify.pressed.head import coverage, grounds, heading
from mineplan.verify.pressed.shape import misshapen_pressed
from mineplan.verify.pressed.stock import rights, tonnages, totals
from mineplan.verify.pressed.verdicts import verdicts

STRUCTURE = (coverage,)
CHECKS = (heading, footprints, parts, ores, pillars, tonnages, rights, totals, verdicts, grounds)

__all__ = ["CHECKS", "STRUCTURE", "PressedCase", "misshapen_pressed", "open_pressed"]
