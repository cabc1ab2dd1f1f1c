"""A division by another program: python divide.py PEER TOWN LABELS [SECONDS].

PEER is metis, kahip-fast, kahip-eco, mtkahypar, mtkahypar-deterministic, mtkahypar-large, each from scratch and each parent by
itself as ours are; with a file that holds today's grids the new ones are then named so that the fewest households move
(Hungarian method per parent). recom is GerryChain's step, from today's grids, for so many seconds in all; it stops in a parent as
soon as all grids are in the band. Prints a line of JSON: seconds of wall and processor in the program's own calls.
"""

import json
import resource
import sys
import time

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

import town as towns

TOLERANCE = 0.05
SEED = 1


class Clock:
    """Seconds inside the calls of a program."""

    def __init__(self):
        self.wall, self.processor = 0.0, 0.0

    def __enter__(self):
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def __exit__(self, *_raised):
        self.wall += time.perf_counter() - self._wall
        self.processor += time.process_time() - self._processor


def metis():
    import pymetis

    options = pymetis.Options(seed=SEED, ufactor=round(TOLERANCE * 1000), contig=True)

    def divide(part, grids, clock):
        with clock:
            found = pymetis.part_graph(grids, pymetis.CSRAdjacency(part["starts"], part["next"]), vweights=part["weights"],
                                       eweights=part["lengths"], options=options)
        return np.array(found[1])

    return divide


def kahip(mode):
    import kahip as program

    def divide(part, grids, clock):
        lists = [part[key].tolist() for key in ("weights", "starts", "lengths", "next")]
        with clock:
            found = program.kaffpa(*lists, grids, TOLERANCE, True, SEED, getattr(program, mode))
        return np.array(found[1])

    return divide


def mtkahypar(preset):
    import mtkahypar as program

    begun = program.initialize(2)
    program.set_seed(SEED)
    context = begun.context_from_preset(getattr(program.PresetType, preset))
    context.logging = False

    def divide(part, grids, clock):
        rows = np.repeat(np.arange(len(part["weights"])), np.diff(part["starts"]))
        once = rows < part["next"]
        edges = list(zip(rows[once].tolist(), part["next"][once].tolist()))
        weights, lengths = part["weights"].tolist(), part["lengths"][once].tolist()
        with clock:
            context.set_partitioning_parameters(grids, TOLERANCE, program.Objective.CUT)
            graph = begun.create_graph(context, len(weights), len(edges), edges, weights, lengths)
            found = graph.partition(context).get_partition()
        return np.array(found)

    return divide


def maxp():
    import pandas
    from libpysal.weights import W
    from spopt.region import MaxPHeuristic

    def divide(part, grids, clock):
        edges = zip(part["starts"][:-1].tolist(), part["starts"][1:].tolist())
        near = W({unit: part["next"][begin:end].tolist() for unit, (begin, end) in enumerate(edges)}, silence_warnings=True)
        work = part["weights"]
        table = pandas.DataFrame({"work": work, "one": np.ones(len(work))})
        least = int(work.sum() / grids * (1 - TOLERANCE))
        np.random.seed(SEED)
        program = MaxPHeuristic(table, near, ["one"], "work", least, 2, max_iterations_construction=9, max_iterations_sa=3)
        with clock:
            program.solve()
        return np.array(program.labels_).astype(np.int64) - int(min(program.labels_))

    return divide


PROGRAMS = {
    "maxp": maxp,
    "metis": metis,
    "kahip-fast": lambda: kahip("FAST"),
    "kahip-eco": lambda: kahip("ECO"),
    "mtkahypar": lambda: mtkahypar("DEFAULT"),
    "mtkahypar-deterministic": lambda: mtkahypar("DETERMINISTIC"),
    "mtkahypar-large": lambda: mtkahypar("LARGE_K"),
}


def parts(town):
    """The units of each parent and the graph between them; lengths in decimetres, at least one, as programs count in 32 bits."""
    lengths = np.maximum(town.length_mm // 100, 1)
    whole = csr_matrix((lengths, town.next, town.starts), shape=(town.units, town.units))
    order = np.argsort(town.parent, kind="stable")
    edges = np.searchsorted(town.parent[order], np.arange(len(town.grids) + 1))
    for parent in range(len(town.grids)):
        units = order[edges[parent]:edges[parent + 1]]
        graph = whole if len(town.grids) == 1 else whole[units][:, units]
        yield parent, units, {
            "starts": graph.indptr.astype(np.int32),
            "next": graph.indices.astype(np.int32),
            "lengths": graph.data.astype(np.int32),
            "weights": town.households[units].astype(np.int32),
        }


def renamed(found, today, households, grids):
    """The same division under the names that leave the most households where they are; grids too many have names of their own."""
    size = max(grids, int(found.max()) + 1)
    overlap = np.zeros((size, size), dtype=np.int64)
    np.add.at(overlap, (found, today), households)
    names = np.empty(size, dtype=np.int64)
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    names[rows] = columns
    return names[found]


def from_scratch(peer, town, clock):
    divide = PROGRAMS[peer]()
    labels = np.empty(town.units, dtype=np.int64)
    has_today = not np.all(town.today == towns.FRESH)
    for parent, units, part in parts(town):
        grids, first = int(town.grids[parent]), town.first_grid[parent]
        found = divide(part, grids, clock) if grids > 1 else np.zeros(len(units), dtype=np.int64)
        if has_today:
            found = renamed(found, town.today[units] - first, town.households[units], grids)
        labels[units] = found + first
    return labels


def recom(town, clock, seconds):
    import networkx
    from functools import partial
    from gerrychain import Graph, Partition, updaters
    from gerrychain.proposals import recom as step
    from gerrychain.tree import bipartition_tree

    np.random.seed(SEED)
    labels = town.today.copy()
    for parent, units, part in parts(town):
        low, high = town.low[parent], town.high[parent]
        rows = np.repeat(np.arange(len(units)), np.diff(part["starts"]))
        graph = networkx.Graph()
        graph.add_nodes_from((i, {"work": int(w)}) for i, w in enumerate(part["weights"]))
        graph.add_edges_from(zip(rows.tolist(), part["next"].tolist()))
        state = Partition(Graph.from_networkx(graph), dict(enumerate((town.today[units]).tolist())),
                          {"work": updaters.Tally("work", alias="work")})
        ideal = float(part["weights"].sum()) / int(town.grids[parent])
        method = partial(bipartition_tree, max_attempts=100, allow_pair_reselection=True)

        def outside(partition):
            return sum(max(0, w - high, low - w) for w in partition["work"].values())

        best, least = state, outside(state)
        while least > 0 and clock.wall < seconds:
            with clock:
                try:
                    state = step(state, pop_col="work", pop_target=ideal, epsilon=TOLERANCE, node_repeats=0,
                                 bipartition_tree_fn=method)
                except Exception:
                    continue
            if outside(state) < least:
                best, least = state, outside(state)
        labels[units] = [best.assignment[i] for i in range(len(units))]
    return labels


if __name__ == "__main__":
    peer, given = sys.argv[1], towns.read(sys.argv[2])
    clock = Clock()
    if peer == "recom":
        labels = recom(given, clock, float(sys.argv[4]))
    else:
        labels = from_scratch(peer, given, clock)
    labels.astype("<u4").tofile(sys.argv[3])
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"wall_s": round(clock.wall, 3), "processor_s": round(clock.processor, 3), "peak_mb": peak_mb}))
