"""Rebuild docs/documents.png: pages of the sample documents and map sheets, side by side (`make contact-sheet`)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from mineplan import jobs
from mineplan.documents.maps.fonts import chinese_fonts

ROOT = Path(__file__).resolve().parents[1]
WIDTH, GAP, BAND = 300, 12, 26
COLUMNS = 6


def run(out: Path) -> dict[str, Path]:
    """Run the three sample jobs; return their documents folders."""
    options = jobs.RunOptions(out, map_formats=("png",))
    projects = ROOT / "datasets/xinzhou-pressed/projects/07-点状工程.kml"
    answers: dict[str, Any] = {
        "consolidate": jobs.consolidate(ROOT / "scenarios/iron.yaml", options, print),
        "pressed": jobs.press([projects], ROOT / "scenarios/pressed.yaml", options, jobs.ProjectOptions(), print),
        "allocate": jobs.allocate(ROOT / "scenarios/coal-bauxite.yaml", options, print),
    }
    return {name: Path(answer["run"]) / "documents" for name, answer in answers.items()}


def pages_of(document: Path, work: Path) -> list[Image.Image]:
    """Return pages from all over a Word document as pictures, by LibreOffice and poppler."""
    home = f"-env:UserInstallation=file://{work / 'office'}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(work), str(document)],
        check=True,
        capture_output=True,
    )
    pdf = work / f"{document.stem}.pdf"
    subprocess.run(["pdftoppm", "-r", "60", "-png", str(pdf), str(work / document.stem)], check=True)
    made = sorted(work.glob(f"{document.stem}-*.png"))
    chosen = sorted({round(k * (len(made) - 1) / (COLUMNS - 1)) for k in range(COLUMNS)})
    return [Image.open(made[k]).convert("RGB") for k in chosen]


def rows(folders: dict[str, Path], work: Path) -> list[tuple[str, list[Image.Image]]]:
    """Return the pictures of each row under its words."""

    def sheets(folder: Path, count: int) -> list[Image.Image]:
        paths = sorted(folder.glob("maps/*.png"))
        return [Image.open(path).convert("RGB") for path in paths[:count]]

    letter = sorted((folders["pressed"] / "letters").glob("*.docx"))[0]
    maps = [sheets(folders[name], count) for name, count in (("consolidate", 3), ("pressed", 1), ("allocate", 2))]
    return [
        ("整合方案 proposal.docx", pages_of(folders["consolidate"] / "proposal.docx", work)),
        ("压覆复函 letters/*.docx", pages_of(letter, work)),
        ("资源配置方案 allocation.docx", pages_of(folders["allocate"] / "allocation.docx", work)),
        ("图件 maps/*.png", [picture for group in maps for picture in group]),
    ]


def compose(shown: list[tuple[str, list[Image.Image]]]) -> Image.Image:
    """Return one picture: a row of pictures of one width under each line of words."""
    font = ImageFont.truetype(_font_file(), 15)
    scaled = [(words, [_narrow(picture) for picture in pictures]) for words, pictures in shown]
    heights = [BAND + max(picture.height for picture in pictures) + GAP for _, pictures in scaled]
    sheet = Image.new("RGB", (COLUMNS * (WIDTH + GAP) + GAP, sum(heights) + GAP), "#c8ccd0")
    pen, top = ImageDraw.Draw(sheet), GAP // 2
    for (words, pictures), height in zip(scaled, heights, strict=True):
        pen.text((GAP, top + 4), words, fill="black", font=font)
        for column, picture in enumerate(pictures[:COLUMNS]):
            sheet.paste(picture, (GAP + column * (WIDTH + GAP), top + BAND))
        top += height
    return sheet


def _narrow(picture: Image.Image) -> Image.Image:
    return picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)


def _font_file() -> str:
    from matplotlib.font_manager import FontProperties, findfont

    return str(findfont(FontProperties(family=chinese_fonts()[0])))


def main() -> None:
    """Run the samples, convert their documents, and write the picture."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "documents.png"
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        sheet = compose(rows(run(work / "runs"), work))
    few = sheet.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(out, optimize=True)
    sys.stdout.write(f"{out}: {sheet.width} x {sheet.height}, {out.stat().st_size / 1e3:.0f} kB\n")


if __name__ == "__main__":
    main()
