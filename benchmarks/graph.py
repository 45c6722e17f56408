"""Graph of synthetic licences against the same work with geopandas, in one run.

Prints the ratio of medians: ours / geopandas.sjoin(predicate="dwithin") with distance, overlap and shared boundary.
"""

import argparse
import statistics
import time

import geopandas as gpd
import numpy as np
import shapely

from mineplan import geodesy
from mineplan.links import link_rights

CRS = geodesy.analysis_crs(geodesy.XINZHOU)


def licences(count: int, seed: int = 1) -> gpd.GeoDataFrame:
    """Return quadrilaterals of about 1 km² on a jittered grid: shared edges, gaps, some T-junctions and overlaps."""
    draw = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(count / 0.6)))
    x, y = np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0))
    x, y = (x + draw.uniform(-0.25, 0.25, x.shape)) * 1000, (y + draw.uniform(-0.25, 0.25, y.shape)) * 1000
    rings = np.stack(
        [
            np.stack([x[a, b], y[a, b]], axis=-1).reshape(-1, 2)
            for a, b in (
                (np.s_[:-1], np.s_[:-1]),
                (np.s_[:-1], np.s_[1:]),
                (np.s_[1:], np.s_[1:]),
                (np.s_[1:], np.s_[:-1]),
            )
        ],
        axis=1,
    )
    shapes = shapely.polygons(rings[draw.random(len(rings)) < 0.6][:count])
    shrunk = draw.random(len(shapes)) < 0.4
    shapes[shrunk] = shapely.buffer(shapes[shrunk], -draw.uniform(10, 150, shrunk.sum()), join_style="mitre")
    grown = ~shrunk & (draw.random(len(shapes)) < 0.05)
    shapes[grown] = shapely.buffer(shapes[grown], 20, join_style="mitre")
    return gpd.GeoDataFrame({"right_id": [f"R{k:06d}" for k in range(len(shapes))]}, geometry=shapes, crs=CRS)


def with_geopandas(rights: gpd.GeoDataFrame, gap_m: float) -> int:
    """Do the same with a spatial join and pairwise overlays."""
    joined = gpd.sjoin(rights, rights, predicate="dwithin", distance=gap_m)
    joined = joined[joined.index < joined["index_right"]]
    left = rights.geometry.loc[joined.index].reset_index(drop=True)
    right = rights.geometry.loc[joined["index_right"]].reset_index(drop=True)
    left.distance(right), left.intersection(right).area, left.boundary.intersection(right.boundary).length
    return len(joined)


def seconds(work, *arguments) -> tuple[float, object]:
    start = time.perf_counter()
    result = work(*arguments)
    return time.perf_counter() - start, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    rights = licences(chosen.count)
    ours, theirs = [], []
    for _ in range(chosen.rounds):
        ours.append(seconds(link_rights, rights, rights, None, 300.0))
        theirs.append(seconds(with_geopandas, rights, 300.0))
    assert len(ours[0][1]) == theirs[0][1], "the two must find the same pairs"
    ratio = statistics.median(s for s, _ in ours) / statistics.median(s for s, _ in theirs)
    print(f"{len(rights)} licences, {len(ours[0][1])} pairs within 300 m: {ratio:.2f} of geopandas' time (goal 0.50)")


if __name__ == "__main__":
    main()
