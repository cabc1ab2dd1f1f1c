// Sizes, opening the store, and cold and warm tiles at one client.
// usage: node scripts/bench-http.mjs URL BINARY STORE
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import os from "node:os";
import { gzipSync } from "node:zlib";

const [url, binary, store] = process.argv.slice(2);

const ready = async () => {
  for (let i = 0; i < 300; i++) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the server was not ready within 30 s");
};

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

const report = (name, times_ms) => {
  const sorted = [...times_ms].sort((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((q) => quantile(sorted, q).toFixed(2));
  console.log(`${name.padEnd(44)} n=${String(sorted.length).padStart(4)}  p50 ${p50} ms  p99 ${p99} ms`);
};

const timed = async (path) => {
  const start = performance.now();
  const answer = await fetch(url + path);
  await answer.arrayBuffer();
  if (answer.status !== 200 && answer.status !== 204) throw new Error(`${path}: ${answer.status}`);
  return performance.now() - start;
};

// the tiles over the demo at one zoom
const tilesAt = (zoom, [west, south, east, north]) => {
  const x = (lon) => Math.floor(((lon + 180) / 360) * 2 ** zoom);
  const y = (lat) => {
    const phi = (lat * Math.PI) / 180;
    return Math.floor((0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI)) * 2 ** zoom);
  };
  const tiles = [];
  for (let i = x(west); i <= x(east); i++) for (let j = y(north); j <= y(south); j++) tiles.push(`${zoom}/${i}/${j}`);
  return tiles;
};

await ready();
console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(2)}, ${process.platform}`);
console.log(`binary ${(statSync(binary).size / 1e6).toFixed(1)} MB`);
const dist = "server/web/dist/assets";
for (const name of readdirSync(dist).filter((name) => /\.(js|css)$/.test(name))) {
  const bytes = readFileSync(`${dist}/${name}`);
  console.log(`page ${name}: ${(bytes.length / 1024).toFixed(0)} KiB, ${(gzipSync(bytes, { level: 9 }).length / 1024).toFixed(0)} KiB gzip`);
}

const opening = [];
for (let i = 0; i < 30; i++) {
  const start = performance.now();
  const run = spawnSync(binary, ["locate", "--store", store, "-"], { input: "-0.1367486,51.513338\n" });
  if (run.status !== 0) throw new Error(String(run.stderr));
  opening.push(performance.now() - start);
}
report("start, open the store, locate one point", opening);

const { bounds } = await (await fetch(`${url}/v1`)).json();
for (const style of ["cases", "risk", "grids", "checkpoints", "addresses", "streets"]) {
  for (const format of style === "cases" ? ["png"] : ["png", "mvt"]) {
    const paths = [];
    for (let zoom = 12; zoom <= (style === "cases" ? 16 : 18); zoom++) {
      paths.push(...tilesAt(zoom, bounds).map((tile) => `/tiles/${style}/${tile}.${format}`));
    }
    const cold = [];
    const warm = [];
    for (const path of paths) cold.push(await timed(path));
    for (let round = 0; round < 5; round++) for (const path of paths) warm.push(await timed(path));
    report(`${style}.${format} 256 px z12-${style === "cases" ? 16 : 18} cold`, cold);
    report(`${style}.${format} warm`, warm);
  }
}
