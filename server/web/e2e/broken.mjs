/**
 * What the page does when the server is killed, comes back, or takes no changes. It serves stores of its own:
 * `HEXWARD_BINARY=target/release/hexward node --test e2e/broken.mjs`; HEXWARD_STORE names a store to begin with.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

const binary = process.env.HEXWARD_BINARY;
assert.ok(binary, "HEXWARD_BINARY is not set");

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const folder = mkdtempSync(join(tmpdir(), "hexward-broken-"));
const port = Number(process.env.HEXWARD_PORT) || (await freePort());
process.env.HEXWARD_URL = process.env.HEXWARD_FRONT ?? `http://127.0.0.1:${port}`;
const direct = `http://127.0.0.1:${port}`;
const { base, launch, open, SCREEN_SIZES, settle, shoot } = await import("./browser.mjs");

const store = join(folder, "store.gpkg");
const [desktop] = SCREEN_SIZES;
const stamp = Date.now().toString(36);
let server = null;
let browser;

async function run(...words) {
  server = spawn(binary, [...words, "--store", store, "--listen", `127.0.0.1:${port}`], { stdio: "ignore" });
  for (let round = 0; ; round += 1) {
    assert.ok(round < 600, "the server did not start");
    if (await fetch(`${direct}/health/ready`).then((answer) => answer.ok, () => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const start = (...more) => run("serve", ...more);

/** The demo fills the store and serves it: it is stopped as soon as it is there. */
async function fill() {
  await run("demo", "--city", "xihu");
  await kill();
}

async function kill() {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGKILL");
  await ended;
}

const ask = async (path) => (await fetch(direct + path)).json();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

