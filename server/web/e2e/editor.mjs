/**
 * The planner's editor against a running server whose store may be changed: `HEXWARD_URL=… node --test e2e/editor.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, SCREEN_SIZES, settle, shoot, TURNS } from "./browser.mjs";
import {
  beginDraft, clearVerdict, clicks, drag, gridOf, gridsOf, middle, neighbours, openEditor, pixelOf, plainGrid, ringOf, send, stateOf, verdict,
} from "./editor-steps.mjs";

assert.ok(base, "HEXWARD_URL is not set");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const [desktop] = SCREEN_SIZES;
const total = (rows) => rows.reduce((sum, { households }) => sum + households, 0);
const undoOf = async (id) => ask(`/v1/undo?plan=${id}`);

for (const { size, lang } of TURNS) {
  test(`${size.name}, ${lang}: drags a border that two grids share, undoes after a reload, and does it again`, async () => {
    const id = await beginDraft("border");
    const { a, b, node } = await neighbours(id);
    const before = await stateOf(id);
    const { page, context, complaints } = await openEditor(browser, size, id, { lang, grids: a.code });
    await page.keyboard.press("z");
    await page.keyboard.press("n");
    const inside = middle(b);
    const to = [node[0] + (inside[0] - node[0]) * 0.12, node[1] + (inside[1] - node[1]) * 0.12];
    const [start, end] = [await pixelOf(page, node), await pixelOf(page, to)];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(end.x, end.y, { steps: 6 });
    await page.waitForSelector(".would-be");
    await shoot(page, `editor-drag-${size.name}-${lang}`);
    await page.mouse.up();
    assert.match(await verdict(page, "done"), lang === "zh" ? /划分成立/ : /Divides the ground/);
    await settle(page);
    await shoot(page, `editor-dragged-${size.name}-${lang}`);
    const moved = await stateOf(id);
    assert.notEqual(moved, before);
    const [now, other] = await Promise.all([gridOf(id, a.code), gridOf(id, b.code)]);
    assert.equal(now.households + other.households, a.households + b.households);
    assert.ok(Math.abs(now.area_m2 + other.area_m2 - a.area_m2 - b.area_m2) < 0.1, "ground was lost");
    await page.reload();
    await page.waitForSelector("#editor-undo:enabled");
    await page.keyboard.press("Control+z");
    await verdict(page, "done");
    assert.equal(await stateOf(id), before);
    await page.keyboard.press("Control+Shift+z");
    await page.waitForSelector("#editor-undo:enabled");
    await page.waitForFunction(() => document.querySelector("#editor-redo").disabled);
    assert.equal(await stateOf(id), moved);
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

describe("tools", () => {
  test("splits a grid by a line, merges the parts with the other code, and undoes both", async () => {
    const id = await beginDraft("split");
    const grid = await plainGrid(id);
    const before = await stateOf(id);
    const { page, context, complaints } = await openEditor(browser, desktop, id, { grids: grid.code });
    await page.keyboard.press("z");
    await page.keyboard.press("s");
    const [west, south, east, north] = grid.bounds;
    const lat = (south + north) / 2;
    const beyond = (east - west) * 0.02;
    await clicks(page, [[west - beyond, lat], [(west + east) / 2, lat + (north - south) * 0.02], [east + beyond, lat]]);
    await shoot(page, "editor-split-line");
    await page.keyboard.press("f");
    await verdict(page, "done");
    const rows = await gridsOf(id);
    const [made] = rows.filter(({ code }) => code.startsWith(grid.parent)).filter(({ code }) => !before.includes(`"${code}"`));
    assert.ok(made, "no new grid");
    const kept = rows.find(({ code }) => code === grid.code);
    assert.equal(kept.households + made.households, grid.households);
    await settle(page);
    await shoot(page, "editor-split");
    await clearVerdict(page);
    await page.keyboard.press("g");
    await page.locator(`dialog input[value="${made.code}"]`).check();
    await shoot(page, "editor-merge-sheet");
    await page.locator("dialog button[type=submit]").click();
    await verdict(page, "done");
    assert.equal(await gridOf(id, grid.code), null);
    assert.equal((await gridOf(id, made.code)).households, grid.households);
    await page.keyboard.press("Control+z");
    await page.waitForFunction((code) => document.querySelector(".verdict.done")?.textContent.includes("Merged") && code, made.code);
    await page.waitForSelector("#editor-undo:enabled");
    await page.keyboard.press("Control+z");
    await page.waitForSelector("#editor-undo:disabled");
    await page.waitForSelector("#editor-redo:enabled");
    assert.equal(await stateOf(id), before);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("keeps a line that cannot split, over a reload too, and says why", async () => {
    const id = await beginDraft("refused");
    const grid = await plainGrid(id);
    const { page, context } = await openEditor(browser, desktop, id, { grids: grid.code });
    await page.keyboard.press("z");
    await page.keyboard.press("s");
    const [lon, lat] = middle(grid);
    await clicks(page, [[lon, lat], [lon + 0.0004, lat]]);
    await page.keyboard.press("f");
    assert.match(await verdict(page, "refused"), /border to border/);
    await shoot(page, "editor-refused");
    await page.reload();
    await page.waitForSelector("#tool-split:enabled");
    await page.keyboard.press("s");
    await page.waitForSelector(".tool-hint .measure");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".tool-hint .measure", { state: "detached" });
    assert.equal((await ask(`/v1/plans/${id}`)).steps, 0);
    await context.close();
  });

  test("gives painted buildings to a neighbour, with the sums to the household", async () => {
    const id = await beginDraft("paint");
    const { a, b, shared } = await neighbours(id);
    const { page, context, complaints } = await openEditor(browser, desktop, id, { grids: a.code });
    await page.keyboard.press("z");
    await page.keyboard.press("p");
    await page.waitForFunction(() => document.querySelector(".tool-hint.paint"));
    await settle(page);
    const inside = middle(b);
    const near = shared.map(([lon, lat]) => [lon + (inside[0] - lon) * 0.12, lat + (inside[1] - lat) * 0.12]);
    await drag(page, near[2], near[5], 12);
    await page.waitForFunction(() => document.querySelector(".tool-hint.paint .button.primary:enabled"));
    await page.waitForTimeout(400);
    await shoot(page, "editor-paint");
    await page.locator("#map").focus();
    await page.locator(".tool-hint.paint .button.primary").click();
    await page.waitForSelector(".verdict.done, .verdict.refused");
    for (let tries = 0; tries < 3 && (await page.locator(".verdict.refused").count()) > 0; tries += 1) {
      await shoot(page, "editor-paint-refused");
      await page.locator(".verdict.refused .button.primary").first().click();
      await page.waitForTimeout(1500);
    }
    await verdict(page, "done");
    await shoot(page, "editor-painted");
    const [now, other] = await Promise.all([gridOf(id, a.code), gridOf(id, b.code)]);
    assert.ok(now.households > a.households, "nothing came");
    assert.equal(total(await gridsOf(id)), total((await ask("/v1/grids?tier=grid&limit=1000")).items));
    assert.ok(now.households - a.households >= b.households - other.households, "more went than came");
    await settle(page);
    assert.deepEqual(complaints.filter((text) => !text.includes("422")), []);
    await context.close();
  });

  test("locks a grid, and a border of it stays where it is", async () => {
    const id = await beginDraft("lock");
    const { a, b, node } = await neighbours(id);
    const { page, context } = await openEditor(browser, desktop, id, { grids: a.code });
    await page.keyboard.press("z");
    await page.keyboard.press("l");
    assert.match(await verdict(page, "done"), /Locked/);
    assert.equal((await gridOf(id, a.code)).lock, "locked");
    await clearVerdict(page);
    await page.keyboard.press("n");
    const inside = middle(b);
    await drag(page, node, [node[0] + (inside[0] - node[0]) * 0.15, node[1] + (inside[1] - node[1]) * 0.15]);
    assert.match(await verdict(page, "refused"), /locked/);
    await shoot(page, "editor-locked");
    assert.deepEqual(ringOf(await gridOf(id, a.code)), ringOf(a));
    await context.close();
  });
});

describe("others and failures", () => {
  test("merges what two planners do in different places, and shows what stands against each other", async () => {
    const id = await beginDraft("two");
    const { a, b, node } = await neighbours(id);
    const far = (await gridsOf(id)).find(({ parent }) => parent !== a.parent);
    const { page, context } = await openEditor(browser, desktop, id, { grids: a.code });
    await send("/v1/changesets", { plan: id, author: "wang", reason: "far away", edits: [{ op: "rename_grid", code: far.code, name: "elsewhere" }] });
    await page.waitForSelector(".also-here");
    await page.keyboard.press("z");
    await page.keyboard.press("n");
    const inside = middle(b);
    await drag(page, node, [node[0] + (inside[0] - node[0]) * 0.1, node[1] + (inside[1] - node[1]) * 0.1]);
    await verdict(page, "done");
    await clearVerdict(page);
    // The page does not hear of the next change before its own.
    await page.route("**/v1/plans/**", (route) => setTimeout(() => route.continue().catch(() => undefined), 1500));
    const moved = (await gridOf(id, a.code)).geometry;
    const rings = moved.type === "Polygon" ? moved.coordinates[0] : moved.coordinates[0][0];
    const theirs = ringOf(await gridOf(id, b.code));
    const own = new Set(theirs.map(String));
    const common = rings.filter((at) => own.has(String(at)));
    const [one, two] = [common[2], common[common.length - 3]];
    await page.waitForTimeout(2000);
    await send("/v1/changesets", {
      plan: id, author: "wang", reason: "the same border",
      edits: [{ op: "move_node", tier: "grid", from: one, to: [one[0] + (inside[0] - one[0]) * 0.05, one[1] + (inside[1] - one[1]) * 0.05] }],
    });
    await drag(page, two, [two[0] + (inside[0] - two[0]) * 0.08, two[1] + (inside[1] - two[1]) * 0.08], 3);
    await page.waitForSelector(".conflict");
    await shoot(page, "editor-conflict");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.locator(".conflict .button.primary").click();
    await verdict(page, "done");
    const authors = (await ask(`/v1/plans/${id}/steps`)).items.map(({ author }) => author);
    assert.deepEqual(authors, ["wang", "office", "wang", "office"]);
    await context.close();
  });

  test("keeps a gesture while the server is away, also over a reload, and does it once", async () => {
    const id = await beginDraft("away");
    const { a, b, node } = await neighbours(id);
    const { page, context } = await openEditor(browser, desktop, id, { grids: a.code });
    await page.keyboard.press("z");
    await page.keyboard.press("n");
    const cut = (route) => route.abort("connectionrefused");
    await page.route("**/v1/changesets", cut);
    const inside = middle(b);
    await drag(page, node, [node[0] + (inside[0] - node[0]) * 0.1, node[1] + (inside[1] - node[1]) * 0.1]);
    await page.waitForSelector(".verdict.waits");
    await shoot(page, "editor-waits");
    assert.equal((await ask(`/v1/plans/${id}`)).steps, 0);
    await page.reload();
    await page.waitForSelector(".verdict.waits");
    await page.unroute("**/v1/changesets", cut);
    // it is sent again by itself, so the button may be gone
    await page.locator(".verdict.waits button").click({ timeout: 1000 }).catch(() => undefined);
    await verdict(page, "done");
    assert.equal((await ask(`/v1/plans/${id}`)).steps, 1);
    assert.equal((await undoOf(id)).undo.author, "office");
    await context.close();
  });

  test("splits, moves a node and undoes without a pointer", async () => {
    const id = await beginDraft("keys");
    const grid = await plainGrid(id);
    const { page, context } = await openEditor(browser, desktop, id, { grids: grid.code });
    const map = page.locator("#map");
    await page.keyboard.press("z");
    await page.waitForTimeout(500);
    await map.focus();
    await page.keyboard.press("s");
    const box = await map.boundingBox();
    const [west, , east] = grid.bounds;
    const lat = middle(grid)[1];
    const [from, to] = [await pixelOf(page, [west - 0.0002, lat]), await pixelOf(page, [east + 0.0002, lat])];
    let at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const go = async (x) => {
      const [key, far] = x < at.x ? ["ArrowLeft", at.x - x] : ["ArrowRight", x - at.x];
      for (let step = 0; step < Math.floor(far / 12); step += 1) await page.keyboard.press(key);
      at = { ...at, x: at.x + Math.sign(x - at.x) * Math.floor(far / 12) * 12 };
    };
    await page.keyboard.press("ArrowRight");
    await go(from.x);
    await page.keyboard.press("Enter");
    await go(to.x);
    await page.keyboard.press("Enter");
    await shoot(page, "editor-keys");
    await page.keyboard.press("f");
    await verdict(page, "done");
    await page.keyboard.press("Control+z");
    await page.waitForSelector("#editor-redo:enabled");
    assert.equal((await gridsOf(id)).length, (await ask("/v1/grids?tier=grid&limit=1000")).items.length);
    await context.close();
  });
});
