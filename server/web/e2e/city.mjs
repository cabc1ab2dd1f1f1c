/**
 * The page against a running server with a synthetic city: tiers, search, tables, check.
 * `HEXWARD_URL=http://127.0.0.1:8080 node --test e2e/city.mjs`; variables as for page.mjs.
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, base, launch, linked, open, openPanel, overflowing, settle, shoot, SIZES } from "./browser.mjs";

assert.ok(base, "HEXWARD_URL is not set");

/** Places of the panels in the bar of a phone. */
const [LAYERS, , TABLE, CHECK, MORE] = [0, 1, 2, 3, 4];
const TIERS = ["street", "community", "grid", "micro"];

let browser;
let dataset;
/** A micro-grid with residents, and a place inside it. */
let micro;
let inside;

before(async () => {
  browser = await launch();
  dataset = await ask("/v1");
  micro = (await ask("/v1/grids?tier=micro&sort=-residents&limit=1")).items[0];
  const [west, south, east, north] = micro.bounds;
  const { items } = await ask(`/v1/nearest?layer=addresses&lon=${(west + east) / 2}&lat=${(south + north) / 2}&k=100`);
  for (const { lon, lat } of items) {
    const { grids } = await ask(`/v1/locate?lon=${lon}&lat=${lat}`);
    if (grids.some(({ code }) => code === micro.code)) inside = { lon, lat };
    if (inside) break;
  }
  assert.ok(inside, "no address inside the micro-grid");
});

after(() => browser?.close());

const atPlace = (extra = "") => `#map=17/${inside.lat}/${inside.lon}&at=${inside.lat}/${inside.lon}${extra}`;

for (const size of SIZES) {
  for (const lang of ["zh", "en"]) {
    describe(`${size.name}, ${lang}`, () => {
      test("is labelled as synthetic, asks for no list before the map, and every number fits", async () => {
        const { page, context, complaints, requests } = await open(browser, size, { lang });
        assert.ok(!requests.some((path) => /^\/v1\/(grids|checkpoints|cells|faults)/.test(path)), requests.join("\n"));
        assert.match(await page.locator(".data-set").textContent(), lang === "zh" ? /合成/ : /Synthetic/);
        await openPanel(page, size, LAYERS);
        assert.match(await page.locator(".layer-panel .origin").textContent(), lang === "zh" ? /虚构/ : /invented/);
        assert.equal(await page.locator(".totals div").count(), 6);
        assert.deepEqual(await overflowing(page), []);
        await shoot(page, `city-${size.name}-${lang}-layers`);
        await openPanel(page, size, MORE);
        assert.deepEqual(complaints, []);
        await context.close();
      });

      test("says what is proved of each tier", async () => {
        const { page, context, complaints } = await open(browser, size, { lang });
        await (size.name === "phone" ? openPanel(page, size, CHECK) : page.keyboard.press("k"));
        await page.waitForFunction(() => document.querySelectorAll(".verdict-word.proven").length === 4);
        assert.match(await page.locator(".proof").first().textContent(), /49/);
        assert.deepEqual(await overflowing(page), []);
        await shoot(page, `city-${size.name}-${lang}-check`);
        assert.deepEqual(complaints, []);
        await context.close();
      });

      // What does not depend on the language is tried in one of them.
      if ((size.name === "phone") !== (lang === "zh")) return;

      test("shows the tier that is chosen, on the map, in the legend, in the link", async () => {
        const hash = "#layers=streets,grids,risk:70,load:70&areas=grids";
        const { page, context, complaints, requests } = await open(browser, size, { lang, hash });
        await openPanel(page, size, LAYERS);
        for (const [index, tier] of TIERS.entries()) {
          requests.length = 0;
          await page.locator(".tier-choice .choice button").nth(index).click();
          await settle(page);
          await linked(page, new RegExp(`tier=${tier}`));
          const asked = (start) => requests.some((path) => path.startsWith(start) && path.includes(`tier=${tier}`));
          for (const start of ["/tiles/grids/", "/tiles/risk/", "/tiles/load/", "/legends/risk.json", "/legends/load.json"]) {
            assert.ok(asked(start) || tier === "grid", `${start} for ${tier}`);
          }
          const areas = dataset.tiers.find((row) => row.tier === tier).areas;
          const shown = await page.locator(".totals div").last().locator("dd").textContent();
          assert.equal(shown, areas.toLocaleString("en"));
          assert.deepEqual(await overflowing(page), []);
          await shoot(page, `city-${size.name}-${lang}-${tier}`);
        }
        assert.deepEqual(complaints, []);
        await context.close();
      });

      test("shows the chain of grids of a place, and goes along it", async () => {
        const { page, context, complaints } = await open(browser, size, { lang, hash: atPlace() });
        await page.waitForSelector(".chain li");
        const { grids } = await ask(`/v1/locate?lon=${inside.lon}&lat=${inside.lat}`);
        assert.equal(grids.length, 4);
        const links = page.locator(".chain-link");
        for (const [index, { code, name }] of grids.entries()) {
          const entry = await page.locator(".chain li").nth(index).textContent();
          assert.ok(entry.includes(code) && entry.includes(name), `${entry} lacks ${code}`);
        }
        assert.equal(await links.nth(2).getAttribute("aria-pressed"), "true");
        await links.nth(3).click();
        await settle(page);
        assert.equal(await links.nth(3).getAttribute("aria-pressed"), "true");
        assert.equal(await page.locator("#card-title").textContent(), micro.name);
        await linked(page, /tier=micro/);
        assert.deepEqual(await overflowing(page), []);
        await shoot(page, `city-${size.name}-${lang}-chain`);
        assert.deepEqual(complaints, []);
        await context.close();
      });

      test("finds any grid in a table that comes in portions", async () => {
        const { page, context, complaints } = await open(browser, size, { lang, hash: "#tier=micro" });
        await (size.name === "phone" ? openPanel(page, size, TABLE) : page.keyboard.press("t"));
        const rows = page.locator(".drawer tbody tr");
        await rows.first().waitFor();
        const all = dataset.tiers.find(({ tier }) => tier === "micro").areas;
        assert.equal(await rows.count(), Math.min(200, all));
        if (all > 200) {
          await page.locator(".table-scroll").evaluate((element) => element.scrollTo(0, element.scrollHeight));
          await rows.nth(200).waitFor();
        }
        await shoot(page, `city-${size.name}-${lang}-table`);
        await page.locator(".drawer .filter").fill(micro.code);
        await page.waitForFunction(() => document.querySelectorAll(".drawer tbody tr").length === 1);
        await rows.first().locator("button").click();
        await page.waitForSelector(".chain li");
        assert.equal(await page.locator("#card-title").textContent(), micro.name);
        await settle(page);
        assert.deepEqual(complaints, []);
        await context.close();
      });
    });
  }
}

