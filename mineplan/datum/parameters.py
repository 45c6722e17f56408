"""What the user gives: seven parameters or control pairs, and what follows from them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mineplan import geodesy
from mineplan.errors import Problem, ReadError
from mineplan.yamlfile import read_model

if TYPE_CHECKING:
    import numpy as np

# No datum of the country is turned, stretched or moved by more against another (BJ54-CGCS2000: some 200 m, 5", 10 ppm).
# National ranges of the shifts reach 120 m (Xi'an 80) and 105 m (Beijing 54); both with a margin.
PREVIEW_M = 150.0
_MOST_M, _MOST_ARCSEC, _MOST_PPM = 1000.0, 60.0, 100.0


@dataclass(frozen=True)
class Datum:
    """An older datum: label, ellipsoid, and the words by which a CRS of it is known."""

    name: str
    label: str
    semi_major_m: float
    inverse_flattening: float
    words: tuple[str, ...]

    @property
    def ellipsoid(self) -> str:
        """Return the ellipsoid as PROJ writes it."""
        return f"+a={self.semi_major_m} +rf={self.inverse_flattening}"


# IAG 1975 and Krassovsky 1940.
DATUMS = {
    d.name: d
    for d in (
        Datum("xian80", "1980西安坐标系", 6378140.0, 298.257, ("xian 1980", "xian 80", "xian80", "xi'an 1980", "西安")),
        Datum(
            "beijing54",
            "1954年北京坐标系",
            6378245.0,
            298.3,
            ("beijing 1954", "beijing 54", "beijing54", "北京54", "1954"),
        ),
    )
}


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


class Axes(_Frozen):
    """One figure an axis of the geocentric system."""

    x: float
    y: float
    z: float


class SevenParameters(_Frozen):
    """Geocentric shift, rotation and scale from the old datum to CGCS2000."""

    convention: Literal["position_vector", "coordinate_frame"]
    """What the sign of a rotation means; the wrong one moves points by twice the rotation (62 m for 1 second)."""
    translation_m: Axes
    """Metres."""
    rotation_arcsec: Axes
    """Seconds of arc."""
    scale_ppm: float = Field(ge=-_MOST_PPM, le=_MOST_PPM)
    """Parts in a million, 0 for none."""

    @model_validator(mode="after")
    def _plausible(self) -> SevenParameters:
        for axes, most, unit in ((self.translation_m, _MOST_M, "m"), (self.rotation_arcsec, _MOST_ARCSEC, "arcsec")):
            if max(abs(axes.x), abs(axes.y), abs(axes.z)) > most:
                raise ValueError(f"more than {most:g} {unit}: check the units")
        return self


class PlanePoint(_Frozen):
    """A control point in a 3-degree zone."""

    northing_m: float = Field(ge=300_000, le=6_500_000)
    """X of Chinese survey sheets, metres."""
    easting_m: float = Field(gt=25_000_000, lt=46_000_000)
    """Y of Chinese survey sheets with the zone prefix, metres."""


class ControlPair(_Frozen):
    """One point known in both systems."""

    zone: int = Field(ge=25, le=45)
    """3-degree zone of both coordinates."""
    name: str = ""
    """Name of the point, for the residuals."""
    old: PlanePoint
    """In the old system."""
    new: PlanePoint
    """In CGCS2000."""

    @model_validator(mode="after")
    def _one_zone(self) -> ControlPair:
        found = {geodesy.zone_of_easting(point.easting_m) for point in (self.old, self.new)}
        if found != {self.zone}:
            bear = ", ".join(sorted(map(str, found)))
            raise ValueError(f"eastings bear the zone prefix {bear}, not {self.zone}")
        return self


class DatumFile(_Frozen):
    """The content of a file of datum parameters."""

    datum: Literal["xian80", "beijing54"]
    """The old datum: Xi'an 1980 or Beijing 1954."""
    source: str = Field(min_length=1)
    """Who gave the parameters, and when; printed wherever they were applied."""
    seven_parameters: SevenParameters | None = None
    """Either these …"""
    control_pairs: tuple[ControlPair, ...] = ()
    """… or points known in both systems: two a zone at least, three to see errors …"""
    preview_only: bool = False
    """… or nothing: numbers pass for CGCS2000, outlines are widened by 150 m, no area is given; to look at alone."""

    @model_validator(mode="after")
    def _one_method(self) -> DatumFile:
        if (self.seven_parameters is not None) + bool(self.control_pairs) + self.preview_only != 1:
            raise ValueError("give either seven_parameters or control_pairs (or preview_only: true, to look at alone)")
        return self


