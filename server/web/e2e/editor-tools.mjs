/**
 * The tools of the planner's editor, one journey each, against a running server whose store may be changed.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, SCREEN_SIZES, settle, shoot } from "./browser.mjs";
import { beginDraft, clearVerdict, clicks, drag, gridOf, gridsOf, middle, neighbours, openEditor, pixelOf, plainGrid, ringOf, send, stateOf, verdict } from "./editor-steps.mjs";

assert.ok(base, "HEXWARD_URL is not set");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const [desktop] = SCREEN_SIZES;
const towards = ([x, y], [x2, y2], share) => [x + (x2 - x) * share, y + (y2 - y) * share];
const key = ([lon, lat]) => `${lon.toFixed(7)},${lat.toFixed(7)}`;
const total = (rows) => rows.reduce((sum, { households }) => sum + households, 0);

/** Opens a draft at a place, with a grid picked. */
const openAt = (id, [lon, lat], zoom, grids) => openEditor(browser, desktop, id, { grids: `${grids}&map=${zoom}/${lat}/${lon}` });

describe("borders", () => {
  test("redraws a border by a line from border to border", async () => {
    const id = await beginDraft("reshape");
    const { a, b, shared } = await neighbours(id);
    const { page, context, complaints } = await openEditor(browser, desktop, id, { grids: a.code });
    await page.keyboard.press("z");
    await page.keyboard.press("r");
    const [start, end] = [shared[2], shared[shared.length - 3]];
    const inside = middle(b);
    const half = towards(start, end, 0.5);
    await clicks(page, [start, towards(half, inside, 0.45), end]);
    await page.waitForTimeout(300);
    await shoot(page, "editor-reshape-line");
    await page.keyboard.press("f");
    await verdict(page, "done");
    await settle(page);
    await shoot(page, "editor-reshaped");
    const [now, other] = await Promise.all([gridOf(id, a.code), gridOf(id, b.code)]);
    assert.notEqual(now.area_m2, a.area_m2);
    assert.ok(Math.abs(now.area_m2 + other.area_m2 - a.area_m2 - b.area_m2) < 0.1);
    assert.deepEqual(complaints.filter((text) => !text.includes("422")), []);
    await context.close();
  });

  test("follows a street or border between two clicks on it", async () => {
    const id = await beginDraft("trace");
    const { a, shared } = await neighbours(id);
    const { page, context } = await openEditor(browser, desktop, id, { grids: a.code });
    await page.keyboard.press("z");
    await page.keyboard.press("u");
    await settle(page);
    await clicks(page, [shared[1], shared[shared.length - 2]]);
    const legs = await page.evaluate(() => JSON.parse(localStorage.getItem("hexward.sketch")).legs);
    assert.ok(legs[1].length > 2, "the line goes straight");
    await shoot(page, "editor-measure");
    await page.keyboard.press("Escape");
    await context.close();
  });

  test("puts a node into an edge, and takes it away again", async () => {
    const id = await beginDraft("nodes");
    const { a, b, shared } = await neighbours(id);
    // two vertices that follow each other on the common border, as far apart as can be
    const ring = ringOf(a);
    const common = new Set(shared.map(key));
    const edges = ring.slice(1).map((at, index) => [ring[index], at]).filter((edge) => edge.every((at) => common.has(key(at))));
    const long = edges.sort(([p, q], [r, s]) => Math.hypot(r[0] - s[0], r[1] - s[1]) - Math.hypot(p[0] - q[0], p[1] - q[1]))[0];
    const half = towards(long[0], long[1], 0.5);
    const { page, context } = await openAt(id, half, 20, a.code);
    await page.keyboard.press("n");
    const goal = towards(half, middle(b), 0.02);
    await drag(page, half, goal);
    await verdict(page, "done");
    const added = ringOf(await gridOf(id, a.code)).filter((at) => !new Set(ring.map(key)).has(key(at)));
    assert.equal(added.length, 1);
    await clearVerdict(page);
    const { x, y } = await pixelOf(page, added[0]);
    await page.mouse.click(x, y);
    await page.keyboard.press("Backspace");
    await verdict(page, "done");
    assert.equal(ringOf(await gridOf(id, a.code)).length, ring.length);
    await context.close();
  });

  test("draws a new grid over ground of another", async () => {
    const id = await beginDraft("draw");
    const grid = await plainGrid(id);
    const { page, context } = await openEditor(browser, desktop, id, { lang: "zh", grids: grid.code });
    await page.keyboard.press("z");
    await page.keyboard.press("d");
    const [west, south, east, north] = grid.bounds;
    const at = (x, y) => [west + (east - west) * x, south + (north - south) * y];
    // beyond the border on one side, so that the rest stays in one piece
    await clicks(page, [at(0.3, 0.4), at(0.7, 0.4), at(0.7, 0.7), at(0.3, 0.7)]);
    await shoot(page, "editor-draw-line");
    await page.keyboard.press("f");
    await verdict(page, "done");
    await shoot(page, "editor-drawn");
    const rows = await gridsOf(id);
    assert.ok(rows.some(({ name }) => name === "新网格"));
    assert.equal(total(rows), total((await ask("/v1/grids?tier=grid&limit=1000")).items));
    await context.close();
  });
});

