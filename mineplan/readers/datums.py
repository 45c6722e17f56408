"""Which datum a list of coordinates is on: stated by the file or the user, never by default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mineplan.errors import Problem, ReadError
from mineplan.readers.rings import Registration
from mineplan.readers.source import Source
from mineplan.tables import Decision, RawTable, clean, is_blank, split_header

if TYPE_CHECKING:
    import numpy as np

_WORDS = {
    "cgcs2000": r"CGCS\s*_?2000|国家\s*2000|2000\s*(?:年?国家|中国)?(?:大地)?坐标系?|大地\s*2000|2000国家",
    "wgs84": r"WGS[\s_-]*(?:19)?84",
    "xian80": r"西安\s*(?:19)?80|(?<!\d)(?:19)?80\s*(?:年?西安|年?国家|坐标)|xi'?an[\s_-]*(?:19)?80",
    "beijing54": r"北京\s*(?:19)?54|(?<!\d)(?:19)?54\s*(?:年?北京|坐标)|beijing[\s_-]*(?:19)?54",
}
_LABELS = {"xian80": "Xi'an 1980 (1980西安坐标系)", "beijing54": "Beijing 1954 (1954年北京坐标系)"}
_DATUM_HEADERS = ("坐标系", "坐标系统", "坐标系名称", "坐标系类型", "坐标系统名称", "大地坐标系", "ZBXT")
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


def datum_problems(raw: RawTable, source: Source, header: str) -> tuple[list[Problem], list[tuple[str, str]]]:
    """Return what a ledger says of the datum of its coordinate strings that stops the reading, and what is doubtful.

    Parameters
    ----------
    raw
        The ledger; its titles and footnotes are in its decisions.
    source
        What the user says.
    header
        Header of the coordinate strings.

    Notes
    -----
    Strings without a word on their datum are those of the registry, which keeps CGCS2000. A column of the datum holds
    for each row; of rows that say the same, the first is reported. What its bare codes mean, nothing public tells.
    """
    titled = {d.chosen.lower() for d in raw.decisions if d.question == "datum"} | set(named_datums(header))
    what = _refusal_of_title(titled, source)
    problems = [Problem(what, raw.file, raw.sheet, column=header)] if what else []
    findings: list[tuple[str, str]] = []
    column = next((h for h in raw.frame.columns if clean(split_header(str(h))[0]).upper() in _DATUM_HEADERS), None)
    seen: dict[str, int] = {}
    for row, cell in zip(raw.frame.index, [] if column is None else raw.frame[column].tolist(), strict=False):
        if not is_blank(cell):
            seen.setdefault(str(cell).strip(), int(row))
    for text, row in seen.items():
        name = header_datum(text)
        what = _refusal(name, source) if name else ""
        if what:
            problems.append(Problem(what, raw.file, raw.sheet, row, str(column)))
        elif not name:
            words = f"{raw.file}第{row}行“{column}”为“{text}”，含义不明，坐标按2000国家大地坐标系读取，请核对"
            findings.append(("datum_code_unknown", words))
    return problems, findings


def _refusal_of_title(named: set[str], source: Source) -> str:
    older = sorted(named - set(ALIKE))
    if not older:
        return ""
    if len(older) == 1 and len(named) == 1:
        return _refusal(older[0], source)
    if source.crs or source.shift is not None:
        return ""
    words = ", ".join(sorted(_LABELS.get(name, name.upper()) for name in named))
    return (
        f"stands under titles or notes that name several datums ({words}); if the strings are on CGCS2000, write "
        "`crs: CGCS2000` in dataset.yaml (--crs on the command line), otherwise give --datum-params"
    )


def _refusal(name: str, source: Source) -> str:
    """Return why a stated datum stops the reading, "" when it does not."""
    try:
        settled_datum(name, source)
    except ReadError as error:
        return str(error)
    return ""


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
