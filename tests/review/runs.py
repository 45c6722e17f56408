"""A run folder drawn on a napkin: what a review reads of one, and no more."""

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mineplan.review.events import input_hash
from mineplan.review.ledger import Ledger, ledger_path
from mineplan.review.run import read_reviewed

GROUPS = {"G-A": ("A", "B", "C"), "G-D": ("D", "E")}


def small_run(folder: Path, name="small-1") -> Path:
    """Write a run of two groups and one right alone."""
    run = folder / name
    (run / "inputs").mkdir(parents=True)
    plan = {
        "kind": "consolidation",
        "title": "九宫县方案",
        "as_of": "2026-11-23",
        "groups": [
            {"group_id": g, "right_ids": list(ids), "lead_id": ids[0], "area_km2": 3.0} for g, ids in GROUPS.items()
        ],
        "rights": [{"right_id": r} for r in "ABCDEF"],
    }
    files = {}
    for file, content in (("plan.json", plan), ("problem.json", {"n": 6})):
        text = json.dumps(content, ensure_ascii=False)
        (run / file).write_text(text, encoding="utf-8")
        files[file] = "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    (run / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    rows = {"right_id": list("ABCDEF"), "capacity_t_a": [1.0, None, 3.0, 4.0, 5.0, 6.0], "geometry": [b"x"] * 6}
    pq.write_table(pa.table(rows), run / "inputs" / "rights.parquet")
    return run


def reviewed(folder: Path):
    """Return the run and its ledger."""
    run = small_run(folder)
    return read_reviewed(run), Ledger(ledger_path(run), run.name, input_hash(run))


def printed(run):
    """Return the groups as the sheet prints them."""
    return [
        {"group_id": g, "name": f"{g}区块", "members": "\n".join(f"{r} {r}矿" for r in group.right_ids)}
        | {"lead": group.lead_id, "area": "3.0000"}
        for g, group in run.groups.items()
    ]
