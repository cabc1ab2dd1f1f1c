/**
 * How fast the page is with a city: `HEXWARD_URL=… node e2e/speed.mjs [EDITS]` against a running server whose store may be changed
 * (`scripts/page-speed.sh` serves a copy). Figures for BENCHMARKS.md on stdout; a figure past its goal is marked, nothing fails.
 */
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { ask, base, launch } from "./browser.mjs";
import { send } from "./editor-steps.mjs";

assert.ok(base, "HEXWARD_URL is not set");

const EDITS = Number(process.argv[2] ?? 1_000);
/** How many edits there are between two looks at the heap. */
const HEAP_EVERY = 100;
/** How many grids are picked while a border is dragged. */
const ACTIVE = 50;
const DRAGS = 40;
const id = `speed-${Date.now().toString(36)}`;
const VIEWPORT = { width: 1280, height: 800 };

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const ms = (value) => `${Math.round(value)} ms`;
function say(what, value, goal, text) {
  console.log(`| ${what} | ${text} | ${goal} | ${value <= goal ? "kept" : "missed"} |`);
}

/** Opens a screen in a browser that has seen nothing; times run from the moment the address is entered. */
async function opened(browser, hash) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: "zh-CN" });
  await context.addInitScript(() => localStorage.setItem("hexward.who", "planner:office"));
  const page = await context.newPage();
  // a picture is there once its pixels are in the canvas of the layer, which is the frame that shows them
  await page.addInitScript((wanted) => {
    window.painted = new Promise((done) => {
      const look = () => {
        for (const canvas of document.querySelectorAll(wanted)) {
          if (canvas.width === 0) continue;
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let at = 3; at < data.length; at += 4) count += data[at] > 0 ? 1 : 0;
          if (count > data.length / 80) return done(performance.now());
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }, ".editor-tiles canvas, .editor-grids canvas, canvas.editor-tiles, canvas.editor-grids, .grid-tiles canvas, canvas.grid-tiles, .tiles-grids canvas, canvas.tiles-grids");
  await page.goto(`${base}/${hash}`);
  const painted = await page.evaluate(() => window.painted);
  return { page, context, painted };
}

/** The median of the first picture of a screen, each time in an empty browser. */
async function firstPaint(browser, what, hash) {
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const { context, painted } = await opened(browser, hash);
    times.push(painted);
    await context.close();
  }
  const [most, middle] = [Math.max(...times), quantile(times, 0.5)];
  say(`first picture of the grids: ${what}`, middle, 1_500, `${ms(middle)} (at most ${ms(most)})`);
}

/** The editor, once its draft is there; says how long that took. */
async function openEditor(browser, more = "") {
  const { page, context } = await opened(browser, `#screen=edit&plan=${id}${more}`);
  const ready = await page.evaluate(async () => {
    while ((document.querySelector(".draft-totals dd")?.textContent ?? "0") === "0") await new Promise(requestAnimationFrame);
    return performance.now();
  });
  return { page, context, ready };
}

/** Two neighbours with a node between them that no third grid has, and the grids around them. */
async function border() {
  const [{ center }] = [await ask("/v1")];
  const [lon, lat] = center;
  const box = [lon - 0.03, lat - 0.02, lon + 0.03, lat + 0.02].join(",");
  const { items } = await ask(`/v1/grids?tier=grid&limit=200&bbox=${box}&plan=${id}`);
  const far = ({ bounds: [west, south, east, north] }) => Math.hypot((west + east) / 2 - lon, (south + north) / 2 - lat);
  const near = items.sort((a, b) => far(a) - far(b)).slice(0, ACTIVE);
  const rings = new Map();
  for (const { code } of near) {
    const { geometry } = await ask(`/v1/grids/${code}?plan=${id}`);
    rings.set(code, geometry.type === "Polygon" ? geometry.coordinates[0] : geometry.coordinates[0][0]);
  }
  const owners = new Map();
  for (const [code, ring] of rings) {
    for (const at of ring.slice(1)) owners.set(at.join(), [...(owners.get(at.join()) ?? []), code]);
  }
  const inner = near.slice(0, 8).flatMap(({ code }) => rings.get(code).slice(1).filter((at) => owners.get(at.join()).length === 2));
  assert.ok(inner.length > DRAGS, "no border between two grids");
  return { codes: near.map(({ code }) => code), nodes: inner, near };
}

/** Drags nodes by a few pixels and back, and times the frames and what the server said. */
async function drags(browser) {
  const { codes, nodes, near } = await border();
  const boxes = near.map(({ bounds }) => bounds);
  const middle = [0, 1].map((axis) => boxes.reduce((sum, box) => sum + box[axis] + box[axis + 2], 0) / (2 * boxes.length));
  const { page, context } = await openEditor(browser, `&grids=${codes.join(",")}&map=16/${middle[1]}/${middle[0]}`);
  await page.keyboard.press("z");
  await page.keyboard.press("n");
  await page.waitForTimeout(1_500);
  const [zoom, atLat, atLon] = (await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get("map"))).split("/").map(Number);
  const box = await page.locator("#map").boundingBox();
  const scale = (256 * 2 ** zoom) / (2 * Math.PI);
  const [x, y] = [(lon) => (lon * Math.PI) / 180, (lat) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))];
  const pixel = ([lon, lat]) => ({ x: box.x + box.width / 2 + (x(lon) - x(atLon)) * scale, y: box.y + box.height / 2 - (y(lat) - y(atLat)) * scale });
  const verdicts = [];
  const asked = new Map();
  page.on("request", (request) => request.url().includes("/v1/changesets") && asked.set(request, Date.now()));
  page.on("requestfinished", (request) => asked.has(request) && verdicts.push(Date.now() - asked.get(request)));
  const frames = [];
  for (const node of nodes.slice(0, DRAGS)) {
    const start = pixel(node);
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.evaluate(() => {
      window.frames = [];
      let last = performance.now();
      const tick = (now) => {
        window.frames.push(now - last);
        last = now;
        window.ticking = requestAnimationFrame(tick);
      };
      window.ticking = requestAnimationFrame(tick);
    });
    for (let step = 1; step <= 12; step += 1) {
      await page.mouse.move(start.x + step * 0.6, start.y + step * 0.4);
      await page.waitForTimeout(16);
    }
    frames.push(...(await page.evaluate(() => (cancelAnimationFrame(window.ticking), window.frames.slice(1)))));
    await page.keyboard.press("Escape");
    await page.mouse.up();
  }
  await context.close();
  // a frame of a map on which nothing is dragged says nothing
  if (verdicts.length === 0) return console.log("| frame while a border is dragged, verdict | not measured: no border was taken in hand | | |");
  say(`frame while a border is dragged, ${codes.length} grids picked`, quantile(frames, 0.95), 50,
    `median ${ms(quantile(frames, 0.5))}, 95 % ${ms(quantile(frames, 0.95))}, at most ${ms(Math.max(...frames))}, ${frames.length} frames`);
  say("verdict of the server while dragging", quantile(verdicts, 0.95), 200,
    `median ${ms(quantile(verdicts, 0.5))}, 95 % ${ms(quantile(verdicts, 0.95))}, ${verdicts.length} questions`);
}

