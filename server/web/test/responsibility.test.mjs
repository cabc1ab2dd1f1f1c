import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const shares = await load("responsibility/shares.ts");
const { BARS_MAX, combGroups, addressesBelow, crossingCommand, crossingEdit, histogramBars, honeycombCommand, honeycombEdit, isLayerName, roleSums, shiftsByGate } = shares;
const { readLink, writeLink } = await load("link.ts");

const covered = (...addresses) => addresses.map((count, people) => ({ people, addresses: count, households: count * 2 }));

test("a histogram has a bar for each number from nobody on, and loses no address", () => {
  const bars = histogramBars(covered(0, 5, 0, 7));
  assert.deepEqual(bars.map(({ people, addresses }) => [people, addresses]), [[0, 0], [1, 5], [2, 0], [3, 7]]);
  assert.ok(bars.every(({ before, open }) => before === null && !open));
  const gap = histogramBars(covered(3, 0, 0, 0, 8, 1));
  assert.deepEqual(gap.map(({ people, to }) => [people, to]), [[0, 0], [1, 3], [4, 4], [5, 5]]);
  const many = covered(...Array.from({ length: BARS_MAX + 5 }, () => 3));
  const folded = histogramBars(many);
  assert.equal(folded.length, BARS_MAX + 1);
  assert.deepEqual([folded.at(-1).open, folded.at(-1).addresses, folded.at(-1).households], [true, 15, 30]);
  assert.equal(folded.reduce((all, { addresses }) => all + addresses, 0), 3 * (BARS_MAX + 5));
});

test("a histogram that is compared reaches as far as either of the two", () => {
  const bars = histogramBars(covered(0, 0, 12), covered(2, 10));
  assert.deepEqual(bars.map(({ addresses, before }) => [addresses, before]), [[0, 2], [0, 10], [12, 0]]);
  assert.deepEqual(histogramBars([]).map(({ addresses }) => addresses), [0]);
});

test("addresses with too few people are those below what is enough", () => {
  assert.equal(addressesBelow(covered(1, 2, 4), 2), 3);
  assert.equal(addressesBelow(covered(1, 2, 4), 1), 1);
});

test("what posts ask for is filled or missing, those that lack most come first", () => {
  const role = (id, tier, least) => ({ id, tier, least, most: null, title_zh: "", title_en: "", class: "worker" });
  const short = (id, missing, surplus = 0) => ({ role: id, area: "a", name: "", held: 0, least: 1, most: null, missing, surplus });
  const sums = roleSums([role("full", "street", 1), role("short", "grid", 2), role("free", null, 0)], [short("short", 2), short("short", 1), short("full", 0, 3)], (tier) => (tier === "grid" ? 10 : 1));
  assert.deepEqual(sums.map(({ role: { id }, required, filled, missing, surplus, short: grids }) => [id, required, filled, missing, surplus, grids]), [
    ["short", 20, 17, 3, 0, 2],
    ["full", 1, 1, 0, 3, 0],
  ]);
});

test("a form says the same to the server and on the command line", () => {
  const wish = { tier: "community", within: "", name: "hex", phases: ["A", "B", "C"], target: "households", amount: 60, least_addresses: 0 };
  assert.deepEqual(honeycombEdit(wish), {
    op: "lay_honeycombs",
    honeycombs: { tier: "community", name: "hex", phases: ["A", "B", "C"], spacing: { households: 60 }, least_addresses: 0 },
  });
  assert.equal(honeycombCommand(wish), "hexward honeycomb --store STORE --each community --households 60 --phases ABC --name hex");
  const apart = { ...wish, within: "990185400001", phases: ["B"], target: "metres", amount: 120.5, least_addresses: 3 };
  assert.deepEqual(honeycombEdit(apart).honeycombs.spacing, { spacing_mm: 120_500 });
  assert.equal(honeycombEdit(apart).honeycombs.within, "990185400001");
  assert.match(honeycombCommand(apart), /--spacing 120\.5 --phases B --name hex --within 990185400001 --least-addresses 3$/);
  const crossing = { tier: "grid", within: "", role: "grid-worker", with_posts: true };
  assert.deepEqual(crossingEdit(crossing), { op: "lay_crossing", crossing: { tier: "grid", role: "grid-worker", with_posts: true } });
  assert.equal(crossingCommand(crossing), "hexward cross lay --store STORE --tier grid --role grid-worker --posts");
});

test("two phases are two commands", () => {
  const two = { tier: "grid", within: "", name: "hex", phases: ["A", "C"], target: "metres", amount: 100, least_addresses: 0 };
  assert.deepEqual(honeycombCommand(two).split("\n").map((line) => /--phases (\w+)/.exec(line)[1]), ["A", "C"]);
});

test("honeycombs that were laid together are drawn together, phase by phase", () => {
  const layer = (name, phase, parent, cells = 2) => ({ name, phase, parent, cells });
  const groups = combGroups([layer("hex-1-a", "A", "1"), layer("hex-1-b", "B", "1"), layer("hex-2-a", "A", "2", 5), layer("hex60a", "A", "990185400001")]);
  assert.deepEqual(groups.map(({ id, phase, names, cells }) => [id, phase, names, cells]), [
    ["hex-a", "A", ["hex-1-a", "hex-2-a"], 7],
    ["hex-b", "B", ["hex-1-b"], 2],
    ["hex60a", "A", ["hex60a"], 2],
  ]);
});

test("names of layers are plain", () => {
  for (const name of ["hex", "h", "hex-60a"]) assert.ok(isLayerName(name), name);
  for (const name of ["", "Hex", "6hex", "hex 60", "蜂窝", "a".repeat(17)]) assert.ok(!isLayerName(name), name);
});

test("shifts are listed by gate, day and hour", () => {
  const shift = (number, day, from_hour) => ({ number, day, from_hour, to_hour: from_hour + 8, people: [1] });
  const rows = shiftsByGate([shift(7, 2, 8), shift(7, 2, 0), shift(3, 7, 16)]);
  assert.deepEqual(rows.map(({ number }) => number), [3, 7]);
  assert.deepEqual(rows[1].days[1].map(({ from_hour }) => from_hour), [0, 8]);
  assert.equal(rows[0].days[6].length, 1);
  assert.equal(rows[0].days.length, 7);
});

test("a link names the part of a screen", () => {
  const state = { screen: "responsibility", about: { grids: "990185400001G007", part: "gates" } };
  assert.deepEqual(readLink(writeLink(state)), state);
});