describe("many at once", () => {
  test("catches grids with a lasso, locks them, and shows them in the table", async () => {
    const id = await beginDraft("lasso");
    const { page, context, complaints } = await openEditor(browser, desktop, id, { lang: "zh" });
    await page.keyboard.press("a");
    const [west, south, east, north] = (await ask("/v1")).bounds;
    const at = (x, y) => [west + (east - west) * x, south + (north - south) * y];
    const ring = await Promise.all([at(0.2, 0.3), at(0.75, 0.3), at(0.75, 0.75), at(0.2, 0.75)].map((place) => pixelOf(page, place)));
    await page.mouse.move(ring[0].x, ring[0].y);
    await page.mouse.down();
    for (const { x, y } of ring.slice(1)) await page.mouse.move(x, y, { steps: 5 });
    await shoot(page, "editor-lasso");
    await page.mouse.up();
    await page.keyboard.press("l");
    await verdict(page, "done");
    const locked = (await gridsOf(id)).filter(({ lock }) => lock === "locked");
    assert.ok(locked.length > 3, `${locked.length} are locked`);
    await page.keyboard.press("v");
    await page.keyboard.press("t");
    await page.locator(".dock tbody tr.chosen").first().waitFor();
    await page.locator(".dock input[type=checkbox]").check();
    await page.waitForFunction((n) => document.querySelector(".dock-scroll table").getAttribute("aria-rowcount") === String(n + 1), locked.length);
    await shoot(page, "editor-dock");
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("sorts and searches the table, and picks from it by keys", async () => {
    const id = await beginDraft("table");
    const rows = await gridsOf(id);
    const { page, context } = await openEditor(browser, desktop, id);
    await page.keyboard.press("t");
    await page.locator(".dock thead button", { hasText: "Households" }).click();
    const most = rows.sort((x, y) => y.households - x.households)[0];
    await page.locator(".dock tbody tr:not([aria-hidden])").first().locator("th", { hasText: most.code }).waitFor();
    await page.locator(".dock-scroll").focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => /grids=/.test(location.hash));
    await page.locator(".dock input[type=search]").fill(most.name);
    await page.waitForFunction(() => document.querySelectorAll(".dock tbody tr:not([aria-hidden])").length === 1);
    await context.close();
  });

  test("renames and renumbers, and lists each change with the way to it", async () => {
    const id = await beginDraft("names");
    const [grid] = await gridsOf(id);
    const { page, context } = await openEditor(browser, desktop, id, { grids: grid.code });
    await page.locator(".naming input").first().fill("东园");
    await page.keyboard.press("Enter");
    await verdict(page, "done");
    assert.equal((await gridOf(id, grid.code)).name, "东园");
    await page.locator("#editor-tab-changes").click();
    await page.locator(".change-list .line", { hasText: "东园" }).first().waitFor();
    await shoot(page, "editor-changes");
    await page.locator("#editor-tab-faults").click();
    await page.locator(".no-faults").waitFor();
    await page.locator("#editor-tab-layers").click();
    await page.locator(".layer-choices .switch-line", { hasText: "Borders in force" }).click();
    await settle(page);
    await shoot(page, "editor-layers");
    await context.close();
  });
});

/** Buildings of a grid, each where its addresses lie in the middle. */
async function buildingsOf(id, code) {
  const { features } = await ask(`/v1/export/addresses?area=${code}&plan=${id}`);
  const known = new Map();
  for (const { properties, geometry } of features) {
    if (properties.building) known.set(properties.building, [...(known.get(properties.building) ?? []), geometry.coordinates]);
  }
  const mean = (places, axis) => places.reduce((sum, at) => sum + at[axis], 0) / places.length;
  return [...known].map(([building, places]) => ({ building, at: [mean(places, 0), mean(places, 1)] }));
}

const tryGive = async (id, from, to, buildings) => {
  const edits = [{ op: "transfer_buildings", from, to, buildings }];
  const response = await fetch(`${base}/v1/changesets?dry_run=true`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ plan: id, author: "office", edits }),
  });
  return response.ok ? "done" : (await response.json()).reason;
};

