import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

/** Address of the server under test, without a trailing slash. */
export const base = (process.env.HEXWARD_URL ?? "").replace(/\/+$/, "");

/** Sizes at which every journey is made. */
export const SIZES = [
  { name: "desktop", viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, hasTouch: false },
  { name: "phone", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
];

/** Sizes at which the planner's screens are looked at: an office screen, a tablet, a large screen. */
export const SCREEN_SIZES = [
  { name: "desktop", viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, hasTouch: false },
  { name: "tablet", viewport: { width: 834, height: 1112 }, deviceScaleFactor: 1, hasTouch: true },
  { name: "wall", viewport: { width: 2560, height: 1440 }, deviceScaleFactor: 1, hasTouch: false },
];

/** Whether everything is tried, or what a change most likely breaks. */
export const isAll = process.env.HEXWARD_JOURNEYS === "all";

/** At which sizes and in which languages a journey is made: all six, or each size once and both languages. */
export const TURNS = SCREEN_SIZES.flatMap((size, number) =>
  ["zh", "en"].filter((_, other) => isAll || (number + other) % 2 === 0).map((lang) => ({ size, lang })),
);

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-3d-apis",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const OPTIONS = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET };

/** Starts a browser that several files share, with WebGL switched off. */
export const startBrowser = () => chromium.launchServer(OPTIONS);

/** The browser that is shared, or else one of its own. */
export const launch = () => {
  const shared = process.env.HEXWARD_BROWSER;
  return shared ? chromium.connect(shared) : chromium.launch(OPTIONS);
};

/**
 * Opens the page and watches it: every complaint ends up in `complaints`. `ready` names what shows that it is there,
 * `who` the post that sits at it, as the page keeps it: `planner:post`.
 */
export async function open(browser, size, { lang = "en", hash = "", scheme = "light", ready = "#map canvas", who = "" } = {}) {
  const context = await browser.newContext({
    viewport: size.viewport,
    deviceScaleFactor: size.deviceScaleFactor,
    hasTouch: size.hasTouch,
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    colorScheme: scheme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  watchRequests(page);
  const complaints = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    requests.push(url.pathname + url.search);
    const local = url.protocol === "data:" || url.protocol === "blob:" || url.origin === new URL(base).origin;
    if (!local) complaints.push(`foreign request: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    // A tile that is no longer wanted is cancelled by the browser.
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") complaints.push(`failed: ${request.url()} ${reason}`);
  });
  await page.exposeFunction("reportViolation", (text) => complaints.push(`policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  if (who) await page.addInitScript((text) => localStorage.setItem("hexward.who", localStorage.getItem("hexward.who") ?? text), who);
  const response = await page.goto(`${base}/${hash}`);
  assert.equal(response.status(), 200);
  await page.waitForSelector(ready);
  await settle(page);
  return { page, context, complaints, requests, response };
}

/** On a phone the panels are closed at first: opens one by its place in the bar. */
export async function openPanel(page, size, index) {
  if (size.name !== "phone") return;
  await page.locator(".tab-bar button").nth(index).click();
}

/** Texts that do not fit the element that holds them. */
export const overflowing = (page) =>
  page.evaluate(() => {
    const holders = ".totals div, .verdict, .choice, .choice button, .panel-head, .figures div, .chain-link, .fault";
    return [...document.querySelectorAll(holders)]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.className} ${element.textContent}`);
  });

/** How many requests of a page are on their way, and when one last began or ended. */
const traffic = new WeakMap();

/** Streams of events never end, so they do not count. */
function watchRequests(page) {
  const counted = (request) => request.resourceType() !== "eventsource";
  const state = { open: new Set(), last: Date.now() };
  traffic.set(page, state);
  const touch = (change) => (request) => {
    if (!counted(request)) return;
    change(request);
    state.last = Date.now();
  };
  page.on("request", touch((request) => state.open.add(request)));
  page.on("requestfinished", touch((request) => state.open.delete(request)));
  page.on("requestfailed", touch((request) => state.open.delete(request)));
}

/** How long nothing may have been on its way, in milliseconds: what comes first asks for more soon after. */
const QUIET_MS = 250;
/** How long to wait for that, in milliseconds. */
const PATIENCE_MS = 30_000;

/**
 * Waits until nothing has been on its way for a while and what came has been drawn. The while counts from the call on, since
 * what a click just now asks for may not have been heard of yet.
 */
export async function settle(page) {
  const state = traffic.get(page);
  const { open } = state;
  const begun = Date.now();
  while (open.size > 0 || Date.now() - Math.max(begun, state.last) < QUIET_MS) {
    assert.ok(Date.now() - begun < PATIENCE_MS, `still on the way: ${[...open].map((request) => request.url()).join(" ")}`);
    await page.waitForTimeout(50);
  }
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Waits until the address of the page says it: a page writes its address a moment after what it shows has changed. */
export async function linked(page, pattern) {
  const says = ({ source, flags }) => new RegExp(source, flags).test(location.hash);
  const { source, flags } = pattern;
  await page.waitForFunction(says, { source, flags }).catch(() => null);
  assert.match(await page.evaluate(() => location.hash), pattern);
}

/** Saves a picture when the environment names a folder in SHOTS. */
export async function shoot(page, name) {
  const folder = process.env.SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/** Asks the server itself, past the page. */
export async function ask(path) {
  const response = await fetch(base + path);
  assert.equal(response.status, 200, path);
  return response.json();
}

/** Share of a tile layer's pixels that are painted. */
export const paintedShare = (page, style) =>
  page.evaluate((name) => {
    let painted = 0;
    let all = 0;
    for (const canvas of document.querySelectorAll(`.tiles-${name} canvas, canvas.tiles-${name}`)) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let index = 3; index < data.length; index += 4) painted += data[index] > 0 ? 1 : 0;
      all += data.length / 4;
    }
    return all === 0 ? 0 : painted / all;
  }, style);
