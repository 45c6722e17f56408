"""Which datum a list of coordinates is on: stated by the file or the user, never by default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mineplan.errors import ReadError
from mineplan.readers.rings import Registration
from mineplan.readers.source import Source
from mineplan.tables import Decision

if TYPE_CHECKING:
    import numpy as np

_WORDS = {
    "cgcs2000": r"CGCS\s*_?2000|国家\s*2000|2000\s*(?:年?国家|中国)?(?:大地)?坐标系?|大地\s*2000|2000国家",
    "wgs84": r"WGS[\s_-]*(?:19)?84",
    "xian80": r"西安\s*(?:19)?80|(?<!\d)(?:19)?80\s*(?:年?西安|年?国家|坐标)|xi'?an[\s_-]*(?:19)?80",
    "beijing54": r"北京\s*(?:19)?54|(?<!\d)(?:19)?54\s*(?:年?北京|坐标)|beijing[\s_-]*(?:19)?54",
}
_LABELS = {"xian80": "Xi'an 1980 (1980西安坐标系)", "beijing54": "Beijing 1954 (1954年北京坐标系)"}
ALIKE = ("cgcs2000", "wgs84")
ASK = (
    "states no datum (坐标系); if it is CGCS2000, write `crs: CGCS2000` in dataset.yaml (--crs on the command line), "
    "otherwise have it converted or give --datum-params"
)


def named_datums(text: str) -> list[str]:
    """Return the datums that a text names: `cgcs2000`, `wgs84`, `xian80`, `beijing54`."""
    return [name for name, pattern in _WORDS.items() if re.search(pattern, text, re.IGNORECASE)]


def header_datum(value: str) -> str:
    """Return the datum of a header value of 坐标系, where a bare 2000, 80 or 54 says it; "" when none."""
    found = named_datums(value)
    if len(found) == 1:
        return found[0]
    bare = re.fullmatch(r"\D{0,4}(?:19)?(2000|80|54)\D{0,8}", value.strip())
    return {"2000": "cgcs2000", "80": "xian80", "54": "beijing54"}[bare[1]] if bare else ""


def settled_datum(stated: str, source: Source) -> Decision:
    """Return the datum of a file of coordinate lists, or stop with the question.

    Parameters
    ----------
    stated
        What the file says, "" for nothing.
    source
        What the user says: a CRS, or parameters for an older datum.

    Raises
    ------
    ReadError
        Nobody states the datum, or it is an older one and no parameters of it are at hand.
    """
    if source.shift is not None:
        name = source.shift.datum.name
        if stated not in ("", name):
            raise ReadError(
                f"states the datum {_LABELS.get(stated, stated.upper())}, but the parameters of "
                f"{source.shift.file} are for {_LABELS[name]}"
            )
        return Decision(
            "datum", name, f"按{source.shift.file}的转换参数" + ("，文件未注明坐标系" if not stated else "")
        )
    if stated in _LABELS:
        raise ReadError(
            f"is on the datum {_LABELS[stated]}, which is never shifted silently (some 100 m); have the survey "
            "office convert it to CGCS2000 first, or give its parameters with --datum-params "
            "(in dataset.yaml: datum_params)"
        )
    if stated:
        return Decision("datum", stated.upper(), "文件注明的坐标系")
    if source.crs:
        return Decision("datum", "CGCS2000", f"按所声明的坐标系“{source.crs}”")
    raise ReadError(ASK)


def shifted(rings: list[np.ndarray], zones: list[int | None], source: Source) -> list[np.ndarray]:
    """Return the rings on CGCS2000, moved by the user's parameters where there are any."""
    if source.shift is None:
        return rings
    from mineplan.datum import shifted_points

    return [shifted_points(ring, zone, source.shift) for ring, zone in zip(rings, zones, strict=True)]


def shifted_registration(registration: Registration, source: Source) -> Registration:
    """Return a registered extent on CGCS2000, moved by the user's parameters where there are any."""
    rings = shifted([ring.points for ring in registration.rings], [registration.zone] * len(registration.rings), source)
    moved = tuple(replace(ring, points=points) for ring, points in zip(registration.rings, rings, strict=True))
    return replace(registration, rings=moved)


def shift_findings(
    source: Source, rings: Sequence[np.ndarray] = (), zones: Sequence[int | None] = ()
) -> list[tuple[str, str]]:
    """Return what the user's parameters did to rings of the old datum, in sentences; nothing without parameters."""
    if source.shift is None:
        return []
    from mineplan.datum import far_findings, far_from_pairs
    from mineplan.datum import shift_findings as told

    away = [far_from_pairs(ring, zone, source.shift) for ring, zone in zip(rings, zones, strict=True)]
    return [*told(source.shift), *far_findings(source.name, max(away, default=0.0))]


def string_findings(source: Source, stated: Sequence[Registration | None]) -> list[tuple[str, str]]:
    """Return what `shift_findings` does for coordinate strings as they stand in the file."""
    rings = [(ring.points, made.zone) for made in stated if made is not None for ring in made.rings]
    return shift_findings(source, [points for points, _ in rings], [zone for _, zone in rings])
