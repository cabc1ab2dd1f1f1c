/**
 * Who answers for what, against a running server with a synthetic city whose store may be changed:
 * `HEXWARD_URL=… node --test e2e/responsibility.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, base, launch, open, overflowing, paintedShare, SCREEN_SIZES, settle, shoot } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const [desktop, tablet, wall] = SCREEN_SIZES;
const stamp = Date.now().toString(36);
const who = "planner:planning office";

let browser;
let grid;

before(async () => {
  browser = await launch();
  const { items } = await ask("/v1/grids?tier=grid&limit=1");
  grid = items[0];
});
after(() => browser?.close());

const start = (size, lang, rest = "", ready = ".duty-part", more = {}) =>
  open(browser, size, { hash: `#screen=responsibility${rest}`, ready, lang, who, ...more });
const tab = (page, name) => page.locator(`#tab-${name}`).click();
const number = (text) => Number(text.replace(/[^\d.]/g, ""));
const rows = (page, table) => page.locator(`${table} tbody tr`).count();

async function saved(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString("utf8") };
}

for (const [size, lang, scheme] of [[desktop, "zh", "light"], [desktop, "en", "dark"], [tablet, "en", "light"], [wall, "zh", "dark"]]) {
  const name = `${size.name}-${lang}`;

  test(`${name}: how many answer, who is missed most, and where`, async () => {
    const { page, context, complaints } = await start(size, lang, "", ".k-bars tbody tr", { scheme });
    const report = await ask("/v1/duties/report?least=2");
    const shown = await page.locator(".k-bars tbody td .cell-text").allTextContents();
    assert.equal(shown.map(number).reduce((all, one) => all + one, 0), report.addresses);
    assert.ok((await paintedShare(page, "kcover")) > 0.05, "the map is coloured");
    assert.equal(await page.locator(".duty-legend .entries li").count() >= 4, true);
    // so many as nobody has: each absence leaves addresses below
    const most = report.histogram.length - 1;
    await page.locator(".least select").selectOption(String(Math.min(8, most)));
    const worst = (await ask(`/v1/duties/people?least=${Math.min(8, most)}&limit=1`)).items[0];
    await page.getByRole("button", { name: worst.staff, exact: true }).click();
    await page.locator(".absent-grids").waitFor();
    const one = await ask(`/v1/duties/people/${worst.staff}?least=${Math.min(8, most)}`);
    assert.equal(await rows(page, ".absent-grids"), Math.min(200, one.areas.length));
    await settle(page);
    assert.deepEqual(await overflowing(page), []);
    await shoot(page, `responsibility-${name}-cover`);
    const file = await saved(page, () => page.locator(".k-figure .button").click());
    assert.equal(file.text.trim().split("\r\n").length > report.histogram.length, true);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test(`${name}: posts that are vacant, and work that is shared`, async () => {
    const { page, context, complaints } = await start(size, lang, "&part=vacancies", ".vacancy-list tbody tr", { scheme });
    const { items } = await ask("/v1/duties/shortages");
    assert.equal(await rows(page, ".vacancy-list"), Math.min(100, items.length));
    const file = await saved(page, () => page.locator(".duty-head .button").first().click());
    assert.equal(file.text.trim().split("\r\n").length, items.length + 1);
    await page.locator(".vacancy-list .row-button").first().click();
    await page.waitForFunction((code) => location.hash.includes(`grids=${code}`), items[0].area);
    await settle(page);
    assert.ok((await paintedShare(page, "vacancies")) > 0.02, "the map shows vacancies");
    await shoot(page, `responsibility-${name}-vacancies`);
    await tab(page, "load");
    await page.locator(".load-list tbody tr").first().waitFor();
    const { loads } = await ask("/v1/duties/report");
    const gini = await page.locator("#duty-panel table").first().locator("tbody tr td:last-child").allTextContents();
    assert.deepEqual(gini.map(number), loads.map((load) => load.gini));
    await settle(page);
    await shoot(page, `responsibility-${name}-load`);
    assert.deepEqual(await overflowing(page), []);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test(`${name}: who answers here, its cards, its gates and their roster`, async () => {
    const { page, context, complaints } = await start(size, lang, "&tier=community", ".k-bars tbody tr", { scheme });
    await page.locator(".duty-frame .map").focus();
    await page.keyboard.press("Enter");
    await page.locator(".answers li").first().waitFor();
    assert.equal(await page.locator("#tab-here").getAttribute("aria-selected"), "true");
    const picked = new URL(page.url()).hash.match(/grids=([^&]+)/)[1];
    const links = await page.locator(".duty-cards a").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    assert.equal(links.length, 4);
    for (const link of links) {
      const answer = await fetch(new URL(link, base));
      assert.equal(answer.status, 200, link);
      assert.match(answer.headers.get("content-type"), /pdf|png/);
    }
    await settle(page);
    await shoot(page, `responsibility-${name}-here`);
    await page.locator(".duty-cards button").click();
    await page.locator(".crossing-list tbody tr").first().waitFor();
    const plan = await ask(`/v1/gates/${picked}?within_m=500&vehicles=true&shift_hours=8&week_hours=40&staff=1`);
    assert.equal(plan.crossings, plan.gates + plan.blocks);
    assert.equal(await rows(page, ".crossing-list"), plan.crossings);
    assert.equal(await page.locator(".crossing-list .is-gate").count(), plan.gates);
    assert.equal(await rows(page, ".roster"), plan.gates);
    await page.locator(".crossing-list .row-button").first().click();
    await settle(page);
    await shoot(page, `responsibility-${name}-gates`);
    await page.locator(".gate-wish input[type=number]").first().fill("60");
    await page.locator(".gate-wish button").click();
    const nearer = await ask(`/v1/gates/${picked}?within_m=60&vehicles=true`);
    await page.waitForFunction((gates) => document.querySelectorAll(".crossing-list .is-gate").length === gates, nearer.gates);
    await page.locator("#tab-gates").focus();
    await page.keyboard.press("Home");
    assert.equal(await page.locator("#tab-here").getAttribute("aria-selected"), "true");
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

for (const [size, lang] of [[desktop, "zh"], [tablet, "en"]]) {
  test(`${size.name}-${lang}: honeycombs and crossing duties are laid in a draft, what is in force stays`, async () => {
    const { page, context, complaints } = await start(size, lang, "&part=lay", ".lay-form");
    const id = `crossed-${size.name}-${stamp}`;
    const before = await ask("/v1/duties/report");
    assert.equal(await page.locator(".lay-form button[type=submit]").first().isDisabled(), true, "nothing is laid without a draft");
    await page.locator(".duty-part > .fields-row button").first().click();
    await page.locator("dialog input[required]").fill(id);
    await page.locator("dialog button[type=submit]").click();
    await page.waitForFunction((plan) => location.hash.includes(`plan=${plan}`), id);
    const [honeycomb, crossing] = [page.locator(".lay-form").nth(0), page.locator(".lay-form").nth(1)];
    await honeycomb.locator("input[type=text]").fill("hex 1");
    await honeycomb.getByRole("alert").waitFor();
    await honeycomb.locator("input[type=text]").fill("laid");
    await honeycomb.locator(".form-end button").first().click();
    await honeycomb.locator("[role=status].duty-lead").waitFor();
    assert.equal((await ask(`/v1?plan=${id}`)).layers.some((layer) => layer.name.startsWith("laid")), false, "a trial writes nothing");
    await honeycomb.locator("button[type=submit]").click();
    await page.waitForFunction(() => document.querySelector(".comb-select select")?.options.length >= 3);
    const { layers } = await ask(`/v1?plan=${id}`);
    assert.equal(layers.filter((layer) => layer.name.startsWith("laid")).length % 3, 0);
    assert.notEqual(layers.filter((layer) => layer.name.startsWith("laid")).length, 0);
    await settle(page);
    await shoot(page, `responsibility-${size.name}-${lang}-lay`);
    await crossing.locator("button[type=submit]").click();
    await crossing.locator("[role=status].duty-lead").waitFor();
    await tab(page, "cover");
    await page.locator(".k-bars tbody tr").first().waitFor();
    await page.waitForFunction((columns) => document.querySelectorAll(".k-bars thead th").length === columns, 4);
    const now = await ask(`/v1/duties/report?plan=${id}`);
    assert.ok(now.duties > before.duties);
    assert.equal((await ask("/v1/duties/report")).duties, before.duties, "what is in force stays");
    await settle(page);
    await shoot(page, `responsibility-${size.name}-${lang}-draft`);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("an answer that fails is said and asked again; a place without duties says how to begin", async () => {
  const { page, context } = await start(desktop, "en", "", ".k-bars tbody tr");
  await page.route("**/v1/duties/shortages*", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ title: "Busy", status: 503, code: "busy", detail: "try again" }) }));
  await tab(page, "vacancies");
  await page.locator(".duty-part .problem").waitFor();
  await page.unroute("**/v1/duties/shortages*");
  await page.locator(".duty-part .problem button").click();
  await page.locator(".vacancy-list tbody tr").first().waitFor();
  await page.route("**/v1/roles*", (route) => route.fulfill({ contentType: "application/json", body: JSON.stringify({ items: [] }) }));
  await tab(page, "load");
  await tab(page, "vacancies");
  await page.locator(".duty-empty .command").waitFor();
  await shoot(page, "responsibility-empty-en");
  await context.close();
});
