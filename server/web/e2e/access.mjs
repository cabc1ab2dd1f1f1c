/**
 * Every screen as assistive technology meets it: no serious finding of axe in any screen, language or theme.
 * `HEXWARD_URL=… node --test e2e/access.mjs` against a synthetic city whose store may be changed.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { ask, base, isAll, launch, open, SCREEN_SIZES, settle } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const plan = `seen-${Date.now().toString(36)}`;
const [desktop, tablet] = SCREEN_SIZES;

let browser;
let search;
let grid;

async function post(path, body) {
  const response = await fetch(base + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
  return response.json();
}

before(async () => {
  browser = await launch();
  const { items } = await ask("/v1/grids?tier=grid&limit=1");
  grid = items[0].code;
  await post("/v1/plans", { id: plan, name: "看得见", author: "planning office" });
  await post("/v1/changesets", { plan, author: "planning office", edits: [{ op: "rename_grid", code: items[0].code, name: "看得见" }] });
  search = (await post("/v1/rebalances", { plan, band: { low: 250, high: 350 }, frontier: true })).id;
  for (;;) {
    if (["done", "refused"].includes((await ask(`/v1/rebalances/${search}`)).state)) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
});
after(() => browser?.close());

const SCREENS = {
  map: ["", "#map canvas"],
  welcome: ["#screen=welcome", ".practice"],
  plans: ["#screen=plans", ".plan-table"],
  edit: [`#screen=edit&plan=${plan}`, "canvas"],
  rebalance: [() => `#screen=rebalance&plan=${plan}&search=${search}`, ".move-tables tbody tr"],
  review: [`#screen=review&plan=${plan}`, ".checks .good"],
  compare: [`#screen=compare&plan=${plan}`, ".changes-list tbody tr"],
  cover: ["#screen=responsibility", ".k-bars"],
  here: [() => `#screen=responsibility&part=here&grids=${grid}`, ".answers li"],
  vacancies: ["#screen=responsibility&part=vacancies", ".vacancy-list"],
  load: ["#screen=responsibility&part=load", ".load-list"],
  lay: [`#screen=responsibility&part=lay&plan=${plan}`, ".lay-form"],
  gates: [() => `#screen=responsibility&part=gates&grids=${grid}`, ".crossing-list"],
  import: ["#screen=import", ".drop"],
  counts: ["#screen=counts", ".drop"],
};

/** Sizes, languages and themes: all combinations of two, or each of them once. */
const LOOKS = [
  [desktop, "zh", "light"],
  [tablet, "en", "dark"],
  ...(isAll ? [[desktop, "en", "dark"], [tablet, "zh", "light"], [desktop, "en", "light"], [desktop, "zh", "dark"], [tablet, "en", "light"], [tablet, "zh", "dark"]] : []),
];

/** The serious and critical findings of axe, one line each. */
async function findings(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    const worst = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    return worst.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary.split("\n")[1]}`));
  });
}

for (const [name, [hash, ready]] of Object.entries(SCREENS)) {
  test(`${name} has no serious finding`, async () => {
    for (const [size, lang, scheme] of LOOKS) {
      const { page, context } = await open(browser, size, { hash: typeof hash === "function" ? hash() : hash, ready, lang, scheme, who: "planner:planning office" });
      await settle(page);
      assert.deepEqual(await findings(page), [], `${size.name}, ${lang}, ${scheme}`);
      await context.close();
    }
  });
}
