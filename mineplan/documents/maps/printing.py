"""From sheets to files: PNG for Word and vector files beside it, several sheets at once where that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineplan.documents.maps.fonts import chinese_fonts
from mineplan.documents.maps.paper import DPI

# Vector formats that a sheet may be written in beside its PNG.
VECTORS = ("pdf", "svg")
# Fewer sheets are drawn sooner than another process has started.
_FEW = 8
# No date and no version of a library gets into the bytes.
_METADATA = {
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
    "svg": {"Creator": None, "Date": None, "Format": None, "Type": None},
}

Stopped = Callable[[], bool]
Each = Callable[[Callable[[Any, Stopped], Any], Iterable[Any], Stopped], Iterable[Any]]


@dataclass(frozen=True)
class Sheet:
    """A sheet still to be drawn, light enough to be sent to another process.

    Attributes
    ----------
    path
        Of the PNG; vector files stand beside it under the same name.
    draw
        A function of a module; `draw(*content)` returns the figure.
    content
        What it draws.
    """

    path: Path
    draw: Callable[..., Any]
    content: tuple[Any, ...]


@dataclass(frozen=True)
class Press:
    """How sheets become files.

    Attributes
    ----------
    vectors
        Of `VECTORS`; the PNG is written in any case, since the Word documents show it.
    each
        An engine (`mineplan.engine`) that draws sheets at once; one after the other without it.
    """

    vectors: tuple[str, ...] = ()
    each: Each | None = None


def print_sheets(sheets: Sequence[Sheet], press: Press) -> None:
    """Draw sheets and write their files: PNG (300 dpi, 156 mm wide) and the vector formats asked for.

    Raises
    ------
    InputError
        The machine has no font with Chinese glyphs.
    """
    fonts = chinese_fonts()
    for folder in sorted({sheet.path.parent for sheet in sheets}):
        folder.mkdir(parents=True, exist_ok=True)
    pieces = [(sheet, fonts, press.vectors) for sheet in sheets]
    if press.each is None or len(sheets) < _FEW:
        for piece in pieces:
            print_one(piece, _never)
        return
    for piece, done in zip(pieces, press.each(print_one, pieces, _never), strict=True):
        if done is None:  # its process died; here it says why
            print_one(piece, _never)


def print_to(sheet: Sheet, vector: str) -> None:
    """Draw one sheet and write its PNG, or the vector format alone where one is named.

    Raises
    ------
    InputError
        The machine has no font with Chinese glyphs.
    """
    import matplotlib

    with matplotlib.rc_context(settings_of(chinese_fonts())):
        figure = sheet.draw(*sheet.content)
        if vector in VECTORS:
            figure.savefig(sheet.path, metadata=_METADATA[vector])
        else:
            _write_png(figure, sheet.path)


def print_one(piece: tuple[Sheet, tuple[str, ...], tuple[str, ...]], is_stopped: Stopped) -> bool:
    """Draw one sheet and write its files; what an engine's process is told to do."""
    import matplotlib

    del is_stopped
    sheet, fonts, vectors = piece
    with matplotlib.rc_context(settings_of(fonts)):
        figure = sheet.draw(*sheet.content)
        _write_png(figure, sheet.path)
        for kind in vectors:
            figure.savefig(sheet.path.with_suffix(f".{kind}"), metadata=_METADATA[kind])
    return True


def settings_of(fonts: tuple[str, ...]) -> dict[Any, Any]:
    """Return what matplotlib is set to while sheets are drawn."""
    from mineplan.documents.maps.styles import HATCH_WIDTH

    # Type 3 embeds the outlines that occur; subsetting a whole CJK face as type 42 costs 0.6 s a sheet.
    return {
        "font.family": list(fonts),
        "axes.unicode_minus": False,
        # At 300 dpi hints change no letter that anybody sees, and cost a tenth of a sheet.
        "text.hinting": "no_hinting",
        "pdf.fonttype": 3,
        "hatch.linewidth": HATCH_WIDTH,
        "svg.hashsalt": "mineplan",
        "path.simplify": True,
    }


def _write_png(figure: Any, path: Path) -> None:
    """Write a PNG of 256 colours: a third of the size and half the time of one in full colour.

    Paper stays white and ink black: a printer rasters the shade beside white.
    """
    import numpy as np
    from PIL import Image

    figure.canvas.draw()
    picture = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())[..., :3])
    few = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = np.array(few.getpalette(), dtype=np.uint8).reshape(-1, 3)
    palette[(palette >= 252).all(axis=1)] = 255
    palette[(palette <= 4).all(axis=1)] = 0
    few.putpalette(palette.tobytes())
    few.save(path, dpi=(DPI, DPI))


def _never() -> bool:
    return False
