/**
 * The rebalance panel against a running server with a synthetic city whose store may be changed:
 * `HEXWARD_URL=… node --test e2e/rebalance.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, open, overflowing, SCREEN_SIZES, settle, shoot, TURNS } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const SAYS = {
  zh: { start: "开始", all: "全部采纳为草稿", cancel: "取消", low: "下限", high: "上限" },
  en: { start: "Start", all: "Accept all as a draft", cancel: "Cancel", low: "Least", high: "Most" },
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const at = { hash: "#screen=rebalance", ready: ".rebalance form", who: "planner:planning office" };
const plans = async () => (await ask("/v1/plans?limit=1000")).items;
const searchOf = async (page) => {
  const id = /search=([0-9a-f]+)/.exec(await page.evaluate(() => location.hash))[1];
  return ask(`/v1/rebalances/${id}`);
};

async function search(page, says, low, high) {
  await page.getByLabel(says.low, { exact: true }).fill(String(low));
  await page.getByLabel(says.high, { exact: true }).fill(String(high));
  await page.getByRole("button", { name: says.start, exact: true }).click();
  await page.locator(".sides").waitFor();
  await page.locator(".move-tables tbody tr").first().waitFor();
}

for (const { size, lang } of TURNS) {
  test(`${size.name}, ${lang}: says what is feasible, finds a plan, explains its moves, accepts all`, async () => {
    const says = SAYS[lang];
    const { page, context, complaints } = await open(browser, size, { ...at, lang });
    await settle(page);
    await search(page, says, 240, 360);
    const found = await searchOf(page);
    assert.ok(await page.locator(".feasible.good").isVisible());
    const moved = new Intl.NumberFormat("en").format(found.summary.moved_households);
    assert.ok((await page.locator(".outcome .sheet-head p").first().textContent()).includes(moved), moved);
    await settle(page);
    await page.locator(".move-tables .row-button").first().click();
    assert.ok((await page.locator(".why").count()) > 0);
    assert.deepEqual(await overflowing(page), []);
    await shoot(page, `rebalance-${size.name}-${lang}`);
    const before = (await plans()).length;
    await page.getByRole("button", { name: says.all }).click();
    await page.locator(".accept-bar .primary").filter({ hasNotText: says.all }).waitFor();
    const made = (await plans()).find(({ id, steps }) => steps > 0 && id === undefined) ?? (await searchOf(page)).draft;
    assert.ok(made, "no draft was made");
    assert.equal((await plans()).length, before + 1);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

describe("parts of what was found, and searches that end early", () => {
  const [desktop] = SCREEN_SIZES;

  test("accepts the changes of some grids only: the others stay as they are", async () => {
    const { page, context, complaints } = await open(browser, desktop, at);
    await settle(page);
    await search(page, SAYS.en, 240, 360);
    const { id } = await searchOf(page);
    const moves = (await ask(`/v1/rebalances/${id}/moves?format=json`)).items;
    const spared = moves[0].from;
    await page.getByLabel(`Accept the changes of grid ${spared}`, { exact: true }).uncheck();
    const expected = moves.filter(({ from, to }) => from !== spared && to !== spared).length;
    const before = new Set((await plans()).map((plan) => plan.id));
    await page.getByRole("button", { name: `Accept the ${expected} chosen moves` }).click();
    await page.waitForFunction(() => !location.hash.startsWith("#screen=rebalance&search"), null, { timeout: 60_000 });
    const made = (await plans()).find((plan) => !before.has(plan.id));
    const steps = (await ask(`/v1/plans/${made.id}/steps`)).items;
    assert.equal(steps.length, 1);
    // its outline may get a vertex where the border of a neighbour now begins, but nobody comes or goes
    const { grids } = await ask(`/v1/compare?before=official&after=plan:${made.id}&what=summary`);
    const change = grids.find((grid) => grid.code_before === spared);
    assert.ok(!change || change.households_came + change.households_left === 0, `somebody moved from or to ${spared}`);
    assert.ok(grids.some((grid) => grid.households_came > 0));
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("says at once when a band cannot be, and refuses one that is upside down", async () => {
    const { page, context } = await open(browser, desktop, at);
    await settle(page);
    await page.getByLabel("Least", { exact: true }).fill("900");
    await page.getByLabel("Most", { exact: true }).fill("300");
    assert.ok(await page.getByRole("button", { name: "Start", exact: true }).isDisabled());
    await search(page, SAYS.en, 299, 301);
    await page.locator(".feasible.bad li").first().waitFor();
    await shoot(page, "rebalance-infeasible");
    await context.close();
  });

  test("comes back to a search by its link, and goes on when the line was cut", async () => {
    const { page, context } = await open(browser, desktop, at);
    await settle(page);
    const cut = (route) => route.abort("connectionrefused");
    await page.route(`${base}/v1/rebalances/*/events`, cut);
    await search(page, SAYS.en, 260, 340);
    await page.unroute(`${base}/v1/rebalances/*/events`, cut);
    await page.reload();
    await page.locator(".sides").waitFor();
    await context.close();
  });

  test("is broken off within a second", async () => {
    const { page, context } = await open(browser, desktop, at);
    await settle(page);
    await page.locator("summary").first().click();
    await page.getByLabel("Rounds of search").fill("1000");
    await page.getByLabel("Least", { exact: true }).fill("299");
    await page.getByLabel("Most", { exact: true }).fill("303");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    const begun = Date.now();
    await page.waitForFunction(() => !document.querySelector(".work progress"));
    assert.ok(Date.now() - begun < 1_000, `${Date.now() - begun} ms until it ended`);
    await shoot(page, "rebalance-stopped");
    await context.close();
  });
});
