import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const outline = await load("editor/outline.ts");
const { between, snapTo } = await load("editor/snap.ts");
const { areasOf } = await load("editor/topology.ts");

const square = (west, south, side) => [[[[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]]];

test("an outline knows its box, what it holds, and how round it is", () => {
  const one = square(102, 40, 0.01);
  assert.deepEqual(outline.boxOf(one), [102, 40, 102.01, 40.01]);
  assert.ok(outline.holds(one, [102.005, 40.005]));
  assert.ok(!outline.holds(one, [102.015, 40.005]));
  const hole = [[...one[0], [[102.004, 40.004], [102.006, 40.004], [102.006, 40.006], [102.004, 40.006], [102.004, 40.004]]]];
  assert.ok(!outline.holds(hole, [102.005, 40.005]));
  // 0.01 degrees are 1111.95 m northwards and 851.8 m eastwards at 40 degrees: 4π·851.8·1111.95/(2·(851.8+1111.95))²
  assert.ok(Math.abs(outline.compactness(one) - 0.7716) < 0.001, String(outline.compactness(one)));
});

test("neighbours share an edge, a corner is not enough", () => {
  assert.ok(outline.areNeighbours(square(0, 0, 1), square(1, 0, 1)));
  assert.ok(!outline.areNeighbours(square(0, 0, 1), square(1, 1, 1)));
});

test("a vertex moves wherever it stands, and an edge is split from either side", () => {
  const moved = outline.movedVertex(square(0, 0, 1), [0, 0], [0.1, 0.1]);
  assert.deepEqual(moved[0][0][0], [0.1, 0.1]);
  assert.deepEqual(moved[0][0].at(-1), [0.1, 0.1]);
  const split = outline.splitEdge(square(0, 0, 1), [[1, 1], [1, 0]], [1.1, 0.5]);
  assert.deepEqual(split[0][0].slice(1, 4), [[1, 0], [1.1, 0.5], [1, 1]]);
});

test("drawing snaps to a vertex before an edge, and to nothing beyond its reach", () => {
  const guides = [{ id: "way", path: [[0, 0], [0.001, 0], [0.002, 0]] }];
  const vertex = snapTo([0.00101, 0.00001], guides, 10);
  assert.deepEqual([vertex.at, vertex.index, vertex.share], [[0.001, 0], 1, 0]);
  const edge = snapTo([0.0015, 0.00003], guides, 10);
  assert.deepEqual([edge.at, edge.index], [[0.0015, 0], 1]);
  assert.equal(snapTo([0.0015, 0.001], guides, 10), null);
});

test("a line follows a way between two places on it, around a ring the shorter way", () => {
  const way = { id: "way", path: [[0, 0], [1, 0], [2, 0], [3, 0]] };
  const on = (guide, index, share, at) => ({ guide, index, share, at });
  assert.deepEqual(between(on(way, 0, 0.5, [0.5, 0]), on(way, 2, 0.5, [2.5, 0])), [[1, 0], [2, 0]]);
  assert.deepEqual(between(on(way, 2, 0.5, [2.5, 0]), on(way, 0, 0.5, [0.5, 0])), [[2, 0], [1, 0]]);
  assert.deepEqual(between(on(way, 1, 0, [1, 0]), on({ ...way, id: "other" }, 2, 0, [2, 0])), []);
  const ring = { id: "ring", path: [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]] };
  assert.deepEqual(between(on(ring, 0, 0.1, [0.1, 0]), on(ring, 3, 0.9, [0, 0.1])), [[0, 0]]);
});

test("areas of a topology have the same positions along a common border", () => {
  const topology = {
    transform: { scale: [1e-7, 1e-7], translate: [102, 40] },
    objects: {
      grid: {
        geometries: [
          { type: "Polygon", properties: { code: "A" }, arcs: [[0, 1]] },
          { type: "MultiPolygon", properties: { code: "B" }, arcs: [[[~0, 2]]] },
        ],
      },
    },
    arcs: [
      [[1000, 0], [0, 1000], [0, 1000]],
      [[1000, 2000], [-1000, -1000], [1000, -1000]],
      [[1000, 0], [1000, 1000], [-1000, 1000]],
    ],
  };
  const [a, b] = areasOf(topology);
  assert.equal(a.row.code, "A");
  assert.deepEqual(a.outline[0][0], [[102.0001, 40], [102.0001, 40.0001], [102.0001, 40.0002], [102, 40.0001], [102.0001, 40]]);
  assert.ok(outline.areNeighbours(a.outline, b.outline));
  assert.deepEqual(b.outline[0][0][0], b.outline[0][0].at(-1));
});