describe("finding", () => {
  const [desktop] = SIZES;

  test("leads from a code or a name to the grid, by keys alone", async () => {
    const { page, context, complaints } = await open(browser, desktop, { lang: "en" });
    const field = page.locator(".find-field");
    await field.fill(micro.code.toLowerCase());
    await page.waitForFunction(() => document.querySelectorAll(".found li").length === 1);
    await field.press("Enter");
    await page.waitForSelector(".chain li");
    assert.equal(await page.locator("#card-title").textContent(), micro.name);
    assert.equal(await field.inputValue(), "");
    await field.fill("nowhere at all");
    await page.waitForSelector(".found-more");
    assert.equal(await page.locator(".found li").count(), 0);
    await field.press("Escape");
    await page.waitForSelector(".found-more", { state: "detached" });
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});

describe("a tier with faults", () => {
  const [desktop] = SIZES;
  const fault = (index, kind, breaks_coverage, size) => ({
    index, kind, breaks_coverage, size,
    codes: [micro.code], parent: micro.parent, lon: inside.lon, lat: inside.lat,
    bounds: [inside.lon, inside.lat, inside.lon, inside.lat], geometry: { type: "Point", coordinates: [inside.lon, inside.lat] },
  });
  const items = () => [fault(0, "overlap", true, { value: 2.4, unit: "m2" }), fault(1, "gap", false, null)];
  const report = (all) => ({
    tier: "grid", areas: 49, total: 2, breaking: 1, items: all,
    kinds: items().map(({ kind, breaks_coverage }) => ({ kind, breaks_coverage, count: 1 })),
  });

  test("lists them by kind, and a click leads there", async () => {
    const { page, context, complaints } = await open(browser, desktop, { lang: "en" });
    await page.route((url) => url.pathname === "/v1/faults" && url.searchParams.get("tier") === "grid", (route) => {
      const kind = new URL(route.request().url()).searchParams.get("kind");
      return route.fulfill({ json: report(items().filter((item) => !kind || item.kind === kind)) });
    });
    await page.keyboard.press("k");
    await page.waitForSelector(".fault");
    assert.match(await page.locator(".verdict-word.faulty").textContent(), /2/);
    assert.equal(await page.locator(".fault").count(), 2);
    assert.match(await page.locator(".fault").first().textContent(), /2 m²/);
    await page.locator(".kind").nth(1).click();
    await page.waitForFunction(() => document.querySelectorAll(".fault").length === 1);
    await page.locator(".kind").nth(1).click();
    await page.locator(".fault").first().click();
    await page.waitForFunction(() => Number(/map=([\d.]+)/.exec(location.hash)?.[1]) >= 17);
    await settle(page);
    assert.equal(await page.locator(".fault").first().getAttribute("aria-pressed"), "true");
    const [zoom, lat, lon] = (await page.evaluate(() => location.hash)).match(/map=([^&]*)/)[1].split("/").map(Number);
    assert.ok(zoom >= 17 && Math.abs(lat - inside.lat) < 0.01 && Math.abs(lon - inside.lon) < 0.01, `${zoom} ${lat} ${lon}`);
    await shoot(page, "city-faults");
    assert.deepEqual(complaints, []);
    await context.close();
  });
});

describe("a ledger with entries", () => {
  const [, phone] = SIZES;

  test("lists them by kind with what was decided, and a click leads to the address", async () => {
    const { page, context, complaints } = await open(browser, phone, { lang: "en" });
    const at = { lon: inside.lon, lat: inside.lat };
    const rows = {
      unlocated: [{ kind: "unlocated", address: "A1", reason: "outside", ...at }],
      conflict: [{ kind: "conflict", address: "A2", stated: "990000000001", found: micro.code, winner: "point", distance_m: 12.3, ...at }],
    };
    await page.route((url) => url.pathname === "/v1/ledger", (route) =>
      route.fulfill({ json: { items: rows[new URL(route.request().url()).searchParams.get("kind")] ?? [] } }),
    );
    await openPanel(page, phone, CHECK);
    await page.waitForFunction(() => document.querySelectorAll(".ledger .kind").length === 2);
    await page.locator(".ledger .kind").first().click();
    assert.match(await page.locator(".ledger .fault").textContent(), /A1.*outside every area/);
    await page.locator(".ledger .kind").nth(1).click();
    assert.match(await page.locator(".ledger .fault").textContent(), /A2.*12 m.*990000000001.*counts/);
    assert.deepEqual(await overflowing(page), []);
    await shoot(page, "city-ledger");
    await page.locator(".ledger .fault").click();
    await page.waitForSelector(".chain li");
    await settle(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });
});
