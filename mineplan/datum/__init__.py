"""Xi'an 80 and Beijing 54 to CGCS2000, by parameters that the user holds; never by a guess.

Two methods: seven parameters (geocentric, with the rotation convention named), or control pairs in a
3-degree zone, solved by least squares for the four parameters of a plane similarity. Heights are
taken as zero, which moves a point by less than a millimetre for each metre of error in ten seconds of arc.
A third way, `preview_only`, shifts nothing and is to look at files alone: off by up to 150 m.
"""

from mineplan.datum.applying import (
    accepted_crs,
    datum_of,
    far_from_pairs,
    farthest_geometry,
    shifted_geometry,
    shifted_points,
    widened,
)
from mineplan.datum.parameters import DATUMS, Datum, DatumFile, DatumShift, PlaneFit, SevenParameters, read_datum_params
from mineplan.datum.telling import far_findings, shift_findings, shift_record

__all__ = [
    "DATUMS",
    "Datum",
    "DatumFile",
    "DatumShift",
    "PlaneFit",
    "SevenParameters",
    "accepted_crs",
    "datum_of",
    "far_findings",
    "far_from_pairs",
    "farthest_geometry",
    "read_datum_params",
    "shift_findings",
    "shift_record",
    "shifted_geometry",
    "shifted_points",
    "widened",
]