before(async () => {
  const made = process.env.HEXWARD_STORE;
  if (!made) await fill();
  else for (const end of ["", "-wal"]) if (existsSync(made + end)) copyFileSync(made + end, store + end);
  await start();
  browser = await launch();
});
beforeEach(async () => {
  if (server.exitCode !== null || server.signalCode !== null) await start();
});
after(async () => {
  await browser?.close();
  server?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A table of so many addresses at one place. */
async function table(prefix, count) {
  const { center } = await ask("/v1");
  const rows = Array.from({ length: count }, (_, index) => `${prefix}${index},${center[0]},${center[1]},1,2`);
  return { name: "addresses.csv", mimeType: "text/csv", buffer: Buffer.from(["id,lon,lat,households,residents", ...rows, ""].join("\n")) };
}

const atImport = { hash: "#screen=import", ready: ".drop", who: "planner:data office" };

for (const lang of ["zh", "en"]) {
  const says = lang === "zh"
    ? { check: "检查（不写入）", again: "重新发送", create: "新建方案", begin: "新建并打开", start: "开始", apply: "应用" }
    : { check: "Check (writes nothing)", again: "Send again", create: "New plan", begin: "Begin and open", start: "Start", apply: "Apply" };

  test(`${lang}: a server that is killed during a check forgets the file, the page does not`, async () => {
    const { page, context } = await open(browser, desktop, { ...atImport, lang });
    const before = (await ask("/v1")).totals.addresses;
    await page.locator("input[type=file]").setInputFiles(await table(`killed-${lang}-`, 30_000));
    await page.locator(".crs-row").first().waitFor({ timeout: 60_000 });
    if ((await page.locator("input[name=crs]:checked").count()) === 0) await page.locator("input[name=crs]").first().check();
    await press(page, says.check);
    await kill();
    await page.locator(".banner").waitFor();
    await shoot(page, `broken-check-${lang}`);
    await start();
    await page.getByRole("button", { name: says.again }).waitFor({ timeout: 60_000 });
    assert.equal((await ask("/v1")).totals.addresses, before);
    await shoot(page, `broken-forgotten-${lang}`);
    await press(page, says.again);
    await page.locator(".crs-row").first().waitFor({ timeout: 60_000 });
    assert.equal(await page.locator("input[name=crs]:checked").count(), 1, "what was said of the coordinates is lost");
    await press(page, says.check);
    await page.locator(".verdict-good").waitFor({ timeout: 60_000 });
    await context.close();
  });

  test(`${lang}: a server that is killed while it writes has written all or nothing, and the page says which`, async () => {
    const { page, context } = await open(browser, desktop, { ...atImport, lang });
    const before = (await ask("/v1")).totals.addresses;
    const count = 20_000;
    await page.locator("input[type=file]").setInputFiles(await table(`written-${lang}-`, count));
    await page.locator(".crs-row").first().waitFor({ timeout: 60_000 });
    if ((await page.locator("input[name=crs]:checked").count()) === 0) await page.locator("input[name=crs]").first().check();
    await press(page, says.check);
    await page.locator(".verdict-good").waitFor({ timeout: 60_000 });
    await press(page, says.apply);
    await kill();
    await start();
    const now = (await ask("/v1")).totals.addresses;
    assert.ok(now === before || now === before + count, `${now - before} of ${count} were written`);
    await page.getByRole("button", { name: says.again }).waitFor({ timeout: 60_000 });
    await press(page, says.again);
    await page.locator(".crs-row").first().waitFor({ timeout: 60_000 });
    await press(page, says.check);
    await page.locator(now === before ? ".verdict-good" : ".verdict-nothing").waitFor({ timeout: 60_000 });
    await context.close();
  });

  test(`${lang}: an answer that is lost on its way leaves nobody in the dark`, async () => {
    const { page, context } = await open(browser, desktop, { ...atImport, lang });
    const before = (await ask("/v1")).totals.addresses;
    await page.locator("input[type=file]").setInputFiles(await table(`lost-${lang}-`, 10));
    await page.locator(".crs-row").first().waitFor({ timeout: 60_000 });
    if ((await page.locator("input[name=crs]:checked").count()) === 0) await page.locator("input[name=crs]").first().check();
    await press(page, says.check);
    await page.locator(".verdict-good").waitFor({ timeout: 60_000 });
    // first the request is lost, so that nothing is written and it can be sent again
    await page.route("**/apply", (route) => route.abort(), { times: 1 });
    await press(page, says.apply);
    await page.locator(".problem").waitFor();
    await shoot(page, `broken-lost-${lang}`);
    await page.locator(".problem").waitFor({ state: "detached" });
    assert.equal((await ask("/v1")).totals.addresses, before);
    // then the answer: it is written, and said so
    await page.route("**/apply", (route) => route.fetch().then(() => route.abort()), { times: 1 });
    await press(page, says.apply);
    await page.locator(".verdict-applied").waitFor({ timeout: 60_000 });
    assert.equal((await ask("/v1")).totals.addresses, before + 10);
    await context.close();
  });

  test(`${lang}: a plan that was being begun when the server was killed is begun once`, async () => {
    const { page, context } = await open(browser, desktop, { hash: "#screen=plans", ready: ".screen-page.plans", lang, who: "planner:planning office" });
    const name = `killed ${lang} ${stamp}`;
    await page.getByRole("button", { name: says.create, exact: true }).first().click();
    await page.locator("dialog input").first().fill(name);
    await kill();
    await press(page, says.begin);
    await page.locator("dialog .problem").waitFor();
    await start();
    await press(page, says.begin);
    await page.waitForSelector("dialog", { state: "detached" });
    const made = (await ask("/v1/plans?limit=1000")).items.filter((plan) => plan.name === name);
    assert.equal(made.length, 1);
    await context.close();
  });

  test(`${lang}: a search is made again after the server was killed, and the page finds its end`, async () => {
    const { page, context } = await open(browser, desktop, { hash: "#screen=rebalance", ready: ".rebalance form", lang, who: "planner:planning office" });
    await settle(page);
    await press(page, says.start);
    await page.locator(".work progress, .sides").first().waitFor();
    await kill();
    await start();
    await page.locator(".sides").waitFor({ timeout: 60_000 });
    await page.locator(".move-tables tbody tr").first().waitFor();
    await context.close();
  });

  test(`${lang}: a server that takes no changes says so in words`, async () => {
    await kill();
    await start("--read-only");
    const { page, context } = await open(browser, desktop, { hash: "#screen=plans", ready: ".screen-page.plans", lang, who: "planner:planning office" });
    await page.getByRole("button", { name: says.create, exact: true }).first().click();
    await press(page, says.begin);
    await page.locator("dialog .problem", { hasText: lang === "zh" ? "没有权限" : "Not permitted" }).waitFor();
    await shoot(page, `broken-readonly-${lang}`);
    await page.goto(`${base}/#screen=import`);
    await page.locator(".drop").waitFor();
    await page.locator("input[type=file]").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("id,lon,lat\nA,1,2\n") });
    await page.locator(".problem", { hasText: lang === "zh" ? "没有权限" : "Not permitted" }).waitFor();
    await context.close();
    await kill();
    await start();
  });
}
