/**
 * Runs the journeys: `node e2e/run.mjs BINARY [all | FILE…]`. Each file has a server of its own over a copy of a store that is
 * made once; two files run at once, in one browser. Without a word more, what depends on neither size nor language is tried
 * once, and what does at three of the six; `all` tries everything.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startBrowser } from "./browser.mjs";

const [program, ...words] = process.argv.slice(2);
assert.ok(program, "usage: node e2e/run.mjs BINARY [all | FILE…]");
const binary = resolve(program);
const here = dirname(fileURLToPath(import.meta.url));
const isAll = words.includes("all");
const named = words.filter((word) => word !== "all");

/** The files, the longest first, and the place that each is about; those of `broken` start and kill servers themselves. */
const FILES = [
  ["editor-tools", "xihu"], ["access", "xihu"], ["broken", null], ["editor", "xihu"], ["importing", "xihu"], ["city", "xihu"],
  ["rebalance", "xihu"], ["page", "soho"], ["plans", "xihu"], ["review", "xihu"], ["finding", "xihu"], ["responsibility", "xihu"],
  ["compare", "xihu"], ["welcome", "xihu"],
];
/** How many files run at once. */
const LANES = Math.min(2, cpus().length);
/** How long a server may take until it answers, in milliseconds. */
const PATIENCE_MS = 120_000;

const folder = mkdtempSync(join(tmpdir(), "hexward-page-"));
const running = new Set();
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const ended = (child) => (child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((done) => child.once("exit", done)));

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** Starts the program and waits until it answers. */
async function serve(words) {
  const port = await freePort();
  const child = spawn(binary, [...words, "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "ignore", "pipe"] });
  running.add(child);
  let log = "";
  child.stderr.on("data", (text) => (log = (log + text).slice(-20_000)));
  const url = `http://127.0.0.1:${port}`;
  for (const begun = Date.now(); ; await pause(100)) {
    if (await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false)) return { url, child, log: () => log };
    assert.ok(child.exitCode === null, `the server ended before it was ready: ${log}`);
    assert.ok(Date.now() - begun < PATIENCE_MS, `the server was not ready in time: ${log}`);
  }
}

async function stop({ child }) {
  child.kill("SIGTERM");
  await ended(child);
  running.delete(child);
}

const storeOf = (city) => join(folder, `${city}.gpkg`);

/** Loads the demo of a city into a store once, to be copied. */
const prepare = async (city) => stop(await serve(["demo", "--city", city, "--store", storeOf(city)]));

/** Runs one file; says whether it passed. */
async function drive([file, city], browser) {
  const store = join(folder, `${file}.gpkg`);
  // what was committed last may still stand in the log beside the store
  for (const end of ["", "-wal"]) {
    const made = storeOf(city ?? "xihu") + end;
    if (existsSync(made)) copyFileSync(made, store + end);
  }
  const server = city && (await serve(["serve", "--store", store]));
  const env = {
    ...process.env,
    HEXWARD_BINARY: binary,
    HEXWARD_BROWSER: browser,
    HEXWARD_JOURNEYS: isAll ? "all" : "",
    ...(server ? { HEXWARD_URL: server.url } : { HEXWARD_STORE: store }),
  };
  const begun = Date.now();
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", join(here, `${file}.mjs`)], { env });
  running.add(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  // what it said last may come after its end
  await new Promise((done) => child.once("close", done));
  running.delete(child);
  const passed = child.exitCode === 0;
  process.stdout.write(`${said}${passed ? "" : (server?.log() ?? "")}${file}: ${passed ? "passed" : "FAILED"} in ${Math.round((Date.now() - begun) / 1000)} s\n`);
  if (server) await stop(server);
  rmSync(store, { force: true });
  return passed;
}

async function main() {
  const wanted = FILES.filter(([file]) => named.length === 0 || named.includes(file));
  assert.ok(wanted.length > 0, `no such file: ${named.join(" ")}`);
  const cities = [...new Set(wanted.map(([, city]) => city ?? "xihu"))];
  const [browser] = await Promise.all([startBrowser(), ...cities.map(prepare)]);
  const left = [...wanted];
  let failed = 0;
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) if (!(await drive(next, browser.wsEndpoint()))) failed += 1;
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await browser.close();
  return failed;
}

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
const failed = await main();
process.exit(failed === 0 ? 0 : 1);
