import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { formatArea, formatDate, formatDistance, formatNumber, formatPosition, formatShare } = await load("format.ts");
const { scaleBar } = await load("scale.ts");

test("numbers carry thousands marks", () => {
  assert.equal(formatNumber(2921000, "en"), "2,921,000");
  assert.equal(formatNumber(2921000, "zh"), "2,921,000");
  assert.equal(formatNumber(0.456, "en", 2), "0.46");
});

test("a share of nothing is a dash", () => {
  assert.equal(formatShare(266, 392, "en"), "67.9%");
  assert.equal(formatShare(0, 0, "en"), "–");
});

test("distances and areas change unit with their size", () => {
  assert.equal(formatDistance(4.52, "en"), "4.5 m");
  assert.equal(formatDistance(52.4, "en"), "52 m");
  assert.equal(formatDistance(1234, "en"), "1.23 km");
  assert.equal(formatArea(3118, "en"), "3,118 m²");
  assert.equal(formatArea(62100, "en"), "6.21 ha");
  assert.equal(formatArea(2_500_000, "en"), "2.5 km²");
});

test("a position names its hemispheres", () => {
  assert.equal(formatPosition(-0.1367486, 51.513338), "51.51334° N  0.13675° W");
  assert.equal(formatPosition(120.15, -30), "30.00000° S  120.15000° E");
});

test("a date is written as the language writes it, whatever the time zone", () => {
  assert.equal(formatDate("1854-09-30", "en"), "30 September 1854");
  assert.equal(formatDate("1854-09-30", "zh"), "1854年9月30日");
  assert.equal(formatDate("2026-01-31T08:00:00Z", "en"), "31 January 2026");
  assert.equal(formatDate("week 36", "en"), "week 36");
});

test("the scale bar is the longest round length that fits", () => {
  assert.deepEqual(scaleBar(1, 110), { length_m: 100, width_px: 100 });
  assert.equal(scaleBar(1.49, 110).length_m, 100);
  assert.equal(scaleBar(2, 110).length_m, 200);
  assert.equal(scaleBar(5, 110).length_m, 500);
  for (const metresPerPixel of [0.01, 0.3, 7, 900, 1e5]) {
    const bar = scaleBar(metresPerPixel, 110);
    assert.ok(bar.width_px <= 110 && bar.width_px > 110 / 2.6, String(metresPerPixel));
  }
  assert.deepEqual(scaleBar(0, 110), { length_m: 0, width_px: 0 });
});
