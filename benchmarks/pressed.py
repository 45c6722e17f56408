"""Pressed ore: one project from a cold shell, and 100,000 at once, each beside geopandas doing the same in one run."""

from __future__ import annotations

import argparse
import resource
import time

import numpy as np
import shapely

from mineplan.plans import Refusal
from mineplan.pressed.measures import Angles, OrebodyFacts, PillarNumbers, ProjectFacts, RightFacts, ZoneFacts
from mineplan.pressed.measuring import measure_all
from mineplan.pressed.world import World
from mineplan.terms import Mineral, ZoneKind

SIDE_M = 150_000.0
NUMBERS = PillarNumbers(
    {"I": 20.0, "II": 15.0, "III": 10.0, "IV": 5.0}, 45.0, {None: Angles(62.0, 62.0, 62.0, 0.6)}, None, 20.0
)


def blobs(random: np.random.Generator, count: int, radius_m: tuple[float, float]) -> np.ndarray:
    """Return star-shaped outlines of 4 to 40 corners, half of them in clusters."""
    centres = random.uniform(0, SIDE_M, (count, 2))
    hubs = random.uniform(0, SIDE_M, (60, 2))
    near = random.random(count) < 0.5
    centres[near] = hubs[random.integers(0, 60, near.sum())] + random.normal(0, 4000, (near.sum(), 2))
    made = []
    for centre in centres:
        corners = int(random.integers(4, 41))
        angles = np.sort(random.uniform(0, 2 * np.pi, corners)) + np.arange(corners) * 1e-6
        radius = random.uniform(*radius_m) * random.uniform(0.7, 1.0, corners)
        points = centre + radius[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
        made.append(shapely.Polygon(points).buffer(0))
    return np.array(made, dtype=object)


def sites(random: np.random.Generator, count: int) -> np.ndarray:
    """Return outlines of works: 7 in 10 rectangles at any bearing, 2 in 10 L-shaped, 1 in 10 bends of a road."""
    centres = random.uniform(0, SIDE_M, (count, 2))
    sizes = random.uniform(40, 400, (count, 2))
    turns = random.uniform(0, np.pi, count)
    kinds = random.random(count)
    made = []
    for centre, (a, b), turn, kind in zip(centres, sizes, turns, kinds, strict=True):
        if kind < 0.7:
            points = [(0, 0), (a, 0), (a, b), (0, b)]
        elif kind < 0.9:
            points = [(0, 0), (a, 0), (a, b / 3), (a / 3, b / 3), (a / 3, b), (0, b)]
        else:
            points = [(0, 0), (5 * a, 0), (5 * a, 3 * b), (5 * a - 25, 3 * b), (5 * a - 25, 25), (0, 25)]
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        made.append(shapely.Polygon(np.array(points) @ rotation + centre))
    return np.array(made, dtype=object)


def world(random: np.random.Generator, bodies: int, rights: int, zones: int) -> World:
    """Return an invented county."""
    minerals = [Mineral.COAL, Mineral.IRON, Mineral.BAUXITE, Mineral.SAND_GRAVEL]
    tops = random.uniform(600, 950, bodies)
    ore = [
        OrebodyFacts(
            f"K{k:05d}", shape, "", minerals[k % 4], top, top - drop, None, azimuth, 3.0, 1.4, None, {"measured": 1e6}
        )
        for k, (shape, top, drop, azimuth) in enumerate(
            zip(
                blobs(random, bodies, (200, 900)),
                tops,
                random.uniform(20, 200, bodies),
                random.uniform(0, 360, bodies),
                strict=True,
            )
        )
    ]
    held = [
        RightFacts(f"C{k:05d}", shape, "", f"H{k % 700}", None, None, 1000.0, 100.0)
        for k, shape in enumerate(blobs(random, rights, (200, 900)))
    ]
    areas = [
        ZoneFacts(f"Z{k:03d}", ZoneKind.URBAN_CONSTRUCTION if k % 5 == 0 else ZoneKind.FOREST, shape)
        for k, shape in enumerate(blobs(random, zones, (1000, 4000)))
    ]
    return World(tuple(ore), tuple(held), tuple(areas))


def works(random: np.random.Generator, count: int) -> list[ProjectFacts]:
    grades = ["I", "II", "III", "IV"]
    return [
        ProjectFacts(f"P{k:06d}", shape, protection_grade=grades[k % 4], surface_m=1000.0)
        for k, shape in enumerate(sites(random, count))
    ]


def timed(projects: list[ProjectFacts], county: World, numbers: PillarNumbers | None) -> tuple[float, int]:
    start, pressed = time.process_time(), 0
    for found in measure_all(iter(projects), county, numbers):
        pressed += not isinstance(found, Refusal) and bool(found.ores)
    return time.process_time() - start, pressed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=100_000)
    chosen = parser.parse_args()
    random = np.random.default_rng(4)
    county = world(random, 10_000, 10_000, 500)
    projects = works(random, chosen.projects)
    footprint_s, count = timed(projects, county, None)
    pillar_s, with_pillar = timed(projects, county, NUMBERS)
    print(f"{len(projects)} projects: footprint {len(projects) / footprint_s:.0f}/s a core, {count} press ore")
    print(f"pillars {pillar_s / footprint_s:.2f} times the footprints, {with_pillar} press ore")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
