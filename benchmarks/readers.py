"""Speed of the readers: registration strings, a large Excel ledger, and boundary TXT.

Prints seconds of the processor (whatever runs beside it does not count; the best of three for texts) and memory.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mineplan.readers.boundary_txt import parse_boundary_txt
from mineplan.readers.files import read_file
from mineplan.readers.registration import format_registration, parse_registration
from mineplan.readers.rings import Ring
from mineplan.readers.source import Source
from mineplan.schema import PROJECTS, RIGHTS

STRINGS, CORNERS, ROWS = 10_000, 40, 100_000
HEADERS = [
    "采矿许可证号",
    "矿山名称",
    "采矿权人",
    "开采主矿种",
    "开采方式",
    "设计规模",
    "规模单位",
    "采深上限",
    "采深下限",
    "矿区面积",
    "有效期起",
    "有效期止",
    "所在县区",
    "区域坐标",
]


def ring(k: int, corners: int) -> Ring:
    turns = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    east, north = 38_400_000 + k % 300 * 300, 4_300_000 + k // 300 * 300
    return Ring(np.column_stack([east + 100 * np.cos(turns), north + 100 * np.sin(turns)]), 1500.0, 1200.0)


def best_of_three(work: Callable[[], object]) -> float:
    def seconds() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return min(seconds() for _ in range(3))


def registration_strings() -> None:
    texts = [format_registration([ring(k, CORNERS)]) for k in range(STRINGS)]
    took = best_of_three(lambda: [parse_registration(text) for text in texts])
    print(f"{STRINGS} registration strings of {CORNERS} corners: {took:.2f} s (limit 1)")


def ledger(folder: Path) -> None:
    import xlsxwriter

    path = folder / "ledger.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("台账")
        page.write_row(0, 0, HEADERS)
        for k in range(ROWS):
            page.write_row(
                k + 1,
                0,
                [
                    f"C1409002010041100{k:06d}",
                    f"示例{k}矿",
                    f"甲{k % 5000}公司",
                    "铁矿",
                    "地下开采",
                    30,
                    "万吨/年",
                    1500,
                    1200,
                    0.0225,
                    "2020-01-01",
                    "2030-01-01",
                    "代县",
                    format_registration([ring(k, 4)]),
                ],
            )
    start = time.process_time()
    (raw,) = read_file(Source(RIGHTS, path, path.name, "xlsx"))
    took = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(
        f"Excel ledger of {len(raw.frame)} rows x {len(HEADERS)} columns: {took:.1f} s (limit 20), "
        f"{memory:.2f} GiB (limit 1.5)"
    )


def boundary() -> None:
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "[地块坐标]"]
    k = 0
    while sum(map(len, lines[-2000:])) * len(lines) / 2000 < 1_000_000 and k < 2000:
        lines.append(f"12,3.0,P{k},地块{k},面,,,,@")
        lines += [f"J{j},1,{n:.3f},{e:.3f}" for j, (e, n) in enumerate(ring(k, 12).points, 1)]
        k += 1
    text = "\n".join(lines)
    took = best_of_three(lambda: parse_boundary_txt(text, Source(PROJECTS, Path("a.txt"), "a.txt", "txt")))
    print(f"boundary TXT of {len(text) / 1e6:.2f} MB, {k} plots: {took:.2f} s")


if __name__ == "__main__":
    registration_strings()
    boundary()
    with tempfile.TemporaryDirectory() as made:
        ledger(Path(made))
