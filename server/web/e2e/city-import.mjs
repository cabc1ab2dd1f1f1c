/**
 * The addresses of a city through the wizard: `HEXWARD_URL=… HEXWARD_ADDRESSES=addresses.csv node --test e2e/city-import.mjs` against
 * a running server with the grids of the city and without its addresses, whose store may be changed. Figures on stdout.
 */
import assert from "node:assert/strict";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { ask, base, launch, open, SCREEN_SIZES } from "./browser.mjs";

const source = process.env.HEXWARD_ADDRESSES;
assert.ok(base && source, "HEXWARD_URL or HEXWARD_ADDRESSES is not set");

const BAD = 1_000;
/** What is put in the place of a good value, the field, and what is said of it in Chinese. */
const FAULTS = [
  ["lon", "east", /不是数字/],
  ["lat", "91.5", /-90 到 90/],
  ["households", "-4", /负数/],
  ["residents", "2.5", /不是整数/],
];
const folder = mkdtempSync(join(tmpdir(), "hexward-city-"));
const [desktop] = SCREEN_SIZES;
let browser;
/** The lines of the bad rows with their fields. */
const planted = [];

const lines = () => createInterface({ input: createReadStream(source) });

/** Copies the addresses with bad rows among them, evenly spread. */
async function plant(target) {
  let total = 0;
  for await (const _ of lines()) total += 1;
  const apart = Math.floor((total - 1) / BAD);
  const out = createWriteStream(target);
  let number = 0;
  let columns = [];
  for await (const line of lines()) {
    number += 1;
    let text = line;
    if (number === 1) columns = line.split(",");
    else if (number % apart === 0 && planted.length < BAD) {
      const [field, value] = FAULTS[planted.length % FAULTS.length];
      text = line.split(",").map((own, index) => (columns[index] === field ? value : own)).join(",");
      planted.push({ line: number, field, fault: planted.length % FAULTS.length });
    }
    if (!out.write(`${text}\n`)) await new Promise((done) => out.once("drain", done));
  }
  await new Promise((done) => out.end(done));
  return number - 1;
}

before(async () => {
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = { hash: "#screen=import", ready: ".drop", who: "planner:data office", lang: "zh" };
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const since = (begun) => Date.now() - begun;
const say = (what, value) => console.log(`| ${what} | ${value} |`);

/** Sends a file and waits until it is understood. */
async function send(page, path) {
  const begun = Date.now();
  await page.locator("input[type=file]").setInputFiles(path);
  await page.locator(".work progress").waitFor();
  const shown = since(begun);
  await page.locator(".crs-row").first().waitFor({ timeout: 180_000 });
  say(`send and survey ${Math.round(statSync(path).size / 1e6)} MB`, `${since(begun)} ms, progress shows after ${shown} ms`);
  if ((await page.locator("input[name=crs]:checked").count()) === 0) await page.locator("input[name=crs]").first().check();
}

/** Begins a check and waits for its progress. */
async function check(page) {
  await press(page, "检查（不写入）");
  const begun = Date.now();
  await page.locator(".work progress").waitFor();
  const shown = since(begun);
  say("progress of a check shows after", `${shown} ms`);
  assert.ok(shown < 1_000, `${shown} ms until progress shows`);
  return begun;
}

test("a check of all addresses is broken off within two seconds", async () => {
  const { page, context } = await open(browser, desktop, at);
  await send(page, source);
  await check(page);
  await page.waitForTimeout(1_500);
  const asked = Date.now();
  await press(page, "取消");
  await page.locator(".verdict-cancelled, .meaning").first().waitFor();
  say("cancel ends the check after", `${since(asked)} ms`);
  assert.ok(since(asked) < 2_000, `${since(asked)} ms until it ends`);
  assert.equal((await ask("/v1")).totals.addresses, 0);
  await context.close();
});

test(`every one of ${BAD} bad rows is listed with its line, field and reason`, async () => {
  const file = join(folder, "addresses.csv");
  const rows = await plant(file);
  assert.equal(planted.length, BAD);
  const { page, context } = await open(browser, desktop, at);
  await send(page, file);
  const begun = await check(page);
  await page.locator(".verdict-bad").waitFor({ timeout: 180_000 });
  say(`check of ${rows} rows with ${BAD} bad ones`, `${since(begun)} ms`);
  const [, reason] = [0, await page.locator(".rejected-table tbody tr td").nth(3).textContent()];
  assert.match(reason, FAULTS[0][2]);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^下载全部/ }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const listed = Buffer.concat(chunks).toString("utf8").trim().split("\n").slice(1).map((line) => line.split(","));
  assert.deepEqual(listed.map(([, , line, field]) => ({ line: Number(line), field })), planted.map(({ line, field }) => ({ line, field })));
  assert.ok(listed.every((row) => row[5]?.length > 3), "a row without a reason");
  say("bad rows listed with line, field and reason", `${listed.length} of ${BAD}`);
  assert.equal((await ask("/v1")).totals.addresses, 0);
  await context.close();
});

test("all addresses are checked, applied and taken back", async () => {
  const { page, context } = await open(browser, desktop, at);
  await send(page, source);
  let begun = await check(page);
  await page.locator(".verdict-good").waitFor({ timeout: 180_000 });
  say("check of all addresses", `${since(begun)} ms`);
  begun = Date.now();
  await press(page, "应用");
  await page.locator(".verdict-applied").waitFor({ timeout: 300_000 });
  const { addresses } = (await ask("/v1")).totals;
  say(`apply ${addresses} addresses`, `${since(begun)} ms`);
  assert.ok(addresses > 0);
  begun = Date.now();
  await press(page, "撤销导入");
  await page.locator(".verdict-undone").waitFor({ timeout: 300_000 });
  say("take the import back", `${since(begun)} ms`);
  assert.equal((await ask("/v1")).totals.addresses, 0);
  await context.close();
});