@dataclass(frozen=True)
class PlaneFit:
    """A plane similarity in one zone, fitted to control pairs.

    Attributes
    ----------
    zone
        3-degree zone.
    origin_m, moved_m
        Easting and northing of the middle of the old points, and where it goes.
    turn
        Scale times cosine and sine of the rotation.
    residuals
        Name, and easting and northing left over at each pair, metres.
    rms_m
        Root of the mean square of the residual vectors.
    reach_m
        Greatest distance of a pair from the origin.
    """

    zone: int
    origin_m: tuple[float, float]
    moved_m: tuple[float, float]
    turn: tuple[float, float]
    residuals: tuple[tuple[str, float, float], ...]
    rms_m: float
    reach_m: float

    @property
    def scale_ppm(self) -> float:
        """How much lengths grow, parts in a million."""
        return (math.hypot(*self.turn) - 1) * 1e6

    @property
    def rotation_arcsec(self) -> float:
        """How far the plane turns, anticlockwise, seconds of arc."""
        return math.degrees(math.atan2(self.turn[1], self.turn[0])) * 3600

    def apply(self, points: np.ndarray) -> np.ndarray:
        """Move (n, 2) points of easting with prefix and northing."""
        import numpy as np

        cosine, sine = self.turn
        moved: np.ndarray = (points - self.origin_m) @ np.array([[cosine, sine], [-sine, cosine]]) + self.moved_m
        return moved


@dataclass(frozen=True)
class DatumShift:
    """What the user gave: an old datum and how it goes over into CGCS2000."""

    datum: Datum
    source: str
    file: str
    sha256: str
    seven: SevenParameters | None = None
    fits: Mapping[int, PlaneFit] = field(default_factory=dict)
    is_preview: bool = False

    def __call__(self, points: np.ndarray, zone: int) -> np.ndarray:
        """Move (n, 2) points of a 3-degree zone of the old datum into the same zone of CGCS2000."""
        from mineplan.datum.applying import shifted_points

        return shifted_points(points, zone, self)


def read_datum_params(path: Path, name: str = "") -> DatumShift:
    """Read a file of datum parameters.

    Parameters
    ----------
    path
        The YAML file.
    name
        How to call it in messages and provenance; its file name by default.

    Raises
    ------
    ReadError
        With every problem: unknown keys, no convention, too few pairs, pairs that contradict each other.
    """
    content: DatumFile = read_model(path, DatumFile, ReadError)
    called, problems, fits = name or path.name, [], {}
    for zone in sorted({pair.zone for pair in content.control_pairs}):
        pairs = [pair for pair in content.control_pairs if pair.zone == zone]
        try:
            fits[zone] = fitted(zone, pairs)
        except ReadError as error:
            problems += [Problem(p.what, called) for p in error.problems]
    if problems:
        raise ReadError(problems)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    seven, is_preview = content.seven_parameters, content.preview_only
    return DatumShift(DATUMS[content.datum], content.source, called, digest, seven, fits, is_preview)


def fitted(zone: int, pairs: Sequence[ControlPair]) -> PlaneFit:
    """Solve control pairs of one zone for shift, rotation and scale by least squares.

    Raises
    ------
    ReadError
        Fewer than two different points, or a solution that no datum shift can be.
    """
    import numpy as np

    old = np.array([(p.old.easting_m, p.old.northing_m) for p in pairs])
    new = np.array([(p.new.easting_m, p.new.northing_m) for p in pairs])
    different = min(len(np.unique(old, axis=0)), len(np.unique(new, axis=0)))
    if different < 2:
        raise ReadError(f"zone {zone} has {different} different control pair; two are needed, three advised")
    origin, moved = old.mean(axis=0), new.mean(axis=0)
    (east, north), (to_east, to_north) = (old - origin).T, (new - moved).T
    size = float((east**2 + north**2).sum())
    turn = (
        float((east * to_east + north * to_north).sum()) / size,
        float((east * to_north - north * to_east).sum()) / size,
    )
    fit = PlaneFit(zone, _pair(origin), _pair(moved), turn, (), 0.0, float(np.hypot(east, north).max()))
    left = new - fit.apply(old)
    residuals = tuple((pair.name or str(k), *_pair(v)) for k, (pair, v) in enumerate(zip(pairs, left, strict=True), 1))
    made = replace(fit, residuals=residuals, rms_m=math.sqrt(float((left**2).sum()) / len(pairs)))
    _hold_plausible(made)
    return made


def _pair(vector: Any) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])


def _hold_plausible(fit: PlaneFit) -> None:
    shift = math.dist(fit.origin_m, fit.moved_m)
    if shift > _MOST_M or abs(fit.scale_ppm) > _MOST_PPM or abs(fit.rotation_arcsec) > _MOST_ARCSEC:
        worst = max(fit.residuals, key=lambda r: math.hypot(r[1], r[2]))
        raise ReadError(
            f"control pairs of zone {fit.zone} imply a shift of {shift:.1f} m, {fit.scale_ppm:.1f} ppm and "
            f"{fit.rotation_arcsec:.1f} arcsec, which no datum has; a coordinate is wrong, perhaps of “{worst[0]}”"
        )