/** Changes what colours the grids of the whole city, and waits for the frame that shows it. */
async function recolour(browser) {
  const { page, context } = await openEditor(browser);
  await page.waitForTimeout(1_500);
  await page.locator("#editor-tab-layers").click();
  const times = [];
  for (let round = 0; round < 10; round += 1) {
    times.push(await page.evaluate(async (index) => {
      const buttons = [...document.querySelectorAll(".layer-choices .choice")].at(-1).querySelectorAll("button");
      const begun = performance.now();
      buttons[index].click();
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))));
      return performance.now() - begun;
    }, (round + 1) % 3));
  }
  say("recolour the city", quantile(times, 0.95), 250, `median ${ms(quantile(times, 0.5))}, at most ${ms(Math.max(...times))}`);
  await context.close();
}

/** What the browser loads before the map shows, compressed. */
async function shell(browser) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  const files = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname === "/" || /\.(js|css|svg)$/.test(pathname)) files.push(response.body());
  });
  await page.goto(`${base}/`);
  await page.waitForSelector("#map canvas");
  await page.waitForLoadState("networkidle");
  const kilobytes = (await Promise.all(files)).reduce((sum, body) => sum + gzipSync(body).length, 0) / 1_000;
  say("shell: page, scripts and styles of the map, gzip", kilobytes, 220, `${Math.round(kilobytes)} KB in ${files.length} files`);
  await context.close();
}

/** Locks and unlocks a grid again and again in the page, and looks at what it holds after garbage is collected. */
async function heap(browser) {
  const { items } = await ask(`/v1/grids?tier=grid&limit=1&plan=${id}`);
  const { page, context } = await openEditor(browser, `&grids=${items[0].code}`);
  await page.keyboard.press("z");
  const tools = await context.newCDPSession(page);
  const held = async () => {
    await tools.send("HeapProfiler.collectGarbage");
    return (await tools.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };
  const sizes = [];
  const times = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    if (edit % HEAP_EVERY === 0) sizes.push(await held());
    times.push(await page.evaluate(async () => {
      const steps = () => document.querySelector(".verdict-place")?.textContent;
      document.querySelector(".verdict-place button")?.click();
      const before = steps();
      const begun = performance.now();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "l", bubbles: true }));
      while (steps() === before || document.querySelector("#editor-undo")?.disabled) await new Promise((done) => setTimeout(done, 5));
      return performance.now() - begun;
    }));
  }
  sizes.push(await held());
  const growth = (100 * (sizes.at(-1) - sizes[1])) / sizes[1];
  say(`heap over ${EDITS} edits`, growth, 10, `${sizes.map((size) => size.toFixed(0)).join(", ")} MB every ${HEAP_EVERY}: ${growth.toFixed(1)} %`);
  say("an edit until the page shows its verdict", quantile(times, 0.95), 300, `median ${ms(quantile(times, 0.5))}, 95 % ${ms(quantile(times, 0.95))}`);
  await context.close();
}

const { tiers } = await ask("/v1");
const { items } = await ask("/v1/grids?tier=grid&limit=2");
await send("/v1/plans", { id, name: "速度", author: "office" });
await send("/v1/changesets", { plan: id, author: "office", edits: [{ op: "rename_grid", code: items[0].code, name: "速度" }] });
const browser = await launch();
console.log(`${tiers.find(({ tier }) => tier === "grid")?.areas} grids, ${VIEWPORT.width} x ${VIEWPORT.height}, software rendering\n`);
console.log("| what | measured | goal | |\n|---|---|---|---|");
await firstPaint(browser, "editor", `#screen=edit&plan=${id}`);
const ready = [];
for (let round = 0; round < 5; round += 1) {
  const editor = await openEditor(browser);
  ready.push(editor.ready);
  await editor.context.close();
}
say("editor ready for edits", quantile(ready, 0.5), 3_000, `${ms(quantile(ready, 0.5))} (at most ${ms(Math.max(...ready))})`);
await firstPaint(browser, "review", `#screen=review&plan=${id}`);
await firstPaint(browser, "compare", `#screen=compare&plan=${id}`);
await drags(browser);
await recolour(browser);
await shell(browser);
if (EDITS > 0) await heap(browser);
await browser.close();
