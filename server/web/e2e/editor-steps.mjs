/** What journeys through the editor have in common: drafts, places on the screen, the pointer. */
import assert from "node:assert/strict";
import { base, open } from "./browser.mjs";

/** Sends something to the server itself, past the page. */
export async function send(path, body) {
  const response = await fetch(base + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const answer = await response.json();
  assert.ok(response.ok, `${path}: ${answer.detail}`);
  return answer;
}

let drafts = 0;

/** Begins a draft and says its id. */
export async function beginDraft(name) {
  const id = `ed-${Date.now().toString(36)}-${(drafts += 1)}`;
  await send("/v1/plans", { id, name, author: "office" });
  return id;
}

/** Opens the editor on a draft. */
export async function openEditor(browser, size, id, { lang = "en", who = "office", scheme = "light", grids = "" } = {}) {
  const hash = `#screen=edit&plan=${id}${grids && `&grids=${grids}`}`;
  const opened = await open(browser, size, { lang, hash, scheme, who: `planner:${who}`, ready: ".editor-map canvas" });
  await opened.page.waitForFunction(() => (document.querySelector(".draft-totals dd")?.textContent ?? "0") !== "0");
  return opened;
}

/** The place of the map in the link, once it stands still: the link follows the map a moment later. */
async function standing(page) {
  const read = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get("map"));
  let last = await read();
  for (let same = 0; same < 3; ) {
    await page.waitForTimeout(90);
    const now = await read();
    same = now !== null && now === last ? same + 1 : 0;
    last = now;
  }
  return last.split("/").map(Number);
}

/** Where positions are on the screen, by the place of the map in the link. */
export async function pixelsOf(page, positions) {
  const [zoom, atLat, atLon] = await standing(page);
  const box = await page.locator("#map").boundingBox();
  const scale = (256 * 2 ** zoom) / (2 * Math.PI);
  const x = (degrees) => (degrees * Math.PI) / 180;
  const y = (degrees) => Math.log(Math.tan(Math.PI / 4 + x(degrees) / 2));
  return positions.map(([lon, lat]) => ({
    x: box.x + box.width / 2 + (x(lon) - x(atLon)) * scale,
    y: box.y + box.height / 2 - (y(lat) - y(atLat)) * scale,
  }));
}

/** Where a position is on the screen. */
export const pixelOf = async (page, position) => (await pixelsOf(page, [position]))[0];

/** Drags the pointer from one position to another, in steps. */
export async function drag(page, from, to, steps = 8) {
  const [start, end] = await pixelsOf(page, [from, to]);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps });
  await page.mouse.up();
}

/** Two clicks that follow each other faster than this are a double click, wherever they are. In milliseconds. */
const DOUBLE_MS = 300;

/** Clicks positions one after the other. */
export async function clicks(page, positions) {
  for (const { x, y } of await pixelsOf(page, positions)) {
    await page.mouse.click(x, y);
    await page.waitForTimeout(DOUBLE_MS);
  }
}

/** The verdict of the last gesture: its kind and its text. */
export async function verdict(page, kind) {
  const note = page.locator(`.verdict.${kind}`);
  await note.waitFor();
  return note.innerText();
}

/** Puts away the verdict that stands. */
export const clearVerdict = async (page) => {
  await page.locator("#map").focus();
  for (let tries = 0; tries < 4 && (await page.locator(".verdict").count()) > 0; tries += 1) await page.keyboard.press("Escape");
};

/** A grid of a draft, as the server knows it. */
export async function gridOf(id, code) {
  const response = await fetch(`${base}/v1/grids/${code}?plan=${id}`);
  return response.ok ? response.json() : null;
}

/** The outer ring of a grid. */
export const ringOf = (grid) => (grid.geometry.type === "Polygon" ? grid.geometry.coordinates[0] : grid.geometry.coordinates[0][0]);

/** All grids of a draft. */
export const gridsOf = async (id) => (await (await fetch(`${base}/v1/grids?tier=grid&limit=1000&plan=${id}`)).json()).items;

/** A fingerprint of the grids of a draft. */
export const stateOf = async (id) => (await fetch(`${base}/v1/plans/${id}/grids.geojson?tier=grid`)).text();

const name = ([lon, lat]) => `${lon.toFixed(7)},${lat.toFixed(7)}`;

/** Two neighbours of one parent, with a node in the middle of their border and the way across it. */
export async function neighbours(id) {
  const rows = await gridsOf(id);
  const all = await Promise.all(rows.map(({ code }) => gridOf(id, code)));
  for (const a of all) {
    for (const b of all) {
      if (a === b || a.parent !== b.parent || a.households < 150 || b.households < 150) continue;
      const theirs = new Set(ringOf(b).map(name));
      const shared = ringOf(a).filter((at) => theirs.has(name(at)));
      if (shared.length < 9) continue;
      const node = shared[Math.floor(shared.length / 2)];
      const third = all.some((c) => c !== a && c !== b && ringOf(c).some((at) => name(at) === name(node)));
      if (!third) return { a, b, node, shared };
    }
  }
  throw new Error("no neighbours share a long border");
}

/** The middle of a box. */
export const middle = ({ bounds: [west, south, east, north] }) => [(west + east) / 2, (south + north) / 2];

/** A grid that a straight line divides in two: one that fills most of its box. */
export async function plainGrid(id) {
  const rows = await gridsOf(id);
  const share = ({ area_m2, bounds: [west, south, east, north] }) => {
    const lat = ((south + north) / 2) * (Math.PI / 180);
    return area_m2 / ((east - west) * (north - south) * 111195 ** 2 * Math.cos(lat));
  };
  return rows.filter(({ area_m2 }) => area_m2 > 15_000).sort((a, b) => share(b) - share(a))[0];
}
