/**
 * The comparison of two plans against a running server with a synthetic city whose store may be changed:
 * `HEXWARD_URL=… node --test e2e/compare.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, base, launch, open, overflowing, settle, shoot, TURNS } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const SAYS = { zh: { swipe: "卷帘", xlsx: "变化清单（Excel）", swap: "互换" }, en: { swipe: "Swipe", xlsx: "Changes (Excel)", swap: "Swap" } };
const plan = `compared-${Date.now().toString(36)}`;

let browser;
let merged;
let renamed;

async function post(path, body) {
  const response = await fetch(base + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
  return response.json();
}

before(async () => {
  browser = await launch();
  const { items } = await ask("/v1/grids?tier=grid&limit=100");
  await post("/v1/plans", { id: plan, name: "Compared", author: "planning office" });
  // the first two grids of one community that touch each other
  for (const other of items.slice(1)) {
    if (other.parent !== items[0].parent) continue;
    const edits = [{ op: "merge_grids", keep: items[0].code, others: [other.code] }];
    const answer = await fetch(`${base}/v1/changesets`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ plan, author: "planning office", edits }) });
    if (answer.ok) {
      merged = other;
      break;
    }
  }
  assert.ok(merged, "no two grids could be merged");
  renamed = items.at(-1);
  await post("/v1/changesets", { plan, author: "planning office", edits: [{ op: "rename_grid", code: renamed.code, name: "改名的网格" }] });
});
after(() => browser?.close());

for (const { size, lang } of TURNS) {
  test(`${size.name}, ${lang}: shows two plans beside and over each other, lists what changed, hands out files`, async () => {
    const says = SAYS[lang];
    const { page, context, complaints } = await open(browser, size, { hash: `#screen=compare&plan=${plan}`, ready: ".two-maps", lang, who: "planner:planning office" });
    await page.locator(".changes-list tbody tr").first().waitFor();
    const summary = await ask(`/v1/compare?before=official&after=plan:${plan}&what=summary`);
    assert.equal(await page.locator(".changes-list tbody tr").count(), summary.grids.length);
    assert.equal(await page.locator(".two-maps .grid-map canvas").count() >= 2, true);
    await settle(page);
    assert.deepEqual(await overflowing(page), []);
    await shoot(page, `compare-${size.name}-${lang}`);
    await page.locator("input[type=search]").fill(renamed.code);
    assert.equal(await page.locator(".changes-list tbody tr").count(), 1);
    await page.locator(".changes-list .row-button").click();
    await page.getByRole("button", { name: says.swipe, exact: true }).click();
    await page.locator("input.swipe").fill("30");
    await settle(page);
    await shoot(page, `compare-${size.name}-${lang}-swipe`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: says.xlsx }).click()]);
    assert.match(download.suggestedFilename(), /summary-official-plan.*\.xlsx$/);
    const [card] = await Promise.all([page.waitForEvent("download"), page.locator(".changes-list a").first().click()]);
    assert.match(card.suggestedFilename(), /\.pdf$/);
    await page.getByRole("button", { name: says.swap }).click();
    await page.waitForFunction(() => /before=compared/.test(location.hash));
    await page.locator(".changes-list tbody tr").first().waitFor();
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