/** Paints single buildings with the smallest brush. */
async function paintEach(page, places) {
  for (let step = 0; step < 6; step += 1) await page.keyboard.press("[");
  for (const at of places) {
    const { x, y } = await pixelOf(page, at);
    await page.mouse.click(x, y);
  }
}

describe("ways to mend", () => {
  test("offers to leave out a building that does not hang together, or to take what lies between", async () => {
    const id = await beginDraft("severed");
    const { a, b } = await neighbours(id);
    const near = middle(a);
    const far = (await buildingsOf(id, b.code)).sort((p, q) => Math.hypot(q.at[0] - near[0], q.at[1] - near[1]) - Math.hypot(p.at[0] - near[0], p.at[1] - near[1]));
    const { page, context } = await openEditor(browser, desktop, id, { grids: `${a.code},${b.code}` });
    await page.keyboard.press("z");
    await page.keyboard.press("p");
    await settle(page);
    let lone = null;
    for (const one of far.slice(0, 12)) {
      const { x, y } = await pixelOf(page, one.at);
      const isFree = await page.evaluate(([left, top]) => document.elementFromPoint(left, top)?.closest("#map") !== null, [x, y]);
      if (!lone && isFree && (await tryGive(id, b.code, a.code, [one.building])) === "severed") lone = one;
    }
    assert.ok(lone, "no building is cut off");
    await paintEach(page, [lone.at]);
    await shoot(page, "editor-severed-painted");
    await page.locator(".tool-hint.paint .button.primary").click();
    assert.match(await verdict(page, "refused"), /does not hang together/);
    await shoot(page, "editor-severed");
    await page.locator(".verdict.refused .button.primary").nth(1).click();
    await page.waitForSelector(".verdict.done, .verdict.told");
    await shoot(page, "editor-severed-mended");
    assert.equal(total(await gridsOf(id)), total((await ask("/v1/grids?tier=grid&limit=1000")).items));
    await context.close();
  });

  test("offers to take along what would be cut off, or to give it to another neighbour", async () => {
    const id = await beginDraft("apart");
    const rows = await gridsOf(id);
    let found = null;
    for (const b of rows.filter(({ households }) => households > 200)) {
      for (const a of rows.filter(({ parent, code }) => parent === b.parent && code !== b.code)) {
        const all = await buildingsOf(id, b.code);
        for (const axis of [0, 1]) {
          for (const sign of [1, -1]) {
            const sorted = [...all].sort((p, q) => sign * (p.at[axis] - q.at[axis]));
            // a band across the middle, so that both ends are left
            const band = sorted.slice(Math.floor(sorted.length * 0.2), Math.floor(sorted.length * 0.45));
            if (found || band.length < 2 || band.length > 12) continue;
            if ((await tryGive(id, b.code, a.code, band.map(({ building }) => building))) === "falls-apart") found = { a, b, band };
          }
        }
      }
      if (found) break;
    }
    assert.ok(found, "no band of buildings cuts a grid apart");
    const { page, context } = await openEditor(browser, desktop, id, { grids: `${found.a.code},${found.b.code}` });
    await page.keyboard.press("z");
    await page.keyboard.press("p");
    await settle(page);
    await paintEach(page, found.band.map(({ at }) => at));
    await page.locator(".tool-hint.paint .button.primary").click();
    assert.match(await verdict(page, "refused"), /would fall apart/);
    await shoot(page, "editor-apart");
    await page.locator(".verdict.refused .button.primary").first().click();
    await verdict(page, "done");
    await shoot(page, "editor-apart-mended");
    assert.ok((await gridOf(id, found.a.code)).households > found.a.households);
    await context.close();
  });

  test("gives stored units with exactly their own ground", async () => {
    const id = await beginDraft("units");
    const { a, b, shared } = await neighbours(id);
    const { items } = await ask(`/v1/grids?tier=micro&limit=1000&plan=${id}`);
    const micro = await Promise.all(items.filter(({ parent }) => parent === b.code || parent === a.code).map(({ code }) => gridOf(id, code)));
    const units = micro.map((grid, number) => ({ id: `U${number}`, kind: "block", region: grid.geometry }));
    await send("/v1/changesets", { author: "office", reason: "units", edits: [{ op: "import_units", units }] });
    const own = new Set(shared.map(key));
    const beside = micro.find((grid) => grid.parent === b.code && ringOf(grid).filter((at) => own.has(key(at))).length > 2);
    const { page, context } = await openEditor(browser, desktop, id, { grids: a.code });
    await page.keyboard.press("z");
    await page.keyboard.press("p");
    await settle(page);
    await paintEach(page, [middle(beside)]);
    await shoot(page, "editor-units");
    await page.locator(".tool-hint.paint .button.primary").click();
    await verdict(page, "done");
    const now = await gridOf(id, a.code);
    assert.ok(Math.abs(now.area_m2 - a.area_m2 - beside.area_m2) < 0.5, "not exactly the unit's ground");
    await send("/v1/changesets", { author: "office", edits: [{ op: "remove_units", ids: units.map((unit) => unit.id) }] });
    await context.close();
  });
});

