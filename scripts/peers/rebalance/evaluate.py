"""What a division is worth, recomputed from nothing: python evaluate.py TOWN LABELS [NAME].

LABELS holds a little-endian u32 for each unit, the number of its grid; grids are numbered parent by parent. Prints one line of
JSON: grids inside and outside the band, the largest deviation from the mean of the parent, parts beyond one a grid, grids of
two parents, empty grids, the length of the borders between grids of a parent, households that changed grid and the least that had to.
"""

import json
import sys

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

import town as towns


def measures(town: towns.Town, labels: np.ndarray) -> dict:
    rows = town.rows()
    total = int(town.first_grid[-1])
    used, numbers = np.unique(labels, return_inverse=True)
    work = np.bincount(numbers, weights=town.households, minlength=len(used)).astype(np.int64)
    parent_of = np.full(len(used), -1)
    parent_of[numbers] = town.parent
    astray = int(np.count_nonzero(parent_of[numbers] != town.parent))
    inside = labels[rows] == labels[town.next]
    between = ~inside & (town.parent[rows] == town.parent[town.next])
    ones = np.ones(int(inside.sum()), dtype=np.int8)
    graph = coo_matrix((ones, (rows[inside], town.next[inside])), shape=(town.units, town.units))
    parts = connected_components(graph.tocsr(), directed=False, return_labels=False)
    # a division with another number of grids is held against its own mean; grids that stayed empty count as -100 %
    grids = np.bincount(parent_of, minlength=len(town.grids))
    sums = np.bincount(town.parent, weights=town.households, minlength=len(town.grids))
    mean = sums / np.maximum(grids, 1)
    deviation = np.abs(work - mean[parent_of]) / np.maximum(mean[parent_of], 1)
    empty = max(0, total - len(used))
    in_band = (work >= town.low[parent_of]) & (work <= town.high[parent_of])
    found = {
        "units": town.units,
        "grids": len(used),
        "empty_grids": empty,
        "astray_units": astray,
        "extra_parts": int(parts) - len(used),
        "in_band_percent": round(100 * in_band.sum() / (len(used) + empty), 3),
        "within_5_percent": round(100 * (deviation <= 0.05).sum() / (len(used) + empty), 3),
        "worst_deviation_percent": round(100 * max(float(deviation.max()), 1.0 if empty else 0.0), 2),
        "least_households": int(work.min()),
        "most_households": int(work.max()),
        "border_km": round(int(town.length_mm[between].sum()) / 2 / 1e6, 3),
        "cut_borders": int(between.sum() // 2),
    }
    if not np.all(town.today == towns.FRESH):
        moved = int(town.households[labels != town.today].sum())
        found |= {
            "moved_households": moved,
            "moved_percent": round(100 * moved / town.households.sum(), 3),
            "bound_households": least_moved(town),
        }
    return found


def least_moved(town: towns.Town) -> int:
    """Households that have to move for want of room alone: of each parent the larger of surplus above and want below."""
    work = np.bincount(town.today, weights=town.households, minlength=int(town.first_grid[-1])).astype(np.int64)
    low, high = np.repeat(town.low, town.grids), np.repeat(town.high, town.grids)
    above, below = np.maximum(work - high, 0), np.maximum(low - work, 0)
    edges = town.first_grid[:-1]
    return int(np.maximum(np.add.reduceat(above, edges), np.add.reduceat(below, edges)).sum())


if __name__ == "__main__":
    given = towns.read(sys.argv[1])
    divided = np.fromfile(sys.argv[2], dtype="<u4").astype(np.int64)
    name = sys.argv[3] if len(sys.argv) > 3 else sys.argv[2]
    print(json.dumps({"name": name, **measures(given, divided), "sha256": given.sha256[:12]}))
