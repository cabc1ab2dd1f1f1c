/**
 * The page against a running server: `HEXWARD_URL=http://127.0.0.1:8080 npm run e2e`.
 * CHROMIUM names the browser; SHOTS a folder for pictures.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, linked, open, openPanel, paintedShare, settle, shoot, SIZES } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
];

let browser;
let dataset;
let lead;

before(async () => {
  browser = await launch();
  dataset = await ask("/v1");
  const { items } = await ask("/v1/checkpoints");
  const weight = (item) => item.nearest.counts[0]?.value ?? item.nearest.addresses;
  lead = items.sort((a, b) => weight(b) - weight(a))[0];
});

after(() => browser?.close());

const atLead = (zoom) => `#map=${zoom}/${lead.lat}/${lead.lon}`;

for (const size of SIZES) {
  describe(size.name, () => {
    test("loads under a strict policy, without complaint, without WebGL", async () => {
      const { page, context, complaints, requests, response } = await open(browser, size);
      const policy = response.headers()["content-security-policy"] ?? "";
      for (const part of POLICY) assert.ok(policy.includes(part), `${part} is missing in: ${policy}`);
      const webgl = await page.evaluate(() => document.createElement("canvas").getContext("webgl"));
      assert.equal(webgl, null, "WebGL is on");
      assert.equal(await page.locator("[style]:not(.ol-viewport, .ol-viewport *, .scale-bar)").count(), 0);
      assert.ok(await page.locator("h1", { hasText: "Hexward" }).isVisible());
      for (const style of ["streets", "cases", "checkpoints"]) {
        assert.ok(requests.some((path) => path.startsWith(`/tiles/${style}/`)), `no tile of ${style}`);
        assert.ok((await paintedShare(page, style)) > 0, `nothing painted for ${style}`);
      }
      await shoot(page, `${size.name}-first`);
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("speaks both languages and keeps the choice", async () => {
      const { page, context, complaints } = await open(browser, size, { lang: "zh" });
      assert.equal(await page.title(), `Hexward · ${dataset.name.zh}`);
      assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
      await page.locator(".header .choice button").nth(1).click();
      assert.equal(await page.title(), `Hexward · ${dataset.name.en}`);
      assert.equal(await page.getAttribute("html", "lang"), "en-GB");
      await page.goto("about:blank");
      await page.goto(`${base}/`);
      await page.waitForSelector("#map canvas");
      assert.equal(await page.title(), `Hexward · ${dataset.name.en}`);
      await settle(page);
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("switches layers and the areas of the risk colours", async () => {
      const { page, context, complaints, requests } = await open(browser, size);
      const asked = (start, part = "") =>
        requests.some((path) => path.startsWith(start) && path.includes(part));
      assert.ok(!asked("/tiles/risk/"), "risk is asked for while it is off");
      await openPanel(page, size, 0);
      await page.locator("label[for=layer-risk]").click();
      await settle(page);
      assert.ok(asked("/tiles/risk/", "areas=cells"), "no honeycomb tile");
      assert.ok((await paintedShare(page, "risk")) > 0, "no risk colour");
      await page.locator(".layer-options .choice button").nth(1).click();
      await settle(page);
      assert.ok(asked("/tiles/risk/", "areas=grids"), "no grid tile");
      await page.locator("label[for=layer-cases]").click();
      await page.waitForFunction(() => !location.hash.includes("cases"));
      await linked(page, /layers=[^&]*risk/);
      await shoot(page, `${size.name}-risk`);
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("shows what lies at a place", async () => {
      const { page, context, complaints } = await open(browser, size, { hash: atLead(18) });
      const map = await page.locator("#map").boundingBox();
      await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
      await page.waitForSelector(".card .card-row.lead");
      await settle(page);
      const nearest = page.locator(".card .card-row.lead");
      assert.equal(await nearest.locator("strong").textContent(), lead.name);
      const distance_m = Number.parseFloat(await nearest.locator(".row-aside").textContent());
      assert.ok(distance_m < 10, `${distance_m} m from the checkpoint itself`);
      const card = await page.locator(".card").textContent();
      const { grids, cells } = await ask(`/v1/locate?lon=${lead.lon}&lat=${lead.lat}`);
      assert.ok(grids.some(({ code }) => card.includes(code)), "no grid on the card");
      assert.ok(cells.every(({ layer }) => card.includes(layer)), "no honeycomb cell on the card");
      await linked(page, /at=/);
      await shoot(page, `${size.name}-card`);
      await page.locator(".card .icon-button").nth(2).click();
      await page.waitForSelector(".card", { state: "detached" });
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("lists grids and checkpoints in step with the map", async () => {
      const { page, context, complaints } = await open(browser, size);
      await (size.name === "phone" ? openPanel(page, size, 2) : page.keyboard.press("t"));
      const rows = page.locator(".drawer tbody tr");
      await rows.first().waitFor();
      assert.equal(await rows.count(), dataset.totals.grids);
      await page.locator(".drawer .choice button").nth(1).click();
      await page.locator(".drawer tbody", { hasText: lead.name }).waitFor();
      assert.equal(await rows.count(), dataset.totals.checkpoints);
      assert.ok((await rows.first().textContent()).startsWith(lead.name), "the largest is not first");
      await shoot(page, `${size.name}-table`);
      await rows.first().locator("button").click();
      await page.waitForSelector(".card .card-row.lead");
      assert.equal(await page.locator(".card .card-row.lead strong").textContent(), lead.name);
      await settle(page);
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("opens a link as it was copied, in the dark too", async () => {
      const hash = `${atLead(17)}&layers=streets,grids:50&lang=zh&at=${lead.lat}/${lead.lon}`;
      const { page, context, complaints, requests } = await open(browser, size, { hash, scheme: "dark" });
      await page.waitForSelector(".card .card-row.lead");
      await settle(page);
      assert.equal(await page.getAttribute("html", "data-theme"), "dark");
      assert.equal(await page.getAttribute("html", "lang"), "zh-CN");
      assert.ok(!requests.some((path) => path.startsWith("/tiles/cases/")), "a layer that the link leaves out");
      await linked(page, /layers=streets,grids:50/);
      await shoot(page, `${size.name}-link-dark`);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  });
}

describe("keyboard and failures", () => {
  const [desktop] = SIZES;

  test("inspects, closes and lists the keys without a pointer", async () => {
    const { page, context, complaints } = await open(browser, desktop, { hash: atLead(18) });
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".card .card-row.lead");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".card", { state: "detached" });
    await page.keyboard.press("?");
    await page.waitForSelector("dialog[open]");
    assert.ok((await page.locator("dialog kbd").count()) > 8);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    await page.keyboard.press("e");
    const addresses = await page.locator("dialog input").evaluateAll((all) => all.map(({ value }) => value));
    assert.ok(addresses.includes(`${base}/tiles/cases.json`), addresses.join(" "));
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("says that the server is down, keeps the picture, and goes on when it is back", async () => {
    const { page, context } = await open(browser, desktop);
    const cut = (route) => route.abort("connectionrefused");
    await page.route(`${base}/**`, cut);
    await page.mouse.click(640, 400);
    await page.waitForSelector(".banner");
    assert.ok((await paintedShare(page, "cases")) > 0, "the picture is gone");
    await shoot(page, "desktop-offline");
    await page.unroute(`${base}/**`, cut);
    await page.locator(".banner button").click();
    await page.waitForSelector(".banner", { state: "detached" });
    await context.close();
  });

  test("shows a message instead of a blank page when the server is down at the start", async () => {
    const context = await browser.newContext({ viewport: desktop.viewport, locale: "en-GB" });
    const page = await context.newPage();
    const cut = (route) => route.abort("connectionrefused");
    const root = (url) => url.pathname === "/v1";
    await page.route(root, cut);
    await page.goto(`${base}/`);
    await page.waitForSelector(".curtain[role=alert] button");
    await shoot(page, "desktop-start-offline");
    await page.unroute(root, cut);
    await page.locator(".curtain button").click();
    await page.waitForSelector("#map canvas");
    await context.close();
  });
});
