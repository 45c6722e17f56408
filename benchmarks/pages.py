"""The pages of a plan in Chromium: size of the files, and what the map costs with 500, 2,000 and 10,000 rights.

Rights are circles of twelve corners on a grid, beside nine groups. Milliseconds are medians of nine frames drawn one
after the other in one browser without a graphics card; "ratio" is to the row of 500. The wall clock of a busy machine
says little, the ratios more.
Run: python benchmarks/pages.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "documents")]
COUNTS = (500, 2000, 10_000)
MEASURE = """() => {
  const chart = mineplan.page.chart, map = chart.map, view = map.getView(), out = {};
  const median = (step) => { const times = [];
    for (let k = 0; k < 9; k += 1) {
      step(k); const start = performance.now(); map.renderSync(); times.push(performance.now() - start); }
    return times.sort((a, b) => a - b)[4]; };
  map.renderSync();
  const c = view.getCenter(), r = view.getResolution();
  out.pan_whole = median((k) => view.setCenter([c[0] + 7 * k * r, c[1]]));
  out.zoom_whole = median((k) => view.setResolution(r * (1 - 0.03 * k)));
  out.pan_near = median((k) => { view.setResolution(r / 12); view.setCenter([c[0] + 7 * k * r, c[1]]); });
  view.setResolution(r); view.setCenter(c);
  let start = performance.now();
  for (let k = 0; k < 200; k += 1) { chart.at([c[0] + k * r, c[1]]); }
  out.hover = (performance.now() - start) / 200;
  const field = document.getElementById('search');
  start = performance.now();
  for (const words of ['密布第3', '密布第34', '']) {
    field.value = words;
    field.dispatchEvent(new Event('input'));
    map.renderSync();
  }
  out.search = (performance.now() - start) / 3;
  return out; }"""


def main() -> None:
    """Print a row a count."""
    import shutil

    from conftest import ARGUMENTS
    from playwright.sync_api import sync_playwright
    from test_page import crowded, written

    first: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for count in COUNTS:
            path = written(crowded(count), Path(folder) / str(count))
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(path.as_uri())
            found: dict[str, Any] = page.evaluate(MEASURE)
            first = first or found
            size = path.stat().st_size / 1e6
            told = ", ".join(f"{k} {v:.2f} ms (ratio {v / max(first[k], 0.01):.1f})" for k, v in found.items())
            print(f"{count:6d} rights: {size:.2f} MB{' (goal 1.5)' if count == 500 else ''}; {told}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
