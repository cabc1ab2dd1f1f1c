/**
 * Finding places, coming back to them, and putting them on paper, against a running server with a synthetic city:
 * `HEXWARD_URL=… node --test e2e/finding.mjs`.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ask, base, launch, linked, open, settle, shoot, SCREEN_SIZES } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const [desktop] = SCREEN_SIZES;
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const viewOf = (page) => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get("map"));

test("finds grids by the initials of their pinyin, whole syllables, and both", async () => {
  const { page, context, complaints } = await open(browser, desktop, { lang: "zh" });
  const field = page.locator(".find-field");
  for (const typed of ["sqd1wg", "shequdi1wangge", "shequd1wg"]) {
    await field.fill(typed);
    await page.locator(".found .found-name").first().waitFor();
    for (const name of await page.locator(".found .found-name").allTextContents()) assert.match(name, /社区第1网格/, typed);
    await field.fill("");
  }
  await settle(page);
  assert.deepEqual(complaints, []);
  await context.close();
});

for (const lang of ["zh", "en"]) {
  test(`${lang}: finds an address by what is written of it, and goes there`, async () => {
    const { center } = await ask("/v1");
    const [address] = (await ask(`/v1/nearest?layer=addresses&lon=${center[0]}&lat=${center[1]}&k=1`)).items;
    const { page, context, complaints } = await open(browser, desktop, { lang });
    const field = page.locator(".find-field");
    await field.fill(address.name);
    const hit = page.locator(".found li", { hasText: address.id }).first();
    await hit.waitFor();
    await shoot(page, `finding-address-${lang}`);
    await hit.click();
    await page.waitForSelector(".card");
    await page.waitForFunction(() => Number(/map=([\d.]+)/.exec(location.hash)?.[1]) === 18);
    const [, lat, lon] = (await viewOf(page)).split("/").map(Number);
    assert.ok(Math.abs(lat - address.lat) < 0.001 && Math.abs(lon - address.lon) < 0.001, `${lat} ${lon}`);
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test(`${lang}: saves a view under a name, comes back to it after a reload, and forgets it`, async () => {
    const { center } = await ask("/v1");
    const hash = `#map=17/${center[1]}/${center[0]}&layers=streets,load:60&tier=micro`;
    const { page, context, complaints } = await open(browser, desktop, { lang, hash });
    const views = page.locator(".saved-views");
    await views.locator("input").fill("午会 17");
    await page.keyboard.press("Enter");
    await views.locator("li", { hasText: "午会 17" }).waitFor();
    const before = await viewOf(page);
    await page.goto("about:blank");
    await page.goto(`${base}/#map=12/${center[1]}/${center[0]}&layers=streets&tier=grid`);
    await page.waitForSelector("#map canvas");
    await views.getByRole("button", { name: "午会 17", exact: true }).click();
    await page.waitForFunction((expected) => new URLSearchParams(location.hash.slice(1)).get("map") === expected, before);
    await linked(page, /layers=[^&]*load:60.*tier=micro|tier=micro.*load:60/);
    assert.equal(await page.getAttribute("html", "lang"), lang === "zh" ? "zh-CN" : "en-GB");
    await shoot(page, `finding-views-${lang}`);
    await views.locator("li .icon-button").click();
    await views.locator("li").waitFor({ state: "detached" });
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test(`${lang}: puts the map on paper with its legend and nothing else`, async () => {
    const { page, context, complaints } = await open(browser, desktop, { lang, hash: "#layers=streets,load,grids&tier=grid" });
    await page.evaluate(() => (window.print = () => (window.printed = true)));
    await page.getByRole("button", { name: lang === "zh" ? "打印地图和图例" : "Print the map with its legend" }).click();
    await page.waitForFunction(() => window.printed === true);
    await settle(page);
    await page.emulateMedia({ media: "print" });
    for (const shown of [".print-head", ".map-frame", ".legend-panel .legend-load"]) assert.ok(await page.locator(shown).isVisible(), `${shown} is not printed`);
    for (const hidden of [".header", ".layer-panel", ".map-controls", ".find"]) assert.ok(!(await page.locator(hidden).isVisible()), `${hidden} is printed`);
    await shoot(page, `finding-print-${lang}`);
    await page.emulateMedia({ media: "screen" });
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
