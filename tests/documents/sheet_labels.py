"""What letters in the frames of a sheet cover: boxes as the renderer sets them, shapes in display coordinates."""

from __future__ import annotations

from typing import Any

import matplotlib
import shapely
from matplotlib.patches import Patch

from mineplan.documents.maps.fonts import chinese_fonts
from mineplan.documents.maps.printing import Sheet, settings_of


def drawn(sheet: Sheet) -> Any:
    """Return the figure of a sheet, laid out."""
    with matplotlib.rc_context(settings_of(chinese_fonts())):
        figure = sheet.draw(*sheet.content)
        figure.draw_without_rendering()
    return figure


def axes_of(figure: Any, name: str) -> Any:
    return next(axes for axes in figure.axes if axes.get_label() == name)


def boxes_of(figure: Any, name: str) -> dict[str, Any]:
    """Return the box of each text inside a frame, with its ring where it has one, by its words."""
    boxes = {}
    for text in axes_of(figure, name).texts:
        if text.get_text():
            ring = text.get_bbox_patch()
            place = (text if ring is None else ring).get_window_extent()
            square = shapely.box(place.x0, place.y0, place.x1, place.y1)
            # The ring is a circle, which leaves the corners of its box free.
            boxes[text.get_text()] = square if ring is None else square.centroid.buffer(place.width / 2)
    return boxes


def on_display(axes: Any, geometry: Any) -> Any:
    """Return a geometry of the ground in display coordinates."""
    return shapely.transform(geometry, axes.transData.transform)


def frames_of(figure: Any) -> list[Any]:
    boxes = [axes.get_window_extent() for axes in figure.axes]
    return [shapely.box(b.x0, b.y0, b.x1, b.y1) for b in boxes]


def words_outside(figure: Any) -> list[Any]:
    """Return boxes of everything that is written on the paper: title, heads, numbers of the grid, table."""
    boxes = [text.get_window_extent() for text in figure.texts if text.get_text()]
    return [shapely.box(b.x0, b.y0, b.x1, b.y1) for b in boxes]


def assert_paper_is_clear(figure: Any) -> None:
    """Nothing outside the frames reaches into one or leaves the paper, and no word runs into another."""
    frames, words = shapely.union_all(frames_of(figure)), words_outside(figure)
    paper = shapely.box(0, 0, figure.bbox.width, figure.bbox.height)
    edges = [artist for artist in figure.artists if artist.get_gid() == "frame"]
    assert len(edges) == len(figure.axes)
    marks = [a.get_window_extent() for a in figure.artists if isinstance(a, Patch) and a not in edges]
    pieces = [*words, *(shapely.box(m.x0, m.y0, m.x1, m.y1) for m in marks)]
    assert not any(piece.intersects(frames) for piece in pieces)
    assert all(paper.contains(piece) for piece in pieces)
    shrunk = [word.buffer(-1.5) for word in words]
    tree = shapely.STRtree(shrunk)
    pairs = tree.query(shrunk, predicate="intersects")
    texts = [text.get_text() for text in figure.texts if text.get_text()]
    assert not [(texts[a], texts[b]) for a, b in pairs.T if a < b]