describe("states", () => {
  test("shows a plan that was submitted, and changes nothing of it", async () => {
    const id = await beginDraft("closed");
    const [grid] = await gridsOf(id);
    await send("/v1/changesets", { plan: id, author: "office", edits: [{ op: "rename_grid", code: grid.code, name: "x" }] });
    for (const act of ["validate", "submit"]) {
      const response = await fetch(`${base}/v1/plans/${id}/${act}`, { method: "POST", headers: { "content-type": "application/json", "if-match": "*" }, body: '{"author":"office"}' });
      assert.equal(response.status, 200);
    }
    const { page, context } = await openEditor(browser, desktop, id, { grids: grid.code });
    await page.locator(".only-read").waitFor();
    assert.ok(await page.locator("#tool-node").isDisabled());
    assert.ok(await page.locator("#editor-undo").isDisabled());
    await page.keyboard.press("l");
    await page.waitForTimeout(500);
    assert.equal((await ask(`/v1/plans/${id}`)).steps, 1);
    await shoot(page, "editor-closed");
    await context.close();
  });

  test("asks before it takes back the step of somebody else", async () => {
    const id = await beginDraft("foreign");
    const [grid] = await gridsOf(id);
    const before = await stateOf(id);
    await send("/v1/changesets", { plan: id, author: "wang", reason: "her name", edits: [{ op: "rename_grid", code: grid.code, name: "x" }] });
    const { page, context } = await openEditor(browser, desktop, id);
    await page.waitForSelector("#editor-undo:enabled");
    await page.keyboard.press("Control+z");
    await page.locator("dialog", { hasText: "wang" }).waitFor();
    await shoot(page, "editor-foreign");
    await page.locator("dialog .button.primary").click();
    await verdict(page, "done");
    assert.equal(await stateOf(id), before);
    await context.close();
  });

  test("says that a draft cannot be loaded, and loads it when the server is back", async () => {
    const id = await beginDraft("down");
    const { page, context } = await openEditor(browser, desktop, id);
    const cut = (route) => route.abort("connectionrefused");
    await page.route("**/v1/areas.topojson**", cut);
    await page.reload();
    await page.locator(".editor-note .problem").waitFor();
    await shoot(page, "editor-down");
    await page.unroute("**/v1/areas.topojson**", cut);
    await page.locator(".editor-note button").click();
    await page.waitForFunction(() => (document.querySelector(".draft-totals dd")?.textContent ?? "0") !== "0");
    await context.close();
  });
});
