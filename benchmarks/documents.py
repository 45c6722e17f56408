"""Documents and sheets, each beside a plain road to the same: seconds of processor of one core, and sizes in files."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "documents"))


def best(work: Callable[[], Any], turns: int = 3) -> float:
    """Return the least seconds of processor; other users of the machine only ever add to it."""
    took = []
    for _ in range(turns):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return min(took)


def plain_word(context: dict[str, Any], out: Path) -> None:
    """Write headings, texts and tables of the groups by python-docx, cell by cell."""
    import docx

    document = docx.Document()
    for group in context["groups"]:
        document.add_heading(group["name"], 2)
        for rows in (value for value in group.values() if isinstance(value, list) and value):
            if isinstance(rows[0], dict):
                table = document.add_table(len(rows), len(rows[0]))
                for line, row in enumerate(rows):
                    for cell, value in zip(table.rows[line].cells, row.values(), strict=False):
                        cell.text = str(value)
            else:
                document.add_paragraph("".join(map(str, rows)))
    document.save(str(out))


def plain_sheet(plan: Any, group: Any, out: Path) -> None:
    """Draw two halves as a reader of geopandas' manual would: no table, legend, scale bar or neighbours."""
    import matplotlib

    matplotlib.use("agg")
    import geopandas
    from matplotlib import pyplot

    rights, ore = plan.tables["rights"], plan.tables["orebodies"]
    members = rights[rights["right_id"].isin(group.right_ids)]
    figure, (before, after) = pyplot.subplots(1, 2, figsize=(156 / 25.4, 104 / 25.4), dpi=300)
    members.plot(ax=before, facecolor="#b9d6ee", edgecolor="#0b4a86")
    geopandas.GeoSeries([group.extent], crs=plan.crs).plot(ax=after, facecolor="#f9dcc4", edgecolor="#a50f15")
    for axes in (before, after):
        ore[ore["orebody_id"].isin(group.orebody_ids)].plot(
            ax=axes, facecolor="none", edgecolor="#8c5a1e", hatch="////"
        )
    for _, row in members.iterrows():
        place = row.geometry.representative_point()
        before.annotate(row["mine_name"], (place.x, place.y), fontsize=5, ha="center")
    figure.suptitle(group.group_id)
    figure.savefig(out)
    pyplot.close(figure)


def word(folder: Path) -> None:
    from sample_plan import sample_plan

    from mineplan.documents.context import context_of
    from mineplan.documents.proposal import write_proposal

    plan = sample_plan(90)
    context = context_of(plan)
    template = ROOT / "templates" / "proposal.docx"
    gathered = best(lambda: context_of(plan))
    ours = best(lambda: write_proposal(context, {}, template, folder / "ours.docx"))
    plain = best(lambda: plain_word(context, folder / "plain.docx"))
    print(f"proposal of 90 groups without maps: {gathered:.2f} s facts + {ours:.2f} s Word (goal 2 together)")
    print(f"  python-docx cell by cell, groups alone and no layout: {plain:.2f} s, ours {ours / plain:.2f} of it")


def sheets(folder: Path) -> None:
    from sample_plan import sample_plan

    from mineplan.documents.maps import write_sheets
    from mineplan.documents.maps.fonts import chinese_fonts
    from mineplan.documents.maps.printing import Press, settings_of

    plan = sample_plan(9)
    count, png = len(plan.groups) + 1, 0.0
    for words, vectors in (("PNG", ()), ("PNG and PDF", ("pdf",)), ("PNG and SVG", ("svg",))):
        took = best(lambda vectors=vectors: write_sheets(plan, folder / "maps", Press(vectors))) / count
        print(f"sheets as {words}: {1 / took:.1f} a second of one core" + (" (goal 3)" if not vectors else ""))
        png = png or took
    empty = best(lambda: write_sheets(sample_plan(0), folder / "empty"))
    import matplotlib

    with matplotlib.rc_context(settings_of(chinese_fonts())):
        plain = best(lambda: [plain_sheet(plan, group, folder / "plain.png") for group in plan.groups]) / (count - 1)
    print(f"  geopandas.plot, two halves without table, legend and neighbours: {1 / plain:.1f} a second,")
    print(f"  ours {png / plain:.2f} of its time; a full sheet costs {png / empty:.1f} overviews of no group")


def spent() -> float:
    """Return seconds of processor of this process and of those that it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def stage(folder: Path) -> None:
    """Time the document stage of the demo by the clock, which is what the user waits for."""
    from mineplan.jobs import RunOptions, consolidating

    def timed(work: Callable[..., Any]) -> Callable[..., Any]:
        def told(*given: Any) -> None:
            start, before = time.perf_counter(), spent()
            work(*given)
            clock = time.perf_counter() - start
            print(f"document stage of the demo, 13 sheets: {clock:.1f} s by the clock (goal 8)")
            print(f"  {spent() - before:.1f} s of processor, its sheets in two processes or more")

        return told

    consolidating._write_documents = timed(consolidating._write_documents)
    consolidating.consolidate(ROOT / "scenarios" / "iron.yaml", RunOptions(folder / "runs"), lambda _: None)


def page(folder: Path) -> None:
    from sample_plan import sample_plan

    from mineplan.documents.context import context_of
    from mineplan.documents.page import write_page

    plan = sample_plan(200)
    write_page(plan, context_of(plan), folder / "report.html", ROOT / "templates" / "report.html.j2")
    size = (folder / "report.html").stat().st_size / 1e6
    print(f"report.html with {len(plan.rights)} rights: {size:.2f} MB (goal 1.5)")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        for part in (word, sheets, page, stage):
            part(Path(name))


if __name__ == "__main__":
    main()
