import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { readLink, writeLink } = await load("link.ts");

const full = {
  view: { zoom: 16.5, lat: 51.513338, lon: -0.136749 },
  layers: [{ id: "streets", opacity: 1 }, { id: "cases", opacity: 0.6 }],
  areas: "grids",
  tier: "micro",
  by: "residents",
  lang: "en",
  selected: { lat: 51.513338, lon: -0.1367486 },
};

test("a link is written in a readable form", () => {
  assert.equal(
    writeLink(full),
    "#map=16.5/51.513338/-0.136749&layers=streets,cases:60&areas=grids&tier=micro&by=residents&lang=en&at=51.5133380/-0.1367486",
  );
});

test("what is written is read back", () => {
  assert.deepEqual(readLink(writeLink(full)), full);
  assert.deepEqual(readLink(writeLink({ layers: [] })), { layers: [] });
  assert.deepEqual(readLink(writeLink({})), {});
});

test("a screen and what it is about stand first, and come back", () => {
  const link = { screen: "compare", about: { plan: "2027 新", before: "official" }, lang: "zh" };
  assert.equal(writeLink(link), "#screen=compare&plan=2027%20%E6%96%B0&before=official&lang=zh");
  assert.deepEqual(readLink(writeLink(link)), link);
  assert.deepEqual(readLink("#screen=attic&plan="), {});
  assert.equal(writeLink({ screen: "map" }), "#");
});

test("parts that do not parse are left out", () => {
  assert.deepEqual(readLink("#map=16/91/0&areas=circles&tier=district&by=dogs&lang=fr&at=x/y"), {});
  assert.deepEqual(readLink("#map=16/51"), {});
  assert.deepEqual(readLink("#map=//&at=/"), {});
  assert.deepEqual(readLink("#map=Infinity/1/1"), {});
  assert.deepEqual(readLink("#layers=cases:250,<b>,cases,../x"), { layers: [{ id: "cases", opacity: 1 }] });
});

test("an escaped hash, as some messengers make it, is read", () => {
  assert.deepEqual(readLink("#map=16%2F51.5%2F-0.1&layers=cases%3A50").layers, [{ id: "cases", opacity: 0.5 }]);
});
