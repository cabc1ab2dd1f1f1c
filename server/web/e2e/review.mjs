/**
 * Validation and approval against a running server with a synthetic city whose store may be changed:
 * `HEXWARD_URL=… node --test e2e/review.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, open, overflowing, SCREEN_SIZES, settle, shoot, TURNS } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const SAYS = {
  zh: { validate: "校验", submit: "提交审批", approve: "批准", activate: "使其生效", reopen: "退回修改" },
  en: { validate: "Prove", submit: "Submit for approval", approve: "Approve", activate: "Put in force", reopen: "Send back" },
};
const stamp = Date.now().toString(36);
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function post(path, body, headers = {}) {
  const response = await fetch(base + path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
  return response.json();
}

/** Begins a draft that gives a grid another name. */
async function renamed(id, name) {
  const { items } = await ask("/v1/grids?tier=grid&limit=1");
  await post("/v1/plans", { id, name: id, author: "planning office" });
  await post("/v1/changesets", { plan: id, author: "planning office", edits: [{ op: "rename_grid", code: items[0].code, name }] });
  return items[0];
}

const at = (plan, who) => ({ hash: `#screen=review&plan=${plan}`, ready: ".life", who });
const stateOf = async (id) => (await ask(`/v1/plans/${id}`)).state;
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

for (const { size, lang } of TURNS) {
  test(`${size.name}, ${lang}: proves, submits, is approved by a second post, takes effect`, async () => {
    const says = SAYS[lang];
    const id = `${size.name}-${lang}-${stamp}`;
    const grid = await renamed(id, `第一网格 ${id}`);
    const { page, context, complaints } = await open(browser, size, { ...at(id, "planner:planning office"), lang });
    await page.locator(".checks .good").nth(3).waitFor();
    await page.locator(".figures-row").waitFor();
    await settle(page);
    await shoot(page, `review-${size.name}-${lang}`);
    await press(page, says.validate);
    await page.locator(".life .reached").nth(1).waitFor();
    await page.locator("input[type=date]").fill(today);
    await press(page, says.submit);
    await page.locator(".life .reached").nth(2).waitFor();
    assert.equal(await stateOf(id), "submitted");
    assert.ok(await page.getByRole("button", { name: says.approve, exact: true }).isDisabled(), "who submitted may approve");
    await page.evaluate(() => localStorage.setItem("hexward.who", "approver:street office"));
    await page.reload();
    await page.locator(".life .reached").nth(2).waitFor();
    await press(page, says.approve);
    await page.locator(".life .reached").nth(3).waitFor();
    await shoot(page, `review-${size.name}-${lang}-approved`);
    await press(page, says.activate);
    await page.locator(".life .reached").nth(4).waitFor();
    assert.equal(await stateOf(id), "in-force");
    assert.equal((await ask(`/v1/grids/${grid.code}`)).name, `第一网格 ${id}`);
    assert.deepEqual(await overflowing(page), []);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

describe("what stands in the way", () => {
  const [desktop] = SCREEN_SIZES;

  test("an empty plan is not submitted, and says why", async () => {
    const id = `empty-${stamp}`;
    await post("/v1/plans", { id, name: "", author: "planning office" });
    const { page, context, complaints } = await open(browser, desktop, at(id, "planner:planning office"));
    await page.getByText("It changes nothing yet").waitFor();
    assert.ok(await page.getByRole("button", { name: "Submit for approval" }).isDisabled());
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("a conflict shows what both have changed, and is resolved by choosing a side", async () => {
    const id = `conflict-${stamp}`;
    const grid = await renamed(id, "of the plan");
    await post("/v1/changesets", { author: "data office", edits: [{ op: "rename_grid", code: grid.code, name: "of what is in force" }] });
    const { page, context, complaints } = await open(browser, desktop, at(id, "planner:planning office"));
    await page.locator(".conflict-box", { hasText: grid.code }).waitFor();
    await shoot(page, "review-conflict");
    await press(page, "That of this plan");
    await page.locator(".conflict-box").waitFor({ state: "detached" });
    assert.equal((await ask(`/v1/plans/${id}`)).fits, true);
    assert.equal((await ask(`/v1/grids/${grid.code}?plan=${id}`)).name, "of the plan");
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("who decides on what somebody else has changed meanwhile is told, and sees it anew", async () => {
    const id = `late-${stamp}`;
    const grid = await renamed(id, "first");
    const { page, context } = await open(browser, desktop, at(id, "planner:planning office"));
    await page.locator(".checks .good").nth(3).waitFor();
    await post("/v1/changesets", { plan: id, author: "somebody else", edits: [{ op: "rename_grid", code: grid.code, name: "second" }] });
    await press(page, "Submit for approval");
    await page.locator(".problem").waitFor();
    await page.locator(".plan-steps li").nth(1).waitFor();
    assert.equal(await stateOf(id), "draft");
    await shoot(page, "review-late");
    await context.close();
  });

  test("faults are listed, zoomed to and mended with a preview", async () => {
    const id = `faults-${stamp}`;
    await post("/v1/plans", { id, name: id, author: "planning office" });
    const file = await (await fetch(`${base}/v1/export/grids?format=geojson`)).json();
    const micro = file.features.filter(({ properties }) => properties.tier === "micro");
    const target = micro.find(({ geometry }) => geometry.type === "Polygon");
    const [ring] = target.geometry.coordinates;
    // a vertex beside its place: a sliver along two edges
    ring[1] = [ring[1][0] + 0.0000006, ring[1][1] + 0.0000006];
    const body = JSON.stringify({ ...file, features: micro });
    const job = await (await fetch(`${base}/v1/jobs?kind=grids&name=micro.geojson`, { method: "POST", body, headers: { "content-type": "application/octet-stream" } })).json();
    await post(`/v1/jobs/${job.id}/check`, { crs: "CRS84", tier: "micro", plan: id, with_faults: true });
    const done = async (states) => {
      for (;;) {
        const now = await ask(`/v1/jobs/${job.id}`);
        if (states.includes(now.state)) return now;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    assert.equal((await done(["checked", "refused"])).state, "checked");
    await post(`/v1/jobs/${job.id}/apply`, { author: "planning office" });
    assert.equal((await done(["applied", "refused"])).state, "applied");
    const { page, context } = await open(browser, desktop, at(id, "planner:planning office"));
    await page.locator(".checks .bad").waitFor();
    assert.ok(await page.getByRole("button", { name: "Submit for approval" }).isDisabled());
    await page.locator(".fault-list button").first().click();
    await settle(page);
    await shoot(page, "review-faults");
    await press(page, "Mend (preview first)");
    await page.getByText(/Would mend/).waitFor();
    await shoot(page, "review-mend");
    await press(page, "Make it a step");
    await page.locator(".checks .bad").waitFor({ state: "detached" });
    assert.equal((await ask(`/v1/faults?tier=micro&plan=${id}`)).total, 0);
    await context.close();
  });
});
