"""The floors of the house: imports go down only, lazy ones included."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "mineplan"

FLOORS = {
    "errors": 1,
    "terms": 1,
    "shipped": 1,
    "highs": 1,
    "firstuse": 1,
    "tables": 2,
    "geodesy": 2,
    "certificate": 2,
    "partition": 2,
    "assignment": 2,
    "yamlfile": 2,
    "gpkgfile": 2,
    "schema": 3,
    "datum": 3,
    "policy": 3,
    "scenario": 3.5,  # a scenario assumes rulings, so it stands half a stair above them
    "readers": 4,
    "links": 4,
    "plans": 4,
    "stock": 4,
    "recognition": 4.5,  # what any file holds, declared or not
    "provenance": 4.5,
    "dataset": 5,
    "consolidate": 5,
    "allocate": 5,
    "pressed": 5,
    "projectfiles": 5,
    "review": 5,
    "decisions": 5.2,  # what reviewers' words ask of the next run
    "verify": 5.4,  # proves that they were heeded
    "documents": 5,
    "runs": 5,
    "engine": 5,
    "writers": 5,
    "inspection": 5,
    "conversion": 5.5,
    "jobs": 6,
    "web": 6,
    "cli": 7,
}
# Rooms of one floor with a wall between them.
WALLS = [
    {"readers", "links", "partition"},
    {"certificate", "partition"},
    {"consolidate", "allocate", "pressed", "verify"},
]
PRINTING = {"plans", "schema", "terms", "policy", "geodesy", "errors", "tables", "documents", "gpkgfile"}
ON_VERIFYING = {
    "certificate",
    "decisions",
    "review",
    "runs",
    "links",
    "policy",
    "scenario",
    "plans",
    "terms",
    "errors",
    "geodesy",
    "verify",
    "schema",
    "tables",
}


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports() -> list[tuple[str, str, str]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                assert node.level == 0, f"{path}: relative import"
                if node.module == "mineplan":
                    names = [f"mineplan.{alias.name}" for alias in node.names if not alias.name.startswith("__")]
                else:
                    names = [node.module]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            ours = [name.split(".")[1] for name in names if name.startswith("mineplan.")]
            found += [(room_of(path), name, str(path.relative_to(PACKAGE))) for name in ours]
    return found


def test_every_room_has_a_floor():
    rooms = {room_of(p) for p in PACKAGE.rglob("*.py")} - {"__init__", "rules", "_shipped"}
    assert rooms == set(FLOORS)


@pytest.mark.parametrize(("importer", "imported", "where"), imports())
def test_imports_go_down(importer, imported, where):
    if importer == imported:
        return
    if {importer, imported} == {"consolidate", "dataset"} or (importer, imported) in {
        ("verify", "runs"),
        ("allocate", "dataset"),
    }:
        return  # the data they work on stands beside them
    assert FLOORS[importer] > FLOORS[imported] or (importer, imported) in {
        ("yamlfile", "errors"),
        ("readers", "plans"),
    }, where


@pytest.mark.parametrize("wall", WALLS, ids=lambda w: "|".join(sorted(w)))
def test_walls(wall):
    crossing = {(a, b, where) for a, b, where in imports() if a in wall and b in wall and a != b}
    assert not crossing


def test_printing_knows_no_computing():
    assert {b for a, b, _ in imports() if a == "documents"} <= PRINTING


def test_the_verifier_does_not_know_the_solver():
    assert {b for a, b, _ in imports() if a == "verify"} <= ON_VERIFYING


def test_nobody_below_jobs_reads_clock_environment_or_folder():
    forbidden = {
        ("time", "time"),
        ("datetime", "now"),
        ("datetime", "today"),
        ("date", "today"),
        ("os", "environ"),
        ("os", "getenv"),
        ("os", "getcwd"),
        ("Path", "cwd"),
    }
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        if room_of(path) in ("jobs", "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
                if (owner, node.attr) in forbidden:
                    found.add((str(path.relative_to(PACKAGE)), owner, node.attr))
    assert not found
