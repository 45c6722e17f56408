"""The text of a boundary TXT (报部坐标文件) taken apart: sections, plot headers, points; no number is judged here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from mineplan.errors import Problem
from mineplan.readers.deciding import MOST_PROBLEMS
from mineplan.readers.text import folded

ATTRIBUTES, PROJECT, PLOTS = "属性描述", "项目信息", "地块坐标"
_SECTION = re.compile(r"\[\s*(.{1,20}?)\s*\]")
_COUNT = re.compile(r"\d{1,7}")
_NUMBER = r"[-+]?\d+(?:\.\d*)?"
_RING = re.compile(r"[-+]?\d{1,6}")
_POINT_ID = re.compile(r"[A-Za-z]{0,4}[-_]?(\d{1,9})(?:[-_]\d{1,6})?'?")
# A point line to the letter, as nearly all are: number, ring, X, Y.
_PLAIN_POINT = re.compile(r"([A-Za-z]{0,4}(\d{1,9})),(\d{1,6}),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)", re.ASCII)
# Plots of one or two points, or rings of so few: more of them are a list of points, and no boundary.
MOST_SMALL, FEWEST_CORNERS = 5_000, 3
_KINDS = {"面": "area", "线": "line", "点": "point"}


_LIST_OF_POINTS = (
    "more than {plots} plots have fewer than 3 points, so this is a list of points and no boundary; "
    "write it as a table with a row a point"
)


class Corner(NamedTuple):
    """One point line: its line number, point number (None when it has none), ring, and the two numbers as text."""

    line: int
    no: int | None
    pid: str
    ring: str
    pair: tuple[str, str]


class PlotText(NamedTuple):
    """A plot header (its number of points and area as stated) and the point lines below it."""

    line: int
    points: str
    area: str
    cells: Mapping[str, str]
    kind: str
    corners: list[Corner]


@dataclass(frozen=True)
class BoundaryText:
    """A boundary TXT taken apart: header values, plots, and lines that are neither."""

    header: dict[str, str] = field(default_factory=dict)
    plots: list[PlotText] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def is_boundary_text(text: str) -> bool:
    """Whether a text is a boundary TXT: it has a section of plots, or a plot header that ends in @."""
    head = folded(text[:20000])
    return bool(
        re.search(rf"\[\s*{PLOTS}\s*\]", head) or re.search(r"^[^@\n\r]*,[ \t]*@[ \t,]*\r?$", head, re.MULTILINE)
    )


def taken_apart(text: str, name: str) -> BoundaryText:
    """Take a text apart; every line that is not understood becomes a problem.

    Parameters
    ----------
    text
        The whole file.
    name
        The file, for messages.
    """
    made = BoundaryText()
    section, empty, small = "", 0, 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", folded(text)), 1):
        bare = line.strip()
        point = _PLAIN_POINT.fullmatch(bare) if made.plots else None
        if point:
            pid, no, ring, first, second = point.groups()
            made.plots[-1].corners.append(Corner(number, int(no), pid, ring, (first, second)))
            continue
        if len(made.problems) + empty > MOST_PROBLEMS:
            made.problems.append(
                Problem(f"more than {MOST_PROBLEMS} lines are not understood; the rest is not read", name)
            )
            break
        match = _SECTION.fullmatch(bare)
        if match:
            section = match[1]
        elif not bare.strip(","):
            continue
        elif section not in ("", PLOTS):
            _header_line(made, bare, section)
        elif bare.rstrip(", \t").endswith("@"):
            corners = len(made.plots[-1].corners) if made.plots else FEWEST_CORNERS
            empty, small = empty + (corners == 0), small + (corners < FEWEST_CORNERS)
            if small > MOST_SMALL:
                made.problems.append(Problem(_LIST_OF_POINTS.format(plots=MOST_SMALL), name, row=number))
                break
            made.plots.append(_plot(number, bare))
        elif "=" in bare and not made.plots:
            _header_line(made, bare, ATTRIBUTES)
        else:
            _point_line(made, bare, number, name)
    return made


def _header_line(made: BoundaryText, bare: str, section: str) -> None:
    key, _, value = bare.partition("=")
    prefix = "" if section == ATTRIBUTES else f"{section}/"
    made.header.setdefault(prefix + key.strip(), value.strip())


def _plot(number: int, bare: str) -> PlotText:
    """Return a plot from its header line, whose form its kind (面, 线, 点) tells."""
    parts = [part.strip() for part in bare.rstrip(", \t").removesuffix("@").rstrip().removesuffix(",").split(",")]
    at = next((k for k, part in enumerate(parts) if part in _KINDS), None)
    names = _field_names(len(parts), at, bool(parts[0]), at == 2 and _begins_with_count(parts))
    own = {"count": "", "area": "", "kind": ""}
    cells: dict[str, str] = {}
    for name, part in zip(names, parts, strict=False):
        if name and part:
            (own if name in own else cells)[name] = part
    extra = [part for part in parts[len(names) :] if part]
    if extra:
        cells["其他"] = ",".join(extra)
    return PlotText(number, own["count"], own["area"], cells, _KINDS.get(own["kind"][-1:], ""), [])


def _begins_with_count(parts: Sequence[str]) -> bool:
    return len(parts) > 3 and bool(parts[3]) and _COUNT.fullmatch(parts[0]) is not None


@lru_cache(maxsize=64)
def _field_names(size: int, kind_at: int | None, is_first_filled: bool, has_count: bool) -> tuple[str, ...]:
    """Return what the fields of a header line are called.

    Standard: count, area, id, name, kind, sheet, use, land code. Enforcement files have count, name, kind, use;
    one-map files id, name, kind and a blank; linked-increase files begin with a blank. The kind tells where the
    others stand.
    """
    if kind_at is None and not is_first_filled and size == 8:
        return ("", "area", "地块编号", "地块名称", "", "", "", "地块用途")
    if size >= 8 or kind_at in (None, 4):
        return ("count", "area", "地块编号", "地块名称", "kind", "图幅号", "地块用途", "地类编码")
    if kind_at == 2:
        return ("count" if has_count else "地块编号", "地块名称", "kind", "地块用途")
    if kind_at == 3:
        return ("count", "地块编号", "地块名称", "kind", "地块用途")
    return ("地块编号", "kind", "地块用途") if kind_at == 1 else ("地块编号", "地块名称", "地块用途")


def _point_line(made: BoundaryText, bare: str, number: int, name: str) -> None:
    corner = _corner(bare, number)
    if corner is None:
        what = f"“{bare[:40]}” is no point (number, ring, X, Y), plot header (ending in @) or section"
        made.problems.append(Problem(what, name, row=number))
        return
    if not made.plots:
        # Some exporters leave the header of a single plot away.
        made.plots.append(PlotText(number, "", "", {}, "", []))
    made.plots[-1].corners.append(corner)


def _corner(bare: str, number: int) -> Corner | None:
    parts = [part.strip() for part in re.split(r"[,\t]|\s{2,}", bare.rstrip(", \t"))]
    match = _POINT_ID.fullmatch(parts[0])
    if match is None or len(parts) < 3:
        return None
    no = int(match[1])
    if len(parts) == 3:
        return Corner(number, no, parts[0], "1", (parts[1], parts[2]))
    if len(parts) == 4 and _RING.fullmatch(parts[1]):
        return Corner(number, no, parts[0], parts[1], (parts[2], parts[3]))
    # Linked-increase form: number, X, Y, length of the edge, ring.
    if len(parts) == 5 and _RING.fullmatch(parts[4]) and re.fullmatch(_NUMBER, parts[1]):
        return Corner(number, no, parts[0], parts[4], (parts[1], parts[2]))
    return None
