"""The perpendicular method (垂线法): from a footprint to what it presses in a dipping orebody."""

from mineplan.pressed.geometry.angles import DrawCots, draw_cots, draw_widths_m, oblique_cot
from mineplan.pressed.geometry.cut import Ground, cut_outlines
from mineplan.pressed.geometry.outline import ground_taken, grown, mitre_ratios
from mineplan.pressed.geometry.slab import STEEP_DEG, Slabs, slabs_of

__all__ = [
    "STEEP_DEG",
    "DrawCots",
    "Ground",
    "Slabs",
    "cut_outlines",
    "draw_cots",
    "draw_widths_m",
    "ground_taken",
    "grown",
    "mitre_ratios",
    "oblique_cot",
    "slabs_of",
]
